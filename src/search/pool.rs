//! Memory that queries lend each other.

use std::sync::{Mutex, PoisonError};

/// Most that is kept: as many queries as are answered at a time on a small server.
const MOST: usize = 8;

/// Things that are costly to make, kept from one query to the next.
pub(super) struct Pool<T> {
    kept: Mutex<Vec<T>>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { kept: Mutex::new(Vec::new()) }
    }
}

impl<T> Pool<T> {
    /// One that is free; none where all are in use.
    pub(super) fn take(&self) -> Option<T> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// Keeps one for the next.
    pub(super) fn give(&self, thing: T) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MOST {
            kept.push(thing);
        }
    }
}
