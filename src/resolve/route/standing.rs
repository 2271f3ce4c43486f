//! Where one State stands towards one instrument on a date.

use jiff::civil::Date;

use crate::clock;
use crate::model::{Evidence, Instrument, Requires, TreatyEntry, TreatyEvent};

/// Whether a State is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// Bound, by what the rule asks for.
    Bound,
    /// It has consented, but the instrument is not yet in force for it.
    NotInForce,
    /// It is shown not to be bound.
    NotBound,
    /// What is on record does not decide it.
    Unknown,
}

/// Where a State stands, and the events that show it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing<'a> {
    pub position: Position,
    /// How well the position is shown; `None` where it is unknown.
    pub evidence: Evidence,
    pub signature: Option<&'a TreatyEvent>,
    pub consent: Option<&'a TreatyEvent>,
    pub in_force: Option<&'a TreatyEvent>,
    /// A consent after the date: it shows that there was none before.
    pub later: Option<&'a TreatyEvent>,
    pub withdrawal: Option<&'a TreatyEvent>,
}

/// How a date that may be known in part lies to the date of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// All of it has passed, or ends today.
    Past,
    /// All of it is still to come.
    Future,
    /// It cannot be told.
    Open,
}

/// How `text` lies to `date`.
pub(super) fn time(text: &str, date: Date) -> Time {
    match clock::days(text) {
        Some((_, last)) if last <= date => Time::Past,
        Some((first, _)) if first > date => Time::Future,
        _ => Time::Open,
    }
}

/// Whether a record rests on no document.
pub(super) const fn is_weak(evidence: Evidence) -> bool {
    matches!(evidence, Evidence::Unverified | Evidence::None)
}

/// Works out where a State stands. The order of the events in the data does not matter.
pub(super) fn standing<'a>(
    instrument: Option<&Instrument>,
    entry: Option<&'a TreatyEntry>,
    requires: Requires,
    date: Date,
) -> Standing<'a> {
    let events: &'a [TreatyEvent] = entry.map_or(&[], |entry| &entry.events);
    let gone = |event: &&TreatyEvent| event.kind == "withdrawal" && time(&event.date, date) != Time::Future;
    let withdrawal = latest(events.iter().filter(gone));
    // After a withdrawal only a later consent counts.
    let counts = |event: &&TreatyEvent| {
        time(&event.date, date) == Time::Past && withdrawal.is_none_or(|gone| is_after(event, gone))
    };
    let consent = latest(events.iter().filter(|event| event.is_consent()).filter(counts));
    let in_force = latest(events.iter().filter(|event| event.kind == "in-force").filter(counts));
    let is_past = |event: &&TreatyEvent| time(&event.date, date) != Time::Future;
    let mut found = Standing {
        position: Position::Unknown,
        evidence: Evidence::None,
        signature: latest(events.iter().filter(|event| event.kind == "signature").filter(is_past)),
        consent,
        in_force,
        later: earliest(
            events.iter().filter(|event| event.is_consent() && time(&event.date, date) == Time::Future),
        ),
        withdrawal,
    };
    let (position, evidence) = match consent {
        Some(consent) => bound(instrument, events, consent, in_force, requires, date),
        None => unbound(entry, &found, date),
    };
    found.position = position;
    found.evidence = if position == Position::Unknown { Evidence::None } else { evidence };
    found
}

/// The position of a State whose consent stands.
fn bound(
    instrument: Option<&Instrument>,
    events: &[TreatyEvent],
    consent: &TreatyEvent,
    in_force: Option<&TreatyEvent>,
    requires: Requires,
    date: Date,
) -> (Position, Evidence) {
    let times =
        || events.iter().filter(|event| event.kind == "in-force").map(|event| time(&event.date, date));
    let waits = in_force.is_none() && times().any(|time| time == Time::Future);
    let unclear = in_force.is_none() && times().any(|time| time == Time::Open);
    match (requires, in_force) {
        _ if waits => (Position::NotInForce, consent.evidence),
        _ if unclear => (Position::Unknown, Evidence::None),
        (Requires::BothConsented, _) => (Position::Bound, consent.evidence),
        (Requires::BothInForce, Some(event)) => (Position::Bound, event.evidence),
        (Requires::BothInForce, None) => {
            let general = instrument.and_then(|instrument| instrument.in_force.as_deref());
            if general.is_some_and(|general| time(general, date) != Time::Future) {
                // In force in general; since when for this State is not on record.
                (Position::Unknown, Evidence::None)
            } else {
                (Position::NotInForce, consent.evidence)
            }
        }
    }
}

/// The position of a State without a consent that stands.
fn unbound(entry: Option<&TreatyEntry>, found: &Standing<'_>, date: Date) -> (Position, Evidence) {
    let Some(entry) = entry else { return (Position::Unknown, Evidence::None) };
    let shown = |event: &TreatyEvent| match is_weak(event.evidence) {
        true => (Position::Unknown, Evidence::None),
        false => (Position::NotBound, event.evidence),
    };
    if let Some(event) = found.withdrawal {
        return if time(&event.date, date) == Time::Past {
            shown(event)
        } else {
            (Position::Unknown, Evidence::None)
        };
    }
    let open = entry.events.iter().any(|event| event.is_consent() && time(&event.date, date) == Time::Open);
    if let (Some(event), false) = (found.later, open) {
        return shown(event);
    }
    // A record that lists no step shows something only for dates that it covers.
    let covered = entry.as_of.as_deref().and_then(clock::days).is_some_and(|(first, _)| date <= first);
    match covered && !open && !is_weak(entry.evidence) && found.in_force.is_none() {
        true => (Position::NotBound, entry.evidence),
        false => (Position::Unknown, Evidence::None),
    }
}

/// Whether all of `event` lies after all of `other`.
fn is_after(event: &TreatyEvent, other: &TreatyEvent) -> bool {
    match (clock::days(&event.date), clock::days(&other.date)) {
        (Some((first, _)), Some((_, last))) => first > last,
        _ => false,
    }
}

/// The latest event; among several of one day the best established.
fn latest<'a>(events: impl Iterator<Item = &'a TreatyEvent>) -> Option<&'a TreatyEvent> {
    events.max_by_key(|event| (event.date.as_str(), std::cmp::Reverse((event.evidence, event.kind.as_str()))))
}

fn earliest<'a>(events: impl Iterator<Item = &'a TreatyEvent>) -> Option<&'a TreatyEvent> {
    events.min_by_key(|event| (event.date.as_str(), event.evidence, event.kind.as_str()))
}
