//! Where an action is prepared: the record as it would be, and the files that make it so.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8Path;
use jiff::Timestamp;
use jiff::tz::Offset;

use super::review::{Lapsed, lapsed};
use crate::amend::candidate::candidate;
use crate::amend::fields::{tidy, whole_second};
use crate::amend::judge;
use crate::amend::ledger::{Entry, Sealed, Subject, entry_path};
use crate::amend::progress::{Progress, TextAt};
use crate::amend::record::{ANCHORS, Record, text_path};
use crate::amend::resolved::{new_errors, resolved};
use crate::amend::{
    Change, Digest, Event, Purpose, Refusal, RefusalCode, SignedReview, SigningKey, review_path,
};
use crate::error::{Error, Result};
use crate::fs;

/// Who acts, with what, and when.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The record, as checked.
    pub record: &'a Record,
    /// Where everything stands in it.
    pub progress: &'a Progress,
    /// Id of the person who acts.
    pub actor: &'a str,
    /// That person's key.
    pub key: &'a SigningKey,
    /// Ledger time.
    pub now: Timestamp,
}

/// Files to write (`Some`) and to remove (`None`), by path from the handbook's folder.
#[derive(Clone, Debug)]
pub struct Transaction {
    /// The files.
    pub files: BTreeMap<String, Option<Vec<u8>>>,
    /// What people should know beside: amendments that no longer fit, items that go back.
    pub notes: Vec<String>,
    /// The record as it is once the files are written.
    pub record: Record,
    /// Where everything stands in it.
    pub progress: Progress,
}

impl Transaction {
    /// Writes the files into the handbook in `root`, all or none. The caller holds the record's lock
    /// since before it read the record.
    ///
    /// # Errors
    /// Where an entry of this number is there already, or the disk refuses; then nothing has changed.
    pub fn write(&self, root: &Utf8Path) -> Result<()> {
        let taken = self.files.keys().find(|path| path.ends_with(".entry") && fs::exists(&root.join(path)));
        if let Some(path) = taken {
            return Err(Error::usage(format!(
                "`{path}` is there already: somebody else has recorded something; run the command again"
            )));
        }
        fs::commit(root, &self.files)
    }
}

/// What an action comes to.
pub type Outcome<T = Transaction> = std::result::Result<T, Vec<Refusal>>;

/// A record in the making: entries are judged and taken in one by one.
#[derive(Clone)]
pub(super) struct Work<'a> {
    pub(super) record: Record,
    pub(super) progress: Progress,
    pub(super) files: BTreeMap<String, Option<Vec<u8>>>,
    pub(super) notes: Vec<String>,
    actor: &'a str,
    key: &'a SigningKey,
    now: Timestamp,
}

impl<'a> Work<'a> {
    pub(super) fn begin(desk: &Desk<'a>) -> Self {
        Self {
            record: desk.record.clone(),
            progress: desk.progress.clone(),
            files: BTreeMap::new(),
            notes: Vec::new(),
            actor: desk.actor,
            key: desk.key,
            now: whole_second(desk.now),
        }
    }

    /// An entry with everything that is the same for all.
    pub(super) fn entry(&self, event: Event, subject: Subject, reason: &str) -> Entry {
        Entry {
            seq: self.progress.seq + 1,
            prev: Some(self.progress.head),
            time: self.now,
            event,
            subject,
            actor: self.actor.to_owned(),
            docket: None,
            late: false,
            filed: None,
            reviews: Vec::new(),
            results: Vec::new(),
            sets: Vec::new(),
            ground: None,
            refers: None,
            appeal_until: None,
            tree: self.progress.tree_digest,
            anchors: self.progress.anchors,
            policy: self.progress.policy_digest,
            registry: self.progress.registry_digest,
            reason: tidy(reason),
        }
    }

    /// Puts a file of the record.
    pub(super) fn put(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), Some(bytes.into()));
    }

    /// Keeps a text by its digest.
    pub(super) fn keep(&mut self, bytes: &[u8]) -> Digest {
        let digest = Digest::of(bytes);
        if self.record.texts.get(digest).is_none() {
            self.record.texts.keep(bytes);
            self.put(text_path(digest), bytes);
        }
        digest
    }

    /// Takes signed reviews into the record; gives their digests.
    pub(super) fn reviews(&mut self, reviews: &[SignedReview]) -> Vec<Digest> {
        let mut digests = Vec::new();
        for review in reviews {
            let path = review_path(&review.review.subject, review.digest);
            self.put(path, review.source.text().as_bytes());
            self.record.reviews.insert(review.digest, Arc::new(review.clone()));
            if !digests.contains(&review.digest) {
                digests.push(review.digest);
            }
        }
        digests
    }

    /// Sets a file of the record that the ledger names: registry, policy, a round.
    pub(super) fn set(&mut self, entry: &mut Entry, path: &str, text: &str) {
        let digest = self.keep(text.as_bytes());
        self.put(path, text);
        self.record.files.insert(path.to_owned(), Arc::from(text.as_bytes()));
        entry.sets.push((digest, path.to_owned()));
    }

    /// Changes texts: their files, their kept versions, the map of anchors, and what the entry says
    /// of them. Refused where the book that results has errors that it did not have.
    pub(super) fn change(&mut self, entry: &mut Entry, changes: &[Change]) -> Outcome<()> {
        if changes.is_empty() {
            return Ok(());
        }
        let before = self.record.content.clone();
        let mut results: Vec<TextAt> = Vec::new();
        let mut tree = self.progress.tree.clone();
        for change in changes {
            let digest = change.after.as_ref().map(|text| self.keep(text.as_bytes()));
            match &change.after {
                Some(text) => {
                    drop(self.record.content.insert(change.path.clone(), Arc::from(text.as_bytes())))
                }
                None => drop(self.record.content.remove(&change.path)),
            }
            self.files.insert(change.path.clone(), change.after.clone().map(String::into_bytes));
            tree.set(&change.path, digest);
            results.push((digest, change.path.clone()));
        }
        results.sort_by(|a, b| a.1.cmp(&b.1));
        entry.results = results;
        entry.tree = tree.digest();
        let today = Offset::UTC.to_datetime(self.now).date();
        let config = Arc::clone(&self.record.config);
        let (anchors, errors) = resolved(&config, &self.record.content, &self.record.anchors, today);
        let refusals = new_errors(|| resolved(&config, &before, &self.record.anchors, today).1, &errors);
        if !refusals.is_empty() {
            return Err(refusals);
        }
        entry.anchors = Digest::of(&anchors);
        self.record.anchors = Arc::from(anchors.as_bytes());
        self.put(ANCHORS, anchors);
        Ok(())
    }

    /// Signs an entry, has it judged, and takes it in.
    pub(super) fn append(&mut self, entry: Entry) -> Outcome<Arc<Sealed>> {
        let namespace = self.record.namespace(Purpose::Ledger);
        let path = entry_path(entry.seq);
        let sealed = entry.seal(self.key, &namespace).map_err(|fault| vec![fault.refusal()])?;
        let sealed = Arc::new(sealed);
        judge::step(&self.record, &mut self.progress, &sealed).map_err(|refusals| about(refusals, &path))?;
        self.put(path, sealed.source.text().as_bytes());
        self.record.ledger.push(Arc::clone(&sealed));
        Ok(sealed)
    }

    /// Notes which waiting amendments no longer rest on the text as it is, and what that means for each.
    pub(super) fn note_moved(&mut self, paths: &[String]) {
        let pending = self.progress.proceedings.iter();
        let moved = pending.filter(|(_, item)| {
            item.stage.is_pending()
                && item.kind.changes_text()
                && item.paths.iter().any(|path| paths.contains(path))
        });
        for (id, item) in moved {
            let Some(received) = self.record.filed.get(id) else { continue };
            let means = match candidate(&self.record.texts, &self.progress, received) {
                Ok(_) => "it follows the text as it is now; what was approved of it is approved anew",
                Err(_) => {
                    "it does not follow by itself: `handbook amend show` has the texts beside each other; return it with `--counter-draft FILE`"
                }
            };
            self.notes.push(format!("`{id}` ({}) was written for the text as it was; {means}", item.docket));
        }
    }

    /// Notes whose approvals a change of registry or policy has voided; `before` are those that were
    /// void before it.
    pub(super) fn note_lapsed(&mut self, before: &[Lapsed], changed: &str) {
        let mut by_person: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for one in lapsed(&self.record, &self.progress) {
            if !before.contains(&one) {
                by_person.entry(one.person).or_default().push(one.docket);
            }
        }
        self.notes.extend(by_person.into_iter().map(|(person, dockets)| {
            format!(
                "`{person}` approved {} under the {changed} before; that does not count any more until `{person}` signs again, all at once: `handbook amend review --again --key FILE`",
                dockets.join(", ")
            )
        }));
    }

    pub(super) fn finish(self) -> Transaction {
        Transaction { files: self.files, notes: self.notes, record: self.record, progress: self.progress }
    }
}

/// A refused entry is written nowhere; its places would point at nothing.
fn about(refusals: Vec<Refusal>, path: &str) -> Vec<Refusal> {
    refusals
        .into_iter()
        .map(|mut refusal| {
            if refusal.place.as_ref().is_some_and(|place| place.source.path() == path) {
                refusal.place = None;
            }
            // An action is refused for its key by the words for rights, a found entry by its own.
            if refusal.code == RefusalCode::R0094 {
                refusal.code = RefusalCode::R0060;
                refusal.remedy = "use the key that the registry has for you".to_owned();
            }
            refusal
        })
        .collect()
}
