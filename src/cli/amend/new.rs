//! `amend new`, `amend edit`, `amend from-diff`: an unsigned amendment.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde_json::json;

use super::super::acting::{Act, Stop, amendment, for_programs, person, print_json, recorded, write_new};
use super::super::key::public_half;
use super::super::run::Session;
use super::check::against_rules;
use super::options::{EditArguments, FromDiffArguments, NewArguments, Sayings};
use super::print::redlines;
use crate::amend::registry::Person;
use crate::amend::{
    Edit, Filed, Fix, FixKind, Kind, Proposing, Refusal, RefusalCode, current_text, from_diff as read_diff,
    normalise, propose, source_line,
};
use crate::error::Error;
use crate::fs;
use crate::pipeline::Recorded;

/// Makes an amendment from an edited copy, or one without a change.
pub(super) fn new(session: &Session<'_>, options: &NewArguments) -> Act {
    let recorded = recorded(session)?;
    let sayings = &options.sayings;
    if sayings.kind == Kind::Objection {
        let objected = amendment(&recorded, &options.path)?;
        return make(session, &recorded, sayings, Made { objects_to: Some(objected), ..Made::default() });
    }
    let path = shortened(session, &options.path);
    let before = current_text(&recorded.record, &recorded.progress, &path);
    if before.is_none() && sayings.kind != Kind::Structure {
        return Err(unknown_text(&path).into());
    }
    let after = match (&options.edited, options.remove) {
        (Some(file), _) => Some(String::from_utf8_lossy(&fs::read(file)?).into_owned()),
        (None, true) => None,
        (None, false) if matches!(sayings.kind, Kind::Confirmation | Kind::Remark) => before.clone(),
        (None, false) => {
            return Err(Error::usage(format!(
                "an amendment of the kind `{}` changes words: name your changed copy with `--edited FILE`",
                sayings.kind
            ))
            .into());
        }
    };
    let made = Made {
        edits: vec![Edit { path, before, after }],
        heading: options.heading.clone(),
        ..Made::default()
    };
    make(session, &recorded, sayings, made)
}

/// Opens the text in an editor, then as [`new`].
pub(super) fn edit(session: &Session<'_>, options: &EditArguments) -> Act {
    let recorded = recorded(session)?;
    let path = shortened(session, &options.path);
    let before = current_text(&recorded.record, &recorded.progress, &path);
    let before = before.ok_or_else(|| Stop::from(unknown_text(&path)))?;
    let name = path.rsplit('/').next().unwrap_or("text.md");
    let draft = Utf8PathBuf::from(format!("draft-{name}"));
    if !fs::exists(&draft) {
        fs::write_atomic(&draft, before.as_bytes())?;
    }
    let editor = ["VISUAL", "EDITOR"].into_iter().find_map(|name| std::env::var(name).ok());
    let editor = editor.filter(|editor| !editor.trim().is_empty()).ok_or_else(|| {
        Error::usage(format!(
            "no editor is set in $VISUAL or $EDITOR; change `{draft}` yourself, then run `handbook amend new {path} --edited {draft}`"
        ))
    })?;
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let status = std::process::Command::new(program).args(words).arg(draft.as_std_path()).status();
    let status = status.map_err(|error| Error::file("start", program, error))?;
    if !status.success() {
        return Err(Error::usage(format!("`{editor}` ended with an error; your draft is `{draft}`")).into());
    }
    let after = String::from_utf8_lossy(&fs::read(&draft)?).into_owned();
    let edits = vec![Edit { path, before: Some(before), after: Some(after) }];
    make(session, &recorded, &options.sayings, Made { edits, ..Made::default() })
}

/// Makes an amendment of what another tool found to differ.
pub(super) fn from_diff(session: &Session<'_>, options: &FromDiffArguments) -> Act {
    let recorded = recorded(session)?;
    let current: BTreeMap<String, String> = recorded
        .progress
        .tree
        .iter()
        .filter_map(|(path, _)| {
            Some((path.to_owned(), current_text(&recorded.record, &recorded.progress, path)?))
        })
        .collect();
    let diff = String::from_utf8_lossy(&fs::read(&options.diff)?).into_owned();
    let imported = read_diff(options.diff.as_str(), &diff, &current)?;
    let made = Made { edits: imported.edits, told: imported.recomputed, ..Made::default() };
    make(session, &recorded, &options.sayings, made)
}

fn unknown_text(path: &str) -> Refusal {
    Refusal::new(
        RefusalCode::R0020,
        format!("the record has no text `{}`", crate::diagnostic::visible(path)),
        "name it from the handbook's folder, for example content/annexes/xa.md",
    )
}

/// The path from the handbook's folder of a text that was named from elsewhere.
fn shortened(session: &Session<'_>, path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let root = session.common.root.as_str().trim_end_matches('/');
    let inner = path.strip_prefix(root).and_then(|rest| rest.strip_prefix('/'));
    inner.unwrap_or(path).to_owned()
}

/// What an amendment is made of beside what the person says.
#[derive(Default)]
struct Made {
    edits: Vec<Edit>,
    heading: Option<String>,
    objects_to: Option<crate::amend::AmendmentId>,
    told: Vec<String>,
}

fn make(session: &Session<'_>, recorded: &Recorded, sayings: &Sayings, made: Made) -> Act {
    let now = sayings.at.moment()?;
    let Made { edits, heading, objects_to, mut told } = made;
    let (edits, fixes) = mended(sayings, edits)?;
    let paths: Vec<String> = edits.iter().map(|edit| edit.path.clone()).collect();
    let author = author(recorded, sayings, &paths)?;
    let sources: std::result::Result<Vec<_>, Refusal> =
        sayings.source.iter().map(|source| source_line(source)).collect();
    let supersedes = match &sayings.supersedes {
        Some(id) => Some(amendment(recorded, id)?),
        None => None,
    };
    let proposing = Proposing {
        kind: sayings.kind,
        author,
        title: &sayings.title,
        rationale: if sayings.rationale.trim().is_empty() { &sayings.title } else { &sayings.rationale },
        sources: sources?,
        round: sayings.round.as_deref(),
        heading: heading.as_deref(),
        objects_to,
        supersedes,
        now,
    };
    let proposed = propose(&recorded.record, &recorded.progress, proposing, edits)?;
    told.extend(proposed.told);
    let text = proposed.amendment.payload();
    let filed = Filed::read("the amendment", text.as_bytes())?;
    let changes = filed.apply(&recorded.record.texts)?;
    let findings = against_rules(session, recorded, &filed, &changes)?;
    let output = sayings.output.clone().unwrap_or_else(|| Utf8PathBuf::from(format!("{}.amend", filed.id)));
    if !sayings.dry_run {
        write_new(&output, text.as_bytes())?;
    }
    if for_programs(session) {
        let views: Vec<_> = changes.iter().map(crate::amend::view::change_view).collect();
        print_json(
            session,
            &json!({
                "version": 1, "id": filed.id.to_string(), "file": output.as_str(), "dry_run": sayings.dry_run,
                "told": told, "fixes": fixes.iter().map(fix_words).collect::<Vec<_>>(), "changes": views,
                "refused": findings.iter().map(|refusal| refusal.code.name()).collect::<Vec<_>>(),
            }),
        );
    } else {
        let mut out = redlines(session.out.paint(), &changes);
        for fix in &fixes {
            out.push_str(&format!("mended: {}\n", fix_words(fix)));
        }
        for line in &told {
            out.push_str(&format!("{line}\n"));
        }
        let verb = if sayings.dry_run { "would write" } else { "wrote" };
        out.push_str(&format!("{verb} `{output}`; next: `handbook amend sign {output} --key FILE`\n"));
        session.out.result(&out);
    }
    if findings.is_empty() { Ok(()) } else { Err(Stop::Refused(findings)) }
}

/// The edited texts without what pasting left. Without `--fix` that is refused and listed.
fn mended(sayings: &Sayings, edits: Vec<Edit>) -> Act<(Vec<Edit>, Vec<Fix>)> {
    let mut fixes = Vec::new();
    let mut refusals = Vec::new();
    let mut mended = Vec::new();
    for edit in edits {
        let Some(after) = &edit.after else {
            mended.push(edit);
            continue;
        };
        let found = normalise(edit.before.as_deref(), after, &FixKind::ALL);
        if sayings.fix {
            fixes.extend(found.fixes);
            mended.push(Edit { after: Some(found.text), ..edit });
            continue;
        }
        for fix in found.fixes.iter().filter(|fix| fix.kind.is_rule()) {
            let source = crate::diagnostic::SourceText::new(edit.path.as_str(), found.text.as_str());
            refusals.push(
                Refusal::new(
                    RefusalCode::R0141,
                    format!("with `--fix`, {}", fix_words(fix)),
                    "run the command again with `--fix`, or change the text yourself",
                )
                .at_line(&source, fix.line, 1),
            );
        }
        mended.push(edit);
    }
    if refusals.is_empty() { Ok((mended, fixes)) } else { Err(Stop::Refused(refusals)) }
}

fn fix_words(fix: &Fix) -> String {
    if fix.what.is_empty() {
        format!("line {}: {}", fix.line, fix.kind.words())
    } else {
        format!("line {}: {} ({})", fix.line, fix.kind.words(), fix.what)
    }
}

/// Who proposes: by the key, by the id, or the only person who may.
fn author<'a>(recorded: &'a Recorded, sayings: &Sayings, paths: &[String]) -> Act<&'a Person> {
    let registry = &recorded.progress.registry;
    if let Some(file) = &sayings.key {
        return person(recorded, &public_half(file)?);
    }
    if let Some(id) = &sayings.author {
        return registry.person(id).ok_or_else(|| {
            Refusal::new(
                RefusalCode::R0060,
                format!("there is no person `{}` in the registry", crate::diagnostic::visible(id)),
                "look the id up with `handbook registry show`",
            )
            .into()
        });
    }
    let able: Vec<&Person> = match recorded.progress.rule(sayings.kind, paths) {
        Some((rule, places)) => registry
            .persons
            .iter()
            .filter(|person| places.iter().all(|(state, path)| rule.admits(person, state.as_deref(), path)))
            .collect(),
        None => Vec::new(),
    };
    match able[..] {
        [only] => Ok(only),
        _ => {
            let who: Vec<&str> = able.iter().map(|person| person.id.as_str()).collect();
            let refusal = Refusal::new(
                RefusalCode::R0142,
                "it cannot be told who the author is",
                "name your key with `--key`, or your id with `--author`",
            );
            Err(if who.is_empty() { refusal } else { refusal.who(who.join(", ")) }.into())
        }
    }
}
