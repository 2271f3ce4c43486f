//! Amendments made and spoilt by chance: what must hold for every file.

use handbook::amend::{
    Amendment, Bound, Digest, Edit, Filed, Kind, Namespace, Purpose, Seen, SourceKind, SourceLine, compose,
    lint, render_refusals,
};
use handbook::diagnostic::{Format, Painter};

use super::sample::{ANNEX, CHAPTER, answers, good, key, moving, namespace, record, sign, text};
use crate::support::Random;

fn rounds(few: usize) -> usize {
    if std::env::var("HANDBOOK_FUZZ").is_ok_and(|value| value == "long") { few * 500 } else { few }
}

const WORDS: &[&str] = &[
    "request",
    "คำร้อง",
    "សំណើ",
    "--- a/x",
    "+++ b/x",
    "@@ -1 +1 @@",
    "-",
    "|",
    "",
    "| --- |",
    "-----BEGIN",
    "é",
    "Kind: annex",
    "\\",
    "\\ No newline at end of file",
    "# Heading {#x}",
    "30 days",
    "a  b",
    "\t x",
    "diff --git a b",
];

fn words(random: &mut Random) -> String {
    (0..1 + random.below(4)).map(|_| *random.pick(WORDS)).collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn document(random: &mut Random) -> String {
    let mut text: String = (0..random.below(30)).map(|_| words(random) + "\n").collect();
    if random.below(5) == 0 {
        text = text.trim_end().to_owned();
    }
    text
}

fn made(random: &mut Random) -> Option<(Amendment, Vec<Edit>)> {
    let kind = *random.pick(&Kind::ALL);
    let mut said = answers(kind);
    said.title = format!("T {}", words(random));
    said.rationale = format!("R\n{}\n\n{}\nE", words(random), words(random));
    said.ledger_seen = (random.below(2) == 0).then(|| Seen {
        seq: 1 + random.next() as u32 % 9_999_999,
        digest: Digest::of(random.next().to_be_bytes()),
    });
    said.supersedes = (random.below(3) == 0).then(|| good().id());
    said.sources.extend((0..random.below(3)).map(|_| SourceLine {
        kind: *random.pick(&SourceKind::ALL),
        title: "A, b: c".to_owned(),
        provision: None,
        place: None,
        in_force: (random.below(2) == 0).then(|| jiff::civil::date(2020, 2, 29)),
    }));
    let mut edits = Vec::new();
    let number = match kind {
        Kind::Objection => 0,
        Kind::Remark | Kind::Confirmation => 1,
        _ => 1 + random.below(4),
    };
    for at in 0..number {
        let before = document(random);
        let mut after = document(random);
        if before == after {
            after.push_str("x\n");
        }
        let gone = kind == Kind::Structure && random.below(3) == 0 && !before.is_empty();
        let new = kind == Kind::Structure && !gone && random.below(3) == 0 && !after.is_empty();
        edits.push(Edit {
            path: format!("content/chapters/{at}.md"),
            before: (!new).then_some(before),
            after: (!gone).then_some(after),
        });
    }
    // Blanks at the end of a line and the like are refused: those drafts are not what is tested here.
    compose(said, &edits, vec![]).ok().map(|amendment| (amendment, edits))
}

#[test]
fn what_is_written_is_read_back_and_gives_the_texts() {
    let mut good = 0;
    for round in 0..rounds(300) {
        let mut random = Random::seeded(0xa11 ^ (round as u64) << 8);
        let Some((amendment, edits)) = made(&mut random) else { continue };
        good += 1;
        let file = amendment.signed(&key(), &namespace()).unwrap();
        let filed = Filed::read("x.amend", file.as_bytes()).unwrap_or_else(|why| panic!("{why:#?}\n{file}"));
        assert_eq!(filed.amendment, amendment);
        assert_eq!(filed.amendment.payload(), amendment.payload());
        let texts = edits
            .iter()
            .filter_map(|edit| edit.before.as_ref())
            .map(|text| (Digest::of(text), text.clone()))
            .collect::<std::collections::BTreeMap<_, _>>();
        for change in filed.apply(&texts).unwrap() {
            let edit = edits.iter().find(|edit| edit.path == change.path).unwrap();
            assert_eq!((&change.before, &change.after), (&edit.before, &edit.after), "round {round}");
        }
    }
    assert!(good > rounds(300) / 3, "{good}");
}

/// A changed byte anywhere in a signed file is refused: every bit of the signature, and a bit of each
/// byte of the rest (all bits in the long run).
#[test]
fn no_flipped_bit_is_accepted() {
    let file = sign(&good().payload());
    let start = good().payload().len();
    let mut flips = 0;
    for at in 0..file.len() {
        for bit in 0..8 {
            if at < start && rounds(1) == 1 && bit != at % 8 {
                continue;
            }
            let mut bytes = file.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let accepted =
                Filed::read("x.amend", &bytes).is_ok_and(|filed| filed.verify(&namespace()).is_ok());
            assert!(!accepted, "bit {bit} of byte {at}");
            flips += 1;
        }
    }
    assert!(flips > 1_592, "{flips}");
}

/// Text with one to six random changes.
fn spoilt(text: &str, random: &mut Random) -> Vec<u8> {
    const PIECES: &[&str] = &[
        "\n",
        "\r",
        "\t",
        " ",
        "+",
        "-",
        "@@ -1,2 +1,2 @@\n",
        "--- a/content/annexes/xa.md\n",
        "| ",
        "\0",
        "\u{1b}[2J",
        "\u{202e}",
        "\u{feff}",
        "ก",
        "Base: ",
        "Source: ",
        ":",
        "sha256:",
        "\\ No newline at end of file\n",
        "\n\n",
        "-----BEGIN SSH SIGNATURE-----\n",
        "-----END SSH SIGNATURE-----\n",
        "99999999999999999999",
        "/dev/null",
        "../",
    ];
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + random.below(6) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(80)).min(bytes.len());
        match random.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            2 if at < bytes.len() => bytes[at] = random.next().to_le_bytes()[0],
            3 => bytes.truncate(at.max(20)),
            _ => {
                let piece = random.pick(PIECES).repeat(1 + random.below(3));
                bytes.splice(at..at, piece.into_bytes());
            }
        }
    }
    bytes
}

/// Spoilt files of every kind: no panic; what is accepted as signed is the signed text; what applies
/// without a signature gives the digest it names; no raw control character is ever shown.
#[test]
fn spoilt_files_are_refused_or_are_what_they_say() {
    let remark = compose(
        answers(Kind::Remark),
        &[Edit { path: CHAPTER.into(), before: Some(text(CHAPTER).into()), after: None }],
        vec![],
    );
    let whole = [good().payload(), moving().payload(), remark.unwrap().payload()];
    let seeds: Vec<String> = whole.iter().flat_map(|payload| [payload.clone(), sign(payload)]).collect();
    let texts = record();
    let (mut read, mut applied) = (0, 0);
    let files = crate::diff::rounds(1_500, 2_000_000);
    for round in 0..files {
        let mut random = Random::seeded(0xf22 ^ (round as u64) << 8);
        let seed = random.pick(&seeds);
        let bytes = spoilt(seed, &mut random);
        let refusals = match Filed::read("x\u{1b}.amend", &bytes) {
            Err(refusals) => {
                assert!(!refusals.is_empty());
                refusals
            }
            Ok(filed) => {
                read += 1;
                if filed.verify(&namespace()).is_ok() {
                    assert!(seeds.contains(&filed.text().to_owned()), "another text passed as signed");
                }
                assert_eq!(filed.amendment.payload(), filed.payload(), "one written form");
                let mut told: Vec<_> = filed.altered(&texts).into_iter().collect();
                match filed.apply(&texts) {
                    Err(refusals) => told.extend(refusals),
                    Ok(changes) => {
                        applied += 1;
                        for change in &changes {
                            assert_eq!(
                                change.after.as_deref().map(Digest::of),
                                filed.amendment.result(&change.path)
                            );
                        }
                        told.extend(lint(&filed, &changes));
                    }
                }
                told
            }
        };
        for format in [Format::Human, Format::Short, Format::Github, Format::Json] {
            let shown = render_refusals(&refusals, format, Painter { colour: false });
            let raw = |c: char| {
                (c.is_control() && c != '\n')
                    || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert!(format == Format::Json || !shown.contains(raw), "round {round}: {shown:?}");
        }
    }
    assert!(read > files / 200 && applied > 0, "{read} read, {applied} applied");
}

/// A signature for one purpose or handbook is none for another, whatever the text.
#[test]
fn purposes_do_not_mix() {
    let file = sign(&good().payload());
    let filed = Filed::read("x.amend", file.as_bytes()).unwrap();
    for purpose in Purpose::ALL {
        for handbook in ["inner-sea", "inner-sea2", ""] {
            let space = Namespace::new(purpose, handbook);
            assert_eq!(filed.verify(&space).is_ok(), space == namespace());
        }
    }
    let bound = Bound { path: ANNEX.into(), digest: Digest::of(text(ANNEX)) };
    assert_eq!(filed.amendment.bases, [bound]);
}
