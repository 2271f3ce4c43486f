use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::model::{Instrument, MemberState, TreatyStatus};

const PACT: &str = "pact";

fn event(kind: &str, date: &str, evidence: Evidence) -> TreatyEvent {
    TreatyEvent { kind: kind.to_owned(), date: date.to_owned(), basis: None, evidence, sources: Vec::new() }
}

fn entry(events: Vec<TreatyEvent>) -> TreatyEntry {
    TreatyEntry {
        instrument: PACT.to_owned(),
        events,
        reservations: Vec::new(),
        as_of: None,
        check_against: None,
        evidence: Evidence::Unverified,
        sources: Vec::new(),
        note: None,
    }
}

fn joined(date: &str) -> Membership {
    Membership {
        event: "joined".to_owned(),
        date: date.to_owned(),
        evidence: Evidence::OneSource,
        sources: Vec::new(),
    }
}

fn state(iso2: &str, membership: Vec<Membership>) -> MemberState {
    MemberState {
        iso2: iso2.to_owned(),
        name: iso2.to_owned(),
        native_names: Vec::new(),
        languages: Vec::new(),
        membership,
    }
}

fn instrument() -> Instrument {
    serde_yaml::from_str(
        "{id: pact, title: A Pact, short: Pact, kind: treaty, adopted: null, in_force: null, depositary: null, registration: null, url: null, articles_seen: 'no'}",
    )
    .unwrap()
}

fn reference(states: Vec<(MemberState, TreatyEntry)>) -> Reference {
    let mut reference = Reference { instruments: vec![instrument()], ..Reference::default() };
    let mut status = BTreeMap::new();
    for (state, entry) in states {
        status.insert(state.iso2.clone(), TreatyStatus { state: state.iso2.clone(), entries: vec![entry] });
        reference.states.push(state);
    }
    reference.treaty_status = status;
    reference
}

/// The status of one State that was a member all the time.
fn one(entry: TreatyEntry, on: Date) -> StateStatus {
    let reference = reference(vec![(state("XA", vec![joined("1900")]), entry)]);
    as_of(&reference, PACT, on).states.remove(0)
}

fn three() -> Reference {
    let seen = Evidence::OneSource;
    reference(vec![
        (
            state("XA", vec![joined("1967-08-08")]),
            entry(vec![event("signature", "2001-05-01", seen), event("ratification", "2003-05-01", seen)]),
        ),
        (
            state("XB", vec![joined("1967-08-08")]),
            entry(vec![event("accession", "2004-01-01", Evidence::Unverified)]),
        ),
        (
            state("XC", vec![joined("2005-06-01")]),
            entry(vec![event("accession", "2002-01-01", seen), event("withdrawal", "2009-01-01", seen)]),
        ),
    ])
}

#[test]
fn sums_count_members_of_the_day() {
    let sum = |on| as_of(&three(), PACT, on).sum;
    let of = |members, consented, seen, in_force_open| Sum {
        members,
        consented,
        seen,
        in_force_open,
        ..Sum::default()
    };
    assert_eq!(sum(date(2003, 4, 30)), of(2, 0, 0, 0));
    assert_eq!(sum(date(2003, 5, 1)), of(2, 1, 1, 1));
    assert_eq!(sum(date(2004, 1, 1)), of(2, 2, 1, 2));
    assert_eq!(sum(date(2005, 6, 1)), of(3, 3, 2, 3));
    let later = as_of(&three(), PACT, date(2010, 1, 1));
    assert_eq!((later.sum.consented, later.missing), (2, vec!["XC".to_owned()]));
    assert_eq!(later.states[2].mark, Mark::Withdrawn);
}

#[test]
fn deleting_one_event_changes_the_sum() {
    let mut reference = three();
    reference.treaty_status.get_mut("XA").unwrap().entries[0].events.pop();
    let status = as_of(&reference, PACT, date(2005, 6, 1));
    assert_eq!((status.sum.consented, status.sum.seen, status.sum.open), (2, 1, 1));
    assert_eq!(status.not_established, ["XA"]);
}

#[test]
fn partial_dates_are_certain_only_outside_themselves() {
    let partial = || entry(vec![event("accession", "2015-09", Evidence::OneSource)]);
    let answer = |on| one(partial(), on).consented.answer;
    assert_eq!(answer(date(2015, 8, 31)), Answer::No);
    assert_eq!(answer(date(2015, 9, 1)), Answer::NotEstablished);
    assert_eq!(answer(date(2015, 9, 29)), Answer::NotEstablished);
    assert_eq!(answer(date(2015, 9, 30)), Answer::Yes);
}

#[test]
fn silence_is_no_only_where_a_record_that_was_seen_reaches() {
    let record = |evidence| TreatyEntry { as_of: Some("2014-07".to_owned()), evidence, ..entry(Vec::new()) };
    let mark = |evidence, on| one(record(evidence), on).mark;
    assert_eq!(mark(Evidence::OneSource, date(2014, 7, 1)), Mark::Nothing);
    assert_eq!(mark(Evidence::OneSource, date(2014, 7, 2)), Mark::NotEstablished);
    assert_eq!(mark(Evidence::Unverified, date(2014, 7, 1)), Mark::NotEstablished);
}

#[test]
fn a_signature_beyond_the_record_is_a_signature_at_least() {
    let signed = |on| {
        let events = vec![event("signature", "2000-12-12", Evidence::OneSource)];
        let record = TreatyEntry {
            as_of: Some("2014-07-10".to_owned()),
            evidence: Evidence::OneSource,
            ..entry(events)
        };
        one(record, on).mark
    };
    assert_eq!(signed(date(2000, 12, 11)), Mark::Nothing);
    assert_eq!(signed(date(2014, 7, 10)), Mark::Signed);
    assert_eq!(signed(date(2014, 7, 11)), Mark::SignedAtLeast);
}

#[test]
fn entry_into_force_proves_a_consent_that_was_not_seen() {
    let force = || {
        let events = vec![event("in-force", "2021-09-16", Evidence::TwoSources)];
        TreatyEntry { as_of: Some("2022-06-15".to_owned()), evidence: Evidence::TwoSources, ..entry(events) }
    };
    assert_eq!(one(force(), date(2021, 9, 15)).consented.answer, Answer::NotEstablished);
    let after = one(force(), date(2021, 9, 16));
    assert_eq!((after.mark, after.consented.answer), (Mark::Party, Answer::Yes));
    assert_eq!(after.sign(), "P");
    let dated_by_year = entry(vec![
        event("ratification", "2015", Evidence::OneSource),
        event("in-force", "2015-06-01", Evidence::OneSource),
    ]);
    let after = one(dated_by_year, date(2015, 6, 1));
    assert_eq!((after.mark, after.consented.answer), (Mark::Ratified, Answer::Yes));
}

#[test]
fn membership_without_events_or_date_is_not_established() {
    assert_eq!(membership(&[], date(2009, 1, 1)).answer, Answer::NotEstablished);
    let left = Membership { event: "left".to_owned(), ..joined("2010") };
    assert_eq!(membership(std::slice::from_ref(&left), date(2009, 1, 1)).answer, Answer::NotEstablished);
    let both = [joined("2000-01-01"), left];
    assert_eq!(membership(&both, date(2009, 1, 1)).answer, Answer::Yes);
    assert_eq!(membership(&both, date(2010, 5, 1)).answer, Answer::NotEstablished);
    assert_eq!(membership(&both, date(2011, 1, 1)).answer, Answer::No);
}

#[test]
fn unknown_instruments_and_states_without_entries_are_not_established() {
    let status = as_of(&three(), "no-such", date(2009, 1, 1));
    assert_eq!((status.sum.open, status.sum.consented), (3, 0));
    assert!(status.states.iter().all(|state| state.mark == Mark::NotEstablished));
    assert_eq!(tracked(&three()), [PACT]);
}

#[test]
fn nobody_acts_before_the_adoption() {
    let mut reference = three();
    reference.states.push(state("XD", vec![joined("1967")]));
    reference.instruments[0].adopted = Some("2000".to_owned());
    let of = |on| as_of(&reference, PACT, on).states[3].consented.answer;
    assert_eq!((of(date(1999, 12, 31)), of(date(2000, 1, 1))), (Answer::No, Answer::NotEstablished));
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i32..12_000).prop_map(|days| date(1995, 1, 1).checked_add(days.days()).unwrap())
}

/// One State: joined, consent and withdrawal in that order, each perhaps missing.
#[derive(Clone, Debug)]
struct Made {
    joined: Option<Date>,
    consent: Option<(Date, bool)>,
    withdrawal: Option<Date>,
}

fn any_state() -> impl Strategy<Value = Made> {
    (prop::option::of(any_day()), prop::option::of((any_day(), any::<bool>())), prop::option::of(1_i32..3000))
        .prop_map(|(joined, consent, after)| Made {
            joined,
            consent,
            withdrawal: consent.zip(after).and_then(|((day, _), after)| day.checked_add(after.days()).ok()),
        })
}

fn data_of(made: &[Made]) -> Reference {
    let states = made.iter().enumerate().map(|(at, made)| {
        let membership = made.joined.iter().map(|day| joined(&day.to_string())).collect();
        let mut events = Vec::new();
        if let Some((day, seen)) = made.consent {
            let evidence = if seen { Evidence::OneSource } else { Evidence::Unverified };
            events.push(event("accession", &day.to_string(), evidence));
        }
        events.extend(made.withdrawal.map(|day| event("withdrawal", &day.to_string(), Evidence::OneSource)));
        (state(&format!("X{at}"), membership), entry(events))
    });
    reference(states.collect())
}

proptest! {
    /// The sums are those of a plain recount.
    #[test]
    fn sums_agree_with_a_recount(made in prop::collection::vec(any_state(), 0..12), on in any_day()) {
        let sum = as_of(&data_of(&made), PACT, on).sum;
        let members: Vec<&Made> =
            made.iter().filter(|made| made.joined.is_some_and(|day| day <= on)).collect();
        let bound = |made: &&&Made| {
            made.consent.is_some_and(|(day, _)| day <= on) && made.withdrawal.is_none_or(|day| day > on)
        };
        prop_assert_eq!(sum.members, members.len());
        prop_assert_eq!(sum.consented, members.iter().filter(bound).count());
        let seen = members.iter().filter(bound).filter(|made| made.consent.is_some_and(|(_, seen)| seen));
        prop_assert_eq!(sum.seen, seen.count());
        prop_assert_eq!(sum.open, members.iter().filter(|made| made.consent.is_none()).count());
        prop_assert!(sum.consented + sum.open <= sum.members);
    }

    /// A partial date decides exactly where every day that it can mean gives the same answer.
    #[test]
    fn partial_dates_decide_what_all_their_days_decide(year in 1995_i16..2025, month in 0_i8..13, on in any_day()) {
        let text = if month == 0 { format!("{year}") } else { format!("{year}-{month:02}") };
        let answer = |text: &str| {
            one(entry(vec![event("accession", text, Evidence::OneSource)]), on).consented.answer
        };
        let (first, last) = clock::days(&text).unwrap();
        let all: Vec<Answer> = first.series(1.day()).take_while(|day| *day <= last)
            .map(|day| answer(&day.to_string())).collect();
        let wanted = if all.iter().all(|one| *one == all[0]) { all[0] } else { Answer::NotEstablished };
        prop_assert_eq!(answer(&text), wanted);
    }
}

#[test]
fn signs_and_words_carry_the_evidence() {
    let reference = Reference::default();
    let mixed = one(
        entry(vec![
            event("signature", "2001-05-01", Evidence::TwoSources),
            event("ratification", "2003-05", Evidence::Unverified),
        ]),
        date(2002, 1, 1),
    );
    assert_eq!(mixed.sign(), "(S)");
    assert_eq!(mixed.words(&reference), "signed 1 May 2001; two-sources; no more by this date; unverified");
    let succeeded = one(entry(vec![event("succession", "2003-05", Evidence::Unverified)]), date(2004, 1, 1));
    assert_eq!(
        (succeeded.sign(), succeeded.words(&reference)),
        ("(R)".to_owned(), "succeeded May 2003; unverified".to_owned())
    );
    let mut data = three();
    data.states[1].membership.clear();
    let states = as_of(&data, PACT, date(2004, 1, 1)).states;
    assert_eq!(
        counted(&data, &states, "1 January 2004"),
        "Counted: the 1 State that was a member on 1 January 2004. 1 of 1 dates of joining rest on a seen source. \
         No member on this date and not counted: XC. Membership not established and not counted: XB."
    );
}
