//! The calls in order: what `check`, `build`, `serve` and `anchors` do with a handbook's folder.

pub mod figures;
pub mod overlap;
mod passages;
mod road;

pub use passages::passages;
pub use road::{
    ANCHORS, Built, Checked, Choices, Outcome, Preview, Ready, StageTime, Strictness, build, check, preview,
    read, ready,
};
