//! Amendments brought to a text that has moved: never under another heading without a word.
//!
//! `HANDBOOK_FUZZ=long` tries many more random texts.

mod pages;
mod sections;
mod words;
