//! `amend redact`.

use super::super::acting::{Act, Hand, amendment};
use super::super::run::Session;
use super::decide::{Step, consents};
use super::options::RedactArguments;
use crate::amend::{Event, actions};

/// Takes the words of an amendment out of the record, with those of its texts that no page has now.
pub(super) fn redact(session: &Session<'_>, options: &RedactArguments) -> Act {
    let decide = &options.decide;
    let hand = Hand::of(session, &decide.recording)?;
    let id = amendment(&hand.recorded, &decide.id)?;
    let progress = &hand.recorded.progress;
    let effect = progress.proceedings.get(&id).and_then(|item| item.effect.clone());
    let versions: Vec<_> = effect
        .into_iter()
        .flat_map(|effect| effect.after)
        .filter(|(digest, _)| !progress.tree.iter().any(|(_, current)| Some(current) == *digest))
        .collect();
    let step = Step { event: Event::Redact, ground: None, refers: None };
    let reviews = consents(&hand, &id, step, &options.review)?;
    hand.record(session, actions::redact(&hand.desk()?, &id, &versions, &reviews, &decide.text))
}
