//! Patches, merges and redlines of random texts, the same on every run.
//!
//! `HANDBOOK_FUZZ=long` tries many more.

mod hostile;
mod interop;
mod merge;
mod patch;
mod redline;
mod texts;

pub(crate) use texts::{distinct_triple, rounds};
