//! Search without a server: the index as small files that a page loads when it searches.
//!
//! Each file is a classic script that hands one string to the theme's `search.js`; that works from a
//! folder on disk, where pages may not read files in any other way. The string is a compressed
//! block in base 85. Blocks are the catalogue (loaded first), postings cut at keys, the list of
//! forms (loaded when a word is unknown), and texts.
//!
//! The script ranks as [`super::Searcher`] does, by the same rules over the same numbers.

mod catalogue;
mod pack;
mod postings;

pub use catalogue::{Shards, shards};
