//! Copies of a record that somebody has changed: each is refused for its reason, with the file named.

use std::sync::Arc;

use handbook::amend::ledger::{Entry, Sealed, SignedReceipt, entry_path};
use handbook::amend::{Digest, Event, Namespace, Purpose, RefusalCode};
use handbook::diagnostic::SourceText;

use super::properties::full;
use crate::support::office::{ANNEX, CHAPTER, Office, key};

type Change = fn(&mut Office);

fn edit(office: &mut Office, path: &str, before: &str, after: &str) {
    let text = office.text(path);
    assert!(text.contains(before), "{path} has no `{before}`:\n{text}");
    office.files.insert(path.to_owned(), Arc::from(text.replacen(before, after, 1).as_bytes()));
}

fn named(office: &Office, start: &str, end: &str) -> String {
    let found = office.files.keys().find(|path| path.starts_with(start) && path.ends_with(end));
    found.unwrap_or_else(|| panic!("no {start}…{end}")).clone()
}

fn rename(office: &mut Office, from: &str, to: &str) {
    let bytes = office.files.remove(from).unwrap();
    office.files.insert(to.to_owned(), bytes);
}

/// Number of the entry of an event.
fn seq(office: &Office, event: Event) -> u64 {
    let (record, _) = office.record();
    record.ledger.iter().find(|sealed| sealed.entry.event == event).unwrap().entry.seq
}

/// An insider with the key of an editor signs an entry anew after a change, and chains all after it.
fn forge(office: &mut Office, at: u64, change: impl FnOnce(&mut Entry)) {
    let (record, _) = office.record();
    let namespace = Namespace::new(Purpose::Ledger, "inner-sea");
    let mut change = Some(change);
    let mut prev: Option<Digest> = None;
    for sealed in &record.ledger {
        let mut entry = sealed.entry.clone();
        if entry.seq < at {
            prev = Some(sealed.digest);
            continue;
        }
        entry.prev = prev;
        if entry.seq == at
            && let Some(change) = change.take()
        {
            change(&mut entry);
        }
        let signer = key(&entry.actor.clone());
        let sealed: Sealed = entry.seal(&signer, &namespace).unwrap();
        prev = Some(sealed.digest);
        office.files.insert(entry_path(sealed.entry.seq), Arc::from(sealed.source.text().as_bytes()));
    }
}

/// A field of the acceptance, changed by somebody with every editor's key.
fn forged_accept(office: &mut Office, change: impl FnOnce(&mut Entry)) {
    let at = seq(office, Event::Accept);
    forge(office, at, change);
}

/// A field of an entry, changed by somebody without a key.
fn field(office: &mut Office, event: Event, before: &str, after: &str) {
    let path = entry_path(seq(office, event));
    edit(office, &path, before, after);
}

use RefusalCode as R;

#[rustfmt::skip]
const TAMPERED: &[(&str, Change, R, &str)] = &[
    ("front matter of an annex", |o| edit(o, ANNEX, "status: draft", "status: delegate-confirmed"), R::R0096, ANNEX),
    ("a word of an annex", |o| edit(o, ANNEX, "Three copies", "Four copies"), R::R0096, ANNEX),
    ("a chapter", |o| edit(o, CHAPTER, "after forty days", "after thirty days"), R::R0096, CHAPTER),
    ("treaty status", |o| edit(o, "content/reference/treaty-status/xa.yaml", "ratification", "accession"), R::R0096, "content/reference/treaty-status/xa.yaml"),
    ("a schema", |o| edit(o, "content/schemas/annex.schema.json", "draft", "drafts"), R::R0096, "content/schemas/annex.schema.json"),
    ("a page added", |o| drop(o.files.insert("content/chapters/new.md".into(), Arc::from(b"# New\n".as_slice()))), R::R0096, "content/chapters/new.md"),
    ("a page removed", |o| drop(o.files.remove(CHAPTER)), R::R0096, CHAPTER),
    ("the order of the book", |o| edit(o, "content/SUMMARY.md", "[Preface]", "[Foreword]"), R::R0096, "content/SUMMARY.md"),
    ("anchors.tsv", |o| edit(o, "anchors.tsv", "p-", "p-a"), R::R0097, "anchors.tsv"),
    ("anchors.tsv removed", |o| drop(o.files.remove("anchors.tsv")), R::R0097, "anchors.tsv"),
    ("policy", |o| edit(o, "amendments/policy.toml", "threshold = 2", "threshold = 3"), R::R0098, "amendments/policy.toml"),
    ("policy removed", |o| drop(o.files.remove("amendments/policy.toml")), R::R0098, "amendments/policy.toml"),
    ("a role in the registry", |o| edit(o, "amendments/registry.toml", "roles = [\"delegate\"]", "roles = [\"delegate\", \"focal\"]"), R::R0098, "amendments/registry.toml"),
    ("a key in the registry", |o| { let (a, b) = (key("xa-focal").public().to_string(), key("thief").public().to_string()); edit(o, "amendments/registry.toml", &a, &b); }, R::R0098, "amendments/registry.toml"),
    ("allowed_signers", |o| edit(o, "amendments/allowed_signers", "20311231", "20991231"), R::R0052, "amendments/allowed_signers"),
    ("a round's dates", |o| edit(o, "amendments/rounds/2030-R1.toml", "2030-04-05", "2031-04-05"), R::R0098, "amendments/rounds/2030-R1.toml"),
    ("a round added", |o| { let text = o.text("amendments/rounds/2030-R1.toml").replace("2030-R1", "2030-R2"); o.files.insert("amendments/rounds/2030-R2.toml".into(), Arc::from(text.as_bytes())); }, R::R0098, "amendments/rounds/2030-R2.toml"),
    ("the founding list", |o| edit(o, "amendments/genesis.manifest", "content/preface.md", "content/prefacf.md"), R::R0101, "amendments/genesis.manifest"),
    ("Seq", |o| field(o, Event::Accept, "Seq: 00000", "Seq: 00001"), R::R0091, ".entry"),
    ("Prev", |o| field(o, Event::Accept, "Prev: sha256:", "Prev: sha256:0"), R::R0090, ".entry"),
    ("Time", |o| field(o, Event::Accept, "Time: 2030", "Time: 2031"), R::R0094, ".entry"),
    ("Event", |o| field(o, Event::Return, "Event: return", "Event: reject"), R::R0094, ".entry"),
    ("Subject", |o| field(o, Event::Accept, "Subject: XA-", "Subject: XB-"), R::R0094, ".entry"),
    ("Actor", |o| field(o, Event::Accept, "Actor: editor-1", "Actor: editor-2"), R::R0094, ".entry"),
    ("Docket", |o| field(o, Event::Intake, "/001", "/009"), R::R0094, ".entry"),
    ("Reason", |o| field(o, Event::Return, "| Say how.", "| Say why."), R::R0094, ".entry"),
    ("the signature", |o| { let path = entry_path(seq(o, Event::Accept)); let other = o.text(&entry_path(seq(o, Event::Return))); let armour = other[other.find("-----BEGIN").unwrap()..].to_owned(); let text = o.text(&path); let text = text[..text.find("-----BEGIN").unwrap()].to_owned() + &armour; o.files.insert(path, Arc::from(text.as_bytes())); }, R::R0094, ".entry"),
    ("an entry taken out", |o| { let path = entry_path(seq(o, Event::Return)); o.files.remove(&path); }, R::R0091, ".entry"),
    ("the founding taken out", |o| drop(o.files.remove(&entry_path(1))), R::R0091, ".entry"),
    ("an entry under another number", |o| rename(o, &entry_path(4), &entry_path(99)), R::R0091, ".entry"),
    ("Tree, signed by an insider", |o| forged_accept(o, |entry| entry.tree = Digest::of("x")), R::R0095, ".entry"),
    ("Result, signed by an insider", |o| { let other = Digest::of(o.text(CHAPTER)); forged_accept(o, move |entry| entry.results[0].0 = Some(other)); }, R::R0095, ".entry"),
    ("Policy, signed by an insider", |o| forged_accept(o, |entry| entry.policy = Digest::of("x")), R::R0095, ".entry"),
    ("Registry, signed by an insider", |o| forged_accept(o, |entry| entry.registry = Digest::of("x")), R::R0095, ".entry"),
    ("Anchors, signed by an insider", |o| { let at = seq(o, Event::Return); forge(o, at, |entry| entry.anchors = Digest::of("x")); }, R::R0095, ".entry"),
    ("Time set back by an insider", |o| forged_accept(o, |entry| entry.time = "2029-06-01T00:00:00Z".parse().unwrap()), R::R0093, ".entry"),
    ("an acceptance by its own delegate", |o| forged_accept(o, |entry| entry.actor = "xa-delegate-1".into()), R::R0064, ".entry"),
    ("an acceptance without clearance", |o| { let at = seq(o, Event::Clear); forge(o, at, |entry| { entry.event = Event::Annotate; entry.subject = "entry 000001".parse().unwrap(); entry.reviews.clear(); entry.reason = "x\n".into(); }); }, R::R0065, ".entry"),
    ("a late mark, signed by an insider", |o| { let at = seq(o, Event::Intake); forge(o, at, |entry| entry.late = true); }, R::R0095, ".entry"),
    ("an amendment's words", |o| { let path = named(o, "amendments/filed/", ".amend"); edit(o, &path, "A change", "B change"); }, R::R0099, ".amend"),
    ("an amendment removed", |o| { let path = named(o, "amendments/filed/", ".amend"); o.files.remove(&path); }, R::R0099, ".entry"),
    ("an amendment put in", |o| { let text = o.suggestion("Wax is not required.", "Wax is welcome.").signed(); let id = handbook::amend::Filed::read("x", text.as_bytes()).unwrap().id; o.files.insert(format!("amendments/filed/2030-R1/XB/{id}.amend"), Arc::from(text.as_bytes())); }, R::R0103, ".amend"),
    ("a review removed", |o| { let path = named(o, "amendments/reviews/XA", ".review"); o.files.remove(&path); }, R::R0100, ".entry"),
    ("a review's decision", |o| { let path = named(o, "amendments/reviews/XA", ".review"); edit(o, &path, "Decision: approve", "Decision: decline"); }, R::R0100, ".review"),
    ("a text removed", |o| { let digest = Digest::of(o.text(CHAPTER)); o.files.remove(&format!("amendments/texts/{}", digest.hex())); }, R::R0101, "amendments/texts/"),
    ("a text altered", |o| { let path = named(o, "amendments/texts/", ""); edit(o, &path, "e", "E"); }, R::R0101, "amendments/texts/"),
    ("a text put in", |o| { let digest = Digest::of("x"); o.files.insert(format!("amendments/texts/{}", digest.hex()), Arc::from(b"x".as_slice())); }, R::R0103, "amendments/texts/"),
    ("a file of no kind", |o| drop(o.files.insert("amendments/notes.txt".into(), Arc::from(b"x".as_slice()))), R::R0103, "amendments/notes.txt"),
];

#[test]
fn every_change_is_refused_for_its_reason_with_the_file_named() {
    assert!(TAMPERED.len() >= 40, "{}", TAMPERED.len());
    let office = full();
    let mut wrong = String::new();
    for (name, change, code, path) in TAMPERED {
        let mut changed = office.clone();
        change(&mut changed);
        assert_ne!(changed.files, office.files, "{name} changes nothing");
        let refusals = changed.refusals(&[]);
        let fits = refusals.iter().any(|refusal| {
            refusal.code == *code
                && refusal.place.as_ref().is_some_and(|place| place.source.path().contains(path))
                && !refusal.remedy.is_empty()
        });
        if !fits {
            let found: Vec<String> = refusals
                .iter()
                .map(|refusal| {
                    let path = refusal.place.as_ref().map_or("", |place| place.source.path());
                    format!("{} {path}: {}", refusal.code, refusal.message)
                })
                .collect();
            wrong.push_str(&format!("{name}: wanted {code} in {path}, found {found:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_dropped_tail_is_seen_by_whoever_kept_a_receipt_or_an_edition() {
    let mut office = full();
    let (record, _) = office.record();
    let last = record.ledger.last().unwrap().clone();
    let draft = office.annex("lies on the Inner Sea.", "lies by the Inner Sea.");
    let mut draft = draft;
    office.at("2030-01-20T00:00:00Z");
    draft.answers.created = office.now;
    crate::support::office::verified(&mut draft, "2030-01-20");
    let (id, receipt) = office.receive(&draft.signed());
    let text = receipt.source.text().to_owned();
    let namespace = Namespace::new(Purpose::Ledger, "inner-sea");
    let kept = SignedReceipt::read(&SourceText::new("my.receipt", text.as_str()), &namespace).unwrap();
    assert_eq!(office.refusals(std::slice::from_ref(&kept)), []);
    let mut cut = office.clone();
    cut.files.remove(&entry_path(last.entry.seq + 1));
    cut.files.remove(&format!("amendments/filed/2030-R1/XA/{id}.amend"));
    assert_eq!(cut.refusals(&[]), [], "a shorter ledger is whole in itself");
    let found = cut.refusals(&[kept]);
    assert_eq!(found[0].code, R::R0102);
    assert!(found[0].message.contains("my.receipt"), "{}", found[0].message);
    // The head that an edition carries does the same.
    let head = format!("Ledger-Head: {:06} {}\n", receipt.receipt.seq, receipt.receipt.entry);
    cut.files.insert("editions/2030.1/manifest".into(), Arc::from(head.as_bytes()));
    let found = cut.refusals(&[]);
    assert_eq!(found[0].code, R::R0102);
    assert!(found[0].message.contains("editions/2030.1/manifest"));
    // And a receipt that was altered is none.
    for at in (0..text.len()).step_by(7) {
        let mut spoilt = text.clone().into_bytes();
        spoilt[at] ^= 1;
        let Ok(spoilt) = String::from_utf8(spoilt) else { continue };
        assert!(SignedReceipt::read(&SourceText::new("r", spoilt), &namespace).is_err(), "byte {at}");
    }
}
