//! The ways of amendments through the record, from intake to text.

use handbook::amend::actions::{self, Desk};
use handbook::amend::judge::{Status, requirements};
use handbook::amend::{Decision, Event, Filed, Kind, RefusalCode, Stage, Verdict};

use handbook::amend::ledger::Subject;

use crate::support::office::{ANNEX, CHAPTER, Office, key, verified};

#[test]
fn national_law_from_intake_to_text() {
    let mut office = Office::open();
    let before = office.text("anchors.tsv");
    let draft =
        office.annex("lies on the Inner Sea.", "lies on the Inner Sea, to the north.\n\nIt has two ports.");
    let (id, receipt) = office.receive(&draft.signed());
    assert_eq!(id.state(), Some("XA"));
    let transaction = office.accept_annex(&id);
    assert!(transaction.files.contains_key(ANNEX), "{:?}", transaction.files.keys());
    let (_, progress) = office.record();
    let item = &progress.proceedings[&id];
    assert_eq!((item.stage, item.docket.as_str()), (Stage::Accepted, "2030-R1/XA/001"));
    assert!(office.text(ANNEX).contains("It has two ports."));
    assert!(
        office.text("anchors.tsv").lines().count() > before.lines().count(),
        "a new paragraph has an anchor"
    );
    assert_eq!(office.refusals(&[receipt]), [], "the receipt is kept and holds");
    // The text follows from the record alone: every version is kept by its digest.
    let filed = Filed::read("x", &office.files[&format!("amendments/filed/2030-R1/XA/{id}.amend")]).unwrap();
    let result = filed.amendment.result(ANNEX).unwrap();
    assert_eq!(office.text(&format!("amendments/texts/{}", result.hex())), office.text(ANNEX));
}

#[test]
fn a_suggestion_waits_for_rapporteur_editors_objections_and_chair() {
    let mut office = Office::open();
    let id = office.intake(office.suggestion("after forty days", "after thirty days"));
    office.act("editor-1", |desk| actions::open(desk, &id, "")).unwrap();
    let mut objection = office.draft("xa-delegate-1", Kind::Remark, CHAPTER, "Seal it.", "Seal it.");
    objection.answers.kind = Kind::Objection;
    objection.answers.objects_to = Some(id.clone());
    objection.edits.clear();
    let objection = office.intake(objection);
    let accept = |desk: &Desk<'_>| actions::accept(desk, &id, None, "");
    let unmet = |office: &Office| -> Vec<String> {
        let (record, progress) = office.record();
        let editor = progress.registry.person("editor-1");
        let found = requirements(&record, &progress, &id, editor, office.now).unwrap();
        let unmet = found.iter().filter(|requirement| requirement.status == Status::Unsatisfied);
        unmet.map(|requirement| requirement.need.to_string()).collect()
    };
    assert_eq!(
        unmet(&office),
        ["rapporteur:{theme} >= 1", "editor >= 2", "objections == 0 after review_closes", "chair >= 1"]
    );
    assert_eq!(office.refused("editor-1", accept), [RefusalCode::R0065]);
    for person in ["rapporteur-1", "editor-2", "chair-1"] {
        office.approve(person, &id);
    }
    office.at("2030-04-11T00:00:00Z");
    assert_eq!(unmet(&office), ["objections == 0 after review_closes"], "an objection stands");
    let consent = office.said(
        "xa-delegate-1",
        Event::Withdraw,
        Subject::Amendment(objection.clone()),
        Decision::Approve,
        |_| {},
    );
    office.act("editor-1", |desk| actions::withdraw(desk, &objection, &[consent], "")).unwrap();
    assert_eq!(unmet(&office), [] as [&str; 0]);
    office.act("editor-1", accept).unwrap();
    assert!(office.text(CHAPTER).contains("after thirty days"));
    office.record();
}

#[test]
fn before_the_end_of_the_review_nothing_is_adopted_in_silence() {
    let mut office = Office::open();
    let id = office.intake(office.suggestion("after forty days", "after thirty days"));
    office.act("editor-1", |desk| actions::open(desk, &id, "")).unwrap();
    for person in ["rapporteur-1", "editor-2", "chair-1"] {
        office.approve(person, &id);
    }
    office.at("2030-04-10T23:59:59Z");
    assert_eq!(office.refused("editor-1", |desk| actions::accept(desk, &id, None, "")), [RefusalCode::R0065]);
    office.at("2030-04-11T00:00:00Z");
    assert_eq!(office.refused("editor-1", |desk| actions::accept(desk, &id, None, "")), []);
}

#[test]
fn a_confirmation_moves_date_and_status_and_nothing_else_can() {
    let mut office = Office::open();
    let mut draft =
        office.draft("xa-focal", Kind::Confirmation, ANNEX, "status: draft", "status: delegate-confirmed");
    verified(&mut draft, "2030-01-02");
    let id = office.intake(draft);
    office.act("editor-1", |desk| actions::open(desk, &id, "")).unwrap();
    office.act("editor-1", |desk| actions::accept(desk, &id, None, "")).unwrap();
    let text = office.text(ANNEX);
    assert!(text.contains("status: delegate-confirmed\nlast_verified: \"2030-01-02\""), "{text}");
    office.record();

    let office = Office::open();
    let mut draft = office.annex("status: draft", "status: delegate-confirmed");
    verified(&mut draft, "2030-01-02");
    let text = draft.signed();
    assert_eq!(
        office.refused("editor-1", |desk| actions::intake(desk, text.as_bytes())),
        [RefusalCode::R0043]
    );
}

#[test]
fn a_confirmation_of_a_text_that_has_moved_is_read_anew() {
    let mut office = Office::open();
    let mut draft =
        office.draft("xa-focal", Kind::Confirmation, ANNEX, "status: draft", "status: delegate-confirmed");
    verified(&mut draft, "2030-01-02");
    let confirmation = office.intake(draft);
    let change = office.intake(office.annex("Two copies", "Three copies"));
    office.accept_annex(&change);
    office.act("editor-1", |desk| actions::open(desk, &confirmation, "")).unwrap();
    assert!(
        office
            .refused("editor-1", |desk| actions::accept(desk, &confirmation, None, ""))
            .contains(&RefusalCode::R0083)
    );
}

#[test]
fn a_remark_is_answered() {
    let mut office = Office::open();
    let mut remark = office.draft("xb-delegate-1", Kind::Remark, CHAPTER, "Seal it.", "Seal it.");
    remark.answers.heading = Some("What to send".to_owned());
    let id = office.intake(remark);
    office.act("editor-1", |desk| actions::open(desk, &id, "")).unwrap();
    assert_eq!(office.refused("editor-1", |desk| actions::accept(desk, &id, None, "")), [RefusalCode::R0082]);
    office.act("editor-1", |desk| actions::accept(desk, &id, None, "The chapter says so now.")).unwrap();
    assert_eq!(office.record().1.proceedings[&id].stage, Stage::Accepted);
}

#[test]
fn a_returned_amendment_is_followed_by_its_successor() {
    let mut office = Office::open();
    let first = office.intake(office.annex("Two copies", "Three copies"));
    office.act("editor-1", |desk| actions::open(desk, &first, "")).unwrap();
    let ground = handbook::amend::policy::Ground::Form;
    assert_eq!(
        office.refused("editor-1", |desk| actions::give_back(desk, &first, ground, " ")),
        [RefusalCode::R0082]
    );
    office.act("editor-1", |desk| actions::give_back(desk, &first, ground, "Say which office.")).unwrap();
    let mut successor = office.annex("Two copies", "Three copies for the chancery");
    successor.answers.supersedes = Some(first.clone());
    let second = office.intake(successor);
    let (_, progress) = office.record();
    assert_eq!(progress.proceedings[&first].stage, Stage::Superseded);
    assert_eq!(progress.proceedings[&second].docket, "2030-R1/XA/001b");
    // Somebody of another State cannot step in.
    let mut foreign = office.suggestion("after forty days", "after thirty days");
    foreign.answers.supersedes = Some(second);
    let text = foreign.signed();
    assert_eq!(
        office.refused("editor-1", |desk| actions::intake(desk, text.as_bytes())),
        [RefusalCode::R0077]
    );
}

#[test]
fn an_approval_of_an_earlier_text_does_not_count_and_a_moved_amendment_follows() {
    let mut office = Office::open();
    let first = office.intake(office.annex("lies on the Inner Sea.", "lies on the Inner Sea, to the north."));
    let second = office.annex("Two copies", "Three copies");
    // The second leaves the date alone, so that only the first moves it.
    let second = {
        let mut second = second;
        for edit in &mut second.edits {
            edit.after = edit.before.clone().map(|text| text.replacen("Two copies", "Three copies", 1));
        }
        second
    };
    let text = second.signed();
    let refused = office.refused("editor-1", |desk| actions::intake(desk, text.as_bytes()));
    assert_eq!(refused, [RefusalCode::R0045], "an annex that changes was verified on a day");
    let second = office.intake(office.annex("Two copies", "Three copies"));
    office.act("editor-1", |desk| actions::open(desk, &second, "")).unwrap();
    office.approve("xa-focal", &second);
    let transaction = office.accept_annex(&first);
    assert_eq!(transaction.notes.len(), 1, "{:?}", transaction.notes);
    assert!(transaction.notes[0].contains("2030-R1/XA/002"));
    let refused =
        office.try_with("editor-1", &key("editor-1"), |desk| actions::accept(desk, &second, None, ""));
    let refusals = refused.unwrap_err();
    let words: Vec<&str> = refusals.iter().map(|refusal| refusal.message.as_str()).collect();
    assert!(words.iter().any(|words| words.contains("xa-focal approved an earlier text")), "{words:#?}");
    office.approve("xa-focal", &second);
    office.act("editor-1", |desk| actions::accept(desk, &second, None, "")).unwrap();
    let text = office.text(ANNEX);
    assert!(text.contains("to the north.") && text.contains("Three copies"), "{text}");
    office.record();
}

#[test]
fn a_clash_is_shown_at_intake_and_never_merged() {
    let mut office = Office::open();
    let first = office.intake(office.annex("Two copies", "Three copies"));
    let text = office.annex("Two copies", "Four copies").signed();
    let intake =
        office.try_with("editor-1", &key("editor-1"), |desk| actions::intake(desk, text.as_bytes())).unwrap();
    assert_eq!(intake.clashes.len(), 1);
    assert_eq!((&intake.clashes[0].with, intake.clashes[0].verdict), (&first, Verdict::Overlap));
    office.apply(&intake.transaction);
    let second = intake.receipt.receipt.subject;
    office.accept_annex(&first);
    office.act("editor-1", |desk| actions::open(desk, &second, "")).unwrap();
    let refused = office.refused("editor-1", |desk| actions::accept(desk, &second, None, ""));
    assert!(refused.contains(&RefusalCode::R0110), "{refused:?}");
    let ground = handbook::amend::policy::Ground::Clash;
    office.act("editor-1", |desk| actions::give_back(desk, &second, ground, "Overtaken.")).unwrap();
    let (record, progress) = office.record();
    assert_eq!(progress.proceedings[&second].stage, Stage::Returned);
    // Its author sees what it was written for, what stands there now, and what it says.
    let view = handbook::amend::view::amendment(&record, &progress, &second, office.now).unwrap();
    let column = |runs: &[handbook::model::RunView], kept: &str| -> String {
        runs.iter()
            .filter(|run| run.mark == "same" || run.mark == kept)
            .map(|run| run.text.as_str())
            .collect()
    };
    let clash = view.clashes.iter().find(|clash| column(&clash.started, "").contains("Two copies")).unwrap();
    assert!(column(&clash.now, "inserted").contains("Three copies"), "{clash:?}");
    assert!(column(&clash.now, "deleted").contains("Two copies"), "{clash:?}");
    assert!(column(&clash.proposed, "inserted").contains("Four copies"), "{clash:?}");
    assert!(!view.misfit.is_empty());
    // What changes the same section later is told of the one before.
    let third = office.intake(office.annex("Three copies", "Five copies"));
    let (record, progress) = office.record();
    let view = handbook::amend::view::amendment_with_earlier(&record, &progress, &third, office.now).unwrap();
    let earlier: Vec<&str> = view.earlier.iter().map(|earlier| earlier.docket.as_str()).collect();
    assert_eq!(earlier, ["2030-R1/XA/001"]);
    let whole = handbook::amend::view::view(&record, &progress, office.now);
    assert!(whole.amendments.iter().any(|other| other.earlier == view.earlier));
}

#[test]
fn an_approval_under_an_earlier_registry_is_told_and_given_again() {
    let mut office = Office::open();
    let first = office.intake(office.annex("Two copies", "Three copies"));
    let second = office.intake(office.suggestion("after forty days", "after thirty days"));
    for id in [&first, &second] {
        office.act("editor-1", |desk| actions::open(desk, id, "")).unwrap();
    }
    office.approve("xa-focal", &first).approve("rapporteur-1", &second).approve("chair-1", &second);
    let lapsed = |office: &Office| -> Vec<(String, String)> {
        let (record, progress) = office.record();
        actions::lapsed(&record, &progress).into_iter().map(|one| (one.person, one.docket)).collect()
    };
    assert_eq!(lapsed(&office), []);
    let text = office.text("amendments/registry.toml").replacen("version = 1", "version = 2", 1);
    let text = format!("{text}\n{}", crate::support::office::person("xb-delegate-2", "XB", "\"delegate\""));
    let agreed = [office.said("chief-1", Event::Registry, Subject::Registry, Decision::Approve, |request| {
        request.file = Some(("amendments/registry.toml", &text));
    })];
    let changed = office
        .act("chair-1", |desk| actions::change_registry(desk, &text, &agreed, "A new delegate"))
        .unwrap();
    assert_eq!(changed.notes.len(), 3, "{:#?}", changed.notes);
    assert!(
        changed.notes.iter().any(|note| note.starts_with("`xa-focal` approved 2030-R1/XA/001 ")
            && note.contains("handbook amend review --again")),
        "{:#?}",
        changed.notes
    );
    assert_eq!(lapsed(&office).len(), 3);
    assert_eq!(
        office.refused("editor-1", |desk| actions::accept(desk, &first, None, "")),
        [RefusalCode::R0065]
    );
    office.approve("xa-focal", &first);
    assert!(lapsed(&office).iter().all(|(person, _)| person != "xa-focal"));
    office.act("editor-1", |desk| actions::accept(desk, &first, None, "")).unwrap();
    // What has moved is no longer the same text: to sign it again unread is not offered.
    let other = office.intake(office.suggestion("Seal it.", "Seal it well."));
    office.act("editor-1", |desk| actions::open(desk, &other, "")).unwrap();
    office.approve("chair-1", &second);
    assert_eq!(lapsed(&office), [("rapporteur-1".to_owned(), "2030-R1/XB/001".to_owned())]);
}

#[test]
fn two_amendments_of_one_annex_made_on_different_days_do_not_clash_by_their_dates() {
    let mut office = Office::open();
    let first = office.annex("Two copies", "Three copies");
    office.at("2030-01-20T08:00:00Z");
    let mut second = office.annex("lies on the Inner Sea.", "lies on the Inner Sea, to the north.");
    verified(&mut second, "2030-01-20");
    let text = second.signed();
    let first = office.intake(first);
    let intake =
        office.try_with("editor-1", &key("editor-1"), |desk| actions::intake(desk, text.as_bytes())).unwrap();
    assert!(intake.clashes.iter().all(|clash| !clash.verdict.is_clash()), "{:?}", intake.clashes);
    office.apply(&intake.transaction);
    let second = intake.receipt.receipt.subject;
    // The later one first, then the earlier one: the date does not go back.
    office.accept_annex(&second);
    office.accept_annex(&first);
    let text = office.text(ANNEX);
    assert!(text.contains("Three copies") && text.contains("to the north."), "{text}");
    assert!(text.contains("last_verified: \"2030-01-20\""), "{text}");
    office.record();
    // And what rests on none of the other can be taken back.
    office.act("editor-1", |desk| actions::stale(desk, &second, "Looked at again.")).unwrap();
    let text = office.text(ANNEX);
    assert!(text.contains("Three copies") && !text.contains("to the north."), "{text}");
    office.record();
}

#[test]
fn a_change_does_not_hide_in_a_text_that_was_set_anew() {
    let office = Office::open();
    let reset = |places: usize| {
        let mut draft = office.suggestion("after forty days", "after thirty days");
        let edit = &mut draft.edits[0];
        let lines = "Line of words.\n\nUnchanged.\n\n".repeat(30);
        let old = format!("{}\n{lines}", edit.before.clone().unwrap());
        let mut new = old.replace("forty", "thirty");
        for _ in 0..places {
            new = new.replacen("Line of words.", "Line of\nwords.", 1);
        }
        let change = handbook::amend::Change { path: CHAPTER.into(), before: Some(old), after: Some(new) };
        handbook::amend::judge::beyond(&handbook::amend::policy::Limit::BlanksOnly(20), &[change])
    };
    assert_eq!(reset(20), None);
    let told = reset(21).unwrap();
    assert!(told.starts_with("21 changed places of"), "{told}");
}

#[test]
fn a_file_is_created_by_a_structural_amendment() {
    let mut office = Office::open();
    let summary = "content/SUMMARY.md";
    let entry = "- [Surrender of persons](chapters/surrender.md)\n";
    let mut draft = office.draft(
        "editor-1",
        Kind::Structure,
        summary,
        entry,
        &format!("{entry}- [Costs](chapters/costs.md)\n"),
    );
    draft.answers.round = None;
    draft.edits.push(handbook::amend::Edit {
        path: "content/chapters/costs.md".to_owned(),
        before: None,
        after: Some("# Costs {#costs}\n\nEach State bears its own.\n".to_owned()),
    });
    let id = office.intake(draft);
    office.act("editor-2", |desk| actions::open(desk, &id, "")).unwrap();
    office.approve("chief-1", &id).approve("chair-1", &id);
    // A chapter needs a rapporteur before there is one.
    assert_eq!(office.refused("editor-2", |desk| actions::accept(desk, &id, None, "")), [RefusalCode::R0054]);
    let text = office.text("amendments/registry.toml");
    let text = text
        .replace("version = 1", "version = 2")
        .replace("\"rapporteur:service\"", "\"rapporteur:service\", \"rapporteur:costs\"");
    let chief = office.said("chief-1", Event::Registry, Subject::Registry, Decision::Approve, |request| {
        request.file = Some(("amendments/registry.toml", &text));
    });
    let agreed = [chief];
    office
        .act("chair-1", |desk| actions::change_registry(desk, &text, &agreed, "A rapporteur for costs"))
        .unwrap();
    // The approvals were given under another registry.
    assert_eq!(office.refused("editor-2", |desk| actions::accept(desk, &id, None, "")), [RefusalCode::R0065]);
    office.approve("chief-1", &id).approve("chair-1", &id);
    office.act("editor-2", |desk| actions::accept(desk, &id, None, "")).unwrap();
    assert!(office.text("content/chapters/costs.md").contains("bears its own"));
    office.record();
}

#[test]
fn a_text_that_would_break_the_book_is_not_accepted() {
    let mut office = Office::open();
    let id = office.intake(office.suggestion("[@lantern-protocol]", "[@no-such-instrument]"));
    office.act("editor-1", |desk| actions::open(desk, &id, "")).unwrap();
    for person in ["rapporteur-1", "editor-2", "chair-1"] {
        office.approve(person, &id);
    }
    office.at("2030-04-11T00:00:00Z");
    let refused = office.refused("editor-1", |desk| actions::accept(desk, &id, None, ""));
    assert_eq!(refused, [RefusalCode::R0046]);
}
