//! `registry add`, `registry revoke`, `registry rotate`: who signs, changed by those who decide.

use std::sync::Arc;

use jiff::Timestamp;

use super::desk::{Desk, Outcome, Work};
use super::review::lapsed;
use super::stale::undo;
use crate::amend::ledger::Subject;
use crate::amend::record::{ALLOWED_SIGNERS, REGISTRY};
use crate::amend::registry::allowed_signers;
use crate::amend::{AmendmentId, Event, PublicKey, Refusal, RefusalCode, SignedReview, Stage, doubt};

/// Changes the registry to a new text. `reviews` are the signatures of the others who decide.
///
/// Accepted amendments that rest on a key in doubt go back under review, as far as the text can go
/// back by itself; the notes name the rest.
///
/// # Errors
/// Everything against it.
pub fn change_registry(desk: &Desk<'_>, text: &str, reviews: &[SignedReview], reason: &str) -> Outcome {
    let mut work = Work::begin(desk);
    let before = lapsed(desk.record, desk.progress);
    let mut entry = work.entry(Event::Registry, Subject::Registry, reason);
    entry.reviews = work.reviews(reviews);
    work.set(&mut entry, REGISTRY, text);
    entry.registry = entry.sets[0].0;
    work.append(entry)?;
    let signers = allowed_signers(&work.progress.registry, &work.record.handbook);
    work.record.files.insert(ALLOWED_SIGNERS.to_owned(), Arc::from(signers.as_bytes()));
    work.put(ALLOWED_SIGNERS, signers);
    work.note_lapsed(&before, "registry");
    for (id, why) in doubtful(&work) {
        let stage = work.progress.proceedings.get(&id).map(|item| item.stage);
        if stage != Some(Stage::Accepted) {
            work.notes.push(format!("`{id}` rests on a key in doubt ({why}); look at it again"));
            continue;
        }
        // Only an editor puts an amendment back; whoever keeps the registry may be none.
        let before = work.clone();
        let reason = format!("{why}: a key in doubt signed for it");
        if undo(&mut work, &id, &reason).is_err() {
            work = before;
            work.notes.push(format!(
                "`{id}` was accepted with a key in doubt ({why}); an editor must put it back with `handbook amend stale`, or repair the text"
            ));
        }
    }
    Ok(work.finish())
}

/// Amendments that rest on a key which is now in doubt, with whose it is.
fn doubtful(work: &Work<'_>) -> Vec<(AmendmentId, String)> {
    let ids = work.progress.proceedings.keys();
    ids.filter_map(|id| Some((id.clone(), doubt(&work.record, &work.progress, id)?.person))).collect()
}

/// The text of a registry with one more person; `table` is a `[[person]]` table with its keys.
#[must_use]
pub fn add_person(text: &str, version: u32, table: &str) -> String {
    format!("{}\n{}\n", next_version(text, version).trim_end(), table.trim())
}

/// How a key is taken back.
#[derive(Clone, Copy, Debug)]
pub struct Revoking<'a> {
    /// Number of the entry from which on it signs nothing.
    pub at_seq: u64,
    /// Ledger time from which on it signs nothing.
    pub at: Timestamp,
    /// Why.
    pub reason: &'a str,
    /// First entry that somebody else may have caused with it.
    pub compromised_since_seq: Option<u64>,
}

/// The text of a registry in which a key is taken back.
///
/// # Errors
/// [`RefusalCode::R0051`] where the key is not there or was taken back before.
pub fn revoke_key(text: &str, version: u32, key: &PublicKey, revoking: Revoking<'_>) -> Outcome<String> {
    let no = |message: &str| {
        vec![
            Refusal::new(RefusalCode::R0051, message, "look the key up with `handbook registry show`")
                .in_file(REGISTRY),
        ]
    };
    let text = next_version(text, version);
    let lines: Vec<&str> = text.lines().collect();
    let public = key.to_string();
    let Some(at) =
        lines.iter().position(|line| line.trim_start().starts_with("pub") && line.contains(&public))
    else {
        return Err(no("this key is not in the registry"));
    };
    let end =
        lines[at..].iter().position(|line| line.trim().is_empty() || line.trim_start().starts_with('['));
    let end = end.map_or(lines.len(), |offset| at + offset);
    if lines[at..end].iter().any(|line| line.trim_start().starts_with("revoked")) {
        return Err(no("this key was taken back before"));
    }
    let reason = revoking.reason.replace(['"', '\\', '\n'], " ");
    let doubt = revoking
        .compromised_since_seq
        .map_or(String::new(), |seq| format!(", compromised_since_seq = {seq}"));
    let line = format!(
        "revoked = {{ at_seq = {}, at = {}, reason = \"{reason}\"{doubt} }}",
        revoking.at_seq, revoking.at
    );
    let mut out: Vec<&str> = lines[..end].to_vec();
    out.push(&line);
    out.extend(&lines[end..]);
    Ok(out.join("\n") + "\n")
}

/// The text of a registry in which a person has one key more; the old one is left to expire or taken
/// back by [`revoke_key`].
///
/// # Errors
/// [`RefusalCode::R0051`] where there is no such person.
pub fn rotate_key(text: &str, version: u32, person: &str, table: &str) -> Outcome<String> {
    let text = next_version(text, version);
    let lines: Vec<&str> = text.lines().collect();
    let wanted = format!("id = \"{person}\"");
    let Some(at) = lines.iter().position(|line| line.trim() == wanted) else {
        return Err(vec![
            Refusal::new(
                RefusalCode::R0051,
                format!("there is no person `{person}` in the registry"),
                "look the id up with `handbook registry show`",
            )
            .in_file(REGISTRY),
        ]);
    };
    let end = lines[at..].iter().position(|line| line.trim() == "[[person]]");
    let mut end = end.map_or(lines.len(), |offset| at + offset);
    while end > at && lines[end - 1].trim().is_empty() {
        end -= 1;
    }
    let mut out: Vec<String> = lines[..end].iter().map(|line| (*line).to_owned()).collect();
    out.extend(table.trim().lines().map(str::to_owned));
    out.push(String::new());
    out.extend(lines[end..].iter().skip_while(|line| line.trim().is_empty()).map(|line| (*line).to_owned()));
    Ok(out.join("\n").trim_end().to_owned() + "\n")
}

fn next_version(text: &str, version: u32) -> String {
    text.replacen(&format!("version = {version}\n"), &format!("version = {}\n", version + 1), 1)
}
