//! From SUMMARY.md and the folder tree to texts.

mod lint;

pub use lint::lint;
