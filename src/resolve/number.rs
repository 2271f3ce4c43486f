//! Numbers: chapters in the order of `SUMMARY.md`, annexes by their State, units by their place.

use std::collections::BTreeMap;

use crate::model::{NavigationEntry, NavigationPart, Page, PageKind, ParagraphNumber};
use crate::source::{Entry, Placement, Summary};

/// Labels of pages by path, and the contents with them.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbering {
    /// `3`, `3.1`, `TH`, `P` or empty, by path.
    pub labels: BTreeMap<String, String>,
    /// Paths in reading order.
    pub order: Vec<String>,
    /// The contents; `page` is the index in `order`.
    pub parts: Vec<NavigationPart>,
}

/// Numbers every page that the order names and that was read.
pub(super) fn number<'a>(summary: &Summary, page: impl Fn(&str) -> Option<&'a Page>) -> Numbering {
    let mut walker = Walker { page, numbering: Numbering::default(), chapter: 0 };
    for part in &summary.parts {
        let entries = walker.entries(&part.entries, &[]);
        if !entries.is_empty() {
            walker.numbering.parts.push(NavigationPart { title: part.title.clone(), entries });
        }
    }
    walker.numbering
}

struct Walker<F> {
    page: F,
    numbering: Numbering,
    chapter: u32,
}

impl<'a, F: Fn(&str) -> Option<&'a Page>> Walker<F> {
    fn entries(&mut self, entries: &[Entry], above: &[u32]) -> Vec<NavigationEntry> {
        let mut section = 0;
        let mut found = Vec::new();
        for entry in entries {
            let page = entry.path.as_deref().and_then(|path| (self.page)(path));
            if entry.path.is_some() && page.is_none() {
                continue;
            }
            let counts = entry.placement == Placement::Numbered
                && page.is_none_or(|page| page.kind == PageKind::Chapter);
            let number: Vec<u32> = if !counts {
                Vec::new()
            } else if above.is_empty() {
                self.chapter += 1;
                vec![self.chapter]
            } else {
                section += 1;
                above.iter().copied().chain([section]).collect()
            };
            let label = page.map_or_else(|| join(&number), |page| label(page, &number));
            let index = page.and_then(|page| self.place(&page.path, &label));
            if page.is_some() && index.is_none() {
                // Named twice: reported where the order is read; the first place counts.
                continue;
            }
            let children = self.entries(&entry.children, &number);
            found.push(NavigationEntry { title: entry.title.clone(), label, page: index, children });
        }
        found
    }

    fn place(&mut self, path: &str, label: &str) -> Option<usize> {
        if self.numbering.labels.contains_key(path) {
            return None;
        }
        self.numbering.labels.insert(path.to_owned(), label.to_owned());
        self.numbering.order.push(path.to_owned());
        Some(self.numbering.order.len() - 1)
    }
}

fn label(page: &Page, number: &[u32]) -> String {
    match page.kind {
        PageKind::Chapter if number.is_empty() => page.front.label.clone().unwrap_or_default(),
        PageKind::Chapter => join(number),
        PageKind::Annex => match &page.front.annex {
            Some(annex) => annex.state.clone(),
            None => file_stem(&page.path).to_uppercase(),
        },
        PageKind::Reference => String::new(),
    }
}

fn join(number: &[u32]) -> String {
    number.iter().map(u32::to_string).collect::<Vec<_>>().join(".")
}

/// The name of a file without folder and ending.
pub(super) fn file_stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The numbers of a page's units; none where the page has no label.
pub(super) fn units(label: &str, count: usize) -> impl Iterator<Item = ParagraphNumber> {
    let count = if label.is_empty() { 0 } else { u32::try_from(count).unwrap_or(u32::MAX) };
    (1..=count).map(move |ordinal| ParagraphNumber::new(label, ordinal))
}
