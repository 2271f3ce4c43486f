//! `handbook registry`: who signs.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};
use serde_json::json;

use super::acting::{
    AS_TEXT, Act, Hand, Recording, Stop, ended, for_programs, given_text, person, print_json, recorded,
    reviews, write_new,
};
use super::key::public_half;
use super::paint::Ink;
use super::run::{Ending, Session};
use crate::amend::actions::{
    self, ReviewRequest, Revoking, add_person, draft_review, revoke_key, rotate_key,
};
use crate::amend::ledger::Subject;
use crate::amend::record::{POLICY, REGISTRY};
use crate::amend::registry::{Standing, allowed_signers};
use crate::amend::{Decision, Event, SignedReview};
use crate::clock::full_date;
use crate::error::{Error, Result};

/// What to do with the registry.
#[derive(Debug, Args)]
pub(super) struct RegistryArguments {
    #[command(subcommand)]
    pub action: RegistryAction,
}

/// Where the signatures of those who decide together come from.
#[derive(Clone, Debug, Args)]
pub(super) struct Together {
    /// On what letter or decision
    #[arg(long, value_name = "TEXT")]
    pub text: String,
    /// Signed consent of another person who decides; or give a second `--key`
    #[arg(long, value_name = "FILE")]
    pub review: Vec<Utf8PathBuf>,
    /// Only sign consent to exactly this change, into this file, for the one who records it
    #[arg(long, value_name = "FILE")]
    pub consent: Option<Utf8PathBuf>,
    #[command(flatten)]
    pub recording: Recording,
}

/// Actions on the registry.
#[derive(Debug, Subcommand)]
pub(super) enum RegistryAction {
    /// Add a person, from a file with a `[[person]]` table and the keys
    Add {
        /// The file
        #[arg(long, value_name = "FILE")]
        person: Utf8PathBuf,
        #[command(flatten)]
        together: Together,
    },
    /// Take a key back for good
    Revoke {
        /// The public key that is taken back
        #[arg(long, value_name = "FILE")]
        public: Utf8PathBuf,
        /// Number of the first entry that somebody else may have caused with it
        #[arg(long, value_name = "SEQ")]
        compromised_since: Option<u64>,
        /// Moment from which on it signs nothing; else that of the entry
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
        #[command(flatten)]
        together: Together,
    },
    /// Give a person a new key
    Rotate {
        /// The person's id
        person: String,
        /// The new public key
        #[arg(long, value_name = "FILE")]
        public: Utf8PathBuf,
        /// First day on which it signs
        #[arg(long, value_name = "DATE")]
        valid_from: String,
        /// Last day on which it signs
        #[arg(long, value_name = "DATE")]
        valid_until: String,
        /// How it is kept: file, browser or on-behalf
        #[arg(long, default_value = "file")]
        assurance: String,
        #[command(flatten)]
        together: Together,
    },
    /// Who signs, for which State, in which role
    Show {
        /// Print the list for stock `ssh-keygen -Y verify`
        #[arg(long)]
        allowed_signers: bool,
    },
}

/// Runs an action on the registry.
pub(super) fn run(session: &Session<'_>, arguments: &RegistryArguments) -> Result<Ending> {
    let act = match &arguments.action {
        RegistryAction::Show { allowed_signers } => show(session, *allowed_signers),
        RegistryAction::Add { person, together } => add(session, person, together),
        RegistryAction::Revoke { public, compromised_since, from, together } => {
            revoke(session, public, *compromised_since, from.as_deref(), together)
        }
        RegistryAction::Rotate { person, public, valid_from, valid_until, assurance, together } => {
            if let Some(day) = [valid_from, valid_until].into_iter().find(|day| full_date(day).is_none()) {
                return Err(Error::usage(format!("`{day}` is not a date; write it as 2026-12-31")));
            }
            let table = |key: String| {
                format!(
                    "[[person.key]]\npub = \"{key}\"\nvalid_from = {valid_from}\nvalid_until = {valid_until}\nassurance = \"{assurance}\"\n"
                )
            };
            rotate(session, person, public, table, together)
        }
    };
    ended(session, act)
}

/// Records a change of registry or policy, or signs consent to it.
pub(super) fn change(
    session: &Session<'_>,
    hand: &Hand,
    subject: &Subject,
    text: &str,
    together: &Together,
) -> Act {
    if let Some(file) = &together.consent {
        let signed = consent(hand, 0, subject, text, &together.text)?;
        if !hand.is_dry() {
            write_new(file, signed.source.text().as_bytes())?;
        }
        if session.out.for_people() {
            session.out.result(&format!(
                "wrote `{file}`; next: send it to the person who records the change, who gives it with `--review`\n"
            ));
        }
        return Ok(());
    }
    let mut found = reviews(&hand.recorded, &together.review)?;
    for index in 1..hand.keys.len() {
        found.push(consent(hand, index, subject, text, "")?);
    }
    let desk = hand.desk()?;
    hand.record(
        session,
        match subject {
            Subject::Policy => actions::change_policy(&desk, text, &found, &together.text),
            _ => actions::change_registry(&desk, text, &found, &together.text),
        },
    )
}

fn consent(hand: &Hand, index: usize, subject: &Subject, text: &str, comment: &str) -> Act<SignedReview> {
    let key = &hand.keys[index];
    let is_policy = *subject == Subject::Policy;
    let request = ReviewRequest {
        event: if is_policy { Event::Policy } else { Event::Registry },
        subject: subject.clone(),
        reviewer: &person(&hand.recorded, &key.public())?.id,
        decision: Decision::Approve,
        ground: None,
        refers: None,
        file: Some((if is_policy { POLICY } else { REGISTRY }, text)),
        comment,
        created: hand.now,
    };
    let review = draft_review(&hand.recorded.record, &hand.recorded.progress, request)?;
    review.sign(key, &hand.recorded.record.handbook).map_err(|fault| Stop::from(fault.refusal()))
}

/// The registry as it is: its text and version.
fn now(hand: &Hand) -> (String, u32) {
    let bytes = hand.recorded.record.files.get(REGISTRY);
    let text = bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    (text, hand.recorded.progress.registry.version)
}

fn add(session: &Session<'_>, file: &Utf8PathBuf, together: &Together) -> Act {
    let hand = Hand::of(session, &together.recording)?;
    let (text, version) = now(&hand);
    let table = given_text(file, AS_TEXT)?;
    if !table.lines().any(|line| line.trim() == "[[person]]") {
        return Err(Error::usage(format!(
            "`{file}` has no `[[person]]`: it describes a person and the public key, as docs/formats/registry.md shows"
        ))
        .into());
    }
    let new = add_person(&text, version, &table);
    change(session, &hand, &Subject::Registry, &new, together)
}

fn revoke(
    session: &Session<'_>,
    public: &Utf8PathBuf,
    compromised_since_seq: Option<u64>,
    from: Option<&str>,
    together: &Together,
) -> Act {
    let hand = Hand::of(session, &together.recording)?;
    let (text, version) = now(&hand);
    let at = match from {
        Some(_) => crate::clock::moment(from, None)?,
        None => hand.now,
    };
    let revoking = Revoking {
        at_seq: hand.recorded.progress.seq + 1,
        at,
        reason: &together.text,
        compromised_since_seq,
    };
    let new = revoke_key(&text, version, &public_half(public)?, revoking)?;
    change(session, &hand, &Subject::Registry, &new, together)
}

fn rotate(
    session: &Session<'_>,
    person: &str,
    public: &Utf8PathBuf,
    table: impl FnOnce(String) -> String,
    together: &Together,
) -> Act {
    let hand = Hand::of(session, &together.recording)?;
    let (text, version) = now(&hand);
    let new = rotate_key(&text, version, person, &table(public_half(public)?.to_string()))?;
    change(session, &hand, &Subject::Registry, &new, together)
}

fn show(session: &Session<'_>, for_ssh: bool) -> Act {
    let recorded = recorded(session)?;
    let progress = &recorded.progress;
    if for_ssh {
        session.out.result(&allowed_signers(&progress.registry, &recorded.record.handbook));
        return Ok(());
    }
    let standing = |key: &crate::amend::registry::Key| match key.standing(progress.time, progress.seq) {
        Standing::Valid => "valid",
        Standing::NotYet => "not valid yet",
        Standing::Expired => "expired",
        Standing::Revoked => "taken back",
    };
    if for_programs(session) {
        let persons: Vec<_> = progress
            .registry
            .persons
            .iter()
            .map(|person| {
                json!({
                    "id": person.id, "name": person.name, "title": person.title, "institution": person.institution,
                    "state": person.state, "appointed_by": person.appointed_by,
                    "roles": person.roles.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    "keys": person.keys.iter().map(|key| json!({
                        "public": key.public.to_string(), "fingerprint": key.fingerprint(),
                        "valid_from": key.valid_from.to_string(), "valid_until": key.valid_until.to_string(),
                        "assurance": key.assurance.to_string(), "standing": standing(key),
                    })).collect::<Vec<_>>(),
                })
            })
            .collect();
        print_json(
            session,
            &json!({ "version": 1, "registry": progress.registry.version, "persons": persons }),
        );
        return Ok(());
    }
    let paint = session.out.paint();
    let mut out = format!("registry, version {}\n", progress.registry.version);
    for person in &progress.registry.persons {
        let roles: Vec<String> = person.roles.iter().map(ToString::to_string).collect();
        let state = person.state.as_ref().map(|state| format!(" of {state}")).unwrap_or_default();
        out.push_str(&format!(
            "{}  {}, {}{state}\n",
            paint.text(Ink::Strong, &person.id),
            paint.text(Ink::Plain, &person.name),
            roles.join(", ")
        ));
        for key in &person.keys {
            out.push_str(&format!(
                "    {} until {} ({}), {}\n",
                key.fingerprint(),
                key.valid_until,
                key.assurance,
                standing(key)
            ));
        }
    }
    session.out.result(&out);
    Ok(())
}
