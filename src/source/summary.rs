//! `SUMMARY.md`: the order of the book, in mdBook's format.
//!
//! The format: <https://rust-lang.github.io/mdBook/format/summary.html>. A first-level heading
//! is the title (the first one) or names a part; links outside lists are prefix or suffix
//! chapters; list items are numbered chapters, nested as the lists are; `---` separates; a link
//! without a target is a draft chapter.

use std::sync::Arc;

use pulldown_cmark::{Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd};

use crate::diagnostic::{Code, Diagnostic, SourceText, Span, Warned};

/// The order of the book.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Its parts; the first has no title unless the file begins with one.
    pub parts: Vec<Part>,
}

/// Chapters under one part title.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Title, where the part has one.
    pub title: Option<String>,
    /// Its chapters.
    pub entries: Vec<Entry>,
}

/// Where in the book an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Outside a list, before the numbered chapters.
    Prefix,
    /// In a list.
    Numbered,
    /// Outside a list, after them.
    Suffix,
}

/// One line of `SUMMARY.md`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Title as written there.
    pub title: String,
    /// Path of the page relative to the text's folder; `None` for a draft.
    pub path: Option<String>,
    /// Where the link stands.
    pub span: Span,
    /// Numbered or not.
    pub placement: Placement,
    /// Chapters below this one.
    pub children: Vec<Entry>,
}

impl Summary {
    /// Reads the text of a `SUMMARY.md`.
    #[must_use]
    pub fn parse(source: &Arc<SourceText>) -> Warned<Self> {
        let events = Parser::new_ext(source.text(), Options::empty()).into_offset_iter();
        let mut reader = Reader { source, events, diagnostics: Vec::new(), numbered_seen: false };
        let parts = reader.parts();
        Warned { value: Self { parts }, diagnostics: reader.diagnostics }
    }

    /// Every entry, parents before children, in reading order.
    #[must_use]
    pub fn entries(&self) -> Vec<&Entry> {
        fn visit<'a>(entries: &'a [Entry], all: &mut Vec<&'a Entry>) {
            for entry in entries {
                all.push(entry);
                visit(&entry.children, all);
            }
        }
        let mut all = Vec::new();
        for part in &self.parts {
            visit(&part.entries, &mut all);
        }
        all
    }
}

struct Reader<'a> {
    source: &'a Arc<SourceText>,
    events: OffsetIter<'a>,
    diagnostics: Vec<Diagnostic>,
    numbered_seen: bool,
}

impl Reader<'_> {
    fn parts(&mut self) -> Vec<Part> {
        let mut parts = vec![Part::default()];
        let mut title_seen = false;
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                    let title = self.text_until(|end| matches!(end, TagEnd::Heading(_)));
                    let is_book_title = !title_seen && parts.len() == 1 && parts[0].entries.is_empty();
                    title_seen = true;
                    if !is_book_title {
                        parts.push(Part { title: Some(title), entries: Vec::new() });
                    }
                }
                Event::Start(Tag::Paragraph) => {
                    let placement = if self.numbered_seen { Placement::Suffix } else { Placement::Prefix };
                    let entries = self.links(placement, |end| end == TagEnd::Paragraph);
                    last(&mut parts).entries.extend(entries);
                }
                Event::Start(Tag::List(_)) => {
                    self.numbered_seen = true;
                    let entries = self.list();
                    last(&mut parts).entries.extend(entries);
                }
                Event::Rule
                | Event::Html(_)
                | Event::Start(Tag::HtmlBlock)
                | Event::End(TagEnd::HtmlBlock) => {}
                _ => self.unreadable(range, "only headings, links and lists of links stand in `SUMMARY.md`"),
            }
        }
        parts.retain(|part| part.title.is_some() || !part.entries.is_empty());
        parts
    }

    fn list(&mut self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => {
                    let found = self.item();
                    if found.is_empty() {
                        self.unreadable(range, "a chapter is written `- [Title](path.md)`");
                    }
                    entries.extend(found);
                }
                Event::End(TagEnd::List(_)) => break,
                _ => {}
            }
        }
        entries
    }

    fn item(&mut self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let entry = self.entry(&dest_url, range, Placement::Numbered);
                    entries.push(entry);
                }
                Event::Start(Tag::List(_)) => {
                    let children = self.list();
                    match entries.last_mut() {
                        Some(parent) => parent.children.extend(children),
                        None => entries.extend(children),
                    }
                }
                Event::End(TagEnd::Item) => break,
                Event::Start(Tag::Paragraph) | Event::End(_) | Event::SoftBreak => {}
                Event::Text(text) if text.trim().is_empty() => {}
                _ => self.unreadable(range, "a chapter is written `- [Title](path.md)`"),
            }
        }
        entries
    }

    fn links(&mut self, placement: Placement, until: impl Fn(TagEnd) -> bool) -> Vec<Entry> {
        let mut entries = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let entry = self.entry(&dest_url, range, placement);
                    entries.push(entry);
                }
                Event::End(end) if until(end) => break,
                Event::SoftBreak | Event::HardBreak => {}
                Event::Text(text) if text.trim().is_empty() => {}
                _ => self
                    .unreadable(range, "outside lists only links `[Title](path.md)` stand in `SUMMARY.md`"),
            }
        }
        entries
    }

    fn entry(&mut self, target: &str, range: std::ops::Range<usize>, placement: Placement) -> Entry {
        let title = self.text_until(|end| end == TagEnd::Link);
        let path = target.trim_start_matches("./");
        Entry {
            title,
            path: (!path.is_empty()).then(|| path.to_owned()),
            span: Span::new(range),
            placement,
            children: Vec::new(),
        }
    }

    fn text_until(&mut self, until: impl Fn(TagEnd) -> bool) -> String {
        let mut title = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(text) | Event::Code(text) => title.push_str(&text),
                Event::SoftBreak => title.push(' '),
                Event::End(end) if until(end) => break,
                _ => {}
            }
        }
        title
    }

    fn unreadable(&mut self, range: std::ops::Range<usize>, help: &str) {
        let line = self.source.place(range.start).line;
        self.diagnostics.push(
            Diagnostic::new(
                Code::E0111,
                self.source,
                self.source.line_span(line),
                "this line cannot be read",
            )
            .help(help),
        );
    }
}

fn last(parts: &mut Vec<Part>) -> &mut Part {
    if parts.is_empty() {
        parts.push(Part::default());
    }
    let at = parts.len() - 1;
    &mut parts[at]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Warned<Summary> {
        Summary::parse(&SourceText::new("content/SUMMARY.md", text))
    }

    #[test]
    fn parts_prefix_nested_draft_and_suffix() {
        let read = parse(
            "# Summary\n\n[Preface](preface.md)\n\n# Chapters\n\n- [One](one.md)\n  - [Two](two.md)\n- [Draft]()\n\n---\n\n[End](./end.md)\n",
        );
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        let entries: Vec<_> = read
            .value
            .entries()
            .iter()
            .map(|entry| (entry.title.as_str(), entry.path.as_deref(), entry.placement))
            .collect();
        assert_eq!(
            entries,
            [
                ("Preface", Some("preface.md"), Placement::Prefix),
                ("One", Some("one.md"), Placement::Numbered),
                ("Two", Some("two.md"), Placement::Numbered),
                ("Draft", None, Placement::Numbered),
                ("End", Some("end.md"), Placement::Suffix),
            ]
        );
        assert_eq!(read.value.parts.len(), 2);
        assert_eq!(read.value.parts[1].entries[0].children.len(), 1);
    }

    #[test]
    fn stray_text_is_reported_on_its_line() {
        let read = parse("# Summary\n\n- [One](one.md)\n- plain words\n\nmore words\n");
        let lines: Vec<_> = read
            .diagnostics
            .iter()
            .map(|finding| finding.source.place(finding.span.range().start).line)
            .collect();
        assert!(lines.contains(&4) && lines.contains(&6), "{lines:?}");
    }
}
