//! The tables of this module, for a script in a browser that must do the same.

use std::collections::BTreeMap;

use serde::Serialize;

use super::citation::{PARTS, PROVISIONS};
use super::normal::{INVISIBLE, ZEROS};
use super::script::{UNSPACED, YOUNG};
use super::stem::{EXCEPTIONS, FUNCTION_WORDS, SPELLINGS};

/// What a script needs to know beside the rules.
#[derive(Clone, Debug, Serialize)]
pub struct Tables {
    /// Words with a stem of their own, and that stem.
    pub stems: BTreeMap<&'static str, &'static str>,
    /// Words spelt in two ways, and the spelling to which they are brought.
    pub spellings: BTreeMap<&'static str, &'static str>,
    /// Words of grammar.
    pub function_words: &'static [&'static str],
    /// Words before the number of a provision.
    pub provisions: &'static [&'static str],
    /// Words before the number of a part of a provision.
    pub parts: &'static [&'static str],
    /// Ranges of scripts without spaces between words.
    pub unspaced: &'static [(u32, u32)],
    /// Ranges of characters that are taken out.
    pub invisible: &'static [(u32, u32)],
    /// Ranges of characters that are too young to be known everywhere.
    pub young: &'static [(u32, u32)],
    /// Code point of the zero of each script's digits.
    pub zeros: &'static [u32],
}

/// The tables of this module.
#[must_use]
pub fn tables() -> Tables {
    let stems = EXCEPTIONS.iter().flat_map(|&(stem, words)| words.iter().map(move |&word| (word, stem)));
    Tables {
        stems: stems.collect(),
        spellings: SPELLINGS.into_iter().collect(),
        function_words: &FUNCTION_WORDS,
        provisions: &PROVISIONS,
        parts: &PARTS,
        unspaced: &UNSPACED,
        invisible: &INVISIBLE,
        young: &YOUNG,
        zeros: &ZEROS,
    }
}
