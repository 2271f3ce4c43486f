//! `handbook release`: editions are cut and signed.

use clap::{Args, Subcommand, value_parser};
use serde_json::json;

use super::acting::{Act, Recording, Stop, ended, for_programs, print_json, stopped};
use super::run::{Ending, Session};
use crate::amend::record::Record;
use crate::amend::{Refusal, RefusalCode, SigningKey};
use crate::error::{Error, Result};
use crate::fs;
use crate::pipeline::{self, Cutting};
use crate::release::{EditionId, FOLDER, Seal, Shelf, endorse};

/// What to do with editions.
#[derive(Debug, Args)]
pub(super) struct ReleaseArguments {
    #[command(subcommand)]
    pub action: ReleaseAction,
}

/// Actions on editions.
#[derive(Debug, Subcommand)]
pub(super) enum ReleaseAction {
    /// Freeze the text and the site as an edition, in a folder that is never changed again
    ///
    /// Refused, with every reason, unless rounds are closed, every amendment has ended, the meeting's
    /// adoption is recorded and the text is without errors. The Chair and the chief editor cut it
    /// together. A draft claims no adoption; a founding handbook can cut drafts alone.
    #[command(
        after_help = "Examples:\n  handbook release cut 2026.1 --key chair --key chief-editor\n  handbook release cut 2026.1 --draft --key mine\n  handbook release cut 2026.1 --draft --key mine --dry-run"
    )]
    Cut {
        /// Year and number in it: 2026.1
        edition: String,
        /// A draft, named 2026.1-draft, for which no adoption is claimed
        #[arg(long)]
        draft: bool,
        /// Months after which the text is to be gone through again
        #[arg(long, value_name = "N", default_value_t = 12, value_parser = value_parser!(u16).range(1..=120))]
        review_months: u16,
        #[command(flatten)]
        recording: Recording,
    },
    /// Add a signature to an edition
    #[command(after_help = "Examples:\n  handbook release sign 2026.1 --key secretariat")]
    Sign {
        /// Name of the edition
        edition: String,
        #[command(flatten)]
        recording: Recording,
    },
}

/// Runs an action on editions.
pub(super) fn run(session: &Session<'_>, arguments: &ReleaseArguments) -> Result<Ending> {
    let act = match &arguments.action {
        ReleaseAction::Cut { edition, draft, review_months, recording } => {
            cut(session, edition, *draft, *review_months, recording)
        }
        ReleaseAction::Sign { edition, recording } => sign(session, edition, recording),
    };
    ended(session, act)
}

fn named(text: &str) -> std::result::Result<EditionId, Refusal> {
    text.parse().map_err(|_| {
        Refusal::new(
            RefusalCode::R0150,
            format!("`{}` is no name of an edition", crate::diagnostic::visible(text)),
            "name it by year and number, for example 2026.1",
        )
    })
}

fn keys(recording: &Recording) -> Act<Vec<SigningKey>> {
    recording.signing.key.iter().map(|path| recording.signing.passphrase.open(path)).collect()
}

fn lock(session: &Session<'_>, recording: &Recording) -> Result<Option<fs::Lock>> {
    if recording.dry_run { Ok(None) } else { Record::lock(&session.common.root).map(Some) }
}

fn cut(session: &Session<'_>, edition: &str, draft: bool, review_months: u16, recording: &Recording) -> Act {
    let named = named(edition)?;
    if named.is_draft() && !draft {
        return Err(Refusal::new(
            RefusalCode::R0150,
            format!("`{named}` is the name of a draft"),
            "add `--draft`, or leave out `-draft`",
        )
        .into());
    }
    let id = if draft { named.draft() } else { named };
    let now = recording.signing.at.moment()?;
    let keys = keys(recording)?;
    let root = &session.common.root;
    let _lock = lock(session, recording)?;
    let cutting = Cutting { id: &id, keys: &keys, now, review_months };
    let cut = match pipeline::cut(root, cutting)? {
        Ok(cut) => cut,
        Err(reasons) => return Err(stopped(session, reasons)),
    };
    if !recording.dry_run {
        fs::commit(root, &cut.files)?;
    }
    let manifest = &cut.manifest;
    let fingerprint = manifest.root();
    if for_programs(session) {
        print_json(
            session,
            &json!({
                "version": 1,
                "dry_run": recording.dry_run,
                "edition": id.to_string(),
                "serial": manifest.serial,
                "root": fingerprint.to_string(),
                "threshold": manifest.threshold,
                "amendments": manifest.amendments.len(),
                "paragraphs": cut.paragraphs,
                "files": cut.files.keys().collect::<Vec<_>>(),
            }),
        );
        return Ok(());
    }
    let verb = if recording.dry_run { "would freeze" } else { "froze" };
    let paragraphs: Vec<String> =
        cut.paragraphs.iter().map(|(word, count)| format!("{count} {word}")).collect();
    let mut text = format!(
        "{verb} the edition {id} in `{FOLDER}/{id}`: {} files, {} files of the site, {} amendments\n\
         paragraphs: {}\n\
         root fingerprint, to print in the book: {fingerprint}\n",
        manifest.files.len() + 2,
        manifest.site.len(),
        manifest.amendments.len(),
        if paragraphs.is_empty() { "none".to_owned() } else { paragraphs.join(", ") },
    );
    let persons = keys.iter().filter_map(|key| manifest.roots.iter().find(|root| root.key == key.public()));
    let signed: std::collections::BTreeSet<&str> = persons.map(|root| root.person.as_str()).collect();
    if signed.len() < manifest.threshold as usize {
        text.push_str(&format!(
            "{} of {} persons have signed; the others add theirs with `handbook release sign {id}`\n",
            signed.len(),
            manifest.threshold
        ));
    }
    session.out.result(&text);
    Ok(())
}

fn sign(session: &Session<'_>, edition: &str, recording: &Recording) -> Act {
    let id = named(edition)?;
    let keys = keys(recording)?;
    let root = &session.common.root;
    let _lock = lock(session, recording)?;
    let (shelf, refusals) = Shelf::load(root)?;
    if !refusals.is_empty() {
        return Err(Stop::Refused(refusals));
    }
    let Some(shelved) = shelf.get(&id) else {
        return Err(Refusal::new(
            RefusalCode::R0163,
            format!("there is no edition {id} in `{FOLDER}`"),
            "choose one of those that are there",
        )
        .into());
    };
    let mut signatures = shelved.signatures.clone();
    for key in &keys {
        signatures = endorse(&shelved.manifest, &shelved.text, &signatures, key)?;
    }
    let path = format!("{}/manifest.sigs", shelved.folder());
    if signatures.is_empty() {
        return Err(Stop::Failed(Error::usage("no key was given; name one with `--key FILE`")));
    }
    if !recording.dry_run {
        fs::write_atomic(&root.join(&path), signatures.as_bytes())?;
    }
    let seal = Seal::read(&shelved.manifest, &shelved.text, &signatures);
    let (count, of) = (seal.persons.len(), shelved.manifest.threshold);
    if for_programs(session) {
        print_json(
            session,
            &json!({ "version": 1, "dry_run": recording.dry_run, "edition": id.to_string(), "signers": seal.persons, "threshold": of }),
        );
    } else {
        let verb = if recording.dry_run { "would sign" } else { "signed" };
        session.out.result(&format!("{verb} the edition {id}: {count} of {of} persons have signed\n"));
    }
    Ok(())
}
