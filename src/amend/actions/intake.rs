//! `submit` and `intake`: an amendment is looked at by its author, and received by an editor.

use std::sync::Arc;

use jiff::Timestamp;

use super::desk::{Desk, Outcome, Transaction, Work};
use crate::amend::judge::admission;
use crate::amend::ledger::{Receipt, SignedReceipt, Subject};
use crate::amend::progress::Progress;
use crate::amend::record::{Received, Record, filed_path};
use crate::amend::registry::Person;
use crate::amend::{
    AmendmentId, Event, Proposal, Purpose, Refusal, RefusalCode, Stage, Verdict, clashes as pairs, personal,
};
use crate::diff::SectionPath;

/// Two amendments that touch one text, for both sides to see before anything is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The other amendment.
    pub with: AmendmentId,
    /// The text.
    pub path: String,
    /// How they stand to each other.
    pub verdict: Verdict,
    /// The sections concerned.
    pub sections: Vec<SectionPath>,
}

/// What an intake gives beside its files.
#[derive(Clone, Debug)]
pub struct Intake {
    /// The files.
    pub transaction: Transaction,
    /// The receipt, which goes to the author and to the State.
    pub receipt: SignedReceipt,
    /// Amendments that touch the same texts.
    pub clashes: Vec<Clash>,
    /// Whether it came late and waits for the Chair.
    pub late: bool,
}

/// What an editor would say to an amendment received now: everything against it, and what it would
/// meet. Writes nothing; authors look before they send.
///
/// # Errors
/// Everything against it.
pub fn submit(
    record: &Record,
    progress: &Progress,
    bytes: &[u8],
    now: Timestamp,
) -> Outcome<(Received, Vec<Clash>, bool)> {
    let received = Received::read("the amendment", bytes, &record.handbook)?;
    let found = admission(record, progress, &received, now, progress.seq + 1);
    if !found.refusals.is_empty() {
        return Err(found.refusals);
    }
    let clashes = clashes(record, progress, &received);
    Ok((received, clashes, found.late))
}

/// Receives an amendment: keeps its file, signs the entry and the receipt, shows what it meets. A
/// predecessor that it takes the place of ends.
///
/// # Errors
/// Everything against it; see [`admission`].
pub fn intake(desk: &Desk<'_>, bytes: &[u8]) -> Outcome<Intake> {
    let (received, clashes, late) = submit(desk.record, desk.progress, bytes, desk.now)?;
    let mut work = Work::begin(desk);
    if let Ok(changes) = received.changes(&desk.record.texts) {
        work.notes.extend(personal(changes));
    }
    let id = received.filed.id.clone();
    let path = filed_path(&received.filed);
    let received = Arc::new(Received::read(&path, received.filed.text().as_bytes(), &desk.record.handbook)?);
    work.put(path, received.filed.text().as_bytes());
    work.record.filed.insert(id.clone(), Arc::clone(&received));
    let amendment = &received.filed.amendment;
    let docket = match &amendment.supersedes {
        // A revision keeps the number, with a letter for each.
        Some(old) => next_revision(desk.progress, old),
        None => next_docket(desk.progress, amendment.round.as_deref(), amendment.state.as_deref()),
    };
    let mut entry = work.entry(Event::Intake, Subject::Amendment(id.clone()), "");
    entry.docket = Some(docket.clone());
    entry.late = late;
    entry.filed = Some(received.digest);
    let actor = entry.actor.clone();
    let sealed = work.append(entry)?;
    if let Some(old) = &amendment.supersedes {
        let mut entry = work.entry(Event::Supersede, Subject::Amendment(old.clone()), "");
        entry.refers = Some(id.to_string());
        work.append(entry)?;
    }
    let receipt = Receipt {
        handbook: desk.record.handbook.clone(),
        seq: sealed.entry.seq,
        entry: sealed.digest,
        subject: id,
        filed: received.digest,
        docket,
        time: sealed.entry.time,
        actor,
    };
    let receipt = receipt
        .sign(desk.key, &desk.record.namespace(Purpose::Ledger))
        .map_err(|fault| vec![fault.refusal()])?;
    Ok(Intake { transaction: work.finish(), receipt, clashes, late })
}

/// The receipt of an amendment that was received before, signed anew by one who keeps the ledger, for an
/// author who has lost the first one. It says the same: the entry is what it was.
///
/// # Errors
/// [`RefusalCode::R0078`] where it is not in the record, [`RefusalCode::R0064`] where the person does not
/// keep the ledger.
pub fn receipt_again(desk: &Desk<'_>, id: &AmendmentId) -> Outcome<SignedReceipt> {
    let item = desk.progress.proceedings.get(id);
    let sealed =
        item.and_then(|item| desk.record.ledger.iter().find(|sealed| sealed.entry.seq == item.intake));
    let (Some(item), Some(sealed)) = (item, sealed) else {
        return Err(vec![Refusal::new(
            RefusalCode::R0078,
            format!("the amendment `{id}` is not in the record"),
            "look up its id with `handbook amend list`",
        )]);
    };
    if !desk.progress.registry.person(desk.actor).is_some_and(Person::keeps_ledger) {
        return Err(vec![
            Refusal::new(
                RefusalCode::R0064,
                format!("`{}` does not sign receipts", desk.actor),
                "ask one of those who record what is received",
            )
            .who("an editor"),
        ]);
    }
    let receipt = Receipt {
        handbook: desk.record.handbook.clone(),
        seq: sealed.entry.seq,
        entry: sealed.digest,
        subject: id.clone(),
        filed: item.filed,
        docket: item.docket.clone(),
        time: sealed.entry.time,
        actor: desk.actor.to_owned(),
    };
    receipt.sign(desk.key, &desk.record.namespace(Purpose::Ledger)).map_err(|fault| vec![fault.refusal()])
}

/// `2026-R2/XA/003`.
fn next_docket(progress: &Progress, round: Option<&str>, state: Option<&str>) -> String {
    let head = format!("{}/{}/", round.unwrap_or("always"), state.unwrap_or("ED"));
    let highest = progress.proceedings.values().filter_map(|item| {
        let rest = item.docket.strip_prefix(&head)?;
        rest.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse::<u32>().ok()
    });
    format!("{head}{:03}", highest.max().unwrap_or(0) + 1)
}

/// `2026-R2/XA/003b` after `2026-R2/XA/003`.
fn next_revision(progress: &Progress, old: &AmendmentId) -> String {
    let known = progress.proceedings.get(old).map_or("", |item| item.docket.as_str());
    let stem = known.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let taken = |docket: &str| progress.proceedings.values().any(|item| item.docket == docket);
    let letters = ('b'..='z').map(|letter| format!("{stem}{letter}"));
    let more = ('b'..='z').flat_map(|first| ('a'..='z').map(move |second| format!("{first}{second}")));
    let more = more.map(|letters| format!("{stem}z{letters}"));
    letters.chain(more).find(|docket| !taken(docket)).unwrap_or_else(|| format!("{stem}-{old}"))
}

/// How an amendment stands to each that waits and touches the same texts.
#[must_use]
pub fn clashes(record: &Record, progress: &Progress, received: &Received) -> Vec<Clash> {
    let id = &received.filed.id;
    let paths: Vec<String> = received.filed.amendment.paths().into_iter().map(str::to_owned).collect();
    let Ok(own) = received.changes(&record.texts) else { return Vec::new() };
    let mut found = Vec::new();
    let others = progress.proceedings.iter().filter(|(other, item)| {
        *other != id
            && (item.stage.is_pending() || item.stage == Stage::Returned)
            && Some(*other) != received.filed.amendment.supersedes.as_ref()
            && item.paths.iter().any(|path| paths.contains(path))
    });
    for (other, _) in others {
        let Some(against) = record.filed.get(other) else { continue };
        let Ok(changes) = against.changes(&record.texts) else { continue };
        let both = [proposals(own), proposals(changes)];
        found.extend(pairs(&both).into_iter().filter(|pair| pair.verdict != Verdict::Independent).map(
            |pair| Clash {
                with: other.clone(),
                path: pair.path,
                verdict: pair.verdict,
                sections: pair.sections,
            },
        ));
    }
    found
}

fn proposals(changes: &[crate::amend::Change]) -> Vec<Proposal<'_>> {
    changes
        .iter()
        .map(|change| Proposal {
            path: &change.path,
            before: change.before.as_deref(),
            after: change.after.as_deref(),
        })
        .collect()
}
