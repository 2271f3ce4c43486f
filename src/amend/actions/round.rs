//! `round open`, `round extend`, `round close`.

use super::desk::{Desk, Outcome, Work};
use crate::amend::ledger::Subject;
use crate::amend::record::round_path;
use crate::amend::{Event, round};
use crate::diagnostic::SourceText;

fn id_of(text: &str) -> Outcome<String> {
    // The name of the file follows from the round, so the text is read without one.
    round::read(&SourceText::new("the round", text)).map(|round| round.id)
}

/// Sets up a round from the text of its file.
///
/// # Errors
/// Everything against it; a rule that nobody can satisfy is an error from now on.
pub fn open_round(desk: &Desk<'_>, text: &str, reason: &str) -> Outcome {
    let id = id_of(text)?;
    let mut work = Work::begin(desk);
    let mut entry = work.entry(Event::RoundOpen, Subject::Round(id.clone()), reason);
    work.set(&mut entry, &round_path(&id), text);
    work.append(entry)?;
    Ok(work.finish())
}

/// Gives a round more time. The Chair alone may.
///
/// # Errors
/// Everything against it.
pub fn extend_round(desk: &Desk<'_>, text: &str, reason: &str) -> Outcome {
    let id = id_of(text)?;
    let mut work = Work::begin(desk);
    let mut entry = work.entry(Event::RoundExtend, Subject::Round(id.clone()), reason);
    work.set(&mut entry, &round_path(&id), text);
    work.append(entry)?;
    Ok(work.finish())
}

/// Closes a round after its last day.
///
/// # Errors
/// Everything against it.
pub fn close_round(desk: &Desk<'_>, id: &str, reason: &str) -> Outcome {
    let mut work = Work::begin(desk);
    let entry = work.entry(Event::RoundClose, Subject::Round(id.to_owned()), reason);
    work.append(entry)?;
    Ok(work.finish())
}
