//! What must not stand in the Markdown of a handbook, found while or after it is read.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::LinkType;

use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::model::Footnote;

/// References in brackets that lead nowhere: footnotes, `[text][label]`, unknown admonitions.
pub(super) fn broken_references(
    source: &Arc<SourceText>,
    start: usize,
    broken: Vec<(Range<usize>, LinkType, String)>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (range, kind, reference) in broken {
        let span = Span::new(range).shifted(start);
        if matches!(kind, LinkType::Reference | LinkType::Collapsed) {
            diagnostics.push(
                Diagnostic::new(Code::E0209, source, span, format!("reference `{reference}` is not defined"))
                    .help(format!("write `[text](page.md)`, or define it: `[{reference}]: page.md`")),
            );
        } else if let Some(kind) = reference.strip_prefix('!') {
            let line = source.place(span.range().start).line;
            if source.line(line).trim_start().starts_with('>') {
                diagnostics.push(admonition(source, span, kind));
            }
        }
    }
}

const ADMONITIONS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

fn admonition(source: &Arc<SourceText>, span: Span, kind: &str) -> Diagnostic {
    let upper = kind.to_uppercase();
    if ADMONITIONS.contains(&upper.as_str()) {
        return Diagnostic::new(
            Code::E0215,
            source,
            span,
            format!("`[!{upper}]` must stand alone on its line"),
        )
        .help("begin the text of the admonition on the next line, with `> ` before it");
    }
    Diagnostic::new(Code::E0215, source, span, format!("unknown kind of admonition `{kind}`"))
        .suggest(&upper, ADMONITIONS)
}

/// Template syntax in running text: it has no effect and was pasted by mistake.
pub(super) fn template_syntax(
    source: &Arc<SourceText>,
    text: &str,
    range: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for sign in ["{{", "{%"] {
        for (at, _) in text.match_indices(sign) {
            let start = range.start + at;
            let span = Span::new(start..(start + sign.len()).min(range.end));
            diagnostics.push(
                Diagnostic::new(
                    Code::E0213,
                    source,
                    span,
                    format!("`{sign}` is template syntax and has no effect here"),
                )
                .help("write what is meant; signs that readers should see go into code marks"),
            );
        }
    }
}

/// `[^label]` in running text is a footnote that nobody defined: the parser takes it for words.
/// `literal` are the places of code and of references that were recognised.
pub(super) fn undefined_footnotes(
    source: &Arc<SourceText>,
    from: usize,
    literal: &[Range<usize>],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let text = source.text();
    let mut at = from;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("[^")) {
        let start = at + found;
        at = start + 2;
        let Some(length) = text[at..].find(|sign: char| sign == ']' || sign.is_whitespace()) else { break };
        let end = at + length;
        let label = &text[at..end];
        let is_literal = literal.iter().any(|range| range.contains(&start));
        let is_definition = text[end..].starts_with("]:");
        let is_escaped = text[..start].ends_with('\\');
        if !text[end..].starts_with(']') || label.is_empty() || is_literal || is_definition || is_escaped {
            continue;
        }
        let span = Span::new(start..end + 1);
        diagnostics.push(
            Diagnostic::new(Code::E0203, source, span, format!("footnote `{label}` is not defined"))
                .help(format!("write its text on a line of its own: `[^{label}]: …`")),
        );
    }
}

/// Footnotes in the order of their first reference; reports those defined twice or never used.
pub(super) fn order_footnotes(
    source: &Arc<SourceText>,
    strict: bool,
    found: Vec<Footnote>,
    order: &[String],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Footnote> {
    let mut by_label: HashMap<String, Footnote> = HashMap::new();
    for footnote in found {
        if let Some(first) = by_label.get(&footnote.label) {
            diagnostics.push(
                Diagnostic::new(
                    Code::E0208,
                    source,
                    first_line(source, footnote.span),
                    format!("footnote `{}` is defined twice", footnote.label),
                )
                .also(source, first_line(source, first.span), "first defined here")
                .help("give each footnote a label of its own"),
            );
            continue;
        }
        if strict && !order.contains(&footnote.label) {
            diagnostics.push(
                Diagnostic::new(
                    Code::E0204,
                    source,
                    first_line(source, footnote.span),
                    format!("footnote `{}` is not used", footnote.label),
                )
                .help(format!("refer to it with `[^{}]`, or remove it", footnote.label)),
            );
        }
        by_label.insert(footnote.label.clone(), footnote);
    }
    order.iter().filter_map(|label| by_label.remove(label)).collect()
}

fn first_line(source: &Arc<SourceText>, span: Span) -> Span {
    let text = &source.text()[span.range()];
    let end = text.find('\n').unwrap_or(text.len());
    Span::new(span.range().start..span.range().start + end)
}
