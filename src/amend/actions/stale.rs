//! `stale`: an accepted amendment goes back under review, and the text goes back.

use super::desk::{Desk, Outcome, Work};
use crate::amend::candidate::undone;
use crate::amend::ledger::Subject;
use crate::amend::{AmendmentId, Event};

/// Puts an accepted amendment back under review, because what it rests on has moved or is in doubt.
///
/// # Errors
/// Everything against it.
pub fn stale(desk: &Desk<'_>, id: &AmendmentId, reason: &str) -> Outcome {
    let mut work = Work::begin(desk);
    undo(&mut work, id, reason)?;
    Ok(work.finish())
}

pub(super) fn undo(work: &mut Work<'_>, id: &AmendmentId, reason: &str) -> Outcome<()> {
    let mut entry = work.entry(Event::Stale, Subject::Amendment(id.clone()), reason);
    let item = work.progress.proceedings.get(id).cloned();
    if let Some(effect) = item.as_ref().and_then(|item| item.effect.as_ref()) {
        let changes = undone(&work.record.texts, &work.progress, effect)?;
        work.change(&mut entry, &changes)?;
    }
    work.append(entry)?;
    if let Some(item) = item {
        work.note_moved(&item.paths);
    }
    Ok(())
}
