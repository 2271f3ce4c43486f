//! `withdraw`: taken back by its author or the focal point; an accepted one also by the Chair.

use super::desk::{Desk, Outcome, Work};
use crate::amend::candidate::undone;
use crate::amend::ledger::Subject;
use crate::amend::{AmendmentId, Event, SignedReview};

/// Takes an amendment back. Where it was accepted the text goes back too.
///
/// # Errors
/// Everything against it.
pub fn withdraw(desk: &Desk<'_>, id: &AmendmentId, reviews: &[SignedReview], reason: &str) -> Outcome {
    let mut work = Work::begin(desk);
    let mut entry = work.entry(Event::Withdraw, Subject::Amendment(id.clone()), reason);
    entry.reviews = work.reviews(reviews);
    let effect = work.progress.proceedings.get(id).and_then(|item| item.effect.clone());
    if let Some(effect) = effect {
        let changes = undone(&work.record.texts, &work.progress, &effect)?;
        work.change(&mut entry, &changes)?;
    }
    work.append(entry)?;
    Ok(work.finish())
}
