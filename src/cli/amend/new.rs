//! `amend new`, `amend edit`, `amend from-diff`: an unsigned amendment.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;

use super::super::acting::{
    AS_TEXT, Act, Stop, amendment, for_programs, given_text, person, print_with, recorded, write_new,
};
use super::super::key::public_half;
use super::super::run::Session;
use super::check::against_rules;
use super::options::{EditArguments, FromDiffArguments, NewArguments, Sayings};
use super::print::redlines;
use crate::amend::judge::draft_admission;
use crate::amend::record::Received;
use crate::amend::registry::Person;
use crate::amend::{
    Digest, Edit, Filed, Fix, FixKind, Kind, Move, Proposing, Refusal, RefusalCode, current_text,
    from_diff as read_diff, normalise, personal, propose, source_line,
};
use crate::error::Error;
use crate::fs;
use crate::pipeline::Recorded;

/// Makes an amendment from an edited copy, or one without a change.
pub(super) fn new(session: &Session<'_>, options: &NewArguments) -> Act {
    let recorded = recorded(session)?;
    let sayings = &options.sayings;
    if !sayings.kind.changes_text() && (options.edited.is_some() || !options.also.is_empty()) {
        return Err(Error::usage(format!(
            "an amendment of the kind `{}` says something and changes no words: leave `--edited` and `--also` out, or choose the kind that changes the text",
            sayings.kind
        ))
        .into());
    }
    if sayings.kind == Kind::Objection {
        let objected = amendment(&recorded, &options.path)?;
        return make(session, &recorded, sayings, Made { objects_to: Some(objected), ..Made::default() });
    }
    let mut edits = vec![first(session, &recorded, options)?];
    let path = edits[0].path.clone();
    for also in &options.also {
        let (path, file) = also
            .split_once('=')
            .filter(|(path, file)| !path.is_empty() && !file.is_empty())
            .ok_or_else(|| {
            Error::usage(format!(
                "`--also {also}`: write it as `--also PATH=FILE`, the text and your changed copy of it"
            ))
        })?;
        edits.push(edited(&recorded, sayings.kind, shortened(session, path), Utf8Path::new(file))?);
    }
    let mut moves = Vec::new();
    if let Some(from) = &options.moved_from {
        let from = shortened(session, from);
        let before = text_of(&recorded, &from)?;
        edits.push(Edit { path: from.clone(), before: Some(before), after: None });
        moves.push(Move { from, to: path });
    }
    make(
        session,
        &recorded,
        sayings,
        Made { edits, moves, heading: options.heading.clone(), ..Made::default() },
    )
}

/// The text that is named first, as it is to read.
fn first(session: &Session<'_>, recorded: &Recorded, options: &NewArguments) -> Act<Edit> {
    let kind = options.sayings.kind;
    let path = shortened(session, &options.path);
    if let Some(file) = &options.edited {
        return edited(recorded, kind, path, file);
    }
    let before = text_of(recorded, &path)?;
    let after = match kind {
        _ if options.remove => None,
        Kind::Confirmation | Kind::Remark => Some(before.clone()),
        _ => {
            return Err(Error::usage(format!(
                "an amendment of the kind `{kind}` changes words: name your changed copy with `--edited FILE`"
            ))
            .into());
        }
    };
    Ok(Edit { path, before: Some(before), after })
}

/// A text and the changed copy of it; a new text is for the structure of the book alone.
fn edited(recorded: &Recorded, kind: Kind, path: String, file: &Utf8Path) -> Act<Edit> {
    let before = match kind {
        Kind::Structure => current_text(&recorded.record, &recorded.progress, &path),
        _ => Some(text_of(recorded, &path)?),
    };
    let after = given_text(file, AS_TEXT)?;
    Ok(Edit { path, before, after: Some(after) })
}

fn text_of(recorded: &Recorded, path: &str) -> Act<String> {
    current_text(&recorded.record, &recorded.progress, path)
        .ok_or_else(|| unknown_text(recorded, path).into())
}

/// Opens the text in an editor, then as [`new`].
pub(super) fn edit(session: &Session<'_>, options: &EditArguments) -> Act {
    let recorded = recorded(session)?;
    let path = shortened(session, &options.path);
    let before = text_of(&recorded, &path)?;
    let name = path.rsplit('/').next().unwrap_or("text.md");
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "md"));
    // A draft of an earlier text would take back what others changed since: each text has its own.
    let draft = Utf8PathBuf::from(format!("{stem}-draft-{}.{end}", Digest::of(&before).short()));
    if fs::exists(&draft) {
        session.out.remark(&format!(
            "note: you go on with `{draft}`; remove it to begin again from the text as it is\n"
        ));
    } else {
        fs::write_atomic(&draft, before.as_bytes())?;
    }
    let mut named = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
    let editor = named.find(|editor| !editor.trim().is_empty()).ok_or_else(|| {
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
    let after = given_text(&draft, AS_TEXT)?;
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
    let diff = given_text(&options.diff, AS_TEXT)?;
    let imported = read_diff(options.diff.as_str(), &diff, &current)?;
    let made = Made { edits: imported.edits, told: imported.recomputed, ..Made::default() };
    make(session, &recorded, &options.sayings, made)
}

fn unknown_text(recorded: &Recorded, path: &str) -> Refusal {
    let end = format!("/{}", path.trim_start_matches("./"));
    let like = recorded.progress.tree.iter().map(|(known, _)| known).find(|known| known.ends_with(&end));
    Refusal::new(
        RefusalCode::R0020,
        format!("the record has no text `{}`", crate::diagnostic::visible(path)),
        match like {
            Some(known) => format!("did you mean `{known}`?"),
            None => "name it from the handbook's folder, for example content/annexes/xa.md".to_owned(),
        },
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
    moves: Vec<Move>,
    heading: Option<String>,
    objects_to: Option<crate::amend::AmendmentId>,
    told: Vec<String>,
}

fn make(session: &Session<'_>, recorded: &Recorded, sayings: &Sayings, made: Made) -> Act {
    let now = sayings.at.moment()?;
    let Made { edits, moves, heading, objects_to, mut told } = made;
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
        moves,
        now,
    };
    let proposed = propose(&recorded.record, &recorded.progress, proposing, edits)?;
    told.extend(proposed.told);
    let text = proposed.amendment.payload();
    let filed = Filed::read("the amendment", text.as_bytes())?;
    let changes = filed.apply(&recorded.record.texts)?;
    let mut findings = against_rules(session, recorded, &filed, &changes)?;
    let received = Received::read("the amendment", text.as_bytes(), &recorded.record.handbook)?;
    let seq = recorded.progress.seq + 1;
    let admission = draft_admission(&recorded.record, &recorded.progress, &received, now, seq);
    findings.extend(
        admission.refusals.into_iter().filter(|refusal| !findings.contains(refusal)).collect::<Vec<_>>(),
    );
    if admission.late {
        told.push(
            "its round has closed: it would be recorded as late, and the Chair may admit it".to_owned(),
        );
    }
    told.extend(personal(&changes));
    let output = sayings.output.clone().unwrap_or_else(|| Utf8PathBuf::from(format!("{}.amend", filed.id)));
    if !sayings.dry_run {
        write_new(&output, text.as_bytes())?;
    }
    if for_programs(session) {
        let views: Vec<_> = changes.iter().map(crate::amend::view::change_view).collect();
        let document = json!({
            "version": 1, "id": filed.id.to_string(), "file": output.as_str(), "dry_run": sayings.dry_run,
            "told": told, "fixes": fixes.iter().map(fix_words).collect::<Vec<_>>(), "changes": views,
        });
        return print_with(session, document, &findings);
    }
    let mut out = redlines(session.out.paint(), &changes);
    out.push_str(&mended_words(&fixes));
    for line in &told {
        out.push_str(&format!("{line}\n"));
    }
    let verb = if sayings.dry_run { "would write" } else { "wrote" };
    let next = match findings.is_empty() {
        true => format!("next: `handbook amend sign {output} --key FILE`"),
        false => "it would be refused as it is: read what follows, and make it anew".to_owned(),
    };
    out.push_str(&format!("{verb} `{output}`; {next}\n"));
    session.out.result(&out);
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
        let broken: Vec<&Fix> = found.fixes.iter().filter(|fix| fix.kind.is_rule()).collect();
        for fix in FixKind::ALL.iter().filter_map(|kind| broken.iter().find(|fix| fix.kind == *kind)) {
            let more = broken.iter().filter(|other| other.kind == fix.kind).count() - 1;
            let more = match more {
                0 => String::new(),
                1 => ", and at 1 more place".to_owned(),
                more => format!(", and at {more} more places"),
            };
            let source = crate::diagnostic::SourceText::new(edit.path.as_str(), found.text.as_str());
            refusals.push(
                Refusal::new(
                    RefusalCode::R0141,
                    format!("a program has left something that `--fix` mends: {}{more}", fix_words(fix)),
                    "run the command again with `--fix`, or change the text yourself",
                )
                .at_line(&source, fix.line, 1),
            );
        }
        mended.push(edit);
    }
    if refusals.is_empty() { Ok((mended, fixes)) } else { Err(Stop::Refused(refusals)) }
}

/// What was mended, a line each; of line ends and of blanks after a line, which may be on every line, the
/// first with their number.
fn mended_words(fixes: &[Fix]) -> String {
    let mut out = String::new();
    let mut counted = Vec::new();
    for fix in fixes {
        let is_many = matches!(fix.kind, FixKind::LineEnds | FixKind::TrailingBlanks);
        if is_many && counted.contains(&fix.kind) {
            continue;
        }
        counted.push(fix.kind);
        let more = fixes.iter().filter(|other| is_many && other.kind == fix.kind).count().saturating_sub(1);
        let more = if more == 0 { String::new() } else { format!(", and so on {more} more lines") };
        out.push_str(&format!("mended: {}{more}\n", fix_words(fix)));
    }
    out
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
