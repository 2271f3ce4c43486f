//! The answer to a query as programs get it: the JSON of the command line and of the server.
//!
//! The form only grows: fields are added, none changes its meaning.

use serde::Serialize;

use super::hit::{Facets, Found, Hit, Note, Stage};

/// An answer in the documented form.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The query as it was understood: cut where it was too long.
    pub query: String,
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
    /// The answer to the query with this text.
    #[must_use]
    pub fn new(query: &str, found: &Found) -> Self {
        let note = |note: &Note| AnswerNote { id: *note, text: note.to_string() };
        Self {
            query: query.to_owned(),
            stage: found.stage,
            total: found.total,
            hits: found.hits.iter().map(AnswerHit::new).collect(),
            near: found.near.iter().map(AnswerHit::new).collect(),
            facets: found.facets.clone(),
            suggestion: found.suggestion.clone(),
            notes: found.notes.iter().map(note).collect(),
        }
    }
}

impl AnswerHit {
    fn new(hit: &Hit) -> Self {
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
