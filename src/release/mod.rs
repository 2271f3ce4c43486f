//! Editions: the text frozen, packed, signed, and proved later without a network.
//!
//! An edition is a folder `editions/2026.1` that is written once. What is made here is pure: files in,
//! files out; the time is an argument.

mod archive;
mod changelog;
mod edition;
mod freeze;
mod manifest;
mod mark;
mod place;
mod renumbering;
mod seal;
mod shelf;
mod unpack;
mod verify;

pub use changelog::changelog;
pub use edition::{EditionId, NotAnEdition};
pub(crate) use freeze::published;
pub use freeze::{Adoption, Freezing, Frozen, freeze, reasons};
pub use manifest::{Listed, Manifest, Published, RootKey};
pub use place::place;
pub use renumbering::{Fate, Numbered, Renumbering};
pub use seal::{Seal, endorse};
pub use shelf::{FOLDER, Shelf, Shelved};
pub(crate) use verify::carried_zip;
pub use verify::{Carried, Fault, FaultKind, Verdict, compare, verify};
