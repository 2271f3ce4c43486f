//! Markdown to the tree of a page: CommonMark, tables, footnotes, tasks, definition lists,
//! heading attributes, admonitions and citations.

mod builder;
mod checks;

pub(super) use builder::{Manner, parse};
