//! Words in every script: normal form, scripts, boundaries, tokens and stems.
//!
//! Search, redline and print use this one module, so that they agree on what a word is. Every
//! range that leaves the module counts bytes of the text that went in.
//!
//! Two views of a text are kept apart on purpose. [`words`] and [`clusters`] cut the text as a
//! reader does, with the dictionaries of `icu_segmenter` for the scripts that put no spaces
//! between words. [`tokens`] cuts it by character classes alone, so that a script in a browser
//! makes the same tokens without any dictionary.

mod boundary;
mod citation;
mod normal;
mod script;
mod stem;
mod tables;
mod token;

pub use boundary::{clusters, dictionary_words, floor_boundary, words};
pub use citation::{Reference, common_era, references};
pub use normal::{Normal, fold, normalise};
pub use script::{Run, Script, is_mark, is_unspaced_text, runs};
pub use stem::{is_function_word, stem, with_stem};
pub use tables::{Tables, tables};
pub use token::{LONGEST_WORD, Token, TokenKind, bigrams, tokens};
