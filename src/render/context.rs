//! What templates see. The theme's README describes each variable.

use std::sync::Arc;

use minijinja::Value;
use serde::Serialize;

use crate::model::{BetweenView, Colophon};

/// About the book; the same for every page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct BookContext {
    pub title: String,
    pub short_title: String,
    pub language: String,
    pub authors: Vec<String>,
    pub description: String,
    pub legal: bool,
    pub edition: EditionContext,
    pub disclaimer: String,
    pub confirm: String,
    pub organisation: String,
    pub site_url: Option<String>,
    pub program: String,
    /// Whether there is a record of amendments, and with it its pages.
    pub record: bool,
    /// What there is to say between editions, for the switch of each page.
    #[serde(skip)]
    pub between: Option<Arc<BetweenView>>,
    /// Whether the site carries editions, and with them the list of them.
    pub editions: bool,
    /// Whether there are feeds of what is new.
    pub feed: bool,
}

/// About the edition.
#[derive(Clone, Debug, Serialize)]
pub(super) struct EditionContext {
    pub name: String,
    pub status: String,
    pub as_of: String,
    pub as_of_iso: String,
    pub chip: String,
    /// What an edition prints of itself; none for the working text.
    pub colophon: Option<Colophon>,
    /// Address of the current edition, from the top of the site; empty on its own pages and where there is none.
    pub latest: String,
}

/// A part of the contents.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PartContext {
    pub title: Option<String>,
    pub items: Vec<ItemContext>,
}

/// A line of the contents.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ItemContext {
    pub title: String,
    pub label: String,
    pub kind: &'static str,
    pub href: Option<String>,
    pub current: bool,
    pub open: bool,
    pub children: Vec<ItemContext>,
}

/// About one page.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct PageContext {
    pub path: String,
    pub kind: &'static str,
    pub label: String,
    pub title: String,
    /// Id by which links name the title; empty where it has none.
    pub title_id: String,
    pub lang: String,
    pub body_html: Value,
    pub toc: Vec<HeadingContext>,
    pub breadcrumbs: Vec<StepContext>,
    pub previous: Option<NeighbourContext>,
    pub next: Option<NeighbourContext>,
    pub state: Option<StateContext>,
    pub annex: Option<AnnexContext>,
    pub citation: String,
    pub source_path: String,
    /// Amendments that are open on the page.
    pub amendments: Vec<Value>,
    /// Address of the list of amendments; empty without a record.
    pub amendments_href: String,
    /// In a preview: what of the page is not as in the record.
    pub preview: Option<PreviewContext>,
    /// What a machine can read of the page; empty where nothing is described.
    pub metadata: Value,
}

/// What of a page is not as in the record.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PreviewContext {
    /// The short numbers of the amendments in the text.
    pub dockets: Vec<String>,
    /// The marked places.
    pub places: Vec<PlaceContext>,
    /// Paths of data that the page shows.
    pub data: Vec<String>,
    /// Whether the data at the head of the page, or its title, are others.
    pub head: bool,
}

/// A marked place.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PlaceContext {
    pub href: String,
    pub title: String,
}

/// A heading of the page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct HeadingContext {
    pub id: String,
    pub title: String,
    pub level: u8,
    pub children: Vec<HeadingContext>,
}

/// A step of the path from the home page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct StepContext {
    pub title: String,
    pub href: Option<String>,
}

/// The page before or after.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NeighbourContext {
    pub title: String,
    pub label: String,
    pub href: String,
}

/// A State.
#[derive(Clone, Debug, Serialize)]
pub(super) struct StateContext {
    pub iso2: String,
    pub name: String,
}

/// How an annex stands.
#[derive(Clone, Debug, Serialize)]
pub(super) struct AnnexContext {
    pub status: String,
    pub last_verified: String,
    pub last_verified_iso: String,
    pub evidence_label: String,
    pub stale: bool,
}

/// A State on the home page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct HomeStateContext {
    pub iso2: String,
    pub name: String,
    pub href: Option<String>,
    pub native_names: Vec<NativeNameContext>,
}

/// A name in another language.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NativeNameContext {
    pub lang: String,
    pub text: String,
}

/// A chapter of the print page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ChapterContext {
    pub label: String,
    pub title: String,
    pub kind: &'static str,
    pub body_html: Value,
    pub id: String,
    pub annex: Option<AnnexContext>,
}

/// What the search page shows for a query. Made by the server.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchContext {
    /// The query as typed.
    pub query: String,
    /// Code of the State that hits are limited to; empty for all.
    pub state: String,
    /// Kind that hits are limited to; empty for all.
    pub kind: String,
    /// Instrument, with or without a pinpoint, that hits cite; empty for all.
    pub cites: String,
    /// Language tag that hits are limited to; empty for all.
    pub lang: String,
    /// States to choose from.
    pub states: Vec<StateChoice>,
    /// Kinds to choose from.
    pub kinds: Vec<FacetContext>,
    /// Which words had to match: `all`, `most`, `some`, `none`.
    pub stage: String,
    /// Number of all hits.
    pub total: usize,
    /// The hits shown.
    pub hits: Vec<HitContext>,
    /// Where there are few hits: what comes nearest to the query besides them.
    pub near: Vec<HitContext>,
    /// Counts by State, kind, instrument and language.
    pub facets: Facets,
    /// What may have been meant.
    pub suggestion: Option<Suggestion>,
    /// Where the search is narrowed: the address of the same search without that.
    pub everywhere_href: Option<String>,
    /// Address of the hits before.
    pub previous_href: Option<String>,
    /// Address of the hits after.
    pub next_href: Option<String>,
    /// Place of the first hit shown, from 1.
    pub from: usize,
    /// Place of the last hit shown.
    pub to: usize,
    /// Remarks on the query, for example that it was cut.
    pub notes: Vec<NoteContext>,
}

/// Counts to narrow a search by.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facets {
    /// By State.
    pub state: Vec<FacetContext>,
    /// By kind of page.
    pub kind: Vec<FacetContext>,
    /// By cited instrument.
    pub instrument: Vec<FacetContext>,
    /// By language.
    pub language: Vec<FacetContext>,
}

/// A State to choose.
#[derive(Clone, Debug, Serialize)]
pub struct StateChoice {
    /// Code.
    pub iso2: String,
    /// Name.
    pub name: String,
    /// Whether it is chosen.
    pub selected: bool,
}

/// One value of a facet, or a kind to choose.
#[derive(Clone, Debug, Serialize)]
pub struct FacetContext {
    /// Value.
    pub id: String,
    /// Its words.
    pub label: String,
    /// How many hits have it.
    pub count: usize,
    /// Address that narrows the search to it.
    pub href: String,
    /// Whether it is chosen.
    pub selected: bool,
}

/// One hit.
#[derive(Clone, Debug, Serialize)]
pub struct HitContext {
    /// Number of the paragraph, may be empty.
    pub number: String,
    /// Title of the page.
    pub title: String,
    /// Headings above the hit.
    pub headings: Vec<String>,
    /// Address.
    pub href: String,
    /// The part of the text to show, in order.
    pub snippet: Vec<SnippetPart>,
    /// Code of the State, may be empty.
    pub state: String,
    /// Kind of page.
    pub kind: String,
}

/// A piece of a hit's text.
#[derive(Clone, Debug, Serialize)]
pub struct SnippetPart {
    /// The text, not escaped.
    pub text: String,
    /// Whether it was searched for.
    pub marked: bool,
}

/// A remark on how a query was read.
#[derive(Clone, Debug, Serialize)]
pub struct NoteContext {
    /// Its permanent name, for example `cut`.
    pub id: String,
    /// The remark in English, for a theme that has no words of its own for it.
    pub text: String,
}

/// What may have been meant.
#[derive(Clone, Debug, Serialize)]
pub struct Suggestion {
    /// The query.
    pub text: String,
    /// Address that searches for it.
    pub href: String,
}

/// What the problems page shows. Made by the server.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProblemsContext {
    /// Whether no good pages exist yet, so that this page stands at every address.
    pub waiting: bool,
    /// Number of findings that stop a build.
    pub errors: usize,
    /// What the machine refused, where that is what went wrong.
    pub machine: Option<String>,
    /// The findings.
    pub findings: Vec<FindingContext>,
}

/// A finding on the problems page.
#[derive(Clone, Debug, Serialize)]
pub struct FindingContext {
    /// Its permanent code.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// Message and excerpt as the terminal shows them, not escaped.
    pub text: String,
}
