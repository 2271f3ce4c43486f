//! The record of amendments as pages and listings show it: plain words and digests, no rules.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::Span;

/// What a site and the listings show of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RecordView {
    /// Number of the newest entry of the ledger.
    pub seq: u64,
    /// Digest of the newest entry's file.
    pub head: String,
    /// Ledger time of the newest entry, `2026-11-20T03:12:00Z`.
    pub time: String,
    /// The amendments, in the order of their intake.
    pub amendments: Vec<AmendmentView>,
    /// The rounds, in the order of their names.
    pub rounds: Vec<RoundView>,
    /// Who decides what, from registry and policy.
    pub process: ProcessView,
    /// In a preview: the short numbers of the amendments that are in the text though they were not
    /// adopted.
    pub preview: Vec<String>,
    /// In a preview: by path from the handbook's folder, the ranges of a text that are not as in the
    /// record; an empty one is a place where text was removed.
    #[serde(skip)]
    pub altered: BTreeMap<String, Vec<Span>>,
}

impl RecordView {
    /// The amendments that concern a page and are not yet in an edition: those that wait, and those
    /// that were accepted.
    pub fn open_on<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a AmendmentView> + 'a {
        self.amendments.iter().filter(move |amendment| {
            (amendment.pending || amendment.stage == "accepted")
                && amendment.paths.iter().any(|known| known == path)
        })
    }
}

/// One amendment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AmendmentView {
    /// Its id.
    pub id: String,
    /// The editors' short number.
    pub docket: String,
    /// Its kind.
    pub kind: String,
    /// Code of its State, where it has one.
    pub state: Option<String>,
    /// Its round.
    pub round: Option<String>,
    /// Id of its author.
    pub author: String,
    /// The author's name as the registry has it.
    pub author_name: String,
    /// What it does, in one line; empty where its words were taken out.
    pub title: String,
    /// Where it stands.
    pub stage: String,
    /// Whether it waits for somebody.
    pub pending: bool,
    /// Whether it came after its round had closed.
    pub late: bool,
    /// Whether its words were taken out of the record.
    pub redacted: bool,
    /// Ledger time of its intake.
    pub received: String,
    /// Last day on which its round receives such amendments.
    pub closes: Option<String>,
    /// Last day for objections, where its kind is open to them.
    pub objections_until: Option<String>,
    /// Why, line by line.
    pub rationale: Vec<String>,
    /// What it rests on in law.
    pub sources: Vec<SourceView>,
    /// The texts that it touches or is about.
    pub paths: Vec<String>,
    /// The heading that a remark is about.
    pub heading: Option<String>,
    /// The suggestion that an objection is against.
    pub objects_to: Option<String>,
    /// The amendment in whose place it stands.
    pub supersedes: Option<String>,
    /// What it changes, text by text.
    pub changes: Vec<ChangeView>,
    /// Whether the changes are those that it would make now, after others were accepted.
    pub rebased: bool,
    /// Why it does not fit the text as it is; empty where it does.
    pub misfit: Vec<String>,
    /// The places where it clashes with the text as it is; also of one that was returned.
    pub clashes: Vec<ThreeView>,
    /// What its rule asks for, with the result of each.
    pub requirements: Vec<RequirementView>,
    /// Other amendments that wait and touch the same text.
    pub neighbours: Vec<NeighbourView>,
    /// Amendments that changed the same sections before, of one that waits.
    pub earlier: Vec<EarlierView>,
    /// What happened to it, in order.
    pub history: Vec<StepView>,
    /// Fingerprint of the key that signed it; empty where no signature holds.
    pub fingerprint: String,
    /// How that key is kept: `hardware`, `file`, `browser` or `on-behalf`; empty where it is not known.
    pub assurance: String,
    /// Digest of its file.
    pub filed: String,
    /// The States whose files it touches, by their codes.
    pub touches: Vec<String>,
    /// That it rests on a key which others may have held, in words; empty where it does not.
    pub doubt: String,
}

impl AmendmentView {
    /// The persons of whom something is awaited, each once: those who could meet a requirement that
    /// is not met.
    #[must_use]
    pub fn awaited(&self) -> Vec<&str> {
        let mut who: Vec<&str> = Vec::new();
        for person in self.requirements.iter().flat_map(|requirement| &requirement.who) {
            if !who.contains(&person.as_str()) {
                who.push(person);
            }
        }
        who
    }

    /// Requirements that are met, and all of them.
    #[must_use]
    pub fn met(&self) -> (usize, usize) {
        let met = self.requirements.iter().filter(|requirement| requirement.lets_pass).count();
        (met, self.requirements.len())
    }
}

/// A legal source of an amendment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SourceView {
    /// What sort of document.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// The provision.
    pub provision: Option<String>,
    /// An address or the reference of a gazette.
    pub place: Option<String>,
    /// Since when it is in force.
    pub in_force: Option<String>,
}

/// What becomes of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChangeView {
    /// Path from the handbook's folder.
    pub path: String,
    /// `changed`, `created` or `removed`.
    pub what: String,
    /// Number of words that changed.
    pub words: usize,
    /// The changed places with the lines around them.
    pub passages: Vec<PassageView>,
    /// Numbers, dates and words such as "shall" and "may" that changed.
    pub weighty: Vec<WeightyView>,
}

/// A changed place of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PassageView {
    /// Its first changed line, from 1: in the new text, or in the old one where the line is gone.
    pub line: usize,
    /// The heading above it, if any.
    pub heading: String,
    /// Its stretches, in order.
    pub runs: Vec<RunView>,
}

/// A stretch of text with one mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RunView {
    /// `same`, `deleted`, `inserted`, `moved-away` or `moved-here`.
    pub mark: String,
    /// The text, with characters that hide written as code points.
    pub text: String,
    /// Number that a stretch that was moved away has in common with the one that was moved here; else 0.
    pub moved: u32,
}

/// A place where an amendment cannot be brought to the text as it is, in three columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ThreeView {
    /// Path from the handbook's folder.
    pub path: String,
    /// The heading in the text that the author wrote for.
    pub heading: String,
    /// Number of the first line in the text as it is now.
    pub line: usize,
    /// What the author started from.
    pub started: Vec<RunView>,
    /// What it is now, against what the author started from.
    pub now: Vec<RunView>,
    /// What the author proposed, against what the author started from.
    pub proposed: Vec<RunView>,
}

/// A change that may turn the meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WeightyView {
    /// `number`, `date` or `modal`.
    pub kind: String,
    /// The words before; empty where there were none.
    pub old: String,
    /// The words after; empty where there are none.
    pub new: String,
}

/// One requirement of a rule with its result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RequirementView {
    /// The requirement as in the policy.
    pub need: String,
    /// The requirement in words.
    pub words: String,
    /// The result in words: `met`, `not met`, `set aside`, `not applicable`, `cannot be said`.
    pub status: String,
    /// Whether an acceptance can go on.
    pub lets_pass: bool,
    /// Why.
    pub explained: String,
    /// Ids of the persons who could meet it.
    pub who: Vec<String>,
}

/// Another amendment on the same text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NeighbourView {
    /// Its id.
    pub id: String,
    /// Its short number.
    pub docket: String,
    /// The text that both touch.
    pub path: String,
    /// How the two stand to each other.
    pub verdict: String,
    /// Whether only one of them can be accepted as it stands.
    pub clash: bool,
}

/// An accepted amendment that changed a section which another one would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EarlierView {
    /// Its id.
    pub id: String,
    /// The editors' short number.
    pub docket: String,
    /// What it does, in one line.
    pub title: String,
    /// The headings above the change, as of [`PassageView`].
    pub heading: String,
    /// Ledger time of its acceptance.
    pub accepted: String,
}

/// One entry of the ledger about an amendment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// Number of the entry.
    pub seq: u64,
    /// Ledger time.
    pub time: String,
    /// What happened.
    pub event: String,
    /// Id of the person who recorded it.
    pub actor: String,
    /// Ids of the persons whose signed reviews it rests on.
    pub reviewers: Vec<String>,
    /// The ground of a refusal or a return, in words; empty without one.
    pub ground: String,
    /// What it names beside: the successor, the minutes, the answer.
    pub refers: String,
    /// Why, in words.
    pub reason: String,
}

/// A round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RoundView {
    /// Its id.
    pub id: String,
    /// `open`, `closed` or `adopted`.
    pub standing: String,
    /// Its dates in words, in order.
    pub dates: Vec<RoundDate>,
    /// Number of amendments in it.
    pub amendments: usize,
}

/// A date of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RoundDate {
    /// What it is the date of.
    pub what: String,
    /// The day, `2026-12-15`.
    pub day: String,
}

/// Who decides what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProcessView {
    /// Version of the policy.
    pub policy: u32,
    /// Version of the registry.
    pub registry: u32,
    /// Persons by role.
    pub roles: Vec<RoleView>,
    /// The rules.
    pub rules: Vec<RuleView>,
    /// Who changes registry and policy, in words.
    pub root: String,
    /// Sizes and counts that hold for every amendment, in words.
    pub limits: Vec<String>,
    /// The steps from one stage to another.
    pub transitions: Vec<TransitionView>,
    /// The rules by which an amendment or a step is refused.
    pub refusals: Vec<RefusalView>,
}

/// A role and who holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RoleView {
    /// The role in words.
    pub role: String,
    /// Its holders.
    pub persons: Vec<PersonView>,
}

/// A person of the registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PersonView {
    /// Permanent id.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Institution as printed.
    pub institution: String,
    /// Code of the State that the person acts for.
    pub state: Option<String>,
    /// Whether one of the person's keys signs at the time of the newest entry.
    pub signs: bool,
}

/// A rule of the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuleView {
    /// Its name.
    pub name: String,
    /// Kinds of amendment that it is for.
    pub kinds: Vec<String>,
    /// Paths that it covers.
    pub paths: Vec<String>,
    /// What it says, in a few sentences.
    pub words: String,
    /// What it asks for, in words.
    pub needs: Vec<String>,
}

/// A step from one stage to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TransitionView {
    /// Stages in which it is possible.
    pub from: Vec<String>,
    /// The event.
    pub event: String,
    /// The stage after it; empty where it stays.
    pub to: String,
    /// Who, and on what condition.
    pub words: String,
}

/// A rule by which something is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RefusalView {
    /// Its permanent code.
    pub code: String,
    /// What it says.
    pub title: String,
}
