//! `release`: accepted amendments appear in an edition.

use super::desk::{Desk, Outcome, Work};
use crate::amend::ledger::Subject;
use crate::amend::{AmendmentId, Event, SignedReview};

/// Marks amendments as published in an edition. `reviews` holds, for each, the consent of the other of
/// Chair and chief editor.
///
/// # Errors
/// Everything against it.
pub fn release(desk: &Desk<'_>, ids: &[AmendmentId], edition: &str, reviews: &[SignedReview]) -> Outcome {
    let mut work = Work::begin(desk);
    for id in ids {
        let mut entry = work.entry(Event::Release, Subject::Amendment(id.clone()), "");
        entry.refers = Some(edition.to_owned());
        let own: Vec<SignedReview> =
            reviews.iter().filter(|review| review.review.subject.amendment() == Some(id)).cloned().collect();
        entry.reviews = work.reviews(&own);
        work.append(entry)?;
    }
    Ok(work.finish())
}
