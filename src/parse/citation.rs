//! Citations in Pandoc's syntax: `[@untoc, art. 18(15); @th-macma, s. 9]`.
//!
//! The grammar follows <https://pandoc.org/MANUAL.html#citation-syntax>: semicolons between
//! mentions, a comma between key and pinpoint. Prefixes (`see @key`), suppressed authors
//! (`-@key`) and author-in-text (`@key` outside brackets) are not used in law and are refused.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::model::{Citation, Mention};

/// Abbreviations that begin a pinpoint, singular and plural.
const PINPOINTS: &[&str] = &[
    "art.", "arts.", "s.", "ss.", "para.", "paras.", "pt.", "pts.", "ch.", "chs.", "sch.", "p.", "pp.", "r.",
    "rr.", "reg.", "regs.", "div.", "annex", "preamble", "title", "note",
];

/// Reads the citation whose brackets span `range` of the text.
///
/// Findings of [`Code::E0402`] say what cannot be read; what can be read is kept.
pub(super) fn parse(
    source: &Arc<SourceText>,
    range: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Citation {
    let inner = range.start + 1..range.end.saturating_sub(1);
    let text = source.text().get(inner.clone()).unwrap_or("");
    let mut mentions = Vec::new();
    let mut at = inner.start;
    for piece in text.split(';') {
        let span = Span::new(trimmed(piece, at));
        match mention(piece.trim()) {
            Ok((key, pinpoint)) => mentions.push(Mention { span, key, pinpoint }),
            Err(fault) => diagnostics.push(
                Diagnostic::new(Code::E0402, source, span, fault)
                    .help("write `[@key, art. 18(15)]`, several with `;` between them"),
            ),
        }
        at += piece.len() + 1;
    }
    Citation { span: Span::new(range), mentions }
}

fn trimmed(piece: &str, at: usize) -> Range<usize> {
    let start = at + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

fn mention(piece: &str) -> Result<(String, String), String> {
    let Some(rest) = piece.strip_prefix('@') else {
        return Err("a citation begins with `@`".to_owned());
    };
    let (key, pinpoint) = rest.split_once(',').unwrap_or((rest, ""));
    let key = key.trim();
    let valid = !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && key.as_bytes()[0] != b'-';
    if !valid {
        return Err(format!("`@{key}` is not a key: keys are small letters, digits and hyphens"));
    }
    let pinpoint = pinpoint.split_whitespace().collect::<Vec<_>>().join(" ");
    if rest.contains(',') && pinpoint.is_empty() {
        return Err("the provision after the comma is missing".to_owned());
    }
    if !pinpoint.is_empty() {
        let first = pinpoint.split(' ').next().unwrap_or_default();
        if !PINPOINTS.contains(&first) {
            return Err(format!(
                "the provision `{pinpoint}` must begin with `art.`, `s.`, `para.`, `pt.`, `ch.` or another abbreviation"
            ));
        }
        if first.ends_with('.') && !pinpoint.contains(' ') {
            return Err(format!("`{first}` must be followed by a number"));
        }
    }
    Ok((key.to_owned(), pinpoint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, String)>, Vec<String>) {
        let source = SourceText::new("a.md", text);
        let mut diagnostics = Vec::new();
        let citation = parse(&source, 0..text.len(), &mut diagnostics);
        (
            citation.mentions.into_iter().map(|mention| (mention.key, mention.pinpoint)).collect(),
            diagnostics.into_iter().map(|finding| finding.message).collect(),
        )
    }

    #[test]
    fn several_mentions_and_line_ends() {
        let (mentions, faults) = read("[@th-macma,\ns. 9; @untoc, art. 18(15)]");
        assert!(faults.is_empty());
        assert_eq!(mentions[0], ("th-macma".to_owned(), "s. 9".to_owned()));
        assert_eq!(mentions[1], ("untoc".to_owned(), "art. 18(15)".to_owned()));
    }

    #[test]
    fn what_cannot_be_read_is_said_and_the_rest_kept() {
        let (mentions, faults) = read("[@a, art. 1; see @b; @C; @d,; @e, 18; @f, art.]");
        assert_eq!(mentions.len(), 1);
        assert_eq!(faults.len(), 5);
    }
}
