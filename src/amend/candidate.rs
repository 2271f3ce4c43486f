//! The text that an amendment would give now.

use super::progress::{Progress, TextAt};
use super::record::Received;
use super::{Change, Digest, Kind, Refusal, RefusalCode, TextStore, Texts as _};
use crate::diff::{Merge, merge};

/// The text that an amendment would give now.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// What becomes of each path.
    pub changes: Vec<Change>,
    /// Whether a text has moved since the author wrote, so that this is not what the author signed.
    pub rebased: bool,
}

impl Candidate {
    /// Digests and paths of the resulting texts, in the order of paths.
    #[must_use]
    pub fn results(&self) -> Vec<TextAt> {
        let mut results: Vec<TextAt> = self
            .changes
            .iter()
            .map(|change| (change.after.as_ref().map(Digest::of), change.path.clone()))
            .collect();
        results.sort_by(|a, b| a.1.cmp(&b.1));
        results
    }
}

/// What an amendment makes of the texts as they are now: what its author signed where they have
/// not moved, else a three-way merge that clashes with nothing.
///
/// # Errors
/// As [`super::Filed::apply`]; [`RefusalCode::R0083`] where a text has moved and the amendment does not
/// follow by itself.
pub fn candidate(
    texts: &TextStore,
    progress: &Progress,
    received: &Received,
) -> Result<Candidate, Vec<Refusal>> {
    let amendment = &received.filed.amendment;
    if !amendment.kind.changes_text() {
        return Ok(Candidate { changes: Vec::new(), rebased: false });
    }
    let signed = received.filed.apply(texts)?;
    let moved = |path: &str| progress.tree.get(path) != amendment.base(path);
    if !signed.iter().any(|change| moved(&change.path)) {
        return Ok(Candidate { changes: signed, rebased: false });
    }
    let mut refusals = Vec::new();
    let mut changes = Vec::new();
    for change in signed {
        if !moved(&change.path) {
            changes.push(change);
            continue;
        }
        match follow(texts, progress, amendment.kind, &change) {
            Ok(change) => changes.push(change),
            Err(message) => refusals.push(
                Refusal::new(
                    RefusalCode::R0083,
                    message,
                    "return it to its author with the text as it is now, or make a counter-draft",
                )
                .at_line(received.filed.source(), 1, 1)
                .who("its author"),
            ),
        }
    }
    if refusals.is_empty() { Ok(Candidate { changes, rebased: true }) } else { Err(refusals) }
}

/// One text of a moved base, merged.
fn follow(texts: &TextStore, progress: &Progress, kind: Kind, change: &Change) -> Result<Change, String> {
    let path = &change.path;
    if kind == Kind::Confirmation {
        return Err(format!("`{path}` has changed since it was read; it must be read and confirmed anew"));
    }
    let current = progress.tree.get(path);
    let current_text = current.and_then(|digest| texts.text(&digest));
    let (Some(before), Some(after), Some(now)) = (&change.before, &change.after, current_text) else {
        return Err(format!("`{path}` was created, removed or changed since the amendment was written"));
    };
    match merge(before, now, after) {
        Merge::Clean(text) => {
            Ok(Change { path: path.clone(), before: Some(now.to_owned()), after: Some(text) })
        }
        Merge::Clash(_) => {
            Err(format!("`{path}` has changed at the same place since the amendment was written"))
        }
    }
}

/// The texts that taking back an accepted amendment gives: its change undone, what came later kept.
///
/// # Errors
/// [`RefusalCode::R0084`] where what came later rests on it.
pub(super) fn undone(
    texts: &TextStore,
    progress: &Progress,
    effect: &super::progress::Effect,
) -> Result<Vec<Change>, Vec<Refusal>> {
    let mut changes = Vec::new();
    let mut refusals = Vec::new();
    for ((before, path), (after, _)) in effect.before.iter().zip(&effect.after) {
        let current = progress.tree.get(path);
        let text = |digest: Option<Digest>| {
            digest
                .map(|digest| texts.text(&digest).map(str::to_owned))
                .map_or(Some(None), |text| text.map(Some))
        };
        let found = (text(current), text(*before), text(*after));
        let (Some(now), Some(before_text), Some(after_text)) = found else {
            refusals.push(stuck(path));
            continue;
        };
        if current == *after {
            changes.push(Change { path: path.clone(), before: now, after: before_text });
            continue;
        }
        match (now, before_text, after_text) {
            (Some(now), Some(before), Some(after)) => match merge(&after, &now, &before) {
                Merge::Clean(text) => {
                    changes.push(Change { path: path.clone(), before: Some(now), after: Some(text) });
                }
                Merge::Clash(_) => refusals.push(stuck(path)),
            },
            _ => refusals.push(stuck(path)),
        }
    }
    if refusals.is_empty() { Ok(changes) } else { Err(refusals) }
}

fn stuck(path: &str) -> Refusal {
    Refusal::new(
        RefusalCode::R0084,
        format!("later changes of `{path}` rest on this amendment"),
        "put the text right by a new amendment instead",
    )
    .in_file(path)
}
