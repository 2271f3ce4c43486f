//! The ledger read from its beginning: where everything stands, and whether each entry follows from
//! the ones before.

use rayon::prelude::*;

use super::judge;
use super::ledger::SignedReceipt;
use super::progress::Progress;
use super::record::{KnownHead, Record};
use super::{Refusal, RefusalCode};

/// Where everything stands after the last entry.
///
/// A function of the record's files alone: the same in any process, for any order in which the files
/// are read and any number of threads.
///
/// # Errors
/// Everything against the first entry that is refused; what comes after it stands on nothing.
pub fn replay(record: &Record) -> Result<Progress, Vec<Refusal>> {
    // What each amendment makes of its texts stands on its own; the rest follows one by one.
    record.filed.values().collect::<Vec<_>>().par_iter().for_each(|received| {
        let _ = received.faults(&record.texts);
    });
    let mut entries = record.ledger.iter();
    let Some(first) = entries.next() else {
        return Err(vec![
            Refusal::new(
                RefusalCode::R0104,
                "the record has no entry",
                "found it with `handbook amend found`, or restore the folder `amendments/ledger` from a copy",
            )
            .in_file("amendments/ledger"),
        ]);
    };
    if first.entry.seq != 1 {
        return Err(vec![first.at_field(
            Refusal::new(
                RefusalCode::R0091,
                format!("entry 000001 is missing before entry {:06}", first.entry.seq),
                "restore the folder `amendments/ledger` from a copy that you trust",
            ),
            "Seq",
        )]);
    }
    let mut progress = judge::found(record, first)?;
    for sealed in entries {
        judge::step(record, &mut progress, sealed)?;
    }
    Ok(progress)
}

/// Whether the ledger still holds the entries that others keep word of: authors in their receipts,
/// editions in their manifests. A ledger that was cut or rewritten does not.
#[must_use]
pub fn prefix(record: &Record, receipts: &[SignedReceipt]) -> Vec<Refusal> {
    let kept = receipts.iter().map(|receipt| KnownHead {
        seq: receipt.receipt.seq,
        digest: receipt.receipt.entry,
        keeper: receipt.source.path().to_owned(),
    });
    follows(record, record.heads.iter().cloned().chain(kept))
}

/// Whether the ledger still holds the entries that others keep word of: an older copy of it by its last
/// entry, which binds all before it.
#[must_use]
pub fn follows(record: &Record, heads: impl IntoIterator<Item = KnownHead>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for head in heads {
        let ours = record.ledger.iter().find(|sealed| sealed.entry.seq == head.seq);
        let message = match ours {
            Some(sealed) if sealed.digest == head.digest => continue,
            Some(sealed) => format!(
                "two ledgers: `{}` keeps {}… as entry {:06}, this ledger has {}…",
                head.keeper,
                head.digest.short(),
                head.seq,
                sealed.digest.short()
            ),
            None => format!(
                "the end of the ledger is missing: `{}` keeps entry {:06}, this ledger ends with {:06}",
                head.keeper,
                head.seq,
                record.head().map_or(0, |sealed| sealed.entry.seq)
            ),
        };
        refusals.push(
            Refusal::new(
                RefusalCode::R0102,
                message,
                "keep both copies and tell the Chair; restore the ledger that has all entries",
            )
            .in_file(&super::ledger::entry_path(head.seq))
            .who("the Chair and the chief editor"),
        );
    }
    refusals
}
