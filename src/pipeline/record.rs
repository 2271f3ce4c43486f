//! The record of amendments on the way to a site, and its proof.

use camino::Utf8Path;
use jiff::Timestamp;
use jiff::tz::Offset;

use crate::amend::ledger::SignedReceipt;
use crate::amend::progress::Progress;
use crate::amend::record::Record;
use crate::amend::{self, Refusal, RefusalCode};
use crate::clock::Clock;
use crate::error::Result;
use crate::fs;
use crate::model::RecordView;

/// A record with where everything stands in it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The record.
    pub record: Record,
    /// Where everything stands after its last entry.
    pub progress: Progress,
}

impl Recorded {
    /// What pages and listings show of it on the date of a run. A date before the newest entry counts
    /// as that entry's time.
    #[must_use]
    pub fn view(&self, clock: &Clock) -> RecordView {
        let day = Offset::UTC.to_timestamp(clock.date().at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
        amend::view::view(&self.record, &self.progress, day.max(self.progress.time))
    }
}

/// How much of a record is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Every entry of the ledger follows from the ones before.
    Ledger,
    /// As [`amend::check`]: the text and every file follow from the ledger as well.
    Proof,
}

/// The record of the handbook in `root`, gone through; `None` where it has none yet, else the record
/// or everything against it.
///
/// # Errors
/// When a file that is there cannot be read.
pub(super) fn gone_through(
    root: &Utf8Path,
    depth: Depth,
    receipts: &[SignedReceipt],
) -> Result<Option<std::result::Result<Recorded, Vec<Refusal>>>> {
    let Some((record, mut refusals)) = Record::load(root)? else { return Ok(None) };
    let judged = match depth {
        Depth::Ledger => amend::replay(&record),
        Depth::Proof => amend::check(&record, receipts),
    };
    Ok(Some(match judged {
        Ok(progress) if refusals.is_empty() => Ok(Recorded { record, progress }),
        Ok(_) => Err(refusals),
        Err(found) => {
            refusals.extend(found);
            Err(refusals)
        }
    }))
}

/// What lies under `content` and is no part of the text, so that nothing proves it: hidden files and
/// folders, links to other places.
///
/// # Errors
/// When a folder cannot be read.
pub fn unseen(root: &Utf8Path) -> Result<Vec<Refusal>> {
    let folder = root.join("content");
    if !fs::is_dir(&folder) {
        return Ok(Vec::new());
    }
    let refusal = |(path, what): (camino::Utf8PathBuf, fs::Unseen)| {
        let path = format!("content/{path}");
        let (message, remedy) = match what {
            fs::Unseen::Hidden => (
                format!("`{path}` is hidden and no part of the text"),
                "move it away or remove it; an editor or the computer may have left it",
            ),
            fs::Unseen::Link => (
                format!("`{path}` is a link to another place and no part of the text"),
                "remove the link; a new text is proposed by an amendment of the kind `structure`",
            ),
            fs::Unseen::Device => {
                (format!("`{path}` is no file and no part of the text"), "move it away or remove it")
            }
        };
        Refusal::new(RefusalCode::R0096, message, remedy).in_file(&path)
    };
    Ok(fs::unseen(&folder)?.into_iter().map(refusal).collect())
}

/// The record of the handbook in `root` as every verb of amendments uses it: with each entry of its
/// ledger judged.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn recorded(root: &Utf8Path) -> Result<Option<std::result::Result<Recorded, Vec<Refusal>>>> {
    gone_through(root, Depth::Ledger, &[])
}

/// The record of the handbook in `root` with everything proved that `check` proves, against the
/// receipts that are given.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn proved(
    root: &Utf8Path,
    receipts: &[SignedReceipt],
) -> Result<Option<std::result::Result<Recorded, Vec<Refusal>>>> {
    gone_through(root, Depth::Proof, receipts)
}
