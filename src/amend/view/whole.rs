//! Everything that a site shows of a record.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rayon::prelude::*;

use super::{amendment, earlier, process, rounds};
use crate::amend::AmendmentId;
use crate::amend::progress::Progress;
use crate::amend::record::Record;
use crate::model::{AmendmentView, RecordView};

/// One amendment as [`amendment`] has it, with the earlier ones of the same sections.
#[must_use]
pub fn amendment_with_earlier(
    record: &Record,
    progress: &Progress,
    id: &AmendmentId,
    now: Timestamp,
) -> Option<AmendmentView> {
    let own = amendment(record, progress, id, now)?;
    let before = progress.proceedings.iter().filter(|(other, item)| {
        *other != id && item.effect.is_some() && item.paths.iter().any(|path| own.paths.contains(path))
    });
    let mut ids: Vec<_> = before.map(|(other, item)| (item.intake, other)).collect();
    ids.sort();
    let mut views: Vec<_> =
        ids.into_iter().filter_map(|(_, other)| amendment(record, progress, other, now)).collect();
    views.push(own);
    earlier::link(&mut views);
    views.pop()
}

/// Everything that a site shows of a record, as it stands at a ledger time.
#[must_use]
pub fn view(record: &Record, progress: &Progress, now: Timestamp) -> RecordView {
    let mut ids: Vec<_> = progress.proceedings.iter().map(|(id, item)| (item.intake, id)).collect();
    ids.sort();
    let mut amendments: Vec<_> =
        ids.into_par_iter().filter_map(|(_, id)| amendment(record, progress, id, now)).collect();
    earlier::link(&mut amendments);
    RecordView {
        seq: progress.seq,
        head: progress.head.to_string(),
        time: progress.time.to_string(),
        amendments,
        rounds: rounds(progress),
        process: process(progress),
        preview: Vec::new(),
        altered: BTreeMap::new(),
    }
}
