//! All checks of one text, and how many of their findings are shown.

use std::sync::Arc;

use super::{characters, lines, zawgyi};
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
pub fn lint(source: &Arc<SourceText>, raw: &[u8]) -> Vec<Diagnostic> {
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
pub(super) struct Place {
    pub(super) code: Code,
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) label: &'static str,
    pub(super) help: &'static str,
}

/// Places of one code in a text: the first, and how many there are. A hostile text of 2 MiB can have
/// hundreds of thousands of them, so that those that are only counted take no memory.
pub(super) struct Places<'a> {
    source: &'a Arc<SourceText>,
    first: Vec<Place>,
    /// The first place that is not shown.
    next: Option<(Code, Span)>,
    total: usize,
}

impl<'a> Places<'a> {
    pub(super) const fn new(source: &'a Arc<SourceText>) -> Self {
        Self { source, first: Vec::new(), next: None, total: 0 }
    }

    /// One more place; its words are made only if they are shown.
    pub(super) fn add(&mut self, code: Code, span: Span, words: impl FnOnce() -> Words) {
        self.total += 1;
        if self.first.len() < SHOWN {
            let (message, label, help) = words();
            self.first.push(Place { code, span, message, label, help });
        } else if self.next.is_none() {
            self.next = Some((code, span));
        }
    }
}

/// Message, label and help of a place.
pub(super) type Words = (String, &'static str, &'static str);

/// The first findings of one code, and one that counts the others.
fn capped(places: Places<'_>) -> impl Iterator<Item = Diagnostic> + use<> {
    let source = Arc::clone(places.source);
    let more = places.next.map(|(code, span)| {
        let count = places.total - SHOWN;
        let message =
            format!("and {count} more {} like this in the file", if count == 1 { "place" } else { "places" });
        Diagnostic::new(code, &source, span, message)
    });
    let shown: Vec<Diagnostic> = (places.first.into_iter())
        .map(|place| {
            Diagnostic::new(place.code, &source, place.span, place.message)
                .label(place.label)
                .help(place.help)
        })
        .collect();
    shown.into_iter().chain(more)
}
