//! Treaties of the two States alone, as both annexes list them.

use super::basis::Finding;
use super::compose::Pair;
use super::lines::{self, empty, part, whole};
use super::standing::{Time, is_weak, time};
use crate::clock;
use crate::model::{Basis, BasisStatus, BilateralRule, BilateralTreaty, Evidence, RouteLine, Side};

/// How far one entry goes, from best to least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    InForce,
    Unverified,
    Unknown,
    NotInForce,
}

/// The basis that the entries of both annexes come to.
pub(super) fn bilateral(pair: &Pair<'_>, rule: &BilateralRule) -> Basis {
    let found: Vec<(Side, &BilateralTreaty)> = [Side::Requesting, Side::Requested]
        .into_iter()
        .flat_map(|side| entries(pair, side, &rule.kind).map(move |treaty| (side, treaty)))
        .collect();
    let both = || vec![pair.code(Side::Requesting).to_owned(), pair.code(Side::Requested).to_owned()];
    let status = match found.iter().map(|(_, treaty)| standing(pair, treaty)).min() {
        Some(Standing::InForce) => BasisStatus::Applies,
        Some(Standing::Unverified) => BasisStatus::Unverified { who: both() },
        Some(Standing::NotInForce) => BasisStatus::NotInForce,
        Some(Standing::Unknown) | None => BasisStatus::NotEstablished { who: both() },
    };
    let mut lines: Vec<RouteLine> = found.iter().map(|(side, treaty)| line(pair, *side, treaty)).collect();
    if lines.is_empty() {
        lines.push(absent(pair));
    } else {
        lines.extend(rule.says.iter().map(|says| lines::statement(pair, says)));
    }
    Finding { status, lines }.basis(pair, &rule.label, &pair.reference.route.outcomes.bilateral)
}

/// The treaties of this kind that one annex lists with the other State.
fn entries<'a>(pair: &Pair<'a>, side: Side, kind: &str) -> impl Iterator<Item = &'a BilateralTreaty> {
    let other = pair.code(opposite(side)).to_owned();
    let known: &'a [BilateralTreaty] = pair.annex(side).map_or(&[], |annex| &annex.bilateral);
    let kind = kind.to_owned();
    known
        .iter()
        .filter(move |treaty| treaty.kind == kind && treaty.partner_iso2.as_deref() == Some(other.as_str()))
}

const fn opposite(side: Side) -> Side {
    match side {
        Side::Requesting => Side::Requested,
        Side::Requested => Side::Requesting,
    }
}

fn standing(pair: &Pair<'_>, treaty: &BilateralTreaty) -> Standing {
    let not_signed = treaty.signed.as_deref().is_some_and(|date| time(date, pair.date) == Time::Future);
    match treaty.in_force.as_deref().map(|date| time(date, pair.date)) {
        _ if not_signed => Standing::NotInForce,
        Some(Time::Future) => Standing::NotInForce,
        Some(Time::Past) if is_weak(treaty.evidence) => Standing::Unverified,
        Some(Time::Past) => Standing::InForce,
        Some(Time::Open) | None => Standing::Unknown,
    }
}

fn line(pair: &Pair<'_>, side: Side, treaty: &BilateralTreaty) -> RouteLine {
    let date = |date: &Option<String>| date.as_deref().map(clock::long_date);
    let mut parts =
        vec![part(Some("Signed"), date(&treaty.signed)), part(Some("In force"), date(&treaty.in_force))];
    if treaty.partner != pair.name(opposite(side)) {
        parts.insert(0, part(Some("With"), Some(treaty.partner.clone())));
    }
    RouteLine {
        label: Some(format!("As the annex of {} lists it", pair.name(side))),
        parts,
        sources: whole(&treaty.sources),
        evidence: treaty.evidence,
        note: treaty.note.clone(),
        places: pair.heading_that_prints(side, "bilateral").into_iter().collect(),
        ..empty()
    }
}

/// The line for a treaty that neither annex lists.
fn absent(pair: &Pair<'_>) -> RouteLine {
    let words = pair.reference.route.outcomes.bilateral.get("absent");
    let places = [Side::Requesting, Side::Requested]
        .into_iter()
        .filter_map(|side| pair.heading_that_prints(side, "bilateral"))
        .collect();
    RouteLine {
        parts: vec![part(None, words.map(|words| pair.fill(words, &[])))],
        evidence: Evidence::None,
        places,
        ..empty()
    }
}
