//! The calls in order: what `check`, `build`, `serve` and `anchors` do with a handbook's folder.

mod between;
mod demo;
pub mod figures;
mod judged;
pub mod overlap;
mod passages;
mod preview;
mod record;
mod release;
mod road;
mod shelf;
mod synonyms;
mod texts;
mod verify;

pub use between::{Extent, diff, diff_file};
pub use demo::demo;
pub use judged::{Held, JUDGED, hold_floors, judged_sets, worst};
pub use passages::passages;
pub use preview::{page, with_amendments};
pub use record::{Recorded, proved, recorded, unseen};
pub use release::{Cut, Cutting, Reasons, cut, to_publish};
pub use road::{
    ANCHORS, Built, Checked, Choices, Outcome, Preview, Ready, StageTime, Strictness, build, check, preview,
    read, ready,
};
pub use shelf::{addresses_again, awaiting, with_signatures};
pub use synonyms::{SYNONYMS, synonyms};
pub use texts::texts;
pub use verify::{statements, verify};
