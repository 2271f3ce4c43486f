//! `annotate`: a note to an earlier entry, which itself is never changed.

use super::desk::{Desk, Outcome, Work};
use crate::amend::Event;
use crate::amend::ledger::Subject;

/// Adds a note to an entry.
///
/// # Errors
/// Where there is no such entry, or the actor is no editor.
pub fn annotate(desk: &Desk<'_>, seq: u64, note: &str) -> Outcome {
    let mut work = Work::begin(desk);
    let entry = work.entry(Event::Annotate, Subject::Entry(seq), note);
    work.append(entry)?;
    Ok(work.finish())
}
