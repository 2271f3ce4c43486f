//! The list of a reference page: the index of terms.

use super::body::Writer;

impl Writer<'_> {
    /// Writes the index of terms.
    pub(super) fn index(&mut self) {}
}
