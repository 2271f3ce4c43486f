//! Registry and policy: changed by those who decided on them before the change.

use std::sync::Arc;

use super::case::{Case, Effects};
use super::consent::Binding;
use crate::amend::policy::{self, Trial, trial};
use crate::amend::record::{POLICY, REGISTRY};
use crate::amend::registry::{self, Registry};
use crate::amend::{Digest, Refusal, RefusalCode};
use crate::diagnostic::SourceText;

/// The new file that the entry sets, where enough of those who decide sign for it. They and their
/// number are those of the policy and registry *before* the change.
fn changed(case: &mut Case<'_>, path: &str) -> Option<(Arc<SourceText>, Digest)> {
    case.only(&["Sets", "Review"]);
    case.reason();
    let entry = case.entry();
    let [(digest, named)] = &entry.sets[..] else {
        case.no(
            RefusalCode::R0095,
            "Event",
            format!("the entry sets one file, `{path}`"),
            "restore the entry from a copy",
        );
        return None;
    };
    if named != path {
        case.no(
            RefusalCode::R0095,
            "Sets",
            format!("the entry sets `{named}`, not `{path}`"),
            "restore the entry from a copy",
        );
        return None;
    }
    let root = &case.progress.policy.root;
    let persons = case.consenting(entry.event, &Binding::to_files(case.progress, &entry.sets));
    let count = persons.iter().filter(|person| root.has(person)).count();
    if count < root.threshold as usize {
        let able: Vec<&str> =
            root.persons(&case.progress.registry).map(|person| person.id.as_str()).collect();
        let refusal = Refusal::new(
            RefusalCode::R0065,
            format!("{} persons must sign for a change of `{path}`; {count} have", root.threshold),
            "add the signed reviews that are missing",
        )
        .who(able.join(", "));
        case.refuse("Event", refusal);
    }
    let source = case.record.kept(*digest, path);
    if source.is_none() {
        case.no(
            RefusalCode::R0101,
            "Sets",
            format!("the new `{path}` is not kept"),
            "restore the folder `amendments/texts` from a copy",
        );
    }
    source.map(|source| (source, *digest))
}

/// The registry changes.
pub(super) fn registry(case: &mut Case<'_>) -> Option<Effects> {
    let (source, digest) = changed(case, REGISTRY)?;
    let new = match registry::read(&source, None) {
        Ok(new) => new,
        Err(refusals) => {
            case.refuse_all(refusals);
            return None;
        }
    };
    if new.version != case.progress.registry.version + 1 {
        let wanted = case.progress.registry.version + 1;
        case.no(
            RefusalCode::R0051,
            "Sets",
            format!("the registry's version is {}", new.version),
            format!("set `version = {wanted}`"),
        );
    }
    revocations(case, &new);
    for person in &new.persons {
        let was_there = case.progress.registry.person(&person.id).is_some();
        if !was_there && case.progress.persons.contains_key(&person.id) {
            case.no(
                RefusalCode::R0051,
                "Sets",
                format!("the id `{}` belonged to somebody who has left", person.id),
                "an id belongs to one person for ever; choose another one",
            );
        }
    }
    Some(Effects { registry: Some((Arc::new(new), digest)), files: vec![digest], ..Effects::default() })
}

/// A revocation is never taken back, and none begins after the entry that records it.
fn revocations(case: &mut Case<'_>, new: &Registry) {
    let entry = case.entry();
    for person in &case.progress.registry.persons {
        for key in &person.keys {
            let after = new
                .person(&person.id)
                .and_then(|found| found.keys.iter().find(|other| other.public == key.public));
            match (&key.revoked, after) {
                (Some(before), Some(after)) if after.revoked.as_ref() != Some(before) => {
                    case.no(
                        RefusalCode::R0051,
                        "Sets",
                        format!("a key of `{}` was taken back for good", person.id),
                        "leave its line `revoked` as it was",
                    );
                }
                (None, Some(after)) => {
                    if let Some(revoked) = &after.revoked
                        && (revoked.at_seq == 0 || revoked.at_seq > entry.seq || revoked.at > entry.time)
                    {
                        case.no(
                            RefusalCode::R0051,
                            "Sets",
                            format!(
                                "a key of `{}` is taken back at an entry or time that has not come",
                                person.id
                            ),
                            format!("write at most `at_seq = {}` and `at = {}`", entry.seq, entry.time),
                        );
                    }
                }
                _ => {}
            }
        }
    }
}

/// The policy changes; the new one must be able to work.
pub(super) fn policy(case: &mut Case<'_>) -> Option<Effects> {
    let (source, digest) = changed(case, POLICY)?;
    let new = match policy::read(&source) {
        Ok(new) => new,
        Err(refusals) => {
            case.refuse_all(refusals);
            return None;
        }
    };
    if new.version != case.progress.policy.version + 1 {
        let wanted = case.progress.policy.version + 1;
        case.no(
            RefusalCode::R0053,
            "Sets",
            format!("the policy's version is {}", new.version),
            format!("set `version = {wanted}`"),
        );
    }
    let paths = case.progress.tree.iter().map(|(path, _)| path.to_owned()).collect();
    let found = trial(Trial {
        policy: &new,
        source: &source,
        registry: &case.progress.registry,
        states: &case.record.states,
        paths: &paths,
        at: (case.entry().time, case.entry().seq),
    });
    let begun = !case.progress.rounds.is_empty();
    case.refuse_all(
        found.into_iter().filter(|refusal| begun || refusal.code != RefusalCode::R0054).collect(),
    );
    Some(Effects { policy: Some((Arc::new(new), digest)), files: vec![digest], ..Effects::default() })
}
