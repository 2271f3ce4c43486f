//! An edition, or the working text, taken apart for comparing: its numbered paragraphs with their
//! source, and what stands between them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::Numbered;
use crate::model::{MemberState, Page, PageKind, TextName};

/// A text of the handbook, ready to be compared.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Which text it is.
    pub name: TextName,
    /// Its numbered paragraphs, in reading order.
    pub numbered: Vec<Numbered>,
    /// Its pages: those with numbered paragraphs in reading order, then the others by path.
    pub(super) pages: Vec<ReadPage>,
    /// Every other file of the text's folder, by path from the handbook's folder.
    pub(super) files: BTreeMap<String, Arc<[u8]>>,
    /// The handbook's States as it has them.
    pub(super) states: Vec<MemberState>,
    /// Number of the newest entry of the ledger in it; none where there was no record.
    pub(super) ledger: Option<u64>,
}

/// A page of it.
#[derive(Clone, Debug)]
pub(super) struct ReadPage {
    /// Path of its text from the handbook's folder.
    pub path: String,
    /// Its address.
    pub address: String,
    /// Its title; its path in the text's folder where it has none.
    pub title: String,
    /// `Annex XA`, `Chapter 3`; empty where it has none.
    pub label: String,
    /// What sort of page it is.
    pub kind: PageKind,
    /// Code of its State.
    pub state: Option<String>,
    /// Its whole text.
    pub text: String,
    /// Its numbered paragraphs.
    pub units: Vec<ReadUnit>,
}

/// A numbered paragraph of it.
#[derive(Clone, Debug)]
pub(super) struct ReadUnit {
    /// Its permanent anchor.
    pub anchor: String,
    /// Bytes of its source in the text of the page.
    pub range: Range<usize>,
}

impl Reading {
    /// Takes a text apart. `texts` are its files by path from the handbook's folder, `pages` what was
    /// parsed of them, `numbered` its paragraphs as they were numbered then: the paragraphs of a page
    /// are those of its text, in order.
    #[must_use]
    pub fn new<'a>(
        name: TextName,
        pages: impl Iterator<Item = &'a Page>,
        numbered: Vec<Numbered>,
        texts: &BTreeMap<String, Arc<[u8]>>,
        states: &[MemberState],
    ) -> Self {
        let mut on_page: BTreeMap<&str, Vec<&Numbered>> = BTreeMap::new();
        let mut order: Vec<&str> = Vec::new();
        for unit in &numbered {
            if !on_page.contains_key(unit.page.as_str()) {
                order.push(&unit.page);
            }
            on_page.entry(&unit.page).or_default().push(unit);
        }
        let mut files = texts.clone();
        let mut pages: Vec<ReadPage> = pages
            .map(|page| {
                files.remove(page.source.path());
                read(page, on_page.get(page.address().as_str()).map_or(&[][..], Vec::as_slice))
            })
            .collect();
        let place = |page: &ReadPage| order.iter().position(|address| *address == page.address);
        pages.sort_by_cached_key(|page| (place(page).unwrap_or(usize::MAX), page.path.clone()));
        Self { name, numbered, pages, files, states: states.to_vec(), ledger: None }
    }

    /// The same with the newest entry of the ledger that is in it.
    #[must_use]
    pub fn at_entry(mut self, seq: Option<u64>) -> Self {
        self.ledger = seq;
        self
    }

    /// Path of the page that somebody means: by path, address, label, title or code of the State.
    #[must_use]
    pub fn page(&self, wanted: &str) -> Option<String> {
        let bare = wanted.trim_start_matches("./");
        let is = |page: &&ReadPage| {
            page.path == bare
                || page.path.split_once('/').is_some_and(|(_, path)| path == bare)
                || page.address == bare
                || page.label.eq_ignore_ascii_case(bare)
                || page
                    .label
                    .rsplit(' ')
                    .next()
                    .is_some_and(|end| !end.is_empty() && end.eq_ignore_ascii_case(bare))
                || page.title.eq_ignore_ascii_case(bare)
        };
        let page = self.pages.iter().find(is).map(|page| page.path.clone());
        page.or_else(|| {
            let ends =
                |path: &&String| **path == bare || path.split_once('/').is_some_and(|(_, path)| path == bare);
            self.files.keys().find(ends).cloned()
        })
    }

    /// Anchor of the paragraph that somebody means, by anchor or number.
    #[must_use]
    pub fn paragraph(&self, wanted: &str) -> Option<String> {
        let bare = wanted.trim_start_matches('#');
        let is = |unit: &&Numbered| unit.anchor == bare || unit.number.eq_ignore_ascii_case(bare);
        self.numbered.iter().find(is).map(|unit| unit.anchor.clone())
    }

    /// Name of a State as the text has it; its code where it has none.
    pub(super) fn state(&self, code: &str) -> String {
        let state = self.states.iter().find(|state| state.iso2 == code);
        state.map_or_else(|| code.to_owned(), |state| state.name.clone())
    }
}

fn read(page: &Page, numbered: &[&Numbered]) -> ReadPage {
    let text = page.source.text();
    let units: Vec<ReadUnit> = page
        .units()
        .zip(numbered)
        .map(|((span, _), unit)| ReadUnit { anchor: unit.anchor.clone(), range: trimmed(text, span.range()) })
        .collect();
    let number = numbered.first().map_or("", |unit| unit.number.as_str());
    let prefix = number.rsplit_once('.').map_or("", |(prefix, _)| prefix);
    let label = match page.kind {
        PageKind::Annex if !prefix.is_empty() => format!("Annex {prefix}"),
        PageKind::Chapter if prefix.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("Chapter {prefix}")
        }
        _ => String::new(),
    };
    ReadPage {
        path: page.source.path().to_owned(),
        address: page.address(),
        title: if page.title.is_empty() { page.path.clone() } else { page.title_text() },
        label,
        kind: page.kind,
        state: page.front.annex.as_ref().map(|annex| annex.state.clone()),
        text: text.to_owned(),
        units,
    }
}

/// The range without the line ends after its last word.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = text.get(range.clone()).unwrap_or_default();
    range.start..range.start + words.trim_end().len()
}

impl ReadPage {
    /// The source of a numbered paragraph.
    pub(super) fn source(&self, unit: &ReadUnit) -> &str {
        self.text.get(unit.range.clone()).unwrap_or_default()
    }

    /// The paragraph with an anchor.
    pub(super) fn unit(&self, anchor: &str) -> Option<&ReadUnit> {
        self.units.iter().find(|unit| unit.anchor == anchor)
    }

    /// Numbers of the lines of a paragraph, from 0.
    pub(super) fn lines(&self, unit: &ReadUnit) -> Range<usize> {
        let before = self.text.get(..unit.range.start).unwrap_or_default();
        let start = before.matches('\n').count();
        start..start + self.source(unit).matches('\n').count() + 1
    }

    /// What stands outside the numbered paragraphs: their lines left out, blank lines in a row made one.
    pub(super) fn rest(&self) -> String {
        let inside: Vec<Range<usize>> = self.units.iter().map(|unit| self.lines(unit)).collect();
        let mut rest = String::new();
        let mut blank = false;
        let mut open = inside.iter().peekable();
        for (number, line) in self.text.split_inclusive('\n').enumerate() {
            while open.peek().is_some_and(|range| range.end <= number) {
                open.next();
            }
            if open.peek().is_some_and(|range| range.contains(&number)) {
                continue;
            }
            let empty = line.trim().is_empty();
            if !(empty && blank) {
                rest.push_str(line);
            }
            blank = empty;
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceText;

    #[test]
    fn a_page_is_its_paragraphs_and_the_rest() {
        let text = "# Title\n\nFirst\nparagraph.\n\n> A quotation.\n\n- an item\n- another\n\n## End\n";
        let page =
            crate::parse::alone("content/chapters/a.md", &SourceText::new("content/chapters/a.md", text));
        let numbered: Vec<Numbered> = (1..=3)
            .map(|number| Numbered {
                anchor: format!("p-{number}"),
                number: format!("4.{number}"),
                page: page.value.address(),
                words: String::new(),
            })
            .collect();
        let read =
            Reading::new(TextName::default(), std::iter::once(&page.value), numbered, &BTreeMap::new(), &[]);
        let page = &read.pages[0];
        let sources: Vec<&str> = page.units.iter().map(|unit| page.source(unit)).collect();
        assert_eq!(sources, ["First\nparagraph.", "- an item", "- another"]);
        assert_eq!(page.rest(), "# Title\n\n> A quotation.\n\n## End\n");
        assert_eq!(page.label, "Chapter 4");
    }
}
