//! `found`: the record begins with the text as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::desk::{Outcome, Transaction};
use crate::amend::fields::{tidy, whole_second};
use crate::amend::judge;
use crate::amend::ledger::{Entry, Subject, entry_path};
use crate::amend::policy::{self, DEFAULT_POLICY, Trial, trial};
use crate::amend::record::{ALLOWED_SIGNERS, ANCHORS, Files, GENESIS, POLICY, REGISTRY, Record, text_path};
use crate::amend::registry::{self, allowed_signers};
use crate::amend::resolved::resolved;
use crate::amend::{Event, Listing, Purpose, Refusal, RefusalCode, SigningKey};
use crate::config::Config;
use crate::diagnostic::SourceText;

/// What founding needs.
#[derive(Clone, Debug)]
pub struct Founding<'a> {
    /// What `book.toml` says.
    pub config: Config,
    /// The text as it is, `anchors.tsv`, and whatever lies under `amendments/` already.
    pub files: Files,
    /// The registry to begin with.
    pub registry: &'a str,
    /// The policy to begin with; without one, [`DEFAULT_POLICY`].
    pub policy: Option<&'a str>,
    /// Id of the person who founds: Chair, chief editor or secretariat.
    pub actor: &'a str,
    /// That person's key.
    pub key: &'a SigningKey,
    /// Ledger time.
    pub now: Timestamp,
    /// On what decision.
    pub reason: &'a str,
}

/// Founds the record: keeps every text by its digest, and signs the first entry.
///
/// # Errors
/// Where there is a record already, registry or policy are wrong, or the text has errors.
pub fn found(founding: Founding<'_>) -> Outcome {
    let Founding { config, files, actor, key, .. } = founding;
    if files.keys().any(|path| path.starts_with("amendments/ledger/") || path == GENESIS) {
        return Err(vec![Refusal::new(
            RefusalCode::R0104,
            "the record is founded already; a second founding is not supported",
            "change registry and policy through entries of the ledger; if all root keys are lost, the meeting decides on a new handbook folder",
        )
        .in_file(GENESIS)]);
    }
    if config.handbook.is_none() || config.src != "content" {
        return Err(vec![
            Refusal::new(
                RefusalCode::R0104,
                "a record is kept for a handbook whose text lies in `content`",
                "add a `[handbook]` table to `book.toml` and set `src = \"content\"`",
            )
            .in_file("book.toml"),
        ]);
    }
    let now = whole_second(founding.now);
    let today = Offset::UTC.to_datetime(now).date();
    let content: Files =
        files.into_iter().filter(|(path, _)| path.starts_with("content/") || path == ANCHORS).collect();
    let (mut record, mut refusals) = Record::from_files(config, content);
    let registry_source = SourceText::new(REGISTRY, founding.registry);
    let policy_source = SourceText::new(POLICY, founding.policy.unwrap_or(DEFAULT_POLICY));
    let registry = registry::read(&registry_source, Some(&record.states));
    let policy = policy::read(&policy_source);
    let (registry, policy) = match (registry, policy) {
        (Ok(registry), Ok(policy)) => (registry, policy),
        (registry, policy) => {
            refusals.extend(registry.err().into_iter().flatten());
            refusals.extend(policy.err().into_iter().flatten());
            return Err(refusals);
        }
    };
    let (anchors, errors) = resolved(&record.config, &record.content, &record.anchors, today);
    refusals.extend(crate::amend::resolved::new_errors(Vec::new, &errors));
    let paths = record.content.keys().cloned().collect();
    let found = trial(Trial {
        policy: &policy,
        source: &policy_source,
        registry: &registry,
        states: &record.states,
        paths: &paths,
        at: (now, 1),
    });
    let mut notes = Vec::new();
    for refusal in found {
        // Before the first round somebody may still be missing.
        if refusal.code == RefusalCode::R0054 { notes.push(refusal.message) } else { refusals.push(refusal) }
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let tree = Listing::of(record.content.iter().map(|(path, bytes)| (path.as_str(), bytes.as_ref())));
    let mut put: BTreeMap<String, Option<Vec<u8>>> = BTreeMap::new();
    let mut keep = |bytes: &[u8]| {
        let digest = record.texts.keep(bytes);
        put.insert(text_path(digest), Some(bytes.to_vec()));
        digest
    };
    for bytes in record.content.values() {
        keep(bytes);
    }
    let registry_digest = keep(registry_source.text().as_bytes());
    let policy_digest = keep(policy_source.text().as_bytes());
    let anchors_digest = keep(anchors.as_bytes());
    let entry = Entry {
        seq: 1,
        prev: None,
        time: now,
        event: Event::Found,
        subject: Subject::Handbook,
        actor: actor.to_owned(),
        docket: None,
        late: false,
        filed: None,
        reviews: Vec::new(),
        results: Vec::new(),
        sets: vec![(registry_digest, REGISTRY.to_owned()), (policy_digest, POLICY.to_owned())],
        ground: None,
        refers: None,
        appeal_until: None,
        tree: tree.digest(),
        anchors: anchors_digest,
        policy: policy_digest,
        registry: registry_digest,
        reason: tidy(founding.reason),
    };
    let sealed =
        entry.seal(key, &record.namespace(Purpose::Ledger)).map_err(|fault| vec![fault.refusal()])?;
    record.files.insert(GENESIS.to_owned(), Arc::from(tree.to_string().as_bytes()));
    let progress = judge::found(&record, &sealed)?;
    let signers = allowed_signers(&registry, &record.handbook);
    for (path, text) in [
        (GENESIS, tree.to_string()),
        (REGISTRY, registry_source.text().to_owned()),
        (POLICY, policy_source.text().to_owned()),
        (ALLOWED_SIGNERS, signers),
        (ANCHORS, anchors),
        (entry_path(1).as_str(), sealed.source.text().to_owned()),
    ] {
        put.insert(path.to_owned(), Some(text.into_bytes()));
    }
    for path in [REGISTRY, POLICY, ALLOWED_SIGNERS] {
        if let Some(Some(bytes)) = put.get(path) {
            record.files.insert(path.to_owned(), Arc::from(bytes.as_slice()));
        }
    }
    if let Some(Some(bytes)) = put.get(ANCHORS) {
        record.anchors = Arc::from(bytes.as_slice());
    }
    record.ledger.push(Arc::new(sealed));
    Ok(Transaction { files: put, notes, record, progress })
}
