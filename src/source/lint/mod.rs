//! What is wrong with the characters and lines of a text, before anything reads its sense.
//!
//! Wrong characters are seldom seen and long suffered from: a search does not find a word typed
//! with an invisible character, a signature over a text with mixed line ends does not hold, a
//! bidirectional control lets a text read other than it is.

mod characters;
mod findings;
mod lines;
mod names;
mod scripts;
mod zawgyi;

pub use characters::unwanted_characters;
pub use findings::lint;
pub use names::name as character_name;
pub use scripts::{look_alike, mixed};

#[cfg(test)]
mod tests;
