//! Patches, merges and redlines of random texts, the same on every run.
//!
//! `HANDBOOK_FUZZ=long` tries many more.

mod merge;
mod patch;
mod texts;
