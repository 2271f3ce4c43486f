//! The text that an amendment would give now.

use super::progress::{Effect, Progress, TextAt};
use super::rebase::{ClashView, rebase_change};
use super::record::Received;
use super::{Change, Digest, Kind, Refusal, RefusalCode, TextStore, Texts as _};
use crate::diagnostic::SourceText;

/// The text that an amendment would give now.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// What becomes of each path.
    pub changes: Vec<Change>,
    /// Whether a text has moved since the author wrote, so that this is not what the author signed.
    pub rebased: bool,
    /// What else has changed in the sections that it touches, to be read again.
    pub again: Vec<Refusal>,
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
/// not moved, else what [`super::rebase`] brings there without a clash.
///
/// # Errors
/// As [`super::Filed::apply`]; the refusals of a clash where a text has moved and the amendment does
/// not follow by itself; [`RefusalCode::R0083`] for a confirmation of a text that has moved.
pub fn candidate(
    texts: &TextStore,
    progress: &Progress,
    received: &Received,
) -> Result<Candidate, Vec<Refusal>> {
    let amendment = &received.filed.amendment;
    if !amendment.kind.changes_text() {
        return Ok(Candidate { changes: Vec::new(), rebased: false, again: Vec::new() });
    }
    let signed = received.changes(texts)?;
    let moved = |path: &str| progress.tree.get(path) != amendment.base(path);
    if !signed.iter().any(|change| moved(&change.path)) {
        return Ok(Candidate { changes: signed.to_vec(), rebased: false, again: Vec::new() });
    }
    let mut refusals = Vec::new();
    let mut changes = Vec::new();
    let mut again = Vec::new();
    for change in signed {
        let path = &change.path;
        if !moved(path) {
            changes.push(change.clone());
            continue;
        }
        if amendment.kind == Kind::Confirmation {
            refusals.push(
                Refusal::new(
                    RefusalCode::R0083,
                    format!("`{path}` has changed since it was read"),
                    "read it as it is now, and confirm that text",
                )
                .in_file(path)
                .who("the focal point of the State"),
            );
            continue;
        }
        let current = progress.tree.get(path);
        let now = current.and_then(|digest| texts.text(&digest));
        match rebase_change(path, change.before.as_deref(), now, change.after.as_deref()) {
            Ok((after, more)) => {
                let source = SourceText::new(path.as_str(), now.unwrap_or_default());
                again.extend(more.iter().map(|part| part.refusal(&source)));
                changes.push(Change { path: path.clone(), before: now.map(str::to_owned), after });
            }
            Err(views) => {
                let source = SourceText::new(path.as_str(), now.unwrap_or_default());
                refusals.extend(views.iter().map(|view| view.refusal(&source)));
            }
        }
    }
    if refusals.is_empty() { Ok(Candidate { changes, rebased: true, again }) } else { Err(refusals) }
}

/// The places where an amendment clashes with the texts as they are, each with the path of its text;
/// none where it follows by itself, or does not fit for another reason.
#[must_use]
pub fn clash_places(texts: &TextStore, progress: &Progress, received: &Received) -> Vec<(String, ClashView)> {
    let amendment = &received.filed.amendment;
    if !amendment.kind.changes_text() || amendment.kind == Kind::Confirmation {
        return Vec::new();
    }
    let Ok(signed) = received.changes(texts) else { return Vec::new() };
    let mut found = Vec::new();
    for change in
        signed.iter().filter(|change| progress.tree.get(&change.path) != amendment.base(&change.path))
    {
        let now = progress.tree.get(&change.path).and_then(|digest| texts.text(&digest));
        if let Err(views) =
            rebase_change(&change.path, change.before.as_deref(), now, change.after.as_deref())
        {
            found.extend(views.into_iter().map(|view| (change.path.clone(), view)));
        }
    }
    found
}

/// The texts that taking back an accepted amendment gives: its change undone, what came later kept.
///
/// # Errors
/// [`RefusalCode::R0084`] where what came later rests on it.
pub(super) fn undone(
    texts: &TextStore,
    progress: &Progress,
    effect: &Effect,
) -> Result<Vec<Change>, Vec<Refusal>> {
    let mut changes = Vec::new();
    let mut refusals = Vec::new();
    for ((before, path), (after, _)) in effect.before.iter().zip(&effect.after) {
        let text = |digest: Option<Digest>| digest.and_then(|digest| texts.text(&digest));
        let (before, after, now) = (text(*before), text(*after), text(progress.tree.get(path)));
        // Undoing is a rebase of the opposite change: from the text after to the text before.
        match rebase_change(path, after, now, before) {
            Ok((undone, _)) => {
                changes.push(Change { path: path.clone(), before: now.map(str::to_owned), after: undone });
            }
            Err(_) => refusals.push(
                Refusal::new(
                    RefusalCode::R0084,
                    format!("later changes of `{path}` rest on this amendment"),
                    "put the text right by a new amendment instead",
                )
                .in_file(path),
            ),
        }
    }
    if refusals.is_empty() { Ok(changes) } else { Err(refusals) }
}
