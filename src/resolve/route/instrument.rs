//! A treaty of many States as a basis between two of them.

use super::basis::{Conditions, Finding, conditions};
use super::compose::Pair;
use super::lines::{self, empty, part, whole};
use super::reservations::touches;
use super::standing::{Position, Standing, Time, is_weak, standing, time};
use crate::clock;
use crate::model::{
    ArticleRule, Basis, BasisStatus, Effect, Evidence, Instrument, InstrumentRule, Requires, Reservation,
    RouteLine, RoutePart, Side, Statement, TreatyEntry, TreatyEvent,
};

/// What the rules say of an instrument, alone or beside another.
struct Rule<'a> {
    instrument: &'a str,
    requires: Requires,
    reservations: &'a [String],
    says: &'a [Statement],
    without: Option<&'a Statement>,
}

/// The basis between the two States, with the instruments that stand beside it.
pub(super) fn instrument(pair: &Pair<'_>, rule: &InstrumentRule) -> Basis {
    let own = Rule {
        instrument: &rule.instrument,
        requires: rule.requires,
        reservations: &rule.reservations,
        says: &rule.says,
        without: rule.without.as_ref(),
    };
    let found = find(pair, &own, conditions(pair, &rule.when));
    Basis {
        instrument: Some(rule.instrument.clone()),
        articles: rule.articles.clone(),
        only: rule.only.clone(),
        with: rule.with.iter().map(|with| beside(pair, with, rule.requires)).collect(),
        ..found.basis(pair, &rule.label, &pair.reference.route.outcomes.instrument)
    }
}

/// An instrument beside a basis, judged by itself.
fn beside(pair: &Pair<'_>, rule: &ArticleRule, requires: Requires) -> Basis {
    let own = Rule {
        instrument: &rule.instrument,
        requires,
        reservations: &rule.reservations,
        says: &rule.says,
        without: rule.without.as_ref(),
    };
    let found = find(pair, &own, Conditions::default());
    let label = pair.reference.instrument(&rule.instrument).map_or(&rule.instrument, |known| &known.short);
    Basis {
        instrument: Some(rule.instrument.clone()),
        articles: rule.articles.clone(),
        ..found.basis(pair, label, &pair.reference.route.outcomes.instrument)
    }
}

fn find(pair: &Pair<'_>, rule: &Rule<'_>, conditions: Conditions) -> Finding {
    let known = pair.reference.instrument(rule.instrument);
    let sides = [Side::Requesting, Side::Requested].map(|side| {
        let entry = entry(pair, side, rule.instrument);
        (side, entry, standing(known, entry, rule.requires, pair.date))
    });
    let mut lines: Vec<RouteLine> = sides
        .iter()
        .map(|(side, entry, standing)| state_line(pair, *side, *entry, standing, rule.requires))
        .collect();
    let (mut qualified, mut barred) = (false, Vec::new());
    for (side, entry, _) in &sides {
        let statements = entry.map_or(&[][..], |entry| &entry.reservations);
        for reservation in statements.iter().filter(|reservation| touches(reservation, rule.reservations)) {
            qualified = true;
            // A State can refuse the treaty as a basis of requests to itself, not of its own requests.
            if *side == Side::Requested && reservation.effect.as_deref() == Some("bars") {
                barred = vec![pair.code(*side).to_owned()];
            }
            lines.push(reservation_line(pair, *side, reservation));
        }
    }
    let bound = bound(pair, known, rule, &sides.each_ref().map(|(side, _, standing)| (*side, standing)));
    let is_bound = matches!(bound, BasisStatus::Applies | BasisStatus::Unverified { .. });
    let status = match bound {
        status if !is_bound => status,
        _ if !barred.is_empty() => BasisStatus::Barred { who: barred },
        _ if conditions.effect == Effect::NotEstablished => {
            BasisStatus::NotEstablished { who: conditions.who }
        }
        status @ BasisStatus::Unverified { .. } => status,
        _ if qualified || conditions.effect == Effect::Qualifies => BasisStatus::AppliesWithReservation,
        status => status,
    };
    // What the States' law says of the treaty matters only where it can serve.
    if status.serves() || status.is_open() {
        lines.extend(conditions.lines);
    }
    lines.extend(rule.says.iter().map(|says| lines::statement(pair, says)));
    if let (Some(without), false) = (rule.without, is_bound) {
        lines.push(lines::statement(pair, without));
    }
    Finding { status, lines }
}

fn entry<'a>(pair: &Pair<'a>, side: Side, instrument: &str) -> Option<&'a TreatyEntry> {
    pair.reference.treaty_status.get(pair.code(side))?.entry(instrument)
}

/// Whether both are bound, reservations and conditions aside.
fn bound(
    pair: &Pair<'_>,
    known: Option<&Instrument>,
    rule: &Rule<'_>,
    sides: &[(Side, &Standing<'_>); 2],
) -> BasisStatus {
    let who = |position: Position| -> Vec<String> {
        let at = sides.iter().filter(|(_, standing)| standing.position == position);
        at.map(|(side, _)| pair.code(*side).to_owned()).collect()
    };
    if !is_alive(pair, known, rule) {
        return BasisStatus::NotInForce;
    }
    let (not_bound, waiting, unknown) =
        (who(Position::NotBound), who(Position::NotInForce), who(Position::Unknown));
    if !not_bound.is_empty() {
        return BasisStatus::NotBound { who: not_bound };
    }
    if !waiting.is_empty() {
        return BasisStatus::NotInForce;
    }
    if !unknown.is_empty() {
        return BasisStatus::NotEstablished { who: unknown };
    }
    let weak = sides.iter().filter(|(_, standing)| is_weak(standing.evidence));
    let weak: Vec<String> = weak.map(|(side, _)| pair.code(*side).to_owned()).collect();
    if weak.is_empty() { BasisStatus::Applies } else { BasisStatus::Unverified { who: weak } }
}

/// Whether the instrument is in force at all on the date: in general, or for any State.
fn is_alive(pair: &Pair<'_>, known: Option<&Instrument>, rule: &Rule<'_>) -> bool {
    let past = |text: &str| time(text, pair.date) == Time::Past;
    let binds = |event: &TreatyEvent| {
        let counts =
            event.kind == "in-force" || (rule.requires == Requires::BothConsented && event.is_consent());
        counts && past(&event.date)
    };
    known.and_then(|known| known.in_force.as_deref()).is_some_and(past)
        || pair
            .reference
            .treaty_status
            .values()
            .any(|status| status.entry(rule.instrument).is_some_and(|entry| entry.events.iter().any(binds)))
}

/// What one State has done about the instrument.
fn state_line(
    pair: &Pair<'_>,
    side: Side,
    entry: Option<&TreatyEntry>,
    standing: &Standing<'_>,
    requires: Requires,
) -> RouteLine {
    let dated = |event: &TreatyEvent| format!("{}, {}", event.kind, clock::long_date(&event.date));
    let mut parts: Vec<RoutePart> = Vec::new();
    if let (Some(event), None) = (standing.signature, standing.consent) {
        parts.push(part(Some("Signed"), Some(clock::long_date(&event.date))));
    }
    if let (Some(event), None) = (standing.withdrawal, standing.consent) {
        parts.push(part(Some("Withdrew"), Some(clock::long_date(&event.date))));
    }
    let consent = match (standing.consent, standing.later, standing.position) {
        (Some(event), ..) => Some(dated(event)),
        (None, Some(event), _) => Some(format!("not before {}", dated(event))),
        (None, None, Position::NotBound) => Some("none on record".to_owned()),
        (None, None, _) => None,
    };
    parts.push(part(Some("Consent"), consent));
    match (standing.in_force, standing.consent, requires) {
        (Some(event), ..) => parts.push(part(Some("In force"), Some(clock::long_date(&event.date)))),
        (None, Some(_), Requires::BothInForce) => parts.push(part(Some("In force"), None)),
        _ => {}
    }
    let mut notes: Vec<String> = Vec::new();
    for event in [standing.consent, standing.in_force].into_iter().flatten() {
        if is_weak(event.evidence) && !is_weak(standing.evidence) {
            notes.push(format!(
                "The day of {} is not verified{}.",
                if event.is_consent() { event.kind.as_str() } else { "entry into force" },
                event.basis.as_ref().map(|basis| format!(": {basis}")).unwrap_or_default()
            ));
        }
    }
    if let Some(seen) = entry.and_then(|entry| entry.as_of.as_deref()) {
        notes.push(format!("Record seen as of {}.", clock::long_date(seen)));
    }
    notes.extend(entry.and_then(|entry| entry.note.clone()));
    let shown = standing.in_force.or(standing.consent).or(standing.later).or(standing.signature);
    RouteLine {
        label: Some(pair.name(side).to_owned()),
        parts,
        sources: whole(
            shown.map_or_else(|| entry.map_or(&[][..], |entry| &entry.sources), |event| &event.sources),
        ),
        evidence: match standing.position {
            Position::Unknown => shown.map_or(Evidence::None, |event| event.evidence),
            _ => standing.evidence,
        },
        note: (!notes.is_empty()).then(|| notes.join(" ")),
        places: pair.heading_that_prints(side, "treaty-status").into_iter().collect(),
        ..empty()
    }
}

fn reservation_line(pair: &Pair<'_>, side: Side, reservation: &Reservation) -> RouteLine {
    let kind = match reservation.kind.as_str() {
        "to-check" => "to be checked",
        kind => kind,
    };
    let general = !reservation.article.starts_with(|letter: char| letter.is_ascii_digit());
    let article =
        if general { reservation.article.clone() } else { format!("article {}", reservation.article) };
    RouteLine {
        label: Some(format!("{}: {kind}, {article}", pair.name(side))),
        parts: vec![part(None, Some(reservation.summary.clone()))],
        sources: whole(&reservation.sources),
        evidence: reservation.evidence,
        places: pair.heading_that_prints(side, "treaty-status").into_iter().collect(),
        ..empty()
    }
}
