//! `handbook verify`: whether a copy is genuine.

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde_json::json;

use super::acting::{for_programs, print_json};
use super::paint::shown;
use super::run::{Ending, Session};
use crate::amend::Digest;
use crate::diagnostic::visible;
use crate::error::{Error, Result};
use crate::fs;
use crate::pipeline;
use crate::release::{Fault, FaultKind, Verdict, compare, withdrawn};

/// Options of `verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// A folder, a zip or one file of an edition
    #[arg(value_name = "COPY")]
    pub copy: Utf8PathBuf,
    /// The root fingerprint as printed in the book: sha256: and 64 digits. Always needed
    // It stands in the place of the folder that every other verb has under this name.
    #[arg(long = "root", id = "root", value_name = "FINGERPRINT", default_value = NONE, hide_default_value = true)]
    pub fingerprint: Utf8PathBuf,
    /// The newest edition that you have, best its folder: says whether the copy is older or withdrawn, and
    /// knows the files of its exports. A draft or one that was withdrawn makes no adopted copy older
    #[arg(long, value_name = "COPY")]
    pub newest: Option<Utf8PathBuf>,
}

/// What stands for a fingerprint that was not given.
const NONE: &str = ".";
/// Files shown of those that are wrong.
const SHOWN: usize = 20;

/// Verifies a copy.
pub(super) fn run(session: &Session<'_>, options: &VerifyArguments) -> Result<Ending> {
    let typed = options.fingerprint.as_str();
    if typed == NONE {
        return Err(Error::usage(
            "no root fingerprint was given, and no copy can vouch for itself; it is printed in the book and told by those who publish it: `--root sha256:…`",
        ));
    }
    let root: Digest = typed.parse().map_err(|error| {
        Error::usage(format!(
            "`{}` is no root fingerprint: {error}; copy all of it from the printed book",
            visible(typed)
        ))
    })?;
    for path in [Some(&options.copy), options.newest.as_ref()].into_iter().flatten() {
        there(path)?;
    }
    let mut verdict = pipeline::verify(&options.copy, root, options.newest.as_deref())?;
    let mut statements = pipeline::statements(&options.copy)?;
    let mut shown_with = None;
    if let Some(path) = &options.newest {
        statements.extend(pipeline::statements(path)?);
        let mut newest = pipeline::verify(path, root, None)?;
        if !newest.is_genuine() {
            return Err(Error::usage(format!(
                "`{}` is not genuine itself, so nothing can be said by it; verify it alone, and name another one",
                shown(path)
            )));
        }
        newest.faults.extend(withdrawn(&newest, &statements));
        let fault = compare(&verdict, &newest);
        if fault.is_none() {
            shown_with = no_successor(&verdict, &newest);
        }
        verdict.faults.extend(fault);
    }
    verdict.faults.extend(withdrawn(&verdict, &statements));
    verdict.faults.sort();
    let past = verdict.is_past_review(session.clock.date());
    if for_programs(session) {
        print_json(session, &document(&verdict, past));
    } else {
        let mut text = words(&options.copy, &verdict, past);
        text.extend(shown_with.map(|note| format!("{note}\n")));
        text.extend(advice(&options.copy, &verdict)?.map(|next| format!("next: {next}\n")));
        session.out.result(&text);
    }
    Ok(if verdict.is_genuine() { Ending::Clean } else { Ending::Findings })
}

/// Whether something is at a path.
fn there(path: &Utf8Path) -> Result<()> {
    if fs::exists(path) || fs::is_dir(path) {
        return Ok(());
    }
    Err(Error::usage(format!(
        "there is no `{}`; name the folder of an edition, its zip, or a file of it, and look at the folder that you are in",
        shown(path)
    )))
}

/// What to do with a copy that is not the one to use; nothing where it is genuine.
fn advice(path: &Utf8Path, verdict: &Verdict) -> Result<Option<String>> {
    let has = |kinds: &[FaultKind]| verdict.faults.iter().any(|fault| kinds.contains(&fault.kind));
    let next = match &verdict.faults[..] {
        [] => return Ok(None),
        [only] if only.kind == FaultKind::Manifest => return without_manifest(path).map(Some),
        [only] if only.kind == FaultKind::Root => {
            "compare the fingerprint with the printed book, letter by letter; if it is the same, the copy is of another handbook or forged: do not rely on it"
        }
        [only] if only.kind == FaultKind::Unsigned => {
            "do not rely on it before enough have signed; those who publish the handbook have the file `manifest.sigs` with every signature"
        }
        _ if has(&[FaultKind::Forked]) => {
            "rely on neither; keep both, and tell the Chair and those who publish it"
        }
        _ if verdict.is_authentic() => "use the edition that holds; those who publish the handbook have it",
        _ => {
            "do not rely on this copy; get another one from those who publish the handbook, and keep this one to show to them"
        }
    };
    Ok(Some(next.to_owned()))
}

/// Why a copy that was shown with `--newest` and has a later number takes no other one's place.
fn no_successor(verdict: &Verdict, newest: &Verdict) -> Option<String> {
    let (manifest, other) = (verdict.manifest.as_ref()?, newest.manifest.as_ref()?);
    if manifest.serial >= other.serial {
        return None;
    }
    let why = if newest.is_genuine() { "is a draft, not adopted" } else { "was withdrawn" };
    Some(format!(
        "the edition {} that was shown with `--newest` {why}: it does not take the place of this one",
        other.edition
    ))
}

/// What to name instead of a copy without a manifest.
fn without_manifest(path: &Utf8Path) -> Result<String> {
    if fs::is_dir(path) {
        let names = fs::names(path)?;
        let editions: Vec<String> = names
            .iter()
            .filter(|name| fs::exists(&path.join(name).join("manifest")))
            .map(|name| format!("`{}`", shown(&path.join(name))))
            .collect();
        return Ok(match editions.is_empty() {
            true => {
                "name the folder that has the file `manifest` in it, or get the whole copy with it".to_owned()
            }
            false => format!("name one edition: {}", editions.join(", ")),
        });
    }
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) {
        return Ok("only the zip of an edition has its manifest: take it from the list of editions, `editions.html`, where it is named after the edition, like `2026.1.zip`".to_owned());
    }
    Ok("show the edition that it was taken from: `--newest editions/2026.1` for an HTML file or EPUB; any other file is verified where it lies, in the folder of its edition".to_owned())
}

fn document(verdict: &Verdict, past: bool) -> serde_json::Value {
    let manifest = verdict.manifest.as_ref();
    json!({
        "version": 1,
        "genuine": verdict.is_genuine(),
        "edition": manifest.map(|manifest| manifest.edition.to_string()),
        "draft": manifest.map(|manifest| manifest.edition.is_draft()),
        "serial": manifest.map(|manifest| manifest.serial),
        "signers": verdict.signers,
        "files": verdict.files,
        "review_by": manifest.map(|manifest| manifest.review_by.to_string()),
        "past_review": past,
        "faults": verdict.faults.iter().map(|fault| json!({
            "kind": fault.kind.to_string(), "path": fault.path, "message": fault.words,
        })).collect::<Vec<_>>(),
    })
}

fn words(path: &Utf8Path, verdict: &Verdict, past: bool) -> String {
    let copy = shown(path);
    let mut text = match &verdict.manifest {
        Some(manifest) if verdict.is_authentic() => {
            let holds = if verdict.is_genuine() { "" } else { ", but not the one to use" };
            let status = match manifest.adopted {
                Some(day) => format!("adopted {}", crate::clock::long(day)),
                None => "a draft, not adopted".to_owned(),
            };
            format!(
                "`{copy}` is genuine{holds}: edition {} of `{}`, {status}; {} compared, signed by {}\n",
                manifest.edition,
                manifest.handbook,
                if verdict.files == 1 { "1 file".to_owned() } else { format!("{} files", verdict.files) },
                verdict.signers.join(", ")
            )
        }
        Some(manifest) => {
            format!("`{copy}` is not genuine; it says that it is edition {}\n", manifest.edition)
        }
        None => format!("`{copy}` cannot be called genuine\n"),
    };
    let line = |fault: &Fault| format!("  {}: {}: {}\n", fault.kind, visible(&fault.path), fault.words);
    text.extend(verdict.faults.iter().take(SHOWN).map(line));
    if verdict.faults.len() > SHOWN {
        text.push_str(&format!("  and {} more; `--format json` names all\n", verdict.faults.len() - SHOWN));
    }
    if let Some(manifest) = verdict.manifest.as_ref().filter(|_| past) {
        text.push_str(&format!(
            "the text was to be gone through again by {}: look for a newer edition\n",
            crate::clock::long(manifest.review_by)
        ));
    }
    text
}
