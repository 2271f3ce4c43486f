//! What a search answers.

use std::fmt;

use serde::Serialize;

use super::snippet::{Part, beginning};
use crate::model::Passage;

/// How well the best passages meet a query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Nothing was found.
    #[default]
    None,
    /// Some of the words.
    Some,
    /// Most of the words, by weight: a rare word counts more than a frequent one.
    Most,
    /// All of the words.
    All,
}

/// Narrowing of a search; `None` narrows nothing. Letter case does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Code of the State that a passage is about.
    pub state: Option<String>,
    /// `chapter`, `annex` or `reference`.
    pub kind: Option<String>,
    /// Id of an instrument that a passage cites, with or without a pinpoint: `untoc`, `untoc:18`.
    pub instrument: Option<String>,
    /// Language tag that occurs in a passage.
    pub language: Option<String>,
}

/// Which of the hits are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Hits to skip.
    pub offset: usize,
    /// Most hits to give.
    pub limit: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self { offset: 0, limit: 10 }
    }
}

/// A value of a field and how many of the found passages have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The value: a State's code, a kind, a language tag, an instrument's id.
    pub id: String,
    /// Number of found passages with it.
    pub count: usize,
}

/// Counts of the found passages, the most frequent value first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// By State.
    pub state: Vec<Facet>,
    /// By kind.
    pub kind: Vec<Facet>,
    /// By cited instrument.
    pub instrument: Vec<Facet>,
    /// By language.
    pub language: Vec<Facet>,
}

/// A passage that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The passage.
    pub passage: Passage,
    /// How well it meets the query; comparable within one answer only.
    pub score: f32,
    /// How much of the query it has.
    pub stage: Stage,
    /// The part of its text to show, in order.
    pub snippet: Vec<Part>,
}

impl Hit {
    /// A passage that nothing is marked in: the beginning of its text.
    #[must_use]
    pub fn whole(passage: Passage) -> Self {
        let snippet = beginning(&passage.text);
        Self { passage, score: 0.0, stage: Stage::All, snippet }
    }
}

/// Something a reader should know about how the query was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Note {
    /// The query was longer than [`super::LONGEST_QUERY`].
    Cut,
    /// The query had more than [`super::MOST_WORDS`] words or [`super::MOST_CLAUSES`] phrases.
    TooMany,
    /// Nothing but exclusions, punctuation or narrowing was asked for.
    NothingAsked,
    /// No passage has the phrase; its words were searched for one by one.
    NoSuchPhrase,
    /// No passage has a word; the suggestion, with the nearest word in its place, was searched for.
    Corrected,
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Cut => "the query is long; only its first 512 characters were searched for",
            Self::TooMany => "the query has many words or phrases; only the first of them were searched for",
            Self::NothingAsked => "the query has no word to search for",
            Self::NoSuchPhrase => "no paragraph has this exact phrase; these have its words",
            Self::Corrected => {
                "no paragraph has a word of the query; the nearest word was searched for instead"
            }
        })
    }
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Found {
    /// How well the best passages meet the query; `total` and `facets` count those of this stage.
    pub stage: Stage,
    /// Number of passages of this stage.
    pub total: usize,
    /// The page of them that was asked for, best first.
    pub hits: Vec<Hit>,
    /// Where `total` is small: the best passages of lower stages, for the first page alone.
    pub near: Vec<Hit>,
    /// Counts over all passages of this stage.
    pub facets: Facets,
    /// A query that would find more, where a word looks misspelt.
    pub suggestion: Option<String>,
    /// How the query was read, where that needs saying.
    pub notes: Vec<Note>,
}
