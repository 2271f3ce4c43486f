//! One page of the book, parsed and unresolved.

use std::sync::Arc;

use super::annex::Annex;
use super::block::{Block, BlockKind, Footnote, Inline, Item, Table};
use crate::diagnostic::{SourceText, Span};

/// What sort of page it is; decides numbering and what the program adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageKind {
    /// A chapter, or any page of a plain book.
    Chapter,
    /// The annex of one State.
    Annex,
    /// A page of reference: unnumbered, often with a generated list.
    Reference,
}

impl PageKind {
    /// The word used as a class, a search filter and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chapter => "chapter",
            Self::Annex => "annex",
            Self::Reference => "reference",
        }
    }
}

/// One Markdown file, parsed and unresolved. Never half-filled.
#[derive(Clone, Debug)]
pub struct Page {
    /// Path relative to the text's folder, for example `chapters/mla.md`.
    pub path: String,
    /// Its text.
    pub source: Arc<SourceText>,
    /// What sort of page it is.
    pub kind: PageKind,
    /// What the front matter says.
    pub front: Front,
    /// The title; empty where the page has none.
    pub title: Vec<Inline>,
    /// Id of the title, where it has one of its own.
    pub title_id: Option<String>,
    /// Everything after the title.
    pub blocks: Vec<Block>,
    /// Its footnotes, in the order in which they are first referred to.
    pub footnotes: Vec<Footnote>,
}

/// Front matter of a page.
#[derive(Clone, Debug, Default)]
pub struct Front {
    /// Prefix of the paragraph numbers of a page that has no chapter number, for example `P`.
    pub label: Option<String>,
    /// Which generated list follows the text of a reference page.
    pub lists: Option<ReferenceList>,
    /// The data of an annex.
    pub annex: Option<Arc<Annex>>,
}

/// The generated lists that a reference page can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceList {
    /// Instruments with their articles.
    Instruments,
    /// Treaty status, States by instruments.
    TreatyStatus,
    /// Terms.
    Glossary,
    /// Sources with how much of each was read.
    Sources,
    /// The scale of evidence.
    Evidence,
    /// From one State to another: on what basis, through whom, in which language.
    Route,
    /// States side by side.
    Comparison,
    /// Checklists and model forms.
    Forms,
    /// Authorities with the paragraphs that cite them.
    Authorities,
    /// Index of terms.
    Index,
    /// How fresh and how full the annexes are.
    Freshness,
    /// What still needs checking.
    OpenPoints,
}

impl ReferenceList {
    /// Every list with the name used in front matter.
    pub const ALL: [(&'static str, Self); 12] = [
        ("instruments", Self::Instruments),
        ("treaty-status", Self::TreatyStatus),
        ("glossary", Self::Glossary),
        ("sources", Self::Sources),
        ("evidence", Self::Evidence),
        ("route", Self::Route),
        ("comparison", Self::Comparison),
        ("forms", Self::Forms),
        ("authorities", Self::Authorities),
        ("index", Self::Index),
        ("freshness", Self::Freshness),
        ("open-points", Self::OpenPoints),
    ];
}

/// A numbered unit of a page: what readers cite and search finds.
#[derive(Clone, Copy, Debug)]
pub enum Unit<'a> {
    /// A top-level paragraph.
    Paragraph(&'a [Inline]),
    /// An item of a top-level list.
    Item(&'a Item),
    /// A top-level table.
    Table(&'a Table),
}

impl Page {
    /// Address of the page in the site, for example `chapters/mla.html`.
    #[must_use]
    pub fn address(&self) -> String {
        address_of(&self.path)
    }

    /// The words of the title.
    #[must_use]
    pub fn title_text(&self) -> String {
        super::block::plain_text(&self.title)
    }

    /// The numbered units with the place of each, in order. Blocks of other kinds belong to the
    /// unit before them.
    pub fn units(&self) -> impl Iterator<Item = (Span, Unit<'_>)> {
        self.blocks.iter().flat_map(|block| -> Box<dyn Iterator<Item = (Span, Unit<'_>)>> {
            match &block.kind {
                BlockKind::Paragraph(content) => {
                    Box::new(std::iter::once((block.span, Unit::Paragraph(content))))
                }
                BlockKind::Table(table) => Box::new(std::iter::once((block.span, Unit::Table(table)))),
                BlockKind::List { items, .. } => {
                    Box::new(items.iter().map(|item| (item.span, Unit::Item(item))))
                }
                _ => Box::new(std::iter::empty()),
            }
        })
    }

    /// Calls `visit` for every run of inline text: title, blocks, footnotes.
    pub fn visit_inlines<'a>(&'a self, visit: &mut impl FnMut(&'a [Inline])) {
        visit(&self.title);
        for block in self.blocks.iter().chain(self.footnotes.iter().flat_map(|footnote| &footnote.blocks)) {
            block.visit_inlines(visit);
        }
    }
}

/// Address in the site of the page with this path: `.md` becomes `.html`, and a folder's
/// `README.md` its `index.html`, as in mdBook.
#[must_use]
pub fn address_of(path: &str) -> String {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    match stem.rsplit_once('/') {
        Some((folder, "README")) => format!("{folder}/index.html"),
        None if stem == "README" => "index.html".to_owned(),
        _ => format!("{stem}.html"),
    }
}
