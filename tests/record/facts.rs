//! Data and the law of a State are changed by those whose they are, and what rests on a key in doubt is told.

use handbook::amend::actions::{self, Rejection, Revoking};
use handbook::amend::ledger::Subject;
use handbook::amend::policy::Ground;
use handbook::amend::view::amendment;
use handbook::amend::{AmendmentId, Decision, Edit, Event, Kind, Refusal, RefusalCode, Stage, doubt};
use handbook::release::{EditionId, Shelf, reasons};

use crate::support::office::{ANNEX, CHAPTER, Draft, Office, key};

const STATUS: &str = "content/reference/treaty-status/xa.yaml";
const STATES: &str = "content/reference/states.yaml";
const SCHEMA: &str = "content/schemas/annex.schema.json";

fn told(
    office: &Office,
    actor: &str,
    act: impl FnOnce(&actions::Desk<'_>) -> actions::Outcome,
) -> Vec<Refusal> {
    office.try_with(actor, &key(actor), act).err().unwrap_or_default()
}

fn intake(office: &Office, mut draft: Draft) -> Vec<Refusal> {
    draft.answers.round = None;
    let text = draft.signed();
    office
        .try_with("editor-1", &key("editor-1"), |desk| actions::intake(desk, text.as_bytes()))
        .err()
        .unwrap_or_default()
}

#[test]
fn a_misprint_is_in_prose_and_never_in_data() {
    let office = Office::open();
    let editorial = |path: &str, before: &str, after: &str| {
        intake(&office, office.draft("editor-1", Kind::Editorial, path, before, after))
    };
    let whole = |path: &str| {
        let mut draft = office.draft("editor-1", Kind::Editorial, CHAPTER, "Seal it.", "Seal the request.");
        let before = office.text(path);
        let after = format!("{before}\n");
        draft.edits = vec![Edit { path: path.to_owned(), before: Some(before), after: Some(after) }];
        intake(&office, draft)
    };
    for path in [STATUS, STATES, SCHEMA] {
        let refusals = whole(path);
        let data = |refusal: &&Refusal| refusal.message.contains("data as a whole");
        assert_eq!(
            refusals.iter().find(data).map(|refusal| refusal.code),
            Some(RefusalCode::R0068),
            "{path}"
        );
    }
    assert_eq!(editorial(CHAPTER, "Seal it.", "Seal the request."), []);
    assert_eq!(editorial(ANNEX, "Ardania lies on the Inner Sea.", "Ardania is on the Inner Sea."), []);
    let named = editorial(ANNEX, "confidence: one-source", "confidence: two-sources");
    assert!(named[0].remedy.contains("`annex` or `corrigendum`"), "{}", named[0].remedy);
}

#[test]
fn the_command_that_check_names_is_of_a_kind_that_is_allowed() {
    let source = "--source \"act | TITLE | PROVISION\"";
    for (path, kind, sourced) in [
        (STATUS, "corrigendum", false),
        (STATES, "reference", true),
        (SCHEMA, "structure", false),
        (CHAPTER, "editorial", false),
        (ANNEX, "editorial", false),
        ("content/reference/glossary.md", "reference", true),
    ] {
        let mut office = Office::open();
        let text = format!("{}\n", office.text(path));
        office.files.insert(path.to_owned(), text.as_bytes().into());
        let refusals = office.refusals(&[]);
        assert_eq!(refusals[0].code, RefusalCode::R0096);
        let remedy = &refusals[0].remedy;
        assert!(remedy.contains(&format!("--kind {kind} ")), "{path}: {remedy}");
        assert_eq!(remedy.contains(source), sourced, "{path}: {remedy}");
    }
    let mut office = Office::open();
    office.files.insert("content/reference/Thumbs.db".to_owned(), b"x".as_slice().into());
    assert!(office.refusals(&[])[0].remedy.starts_with("remove it"));
}

#[test]
fn structure_does_not_change_what_a_state_or_the_data_say() {
    let office = Office::open();
    let structure = |path, before, after| office.draft("editor-1", Kind::Structure, path, before, after);
    let refusals = intake(&office, structure(ANNEX, "  value: abolished", "  value: retained"));
    assert_eq!(refusals.len(), 1, "{refusals:#?}");
    assert_eq!(refusals[0].code, RefusalCode::R0063);
    let who = refusals[0].who.clone().unwrap();
    assert!(who.contains("delegate") && who.contains("focal"), "{who}");
    assert!(refusals[0].remedy.contains("`annex` or `corrigendum`"), "{}", refusals[0].remedy);
    let states = |draft: &mut Draft| {
        let before = office.text(STATES);
        let after = before.replacen("name: Ardania", "name: Old Ardania", 1);
        draft.edits.push(Edit { path: STATES.to_owned(), before: Some(before), after: Some(after) });
    };
    let mut alone = structure("content/SUMMARY.md", "[Surrender of persons]", "[Surrender]");
    assert_eq!(intake(&office, structure("content/SUMMARY.md", "[Surrender of persons]", "[Surrender]")), []);
    assert_eq!(intake(&office, structure(CHAPTER, "Seal it.", "Seal the request.")), []);
    states(&mut alone);
    let refusals = intake(&office, alone);
    assert_eq!(refusals[0].code, RefusalCode::R0063, "{refusals:#?}");
    assert!(refusals[0].remedy.contains("`reference`"), "{}", refusals[0].remedy);
    // A State joins: its files are created, and the list of States names it in the same amendment.
    let mut joined = structure("content/SUMMARY.md", "[Surrender of persons]", "[Surrender]");
    states(&mut joined);
    joined.edits.push(Edit {
        path: "content/chapters/costs.md".to_owned(),
        before: None,
        after: Some("# Costs {#costs}\n\nEach State bears its own.\n".to_owned()),
    });
    assert_eq!(intake(&office, joined), []);
}

#[test]
fn a_word_with_a_letter_of_another_script_is_refused_where_it_is_added() {
    let office = Office::open();
    for (word, name) in [("Expl\u{430}in", "U+0430"), ("\u{391}sk", "U+0391"), ("n\u{3bf}w", "U+03BF")] {
        let draft = office.suggestion("Seal it.", &format!("Seal it, {word}."));
        let refusals = intake_as_is(&office, draft);
        assert_eq!(codes(&refusals), [RefusalCode::R0042], "{word}");
        assert!(refusals[0].message.contains(name), "{}", refusals[0].message);
        let place = refusals[0].place.as_ref().unwrap();
        assert_eq!(place.source.path(), CHAPTER);
        assert_eq!(&place.source.text()[place.span.range()], word);
        let mut head = office.suggestion("Seal it.", "Seal it well.");
        head.answers.title = format!("To {word}");
        assert_eq!(codes(&intake_as_is(&office, head)), [RefusalCode::R0042], "{word}");
        let mut reason = office.suggestion("Seal it.", "Seal it well.");
        reason.answers.rationale = format!("So.\n\nTo {word} it.");
        assert_eq!(codes(&intake_as_is(&office, reason)), [RefusalCode::R0042], "{word}");
    }
    for good in
        ["10 \u{b5}m", "5 \u{3bc}m", "3 k\u{3a9}", "Закон о выдаче", "Νόμος 3", "α-helix", "naïve", "Ⅳ a"]
    {
        let mut draft = office.suggestion("Seal it.", &format!("Seal it, {good}."));
        draft.answers.title = format!("To {good}");
        let refusals = intake_as_is(&office, draft);
        assert!(!codes(&refusals).contains(&RefusalCode::R0042), "{good}: {refusals:#?}");
    }
    // What stands there already is nobody's fault who changes another line.
    let mut office = Office::region();
    let old = office.text(CHAPTER).replace("Seal it.", "Se\u{430}l it.");
    office.files.insert(CHAPTER.to_owned(), old.as_bytes().into());
    let founded = office.found(&crate::support::office::registry(), None, "chief-1").unwrap();
    office.apply(&founded);
    office
        .act("chair-1", |desk| actions::open_round(desk, crate::support::office::ROUND, "The first round"))
        .unwrap();
    assert_eq!(intake_as_is(&office, office.suggestion("after forty days", "after ten days")), []);
}

fn intake_as_is(office: &Office, draft: Draft) -> Vec<Refusal> {
    let text = draft.signed();
    office
        .try_with("editor-1", &key("editor-1"), |desk| actions::intake(desk, text.as_bytes()))
        .err()
        .unwrap_or_default()
}

fn codes(refusals: &[Refusal]) -> Vec<RefusalCode> {
    refusals.iter().map(|refusal| refusal.code).collect()
}

#[test]
fn a_states_own_law_is_not_sent_back_for_its_substance() {
    let mut office = Office::open();
    let annex = office.intake(office.annex("Two copies", "Three copies"));
    let chapter = office.intake(office.suggestion("Seal it.", "Seal it well."));
    let give_back = |office: &Office, id: &AmendmentId, ground| {
        office.refused("editor-1", |desk| actions::give_back(desk, id, ground, "Please say more."))
    };
    for id in [&annex, &chapter] {
        office.act("editor-1", |desk| actions::open(desk, id, "")).unwrap();
    }
    assert_eq!(give_back(&office, &annex, Ground::Substance), [RefusalCode::R0086]);
    assert_eq!(give_back(&office, &annex, Ground::Form), []);
    assert_eq!(give_back(&office, &chapter, Ground::Substance), []);
}

#[test]
fn the_persons_named_are_those_whose_signature_counts() {
    let mut office = Office::open();
    let id = office.intake(office.annex("Two copies", "Three copies"));
    let who = |office: &Office, actor: &str, act: &dyn Fn(&actions::Desk<'_>) -> actions::Outcome| {
        let refusals = told(office, actor, act);
        assert_eq!(codes(&refusals), [RefusalCode::R0065], "{refusals:#?}");
        refusals[0].who.clone().unwrap()
    };
    let rejection = || Rejection {
        ground: Ground::Form,
        reason: "So.",
        appeal_until: "2030-03-01".parse().unwrap(),
        reviews: &[],
    };
    assert_eq!(who(&office, "editor-1", &|desk| actions::reject(desk, &id, rejection())), "chief-1");
    assert_eq!(
        who(&office, "chief-1", &|desk| actions::reject(desk, &id, rejection())),
        "editor-1, editor-2"
    );
    let redact = |desk: &actions::Desk<'_>| actions::redact(desk, &id, &[], &[], "A name.");
    assert_eq!(who(&office, "chair-1", &redact), "chief-1");
    assert_eq!(who(&office, "chief-1", &redact), "chair-1");
    office.accept_annex(&id);
    let withdraw = |desk: &actions::Desk<'_>| actions::withdraw(desk, &id, &[], "Repealed.");
    assert_eq!(who(&office, "editor-1", &withdraw), "xa-focal, chair-1");
    let consent =
        [office.said("xa-focal", Event::Withdraw, Subject::Amendment(id.clone()), Decision::Approve, |_| {})];
    let withdraw = |desk: &actions::Desk<'_>| actions::withdraw(desk, &id, &consent, "Repealed.");
    assert_eq!(who(&office, "editor-1", &withdraw), "chair-1");
}

/// Takes back the key of a person, known to others from an entry on, by two who keep no amendments.
fn stolen(office: &mut Office, person: &str, since: u64) {
    let (_, progress) = office.record();
    let revoking = Revoking {
        at_seq: progress.seq + 1,
        at: office.now,
        reason: "stolen",
        compromised_since_seq: Some(since),
    };
    let text = office.text("amendments/registry.toml");
    let table = format!(
        "[[person.key]]\npub = \"{}\"\nvalid_from = 2030-01-01\nvalid_until = 2031-12-31\nassurance = \"file\"\n",
        key("a new key").public()
    );
    let text = actions::rotate_key(&text, progress.registry.version, person, &table).unwrap();
    // The version has gone up with the new key already.
    let text = actions::revoke_key(&text, 0, &key(person).public(), revoking).unwrap();
    let chair = [office.said("chair-1", Event::Registry, Subject::Registry, Decision::Approve, |request| {
        request.file = Some(("amendments/registry.toml", &text));
    })];
    office
        .act("secretary-1", |desk| actions::change_registry(desk, &text, &chair, "A key was seen by others"))
        .unwrap();
}

#[test]
fn what_rests_on_a_key_in_doubt_is_told_and_in_no_edition_until_it_is_accepted_anew() {
    let against = |office: &Office| -> Vec<String> {
        let (record, progress) = office.record();
        let name = "2030.1".parse::<EditionId>().unwrap();
        let found = reasons(&name, &Shelf::default(), Some((&record, &progress)), "", &[], office.now);
        let of_doubt = found.into_iter().filter(|refusal| refusal.code == RefusalCode::R0159);
        of_doubt.map(|refusal| refusal.message).collect()
    };
    for (person, words) in
        [("xa-delegate-1", "it was signed with a key"), ("xa-focal", "a review of it was signed with a key")]
    {
        let mut office = Office::open();
        let id = office.intake(office.annex("Two copies", "Three copies"));
        let intake = office.record().1.proceedings[&id].intake;
        office.accept_annex(&id);
        assert_eq!(against(&office), Vec::<String>::new());
        stolen(&mut office, person, intake);
        let (record, progress) = office.record();
        assert_eq!(progress.proceedings[&id].stage, Stage::Accepted, "nobody of those two puts it back");
        let view = amendment(&record, &progress, &id, office.now).unwrap();
        assert!(view.doubt.starts_with(words) && view.doubt.contains(person), "{}", view.doubt);
        assert_eq!(against(&office).len(), 1, "{:?}", against(&office));
        // Put back and accepted by people who know, it is in doubt no more.
        office.act("editor-1", |desk| actions::stale(desk, &id, "A key in doubt")).unwrap();
        if person == "xa-focal" {
            continue;
        }
        let (record, progress) = office.record();
        assert!(doubt(&record, &progress, &id).is_some(), "while it waits, it is told");
        office.approve("xa-focal", &id);
        office.act("editor-1", |desk| actions::accept(desk, &id, None, "")).unwrap();
        assert_eq!(against(&office), Vec::<String>::new());
    }
}
