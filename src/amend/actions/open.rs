//! `open`: an editor begins the review.

use super::desk::{Desk, Outcome, Work};
use crate::amend::ledger::Subject;
use crate::amend::{AmendmentId, Event};

/// Begins the review of an amendment.
///
/// # Errors
/// Everything against it; see [`judge`](crate::amend::judge).
pub fn open(desk: &Desk<'_>, id: &AmendmentId, reason: &str) -> Outcome {
    let mut work = Work::begin(desk);
    let entry = work.entry(Event::Open, Subject::Amendment(id.clone()), reason);
    work.append(entry)?;
    Ok(work.finish())
}
