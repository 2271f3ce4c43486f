//! Files of the record with bytes put in, taken out and changed: each reader refuses them in words that
//! can be printed, or reads what they say.

use std::sync::Arc;

use handbook::amend::ledger::{Sealed, SignedReceipt};
use handbook::amend::policy::{self, DEFAULT_POLICY};
use handbook::amend::{Namespace, Purpose, Refusal, SignedReview, registry, render_refusals, round};
use handbook::diagnostic::{Format, Painter, SourceText};

use super::properties::full;
use crate::diff::rounds;
use crate::support::Random;
use crate::support::office::{self, Office};

/// What is put in: what the forms live by, and what should never reach a terminal.
const PIECES: &[&str] = &[
    "\"",
    "=",
    "[[",
    "]]",
    "\n",
    "sha256:",
    " ",
    "|",
    "| ",
    "\u{202e}",
    "\u{1b}[31m",
    "\0",
    "\u{200b}",
    "-----",
    "99999999999999999999",
    "2030-13-45",
    "version = 2\n",
    "none",
    "é",
    "\u{10ffff}",
];

fn spoilt(text: &str, random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..1 + random.below(3) {
        let edge = |text: &str, at: usize| (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
        let at = edge(&text, random.below(text.len() + 1));
        match random.below(4) {
            0 => text.insert_str(at, random.pick::<&str>(PIECES)),
            1 => {
                let end = edge(&text, (at + 1 + random.below(40)).min(text.len()));
                text.replace_range(at..end, "");
            }
            2 => {
                let end = edge(&text, (at + 1).min(text.len()));
                text.replace_range(at..end, random.pick::<&str>(PIECES));
            }
            _ => text.truncate(at),
        }
    }
    text
}

/// Refusals are whole and show nothing raw.
fn told(refusals: &[Refusal]) {
    assert!(!refusals.is_empty());
    for format in [Format::Human, Format::Short, Format::Github] {
        let shown = render_refusals(refusals, format, Painter { colour: false });
        let raw = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
        assert!(!shown.contains(raw), "{shown:?}");
    }
    assert!(refusals.iter().all(|refusal| !refusal.message.is_empty() && !refusal.remedy.is_empty()));
}

#[test]
fn spoilt_files_of_the_record_are_refused_in_words_or_read() {
    let mut office: Office = full();
    let ledger = Namespace::new(Purpose::Ledger, "inner-sea");
    let first = |end: &str| office.files.keys().find(|path| path.ends_with(end)).unwrap().clone();
    let (entry, review) = (first(".entry"), first(".review"));
    let (_, receipt) =
        office.receive(&office.annex("lies on the Inner Sea.", "lies by the Inner Sea.").signed());
    let texts = [
        office::registry(),
        DEFAULT_POLICY.to_owned(),
        office::ROUND.to_owned(),
        office.text(&entry),
        office.text(&review),
        receipt.source.text().to_owned(),
    ];
    let mut random = Random::seeded(41);
    let mut refused = 0;
    for turn in 0..rounds(1_200, 300_000) {
        let form = turn % texts.len();
        let text = spoilt(&texts[form], &mut random);
        let source: Arc<SourceText> = SourceText::new("spoilt", text.as_str());
        let found = match form {
            0 => registry::read(&source, None).err(),
            1 => policy::read(&source).err(),
            2 => round::read(&source).err(),
            3 => Sealed::read(&source, &ledger)
                .map(|sealed| assert!(text == texts[3] || sealed.signer.is_err()))
                .err()
                .map(|one| vec![one]),
            4 => SignedReview::read(&source, "inner-sea")
                .map(|review| assert!(text == texts[4] || review.signer.is_err()))
                .err()
                .map(|one| vec![one]),
            _ => SignedReceipt::read(&source, &ledger)
                .map(|_| assert_eq!(text, texts[5]))
                .err()
                .map(|one| vec![one]),
        };
        if let Some(found) = found {
            refused += 1;
            told(&found);
        }
    }
    assert!(refused > 600, "{refused}");
}
