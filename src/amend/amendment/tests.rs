use std::collections::BTreeMap;

use super::*;
use crate::amend::{Digest, Namespace, Purpose, RefusalCode, SigningKey};
use crate::diff::{FilePatch, Patch};

const BASE: &str =
    "# Ardania\n\n## Channel {#channel}\n\nRequests go to the chancery.\n\nThey are in Ardanian.\n";
const PATH: &str = "content/annexes/xa.md";

fn key() -> SigningKey {
    SigningKey::from_seed(&[5; 32])
}

fn namespace() -> Namespace {
    Namespace::new(Purpose::Amendment, "inner-sea")
}

fn bound(path: &str, text: &str) -> Bound {
    Bound { path: path.to_owned(), digest: Digest::of(text) }
}

fn amendment(kind: Kind) -> Amendment {
    let after = BASE.replace("in Ardanian.", "in Ardanian or English.");
    let (bases, results, patch) = match kind {
        Kind::Objection => (vec![], vec![], Patch::default()),
        Kind::Remark => (vec![bound(PATH, BASE)], vec![], Patch::default()),
        Kind::Structure => {
            let (from, to) = ("content/chapters/one.md", "content/chapters/two.md");
            let files = vec![
                FilePatch::between(from, Some(BASE), None).unwrap(),
                FilePatch::between(to, None, Some(BASE)).unwrap(),
            ];
            (vec![bound(from, BASE)], vec![bound(to, BASE)], Patch { files })
        }
        _ => {
            let file = FilePatch::between(PATH, Some(BASE), Some(&after)).unwrap();
            (vec![bound(PATH, BASE)], vec![bound(PATH, &after)], Patch { files: vec![file] })
        }
    };
    let moves = match kind {
        Kind::Structure => {
            vec![Move { from: "content/chapters/one.md".into(), to: "content/chapters/two.md".into() }]
        }
        _ => vec![],
    };
    Amendment {
        kind,
        state: Some("XA".into()),
        round: Some("2026-R2".into()),
        author: "xa-delegate-1".into(),
        title: "English is accepted too".into(),
        base_edition: None,
        heading: (kind == Kind::Remark).then(|| "Channel".into()),
        objects_to: (kind == Kind::Objection).then(|| "XB-xj4bnp4pahh6uqkb".parse().unwrap()),
        bases,
        results,
        moves,
        sources: vec![SourceLine {
            kind: SourceKind::Circular,
            title: "Circular on languages".into(),
            provision: Some("para. 2".into()),
            place: Some("https://chancery.example/7".into()),
            in_force: Some("2026-10-01".parse().unwrap()),
        }],
        ledger_seen: Some(Seen { seq: 213, digest: Digest::of("entry") }),
        supersedes: None,
        created: "2026-11-20T03:12:00Z".parse().unwrap(),
        rationale: vec!["The practice changed.".into(), String::new(), "--- a/x".into()],
        patch,
    }
}

fn texts() -> BTreeMap<Digest, String> {
    BTreeMap::from([(Digest::of(BASE), BASE.to_owned())])
}

fn codes(text: &str) -> Vec<&'static str> {
    match Filed::read("x.amend", text.as_bytes()) {
        Ok(_) => vec![],
        Err(refusals) => refusals.iter().map(|refusal| refusal.code.name()).collect(),
    }
}

#[test]
fn every_kind_is_written_and_read_back() {
    for kind in Kind::ALL {
        let amendment = amendment(kind);
        let text = amendment.signed(&key(), &namespace()).unwrap();
        let filed = Filed::read("x.amend", text.as_bytes()).unwrap_or_else(|why| panic!("{why:#?}\n{text}"));
        assert_eq!(filed.amendment, amendment);
        assert_eq!(filed.payload(), amendment.payload());
        assert_eq!(filed.text(), text);
        assert_eq!(filed.id, amendment.id());
        assert_eq!(filed.verify(&namespace()), Ok(&key().public()));
        assert!(text.lines().all(|line| line.trim_end() == line), "no blanks at the end of a line");
        let changes = filed.apply(&texts()).unwrap();
        assert_eq!(changes.is_empty(), !kind.changes_text());
        let unsigned = Filed::read("x.amend", amendment.payload().as_bytes()).unwrap();
        assert_eq!(unsigned.verify(&namespace()).unwrap_err().code, RefusalCode::R0030);
    }
}

#[test]
fn the_file_reads_as_designed() {
    insta::assert_snapshot!(amendment(Kind::Annex).payload(), @"
    Handbook-Amendment: 1
    Kind: annex
    State: XA
    Round: 2026-R2
    Author: xa-delegate-1
    Title: English is accepted too
    Base-Edition: none
    Base: sha256:602481cfb778075d49b1e92662192cb9d7eeec64c02de0ade9849ac64ddaf2f2 content/annexes/xa.md
    Result: sha256:77de906daf15d0851c7b10c0d9d7e4f99c0ac4c7308bb9180d86918eee1d0c30 content/annexes/xa.md
    Source: circular | Circular on languages | para. 2 | https://chancery.example/7 | 2026-10-01
    Ledger-Seen: 000213 sha256:923fe53966c6cd9343e11af776cd4b05be315ea4b200b02e4d5dfb0f929b73bf
    Supersedes: none
    Created: 2026-11-20T03:12:00Z
    Rationale:
    | The practice changed.
    |
    | --- a/x

    --- a/content/annexes/xa.md
    +++ b/content/annexes/xa.md
    @@ -4,4 +4,4 @@

     Requests go to the chancery.

    -They are in Ardanian.
    +They are in Ardanian or English.
    ");
    insta::assert_snapshot!(amendment(Kind::Remark).payload(), @"
    Handbook-Amendment: 1
    Kind: remark
    State: XA
    Round: 2026-R2
    Author: xa-delegate-1
    Title: English is accepted too
    Base-Edition: none
    Heading: Channel
    Base: sha256:602481cfb778075d49b1e92662192cb9d7eeec64c02de0ade9849ac64ddaf2f2 content/annexes/xa.md
    Source: circular | Circular on languages | para. 2 | https://chancery.example/7 | 2026-10-01
    Ledger-Seen: 000213 sha256:923fe53966c6cd9343e11af776cd4b05be315ea4b200b02e4d5dfb0f929b73bf
    Supersedes: none
    Created: 2026-11-20T03:12:00Z
    Rationale:
    | The practice changed.
    |
    | --- a/x
    ");
}

#[test]
fn the_way_of_a_file_may_add_a_mark_and_carriage_returns_only() {
    let text = amendment(Kind::Annex).signed(&key(), &namespace()).unwrap();
    let crlf = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let filed = Filed::read("x.amend", crlf.as_bytes()).unwrap();
    assert_eq!(filed.text(), text);
    assert_eq!(filed.imports, [Import::ByteOrderMark, Import::LineEnds(text.lines().count())]);
    assert!(filed.verify(&namespace()).is_ok());
    let one = text.replacen('\n', "\r\n", 1);
    assert!(Filed::read("x.amend", one.as_bytes()).unwrap().verify(&namespace()).is_ok());
    assert_eq!(codes(&text.replacen("chancery", "chan\rcery", 1)), ["R0003"]);
}

#[test]
fn a_file_altered_on_the_way_is_told_with_the_first_place() {
    let text = amendment(Kind::Annex).signed(&key(), &namespace()).unwrap();
    let spoilt = text.replace("+They are in Ardanian or English.", "+They are in Ardanian or French.");
    let filed = Filed::read("x.amend", spoilt.as_bytes()).unwrap();
    assert_eq!(filed.verify(&namespace()).unwrap_err().code, RefusalCode::R0034);
    let told = filed.altered(&texts()).unwrap();
    assert_eq!(told.code, RefusalCode::R0006);
    assert_eq!(filed.apply(&texts()).unwrap_err()[0].code, RefusalCode::R0028);
    let spoilt = text.replace(" Requests go", " Requests  go");
    let filed = Filed::read("x.amend", spoilt.as_bytes()).unwrap();
    let told = filed.altered(&texts()).unwrap();
    assert!(told.message.contains("at line 5 of"), "{}", told.message);
    let place = told.place.unwrap();
    assert!(place.source.text()[place.span.range()].starts_with("@@ -"), "the hunk");
    assert_eq!(filed.apply(&texts()).unwrap_err()[0].code, RefusalCode::R0027);
    let other = text.replace("The practice changed.", "The practice is new.");
    assert!(Filed::read("x.amend", other.as_bytes()).unwrap().altered(&texts()).is_none());
    assert_eq!(
        Filed::read("x.amend", text.as_bytes()).unwrap().apply(&BTreeMap::new()).unwrap_err()[0].code,
        RefusalCode::R0026
    );
}

#[test]
fn many_faults_are_told_in_one_run() {
    let text = amendment(Kind::Annex).payload();
    let spoilt = text
        .replace("Kind: annex", "Kind: anex")
        .replace("Author: xa-delegate-1", "Author: She")
        .replace("Round: ", "Rond: ")
        .replace("Created: 2026-11-20T03:12:00Z", "Created: yesterday")
        .replace("| The practice", "The practice")
        .replace("@@ -", "@@ ~");
    assert_eq!(codes(&spoilt), ["R0013", "R0015", "R0011", "R0015", "R0015", "R0015", "R0017", "R0022"]);
}
