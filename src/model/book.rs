//! The whole book: pages in order and the tables made from them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::anchor::{Anchor, ParagraphNumber};
use super::glossary::TermMatcher;
use super::page::{Page, PageKind};
use super::reference::Reference;

/// All pages with the tables derived from them. Only `resolve` makes one, so it is always whole.
#[derive(Clone, Debug)]
pub struct Book {
    /// Pages in reading order.
    pub pages: Vec<Arc<Page>>,
    /// The order with its part titles, nested.
    pub parts: Vec<NavigationPart>,
    /// The handbook's data.
    pub reference: Arc<Reference>,
    /// What pages look up about each other.
    pub tables: Arc<Tables>,
    /// Finds the terms of the glossary.
    pub terms: Arc<TermMatcher>,
    /// Index of each page by its address in the site.
    pub addresses: BTreeMap<String, usize>,
}

impl Book {
    /// The page at this address of the site, with its index in reading order.
    #[must_use]
    pub fn page_at(&self, address: &str) -> Option<(usize, &Page)> {
        let index = *self.addresses.get(address)?;
        self.pages.get(index).map(|page| (index, page.as_ref()))
    }
}

/// Entries under one part title.
#[derive(Clone, Debug)]
pub struct NavigationPart {
    /// Title, where the part has one.
    pub title: Option<String>,
    /// Its entries.
    pub entries: Vec<NavigationEntry>,
}

/// One line of the contents.
#[derive(Clone, Debug)]
pub struct NavigationEntry {
    /// Title.
    pub title: String,
    /// `3`, `TH` or empty.
    pub label: String,
    /// Index of the page in [`Book::pages`]; `None` for a draft.
    pub page: Option<usize>,
    /// Entries below it.
    pub children: Vec<NavigationEntry>,
}

/// What pages look up about each other, keyed by path or id. Side tables: the trees stay as parsed.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// Pages by path.
    pub pages: BTreeMap<String, PageEntry>,
    /// What can be cited, by key.
    pub authorities: BTreeMap<String, Authority>,
    /// Where each authority is cited: by key, then by provision in natural order.
    pub cited: BTreeMap<String, BTreeMap<PinpointKey, Vec<Place>>>,
    /// Where each term of the glossary is used, by id.
    pub used: BTreeMap<String, Vec<Place>>,
}

/// A place of the book: a unit, or a page where the text belongs to no unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index of the page in reading order.
    pub page: usize,
    /// Index of the unit on the page.
    pub unit: Option<usize>,
}

/// A provision as cited, ordered as a lawyer would look for it: `art. 2` before `art. 18(3)`
/// before `art. 18(15)`; the whole authority first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PinpointKey(pub String);

impl PinpointKey {
    /// The provision split into words and numbers.
    fn parts(&self) -> Vec<PinpointPart<'_>> {
        let mut parts = Vec::new();
        let mut rest = self.0.as_str();
        while let Some(first) = rest.chars().next() {
            let is_digit = first.is_ascii_digit();
            let length = rest.find(|letter: char| letter.is_ascii_digit() != is_digit).unwrap_or(rest.len());
            let (piece, tail) = rest.split_at(length);
            let number = piece.parse().ok().filter(|_| is_digit);
            parts.push(number.map_or(
                PinpointPart::Words(piece.trim_start_matches("arts").trim_start_matches("art")),
                PinpointPart::Number,
            ));
            rest = tail;
        }
        parts
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum PinpointPart<'a> {
    Number(u64),
    Words(&'a str),
}

impl Ord for PinpointKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.parts().cmp(&other.parts()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for PinpointKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What other pages need to know of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageEntry {
    /// Address in the site.
    pub address: String,
    /// Title in words.
    pub title: String,
    /// Prefix of its numbers: `3`, `TH`, or empty.
    pub label: String,
    /// What sort of page it is.
    pub kind: PageKind,
    /// Code of the State, for an annex.
    pub state: Option<String>,
    /// Ids on the page and the words that stand there.
    pub targets: BTreeMap<String, String>,
    /// Number and anchor of each unit, in order; empty for unnumbered pages.
    pub units: Vec<UnitEntry>,
}

impl PageEntry {
    /// How a link with no text of its own names this page: "chapter 3", "Annex TH", its title.
    #[must_use]
    pub fn name(&self) -> String {
        match self.kind {
            PageKind::Chapter if self.is_numbered_chapter() => format!("chapter {}", self.label),
            PageKind::Annex => format!("Annex {}", self.label),
            _ => self.title.clone(),
        }
    }

    fn is_numbered_chapter(&self) -> bool {
        self.label.starts_with(|first: char| first.is_ascii_digit())
    }
}

/// Number and anchor of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitEntry {
    /// What readers cite.
    pub number: ParagraphNumber,
    /// What links use.
    pub anchor: Anchor,
}

/// Something that can be cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its key.
    pub id: String,
    /// What it is.
    pub kind: AuthorityKind,
    /// Full title, for the first citation on a page.
    pub title: String,
    /// Title in the original language with its tag, where there is one.
    pub native: Option<(String, String)>,
    /// Short title.
    pub short: String,
    /// Where it stands in the site, page and anchor; `None` while no page lists it.
    pub address: Option<String>,
    /// Code of the State whose law it is.
    pub state: Option<String>,
}

/// The kinds of authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthorityKind {
    /// A treaty or other international instrument.
    Instrument,
    /// A State's statute.
    Statute,
    /// A document.
    Source,
}

impl Authority {
    /// Title in full with the short form behind it, unless they are the same.
    #[must_use]
    pub fn full(&self) -> String {
        if self.short.is_empty() || self.short == self.title {
            self.title.clone()
        } else {
            format!("{} ({})", self.title, self.short)
        }
    }
}

/// Which entry of the tables a page read while it was rendered: what must be redone when it changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKey {
    /// Title, label or address of a page.
    Page(String),
    /// What stands at an id of a page.
    Target(String, String),
    /// Number and anchors of a page's own units.
    Units(String),
    /// An authority.
    Authority(String),
    /// The contents and the neighbours of a page.
    Navigation,
    /// The reference data of this name.
    Reference(&'static str),
    /// Where an authority is cited.
    Cited(String),
    /// Where terms are used.
    Used,
    /// The record of amendments.
    Record,
}

#[cfg(test)]
mod tests {
    use super::PinpointKey;

    #[test]
    fn provisions_stand_in_natural_order() {
        let mut keys: Vec<PinpointKey> =
            ["art. 18(15)", "art. 2", "", "arts. 18(3) to 18(5)", "art. 18(3)", "art. 18"]
                .into_iter()
                .map(|text| PinpointKey(text.to_owned()))
                .collect();
        keys.sort();
        let order: Vec<&str> = keys.iter().map(|key| key.0.as_str()).collect();
        assert_eq!(order, ["", "art. 2", "art. 18", "art. 18(3)", "arts. 18(3) to 18(5)", "art. 18(15)"]);
    }
}
