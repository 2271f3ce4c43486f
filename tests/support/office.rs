//! A recorded handbook of an invented region in memory, with people and throw-away keys: everything
//! follows from fixed seeds and a fixed clock, so that each run makes the same bytes.

use std::sync::Arc;

use handbook::amend::actions::{self, Desk, Founding, Outcome, ReviewRequest, Transaction};
use handbook::amend::ledger::{SignedReceipt, Subject};
use handbook::amend::progress::Progress;
use handbook::amend::record::{Files, Record};
use handbook::amend::{
    AmendmentId, Answers, Decision, Digest, Edit, Event, Kind, Namespace, Purpose, Refusal, RefusalCode,
    Seen, SignedReview, SigningKey, SourceKind, SourceLine, check, compose,
};
use jiff::{Timestamp, ToSpan as _};

use super::{Tree, repository};

/// A person of the small registry: id, State, roles.
pub(crate) const PEOPLE: &[(&str, &str, &str)] = &[
    ("xa-delegate-1", "XA", "\"delegate\""),
    ("xa-delegate-2", "XA", "\"delegate\""),
    ("xa-focal", "XA", "\"focal\""),
    ("xb-delegate-1", "XB", "\"delegate\""),
    ("xb-focal", "XB", "\"focal\""),
    ("rapporteur-1", "", "\"rapporteur:service\", \"rapporteur:surrender\""),
    ("editor-1", "", "\"editor\""),
    ("editor-2", "", "\"editor\""),
    ("chief-1", "", "\"chief-editor\""),
    ("chair-1", "", "\"chair\""),
    ("secretary-1", "", "\"secretariat\""),
];

/// Paths that tests change.
pub(crate) const ANNEX: &str = "content/annexes/xa.md";
pub(crate) const CHAPTER: &str = "content/chapters/service.md";

/// The round of the tests.
pub(crate) const ROUND: &str = "id = \"2030-R1\"\nbase_edition = \"2030.1\"\n\n\
    [track.annex]\nopens = 2030-01-01\ncloses = 2030-03-31\n\n\
    [track.chapter]\nopens = 2030-01-01\ncloses = 2030-02-28\n\n\
    [chapter.review]\nsummary_by = 2030-03-10\nreview_closes = 2030-04-10\n\n\
    [adoption]\nby = \"chair\"\nnot_before = 2030-04-11\n";

/// The key of a person; two calls give the same one.
pub(crate) fn key(person: &str) -> SigningKey {
    SigningKey::from_seed(Digest::of(format!("a key of the tests for {person}")).as_bytes())
}

/// A `[[person]]` table.
pub(crate) fn person(id: &str, state: &str, roles: &str) -> String {
    let state = if state.is_empty() { String::new() } else { format!("state = \"{state}\"\n") };
    format!(
        "[[person]]\nid = \"{id}\"\nname = \"Person {id}\"\ninstitution = \"Office\"\n{state}roles = [{roles}]\n\
         appointed_by = \"Letter 1\"\n[[person.key]]\npub = \"{}\"\nvalid_from = 2029-01-01\nvalid_until = 2031-12-31\nassurance = \"file\"\n",
        key(id).public()
    )
}

/// The text of the registry.
pub(crate) fn registry() -> String {
    let people: Vec<String> = PEOPLE.iter().map(|(id, state, roles)| person(id, state, roles)).collect();
    format!("version = 1\n\n{}", people.join("\n"))
}

/// What an amendment of the tests says.
pub(crate) struct Draft {
    pub(crate) answers: Answers,
    pub(crate) edits: Vec<Edit>,
}

/// The recorded handbook.
#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) files: Files,
    pub(crate) now: Timestamp,
}

impl Office {
    /// The handbook of the region, not founded.
    pub(crate) fn region() -> Self {
        let tree = Tree::read(&repository().join("tests/fixtures/region"));
        let files = tree
            .files()
            .filter(|(path, _)| path.starts_with("content/") || *path == "anchors.tsv")
            .map(|(path, bytes)| (path.to_owned(), Arc::from(bytes)))
            .collect();
        Self { files, now: "2030-01-02T08:00:00Z".parse().unwrap() }
    }

    /// The same, founded by the chief editor.
    pub(crate) fn founded() -> Self {
        let mut office = Self::region();
        let transaction = office.found(&registry(), None, "chief-1").unwrap();
        office.apply(&transaction);
        office
    }

    /// The same, with an open round.
    pub(crate) fn open() -> Self {
        let mut office = Self::founded();
        office.act("chair-1", |desk| actions::open_round(desk, ROUND, "The first round")).unwrap();
        office
    }

    pub(crate) fn found(&self, registry: &str, policy: Option<&str>, actor: &str) -> Outcome {
        actions::found(Founding {
            config: config(),
            files: self.files.clone(),
            registry,
            policy,
            actor,
            key: &key(actor),
            now: self.now,
            reason: "Decision of the meeting",
        })
    }

    /// Lets an hour pass.
    pub(crate) fn tick(&mut self) {
        self.now = self.now.checked_add(1.hours()).unwrap();
    }

    pub(crate) fn at(&mut self, time: &str) -> &mut Self {
        self.now = time.parse().unwrap();
        self
    }

    pub(crate) fn apply(&mut self, transaction: &Transaction) {
        for (path, bytes) in &transaction.files {
            match bytes {
                Some(bytes) => drop(self.files.insert(path.clone(), Arc::from(bytes.as_slice()))),
                None => drop(self.files.remove(path)),
            }
        }
        self.tick();
    }

    /// The record, which must be without fault.
    pub(crate) fn record(&self) -> (Record, Progress) {
        let (record, refusals) = Record::from_files(config(), self.files.clone());
        assert_eq!(refusals, []);
        let progress = check(&record, &[]).unwrap_or_else(|refusals| panic!("{refusals:#?}"));
        (record, progress)
    }

    /// Everything that a check says.
    pub(crate) fn refusals(&self, receipts: &[SignedReceipt]) -> Vec<Refusal> {
        let (record, mut refusals) = Record::from_files(config(), self.files.clone());
        refusals.extend(check(&record, receipts).err().unwrap_or_default());
        refusals
    }

    /// An action by a person; its files are written.
    pub(crate) fn act(
        &mut self,
        actor: &str,
        action: impl FnOnce(&Desk<'_>) -> Outcome,
    ) -> Outcome<Transaction> {
        let transaction = self.try_with(actor, &key(actor), action)?;
        self.apply(&transaction);
        Ok(transaction)
    }

    /// An action whose files are not written.
    pub(crate) fn try_with<T>(
        &self,
        actor: &str,
        key: &SigningKey,
        action: impl FnOnce(&Desk<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let (record, progress) = self.record();
        action(&Desk { record: &record, progress: &progress, actor, key, now: self.now })
    }

    /// The codes by which an action is refused.
    pub(crate) fn refused<T>(
        &self,
        actor: &str,
        action: impl FnOnce(&Desk<'_>) -> Outcome<T>,
    ) -> Vec<RefusalCode> {
        match self.try_with(actor, &key(actor), action) {
            Ok(_) => Vec::new(),
            Err(refusals) => {
                let mut codes: Vec<RefusalCode> = refusals.iter().map(|refusal| refusal.code).collect();
                codes.sort_unstable();
                codes.dedup();
                codes
            }
        }
    }

    pub(crate) fn text(&self, path: &str) -> String {
        String::from_utf8(self.files[path].to_vec()).unwrap()
    }

    /// What somebody proposes: a replacement in one text.
    pub(crate) fn draft(&self, author: &str, kind: Kind, path: &str, before: &str, after: &str) -> Draft {
        let (_, progress) = self.record();
        let old = self.text(path);
        assert_eq!(old.matches(before).count(), 1, "{path} has not one `{before}`");
        let state = PEOPLE.iter().find(|(id, _, _)| *id == author).map_or("", |(_, state, _)| state);
        let source = SourceLine {
            kind: SourceKind::Act,
            title: "Act on Service".to_owned(),
            provision: Some("s. 1".to_owned()),
            place: None,
            in_force: None,
        };
        Draft {
            answers: Answers {
                kind,
                state: Some(state.to_owned()).filter(|state| !state.is_empty()),
                round: Some("2030-R1".to_owned()),
                author: author.to_owned(),
                title: "A change".to_owned(),
                base_edition: None,
                heading: None,
                objects_to: None,
                sources: if kind.needs_source() || kind == Kind::Suggestion {
                    vec![source]
                } else {
                    Vec::new()
                },
                ledger_seen: Some(Seen { seq: u32::try_from(progress.seq).unwrap(), digest: progress.head }),
                supersedes: None,
                created: self.now,
                rationale: "Because it is so.".to_owned(),
            },
            edits: vec![Edit {
                path: path.to_owned(),
                before: Some(old.clone()),
                after: Some(old.replacen(before, after, 1)),
            }],
        }
    }

    /// An amendment of the annex of the first State.
    pub(crate) fn annex(&self, before: &str, after: &str) -> Draft {
        let mut draft = self.draft("xa-delegate-1", Kind::Annex, ANNEX, before, after);
        verified(&mut draft, "2030-01-02");
        draft
    }

    /// A suggestion on a chapter.
    pub(crate) fn suggestion(&self, before: &str, after: &str) -> Draft {
        self.draft("xb-delegate-1", Kind::Suggestion, CHAPTER, before, after)
    }

    /// The id by which an amendment is known after its intake.
    pub(crate) fn intake(&mut self, draft: Draft) -> AmendmentId {
        self.receive(&draft.signed()).0
    }

    pub(crate) fn receive(&mut self, text: &str) -> (AmendmentId, SignedReceipt) {
        let intake = self
            .try_with("editor-1", &key("editor-1"), |desk| actions::intake(desk, text.as_bytes()))
            .unwrap_or_else(|refusals| panic!("{refusals:#?}\n{text}"));
        self.apply(&intake.transaction);
        (intake.receipt.receipt.subject.clone(), intake.receipt)
    }

    /// A review signed by a person for the step, on the text as it is.
    pub(crate) fn review(&self, person: &str, event: Event, id: &AmendmentId) -> SignedReview {
        self.said(person, event, Subject::Amendment(id.clone()), Decision::Approve, |_| {})
    }

    pub(crate) fn said<'a>(
        &self,
        person: &'a str,
        event: Event,
        subject: Subject,
        decision: Decision,
        change: impl FnOnce(&mut ReviewRequest<'a>),
    ) -> SignedReview {
        let (record, progress) = self.record();
        let mut request = ReviewRequest {
            event,
            subject,
            reviewer: person,
            decision,
            ground: None,
            refers: None,
            file: None,
            comment: "",
            created: self.now,
        };
        change(&mut request);
        let review = actions::draft_review(&record, &progress, request).unwrap();
        review.sign(&key(person), &record.handbook).unwrap()
    }

    /// Records the approval of a person.
    pub(crate) fn approve(&mut self, person: &str, id: &AmendmentId) -> &mut Self {
        let event = if person.ends_with("focal") { Event::Clear } else { Event::Accept };
        let review = self.review(person, event, id);
        self.act("editor-1", |desk| actions::record_review(desk, &review)).unwrap();
        self
    }

    /// Opens, clears and accepts an amendment of the annex.
    pub(crate) fn accept_annex(&mut self, id: &AmendmentId) -> Transaction {
        self.act("editor-1", |desk| actions::open(desk, id, "")).unwrap();
        self.approve("xa-focal", id);
        self.act("editor-1", |desk| actions::accept(desk, id, None, "")).unwrap()
    }
}

/// Moves the date of verification of an annex forward, as the rule for annexes asks.
pub(crate) fn verified(draft: &mut Draft, date: &str) {
    for edit in &mut draft.edits {
        if let Some(after) = &mut edit.after {
            let at = after.find("last_verified: \"").unwrap() + "last_verified: \"".len();
            after.replace_range(at..at + 10, date);
        }
    }
}

impl Draft {
    /// The file, signed by its author.
    pub(crate) fn signed(self) -> String {
        let author = self.answers.author.clone();
        self.signed_with(&key(&author), &namespace())
    }

    pub(crate) fn signed_with(self, key: &SigningKey, namespace: &Namespace) -> String {
        let amendment =
            compose(self.answers, &self.edits, Vec::new()).unwrap_or_else(|refusals| panic!("{refusals:#?}"));
        amendment.signed(key, namespace).unwrap()
    }
}

/// The namespace of amendments of this handbook.
pub(crate) fn namespace() -> Namespace {
    Namespace::new(Purpose::Amendment, "inner-sea")
}

pub(crate) fn config() -> handbook::config::Config {
    let text = std::fs::read_to_string(repository().join("tests/fixtures/region/book.toml")).unwrap();
    handbook::config::parse(camino::Utf8Path::new("."), &text).value
}
