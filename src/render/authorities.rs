//! The list of a reference page: authorities with the paragraphs that cite them.

use super::body::Surroundings;
use super::body::Writer;
use super::generated::{GeneratedFile, GeneratedPage};
use crate::model::Page;

impl Writer<'_> {
    /// Writes authorities with the paragraphs that cite them.
    pub(super) fn authorities(&mut self) {}
}

/// The pages below it.
pub(super) fn pages(_around: Surroundings<'_>, _page: &Page) -> Vec<GeneratedPage> {
    Vec::new()
}

/// The files that go with it.
pub(super) fn files(_around: Surroundings<'_>, _page: &Page) -> Vec<GeneratedFile> {
    Vec::new()
}
