//! Everything that a site shows of a record.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rayon::prelude::*;

use super::{amendment, process, rounds};
use crate::amend::progress::Progress;
use crate::amend::record::Record;
use crate::model::RecordView;

/// Everything that a site shows of a record, as it stands at a ledger time.
#[must_use]
pub fn view(record: &Record, progress: &Progress, now: Timestamp) -> RecordView {
    let mut ids: Vec<_> = progress.proceedings.iter().map(|(id, item)| (item.intake, id)).collect();
    ids.sort();
    RecordView {
        seq: progress.seq,
        head: progress.head.to_string(),
        time: progress.time.to_string(),
        amendments: ids.into_par_iter().filter_map(|(_, id)| amendment(record, progress, id, now)).collect(),
        rounds: rounds(progress),
        process: process(progress),
        preview: Vec::new(),
        altered: BTreeMap::new(),
    }
}
