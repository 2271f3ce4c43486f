//! Every code of editions is brought by something, and what people then read is plain and short.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use handbook::amend::progress::Progress;
use handbook::amend::record::Record;
use handbook::amend::registry::Revocation;
use handbook::amend::{PublicKey, Refusal, RefusalCode, actions, render_refusals};
use handbook::clock::Clock;
use handbook::diagnostic::{Format, Painter};
use handbook::pipeline::{Cutting, check, cut};
use handbook::release::{ADDRESSES, EditionId, Manifest, Shelf, collapse, endorse, reasons, withdraw};

use crate::support::Handbook;
use crate::support::office::{Office, key};
use crate::support::shelf::{FIRST, adopted, founding, on_disk};

fn id(text: &str) -> EditionId {
    text.parse().unwrap()
}

fn keys(persons: &[&str]) -> Vec<PublicKey> {
    persons.iter().map(|person| key(person).public()).collect()
}

fn told(record: &Record, progress: &Progress, persons: &[&str]) -> Vec<Refusal> {
    let now = FIRST.parse().unwrap();
    reasons(&id("2030.1"), &Shelf::default(), Some((record, progress)), "", &keys(persons), now)
}

/// What is refused of an edition of an office as it is.
fn of(office: &Office, persons: &[&str]) -> Vec<Refusal> {
    let (record, progress) = office.record();
    told(&record, &progress, persons)
}

/// A handbook with a draft edition, something changed in its folder.
fn after(change: impl FnOnce(&Handbook)) -> Vec<Refusal> {
    let handbook = founding();
    handbook.succeed(&["release", "cut", "2030.1", "--draft", "--key", "keys/chair-1", "--at", FIRST]);
    change(&handbook);
    let chair = [key("chair-1")];
    let next = id("2030.2-draft");
    let now = "2030-06-01T00:00:00Z".parse().unwrap();
    let cutting = Cutting {
        id: &next,
        keys: &chair,
        now,
        review_months: 12,
        reviews: &[],
        with_exports: false,
        engine: None,
    };
    cut(handbook.root(), cutting).unwrap().err().map(|reasons| reasons.refusals).unwrap_or_default()
}

/// What a command prints that it refuses.
fn printed(handbook: &Handbook, arguments: &[&str]) -> String {
    let run = handbook.run(arguments);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    run.stderr
}

const BOTH: &[&str] = &["chair-1", "chief-1"];

fn scenarios() -> BTreeMap<RefusalCode, Vec<Refusal>> {
    use RefusalCode as R;
    let mut open = Office::open();
    let accepted = open.intake(open.annex("Two copies", "Three copies"));
    open.accept_annex(&accepted);
    open.intake(open.suggestion("Seal it.", "Seal it well."));
    let whole = adopted();
    let (record, progress) = whole.record();
    let mut doubtful = progress.clone();
    let mut registry = (*doubtful.registry).clone();
    let editor = registry.persons.iter_mut().find(|person| person.id == "editor-1").unwrap();
    editor.keys[0].revoked = Some(Revocation {
        at_seq: progress.seq,
        at: progress.time,
        reason: "Lost".to_owned(),
        compromised_since_seq: Some(1),
    });
    doubtful.registry = Arc::new(registry);
    let mut unadopted = progress.clone();
    unadopted.rounds.values_mut().for_each(|round| round.adopted = None);
    let handbook = founding();
    handbook.succeed(&["release", "cut", "2030.1", "--draft", "--key", "keys/chair-1", "--at", FIRST]);
    let (shelf, none) = Shelf::load(handbook.root()).unwrap();
    assert_eq!(none, []);
    let draft = shelf.newest().unwrap();
    let now = FIRST.parse().unwrap();
    BTreeMap::from([
        (R::R0151, reasons(&id("2030.1-draft"), &shelf, None, &draft.anchors, &keys(&["chair-1"]), now)),
        (R::R0152, reasons(&id("2030.1"), &Shelf::default(), None, "", &keys(&["chair-1"]), now)),
        (R::R0153, of(&open, BOTH)),
        (R::R0154, of(&open, BOTH)),
        (R::R0155, told(&record, &unadopted, BOTH)),
        (
            R::R0156,
            after(|handbook| {
                handbook.append("content/annexes/xa.md", "\n\nSee [nothing](nothing.md).\n");
            }),
        ),
        (
            R::R0157,
            after(|handbook| {
                let text = handbook.read("anchors.tsv");
                let lines: Vec<&str> = text.lines().collect();
                handbook.file("anchors.tsv", format!("{}\n", lines[..lines.len() - 1].join("\n")));
            }),
        ),
        (R::R0158, of(&whole, &["chair-1", "editor-1"])),
        (R::R0159, told(&record, &doubtful, BOTH)),
        (
            R::R0160,
            vec![
                Manifest::read("editions/2030.1/manifest", &draft.text.replace("Serial: 1", "Serial: 01"))
                    .unwrap_err(),
            ],
        ),
        (
            R::R0161,
            after(|handbook| {
                handbook.append("editions/2030.1-draft/text/content/annexes/xa.md", "x");
            }),
        ),
        (
            R::R0162,
            vec![endorse(&draft.manifest, &draft.text, &draft.signatures, &key("editor-1")).unwrap_err()],
        ),
        (
            R::R0164,
            after(|handbook| {
                let text = handbook.read(ADDRESSES);
                let kept = text.lines().filter(|line| !line.contains("annexes/xa.html"));
                handbook.file(ADDRESSES, kept.map(|line| format!("{line}\n")).collect::<String>());
            }),
        ),
        (R::R0165, {
            handbook.append(ADDRESSES, "chapters/never.html\nchapters/service.html#p-aaaaaa\n");
            let clock = Clock::at("2030-04-22".parse().unwrap());
            check(handbook.root(), &clock).unwrap().refusals
        }),
        (
            R::R0166,
            vec![
                collapse(&[("a", "b"), ("b", "a")].map(|(from, to)| (from.to_owned(), to.to_owned())).into())
                    .unwrap_err(),
            ],
        ),
        (R::R0167, vec![withdraw(draft, Some(" "), now, &[]).unwrap_err()]),
    ])
}

#[test]
fn every_code_of_editions_is_brought_and_read() {
    // Two are brought on the command line alone.
    let handbook = founding();
    let cut = ["release", "cut", "spring", "--key", "keys/chair-1"];
    assert!(printed(&handbook, &cut).contains("R0150"));
    let named = ["release", "cut", "2030.1-draft", "--key", "keys/chair-1"];
    assert!(printed(&handbook, &named).contains("R0150"));
    assert!(printed(&handbook, &["release", "sign", "2030.9", "--key", "keys/chair-1"]).contains("R0163"));
    let own: BTreeSet<RefusalCode> =
        RefusalCode::ALL.iter().copied().filter(|code| ("R0151".."R0180").contains(&code.name())).collect();
    let own: BTreeSet<RefusalCode> = own.into_iter().filter(|code| *code != RefusalCode::R0163).collect();
    let found = scenarios();
    assert_eq!(found.keys().copied().collect::<BTreeSet<_>>(), own, "a scenario for each code");
    let mut wrong = String::new();
    let mut text = String::new();
    for (code, refusals) in &found {
        match refusals.iter().find(|refusal| refusal.code == *code) {
            None => wrong.push_str(&format!("{code}: {refusals:#?}\n")),
            Some(refusal) => text.push_str(&render_refusals(
                std::slice::from_ref(refusal),
                Format::Human,
                Painter { colour: false },
            )),
        }
        for words in refusals.iter().flat_map(|refusal| [&refusal.message, &refusal.remedy]) {
            if words.split_whitespace().count() > 40 || words.ends_with('.') || words.is_empty() {
                wrong.push_str(&format!("{code}: {words}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("refusals_of_editions", text);
    });
}

/// Nothing is held against an edition whose conditions are met, and every condition is told at once.
#[test]
fn all_reasons_come_together_and_none_without_need() {
    assert_eq!(of(&adopted(), BOTH), []);
    let mut office = Office::open();
    let returned = office.intake(office.annex("Two copies", "Three copies"));
    office.act("editor-1", |desk| actions::open(desk, &returned, "")).unwrap();
    let codes: BTreeSet<RefusalCode> =
        of(&office, &["editor-1"]).iter().map(|refusal| refusal.code).collect();
    use RefusalCode as R;
    assert_eq!(codes, BTreeSet::from([R::R0153, R::R0154, R::R0155, R::R0158]));
    let handbook = on_disk(&office.files);
    let run = handbook.run(&["release", "cut", "2030.1", "--key", "keys/editor-1", "--at", FIRST]);
    for code in codes {
        assert!(run.stderr.contains(code.name()), "{code}\n{}", run.stderr);
    }
}
