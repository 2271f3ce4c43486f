//! `adopt`: the meeting's decision on a round, by its minutes.

use super::desk::{Desk, Outcome, Work};
use crate::amend::Event;
use crate::amend::ledger::Subject;

/// Records that the meeting has adopted a round's conclusions. The Chair alone may, and cites the
/// minutes.
///
/// # Errors
/// Everything against it.
pub fn adopt(desk: &Desk<'_>, round: &str, minutes: &str, reason: &str) -> Outcome {
    let mut work = Work::begin(desk);
    let mut entry = work.entry(Event::Adopt, Subject::Round(round.to_owned()), reason);
    entry.refers = Some(minutes.trim().replace('\n', " ")).filter(|minutes| !minutes.is_empty());
    work.append(entry)?;
    Ok(work.finish())
}
