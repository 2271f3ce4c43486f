//! The attacks and mishaps that the record must withstand, one test each.

use handbook::amend::actions;
use handbook::amend::ledger::Subject;
use handbook::amend::policy::DEFAULT_POLICY;
use handbook::amend::{Decision, Digest, Event, Kind, Namespace, Purpose, RefusalCode, Seen};

use crate::support::office::{ANNEX, CHAPTER, Draft, Office, key, namespace};

fn intake(office: &Office, text: &str) -> Vec<RefusalCode> {
    office.refused("editor-1", |desk| actions::intake(desk, text.as_bytes()))
}

#[test]
fn threat_12_a_delegate_of_one_state_and_the_annex_of_another() {
    let office = Office::open();
    let mut foreign = office.annex("Two copies", "Three copies");
    foreign.answers.author = "xb-delegate-1".to_owned();
    foreign.answers.state = Some("XB".to_owned());
    assert_eq!(intake(&office, &foreign.signed()), [RefusalCode::R0063]);
    let mut forged = office.annex("Two copies", "Three copies");
    forged.answers.author = "xb-delegate-1".to_owned();
    assert_eq!(intake(&office, &forged.signed()), [RefusalCode::R0062], "the State comes from the key");
    let borrowed = office.annex("Two copies", "Three copies");
    let text = borrowed.signed_with(&key("xb-delegate-1"), &namespace());
    assert_eq!(intake(&office, &text), [RefusalCode::R0062], "the author comes from the key");
}

#[test]
fn threat_13_an_author_does_not_approve_and_nobody_counts_twice() {
    let mut office = Office::open();
    let mut own = office.draft("xa-focal", Kind::Annex, ANNEX, "Two copies", "Three copies");
    crate::support::office::verified(&mut own, "2030-01-02");
    let id = office.intake(own);
    office.act("editor-1", |desk| actions::open(desk, &id, "")).unwrap();
    let review = office.review("xa-focal", Event::Clear, &id);
    assert_eq!(
        office.refused("editor-1", |desk| actions::record_review(desk, &review)),
        [RefusalCode::R0067]
    );
    assert_eq!(office.refused("editor-1", |desk| actions::accept(desk, &id, None, "")), [RefusalCode::R0065]);
    // Two keys of one editor are one editor.
    let mut office = Office::open();
    let id = office.intake(office.suggestion("after forty days", "after thirty days"));
    office.act("editor-1", |desk| actions::open(desk, &id, "")).unwrap();
    for person in ["rapporteur-1", "chair-1"] {
        office.approve(person, &id);
    }
    let first = office.review("editor-1", Event::Accept, &id);
    office.act("editor-1", |desk| actions::record_review(desk, &first)).unwrap();
    office.at("2030-04-11T00:00:00Z");
    assert_eq!(office.refused("editor-1", |desk| actions::accept(desk, &id, None, "")), [RefusalCode::R0065]);
}

#[test]
fn threat_14_an_approval_and_then_another_text() {
    let mut office = Office::open();
    let id = office.intake(office.annex("Two copies", "Three copies"));
    let other = office.intake(office.annex("Two copies", "Four copies"));
    office.act("editor-1", |desk| actions::open(desk, &id, "")).unwrap();
    office.act("editor-1", |desk| actions::open(desk, &other, "")).unwrap();
    let review = office.review("xa-focal", Event::Clear, &id);
    // The same signature under another amendment's name.
    let mut moved = review.clone();
    moved.review.subject = Subject::Amendment(other.clone());
    let refused = office.refused("editor-1", |desk| actions::record_review(desk, &moved));
    assert!(!refused.is_empty());
    // Signed for this amendment, but for another text.
    let mut said = office.review("xa-focal", Event::Clear, &other).review;
    said.results = review.review.results.clone();
    let signed = said.sign(&key("xa-focal"), "inner-sea").unwrap();
    assert_eq!(
        office.refused("editor-1", |desk| actions::record_review(desk, &signed)),
        [RefusalCode::R0066]
    );
    // For other rules than those in force.
    let mut said = review.review.clone();
    said.policy = Digest::of("another policy");
    let signed = said.sign(&key("xa-focal"), "inner-sea").unwrap();
    assert_eq!(
        office.refused("editor-1", |desk| actions::record_review(desk, &signed)),
        [RefusalCode::R0066]
    );
}

#[test]
fn threat_15_a_signature_made_for_something_else() {
    let office = Office::open();
    for other in [
        Namespace::new(Purpose::Review, "inner-sea"),
        Namespace::new(Purpose::Ledger, "inner-sea"),
        Namespace::new(Purpose::Amendment, "another-handbook"),
    ] {
        let draft = office.annex("Two copies", "Three copies");
        let text = draft.signed_with(&key("xa-delegate-1"), &other);
        assert_eq!(intake(&office, &text), [RefusalCode::R0033], "{other}");
    }
}

#[test]
fn threat_16_garbage_around_a_signature() {
    let office = Office::open();
    let text = office.annex("Two copies", "Three copies").signed();
    assert_eq!(intake(&office, &text), []);
    for spoilt in [
        text.replace("-----BEGIN SSH", "junk\n-----BEGIN SSH"),
        format!("{text}junk\n"),
        format!("{text}{}", &text[text.find("-----BEGIN").unwrap()..]),
    ] {
        assert_ne!(intake(&office, &spoilt), []);
    }
}

#[test]
fn threat_17_keys_of_other_kinds_are_not_registered() {
    let rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7";
    let registry = crate::support::office::registry().replace(&key("editor-2").public().to_string(), rsa);
    let refused = Office::region().found(&registry, None, "chief-1").unwrap_err();
    assert_eq!(refused[0].code, RefusalCode::R0051);
}

#[test]
fn threat_18_the_same_file_a_second_time() {
    let mut office = Office::open();
    let text = office.annex("Two copies", "Three copies").signed();
    let (id, _) = office.receive(&text);
    assert_eq!(intake(&office, &text), [RefusalCode::R0074]);
    let withdrawal =
        [office.said("xa-focal", Event::Withdraw, Subject::Amendment(id.clone()), Decision::Approve, |_| {})];
    office.act("editor-1", |desk| actions::withdraw(desk, &id, &withdrawal, "")).unwrap();
    assert_eq!(intake(&office, &text), [RefusalCode::R0074], "withdrawn is not forgotten");
    office.at("2030-03-01T00:00:00Z");
    assert_eq!(intake(&office, &text), [RefusalCode::R0074, RefusalCode::R0079], "and too old");
}

#[test]
fn threat_19_back_dating_with_a_key_that_has_expired() {
    let mut office = Office::open();
    let mut draft = office.annex("Two copies", "Three copies");
    draft.answers.created = "2030-01-02T00:00:00Z".parse().unwrap();
    let text = draft.signed();
    office.at("2032-01-01T00:00:00Z");
    let refused = office.try_with("editor-1", &key("editor-1"), |desk| {
        actions::submit(desk.record, desk.progress, text.as_bytes(), desk.now)
    });
    let codes: Vec<RefusalCode> = refused.unwrap_err().iter().map(|refusal| refusal.code).collect();
    assert!(codes.contains(&RefusalCode::R0061), "{codes:?}");
    // Nor does a key sign before its first day, whatever the file says.
    let registry = crate::support::office::registry();
    let later = registry.replacen("valid_from = 2029-01-01", "valid_from = 2030-02-01", 1);
    let mut early = Office::region();
    let founded = early.found(&later, None, "chief-1").unwrap();
    early.apply(&founded);
    early.act("chair-1", |desk| actions::open_round(desk, crate::support::office::ROUND, "")).unwrap();
    assert_eq!(intake(&early, &early.annex("Two copies", "Three copies").signed()), [RefusalCode::R0061]);
    // And an entry is never before the one before it.
    office.at("2030-01-01T00:00:00Z");
    assert_eq!(office.refused("editor-1", |desk| actions::annotate(desk, 1, "So.")), [RefusalCode::R0093]);
}

#[test]
fn threat_20_a_stolen_delegates_key_changes_no_text() {
    let mut office = Office::open();
    let id = office.intake(office.annex("Two copies", "No copies"));
    office.act("editor-1", |desk| actions::open(desk, &id, "")).unwrap();
    assert_eq!(office.refused("editor-1", |desk| actions::accept(desk, &id, None, "")), [RefusalCode::R0065]);
    assert_eq!(office.refused("chief-1", |desk| actions::accept(desk, &id, None, "")), [RefusalCode::R0065]);
}

#[test]
fn threat_21_a_stolen_editors_key_reaches_no_threshold() {
    let mut office = Office::open();
    let annex = office.intake(office.annex("Two copies", "No copies"));
    let chapter = office.intake(office.suggestion("after forty days", "after thirty days"));
    let mut own = office.draft("editor-1", Kind::Editorial, CHAPTER, "Seal it.", "Seal the request.");
    own.answers.round = None;
    let own = office.intake(own);
    for id in [&annex, &chapter, &own] {
        office.act("editor-1", |desk| actions::open(desk, id, "")).unwrap();
        let review = office.review("editor-1", Event::Accept, id);
        let _ = office.act("editor-1", |desk| actions::record_review(desk, &review));
        assert_eq!(
            office.refused("editor-1", |desk| actions::accept(desk, id, None, "")),
            [RefusalCode::R0065]
        );
    }
    let text = office.text("amendments/registry.toml").replace("version = 1", "version = 2");
    assert!(
        office
            .refused("editor-1", |desk| actions::change_registry(desk, &text, &[], "So."))
            .contains(&RefusalCode::R0064)
    );
}

#[test]
fn threat_22_an_editor_writes_into_the_text() {
    let mut office = Office::open();
    let text = office.text(CHAPTER).replace("Seal it.", "Seal the request.");
    office.files.insert(CHAPTER.to_owned(), text.as_bytes().into());
    let refusals = office.refusals(&[]);
    assert_eq!(refusals.len(), 1, "{refusals:#?}");
    assert_eq!(refusals[0].code, RefusalCode::R0096);
    let place = refusals[0].place.as_ref().unwrap();
    let at = place.source.place(place.span.start as usize);
    assert_eq!((place.source.path(), place.source.line(at.line)), (CHAPTER, "2. Seal the request."));
    assert!(refusals[0].remedy.contains(&format!("handbook amend new {CHAPTER} --edited {CHAPTER}")));
}

#[test]
fn threat_23_a_dropped_tail_is_seen_by_a_receipt_and_by_the_next_author() {
    let mut office = Office::open();
    let before = office.clone();
    let (_, receipt) = office.receive(&office.annex("Two copies", "Three copies").signed());
    let next = {
        let mut next = office.suggestion("after forty days", "after thirty days");
        next.answers.created = before.now;
        next.signed()
    };
    // Somebody puts the old copy in place: it is whole in itself.
    assert_eq!(before.refusals(&[]), []);
    let found = before.refusals(&[receipt]);
    assert_eq!(found[0].code, RefusalCode::R0102);
    assert_eq!(intake(&before, &next), [RefusalCode::R0076]);
}

#[test]
fn threat_24_two_ledgers_shown_to_two_states() {
    let mut one = Office::open();
    let mut other = one.clone();
    one.act("editor-1", |desk| actions::annotate(desk, 1, "Shown to the one.")).unwrap();
    other.act("editor-1", |desk| actions::annotate(desk, 1, "Shown to the other.")).unwrap();
    let text = other.annex("Two copies", "Three copies").signed();
    let refused = one
        .try_with("editor-1", &key("editor-1"), |desk| actions::intake(desk, text.as_bytes()))
        .unwrap_err();
    assert_eq!(refused[0].code, RefusalCode::R0076);
    let heads: Vec<String> = [&one, &other].iter().map(|office| office.record().1.head.short()).collect();
    assert!(heads.iter().all(|head| refused[0].message.contains(head.as_str())), "{}", refused[0].message);
    let (_, receipt) = other.receive(&text);
    let fork = one.refusals(&[receipt]);
    assert_eq!(fork[0].code, RefusalCode::R0102);
    // An author who invents a head is refused as well.
    let mut draft: Draft = one.annex("Two copies", "Three copies");
    draft.answers.ledger_seen = Some(Seen { seq: 999, digest: Digest::of("x") });
    assert_eq!(intake(&one, &draft.signed()), [RefusalCode::R0076]);
    let mut draft: Draft = one.annex("Two copies", "Three copies");
    draft.answers.ledger_seen = None;
    assert_eq!(intake(&one, &draft.signed()), [RefusalCode::R0076]);
}

#[test]
fn threat_25_a_policy_weakened_by_the_change_it_would_allow() {
    let office = Office::open();
    let weak = DEFAULT_POLICY.replace("version = 1", "version = 2").replace(
        "roles = [\"chair\", \"chief-editor\", \"secretariat\"]\nthreshold = 2",
        "roles = [\"chair\", \"chief-editor\", \"secretariat\"]\nthreshold = 2 ",
    );
    let alone = office.refused("chair-1", |desk| actions::change_policy(desk, &weak, &[], "So."));
    assert_eq!(alone, [RefusalCode::R0065]);
    let by_chief = office.said("chief-1", Event::Policy, Subject::Policy, Decision::Approve, |request| {
        request.file = Some(("amendments/policy.toml", &weak));
    });
    let reviews = [by_chief];
    assert_eq!(office.refused("chair-1", |desk| actions::change_policy(desk, &weak, &reviews, "So.")), []);
    // A signature for one text is none for another.
    let other = weak.replace("max_files = 32", "max_files = 3200");
    let refused = office.refused("chair-1", |desk| actions::change_policy(desk, &other, &reviews, "So."));
    assert_eq!(refused, [RefusalCode::R0065, RefusalCode::R0066]);
}

#[test]
fn threat_26_rules_that_nobody_can_or_need_satisfy() {
    let office = Office::open();
    for (before, after, code) in [
        (
            "\"chief-editor >= 1\", \"chair >= 1\"",
            "\"chief-editor >= 2\", \"chair >= 1\"",
            RefusalCode::R0054,
        ),
        ("needs = [\"editor >= 1\"]\n", "needs = [\"sources >= 1\"]\n", RefusalCode::R0055),
    ] {
        let text = DEFAULT_POLICY.replace("version = 1", "version = 2").replace(before, after);
        assert_ne!(text, DEFAULT_POLICY);
        let review = office.said("chief-1", Event::Policy, Subject::Policy, Decision::Approve, |request| {
            request.file = Some(("amendments/policy.toml", &text));
        });
        let reviews = [review];
        assert_eq!(
            office.refused("chair-1", |desk| actions::change_policy(desk, &text, &reviews, "So.")),
            [code]
        );
    }
}
