//! The whole book: pages in order and the tables made from them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::anchor::{Anchor, ParagraphNumber};
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
}
