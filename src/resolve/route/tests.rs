//! The rules of the route on an invented region, and what must hold whatever the data say.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{AnnexAt, route};
use crate::clock;
use crate::model::{
    Annex, AnnexField, Basis, BasisStatus, BilateralTreaty, Evidence, Fact, MemberState, Reference,
    Reservation, Route, TreatyEntry, TreatyEvent, TreatyStatus,
};

const RULES: &str = r#"
labels: {applies: applies}
purposes: {mla: Assistance}
outcomes:
  bilateral: {absent: "none between {from} and {to}"}
  instrument: {not-bound: "not bound: {who}"}
  national-law: {}
kinds:
  - id: help
    label: Help
    description: What it is for.
    order: [{text: Why., sources: [{id: pact, pinpoint: art. 1}], evidence: one-source, places: [a.md#x]}]
    bases:
      - {basis: bilateral, kind: mla, label: Treaty, says: []}
      - basis: instrument
        instrument: pact
        label: Pact
        articles: ["16"]
        requires: both-consented
        reservations: ["16"]
        only: null
        says: []
        when:
          - {of: requested, field: basis, values: [none], effect: not-established, text: "{to} needs a treaty.", sources: [{id: pact, pinpoint: null}], evidence: one-source, places: [a.md#x]}
          - {of: requesting, field: basis, values: [none], effect: qualifies, text: "{from} needs a treaty.", sources: [{id: pact, pinpoint: null}], evidence: one-source, places: [a.md#x]}
        without: {text: Without., sources: [{id: pact, pinpoint: null}], evidence: one-source, places: [a.md#x]}
        with: [{instrument: convention, articles: [], reservations: [], says: [], without: null}]
      - {basis: instrument, instrument: convention, label: Convention, articles: [], requires: both-in-force, reservations: ["16"], only: Only then., says: [], when: [], without: null, with: []}
      - {basis: national-law, field: basis, label: Law, serves: [reciprocity], bars: [none], says: [], when: []}
    topics:
      - {id: t, title: T, of: requested, fields: [{key: basis, part: null}, {key: channel, part: mla}], contacts: [mla], says: []}
    headings: [law]
    quotes: [law]
    steps: [a.md#x]
"#;

const LAYOUT: &str = "
headings: [{id: law, title: Law, prints: [contacts, treaty-status, bilateral]}]
fields:
  - {key: basis, label: Without a treaty, heading: law, values: {none: never, reciprocity: on reciprocity}}
  - {key: channel, label: Channel, heading: law, parts: {mla: Assistance}}
";

const INSTRUMENTS: &str = r#"
- {id: pact, title: The Pact, short: Pact, kind: treaty, articles_seen: "no", adopted: "2000", in_force: null, depositary: null, registration: null, url: null}
- {id: convention, title: The Convention, short: Convention, kind: treaty, articles_seen: "no", adopted: "2000", in_force: "2001-01-01", depositary: null, registration: null, url: null}
"#;

const STATES: [&str; 3] = ["XA", "XB", "XC"];

fn reference(entries: Vec<(usize, TreatyEntry)>) -> Reference {
    let state = |code: &str| MemberState {
        iso2: code.to_owned(),
        name: format!("State {code}"),
        native_names: Vec::new(),
        languages: Vec::new(),
        membership: Vec::new(),
    };
    let mut reference = Reference {
        states: STATES.map(state).to_vec(),
        instruments: serde_yaml::from_str(INSTRUMENTS).unwrap(),
        layout: serde_yaml::from_str(LAYOUT).unwrap(),
        route: serde_yaml::from_str(RULES).unwrap(),
        ..Reference::default()
    };
    for (at, entry) in entries {
        let code = STATES[at % STATES.len()].to_owned();
        let status = TreatyStatus { state: code.clone(), entries: Vec::new() };
        let status = reference.treaty_status.entry(code).or_insert(status);
        if status.entry(&entry.instrument).is_none() {
            status.entries.push(entry);
        }
    }
    reference
}

fn event(kind: &str, date: &str, evidence: Evidence) -> TreatyEvent {
    TreatyEvent { kind: kind.into(), date: date.into(), basis: None, evidence, sources: vec!["s".into()] }
}

fn entry(instrument: &str, events: Vec<TreatyEvent>, reservations: Vec<Reservation>) -> TreatyEntry {
    TreatyEntry {
        instrument: instrument.into(),
        events,
        reservations,
        as_of: Some("2014-01-27".into()),
        check_against: None,
        evidence: Evidence::OneSource,
        sources: vec!["s".into()],
        note: None,
    }
}

fn consent(date: &str) -> TreatyEntry {
    entry("pact", vec![event("ratification", date, Evidence::OneSource)], Vec::new())
}

fn reservation(article: &str, effect: Option<&str>) -> Reservation {
    Reservation {
        kind: "declaration".into(),
        article: article.into(),
        summary: "Words.".into(),
        sources: vec!["s".into()],
        evidence: Evidence::OneSource,
        effect: effect.map(str::to_owned),
    }
}

fn annex(code: &str, basis: Option<&str>) -> Annex {
    let fact = Fact {
        value: basis.map_or(serde_json::Value::Null, Into::into),
        cite: None,
        statute: None,
        sources: vec!["s".into()],
        evidence: if basis.is_some() { Evidence::OneSource } else { Evidence::None },
        note: None,
    };
    Annex { state: code.into(), fields: vec![AnnexField { key: "basis".into(), fact }], ..Annex::default() }
}

fn answer(reference: &Reference, annexes: &[Annex], from: &str, to: &str, date: Date) -> Route {
    let at: Vec<AnnexAt<'_>> = annexes.iter().map(|annex| AnnexAt { path: "annexes/x.md", annex }).collect();
    route(reference, &at, from, to, "help", date).unwrap()
}

fn pact(entries: Vec<(usize, TreatyEntry)>, date: Date) -> Basis {
    answer(&reference(entries), &[annex("XB", Some("reciprocity"))], "XA", "XB", date).bases[1].clone()
}

fn who(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|&code| code.to_owned()).collect()
}

const TODAY: Date = date(2026, 11, 22);

#[test]
fn both_bound_from_consent_on() {
    let both = || vec![(0, consent("2005-01-02")), (1, consent("2009-06"))];
    assert_eq!(pact(both(), TODAY).status, BasisStatus::Applies);
    // A month has passed only when its last day has come.
    assert_eq!(pact(both(), date(2009, 6, 30)).status, BasisStatus::Applies);
    assert_eq!(pact(both(), date(2009, 6, 29)).status, BasisStatus::NotEstablished { who: who(&["XB"]) });
    let before = pact(both(), date(2009, 5, 31));
    assert_eq!(before.status, BasisStatus::NotBound { who: who(&["XB"]) });
    assert_eq!(before.outcome, "not bound: State XB");
    assert!(before.lines.iter().any(|line| line.parts[0].words.as_deref() == Some("Without.")));
}

#[test]
fn nothing_on_record_is_unknown_and_not_no() {
    let one = vec![(0, consent("2005-01-02"))];
    assert_eq!(pact(one, TODAY).status, BasisStatus::NotEstablished { who: who(&["XB"]) });
    // The record shows that there was nothing only for the time that it covers.
    let empty = || vec![(0, consent("2005-01-02")), (1, entry("pact", Vec::new(), Vec::new()))];
    assert_eq!(pact(empty(), TODAY).status, BasisStatus::NotEstablished { who: who(&["XB"]) });
    assert_eq!(pact(empty(), date(2014, 1, 27)).status, BasisStatus::NotBound { who: who(&["XB"]) });
}

#[test]
fn signed_and_no_more_is_not_in_force() {
    let signed = || entry("pact", vec![event("signature", "2025-11-14", Evidence::TwoSources)], Vec::new());
    assert_eq!(pact(vec![(0, signed()), (1, signed())], TODAY).status, BasisStatus::NotInForce);
}

#[test]
fn an_unverified_consent_is_to_be_confirmed() {
    let weak = entry("pact", vec![event("ratification", "2005-01-02", Evidence::Unverified)], Vec::new());
    let found = pact(vec![(0, consent("2005-01-02")), (1, weak)], TODAY);
    assert_eq!(found.status, BasisStatus::Unverified { who: who(&["XB"]) });
}

#[test]
fn a_withdrawal_ends_it_and_a_new_consent_renews_it() {
    let mut left = consent("2005-01-02");
    left.events.push(event("withdrawal", "2010-01-02", Evidence::OneSource));
    assert_eq!(
        pact(vec![(0, consent("2005-01-02")), (1, left.clone())], TODAY).status,
        BasisStatus::NotBound { who: who(&["XB"]) }
    );
    assert_eq!(
        pact(vec![(0, consent("2005-01-02")), (1, left.clone())], date(2009, 1, 1)).status,
        BasisStatus::Applies
    );
    left.events.push(event("accession", "2012-01-02", Evidence::OneSource));
    assert_eq!(pact(vec![(0, consent("2005-01-02")), (1, left)], TODAY).status, BasisStatus::Applies);
}

#[test]
fn reservations_qualify_and_only_the_requested_state_bars() {
    let reserved = |at, article, effect| {
        let mut entries = vec![(0, consent("2005-01-02")), (1, consent("2005-01-02"))];
        let (_, entry): &mut (usize, TreatyEntry) = &mut entries[at];
        entry.reservations.push(reservation(article, effect));
        pact(entries, TODAY)
    };
    assert_eq!(reserved(1, "35(2)", None).status, BasisStatus::Applies);
    assert_eq!(reserved(1, "16", None).status, BasisStatus::AppliesWithReservation);
    assert_eq!(reserved(0, "general", None).status, BasisStatus::AppliesWithReservation);
    assert_eq!(reserved(1, "16(5)", Some("bars")).status, BasisStatus::Barred { who: who(&["XB"]) });
    assert_eq!(reserved(0, "16", Some("bars")).status, BasisStatus::AppliesWithReservation);
    let shown = reserved(1, "16", None);
    assert!(
        shown.lines.iter().any(|line| line.label.as_deref() == Some("State XB: declaration, article 16"))
    );
}

#[test]
fn conditions_look_at_the_annexes() {
    let both = reference(vec![(0, consent("2005-01-02")), (1, consent("2005-01-02"))]);
    let needs = [annex("XA", Some("none")), annex("XB", Some("reciprocity"))];
    assert_eq!(answer(&both, &needs, "XA", "XB", TODAY).bases[1].status, BasisStatus::AppliesWithReservation);
    let asked = answer(&both, &needs, "XB", "XA", TODAY);
    assert_eq!(asked.bases[1].status, BasisStatus::NotEstablished { who: who(&["XA"]) });
    assert_eq!(asked.bases[3].status, BasisStatus::Barred { who: who(&["XA"]) });
    assert_eq!(asked.start.first, None);
    assert_eq!(asked.start.before, [0, 1]);
}

#[test]
fn treaties_of_two_states_come_from_both_annexes() {
    let none = reference(Vec::new());
    let mut annexes = [annex("XA", None), annex("XB", None)];
    let first = |annexes: &[Annex], date| answer(&none, annexes, "XA", "XB", date).bases[0].clone();
    let absent = first(&annexes, TODAY);
    assert_eq!(absent.status, BasisStatus::NotEstablished { who: who(&["XA", "XB"]) });
    assert_eq!(absent.lines[0].parts[0].words.as_deref(), Some("none between State XA and State XB"));
    assert!(absent.lines[0].is_gap());
    annexes[1].bilateral.push(BilateralTreaty {
        partner: "State XA".into(),
        partner_iso2: Some("XA".into()),
        kind: "mla".into(),
        signed: None,
        in_force: Some("2010".into()),
        sources: vec!["s".into()],
        evidence: Evidence::OneSource,
        note: None,
    });
    assert_eq!(first(&annexes, TODAY).status, BasisStatus::Applies);
    assert_eq!(first(&annexes, date(2009, 12, 31)).status, BasisStatus::NotInForce);
    assert!(matches!(first(&annexes, date(2010, 5, 1)).status, BasisStatus::NotEstablished { .. }));
    annexes[1].bilateral[0].evidence = Evidence::Unverified;
    assert!(matches!(first(&annexes, TODAY).status, BasisStatus::Unverified { .. }));
}

#[test]
fn what_is_unknown_has_no_route() {
    let reference = reference(Vec::new());
    assert!(route(&reference, &[], "XA", "XA", "help", TODAY).is_none());
    assert!(route(&reference, &[], "XA", "ZZ", "help", TODAY).is_none());
    assert!(route(&reference, &[], "XA", "XB", "other", TODAY).is_none());
    // Without annexes all of their places are gaps, and nothing breaks.
    let bare = route(&reference, &[], "XA", "XB", "help", TODAY).unwrap();
    assert!(bare.topics[0].lines.iter().all(crate::model::RouteLine::is_gap));
}

fn any_date() -> impl Strategy<Value = String> {
    prop_oneof![
        (2000..2030i16).prop_map(|year| format!("{year:04}")),
        (2000..2030i16, 1..=12i8).prop_map(|(year, month)| format!("{year:04}-{month:02}")),
        (2000..2030i16, 1..=12i8, 1..=28i8)
            .prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")),
    ]
}

fn any_evidence() -> impl Strategy<Value = Evidence> {
    prop_oneof![
        Just(Evidence::TwoSources),
        Just(Evidence::OneSource),
        Just(Evidence::OpeningOnly),
        Just(Evidence::Unverified)
    ]
}

fn any_entry() -> impl Strategy<Value = TreatyEntry> {
    const KINDS: &[&str] = &["signature", "ratification", "accession", "in-force", "withdrawal"];
    let event = (proptest::sample::select(KINDS), any_date(), any_evidence())
        .prop_map(|(kind, date, evidence)| event(kind, &date, evidence));
    let reservation =
        (proptest::sample::select(&["16", "16(5)", "35(2)", "general", "1 and 2"][..]), any::<bool>())
            .prop_map(|(article, bars)| reservation(article, bars.then_some("bars")));
    let instrument = proptest::sample::select(&["pact", "convention"][..]);
    let events = proptest::collection::vec(event, 0..5);
    let reservations = proptest::collection::vec(reservation, 0..3);
    (instrument, events, reservations, proptest::option::of(any_date()), any_evidence()).prop_map(
        |(instrument, events, reservations, as_of, evidence)| TreatyEntry {
            as_of,
            evidence,
            ..entry(instrument, events, reservations)
        },
    )
}

/// The plain recount: a consent that has passed and that no withdrawal followed.
fn consents(reference: &Reference, state: &str, instrument: &str, date: Date) -> bool {
    let Some(entry) = reference.treaty_status.get(state).and_then(|status| status.entry(instrument)) else {
        return false;
    };
    let days = |event: &TreatyEvent| clock::days(&event.date).unwrap();
    entry.events.iter().filter(|event| event.is_consent() && days(event).1 <= date).any(|consent| {
        !entry.events.iter().any(|other| {
            other.kind == "withdrawal" && days(other).0 <= date && days(other).1 >= days(consent).0
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_basis_without_consent_and_no_gap_unmarked(
        entries in proptest::collection::vec((0..3usize, any_entry()), 0..7),
        laws in proptest::collection::vec(proptest::option::of(proptest::sample::select(&["none", "reciprocity", "odd"][..])), 3),
        year in 1999..2031i16, month in 1..=12i8, day in 1..=28i8,
    ) {
        let reference = reference(entries);
        let today = date(year, month, day);
        let annexes: Vec<Annex> = STATES.iter().zip(&laws).map(|(code, law)| annex(code, *law)).collect();
        for from in STATES {
            for to in STATES.into_iter().filter(|to| *to != from) {
                let found = answer(&reference, &annexes, from, to, today);
                for basis in found.bases.iter().flat_map(|basis| std::iter::once(basis).chain(&basis.with)) {
                    let Some(instrument) = &basis.instrument else { continue };
                    let rests = matches!(
                        basis.status,
                        BasisStatus::Applies
                            | BasisStatus::AppliesWithReservation
                            | BasisStatus::Unverified { .. }
                            | BasisStatus::Barred { .. }
                    );
                    let both = [from, to].iter().all(|state| consents(&reference, state, instrument, today));
                    prop_assert!(!rests || both, "{from} {to} {instrument}: {:?}", basis.status);
                }
                for line in found.lines() {
                    prop_assert!(line.is_gap() || line.evidence != Evidence::None);
                    prop_assert!(!line.parts.is_empty());
                }
                prop_assert!(found.start.first.is_none_or(|first| found.bases[first].status.serves()));
            }
        }
    }

    #[test]
    fn the_order_of_the_data_changes_nothing(
        entries in proptest::collection::vec((0..3usize, any_entry()), 0..7),
        year in 1999..2031i16,
    ) {
        let one = reference(entries);
        let mut other = one.clone();
        for status in other.treaty_status.values_mut() {
            status.entries.reverse();
            status.entries.iter_mut().for_each(|entry| entry.events.reverse());
        }
        let today = date(year, 6, 15);
        prop_assert_eq!(answer(&one, &[], "XA", "XB", today), answer(&other, &[], "XA", "XB", today));
    }
}
