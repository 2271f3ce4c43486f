//! `handbook verify`: whether a copy is genuine.

use camino::Utf8PathBuf;
use clap::Args;
use serde_json::json;

use super::acting::{for_programs, print_json};
use super::paint::shown;
use super::run::{Ending, Session};
use crate::amend::Digest;
use crate::diagnostic::visible;
use crate::error::{Error, Result};
use crate::pipeline;
use crate::release::{Fault, Verdict, compare, withdrawn};

/// Options of `verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// A folder, a zip or one file of an edition
    #[arg(value_name = "COPY")]
    pub copy: Utf8PathBuf,
    /// The root fingerprint as printed in the book: sha256: and 64 digits
    #[arg(long = "root", id = "root", value_name = "FINGERPRINT", required = true)]
    pub fingerprint: Utf8PathBuf,
    /// The newest edition that you have, best its folder: says whether the copy is older or withdrawn, and
    /// knows the files of its exports
    #[arg(long, value_name = "COPY")]
    pub newest: Option<Utf8PathBuf>,
}

/// Files shown of those that are wrong.
const SHOWN: usize = 20;

/// Verifies a copy.
pub(super) fn run(session: &Session<'_>, options: &VerifyArguments) -> Result<Ending> {
    let typed = options.fingerprint.as_str();
    let root: Digest = typed
        .parse()
        .map_err(|error| Error::usage(format!("`{}` is no root fingerprint: {error}", visible(typed))))?;
    let mut verdict = pipeline::verify(&options.copy, root, options.newest.as_deref())?;
    let mut statements = pipeline::statements(&options.copy)?;
    if let Some(path) = &options.newest {
        statements.extend(pipeline::statements(path)?);
        let newest = pipeline::verify(path, root, None)?;
        if !newest.is_genuine() {
            return Err(Error::usage(format!(
                "`{}` is not genuine itself, so nothing can be said by it; verify it alone",
                shown(path)
            )));
        }
        verdict.faults.extend(compare(&verdict, &newest));
    }
    verdict.faults.extend(withdrawn(&verdict, &statements));
    verdict.faults.sort();
    let past = verdict.is_past_review(session.clock.date());
    if for_programs(session) {
        print_json(session, &document(&verdict, past));
    } else {
        session.out.result(&words(&options.copy, &verdict, past));
    }
    Ok(if verdict.is_genuine() { Ending::Clean } else { Ending::Findings })
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

fn words(path: &camino::Utf8Path, verdict: &Verdict, past: bool) -> String {
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
