//! Registry and policy.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use handbook::amend::actions::{self, Revoking};
use handbook::amend::ledger::Subject;
use handbook::amend::policy::{self, DEFAULT_POLICY, Trial, trial};
use handbook::amend::registry;
use handbook::amend::{Decision, Event, Namespace, Purpose, RefusalCode, SignedReview, Stage};
use handbook::diagnostic::SourceText;

use crate::support::office::{ANNEX, Office, key, person, registry as people};

fn agreed<'a>(office: &Office, by: &'a str, subject: Subject, path: &'a str, text: &'a str) -> SignedReview {
    let event = if subject == Subject::Registry { Event::Registry } else { Event::Policy };
    office.said(by, event, subject, Decision::Approve, |request| request.file = Some((path, text)))
}

fn registry_refused(office: &Office, text: &str, with: &[&str]) -> Vec<RefusalCode> {
    let reviews: Vec<SignedReview> = with
        .iter()
        .map(|by| agreed(office, by, Subject::Registry, "amendments/registry.toml", text))
        .collect();
    office.refused("secretary-1", |desk| actions::change_registry(desk, text, &reviews, "Letter 7"))
}

fn change_registry(office: &mut Office, actor: &str, text: &str, with: &str) -> Vec<String> {
    let reviews = [agreed(office, with, Subject::Registry, "amendments/registry.toml", text)];
    let done = office.act(actor, |desk| actions::change_registry(desk, text, &reviews, "Letter 7"));
    done.unwrap_or_else(|refusals| panic!("{refusals:#?}")).notes
}

#[test]
fn the_registry_is_changed_by_two_of_those_who_decide() {
    let mut office = Office::open();
    let text = actions::add_person(
        &office.text("amendments/registry.toml"),
        1,
        &person("xb-delegate-2", "XB", "\"delegate\""),
    );
    assert_eq!(registry_refused(&office, &text, &[]), [RefusalCode::R0065]);
    assert_eq!(
        registry_refused(&office, &text, &["secretary-1"]),
        [RefusalCode::R0065],
        "the same person twice"
    );
    assert_eq!(
        registry_refused(&office, &text, &["editor-1"]),
        [RefusalCode::R0065],
        "an editor does not decide"
    );
    assert_eq!(registry_refused(&office, &text, &["chief-1"]), []);
    let leap = text.replace("version = 2", "version = 3");
    assert_eq!(registry_refused(&office, &leap, &["chief-1"]), [RefusalCode::R0051]);
    change_registry(&mut office, "secretary-1", &text, "chief-1");
    assert!(office.text("amendments/allowed_signers").contains("xb-delegate-2 namespaces="));
    // Somebody who has left does not lend the id to another.
    let without = office
        .text("amendments/registry.toml")
        .replace(&person("xb-delegate-2", "XB", "\"delegate\""), "")
        .replace("version = 2", "version = 3");
    change_registry(&mut office, "secretary-1", &without, "chief-1");
    let back = actions::add_person(
        &office.text("amendments/registry.toml"),
        3,
        &person("xb-delegate-2", "XB", "\"delegate\""),
    );
    assert_eq!(registry_refused(&office, &back, &["chief-1"]), [RefusalCode::R0051]);
}

#[test]
fn a_key_in_doubt_puts_what_it_signed_back_under_review() {
    let mut office = Office::open();
    let before = office.text(ANNEX);
    let accepted = office.intake(office.annex("Two copies", "Three copies"));
    let intake = office.record().1.proceedings[&accepted].intake;
    office.accept_annex(&accepted);
    let waiting = office.annex("lies on the Inner Sea.", "lies by the Inner Sea.");
    let waiting = {
        let mut waiting = waiting;
        office.at("2030-01-10T00:00:00Z");
        waiting.answers.created = office.now;
        crate::support::office::verified(&mut waiting, "2030-01-10");
        office.intake(waiting)
    };
    let (_, progress) = office.record();
    let text = office.text("amendments/registry.toml");
    let public = key("xa-delegate-1").public();
    let revoking = Revoking {
        at_seq: progress.seq + 1,
        at: office.now,
        reason: "stolen",
        compromised_since_seq: Some(intake),
    };
    let revoked = actions::revoke_key(&text, 1, &public, revoking).unwrap();
    assert!(actions::revoke_key(&revoked, 2, &public, revoking).is_err(), "taken back twice");
    let notes = change_registry(&mut office, "chief-1", &revoked, "secretary-1");
    let (_, progress) = office.record();
    assert_eq!(progress.proceedings[&accepted].stage, Stage::UnderReview);
    assert_eq!(office.text(ANNEX), before, "the text went back");
    assert!(notes.iter().any(|note| note.contains(waiting.as_str())), "{notes:?}");
    // The key signs nothing more; a new one does.
    let draft = office.annex("Two copies", "Five copies").signed();
    assert_eq!(
        office.refused("editor-1", |desk| actions::intake(desk, draft.as_bytes())),
        [RefusalCode::R0061]
    );
    let table = format!(
        "[[person.key]]\npub = \"{}\"\nvalid_from = 2030-01-01\nvalid_until = 2031-12-31\nassurance = \"file\"\n",
        key("a new key").public()
    );
    let rotated =
        actions::rotate_key(&office.text("amendments/registry.toml"), 2, "xa-delegate-1", &table).unwrap();
    change_registry(&mut office, "secretary-1", &rotated, "chief-1");
    let draft = office.annex("Two copies", "Five copies");
    let text = draft.signed_with(&key("a new key"), &crate::support::office::namespace());
    office.receive(&text);
    // A revocation is for good.
    let undone = office
        .text("amendments/registry.toml")
        .lines()
        .filter(|line| !line.starts_with("revoked"))
        .collect::<Vec<_>>()
        .join("\n")
        + "\n";
    let undone = undone.replace("version = 3", "version = 4");
    assert_eq!(registry_refused(&office, &undone, &["chief-1"]), [RefusalCode::R0051]);
}

#[test]
fn faults_of_a_registry_are_told_all_at_once_with_their_lines() {
    let states = BTreeSet::from(["XA".to_owned(), "XB".to_owned()]);
    let read = |text: &str| registry::read(&SourceText::new("amendments/registry.toml", text), Some(&states));
    assert!(read(&people()).is_ok());
    let wrong = people()
        .replace("id = \"xa-delegate-2\"", "id = \"xa-delegate-1\"")
        .replace("name = \"Person xb-focal\"", "name = \"Person xa-focal\"")
        .replace("state = \"XB\"\nroles = [\"delegate\"]", "state = \"XC\"\nroles = [\"delegate\"]")
        .replace("\"chief-editor\"", "\"boss\"")
        .replace(&key("editor-2").public().to_string(), &key("editor-1").public().to_string());
    let refusals = read(&wrong).unwrap_err();
    let places: Vec<(RefusalCode, String)> = refusals
        .iter()
        .map(|refusal| {
            let place = refusal.place.as_ref().unwrap();
            let line = place.source.place(place.span.start as usize).line;
            (refusal.code, place.source.line(line).to_owned())
        })
        .collect();
    assert_eq!(places.len(), 5, "{places:#?}");
    assert!(places.iter().all(|(code, _)| *code == RefusalCode::R0051));
    assert_eq!(places[0].1, "id = \"xa-delegate-1\"");
    let sk = "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gAAAABHNzaDo=";
    let hardware = people().replace(&key("editor-2").public().to_string(), sk);
    assert_eq!(read(&hardware).unwrap_err()[0].code, RefusalCode::R0106);
    assert_eq!(read("version = 1\nperson = 3\n").unwrap_err()[0].code, RefusalCode::R0050);
    assert_eq!(read("version = 1\nadmins = []\n").unwrap_err()[0].code, RefusalCode::R0050);
}

#[test]
fn stock_ssh_keygen_holds_the_same_rules() {
    let office = Office::open();
    let folder = tempfile::tempdir().unwrap();
    let signers = folder.path().join("allowed_signers");
    std::fs::write(&signers, office.text("amendments/allowed_signers")).unwrap();
    let verify = |purpose: Purpose, person: &str, as_of: &str| {
        let namespace = Namespace::new(purpose, "inner-sea");
        let signature = key(person).sign(&namespace, b"text").unwrap();
        let file = folder.path().join("text.sig");
        std::fs::write(&file, signature.armour()).unwrap();
        let mut child = Command::new("ssh-keygen")
            .args(["-Y", "verify", "-n", namespace.as_str(), "-I", person])
            .arg(format!("-Overify-time={as_of}"))
            .arg("-f")
            .arg(&signers)
            .arg("-s")
            .arg(&file)
            .env("TZ", "Asia/Bangkok")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"text").unwrap();
        child.wait().unwrap().success()
    };
    assert!(verify(Purpose::Amendment, "xa-delegate-1", "20300102000000Z"));
    assert!(verify(Purpose::Amendment, "xa-delegate-1", "20311231235959Z"));
    assert!(!verify(Purpose::Amendment, "xa-delegate-1", "20320101000000Z"), "expired");
    assert!(!verify(Purpose::Amendment, "xa-delegate-1", "20281231235959Z"), "not yet");
    assert!(!verify(Purpose::Ledger, "xa-delegate-1", "20300102000000Z"), "a delegate keeps no ledger");
    assert!(verify(Purpose::Ledger, "editor-1", "20300102000000Z"));
    assert!(!verify(Purpose::Edition, "editor-1", "20300102000000Z"));
    assert!(verify(Purpose::Edition, "chief-1", "20300102000000Z"));
}

/// The codes that `policy test` finds for a policy, with the people of the tests.
fn tried(policy_text: &str, registry_text: &str) -> Vec<RefusalCode> {
    let office = Office::region();
    let source = SourceText::new("amendments/policy.toml", policy_text);
    let policy = match policy::read(&source) {
        Ok(policy) => policy,
        Err(refusals) => return refusals.iter().map(|refusal| refusal.code).collect(),
    };
    let registry = registry::read(&SourceText::new("r", registry_text), None).unwrap();
    let states = BTreeSet::from(["XA".to_owned(), "XB".to_owned()]);
    let paths: BTreeSet<String> =
        office.files.keys().filter(|path| path.starts_with("content/")).cloned().collect();
    let found = trial(Trial {
        policy: &policy,
        source: &Arc::clone(&source),
        registry: &registry,
        states: &states,
        paths: &paths,
        at: (office.now, 2),
    });
    let mut codes: Vec<RefusalCode> = found.iter().map(|refusal| refusal.code).collect();
    codes.dedup();
    codes
}

#[test]
fn a_policy_is_tried_before_it_is_used() {
    let people = people();
    assert_eq!(tried(DEFAULT_POLICY, &people), []);
    let with = |before: &str, after: &str| {
        assert_eq!(DEFAULT_POLICY.matches(before).count(), 1, "{before}");
        tried(&DEFAULT_POLICY.replace(before, after), &people)
    };
    use RefusalCode::{R0053, R0054, R0055, R0056, R0057};
    assert_eq!(
        with("\"chief-editor >= 1\", \"chair >= 1\"", "\"chief-editor >= 2\", \"chair >= 1\""),
        [R0054]
    );
    assert_eq!(
        with(
            "needs = [\"editor >= 1\", \"sources >= 1\", \"no-clash\"]",
            "needs = [\"sources >= 1\", \"no-clash\"]"
        ),
        [R0055]
    );
    assert_eq!(with("threshold = 2", "threshold = 1"), [R0055]);
    assert_eq!(with("threshold = 2", "threshold = 4"), [R0054]);
    assert_eq!(with("default = \"deny\"", "default = \"allow\""), [R0053]);
    assert_eq!(
        with(
            "paths = [\"content/reference/*.yaml\", \"content/reference/*.md\"]",
            "paths = [\"content/reference/**\"]"
        ),
        []
    );
    assert_eq!(with("kinds = [\"reference\"]", "kinds = [\"reference\", \"annex\"]"), []);
    assert_eq!(
        tried(
            &DEFAULT_POLICY
                .replace("paths = [\"content/annexes/{iso2}.md\"]\n", "paths = [\"content/annexes/*.md\"]\n"),
            &people
        ),
        [R0054, R0057]
    );
    assert_eq!(
        tried(
            &DEFAULT_POLICY.replace(
                "kinds = [\"reference\"]\npaths = [\"content/reference/*.yaml\", \"content/reference/*.md\"]",
                "kinds = [\"suggestion\"]\npaths = [\"content/chapters/*.md\"]"
            ),
            &people
        ),
        [R0056]
    );
    let narrow = DEFAULT_POLICY.replace("paths = [\"content/**\"]", "paths = [\"content/chapters/**\"]");
    assert!(tried(&narrow, &people).contains(&R0056));
    // Without a focal point of the second State its annex can never be changed.
    let fewer = people.replace(&person("xb-focal", "XB", "\"focal\""), "");
    assert_eq!(tried(DEFAULT_POLICY, &fewer), [R0054]);
}

#[test]
fn missing_persons_are_a_note_before_the_first_round_and_an_error_after() {
    let mut office = Office::region();
    let fewer = people().replace(&person("xb-focal", "XB", "\"focal\""), "");
    let transaction = office.found(&fewer, None, "chief-1").unwrap();
    assert!(transaction.notes.iter().any(|note| note.contains("XB")), "{:?}", transaction.notes);
    office.apply(&transaction);
    office.record();
    let refused =
        office.refused("chair-1", |desk| actions::open_round(desk, crate::support::office::ROUND, ""));
    assert_eq!(refused, [RefusalCode::R0054]);
}

#[test]
fn the_rules_are_told_in_plain_words() {
    let policy = policy::read(&SourceText::new("p", DEFAULT_POLICY)).unwrap();
    let rule = policy.named("national-law").unwrap();
    insta::assert_snapshot!(rule.words(), @"An amendment of the kind `annex` may be sent by a delegate of the State or a focal point of the State. It may touch `content/annexes/{iso2}.md` or `content/reference/treaty-status/{iso2}.yaml` and nothing else. It is received while a round is open for national law. Its limits: at most 20 of its changed places differ in blanks and line ends alone. It is accepted when one focal point of the State approves, who is not the author, one editor approves, who is not the author, at least one source is named and it fits the text as it stands now, without a clash. It may be refused only for its form, a missing source, that it does not belong here or that another amendment says the same.");
    for rule in &policy.rules {
        let words = rule.words();
        assert!(!words.contains("nobody") && !words.contains("  "), "{words}");
    }
}

#[test]
fn a_record_is_founded_once_and_by_one_who_decides() {
    let office = Office::founded();
    let again = office.found(&people(), None, "chief-1").unwrap_err();
    assert_eq!(again[0].code, RefusalCode::R0104);
    let office = Office::region();
    let codes = |actor: &str| office.found(&people(), None, actor).err().map(|refusals| refusals[0].code);
    assert_eq!(codes("editor-1"), Some(RefusalCode::R0064));
    assert_eq!(codes("nobody"), Some(RefusalCode::R0094));
    assert_eq!(codes("chair-1"), None);
}
