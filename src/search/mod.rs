//! Search: an index of passages, a query language, ranked hits with snippets.
//!
//! [`build`] writes an index and publishes it under its digest; [`Searcher`] opens what is
//! published, read-only, and answers. A query is never refused: [`Query::parse`] makes sense of any
//! text, and the answer says how well it was met ([`Stage`]).
//!
//! The index is tantivy's; the ranking is our own, over its postings, so that the search without a
//! server can rank in the same way.

mod answer;
mod arithmetic;
mod column;
mod correct;
pub mod eval;
mod files;
mod findable;
mod folder;
mod hit;
mod index;
#[cfg(test)]
#[path = "pitfalls/tests.rs"]
mod pitfalls;
mod plan;
mod pool;
mod postings;
mod query;
mod rank;
mod schema;
mod searcher;
mod shards;
mod snippet;
mod source;
mod synonyms;
mod terms;
#[cfg(test)]
mod tests;

pub use answer::{Answer, AnswerHit, AnswerNote, AnswerPart, RelatedAnswer, RelatedHit};
pub use findable::{Lost, Span, TermReport, drawn_spans, lost, occurrences};
pub use hit::{Facet, Facets, Filters, Found, Hit, Note, Page, Stage};
pub use index::{Built, build, digest, published_digest};
pub use query::{Clause, LONGEST_QUERY, MOST_CLAUSES, MOST_WORDS, Query};
pub use searcher::Searcher;
pub use shards::{Shards, script_text, shards};
pub use snippet::Part;
pub use synonyms::Synonyms;
