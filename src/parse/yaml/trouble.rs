//! What the parser complains about, in plain words.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceText, Span};

/// Words in the parser's message, what to say instead, and what to do. The first match counts.
const PLAIN_WORDS: &[(&[&str], &str, &str)] = &[
    (
        &["mapping values are not allowed", "illegal placement of ':'"],
        "a second colon followed by a blank stands in this value",
        "put the value in quotation marks, or indent this line as far as the key above it",
    ),
    (
        &["tab cannot", "tabs disallowed", "found a tab", "start with a tab"],
        "a tab is used where only blanks may stand",
        "indent with blanks",
    ),
    (
        &["unexpected end of stream", "unexpected document indicator", "unexpected eof", "in quoted scalar"],
        "a quotation mark is opened but not closed",
        "close the quotation mark",
    ),
    (
        &["trailing content after double-quoted"],
        "there is text after the closing quotation mark",
        "put the whole value in quotation marks, and write a quotation mark inside it as `\\\"`",
    ),
    (
        &["flow sequence", "',' or ']'"],
        "a square bracket is opened but not closed, or a comma is missing",
        "close the list with `]` and separate its values by commas",
    ),
    (
        &["flow mapping", "flow construct", "misplaced bracket"],
        "a bracket is opened but not closed, or a comma is missing",
        "close the bracket, or put the value in quotation marks",
    ),
    (
        &["expect ':'", "simple key expected", "mapping keys are not allowed"],
        "a line stands here that is no `key: value`",
        "write a key, a colon, a blank and the value; indent the lines of a longer value",
    ),
    (
        &["unexpected character", "cannot start with", "expected node content", "found unknown anchor"],
        "a value cannot start with this character",
        "put the value in quotation marks",
    ),
    (
        &["unknown escape", "hexadecimal number", "invalid Unicode character escape"],
        "a backslash stands in double quotation marks without a meaning",
        "write the backslash twice, or use single quotation marks",
    ),
    (
        &[
            "did not find expected key",
            "'-' indicator",
            "indentation",
            "wrongly indented",
            "<document start>",
            "entries are not allowed",
        ],
        "the indentation of this line does not fit the lines above it",
        "give keys of one level, and the hyphens of one list, the same number of blanks",
    ),
    (
        &["comment or line break", "indicator equal to 0"],
        "the text of a value after `|` or `>` must start on the next line",
        "start a new line after the mark and indent it, or put the value in quotation marks",
    ),
    (
        &["unprintable", "byte order mark"],
        "a character stands here that cannot be printed",
        "remove the character",
    ),
    (
        &["directive", "TAG", "tag"],
        "tags and directives are not used here",
        "put the value in quotation marks",
    ),
    (&["anchor or alias"], "a value cannot start with this character", "put the value in quotation marks"),
];

/// A text that cannot be read: the finding E0301 at byte `at` of `text`, which starts at byte
/// `start` of the source.
pub(super) fn syntax(
    source: &Arc<SourceText>,
    text: &str,
    start: usize,
    at: usize,
    complaint: &str,
) -> Diagnostic {
    // A tab is met while the value before it is read; the place is the tab.
    let tab = complaint.contains("tab").then(|| text[at..].find('\t')).flatten();
    let at = at + tab.unwrap_or(0);
    let at = if at >= text.trim_end().len() { text.trim_end().len() } else { at };
    let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
    let span = Span::new(at..end).shifted(start);
    let known = PLAIN_WORDS.iter().find(|(words, _, _)| words.iter().any(|word| complaint.contains(word)));
    match known {
        Some((_, message, help)) => Diagnostic::new(Code::E0301, source, span, *message).help(*help),
        None => Diagnostic::new(Code::E0301, source, span, "the data cannot be read from here on")
            .label(complaint)
            .help("compare this line with the same line of another file"),
    }
}
