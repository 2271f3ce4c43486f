//! What search indexes and finds: one numbered unit of the book, flattened to text.

use serde::{Deserialize, Serialize};

/// One unit of the book as search sees it: a numbered paragraph, list item or table, a field of
/// an annex, or an entry of a reference list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Address of the page in the site, with `/`, for example `chapters/mla.html`.
    pub page: String,
    /// Title of that page.
    pub page_title: String,
    /// Anchor on the page, for example `p-k7m2qv`; empty for the page itself.
    pub anchor: String,
    /// The number readers cite, for example `3.14` or `TH.7`; empty where the unit has none.
    pub number: String,
    /// `chapter`, `annex` or `reference`.
    pub kind: String,
    /// Headings from the top of the page down to the unit, without the page's title.
    pub headings: Vec<String>,
    /// Code of the State (ISO 3166-1 alpha-2) that the unit is about, where there is one.
    pub state: Option<String>,
    /// BCP 47 tags of the languages that occur in the text, sorted.
    pub languages: Vec<String>,
    /// Ids of the instruments, statutes and sources that the unit cites, sorted.
    pub cites: Vec<String>,
    /// Pinpoints of these citations as `id:article`, for example `untoc:18(15)`, sorted.
    pub pinpoints: Vec<String>,
    /// Whether the text says of a matter that nothing was established.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// The text, without marks, with citations spelt out in their short form.
    pub text: String,
}

impl Passage {
    /// Address of the passage relative to the site's root.
    #[must_use]
    pub fn address(&self) -> String {
        if self.anchor.is_empty() { self.page.clone() } else { format!("{}#{}", self.page, self.anchor) }
    }
}
