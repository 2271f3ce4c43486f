//! Characters that must not stand in a text.

use std::sync::Arc;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{CanonicalCombiningClass, DefaultIgnorableCodePoint};
use icu_properties::{CodePointMapData, CodePointSetData};
use unicode_segmentation::UnicodeSegmentation;

use super::findings::Places;
use super::names::name;
use super::scripts::{may_join, may_vary};
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};

/// E0101: every stretch of bytes that is no character.
pub(super) fn not_utf8<'a>(source: &'a Arc<SourceText>, raw: &[u8]) -> Places<'a> {
    let mut places = Places::new(source);
    let mut at = 0;
    for chunk in raw.utf8_chunks() {
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            let end = at + char::REPLACEMENT_CHARACTER.len_utf8();
            places.add(Code::E0101, Span::new(at..end), || {
                let bytes: Vec<String> = chunk.invalid().iter().map(|byte| format!("{byte:02X}")).collect();
                let message = match bytes.as_slice() {
                    [byte] => format!("the byte {byte} is no UTF-8"),
                    bytes => format!("the bytes {} are no UTF-8", bytes.join(" ")),
                };
                (message, "no character", "save the file as UTF-8 and put in the character that is meant")
            });
            at = end;
        }
    }
    places
}

/// Bidirectional controls (E0105), invisible characters (E0103, E0106), controls (E0108).
pub(super) fn unwanted(source: &Arc<SourceText>) -> (Places<'_>, Places<'_>, Places<'_>) {
    let (mut bidi, mut invisible, mut control) =
        (Places::new(source), Places::new(source), Places::new(source));
    let text = source.text();
    for (at, character) in text.char_indices() {
        if matches!(character, ' '..='~' | '\n' | '\t' | '\r') {
            continue;
        }
        let after = at + character.len_utf8();
        let span = Span::new(at..after);
        if is_bidi_control(character) {
            bidi.add(Code::E0105, span, || {
                let message = format!("{} is a bidirectional control", name(character));
                (message, "here", "remove it; the program sets the direction of each piece of text itself")
            });
        } else if character.is_control() {
            control.add(Code::E0108, span, || {
                let message = format!("{} is a control character", name(character));
                (message, "here", "remove it, or put in the character that is meant")
            });
        } else if character == '\u{feff}' && at == 0 {
            invisible.add(Code::E0103, span, || {
                let message = "the file starts with a byte-order mark, U+FEFF".to_owned();
                (message, "here", "save the file as UTF-8 without byte-order mark")
            });
        } else if let Some(help) = stray(character, &text[..at], &text[after..]) {
            invisible.add(Code::E0106, span, || {
                (format!("{} cannot be seen and has no sense here", name(character)), "here", help)
            });
        }
    }
    (bidi, invisible, control)
}

/// Every character that must not stand in a text (E0103, E0105, E0106, E0108), with its offset.
pub fn unwanted_characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter(|&(at, character)| {
        let after = at + character.len_utf8();
        !matches!(character, ' '..='~' | '\n' | '\t')
            && (is_bidi_control(character)
                || character.is_control()
                || stray(character, &text[..at], &text[after..]).is_some())
    })
}

/// The bidirectional controls (UAX #9, section 2, and the marks).
fn is_bidi_control(character: char) -> bool {
    matches!(character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What to do about a character that cannot be seen; nothing where it has a sense.
fn stray(character: char, before: &str, after: &str) -> Option<&'static str> {
    let ignorable = || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character);
    let (previous, next) = (before.chars().next_back(), after.chars().next());
    match character {
        '\u{200b}'..='\u{200d}' => (!may_join(previous, next))
            .then_some("remove it; it may only stand between letters of Thai, Khmer, Burmese and the like"),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
            (!may_vary(previous)).then_some("remove it; it may only follow an ideograph or a symbol")
        }
        '\u{ad}' => Some("remove it; the reader's program hyphenates by itself"),
        '\u{2028}' | '\u{2029}' => Some("start a new line instead"),
        '\u{2060}' | '\u{feff}' => Some("remove it, or use a no-break space (U+00A0)"),
        '\u{fff9}'..='\u{fffb}' => Some("remove it"),
        _ => (u32::from(character) > 0xff && ignorable()).then_some("remove it"),
    }
}

/// Most marks that may follow one letter: what programs that normalise must be able to hold (UAX #15,
/// section 13, "Stream-Safe Text Format").
const MOST_MARKS: usize = 30;

/// E0110: the first place that is not in normal form C, or that could not be brought into it in the
/// memory that programs must have; one finding a file.
pub(super) fn not_composed(source: &Arc<SourceText>) -> Option<Diagnostic> {
    let text = source.text();
    if let Some(span) = heaped_marks(text) {
        let message = format!("more than {MOST_MARKS} marks stand on one letter");
        return Some(
            Diagnostic::new(Code::E0110, source, span, message)
                .label("the first place in the file")
                .help("remove the marks; no writing heaps up so many"),
        );
    }
    let normalizer = ComposingNormalizerBorrowed::new_nfc();
    let (head, tail) = normalizer.split_normalized(text);
    if tail.is_empty() {
        return None;
    }
    let cluster = tail.graphemes(true).next().unwrap_or(tail);
    let points = |text: &str| {
        text.chars().map(|character| format!("U+{:04X}", u32::from(character))).collect::<Vec<_>>().join(" ")
    };
    let composed = normalizer.normalize(cluster);
    let message =
        format!("`{composed}` is written {}; in normal form C it is {}", points(cluster), points(&composed));
    let span = Span::new(head.len()..head.len() + cluster.len());
    Some(
        Diagnostic::new(Code::E0110, source, span, message)
            .label("the first place in the file")
            .help("save the file in Unicode normal form C (NFC); editors call it precomposed"),
    )
}

/// The first letter's marks past the most that may follow it.
fn heaped_marks(text: &str) -> Option<Span> {
    let classes = CodePointMapData::<CanonicalCombiningClass>::new();
    let mut marks = 0;
    for (at, character) in text.char_indices() {
        // Before the first mark of Unicode.
        if character < '\u{300}' || classes.get(character) == CanonicalCombiningClass::NotReordered {
            marks = 0;
            continue;
        }
        marks += 1;
        if marks > MOST_MARKS {
            return Some(Span::new(at..at + character.len_utf8()));
        }
    }
    None
}
