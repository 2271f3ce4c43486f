//! What is wrong with the characters and lines of a text, before anything reads its sense.
//!
//! Wrong characters are seldom seen and long suffered from: a search does not find a word typed
//! with an invisible character, a signature over a text with mixed line ends does not hold, a
//! bidirectional control lets a text read other than it is.

mod characters;
mod names;
mod scripts;
mod zawgyi;

mod lines;

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceText, Span};

/// So many findings of one code are shown for a file; the others are counted.
const SHOWN: usize = 20;

/// Checks the characters and lines of any text of a handbook. `raw` are the bytes of the file and
/// `source` the text they stand for; where they are not UTF-8, it holds U+FFFD in their place, as
/// [`String::from_utf8_lossy`] puts it.
///
/// The findings: E0101 bytes that are not UTF-8, E0102 carriage return, E0103 byte-order mark,
/// E0105 bidirectional control, E0106 stray invisible character, E0107 Burmese in Zawgyi
/// encoding, E0108 control character, E0110 not in normal form C, E0114 blanks at the end of a
/// line or no line end at the end of the file, E0214 merge conflict marker.
#[must_use]
pub(super) fn lint(source: &Arc<SourceText>, raw: &[u8]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(capped(characters::not_utf8(source, raw)));
    found.extend(lines::carriage_return(source));
    let (bidi, invisible, control) = characters::unwanted(source);
    for group in [bidi, invisible, control] {
        found.extend(capped(group));
    }
    found.extend(capped(zawgyi::zawgyi(source)));
    found.extend(characters::not_composed(source));
    found.extend(capped(lines::trailing_blanks(source)));
    found.extend(capped(lines::conflicts(source)));
    found
}

/// A place that is only reported if it is among the first.
struct Place {
    code: Code,
    span: Span,
    message: String,
    label: &'static str,
    help: &'static str,
}

/// The first findings of one code, and one that counts the others.
fn capped((source, places): (&Arc<SourceText>, Vec<Place>)) -> impl Iterator<Item = Diagnostic> + use<> {
    let source = Arc::clone(source);
    let (total, more_at) = (places.len(), places.get(SHOWN).map(|place| (place.code, place.span)));
    let more = more_at.map(|(code, span)| {
        let count = total - SHOWN;
        let message =
            format!("and {count} more {} like this in the file", if count == 1 { "place" } else { "places" });
        Diagnostic::new(code, &source, span, message)
    });
    let shown: Vec<Diagnostic> = (places.into_iter().take(SHOWN))
        .map(|place| {
            Diagnostic::new(place.code, &source, place.span, place.message)
                .label(place.label)
                .help(place.help)
        })
        .collect();
    shown.into_iter().chain(more)
}

#[cfg(test)]
mod tests;
