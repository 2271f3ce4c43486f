//! Words taken out of the record, by the Chair and the chief editor. The chain stays whole, since it
//! names digests.

use super::case::{Case, Effects};
use super::consent::Binding;
use super::decision::chair_and_chief;
use crate::amend::{Digest, RefusalCode};

/// An amendment's words are taken out; its bones and its digest stay.
pub(super) fn redact(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Sets", "Result", "Review"]);
    let (id, mut item) = case.item()?;
    case.reason();
    let entry = case.entry();
    chair_and_chief(case, entry.event, &Binding::none());
    let stub = case.record.redacted.get(&id);
    let named = stub.map(|stub| vec![(Digest::of(stub.text()), stub.path())]);
    if named.as_ref() != Some(&entry.sets) {
        case.no(
            RefusalCode::R0105,
            "Sets",
            format!("what must stand in the place of `{id}` is missing or another"),
            "restore the folder `amendments/filed` from a copy",
        );
    }
    // `Result` lines name the texts that go: with a digest, the path they belonged to.
    let mut gone = Vec::new();
    for (digest, path) in &entry.results {
        let Some(digest) = digest else { continue };
        let version = (path.clone(), *digest);
        if case.progress.tree.iter().any(|(_, current)| current == *digest) {
            case.no(
                RefusalCode::R0105,
                "Result",
                format!("the text of `{path}` holds these words now"),
                "take them out of the text by an amendment first",
            );
        }
        if !case.progress.versions.contains(&version) {
            case.no(
                RefusalCode::R0095,
                "Result",
                format!("`{path}` never had this text"),
                "restore the entry from a copy",
            );
        }
        gone.push(*digest);
    }
    item.redacted = true;
    Some(Effects { item: Some((id, item)), gone, ..Effects::default() })
}
