//! Amendments that rest on a key which, as it came out later, others held as well.

use super::progress::{Proceeding, Progress};
use super::record::{REGISTRY, Record};
use super::registry::{self, Key};
use super::{AmendmentId, Event, PublicKey, Stage};

/// What was signed with the key in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoubtfulPart {
    /// The amendment itself.
    Amendment,
    /// A review of it.
    Review,
    /// The entry by which it was accepted.
    Acceptance,
}

/// That an amendment rests on a key in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Id of the person whose key it is.
    pub person: String,
    /// What it signed.
    pub part: DoubtfulPart,
}

impl Doubt {
    /// In words, for the lines about the amendment.
    #[must_use]
    pub fn words(&self) -> String {
        let what = match self.part {
            DoubtfulPart::Amendment => "it was signed",
            DoubtfulPart::Review => "a review of it was signed",
            DoubtfulPart::Acceptance => "its acceptance was signed",
        };
        format!("{what} with a key of `{}` that others may have held then", self.person)
    }
}

/// The first doubt about an amendment that did not end without effect. What was accepted after the key
/// had been taken back was decided by people who knew, and is in doubt no more.
#[must_use]
pub fn doubt(record: &Record, progress: &Progress, id: &AmendmentId) -> Option<Doubt> {
    let item = progress.proceedings.get(id)?;
    if matches!(item.stage, Stage::Rejected | Stage::Withdrawn | Stage::Superseded) {
        return None;
    }
    signatures(record, item, id).find_map(|(part, public, seq)| {
        let (person, key) = progress.registry.holder(public)?;
        if !key.is_doubtful(seq) {
            return None;
        }
        let settled = item
            .effect
            .as_ref()
            .is_some_and(|effect| known_since(record, key).is_some_and(|at| effect.seq > at));
        (!settled).then(|| Doubt { person: person.id.clone(), part })
    })
}

/// What an amendment rests on: each signature with the number of the entry that took it in.
fn signatures<'a>(
    record: &'a Record,
    item: &'a Proceeding,
    id: &AmendmentId,
) -> impl Iterator<Item = (DoubtfulPart, &'a PublicKey, u64)> + 'a {
    let author = record.filed.get(id).and_then(|received| received.signer.as_ref().ok());
    let reviews = item.reviews.iter().filter_map(|(seq, digest)| {
        let review = record.reviews.get(digest)?;
        Some((DoubtfulPart::Review, review.signer.as_ref().ok()?, *seq))
    });
    let acceptance = item.effect.as_ref().and_then(|effect| {
        let index = usize::try_from(effect.seq).ok()?.checked_sub(1)?;
        let key = record.ledger.get(index)?.signer.as_ref().ok()?;
        Some((DoubtfulPart::Acceptance, key, effect.seq))
    });
    author.map(|key| (DoubtfulPart::Amendment, key, item.intake)).into_iter().chain(reviews).chain(acceptance)
}

/// Number of the entry by which a key was taken back, which may lie after the one from which on it
/// signs nothing.
fn known_since(record: &Record, key: &Key) -> Option<u64> {
    let from = key.revoked.as_ref()?.at_seq;
    let changes = record.ledger.iter().map(|sealed| &sealed.entry);
    changes.filter(|entry| entry.event == Event::Registry && entry.seq >= from).find_map(|entry| {
        let source = record.kept(entry.registry, REGISTRY)?;
        let registry = registry::read(&source, None).ok()?;
        let revoked = registry.holder(&key.public).is_none_or(|(_, then)| then.revoked.is_some());
        revoked.then_some(entry.seq)
    })
}
