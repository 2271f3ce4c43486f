//! Refusals, withdrawals, late items, overrides, redaction, rounds and editions.

use handbook::amend::actions::{self, Rejection};
use handbook::amend::ledger::Subject;
use handbook::amend::policy::{Ground, Need};
use handbook::amend::{AmendmentId, Decision, Event, Kind, RefusalCode, SignedReview, Stage};

use crate::support::office::{ANNEX, CHAPTER, Office, ROUND};

fn consent(office: &Office, person: &str, event: Event, id: &AmendmentId) -> SignedReview {
    office.said(person, event, Subject::Amendment(id.clone()), Decision::Approve, |_| {})
}

fn rejection<'a>(ground: Ground, reviews: &'a [SignedReview]) -> Rejection<'a> {
    Rejection {
        ground,
        reason: "It says what is said elsewhere.",
        appeal_until: "2030-03-01".parse().unwrap(),
        reviews,
    }
}

fn against(office: &Office, person: &str, id: &AmendmentId, ground: Ground) -> SignedReview {
    office.said(person, Event::Reject, Subject::Amendment(id.clone()), Decision::Approve, |request| {
        request.ground = Some(ground);
    })
}

#[test]
fn a_refusal_is_of_two_persons_on_an_allowed_ground_and_is_reopened_once() {
    let mut office = Office::open();
    let id = office.intake(office.suggestion("after forty days", "after thirty days"));
    let ground = Ground::Duplicate;
    assert_eq!(
        office.refused("editor-1", |desk| actions::reject(desk, &id, rejection(ground, &[]))),
        [RefusalCode::R0065]
    );
    let chief = against(&office, "chief-1", &id, ground);
    let reviews = [chief];
    let over = Rejection { appeal_until: "2029-12-31".parse().unwrap(), ..rejection(ground, &reviews) };
    assert_eq!(
        office.refused("editor-1", |desk| actions::reject(desk, &id, over)),
        [RefusalCode::R0082],
        "an appeal needs days to come"
    );
    office.act("editor-1", |desk| actions::reject(desk, &id, rejection(ground, &reviews))).unwrap();
    assert_eq!(office.refused("editor-1", |desk| actions::reopen(desk, &id, "So.")), [RefusalCode::R0064]);
    assert_eq!(office.refused("chair-1", |desk| actions::reopen(desk, &id, "")), [RefusalCode::R0082]);
    office.act("chair-1", |desk| actions::reopen(desk, &id, "New facts.")).unwrap();
    // What the chief editor signed for the first refusal does not serve for a second.
    let used = office.refused("editor-1", |desk| actions::reject(desk, &id, rejection(ground, &reviews)));
    assert_eq!(used, [RefusalCode::R0065, RefusalCode::R0067]);
    let again = [against(&office, "chief-1", &id, ground)];
    office.act("editor-1", |desk| actions::reject(desk, &id, rejection(ground, &again))).unwrap();
    assert_eq!(office.refused("chair-1", |desk| actions::reopen(desk, &id, "Again.")), [RefusalCode::R0085]);
    assert_eq!(office.record().1.proceedings[&id].stage, Stage::Rejected);
}

#[test]
fn a_states_own_law_is_refused_for_its_form_only() {
    let mut office = Office::open();
    let id = office.intake(office.annex("Two copies", "Three copies"));
    for (ground, code) in [
        (Ground::Substance, vec![RefusalCode::R0086]),
        (Ground::Clash, vec![RefusalCode::R0081]),
        (Ground::Form, vec![]),
    ] {
        let reviews = [against(&office, "chief-1", &id, ground)];
        let refused =
            office.refused("editor-1", |desk| actions::reject(desk, &id, rejection(ground, &reviews)));
        assert_eq!(refused, code, "{ground}");
    }
}

#[test]
fn an_amendment_is_taken_back_by_its_author_or_focal_point() {
    let mut office = Office::open();
    let id = office.intake(office.annex("Two copies", "Three copies"));
    assert_eq!(
        office.refused("editor-1", |desk| actions::withdraw(desk, &id, &[], "")),
        [RefusalCode::R0065]
    );
    for other in ["xb-focal", "xa-delegate-2"] {
        let reviews = [consent(&office, other, Event::Withdraw, &id)];
        assert_eq!(
            office.refused("editor-1", |desk| actions::withdraw(desk, &id, &reviews, "")),
            [RefusalCode::R0065]
        );
    }
    for own in ["xa-focal", "xa-delegate-1"] {
        let reviews = [consent(&office, own, Event::Withdraw, &id)];
        assert_eq!(office.refused("editor-1", |desk| actions::withdraw(desk, &id, &reviews, "")), []);
    }
}

#[test]
fn an_accepted_amendment_is_taken_back_with_its_text() {
    let mut office = Office::open();
    let before = office.text(ANNEX);
    let id = office.intake(office.annex("Two copies", "Three copies"));
    office.accept_annex(&id);
    let focal = [consent(&office, "xa-focal", Event::Withdraw, &id)];
    assert_eq!(
        office.refused("editor-1", |desk| actions::withdraw(desk, &id, &focal, "Repealed.")),
        [RefusalCode::R0065]
    );
    let both = [focal[0].clone(), consent(&office, "chair-1", Event::Withdraw, &id)];
    office.act("editor-1", |desk| actions::withdraw(desk, &id, &both, "Repealed.")).unwrap();
    assert_eq!(office.text(ANNEX), before);
    assert_eq!(office.record().1.proceedings[&id].stage, Stage::Withdrawn);
}

#[test]
fn what_later_amendments_rest_on_is_not_taken_back_by_itself() {
    let mut office = Office::open();
    let first = office.intake(office.annex("Two copies", "Three copies"));
    office.accept_annex(&first);
    office.at("2030-01-10T00:00:00Z");
    let mut next = office.annex("Three copies", "Four copies");
    crate::support::office::verified(&mut next, "2030-01-10");
    let second = office.intake(next);
    office.accept_annex(&second);
    let both = [
        consent(&office, "xa-focal", Event::Withdraw, &first),
        consent(&office, "chair-1", Event::Withdraw, &first),
    ];
    assert_eq!(
        office.refused("editor-1", |desk| actions::withdraw(desk, &first, &both, "So.")),
        [RefusalCode::R0084]
    );
}

#[test]
fn a_late_amendment_waits_for_the_chair() {
    let mut office = Office::open();
    office.at("2030-03-31T23:59:59Z");
    let mut in_time = office.annex("Two copies", "Three copies");
    crate::support::office::verified(&mut in_time, "2030-03-31");
    let in_time = office.intake(in_time);
    office.at("2030-04-01T00:00:00Z");
    let mut late = office.annex("Two copies", "Four copies");
    crate::support::office::verified(&mut late, "2030-04-01");
    let late = office.intake(late);
    let (_, progress) = office.record();
    assert!(!progress.proceedings[&in_time].late && progress.proceedings[&late].late);
    assert_eq!(office.refused("editor-1", |desk| actions::open(desk, &late, "")), [RefusalCode::R0073]);
    assert_eq!(
        office.refused("editor-1", |desk| actions::admit(desk, &late, "Mail was slow.")),
        [RefusalCode::R0064]
    );
    office.act("chair-1", |desk| actions::admit(desk, &late, "Mail was slow.")).unwrap();
    office.act("editor-1", |desk| actions::open(desk, &late, "")).unwrap();
    assert_eq!(office.refused("chair-1", |desk| actions::admit(desk, &in_time, "So.")), [RefusalCode::R0085]);
}

#[test]
fn rounds_get_more_time_and_never_less() {
    let mut office = Office::open();
    let later = ROUND.replace("closes = 2030-03-31", "closes = 2030-04-05");
    let sooner = ROUND.replace("closes = 2030-03-31", "closes = 2030-03-30");
    let fewer = ROUND.replace("[track.annex]\nopens = 2030-01-01\ncloses = 2030-03-31\n\n", "");
    let extend = |office: &Office, actor: &str, text: &str| {
        office.refused(actor, |desk| actions::extend_round(desk, text, "Asked for by XA."))
    };
    assert_eq!(extend(&office, "chair-1", &sooner), [RefusalCode::R0072]);
    assert_eq!(extend(&office, "chair-1", &fewer), [RefusalCode::R0072]);
    assert_eq!(extend(&office, "editor-1", &later), [RefusalCode::R0064]);
    office.act("chair-1", |desk| actions::extend_round(desk, &later, "Asked for by XA.")).unwrap();
    assert!(office.text("amendments/rounds/2030-R1.toml").contains("2030-04-05"));
    assert_eq!(office.refused("chair-1", |desk| actions::open_round(desk, ROUND, "")), [RefusalCode::R0085]);
    assert_eq!(
        office.refused("chair-1", |desk| actions::close_round(desk, "2030-R1", "")),
        [RefusalCode::R0072]
    );
    assert_eq!(
        office.refused("chair-1", |desk| actions::close_round(desk, "2030-R9", "")),
        [RefusalCode::R0070]
    );
    office.at("2030-04-06T00:00:00Z");
    office.act("chair-1", |desk| actions::close_round(desk, "2030-R1", "")).unwrap();
    let adopt = |office: &Office, actor: &str, minutes: &str| {
        office.refused(actor, |desk| actions::adopt(desk, "2030-R1", minutes, ""))
    };
    assert_eq!(adopt(&office, "chair-1", "Minutes of 20 April, item 3"), [RefusalCode::R0072], "too early");
    office.at("2030-04-20T00:00:00Z");
    assert_eq!(adopt(&office, "chair-1", " "), [RefusalCode::R0082], "no minutes");
    assert_eq!(adopt(&office, "chief-1", "Minutes of 20 April, item 3"), [RefusalCode::R0064]);
    office.act("chair-1", |desk| actions::adopt(desk, "2030-R1", "Minutes of 20 April, item 3", "")).unwrap();
    assert!(office.record().1.rounds["2030-R1"].adopted.is_some());
}

#[test]
fn one_requirement_is_set_aside_by_chair_and_chief_editor_in_public() {
    let mut office = Office::open();
    let id = office.intake(office.suggestion("after forty days", "after thirty days"));
    office.act("editor-1", |desk| actions::open(desk, &id, "")).unwrap();
    let need = Need::parse("editor >= 2").unwrap();
    let other = Need::parse("editor >= 7").unwrap();
    let aside = |office: &Office, need: &Need| {
        let review = office.said(
            "chief-1",
            Event::Override,
            Subject::Amendment(id.clone()),
            Decision::Approve,
            |request| {
                request.refers = Some(need.to_string());
            },
        );
        [review]
    };
    let reviews = aside(&office, &need);
    assert_eq!(
        office.refused("chair-1", |desk| actions::override_need(desk, &id, &need, &[], "So.")),
        [RefusalCode::R0065]
    );
    assert_eq!(
        office.refused("chair-1", |desk| actions::override_need(desk, &id, &need, &reviews, "")),
        [RefusalCode::R0082]
    );
    let wrong = aside(&office, &other);
    assert_eq!(
        office.refused("chair-1", |desk| actions::override_need(desk, &id, &other, &wrong, "So.")),
        [RefusalCode::R0065]
    );
    office
        .act("chair-1", |desk| actions::override_need(desk, &id, &need, &reviews, "One editor is ill."))
        .unwrap();
    for person in ["rapporteur-1", "chair-1"] {
        office.approve(person, &id);
    }
    office.at("2030-04-11T00:00:00Z");
    office.act("editor-1", |desk| actions::accept(desk, &id, None, "")).unwrap();
    office.record();
}

#[test]
fn words_are_taken_out_of_the_record_and_the_chain_stays() {
    let mut office = Office::open();
    let id = office.intake(office.annex("Two copies", "Two copies for Jane Roe"));
    office.accept_annex(&id);
    let (_, progress) = office.record();
    let effect = progress.proceedings[&id].effect.clone().unwrap();
    let versions = effect.after.clone();
    let redact = |office: &Office, actor: &str, with: &[SignedReview]| {
        office.refused(actor, |desk| actions::redact(desk, &id, &versions, with, "A victim is named."))
    };
    let chief = [consent(&office, "chief-1", Event::Redact, &id)];
    assert_eq!(redact(&office, "chair-1", &chief), [RefusalCode::R0105], "the words stand in the text");
    office.at("2030-01-10T00:00:00Z");
    let mut repair = office.annex("Two copies for Jane Roe", "Two copies for the victim");
    crate::support::office::verified(&mut repair, "2030-01-10");
    // The repair itself must not repeat the words: it is taken out too.
    let repair = office.intake(repair);
    office.accept_annex(&repair);
    assert_eq!(redact(&office, "chair-1", &[]), [RefusalCode::R0065]);
    let chief = [consent(&office, "chief-1", Event::Redact, &id)];
    office
        .act("chair-1", |desk| actions::redact(desk, &id, &versions, &chief, "A victim is named."))
        .unwrap();
    let chief = [consent(&office, "chief-1", Event::Redact, &repair)];
    office.act("chair-1", |desk| actions::redact(desk, &repair, &[], &chief, "A victim is named.")).unwrap();
    let named: Vec<&String> = office
        .files
        .iter()
        .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("Jane Roe"))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(named, [] as [&String; 0]);
    office.record();
    // And the record goes on.
    office.at("2030-01-20T00:00:00Z");
    let mut next = office.annex("lies on the Inner Sea.", "lies by the Inner Sea.");
    crate::support::office::verified(&mut next, "2030-01-20");
    let next = office.intake(next);
    office.accept_annex(&next);
    assert!(office.text(ANNEX).contains("lies by"));
}

#[test]
fn a_note_is_added_and_no_entry_is_changed() {
    let mut office = Office::open();
    office.act("editor-1", |desk| actions::annotate(desk, 2, "The minutes are in box 4.")).unwrap();
    assert_eq!(office.refused("editor-1", |desk| actions::annotate(desk, 99, "So.")), [RefusalCode::R0078]);
    assert_eq!(office.refused("xa-focal", |desk| actions::annotate(desk, 2, "So.")), [RefusalCode::R0064]);
}

#[test]
fn a_published_amendment_is_at_its_end() {
    let mut office = Office::open();
    let id = office.intake(office.annex("Two copies", "Three copies"));
    office.accept_annex(&id);
    let review = office.said(
        "chief-1",
        Event::Release,
        Subject::Amendment(id.clone()),
        Decision::Approve,
        |request| {
            request.refers = Some("2030.1".to_owned());
        },
    );
    let ids = [id.clone()];
    assert_eq!(
        office.refused("chair-1", |desk| actions::release(desk, &ids, "2030.1", &[])),
        [RefusalCode::R0065]
    );
    let reviews = [review];
    office.act("chair-1", |desk| actions::release(desk, &ids, "2030.1", &reviews)).unwrap();
    assert_eq!(office.record().1.proceedings[&id].stage, Stage::Published);
    assert_eq!(office.refused("editor-1", |desk| actions::stale(desk, &id, "So.")), [RefusalCode::R0080]);
}

#[test]
fn an_editors_typing_error_has_its_limits() {
    let office = Office::open();
    let refused = |before: &str, after: &str| {
        let mut draft = office.draft("editor-1", Kind::Editorial, CHAPTER, before, after);
        draft.answers.round = None;
        let text = draft.signed();
        office.refused("editor-2", |desk| actions::intake(desk, text.as_bytes()))
    };
    assert_eq!(refused("Seal it.", "Seal the request."), []);
    assert_eq!(refused("after forty days", "after fifty days"), [RefusalCode::R0068]);
    assert_eq!(refused("Seal it.", "Seal it well. ".repeat(120).trim_end()), [RefusalCode::R0068]);
}
