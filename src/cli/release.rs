//! `handbook release`: editions are cut and signed.

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, Subcommand, value_parser};
use serde_json::json;

use super::acting::{
    Act, Passphrase, Recording, Signing, Stop, ended, for_programs, person, print_json, recorded, reviews,
    stopped, write_new,
};
use super::paint::shown;
use super::run::{Ending, Session};
use crate::amend::actions::{ReviewRequest, draft_review};
use crate::amend::ledger::Subject;
use crate::amend::record::Record;
use crate::amend::{Decision, Event, Namespace, Purpose, Refusal, RefusalCode, SigningKey};
use crate::error::{Error, Result};
use crate::fs;
use crate::pipeline::{self, Cutting};
use crate::release::{
    self, ADDRESSES, EditionId, Engine, FOLDER, Seal, Shelf, Shelved, Withdrawal, endorse, take_in_signature,
};

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
        /// Freeze one HTML file and an EPUB too, so that `verify` knows them
        #[arg(long)]
        with_exports: bool,
        /// Freeze the book as PDF too, which takes a minute or two; needs the program weasyprint
        #[arg(long)]
        with_pdf: bool,
        /// Consent of the other of Chair and chief editor, signed with `release consent`
        #[arg(long, value_name = "FILE", num_args = 1..)]
        review: Vec<Utf8PathBuf>,
        #[command(flatten)]
        recording: Recording,
    },
    /// Say that an edition no longer holds; what was frozen stays
    ///
    /// A statement with the reason is laid beside the edition and signed by as many persons as sign an
    /// edition. The edition before holds again. The pages of the one withdrawn say so, and so does
    /// `handbook verify` where the statement is beside the copy or the newest folder.
    #[command(
        after_help = "Examples:\n  handbook release withdraw 2026.1 --reason \"An annex was cut off\" --key chair --key chief-editor\n  handbook release withdraw 2026.1 --key secretariat"
    )]
    Withdraw {
        /// Name of the edition
        edition: String,
        /// Why, in one line; readers see it. Left out to add a signature: signed is the reason that is there
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        #[command(flatten)]
        recording: Recording,
    },
    /// Write the addresses of editions that are missing in `editions/addresses.txt`
    ///
    /// `release cut` keeps the list. Nothing is ever taken out of it.
    Addresses {
        /// Say what would be done and write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Sign, elsewhere than where it is cut, that every accepted amendment is published in an edition
    ///
    /// Writes one file an amendment, for `release cut --review`. For the Chair and the chief editor; with any
    /// other key it is refused.
    #[command(
        after_help = "Examples:\n  handbook release consent 2026.1 --key chief-editor --output consent\n  handbook release cut 2026.1 --key chair --review consent/*.review"
    )]
    Consent {
        /// Name of the edition that will be cut
        edition: String,
        /// Folder for the files
        #[arg(long, value_name = "FOLDER")]
        output: Utf8PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Add a signature to an edition, or take in one that was made elsewhere
    ///
    /// Signed is the file `manifest` of the edition. Send it to the person; what comes back is taken in with
    /// --signature.
    #[command(
        after_help = "Examples:\n  handbook release sign 2026.1 --key secretariat\n  ssh-keygen -Y sign -n edition.v1@HANDBOOK -f KEY manifest\n  handbook release sign 2026.1 --signature manifest.sig"
    )]
    Sign {
        /// Name of the edition
        edition: String,
        /// Your private key
        #[arg(long, value_name = "FILE", required_unless_present = "signature")]
        key: Vec<Utf8PathBuf>,
        /// A signature over the manifest that was made elsewhere
        #[arg(long, value_name = "FILE")]
        signature: Vec<Utf8PathBuf>,
        #[command(flatten)]
        passphrase: Passphrase,
        /// Say what would be done and write nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs an action on editions.
pub(super) fn run(session: &Session<'_>, arguments: &ReleaseArguments) -> Result<Ending> {
    let act = match &arguments.action {
        ReleaseAction::Cut { edition, draft, review_months, with_exports, with_pdf, review, recording } => {
            let engine = with_pdf.then(|| Engine::find(&std::env::var_os("PATH").unwrap_or_default()));
            let engine = engine.transpose()?;
            let forms = (*with_exports, engine.as_ref());
            cut(session, edition, *draft, (*review_months, forms, review), recording)
        }
        ReleaseAction::Consent { edition, output, signing } => consent(session, edition, output, signing),
        ReleaseAction::Sign { edition, key, signature, passphrase, dry_run } => {
            let keys = key.iter().map(|path| passphrase.open(path)).collect::<Act<Vec<SigningKey>>>();
            keys.and_then(|keys| sign(session, edition, &keys, signature, *dry_run))
        }
        ReleaseAction::Withdraw { edition, reason, recording } => {
            withdraw(session, edition, reason.as_deref(), recording)
        }
        ReleaseAction::Addresses { dry_run } => addresses(session, *dry_run),
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

fn cut(
    session: &Session<'_>,
    edition: &str,
    draft: bool,
    (review_months, (with_exports, engine), review): (u16, (bool, Option<&Engine>), &[Utf8PathBuf]),
    recording: &Recording,
) -> Act {
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
    let reviews = match review {
        [] => Vec::new(),
        files => reviews(&recorded(session)?, files)?,
    };
    let cutting =
        Cutting { id: &id, keys: &keys, now, review_months, reviews: &reviews, with_exports, engine };
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
         root fingerprint, printed on its title page: {fingerprint}\n",
        manifest.files.len() + 2,
        manifest.site.len(),
        manifest.amendments.len(),
        if paragraphs.is_empty() { "none".to_owned() } else { paragraphs.join(", ") },
    );
    let persons = keys.iter().filter_map(|key| manifest.roots.iter().find(|root| root.key == key.public()));
    let signed: std::collections::BTreeSet<&str> = persons.map(|root| root.person.as_str()).collect();
    if signed.len() < manifest.threshold as usize {
        text.push_str(&format!(
            "{} of {} persons have signed; the others add theirs with `handbook release sign {id}`\n\
             by mail: send them `{FOLDER}/{id}/manifest`; they sign it with `ssh-keygen -Y sign -n {} -f KEY manifest`,\n\
             and `handbook release sign {id} --signature manifest.sig` takes it in\n",
            signed.len(),
            manifest.threshold,
            Namespace::new(Purpose::Edition, &manifest.handbook),
        ));
    }
    session.out.result(&text);
    Ok(())
}

fn consent(session: &Session<'_>, edition: &str, output: &Utf8Path, signing: &Signing) -> Act {
    let id = named(edition)?;
    let recorded = recorded(session)?;
    let key = signing.passphrase.open(&signing.key[0])?;
    let now = signing.at.moment()?;
    let reviewer = person(&recorded, &key.public())?.id.clone();
    release::may_consent(&recorded.progress, &key.public(), now)?;
    let ids = pipeline::to_publish(&recorded);
    for amendment in &ids {
        let request = ReviewRequest {
            event: Event::Release,
            subject: Subject::Amendment(amendment.clone()),
            reviewer: &reviewer,
            decision: Decision::Approve,
            ground: None,
            refers: Some(id.to_string()),
            file: None,
            comment: "",
            created: now,
        };
        let review = draft_review(&recorded.record, &recorded.progress, request).map_err(Stop::Refused)?;
        let signed = review.sign(&key, &recorded.record.handbook);
        let signed = signed.map_err(|fault| Stop::from(fault.refusal()))?;
        write_new(&output.join(format!("{amendment}.{reviewer}.review")), signed.source.text().as_bytes())?;
    }
    if for_programs(session) {
        print_json(
            session,
            &json!({ "version": 1, "edition": id.to_string(), "reviewer": reviewer, "files": ids.len() }),
        );
    } else {
        let folder = shown(output);
        session.out.result(&format!(
            "`{reviewer}` consents to {} amendments in the edition {id}, in `{folder}`\n\
             next: send the folder to the person who cuts it with `--review`\n",
            ids.len()
        ));
    }
    Ok(())
}

fn sign(
    session: &Session<'_>,
    edition: &str,
    keys: &[SigningKey],
    made: &[Utf8PathBuf],
    dry_run: bool,
) -> Act {
    let id = named(edition)?;
    let root = &session.common.root;
    let _lock = if dry_run { None } else { Some(Record::lock(root)?) };
    let shelved = shelved(root, &id)?;
    let mut signatures = shelved.signatures.clone();
    for key in keys {
        signatures = endorse(&shelved.manifest, &shelved.text, &signatures, key)?;
    }
    for path in made {
        let armour = fs::read_text(path)?;
        signatures = take_in_signature(&shelved.manifest, &shelved.text, &signatures, &armour)
            .map_err(|refusal| refusal.in_file(path.as_str()))?;
    }
    if !dry_run {
        let files = pipeline::with_signatures(root, &id, signatures.clone())?.map_err(Stop::Refused)?;
        let files = files.into_iter().map(|(path, bytes)| (path, Some(bytes)));
        fs::commit(root, &files.collect())?;
    }
    let seal = Seal::read(&shelved.manifest, &shelved.text, &signatures);
    let (count, of) = (seal.persons.len(), shelved.manifest.threshold);
    if for_programs(session) {
        print_json(
            session,
            &json!({ "version": 1, "dry_run": dry_run, "edition": id.to_string(), "signers": seal.persons, "threshold": of }),
        );
    } else {
        let verb = if dry_run { "would sign" } else { "signed" };
        session.out.result(&format!("{verb} the edition {id}: {count} of {of} persons have signed\n"));
    }
    Ok(())
}

/// An edition on the shelf.
fn shelved(root: &Utf8Path, id: &EditionId) -> Act<Shelved> {
    let (shelf, refusals) = Shelf::load(root)?;
    if !refusals.is_empty() {
        return Err(Stop::Refused(refusals));
    }
    let names: Vec<String> =
        shelf.editions.iter().map(|edition| edition.manifest.edition.to_string()).collect();
    let found = shelf.editions.into_iter().find(|edition| edition.manifest.edition == *id);
    found.ok_or_else(|| {
        let help = match names.is_empty() {
            true => "there is none yet; `handbook release cut` makes one".to_owned(),
            false => format!("choose one of those that are there: {}", names.join(", ")),
        };
        Refusal::new(RefusalCode::R0163, format!("there is no edition {id} in `{FOLDER}`"), help).into()
    })
}

fn withdraw(session: &Session<'_>, edition: &str, reason: Option<&str>, recording: &Recording) -> Act {
    let id = named(edition)?;
    let now = recording.signing.at.moment()?;
    let keys = keys(recording)?;
    let root = &session.common.root;
    let _lock = lock(session, recording)?;
    let shelved = shelved(root, &id)?;
    if keys.is_empty() {
        return Err(Stop::Failed(Error::usage("no key was given; name one with `--key FILE`")));
    }
    let notice = release::withdraw(&shelved, reason, now, &keys)?;
    if !recording.dry_run {
        fs::write_atomic(&root.join(Withdrawal::path(&id)), notice.text.as_bytes())?;
    }
    let (count, of) = (notice.signers.len(), shelved.manifest.threshold);
    if for_programs(session) {
        print_json(
            session,
            &json!({
                "version": 1,
                "dry_run": recording.dry_run,
                "edition": id.to_string(),
                "withdrawn": notice.in_effect,
                "reason": notice.withdrawal.reason,
                "signers": notice.signers,
                "threshold": of,
            }),
        );
        return Ok(());
    }
    let verb = if recording.dry_run { "would be" } else { "is" };
    let text = match notice.in_effect {
        true => format!("the edition {id} {verb} withdrawn, signed by {count} of {of} persons\n"),
        false => format!(
            "the edition {id} {verb} withdrawn once {of} persons have signed; {count} have\n\
             the others add theirs with `handbook release withdraw {id} --key KEY`\n"
        ),
    };
    session.out.result(&text);
    Ok(())
}

fn addresses(session: &Session<'_>, dry_run: bool) -> Act {
    let root = &session.common.root;
    let again = pipeline::addresses_again(root)?.map_err(Stop::Refused)?;
    if let (Some(text), false) = (&again, dry_run) {
        fs::write_atomic(&root.join(ADDRESSES), text.as_bytes())?;
    }
    if for_programs(session) {
        print_json(
            session,
            &json!({ "version": 1, "dry_run": dry_run, "file": ADDRESSES, "changed": again.is_some() }),
        );
        return Ok(());
    }
    let verb = if dry_run { "would write" } else { "wrote" };
    session.out.result(&match again {
        Some(_) => format!("{verb} the missing addresses to `{ADDRESSES}`\n"),
        None => format!("`{ADDRESSES}` has every address of the editions\n"),
    });
    Ok(())
}
