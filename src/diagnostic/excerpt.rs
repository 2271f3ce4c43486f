//! Findings with an excerpt of the text and a caret under the place.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use unicode_width::UnicodeWidthChar;

use super::visible::{code_point, is_joiner, is_unsafe, visible};
use super::{Notice, Painter, Severity, SourceText, Span};

/// Lines wider than this many columns are cut around the place.
const WIDEST: usize = 120;
/// Columns kept before the place when a line is cut.
const BEFORE: usize = 40;

/// Stands between our place and the one annotate-snippets adds; [`visible`] never lets it through.
const END_OF_PATH: char = '\u{feff}';

/// One place in a text and the words under it.
struct Mark<'a> {
    kind: AnnotationKind,
    span: Span,
    words: &'a str,
}

/// One notice as several lines, without a line end after the last.
pub(super) fn human(notice: &Notice<'_>, painter: Painter) -> String {
    let level = match notice.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.with_name(notice.word).primary_title(visible(notice.message)).id(notice.code);
    let mut group = Group::with_title(title);
    for (source, marks) in marks_by_text(notice) {
        group = if source.text().is_empty() {
            // The file as a whole: there is no line to show.
            group.element(Origin::path(visible(source.path())))
        } else {
            group.element(snippet(source, &marks))
        };
    }
    for help in &notice.helps {
        group = group.element(Level::HELP.message(visible(help)));
    }
    let renderer = if painter.colour { Renderer::styled() } else { Renderer::plain() };
    drop_excerpt_places(&renderer.term_width(4 * WIDEST).render(&[group]))
}

/// Removes what annotate-snippets prints after [`END_OF_PATH`]: line and column in the excerpt,
/// which differ from those in the text where a line was cut or a character spelled out.
fn drop_excerpt_places(rendered: &str) -> String {
    let mut parts = rendered.split(END_OF_PATH);
    let mut kept = parts.next().unwrap_or("").to_owned();
    for part in parts {
        kept.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
    kept
}

/// The places of a notice, grouped by text; the text with its own place comes first.
fn marks_by_text<'a>(notice: &Notice<'a>) -> Vec<(&'a SourceText, Vec<Mark<'a>>)> {
    let mut texts: Vec<(&SourceText, Vec<Mark<'_>>)> = Vec::new();
    if let Some((source, span, words)) = notice.place {
        texts.push((source, vec![Mark { kind: AnnotationKind::Primary, span, words }]));
    }
    for label in notice.labels {
        let mark = Mark { kind: AnnotationKind::Context, span: label.span, words: &label.message };
        match texts.iter_mut().find(|(text, _)| *text == label.source.as_ref()) {
            Some((_, marks)) => marks.push(mark),
            None => texts.push((&label.source, vec![mark])),
        }
    }
    texts
}

/// The lines with marks, made safe to print; other lines are left empty, they are folded away.
fn snippet<'a>(source: &SourceText, marks: &[Mark<'a>]) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let mut lines: BTreeMap<usize, Vec<(usize, Range<usize>)>> = BTreeMap::new();
    for (index, mark) in marks.iter().enumerate() {
        let (line, range) = on_first_line(source, mark.span);
        lines.entry(line).or_default().push((index, range));
    }
    let first = lines.keys().next().copied().unwrap_or(1);
    let last = lines.keys().next_back().copied().unwrap_or(1);
    let mut excerpt = String::new();
    let mut annotations = Vec::new();
    for line in first..=last {
        let text = source.line(line);
        if let Some(ranges) = lines.get(&line) {
            let wanted: Vec<Range<usize>> = ranges.iter().map(|(_, range)| range.clone()).collect();
            let (shown, moved) = show_line(text, &wanted);
            for ((index, _), range) in ranges.iter().zip(moved) {
                let mark = &marks[*index];
                let words = (!mark.words.is_empty()).then(|| visible(mark.words));
                let range = excerpt.len() + range.start..excerpt.len() + range.end;
                annotations.push(mark.kind.span(range).label(words));
            }
            excerpt.push_str(&shown);
        } else if lines.contains_key(&(line - 1)) || lines.contains_key(&(line + 1)) {
            // A single line between two excerpts is printed rather than folded.
            let (shown, _) = show_line(text, &[]);
            excerpt.push_str(&shown);
        }
        excerpt.push('\n');
    }
    let place = source.place(boundary(source.text(), marks[0].span.start as usize));
    let path = format!("{}:{}:{}{END_OF_PATH}", visible(source.path()), place.line, place.column);
    Snippet::source(excerpt).path(path).line_start(first).annotations(annotations)
}

/// Line and byte range in that line of a span; a longer span is cut at the end of its first line.
fn on_first_line(source: &SourceText, span: Span) -> (usize, Range<usize>) {
    let text = source.text();
    let start = boundary(text, span.start as usize);
    let place = source.place(start);
    let line = source.line_span(place.line).range();
    let from = start.min(line.end) - line.start.min(start);
    let to = boundary(text, span.end as usize).clamp(line.start + from, line.end) - line.start;
    (place.line, from..to)
}

/// The nearest character boundary at or before an offset.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// A line made safe to print and cut to [`WIDEST`], with the ranges moved along.
fn show_line(line: &str, ranges: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    let window = window(line, ranges.first());
    let mut shown = String::with_capacity(line.len());
    if window.start > 0 {
        shown.push('…');
    }
    let mut moved: Vec<Range<usize>> = vec![usize::MAX..usize::MAX; ranges.len()];
    let note = |at: usize, out: usize, moved: &mut Vec<Range<usize>>| {
        for (range, new) in ranges.iter().zip(moved.iter_mut()) {
            if range.start.clamp(window.start, window.end) == at {
                new.start = out;
            }
            if range.end.clamp(window.start, window.end) == at {
                new.end = out;
            }
        }
    };
    for (at, character) in line[window.clone()].char_indices() {
        let at = at + window.start;
        note(at, shown.len(), &mut moved);
        let marked = || ranges.iter().any(|range| hidden_only(line, range) && range.contains(&at));
        match character {
            '\t' => shown.push_str("    "),
            _ if is_unsafe(character) || (is_joiner(character) && marked()) => {
                shown.push_str(&code_point(character));
            }
            _ => shown.push(character),
        }
    }
    note(window.end, shown.len(), &mut moved);
    if window.end < line.len() {
        shown.push('…');
    }
    (shown, moved)
}

/// Whether a range holds nothing but joiners, so that a caret under it would point at nothing.
fn hidden_only(line: &str, range: &Range<usize>) -> bool {
    line.get(range.clone()).is_some_and(|part| !part.is_empty() && part.chars().all(is_joiner))
}

/// The part of a line to show: all of it, or [`WIDEST`] columns around the first place.
fn window(line: &str, place: Option<&Range<usize>>) -> Range<usize> {
    let columns = |text: &str| text.chars().map(|c| c.width().unwrap_or(8)).sum::<usize>();
    if line.len() <= WIDEST || columns(line) <= WIDEST {
        return 0..line.len();
    }
    let start = place.map_or(0, |range| range.start.min(line.len()));
    let mut from = 0;
    let mut before = columns(&line[..start]);
    for (at, character) in line[..start].char_indices() {
        // A cut never separates a mark from its letter.
        if before <= BEFORE && character.width() != Some(0) {
            from = at;
            break;
        }
        before = before.saturating_sub(character.width().unwrap_or(8));
        from = start;
    }
    let mut width = 0;
    for (at, character) in line[from..].char_indices() {
        width += character.width().unwrap_or(8);
        if width > WIDEST {
            return from..from + at;
        }
    }
    from..line.len()
}
