//! What each State had done about an instrument on a date, worked out from dated events.
//!
//! Nothing is guessed. A partial date (`2015`, `2015-09`) counts as past or as future only where
//! that holds for every day it can mean. That a State has *not* acted is known only from an event
//! that came later, from a record that was seen and reaches to the date, or because the instrument
//! had not been adopted yet.

mod words;

use jiff::civil::Date;
use serde::Serialize;

use crate::clock;
use crate::model::{Evidence, Instrument, MemberState, Membership, Reference, TreatyEntry, TreatyEvent};

pub use words::{LEGEND, counted};

/// Whether something was so on the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It was so.
    Yes,
    /// It was not so.
    No,
    /// What is recorded does not decide it.
    NotEstablished,
}

/// An answer with the event that it rests on and how well that is established.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The answer.
    pub answer: Answer,
    /// Kind of the event: the one that made it so, or the later one that shows it was not yet so.
    pub event: Option<String>,
    /// Date of that event as far as known.
    pub date: Option<String>,
    /// How well the event, or else the record, is established.
    pub evidence: Evidence,
}

/// The one sign that the grid shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Ratified, accepted, approved or succeeded.
    Ratified,
    /// Acceded.
    Acceded,
    /// In force for the State; the step that led to it was not seen.
    Party,
    /// Signed and no more.
    Signed,
    /// Signed; whether more followed is not established.
    SignedAtLeast,
    /// Withdrew.
    Withdrawn,
    /// Did nothing.
    Nothing,
    /// Not established.
    NotEstablished,
}

/// Where one State stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateStatus {
    /// Code of the State.
    pub state: String,
    /// Whether it was a member of the organisation.
    pub member: Finding,
    /// Whether it had signed.
    pub signed: Finding,
    /// Whether it was bound by a consent that stood.
    pub consented: Finding,
    /// Whether the instrument was in force for it.
    pub in_force: Finding,
    /// The sign in the grid.
    pub mark: Mark,
    /// How many reservations and declarations are on record; they carry no dates of their own.
    pub reservations: usize,
}

/// Sums over the States that were certainly members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// Members on the date.
    pub members: usize,
    /// How many had consented to be bound.
    pub consented: usize,
    /// For how many of these consents a document was seen.
    pub seen: usize,
    /// For how many members the instrument was in force.
    pub in_force: usize,
    /// For how many members consent is not established.
    pub open: usize,
    /// For how many members entry into force is not established.
    pub in_force_open: usize,
}

/// One instrument on one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Id of the instrument.
    pub instrument: String,
    /// Its short title.
    pub short: String,
    /// The sums.
    pub sum: Sum,
    /// Members that had certainly not consented.
    pub missing: Vec<String>,
    /// Members whose consent is not established.
    pub not_established: Vec<String>,
    /// Every State of the handbook, members or not, in its order.
    pub states: Vec<StateStatus>,
}

/// Where every State stood towards an instrument at the end of a day. An unknown instrument gives
/// a status in which nothing is established.
#[must_use]
pub fn as_of(reference: &Reference, instrument: &str, date: Date) -> Status {
    let known = reference.instrument(instrument);
    let unborn = known.and_then(|known| not_yet_adopted(known, date));
    let states: Vec<StateStatus> = reference
        .states
        .iter()
        .map(|state| {
            let entry = reference.treaty_status.get(&state.iso2).and_then(|status| status.entry(instrument));
            state_status(state, entry, unborn.as_ref(), date)
        })
        .collect();
    let members = || states.iter().filter(|state| state.member.answer == Answer::Yes);
    let consent = |answer: Answer| -> Vec<String> {
        members().filter(|state| state.consented.answer == answer).map(|state| state.state.clone()).collect()
    };
    let consented = || members().filter(|state| state.consented.answer == Answer::Yes);
    let not_established = consent(Answer::NotEstablished);
    let sum = Sum {
        members: members().count(),
        consented: consented().count(),
        seen: consented().filter(|state| is_seen(state.consented.evidence)).count(),
        in_force: members().filter(|state| state.in_force.answer == Answer::Yes).count(),
        open: not_established.len(),
        in_force_open: members().filter(|state| state.in_force.answer == Answer::NotEstablished).count(),
    };
    Status {
        instrument: instrument.to_owned(),
        short: known.map_or_else(|| instrument.to_owned(), |known| known.short.clone()),
        sum,
        missing: consent(Answer::No),
        not_established,
        states,
    }
}

/// Ids of the instruments for which any State has an entry, in the order of the instruments.
#[must_use]
pub fn tracked(reference: &Reference) -> Vec<&str> {
    let has_entry = |id: &str| reference.treaty_status.values().any(|status| status.entry(id).is_some());
    let ids = reference.instruments.iter().map(|instrument| instrument.id.as_str());
    ids.filter(|id| has_entry(id)).collect()
}

/// Whether a document was seen: evidence other than general knowledge.
#[must_use]
pub const fn is_seen(evidence: Evidence) -> bool {
    !matches!(evidence, Evidence::Unverified | Evidence::None)
}

/// Whether a State was a member of the organisation at the end of a day.
#[must_use]
pub fn membership(events: &[Membership], date: Date) -> Finding {
    let turns: Vec<Turn<'_>> = events
        .iter()
        .map(|event| Turn::new(&event.event, &event.date, event.evidence, event.event == "joined"))
        .collect();
    replay(turns, date, nothing_known())
}

fn state_status(
    state: &MemberState,
    entry: Option<&TreatyEntry>,
    unborn: Option<&Finding>,
    date: Date,
) -> StateStatus {
    let unknown = || unborn.cloned().unwrap_or_else(nothing_known);
    let empty = entry.and_then(|entry| absence(entry, date)).unwrap_or_else(unknown);
    let events_of = |wanted: fn(&TreatyEvent) -> bool, ends: bool| -> Vec<Turn<'_>> {
        let events = entry.into_iter().flat_map(|entry| &entry.events);
        events.filter(|event| wanted(event) || (ends && is_withdrawal(event))).map(Turn::of).collect()
    };
    let signed = replay(events_of(|event| event.kind == "signature", false), date, empty.clone());
    let turns = events_of(TreatyEvent::is_consent, true);
    let is_consent_recorded = turns.iter().any(|turn| turn.on);
    let force_turns = events_of(|event| event.kind == "in-force", true);
    let is_force_recorded = force_turns.iter().any(|turn| turn.on);
    // A State for which it is in force has consented, though no consent may be recorded: then that
    // none had been given before cannot be known from a record that lists none.
    let before_consent = if is_force_recorded { unknown() } else { empty };
    let mut consented = replay(turns, date, before_consent);
    let mut in_force = replay(force_turns, date, nothing_known());
    if in_force.answer == Answer::Yes && consented.answer == Answer::NotEstablished {
        consented =
            if is_consent_recorded { Finding { answer: Answer::Yes, ..consented } } else { in_force.clone() };
    }
    if consented.answer == Answer::No && in_force.answer != Answer::No {
        in_force = consented.clone();
    }
    let mark = mark(&signed, &consented);
    let stands = signed.answer == Answer::Yes || consented.answer == Answer::Yes;
    let reservations = entry.filter(|_| stands).map_or(0, |entry| entry.reservations.len());
    let member = membership(&state.membership, date);
    StateStatus { state: state.iso2.clone(), member, signed, consented, in_force, mark, reservations }
}

fn is_withdrawal(event: &TreatyEvent) -> bool {
    event.kind == "withdrawal"
}

fn nothing_known() -> Finding {
    Finding { answer: Answer::NotEstablished, event: None, date: None, evidence: Evidence::None }
}

/// What follows from an entry that lists no event of a kind: the State had not acted, where the
/// record was seen and is not older than the date; else nothing.
fn absence(entry: &TreatyEntry, date: Date) -> Option<Finding> {
    let (first, _) = clock::days(entry.as_of.as_deref()?)?;
    (date <= first && is_seen(entry.evidence)).then(|| not_so(entry.evidence))
}

/// Nobody can have acted before the first day on which the instrument can have been adopted.
fn not_yet_adopted(instrument: &Instrument, date: Date) -> Option<Finding> {
    let (first, _) = clock::days(instrument.adopted.as_deref()?)?;
    (date < first).then(|| not_so(instrument.evidence))
}

fn not_so(evidence: Evidence) -> Finding {
    Finding { answer: Answer::No, event: None, date: None, evidence }
}

fn mark(signed: &Finding, consented: &Finding) -> Mark {
    match (consented.answer, signed.answer) {
        (Answer::Yes, _) => match consented.event.as_deref() {
            Some("accession") => Mark::Acceded,
            Some("in-force") => Mark::Party,
            _ => Mark::Ratified,
        },
        (Answer::No, _) if consented.event.as_deref() == Some("withdrawal") => Mark::Withdrawn,
        (Answer::No, Answer::Yes) => Mark::Signed,
        (Answer::No, Answer::No) => Mark::Nothing,
        (Answer::NotEstablished, Answer::Yes) => Mark::SignedAtLeast,
        (Answer::No | Answer::NotEstablished, _) => Mark::NotEstablished,
    }
}

/// An event that switches something on or off.
struct Turn<'a> {
    kind: &'a str,
    date: &'a str,
    evidence: Evidence,
    on: bool,
    days: Option<(Date, Date)>,
}

impl<'a> Turn<'a> {
    fn new(kind: &'a str, date: &'a str, evidence: Evidence, on: bool) -> Self {
        Self { kind, date, evidence, on, days: clock::days(date) }
    }

    fn of(event: &'a TreatyEvent) -> Self {
        Self::new(&event.kind, &event.date, event.evidence, !is_withdrawal(event))
    }

    fn finding(&self, answer: Answer) -> Finding {
        Finding {
            answer,
            event: Some(self.kind.to_owned()),
            date: Some(self.date.to_owned()),
            evidence: self.evidence,
        }
    }

    /// Whether it had happened by the end of the day; `None` where its date does not say.
    fn has_happened(&self, date: Date) -> Option<bool> {
        let (first, last) = self.days?;
        if last <= date { Some(true) } else { (first > date).then_some(false) }
    }
}

/// Plays the events in order of their first possible day, the order of the file deciding ties.
/// `without` is the answer where there are none.
fn replay(mut turns: Vec<Turn<'_>>, date: Date, without: Finding) -> Finding {
    turns.sort_by_key(|turn| turn.days.map(|(first, _)| first));
    let Some(first) = turns.first() else { return without };
    // Before a first switching on it was off; before a first switching off something is missing.
    let mut now = if first.on { first.finding(Answer::No) } else { nothing_known() };
    for turn in &turns {
        let then = if turn.on { Answer::Yes } else { Answer::No };
        match turn.has_happened(date) {
            Some(true) => now = turn.finding(then),
            None if now.answer != then => now = turn.finding(Answer::NotEstablished),
            Some(false) | None => {}
        }
    }
    now
}

#[cfg(test)]
mod tests;
