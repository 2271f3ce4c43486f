//! Pure text: unified diffs, three-way merge, and changes marked for reading.
//!
//! A patch has one written form, which stock tools read too; [`Patch::read`] refuses every other.
//! [`FilePatch::apply`] demands exactly the lines that a patch names: nothing is searched for, nothing
//! moves. [`merge`] brings two changes of one text together, and tells where they meet. [`redline`] marks
//! what changed, word by word, in every script.
//!
//! Texts are UTF-8 with line feeds, and may lack the last one. Nothing here reads a file or a clock:
//! the same texts give the same answer on any machine.

mod apply;
mod between;
mod fault;
mod lines;
mod merge;
mod moved;
mod outline;
mod patch;
mod path;
mod read;
mod redline;
mod refine;
mod rows;
mod show;
mod visible;
mod weighty;

pub use fault::{Fault, FaultKind, PathFault};
pub use lines::{Edit, edits, lines};
pub use merge::{Conflict, Merge, Origin, Region, merge, regions};
pub use outline::{Outline, SectionPath, Step};
pub use patch::{FilePatch, Hunk, Line, Patch};
pub use path::check_path;
pub use redline::{Mark, Redline, Segment, redline};
pub use rows::{Place, Row};
pub use visible::{is_hidden, is_joiner, visible};
pub use weighty::{Weighty, WeightyKind};
