//! The nouns of the handbook.

mod passage;

pub use passage::Passage;
