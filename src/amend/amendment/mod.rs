//! The amendment file: what it says, its one written form, and the strict reader of it.
//!
//! The form is described in `docs/formats/amendment.md`. One plain text holds a header, the reasons,
//! the legal sources and a unified diff, then the signature of its author over every byte before it.
//! There is one way to write an amendment: what was read, written again, is the same bytes.

mod bind;
mod field;
mod head;
mod header;
mod id;
mod import;
mod kind;
mod patch;
mod read;
mod value;
mod write;

pub use bind::{Change, Texts};
pub use header::{Amendment, Bound, Move, Seen, SourceKind, SourceLine};
pub use id::{AmendmentId, NotAnId};
pub use import::Import;
pub use kind::Kind;
pub use read::Filed;

#[cfg(test)]
mod tests;
