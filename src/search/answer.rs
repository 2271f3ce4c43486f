//! The answer to a query as programs get it: the JSON of the command line. The server's has the same
//! hits and adds what only it knows: pages of hits, names of States.
//!
//! The form only grows: fields are added, none changes its meaning.

use serde::Serialize;

use super::hit::{Facets, Filters, Found, Hit, Note, Stage};
use super::query::Query;
use crate::model::Passage;

/// An answer in the documented form.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The query as it was understood: cut where it was too long.
    pub query: String,
    /// The State to which options narrow it; null where they do not.
    pub state: Option<String>,
    /// The kind of page to which options narrow it.
    pub kind: Option<String>,
    /// How well the best passages meet it: `all`, `most`, `some` or `none` of the words.
    pub stage: Stage,
    /// Number of passages of this stage; `facets` counts the same ones.
    pub total: usize,
    /// The page of them that was asked for, best first.
    pub hits: Vec<AnswerHit>,
    /// Where `total` is small: the best passages of lower stages.
    pub near: Vec<AnswerHit>,
    /// Counts by State, kind, cited instrument and language.
    pub facets: Facets,
    /// A query that would find more, where a word looks misspelt.
    pub suggestion: Option<String>,
    /// How the query was read, where that needs saying.
    pub notes: Vec<AnswerNote>,
}

/// A passage that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnswerHit {
    /// The number readers cite; empty where the passage has none.
    pub number: String,
    /// Title of its page.
    pub page_title: String,
    /// Headings from the top of the page down to it.
    pub headings: Vec<String>,
    /// Address relative to the site's root, with anchor: `chapters/mla.html#p-k7m2qv`.
    pub address: String,
    /// Code of the State it is about; null where there is none.
    pub state: Option<String>,
    /// `chapter`, `annex` or `reference`.
    pub kind: String,
    /// Ids of the authorities it cites, sorted.
    pub cites: Vec<String>,
    /// How well it meets the query; comparable within one answer only.
    pub score: f32,
    /// How much of the query it has.
    pub stage: Stage,
    /// The part of its text to show, in order.
    pub snippet: Vec<AnswerPart>,
}

/// The paragraphs most like one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RelatedAnswer {
    /// Address of the paragraph that was named.
    pub address: String,
    /// Its printed number; empty where it has none.
    pub number: String,
    /// The paragraphs most like it, the most like first.
    pub related: Vec<RelatedHit>,
}

/// A paragraph like another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RelatedHit {
    /// The number readers cite; empty where the passage has none.
    pub number: String,
    /// Title of its page.
    pub page_title: String,
    /// Headings from the top of the page down to it.
    pub headings: Vec<String>,
    /// Address relative to the site's root, with anchor.
    pub address: String,
    /// Code of the State it is about; null where there is none.
    pub state: Option<String>,
    /// `chapter`, `annex` or `reference`.
    pub kind: String,
    /// Its text.
    pub text: String,
}

impl RelatedAnswer {
    /// The answer for a passage and those like it.
    #[must_use]
    pub fn new(passage: &Passage, related: &[Passage]) -> Self {
        let hit = |other: &Passage| RelatedHit {
            number: other.number.clone(),
            page_title: other.page_title.clone(),
            headings: other.headings.clone(),
            address: other.address(),
            state: other.state.clone(),
            kind: other.kind.clone(),
            text: other.text.clone(),
        };
        Self {
            address: passage.address(),
            number: passage.number.clone(),
            related: related.iter().map(hit).collect(),
        }
    }
}

/// A piece of a snippet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerPart {
    /// The text, not escaped.
    pub text: String,
    /// Whether it is what was searched for.
    pub marked: bool,
}

/// How the query was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerNote {
    /// Its permanent name, for programs.
    pub id: Note,
    /// What it says, for people.
    pub text: String,
}

impl Answer {
    /// The answer to a query narrowed by these filters.
    #[must_use]
    pub fn new(query: &Query, filters: &Filters, found: &Found) -> Self {
        let note = |note: &Note| AnswerNote { id: *note, text: note.to_string() };
        Self {
            query: query.text().to_owned(),
            state: filters.state.clone(),
            kind: filters.kind.clone(),
            stage: found.stage,
            total: found.total,
            hits: found.hits.iter().map(AnswerHit::from).collect(),
            near: found.near.iter().map(AnswerHit::from).collect(),
            facets: found.facets.clone(),
            suggestion: found.suggestion.clone(),
            notes: found.notes.iter().map(note).collect(),
        }
    }
}

impl From<&Hit> for AnswerHit {
    fn from(hit: &Hit) -> Self {
        let passage = &hit.passage;
        Self {
            number: passage.number.clone(),
            page_title: passage.page_title.clone(),
            headings: passage.headings.clone(),
            address: passage.address(),
            state: passage.state.clone(),
            kind: passage.kind.clone(),
            cites: passage.cites.clone(),
            score: hit.score,
            stage: hit.stage,
            snippet: hit
                .snippet
                .iter()
                .map(|part| AnswerPart { text: part.text.clone(), marked: part.marked })
                .collect(),
        }
    }
}
