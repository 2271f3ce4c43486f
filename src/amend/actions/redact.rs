//! `redact`: words are taken out of the record.

use std::sync::Arc;

use super::desk::{Desk, Outcome, Work};
use crate::amend::ledger::Subject;
use crate::amend::progress::TextAt;
use crate::amend::record::text_path;
use crate::amend::{AmendmentId, Event, Redacted, Refusal, RefusalCode, SignedReview};

/// Takes the words of an amendment out of the record, and those versions of texts that hold them.
/// Their digests stay, so that the chain is whole. The Chair and the chief editor decide it together.
///
/// # Errors
/// Everything against it: a text that holds the words now must first be changed by an amendment.
pub fn redact(
    desk: &Desk<'_>,
    id: &AmendmentId,
    versions: &[TextAt],
    reviews: &[SignedReview],
    reason: &str,
) -> Outcome {
    let mut work = Work::begin(desk);
    let Some(received) = work.record.filed.get(id).cloned() else {
        let (code, message) = if work.record.redacted.contains_key(id) {
            (RefusalCode::R0085, format!("the words of `{id}` were taken out before"))
        } else {
            (RefusalCode::R0078, format!("the amendment `{id}` is not in the record"))
        };
        return Err(vec![Refusal::new(code, message, "look up its id with `handbook amend list`")]);
    };
    let stub = Redacted::of(&received.filed);
    let mut entry = work.entry(Event::Redact, Subject::Amendment(id.clone()), reason);
    entry.reviews = work.reviews(reviews);
    entry.results = versions.to_vec();
    entry.sets = vec![(crate::amend::Digest::of(stub.text()), stub.path())];
    work.put(stub.path(), stub.text());
    let path = received.filed.source().path().to_owned();
    work.files.insert(path, None);
    for (digest, _) in versions {
        if let Some(digest) = digest {
            work.files.insert(text_path(*digest), None);
            work.record.texts.forget(*digest);
            work.record.gone.insert(*digest);
        }
    }
    work.record.filed.remove(id);
    work.record.redacted.insert(id.clone(), Arc::new(stub));
    work.append(entry)?;
    Ok(work.finish())
}
