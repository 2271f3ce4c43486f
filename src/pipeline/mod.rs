//! The calls in order: what `check`, `build`, `serve` and `anchors` do with a handbook's folder.

pub mod figures;
pub mod overlap;
mod passages;
mod preview;
mod record;
mod release;
mod road;

pub use passages::passages;
pub use preview::{page, with_amendments};
pub use record::{Recorded, proved, recorded};
pub use release::{Cut, Cutting, Reasons, cut, verify};
pub use road::{
    ANCHORS, Built, Checked, Choices, Outcome, Preview, StageTime, Strictness, build, check, preview, read,
};
