//! A record to try everything on: a handbook's own text with invented people and amendments, each
//! marked as a demonstration. The same text gives the same bytes.

mod people;
mod play;
mod script;
mod words;

pub use people::{KEYS, People};
pub use play::{Play, Say};
pub use script::Demonstration;
pub use words::with_sentence;
