//! `review` and `clear`: a signed opinion is drafted, signed wherever the person is, and recorded.

use jiff::Timestamp;

use super::desk::{Desk, Outcome, Work};
use crate::amend::candidate::candidate;
use crate::amend::judge::Binding;
use crate::amend::ledger::Subject;
use crate::amend::policy::Ground;
use crate::amend::progress::Progress;
use crate::amend::record::Record;
use crate::amend::registry::Role;
use crate::amend::{AmendmentId, Decision, Digest, Event, Refusal, RefusalCode, Review, SignedReview};

/// What somebody is asked to sign.
#[derive(Clone, Debug)]
pub struct ReviewRequest<'a> {
    /// The step: [`Event::Accept`] or [`Event::Clear`] for an opinion on the text; another event for
    /// consent to it.
    pub event: Event,
    /// About what.
    pub subject: Subject,
    /// Who signs.
    pub reviewer: &'a str,
    /// Yes or no.
    pub decision: Decision,
    /// The ground, for a refusal.
    pub ground: Option<Ground>,
    /// What the step names beside its subject.
    pub refers: Option<String>,
    /// The new file, for a change of registry or policy: path and text.
    pub file: Option<(&'a str, &'a str)>,
    /// Why.
    pub comment: &'a str,
    /// When, by the reviewer's clock.
    pub created: Timestamp,
}

/// The review that a person would sign now, bound to the texts and rules as they are.
///
/// # Errors
/// Where the amendment is not in the record, or gives no text now.
pub fn draft_review(record: &Record, progress: &Progress, request: ReviewRequest<'_>) -> Outcome<Review> {
    let binding = match (&request.subject, request.event) {
        (Subject::Amendment(id), Event::Accept | Event::Clear) => text_binding(record, progress, id)?,
        (Subject::Registry | Subject::Policy, _) => {
            let sets: Vec<(Digest, String)> =
                request.file.iter().map(|(path, text)| (Digest::of(text), (*path).to_owned())).collect();
            Binding::to_files(progress, &sets)
        }
        _ => Binding::none(),
    };
    Ok(Review {
        event: request.event,
        subject: request.subject,
        reviewer: request.reviewer.to_owned(),
        decision: request.decision,
        base_tree: binding.base_tree,
        results: binding.results,
        policy: progress.policy_digest,
        registry: progress.registry_digest,
        ground: request.ground,
        refers: request.refers,
        created: request.created,
        comment: request.comment.to_owned(),
    })
}

fn text_binding(record: &Record, progress: &Progress, id: &AmendmentId) -> Outcome<Binding> {
    let (Some(item), Some(received)) = (progress.proceedings.get(id), record.filed.get(id)) else {
        return Err(vec![Refusal::new(
            RefusalCode::R0078,
            format!("the amendment `{id}` is not in the record"),
            "look up its id with `handbook amend list`",
        )]);
    };
    let candidate = candidate(&record.texts, progress, received)?;
    Ok(Binding::to_text(progress, &item.paths, candidate.results()))
}

/// An approval that a change of registry or policy has voided, though its text is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapsed {
    /// Of what.
    pub id: AmendmentId,
    /// The editors' short number of it.
    pub docket: String,
    /// Whose.
    pub person: String,
    /// As an opinion ([`Event::Accept`]) or as clearance ([`Event::Clear`]).
    pub event: Event,
    /// Number of the entry that recorded it.
    pub seq: u64,
}

/// The approvals of waiting amendments that count again once they are signed again: bound to the text
/// as it is, and to an earlier registry or policy. In the order of amendments and entries.
#[must_use]
pub fn lapsed(record: &Record, progress: &Progress) -> Vec<Lapsed> {
    let mut found = Vec::new();
    for (id, item) in progress.proceedings.iter().filter(|(_, item)| item.stage.is_pending()) {
        let mut last: Vec<(u64, &SignedReview)> = Vec::new();
        for (seq, digest) in &item.reviews {
            let Some(review) = record.reviews.get(digest) else { continue };
            last.retain(|(_, known)| known.review.reviewer != review.review.reviewer);
            last.push((*seq, review));
        }
        if last.is_empty() {
            continue;
        }
        let Ok(binding) = text_binding(record, progress, id) else { continue };
        for (seq, review) in last {
            let said = &review.review;
            let is_known = progress.registry.person(&said.reviewer).is_some();
            if is_known && said.decision == Decision::Approve && binding.lapsed(review) {
                found.push(Lapsed {
                    id: id.clone(),
                    docket: item.docket.clone(),
                    person: said.reviewer.clone(),
                    event: said.event,
                    seq,
                });
            }
        }
    }
    found
}

/// Records a signed review of an amendment: as clearance where a focal point signed one.
///
/// # Errors
/// Everything against it.
pub fn record_review(desk: &Desk<'_>, review: &SignedReview) -> Outcome {
    let mut work = Work::begin(desk);
    let event = if review.review.event == Event::Clear { Event::Clear } else { Event::Review };
    let mut entry = work.entry(event, review.review.subject.clone(), "");
    entry.reviews = work.reviews(std::slice::from_ref(review));
    work.append(entry)?;
    let focal =
        work.progress.registry.person(&review.review.reviewer).is_some_and(|person| person.is(&Role::Focal));
    if focal && event == Event::Review {
        work.notes.push("recorded as an opinion; a focal point's clearance is signed as `clear`".to_owned());
    }
    Ok(work.finish())
}
