//! `return`: back to the author, with a ground and a reason.

use super::desk::{Desk, Outcome, Work};
use crate::amend::ledger::Subject;
use crate::amend::policy::Ground;
use crate::amend::{AmendmentId, Event};

/// Returns an amendment to its author, who may send a successor.
///
/// # Errors
/// Everything against it.
pub fn give_back(desk: &Desk<'_>, id: &AmendmentId, ground: Ground, reason: &str) -> Outcome {
    let mut work = Work::begin(desk);
    let mut entry = work.entry(Event::Return, Subject::Amendment(id.clone()), reason);
    entry.ground = Some(ground);
    work.append(entry)?;
    Ok(work.finish())
}
