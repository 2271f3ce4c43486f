//! `accept`: every requirement is met; the text changes.

use super::desk::{Desk, Outcome, Work};
use crate::amend::candidate::candidate;
use crate::amend::ledger::Subject;
use crate::amend::{AmendmentId, Event, Refusal, RefusalCode};

/// Accepts an amendment: writes the texts that follow, the map of anchors and the entry. The actor's
/// signature on the entry counts as consent to exactly these texts. `answered_by` is the amendment
/// that answers a remark.
///
/// # Errors
/// Everything against it: a requirement that is not met, a text that has moved, errors in the book
/// that would result.
pub fn accept(desk: &Desk<'_>, id: &AmendmentId, answered_by: Option<&AmendmentId>, reason: &str) -> Outcome {
    let mut work = Work::begin(desk);
    let Some(received) = desk.record.filed.get(id) else {
        return Err(vec![Refusal::new(
            RefusalCode::R0078,
            format!("the amendment `{id}` is not in the record"),
            "look up its id with `handbook amend list`",
        )]);
    };
    let mut entry = work.entry(Event::Accept, Subject::Amendment(id.clone()), reason);
    entry.refers = answered_by.map(ToString::to_string);
    // Where the amendment does not fit, the judge says so together with all the rest.
    let changes = candidate(&work.record.texts, &work.progress, received);
    let paths: Vec<String> = received.filed.amendment.paths().into_iter().map(str::to_owned).collect();
    if let Ok(candidate) = &changes {
        work.change(&mut entry, &candidate.changes)?;
    }
    work.append(entry)?;
    work.note_moved(&paths);
    Ok(work.finish())
}
