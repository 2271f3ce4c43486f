//! What people see of a record: listings, one amendment with its redline, the process in plain words,
//! who changed a line, a round in a table. Pages and the command line print the same values.

mod amendment;
mod blame;
mod change;
mod docket;
mod process;
mod summary;

pub use amendment::amendment;
pub use blame::{Blamed, blame};
pub use change::{change_view, redlined};
pub use docket::{Row, rows};
pub use process::process;
pub use summary::{SummaryRow, summary};

use jiff::Timestamp;

use super::progress::Progress;
use super::record::Record;
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
        amendments: ids.into_iter().filter_map(|(_, id)| amendment(record, progress, id, now)).collect(),
        rounds: process::rounds(progress),
        process: process(progress),
        preview: Vec::new(),
    }
}
