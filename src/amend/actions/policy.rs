//! `policy`: the rules change, by those who decided on them before.

use super::desk::{Desk, Outcome, Work};
use super::review::lapsed;
use crate::amend::ledger::Subject;
use crate::amend::record::POLICY;
use crate::amend::{Event, SignedReview};

/// Changes the policy. `reviews` are the signatures of the others who decide.
///
/// # Errors
/// Everything against it.
pub fn change_policy(desk: &Desk<'_>, text: &str, reviews: &[SignedReview], reason: &str) -> Outcome {
    let mut work = Work::begin(desk);
    let before = lapsed(desk.record, desk.progress);
    let mut entry = work.entry(Event::Policy, Subject::Policy, reason);
    entry.reviews = work.reviews(reviews);
    work.set(&mut entry, POLICY, text);
    entry.policy = entry.sets[0].0;
    work.append(entry)?;
    work.note_lapsed(&before, "policy");
    Ok(work.finish())
}
