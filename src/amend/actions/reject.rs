//! `reject`: refused by an editor and the chief editor.

use jiff::civil::Date;

use super::desk::{Desk, Outcome, Work};
use crate::amend::ledger::Subject;
use crate::amend::policy::Ground;
use crate::amend::{AmendmentId, Event, SignedReview};

/// A refusal with all that it must say.
#[derive(Clone, Copy, Debug)]
pub struct Rejection<'a> {
    /// On which ground; the amendment's rule must allow it.
    pub ground: Ground,
    /// Why, in words.
    pub reason: &'a str,
    /// Last day of an appeal.
    pub appeal_until: Date,
    /// The signed review of the other person.
    pub reviews: &'a [SignedReview],
}

/// Refuses an amendment. A State's statement of its own law is refused for its form only.
///
/// # Errors
/// Everything against it.
pub fn reject(desk: &Desk<'_>, id: &AmendmentId, rejection: Rejection<'_>) -> Outcome {
    let mut work = Work::begin(desk);
    let mut entry = work.entry(Event::Reject, Subject::Amendment(id.clone()), rejection.reason);
    entry.ground = Some(rejection.ground);
    entry.appeal_until = Some(rejection.appeal_until.to_string());
    entry.reviews = work.reviews(rejection.reviews);
    work.append(entry)?;
    Ok(work.finish())
}
