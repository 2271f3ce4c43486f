//! Accepting an amendment, and taking an accepted one back.

use std::collections::BTreeSet;

use super::case::{Case, Effects};
use super::consent::Binding;
use super::needs;
use crate::amend::candidate::{Candidate, candidate, undone};
use crate::amend::policy::{Need, Trial, trial};
use crate::amend::progress::{Effect, Proceeding, TextAt};
use crate::amend::record::POLICY;
use crate::amend::{AmendmentId, Change, Digest, Kind, RefusalCode};

/// Every requirement is met, and the entry names exactly the texts that follow.
pub(super) fn accept(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Result", "Refers"]);
    let (id, mut item) = case.item()?;
    let entry = case.entry();
    if item.redacted {
        return redacted(case, id, item);
    }
    let Some(received) = case.record.filed.get(&id) else {
        case.no(
            RefusalCode::R0099,
            "Subject",
            format!("the file of `{id}` is missing from the record"),
            "restore the folder `amendments/filed` from a copy",
        );
        return None;
    };
    if case.record.rests_on_gone(received, &case.progress.texts_at(&item.paths)) {
        return redacted(case, id, item);
    }
    let fits = candidate(&case.record.texts, case.progress, received);
    match needs::weigh(case.record, case.progress, (&id, &item), fits.as_ref(), Some(case.actor), entry.time)
    {
        Ok(found) => {
            let rule = case
                .progress
                .rule(item.kind, &item.paths)
                .map_or(String::new(), |(rule, _)| rule.name.clone());
            for requirement in found.iter().filter(|requirement| !requirement.status.lets_pass()) {
                case.refuse("Event", requirement.refusal(&rule));
            }
        }
        Err(refusal) => case.refuse("Event", refusal),
    }
    let fits = match fits {
        Ok(fits) => fits,
        Err(refusals) => {
            case.refuse_all(refusals);
            return None;
        }
    };
    if item.kind == Kind::Remark {
        case.reason();
        if let Some(answer) = &entry.refers
            && !answer.parse::<AmendmentId>().is_ok_and(|id| case.progress.proceedings.contains_key(&id))
        {
            case.no(
                RefusalCode::R0078,
                "Refers",
                format!("the amendment `{answer}` that answers is not in the record"),
                "name an amendment of the record, or none",
            );
        }
    } else if entry.refers.is_some() {
        case.no(
            RefusalCode::R0095,
            "Refers",
            "only a remark is answered by another amendment",
            "restore the entry from a copy",
        );
    }
    same_results(case, &fits.results());
    if item.kind == Kind::Structure {
        rules_still_work(case, &fits.results());
    }
    item.effect = Some(effect(case, &fits));
    let results = fits.results();
    Some(Effects { item: Some((id, item)), results, ..Effects::default() })
}

/// Of an amendment whose words are gone only the digests can be followed.
fn redacted(case: &mut Case<'_>, id: AmendmentId, mut item: Proceeding) -> Option<Effects> {
    let entry = case.entry();
    let foreign = entry.results.iter().any(|(_, path)| !item.paths.contains(path));
    if foreign {
        case.no(
            RefusalCode::R0095,
            "Result",
            "the entry changes a text that the amendment does not touch",
            "restore the entry from a copy",
        );
    }
    let before =
        case.progress.texts_at(&entry.results.iter().map(|(_, path)| path.clone()).collect::<Vec<_>>());
    item.effect = Some(Effect { seq: entry.seq, before, after: entry.results.clone() });
    Some(Effects { item: Some((id, item)), results: entry.results.clone(), ..Effects::default() })
}

/// A file that is created needs a rule and the persons for it.
fn rules_still_work(case: &mut Case<'_>, results: &[TextAt]) {
    let Some(source) = case.record.kept(case.progress.policy_digest, POLICY) else { return };
    let tried = |paths: &BTreeSet<String>| {
        trial(Trial {
            policy: &case.progress.policy,
            source: &source,
            registry: &case.progress.registry,
            states: &case.record.states,
            paths,
            at: (case.entry().time, case.entry().seq),
        })
    };
    let mut paths: BTreeSet<String> = case.progress.tree.iter().map(|(path, _)| path.to_owned()).collect();
    let before = tried(&paths);
    for (digest, path) in results {
        if digest.is_some() {
            paths.insert(path.clone())
        } else {
            paths.remove(path)
        };
    }
    let new: Vec<_> = tried(&paths).into_iter().filter(|refusal| !before.contains(refusal)).collect();
    case.refuse_all(new);
}

fn effect(case: &Case<'_>, fits: &Candidate) -> Effect {
    let after = fits.results();
    let paths: Vec<String> = after.iter().map(|(_, path)| path.clone()).collect();
    Effect { seq: case.entry().seq, before: case.progress.texts_at(&paths), after }
}

fn same_results(case: &mut Case<'_>, wanted: &[TextAt]) {
    if case.entry().results == wanted {
        return;
    }
    case.no(
        RefusalCode::R0095,
        "Result",
        "the texts that the entry names are not those that follow from the amendment",
        "restore the entry from a copy; whoever signed it is named in it",
    );
}

/// The texts without an accepted amendment; the entry must name exactly them.
pub(super) fn undo(case: &mut Case<'_>, item: &mut Proceeding) -> Vec<TextAt> {
    let Some(effect) = item.effect.take() else { return Vec::new() };
    let touched = effect.before.iter().chain(&effect.after).filter_map(|(digest, _)| *digest);
    if touched.into_iter().any(|digest| case.record.gone.contains(&digest)) {
        return case.entry().results.clone();
    }
    match undone(&case.record.texts, case.progress, &effect) {
        Ok(changes) => {
            let results = digests(&changes);
            same_results(case, &results);
            results
        }
        Err(refusals) => {
            case.refuse_all(refusals);
            Vec::new()
        }
    }
}

fn digests(changes: &[Change]) -> Vec<TextAt> {
    let mut results: Vec<TextAt> =
        changes.iter().map(|change| (change.after.as_ref().map(Digest::of), change.path.clone())).collect();
    results.sort_by(|a, b| a.1.cmp(&b.1));
    results
}

/// One requirement is set aside by the Chair and the chief editor.
pub(super) fn set_aside(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Review", "Refers"]);
    let (id, mut item) = case.item()?;
    case.reason();
    let entry = case.entry();
    let words = entry.refers.clone().unwrap_or_default();
    let of_rule = case
        .progress
        .rule(item.kind, &item.paths)
        .is_some_and(|(rule, _)| rule.needs.iter().any(|need: &Need| need.to_string() == words));
    if !of_rule {
        case.no(
            RefusalCode::R0065,
            "Refers",
            format!("`{words}` is no requirement of the rule for `{id}`"),
            "name the requirement as `handbook amend show` prints it",
        );
    }
    if item.overrides.contains(&words) {
        case.no(RefusalCode::R0085, "Refers", format!("`{words}` was set aside before"), "go on");
    }
    super::decision::chair_and_chief(case, entry.event, &Binding::none());
    item.overrides.push(words);
    Some(Effects { item: Some((id, item)), ..Effects::default() })
}
