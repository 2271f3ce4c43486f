//! The handbook's folder, read: the order of `SUMMARY.md` and every text it needs.

mod lint;
mod summary;
mod tree;

pub use lint::{character_name, lint, look_alike, mixed, unwanted_characters};
pub use summary::{Entry, Part, Placement, Summary};
pub use tree::{Asset, SourceTree, from_files, load};
