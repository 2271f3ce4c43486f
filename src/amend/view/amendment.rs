//! One amendment with everything that people ask about it.

use jiff::Timestamp;

use super::{change_view, three_view};
use crate::amend::judge::requirements;
use crate::amend::ledger::Sealed;
use crate::amend::progress::{Effect, Proceeding, Progress};
use crate::amend::record::{Received, Record};
use crate::amend::{
    AmendmentId, Change, Digest, Kind, Proposal, SourceLine, Stage, Texts as _, candidate, clash_places,
    clashes, doubt,
};
use crate::model::{AmendmentView, NeighbourView, RequirementView, SourceView, StepView};

/// An amendment of the record as it stands at a ledger time; `None` where the record has none of this
/// id.
#[must_use]
pub fn amendment(
    record: &Record,
    progress: &Progress,
    id: &AmendmentId,
    now: Timestamp,
) -> Option<AmendmentView> {
    let item = progress.proceedings.get(id)?;
    let received = record.filed.get(id);
    let mut view = AmendmentView {
        id: id.to_string(),
        docket: item.docket.clone(),
        kind: item.kind.to_string(),
        state: item.state.clone(),
        round: item.round.clone(),
        author: item.author.clone(),
        author_name: progress.persons.get(&item.author).cloned().unwrap_or_else(|| item.author.clone()),
        stage: item.stage.name().to_owned(),
        pending: item.stage.is_pending(),
        late: item.late,
        redacted: item.redacted,
        received: entry_time(record, item.intake),
        paths: item.paths.clone(),
        objects_to: item.objects_to.as_ref().map(ToString::to_string),
        filed: item.filed.to_string(),
        history: history(record, item),
        touches: touches(progress, item),
        doubt: doubt(record, progress, id).map(|doubt| doubt.words()).unwrap_or_default(),
        ..AmendmentView::default()
    };
    dates(&mut view, progress, item);
    if let Some(received) = received {
        words(&mut view, received);
        let key = received.signer.as_ref().ok().and_then(|key| progress.registry.holder(key));
        view.assurance = key.map(|(_, key)| key.assurance.to_string()).unwrap_or_default();
        changes(&mut view, record, progress, item, received);
    }
    if item.stage.is_pending() {
        view.requirements = needs(record, progress, id, now);
        view.neighbours = neighbours(record, progress, id, item);
    }
    Some(view)
}

/// The States whose files it touches.
fn touches(progress: &Progress, item: &Proceeding) -> Vec<String> {
    let mut states: Vec<String> =
        item.paths.iter().filter_map(|path| progress.policy.state_of(path)).collect();
    states.sort();
    states.dedup();
    states
}

/// An entry by its number; entries are numbered from 1 without a gap.
fn entry(record: &Record, seq: u64) -> Option<&Sealed> {
    let index = usize::try_from(seq).ok()?.checked_sub(1)?;
    record.ledger.get(index).map(AsRef::as_ref).filter(|sealed: &&Sealed| sealed.entry.seq == seq)
}

fn entry_time(record: &Record, seq: u64) -> String {
    entry(record, seq).map_or_else(String::new, |sealed| sealed.entry.time.to_string())
}

fn dates(view: &mut AmendmentView, progress: &Progress, item: &Proceeding) {
    let Some(standing) = item.round.as_ref().and_then(|round| progress.rounds.get(round)) else { return };
    view.closes = standing.round.window(progress.track(item)).map(|window| window.closes.to_string());
    if item.kind == Kind::Suggestion {
        view.objections_until = standing.round.review.map(|review| review.review_closes.to_string());
    }
}

fn words(view: &mut AmendmentView, received: &Received) {
    let amendment = &received.filed.amendment;
    view.title.clone_from(&amendment.title);
    view.rationale.clone_from(&amendment.rationale);
    view.heading.clone_from(&amendment.heading);
    view.supersedes = amendment.supersedes.as_ref().map(ToString::to_string);
    view.sources = amendment.sources.iter().map(source).collect();
    view.fingerprint = received.signer.as_ref().map(crate::amend::PublicKey::fingerprint).unwrap_or_default();
}

fn source(line: &SourceLine) -> SourceView {
    SourceView {
        kind: line.kind.word().to_owned(),
        title: line.title.clone(),
        provision: line.provision.clone(),
        place: line.place.clone(),
        in_force: line.in_force.map(|day| day.to_string()),
    }
}

/// What it changed, where it was accepted; else what it would change now, or, where it does not fit
/// the text any more, what its author signed.
fn changes(
    view: &mut AmendmentView,
    record: &Record,
    progress: &Progress,
    item: &Proceeding,
    received: &Received,
) {
    if let Some(effect) = &item.effect {
        view.changes = made(record, effect).iter().map(change_view).collect();
        return;
    }
    let returned = item.stage == Stage::Returned;
    if item.stage.is_pending() || returned {
        match candidate(&record.texts, progress, received) {
            Ok(_) if returned => {}
            Ok(found) => {
                view.rebased = found.rebased;
                view.changes = found.changes.iter().map(change_view).collect();
                return;
            }
            Err(refusals) => {
                view.misfit = refusals.into_iter().map(|refusal| refusal.message).collect();
                let places = clash_places(&record.texts, progress, received);
                view.clashes = places.iter().map(|(path, clash)| three_view(path, clash)).collect();
            }
        }
    }
    if let Ok(signed) = received.filed.apply(&record.texts) {
        view.changes = signed.iter().map(change_view).collect();
    }
}

/// The texts before and after an acceptance.
fn made(record: &Record, effect: &Effect) -> Vec<Change> {
    let text = |digest: &Option<Digest>| {
        digest.as_ref().and_then(|digest| record.texts.text(digest)).map(str::to_owned)
    };
    effect
        .before
        .iter()
        .zip(&effect.after)
        .map(|((before, path), (after, _))| Change {
            path: path.clone(),
            before: text(before),
            after: text(after),
        })
        .collect()
}

fn needs(record: &Record, progress: &Progress, id: &AmendmentId, now: Timestamp) -> Vec<RequirementView> {
    let Ok(found) = requirements(record, progress, id, None, now) else { return Vec::new() };
    found
        .into_iter()
        .map(|requirement| RequirementView {
            need: requirement.need.to_string(),
            words: requirement.need.words(),
            status: requirement.status.name().to_owned(),
            lets_pass: requirement.status.lets_pass(),
            explained: requirement.words,
            who: requirement.who,
        })
        .collect()
}

/// The others that wait on the same texts, with how they stand to this one.
fn neighbours(
    record: &Record,
    progress: &Progress,
    id: &AmendmentId,
    item: &Proceeding,
) -> Vec<NeighbourView> {
    let changes = |id: &AmendmentId| -> Vec<Change> {
        let Some(received) = record.filed.get(id) else { return Vec::new() };
        match candidate(&record.texts, progress, received) {
            Ok(found) => found.changes,
            Err(_) => received.filed.apply(&record.texts).unwrap_or_default(),
        }
    };
    let own = changes(id);
    let mut found = Vec::new();
    for (other, theirs) in progress.pending_on(id, &item.paths) {
        if !theirs.kind.changes_text() || !item.kind.changes_text() {
            continue;
        }
        let against = changes(other);
        for pair in clashes(&[proposals(&own), proposals(&against)]) {
            found.push(NeighbourView {
                id: other.to_string(),
                docket: theirs.docket.clone(),
                path: pair.path.clone(),
                verdict: pair.verdict.title().to_owned(),
                clash: pair.verdict.is_clash(),
            });
        }
    }
    found
}

fn proposals(changes: &[Change]) -> Vec<Proposal<'_>> {
    changes
        .iter()
        .map(|change| Proposal {
            path: &change.path,
            before: change.before.as_deref(),
            after: change.after.as_deref(),
        })
        .collect()
}

fn history(record: &Record, item: &Proceeding) -> Vec<StepView> {
    let entries = item.entries.iter().filter_map(|&seq| entry(record, seq));
    entries
        .map(|sealed| {
            let entry = &sealed.entry;
            let reviewers = entry.reviews.iter().filter_map(|digest| record.reviews.get(digest));
            StepView {
                seq: entry.seq,
                time: entry.time.to_string(),
                event: entry.event.name().to_owned(),
                actor: entry.actor.clone(),
                reviewers: reviewers.map(|review| review.review.reviewer.clone()).collect(),
                ground: entry.ground.map(|ground| ground.words().to_owned()).unwrap_or_default(),
                refers: entry.refers.clone().unwrap_or_default(),
                reason: entry.reason.trim_end().to_owned(),
            }
        })
        .collect()
}
