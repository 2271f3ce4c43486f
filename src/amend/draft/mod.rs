//! Making an amendment that obeys every rule of the form, from a text that was edited.
//!
//! Nobody writes the file by hand: the digests, the diff and the order of the fields are computed.
//! What pasting brought along is put right, and every change that was made so is told ([`Fix`]), so
//! that a person can decide about it.

mod compose;
mod foreign;
mod normal;

pub use compose::{Answers, Edit, compose, verify_today};
pub use foreign::{Imported, from_diff};
pub use normal::{Fix, FixKind, Normalised, normalise};

#[cfg(test)]
mod tests;
