//! Search without a server: the index as small files that a page loads when it searches.
//!
//! Each file is a classic script that hands one block to the theme's `search.js`; that works from a
//! folder on disk, where pages may not read files in any other way. The catalogue is loaded first;
//! then for a query the parts of the lexicon, of the postings and of the texts that it needs.
//! `docs/formats/search-shards.md` describes the blocks.
//!
//! [`super::Searcher::of_shards`] reads the files as the script does, and ranks with the code of the
//! server: so one test holds the script to the reader, and another the reader to the server.

mod catalogue;
mod lexicon;
mod pack;
mod postings;
mod read;
#[cfg(test)]
mod tests;
mod texts;
mod write;

pub(super) use catalogue::CATALOGUE;
pub use pack::script_text;
pub use write::{Shards, shards};
