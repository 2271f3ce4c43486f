//! A record carried on in memory with what an action came to, as it would be read from the disk.

use std::sync::Arc;

use super::actions::{Outcome, Transaction};
use super::judge;
use super::progress::Progress;
use super::record::{Files, Record};

/// Takes the files of an action into a record in memory and judges their entries: what follows is what
/// reading the written record anew would give.
///
/// # Errors
/// What the files or the entries are refused for; the record is then not to be used further.
pub fn take_in(record: &mut Record, progress: &mut Progress, transaction: &Transaction) -> Outcome<()> {
    let mut files = Files::new();
    for (path, bytes) in &transaction.files {
        match bytes {
            Some(bytes) => drop(files.insert(path.clone(), Arc::from(bytes.as_slice()))),
            None => forget(record, path),
        }
    }
    let (more, refusals) = Record::from_files((*record.config).clone(), files);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    record.content.extend(more.content);
    if !more.anchors.is_empty() {
        record.anchors = more.anchors;
    }
    record.filed.extend(more.filed);
    record.redacted.extend(more.redacted);
    record.reviews.extend(more.reviews);
    record.files.extend(more.files);
    record.gone.extend(more.gone);
    let digests: Vec<_> = more.texts.digests().collect();
    for digest in digests {
        if let Some(bytes) = more.texts.get(digest) {
            record.texts.keep(Arc::clone(bytes));
        }
    }
    for sealed in more.ledger {
        judge::step(record, progress, &sealed)?;
        record.ledger.push(sealed);
    }
    Ok(())
}

fn forget(record: &mut Record, path: &str) {
    record.content.remove(path);
    record.files.remove(path);
    record.filed.retain(|_, received| received.filed.source().path() != path);
    if let Some(digest) = path.strip_prefix("amendments/texts/").and_then(super::Digest::from_hex) {
        record.texts.forget(digest);
    }
}
