//! `admit`: the Chair lets a late amendment into its round.

use super::desk::{Desk, Outcome, Work};
use crate::amend::ledger::Subject;
use crate::amend::{AmendmentId, Event};

/// Lets a late amendment in; the Chair alone may, with a reason.
///
/// # Errors
/// Everything against it; see [`judge`](crate::amend::judge).
pub fn admit(desk: &Desk<'_>, id: &AmendmentId, reason: &str) -> Outcome {
    let mut work = Work::begin(desk);
    let entry = work.entry(Event::Admit, Subject::Amendment(id.clone()), reason);
    work.append(entry)?;
    Ok(work.finish())
}
