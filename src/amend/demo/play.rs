//! A record played through in memory: whoever acts, with which words, at which moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{Timestamp, ToSpan as _};

use super::People;
use crate::amend::actions::{
    self, Desk, Founding, Intake, Outcome, Rejection, ReviewRequest, Revoking, Transaction, draft_review,
    found, record_review, revoke_key,
};
use crate::amend::ledger::{SignedReceipt, Subject};
use crate::amend::policy::Ground;
use crate::amend::progress::Progress;
use crate::amend::record::{Files, REGISTRY, Record};
use crate::amend::{
    AmendmentId, Decision, Edit, Event, Kind, Proposing, Purpose, Refusal, RefusalCode, SignedReview,
    SourceLine, current_text, judge, propose, take_in,
};
use crate::config::Config;

/// A record in memory and the people who keep it.
#[derive(Debug)]
pub struct Play {
    /// The people.
    pub people: People,
    /// The record so far.
    pub record: Record,
    /// Where everything stands in it.
    pub progress: Progress,
    /// The moment; each act takes a minute.
    pub now: Timestamp,
    /// The receipts of what was received, which their authors keep.
    pub receipts: Vec<SignedReceipt>,
    files: BTreeMap<String, Option<Vec<u8>>>,
}

/// What a person proposes.
#[derive(Clone, Debug)]
pub struct Say<'a> {
    /// Id of the author.
    pub author: &'a str,
    /// What it is for.
    pub kind: Kind,
    /// The text that is changed or spoken of; empty for an objection.
    pub path: &'a str,
    /// What it does.
    pub title: &'a str,
    /// Why.
    pub rationale: &'a str,
    /// What it rests on.
    pub sources: Vec<SourceLine>,
    /// The round, where it is not the open one.
    pub round: Option<&'a str>,
    /// The amendment in whose place it stands.
    pub supersedes: Option<AmendmentId>,
    /// The suggestion that an objection is against.
    pub objects_to: Option<AmendmentId>,
}

impl Play {
    /// Founds the record of a handbook with these people.
    ///
    /// # Errors
    /// As [`found`].
    pub fn begin(config: Config, text: &Files, people: People, now: Timestamp) -> Outcome<Self> {
        let key = people.key("secretariat");
        let transaction = found(Founding {
            config: config.clone(),
            files: text.clone(),
            registry: people.registry(),
            policy: None,
            actor: "secretariat",
            key: &key,
            now,
            reason: "Demonstration: the record begins with the text as it is.",
        })?;
        let mut files = text.clone();
        for (path, bytes) in &transaction.files {
            if let Some(bytes) = bytes {
                files.insert(path.clone(), Arc::from(bytes.as_slice()));
            }
        }
        let (record, refusals) = Record::from_files(config, files);
        let Some(first) = record.ledger.first().filter(|_| refusals.is_empty()) else {
            return Err(refusals);
        };
        let progress = judge::found(&record, first)?;
        Ok(Self { people, record, progress, now, receipts: Vec::new(), files: transaction.files })
    }

    /// The files that were written since the beginning; removed ones are left out.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let there = self.files.iter();
        there.filter_map(|(path, bytes)| Some((path.clone(), bytes.clone()?))).collect()
    }

    /// Lets a person act, and takes in what comes of it.
    ///
    /// # Errors
    /// Everything against it; the record is as before.
    pub fn act(&mut self, who: &str, action: impl FnOnce(&Desk<'_>) -> Outcome) -> Outcome<()> {
        let key = self.people.key(who);
        let desk =
            Desk { record: &self.record, progress: &self.progress, actor: who, key: &key, now: self.now };
        let transaction = action(&desk)?;
        self.take(transaction)
    }

    /// Goes on from the record as somebody else's step has left it, and the files that it wrote.
    pub fn go_on(&mut self, record: Record, progress: Progress, files: BTreeMap<String, Option<Vec<u8>>>) {
        self.now = self.now.max(progress.time);
        (self.record, self.progress) = (record, progress);
        self.files.extend(files);
    }

    fn take(&mut self, transaction: Transaction) -> Outcome<()> {
        take_in(&mut self.record, &mut self.progress, &transaction)?;
        self.files.extend(transaction.files);
        self.now = self.now.checked_add(1.minute()).unwrap_or(self.now);
        Ok(())
    }

    /// The signed file of an amendment that changes a text by `edit`.
    ///
    /// # Errors
    /// What the form refuses.
    pub fn write(&self, say: Say<'_>, edit: impl FnOnce(&str) -> String) -> Outcome<String> {
        let text = current_text(&self.record, &self.progress, say.path);
        let edits = text.map(|before| {
            let after = Some(edit(&before));
            Edit { path: say.path.to_owned(), before: Some(before), after }
        });
        self.write_all(say, edits.into_iter().collect())
    }

    /// The signed file of an amendment with these edits.
    ///
    /// # Errors
    /// What the form refuses.
    pub fn write_all(&self, say: Say<'_>, edits: Vec<Edit>) -> Outcome<String> {
        let Some(author) = self.progress.registry.person(say.author) else {
            return Err(vec![Refusal::new(
                RefusalCode::R0060,
                format!("there is no `{}` in the registry", say.author),
                "choose another person",
            )]);
        };
        let proposing = Proposing {
            kind: say.kind,
            author,
            title: say.title,
            rationale: say.rationale,
            sources: say.sources,
            round: say.round,
            heading: None,
            objects_to: say.objects_to,
            supersedes: say.supersedes,
            moves: Vec::new(),
            now: self.now,
        };
        let proposed = propose(&self.record, &self.progress, proposing, edits)?;
        let namespace = self.record.namespace(Purpose::Amendment);
        proposed
            .amendment
            .signed(&self.people.key(say.author), &namespace)
            .map_err(|fault| vec![fault.refusal()])
    }

    /// An editor receives a signed file.
    ///
    /// # Errors
    /// Everything against it.
    pub fn receive(&mut self, editor: &str, file: &str) -> Outcome<Intake> {
        let key = self.people.key(editor);
        let desk =
            Desk { record: &self.record, progress: &self.progress, actor: editor, key: &key, now: self.now };
        let intake = actions::intake(&desk, file.as_bytes())?;
        self.take(intake.transaction.clone())?;
        self.receipts.push(intake.receipt.clone());
        Ok(intake)
    }

    /// A person proposes, and the first editor receives it.
    ///
    /// # Errors
    /// Everything against it.
    pub fn file(&mut self, say: Say<'_>, edit: impl FnOnce(&str) -> String) -> Outcome<AmendmentId> {
        let text = self.write(say, edit)?;
        let editor = "editor-1";
        Ok(self.receive(editor, &text)?.receipt.receipt.subject)
    }

    /// A signed opinion of a person on an amendment, or consent to another step.
    ///
    /// # Errors
    /// Where the amendment gives no text now.
    pub fn sign(
        &self,
        who: &str,
        event: Event,
        id: &AmendmentId,
        ground: Option<Ground>,
    ) -> Outcome<SignedReview> {
        let request = ReviewRequest {
            event,
            subject: Subject::Amendment(id.clone()),
            reviewer: who,
            decision: Decision::Approve,
            ground,
            refers: None,
            file: None,
            comment: "",
            created: self.now,
        };
        let review = draft_review(&self.record, &self.progress, request)?;
        review.sign(&self.people.key(who), &self.record.handbook).map_err(|fault| vec![fault.refusal()])
    }

    /// Opinions of some persons, recorded by the first editor: a focal point's is a clearance.
    ///
    /// # Errors
    /// Everything against one of them.
    pub fn approve(&mut self, id: &AmendmentId, who: &[&str]) -> Outcome<()> {
        for person in who {
            let event = if person.ends_with("-focal") { Event::Clear } else { Event::Accept };
            let review = self.sign(person, event, id, None)?;
            self.act("editor-1", |desk| record_review(desk, &review))?;
        }
        Ok(())
    }

    /// Begins the review.
    ///
    /// # Errors
    /// Everything against it.
    pub fn open(&mut self, id: &AmendmentId) -> Outcome<()> {
        self.act("editor-1", |desk| actions::open(desk, id, ""))
    }

    /// Accepts an amendment with an editor's key.
    ///
    /// # Errors
    /// Everything against it.
    pub fn accept(&mut self, editor: &str, id: &AmendmentId, reason: &str) -> Outcome<()> {
        self.act(editor, |desk| actions::accept(desk, id, None, reason))
    }

    /// Sends an amendment back.
    ///
    /// # Errors
    /// Everything against it.
    pub fn give_back(&mut self, id: &AmendmentId, ground: Ground, reason: &str) -> Outcome<()> {
        self.act("editor-1", |desk| actions::give_back(desk, id, ground, reason))
    }

    /// Refuses an amendment: an editor and the chief editor.
    ///
    /// # Errors
    /// Everything against it.
    pub fn reject(&mut self, id: &AmendmentId, ground: Ground, reason: &str) -> Outcome<()> {
        let reviews = [self.sign("chief-editor", Event::Reject, id, Some(ground))?];
        let day = jiff::tz::Offset::UTC.to_datetime(self.now).date();
        let appeal_until = day.checked_add(30.days()).unwrap_or(day);
        let rejection = Rejection { ground, reason, appeal_until, reviews: &reviews };
        self.act("editor-1", |desk| actions::reject(desk, id, rejection))
    }

    /// Takes an amendment back for its author.
    ///
    /// # Errors
    /// Everything against it.
    pub fn withdraw(&mut self, id: &AmendmentId, author: &str) -> Outcome<()> {
        let reviews = [self.sign(author, Event::Withdraw, id, None)?];
        self.act("editor-1", |desk| actions::withdraw(desk, id, &reviews, ""))
    }

    /// Takes a person's key back: the secretariat and the Chair.
    ///
    /// # Errors
    /// Everything against it.
    pub fn revoke(&mut self, person: &str, reason: &str, compromised_since_seq: Option<u64>) -> Outcome<()> {
        let text = self.record.files.get(REGISTRY).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let text = text.unwrap_or_default();
        let key = self.people.key(person).public();
        let revoking =
            Revoking { at_seq: self.progress.seq + 1, at: self.now, reason, compromised_since_seq };
        let new = revoke_key(&text, self.progress.registry.version, &key, revoking)?;
        let request = ReviewRequest {
            event: Event::Registry,
            subject: Subject::Registry,
            reviewer: "chair",
            decision: Decision::Approve,
            ground: None,
            refers: None,
            file: Some((REGISTRY, &new)),
            comment: "",
            created: self.now,
        };
        let review = draft_review(&self.record, &self.progress, request)?;
        let review = review
            .sign(&self.people.key("chair"), &self.record.handbook)
            .map_err(|fault| vec![fault.refusal()])?;
        self.act("secretariat", |desk| actions::change_registry(desk, &new, &[review], reason))
    }
}
