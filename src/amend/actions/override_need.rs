//! `override`: one requirement is set aside in public.

use super::desk::{Desk, Outcome, Work};
use crate::amend::ledger::Subject;
use crate::amend::policy::Need;
use crate::amend::{AmendmentId, Event, SignedReview};

/// Sets one requirement of an amendment aside. The Chair and the chief editor decide it together; the
/// reason is printed in the edition's colophon.
///
/// # Errors
/// Everything against it.
pub fn override_need(
    desk: &Desk<'_>,
    id: &AmendmentId,
    need: &Need,
    reviews: &[SignedReview],
    reason: &str,
) -> Outcome {
    let mut work = Work::begin(desk);
    let mut entry = work.entry(Event::Override, Subject::Amendment(id.clone()), reason);
    entry.refers = Some(need.to_string());
    entry.reviews = work.reviews(reviews);
    work.append(entry)?;
    Ok(work.finish())
}
