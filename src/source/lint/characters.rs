//! Characters that must not stand in a text.

use std::sync::Arc;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use unicode_segmentation::UnicodeSegmentation;

use super::findings::Place;
use super::names::name;
use super::scripts::{may_join, may_vary};
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};

type Places<'a> = (&'a Arc<SourceText>, Vec<Place>);

/// E0101: every stretch of bytes that is no character.
pub(super) fn not_utf8<'a>(source: &'a Arc<SourceText>, raw: &[u8]) -> Places<'a> {
    let mut places = Vec::new();
    let mut at = 0;
    for chunk in raw.utf8_chunks() {
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            let bytes: Vec<String> = chunk.invalid().iter().map(|byte| format!("{byte:02X}")).collect();
            let end = at + char::REPLACEMENT_CHARACTER.len_utf8();
            let message = match bytes.as_slice() {
                [byte] => format!("the byte {byte} is no UTF-8"),
                bytes => format!("the bytes {} are no UTF-8", bytes.join(" ")),
            };
            places.push(Place {
                code: Code::E0101,
                span: Span::new(at..end),
                message,
                label: "no character",
                help: "save the file as UTF-8 and put in the character that is meant",
            });
            at = end;
        }
    }
    (source, places)
}

/// Bidirectional controls (E0105), invisible characters (E0103, E0106), controls (E0108).
pub(super) fn unwanted(source: &Arc<SourceText>) -> (Places<'_>, Places<'_>, Places<'_>) {
    let (mut bidi, mut invisible, mut control) = (Vec::new(), Vec::new(), Vec::new());
    let text = source.text();
    for (at, character) in text.char_indices() {
        if matches!(character, ' '..='~' | '\n' | '\t' | '\r') {
            continue;
        }
        let after = at + character.len_utf8();
        let place =
            |code, message, label, help| Place { code, span: Span::new(at..after), message, label, help };
        if is_bidi_control(character) {
            let message = format!("{} is a bidirectional control", name(character));
            let help = "remove it; the program sets the direction of each piece of text itself";
            bidi.push(place(Code::E0105, message, "here", help));
        } else if character.is_control() {
            let message = format!("{} is a control character", name(character));
            control.push(place(
                Code::E0108,
                message,
                "here",
                "remove it, or put in the character that is meant",
            ));
        } else if character == '\u{feff}' && at == 0 {
            let message = "the file starts with a byte-order mark, U+FEFF".to_owned();
            invisible.push(place(
                Code::E0103,
                message,
                "here",
                "save the file as UTF-8 without byte-order mark",
            ));
        } else if let Some(help) = stray(character, &text[..at], &text[after..]) {
            let message = format!("{} cannot be seen and has no sense here", name(character));
            invisible.push(place(Code::E0106, message, "here", help));
        }
    }
    ((source, bidi), (source, invisible), (source, control))
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

/// E0110: the first place that is not in normal form C; one finding a file.
pub(super) fn not_composed(source: &Arc<SourceText>) -> Option<Diagnostic> {
    let normalizer = ComposingNormalizerBorrowed::new_nfc();
    let text = source.text();
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
