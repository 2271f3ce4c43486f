//! The list of a reference page: States side by side.

use super::body::Surroundings;
use super::body::Writer;
use super::generated::{GeneratedFile, GeneratedPage};
use crate::model::Page;

impl Writer<'_> {
    /// Writes States side by side.
    pub(super) fn comparison(&mut self) {}
}

/// The pages below it.
pub(super) fn pages(_around: Surroundings<'_>, _page: &Page) -> Vec<GeneratedPage> {
    Vec::new()
}

/// The files that go with it.
pub(super) fn files(_around: Surroundings<'_>, _page: &Page) -> Vec<GeneratedFile> {
    Vec::new()
}
