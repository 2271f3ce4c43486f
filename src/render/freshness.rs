//! The list of a reference page: how fresh and how full the annexes are.

use super::body::Writer;

impl Writer<'_> {
    /// Writes how fresh and how full the annexes are.
    pub(super) fn freshness(&mut self) {}
}
