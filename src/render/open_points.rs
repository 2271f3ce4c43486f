//! The list of a reference page: what still needs checking.

use super::body::Writer;

impl Writer<'_> {
    /// Writes what still needs checking.
    pub(super) fn open_points(&mut self) {}
}
