//! `reopen`: the Chair takes a refused amendment up again.

use super::desk::{Desk, Outcome, Work};
use crate::amend::ledger::Subject;
use crate::amend::{AmendmentId, Event};

/// Takes a refused amendment up again, once, with a reason; the Chair alone may.
///
/// # Errors
/// Everything against it; see [`judge`](crate::amend::judge).
pub fn reopen(desk: &Desk<'_>, id: &AmendmentId, reason: &str) -> Outcome {
    let mut work = Work::begin(desk);
    let entry = work.entry(Event::Reopen, Subject::Amendment(id.clone()), reason);
    work.append(entry)?;
    Ok(work.finish())
}
