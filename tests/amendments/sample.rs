//! A small text, an author, and amendments of hers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use handbook::amend::{
    Amendment, Answers, Digest, Edit, Filed, Kind, Move, Namespace, Purpose, Refusal, RefusalCode,
    SigningKey, SourceKind, SourceLine, compose, lint, twins,
};

use crate::support::{Tree, repository};

pub(super) const ANNEX: &str = "content/annexes/xa.md";
pub(super) const CHAPTER: &str = "content/chapters/one.md";
pub(super) const HANDBOOK: &str = "inner-sea";

/// The text of the handbook by path.
pub(super) static TEXTS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let tree = Tree::read(&repository().join("tests/fixtures/amendments/texts"));
    tree.files().map(|(path, bytes)| (path.to_owned(), String::from_utf8(bytes.to_vec()).unwrap())).collect()
});

/// The text of the handbook by digest.
pub(super) fn record() -> BTreeMap<Digest, String> {
    TEXTS.values().map(|text| (Digest::of(text), text.clone())).collect()
}

pub(super) fn text(path: &str) -> &'static str {
    &TEXTS[path]
}

/// The author's key.
pub(super) fn key() -> SigningKey {
    SigningKey::from_seed(&[5; 32])
}

pub(super) fn namespace() -> Namespace {
    Namespace::new(Purpose::Amendment, HANDBOOK)
}

pub(super) fn answers(kind: Kind) -> Answers {
    Answers {
        kind,
        state: Some("XA".to_owned()),
        round: Some("2026-R2".to_owned()),
        author: "xa-delegate-1".to_owned(),
        title: "English is accepted".to_owned(),
        base_edition: Some("2026.1".to_owned()),
        heading: (kind == Kind::Remark).then(|| "Form".to_owned()),
        objects_to: (kind == Kind::Objection).then(|| "XB-xj4bnp4pahh6uqkb".parse().unwrap()),
        sources: vec![SourceLine {
            kind: SourceKind::Act,
            title: "Surrender of Persons Act".to_owned(),
            provision: Some("s. 9".to_owned()),
            place: Some("https://law.example/xa/3-1999".to_owned()),
            in_force: None,
        }],
        ledger_seen: None,
        supersedes: None,
        created: "2026-11-20T03:12:00Z".parse().unwrap(),
        rationale: "The practice changed on 1 October 2026.".to_owned(),
    }
}

/// An edit of a text that is there.
pub(super) fn edit(path: &str, after: &str) -> Edit {
    Edit { path: path.to_owned(), before: Some(text(path).to_owned()), after: Some(after.to_owned()) }
}

/// A structural amendment that moves the chapter.
pub(super) fn moving() -> Amendment {
    let to = "content/chapters/two.md";
    let edits = [
        Edit { path: CHAPTER.into(), before: Some(text(CHAPTER).into()), after: None },
        Edit { path: to.into(), before: None, after: Some(text(CHAPTER).into()) },
    ];
    let moves = vec![Move { from: CHAPTER.into(), to: to.into() }];
    compose(answers(Kind::Structure), &edits, moves).unwrap()
}

/// The annex with English accepted and the date moved forward.
pub(super) fn edited_annex() -> String {
    text(ANNEX).replace("2026-11-01", "2026-11-20").replacen(
        "They are in Ardanian.",
        "They are in Ardanian or English.",
        1,
    )
}

/// A good amendment of the annex.
pub(super) fn good() -> Amendment {
    compose(answers(Kind::Annex), &[edit(ANNEX, &edited_annex())], vec![]).unwrap()
}

/// A payload signed by the author, whatever it says: what a hostile author would send.
pub(super) fn sign(payload: &str) -> String {
    let signature = key().sign(&namespace(), payload.as_bytes()).unwrap();
    format!("{payload}{}", signature.armour())
}

/// An amendment of the annex that would give this text, signed, past the rules for texts.
pub(super) fn giving(kind: Kind, path: &str, after: &str) -> String {
    let amendment = compose(answers(kind), &[edit(path, after)], vec![]);
    sign(&amendment.unwrap_or_else(|why| panic!("{why:#?}")).payload())
}

/// Everything that the file, its signature and its text are judged by, in that order; what a later
/// step needs is not there when an earlier one refused.
pub(super) fn judge(bytes: &[u8]) -> Vec<Refusal> {
    let filed = match Filed::read("hostile.amend", bytes) {
        Ok(filed) => filed,
        Err(refusals) => return refusals,
    };
    match filed.verify(&namespace()) {
        Ok(signer) if *signer == key().public() => {}
        // Whose key it is, the registry tells; here there is one author.
        Ok(_) => return vec![Refusal::new(RefusalCode::R0034, "another signer", "ask the author")],
        Err(refusal) => return vec![refusal],
    }
    let changes = match filed.apply(&record()) {
        Ok(changes) => changes,
        Err(refusals) => return refusals,
    };
    let mut refusals = lint(&filed, &changes);
    refusals.extend(twins(TEXTS.keys().map(String::as_str), &changes));
    refusals
}

#[test]
fn the_sample_is_good() {
    assert_eq!(judge(sign(&good().payload()).as_bytes()), []);
    assert_eq!(judge(sign(&moving().payload()).as_bytes()), []);
}
