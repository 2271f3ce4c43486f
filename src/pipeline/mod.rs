//! The calls in order: what `check`, `build`, `serve` and `anchors` do with a handbook's folder.

pub mod figures;
pub mod overlap;
mod passages;
mod preview;
mod record;
mod road;

pub use passages::passages;
pub use preview::{page, with_amendments};
pub use record::{Recorded, proved, recorded};
pub use road::{
    ANCHORS, Built, Checked, Choices, Outcome, Preview, StageTime, Strictness, build, check, preview, read,
};
