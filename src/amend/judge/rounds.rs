//! Rounds: opened, extended, closed, adopted.

use std::sync::Arc;

use super::case::{Case, Effects};
use crate::amend::ledger::Subject;
use crate::amend::policy::{Trial, trial};
use crate::amend::progress::RoundStanding;
use crate::amend::record::{POLICY, round_path};
use crate::amend::round::{self, Round};
use crate::amend::{Digest, Event, Kind, RefusalCode};

fn round_id(case: &mut Case<'_>) -> Option<String> {
    if let Subject::Round(id) = &case.entry().subject {
        return Some(id.clone());
    }
    case.no(RefusalCode::R0095, "Subject", "this entry is about a round", "restore the entry from a copy");
    None
}

/// The round's file that the entry sets.
fn file(case: &mut Case<'_>, id: &str) -> Option<(Arc<Round>, Digest)> {
    let path = round_path(id);
    let [(digest, named)] = &case.entry().sets[..] else {
        case.no(
            RefusalCode::R0095,
            "Event",
            "the entry sets one file, that of its round",
            "restore the entry from a copy",
        );
        return None;
    };
    if *named != path {
        case.no(
            RefusalCode::R0095,
            "Sets",
            format!("the file of the round is `{path}`"),
            "restore the entry from a copy",
        );
        return None;
    }
    let Some(source) = case.record.kept(*digest, &path) else {
        case.no(
            RefusalCode::R0101,
            "Sets",
            format!("the file of the round `{id}` is not kept"),
            "restore the folder `amendments/texts` from a copy",
        );
        return None;
    };
    match round::read(&source) {
        Ok(round) => Some((Arc::new(round), *digest)),
        Err(refusals) => {
            case.refuse_all(refusals);
            None
        }
    }
}

/// A round is set up. From now on every rule must have its persons.
pub(super) fn open(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Sets"]);
    let id = round_id(case)?;
    let (round, digest) = file(case, &id)?;
    if case.progress.rounds.contains_key(&id) {
        case.no(
            RefusalCode::R0085,
            "Subject",
            format!("the round `{id}` was set up before"),
            "extend it, or choose another name",
        );
    }
    let closes = [round.annex, round.chapter].into_iter().flatten().map(|window| window.closes.ended()).max();
    if closes.is_some_and(|closes| closes <= case.entry().time) {
        case.no(
            RefusalCode::R0072,
            "Sets",
            format!("the round `{id}` would be over before it opens"),
            "correct its days",
        );
    }
    let source = case.record.kept(case.progress.policy_digest, POLICY);
    if let Some(source) = source {
        let paths = case.progress.tree.iter().map(|(path, _)| path.to_owned()).collect();
        let found = trial(Trial {
            policy: &case.progress.policy,
            source: &source,
            registry: &case.progress.registry,
            states: &case.record.states,
            paths: &paths,
            at: (case.entry().time, case.entry().seq),
        });
        case.refuse_all(found);
    }
    let standing = RoundStanding { round, digest, closed: false, adopted: None };
    Some(Effects { round: Some((id, standing)), files: vec![digest], ..Effects::default() })
}

fn known(case: &mut Case<'_>) -> Option<(String, RoundStanding)> {
    let id = round_id(case)?;
    if let Some(standing) = case.progress.rounds.get(&id) {
        return Some((id, standing.clone()));
    }
    case.no(
        RefusalCode::R0070,
        "Subject",
        format!("the round `{id}` is not in the record"),
        "set it up with `handbook round open`",
    );
    None
}

/// Days are moved, later only.
pub(super) fn extend(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Sets"]);
    let (id, mut standing) = known(case)?;
    case.reason();
    let (round, digest) = file(case, &id)?;
    let old = &standing.round;
    let mut shorter = false;
    for (before, after) in [(old.annex, round.annex), (old.chapter, round.chapter)] {
        shorter |= match (before, after) {
            (Some(before), Some(after)) => after.closes < before.closes || after.opens != before.opens,
            (None, None) => false,
            _ => true,
        };
    }
    shorter |= match (old.review, round.review) {
        (Some(before), Some(after)) => after.review_closes < before.review_closes,
        (None, None) => false,
        _ => true,
    };
    if shorter || round.not_before < old.not_before || round.base_edition != old.base_edition {
        case.no(
            RefusalCode::R0072,
            "Sets",
            format!("`{id}` can only get more time: no day is moved forward and none is taken away"),
            "move the last days later and leave the rest",
        );
    }
    if standing.closed || standing.adopted.is_some() {
        case.no(RefusalCode::R0072, "Subject", format!("the round `{id}` is closed"), "open another round");
    }
    standing.round = round;
    standing.digest = digest;
    Some(Effects { round: Some((id, standing)), files: vec![digest], ..Effects::default() })
}

/// Nothing more is received.
pub(super) fn close(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&[]);
    let (id, mut standing) = known(case)?;
    if standing.closed {
        case.no(RefusalCode::R0085, "Subject", format!("the round `{id}` is closed already"), "go on");
    }
    let last = [standing.round.annex, standing.round.chapter]
        .into_iter()
        .flatten()
        .map(|window| window.closes)
        .max();
    if let Some(last) = last.filter(|last| case.entry().time < last.ended()) {
        case.no(
            RefusalCode::R0072,
            "Subject",
            format!("the round `{id}` receives until the end of {last} (UTC)"),
            "close it after that day",
        );
    }
    standing.closed = true;
    Some(Effects { round: Some((id, standing)), ..Effects::default() })
}

/// The meeting has adopted the conclusions; its minutes are cited.
pub(super) fn adopt(case: &mut Case<'_>) -> Option<Effects> {
    case.only(&["Refers"]);
    let (id, mut standing) = known(case)?;
    let entry = case.entry();
    if entry.refers.as_deref().is_none_or(|minutes| minutes.trim().is_empty()) {
        case.no(
            RefusalCode::R0082,
            "Event",
            "the adoption cites no minutes of the meeting",
            "name the minutes: date, document number, and their digest if there is a file",
        );
    }
    if !standing.closed {
        case.no(RefusalCode::R0072, "Subject", format!("the round `{id}` is still open"), "close it first");
    }
    if entry.time < standing.round.not_before.begins() {
        case.no(
            RefusalCode::R0072,
            "Subject",
            format!("the round `{id}` is adopted from {} on", standing.round.not_before),
            "record the adoption on or after that day",
        );
    }
    if standing.adopted.is_some() {
        case.no(RefusalCode::R0085, "Subject", format!("the round `{id}` was adopted before"), "go on");
    }
    let waiting: Vec<String> = case
        .progress
        .proceedings
        .iter()
        .filter(|(_, item)| item.round.as_deref() == Some(id.as_str()) && item.kind == Kind::Objection)
        .filter(|(_, item)| item.stage.is_pending())
        .map(|(objection, _)| objection.to_string())
        .collect();
    if !waiting.is_empty() {
        case.no(
            RefusalCode::R0072,
            "Subject",
            format!("objections wait for a decision: {}", waiting.join(", ")),
            "decide them, or have them withdrawn",
        );
    }
    standing.adopted = Some(entry.seq);
    debug_assert_eq!(entry.event, Event::Adopt);
    Some(Effects { round: Some((id, standing)), ..Effects::default() })
}
