//! The lexicon: each form of a word with the key under which it is filed.
//!
//! It spares the script a stemmer. A block has a line for each form, in order of UTF-16 units: the
//! form after the one before; its key after the form, empty where it is the form; the number of
//! passages in base 36, empty for none; a likelier form after this one, where this one looks
//! misspelt. Keys that are no form themselves stand among the forms, without passages.

use std::collections::BTreeMap;

use super::pack::{after, restored};
use crate::search::correct::{Frequent, TIMES, rare};
use crate::words::fold;

/// About how many bytes a block has before it is compressed.
const BLOCK: usize = 12_000;

/// What the lexicon says of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key under which the form is filed.
    pub(super) key: String,
    /// Passages that have the form.
    pub(super) documents: u32,
    /// A form that was likelier meant.
    pub(super) likelier: Option<String>,
}

/// Units of a text, by which a script orders texts.
pub(super) fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// The lexicon of a set of shards.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Lexicon {
    entries: BTreeMap<Vec<u16>, (String, Entry)>,
}

impl Lexicon {
    /// Adds a form, unless it is known.
    pub(super) fn add(&mut self, form: &str, key: &str, documents: u32) {
        let fresh = Entry { key: key.to_owned(), documents, likelier: None };
        self.entries
            .entry(units(form))
            .and_modify(|(_, entry)| entry.documents = entry.documents.max(documents))
            .or_insert((form.to_owned(), fresh));
    }

    /// All forms with what is said of them, in order of their units.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.values().map(|(form, entry)| (form.as_str(), entry))
    }

    /// The entry of a form.
    pub(super) fn get(&self, form: &str) -> Option<&Entry> {
        self.entries.get(&units(form)).map(|(_, entry)| entry)
    }

    /// The forms that begin with a text.
    pub(super) fn starting(&self, start: &str) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries
            .range(units(start)..)
            .map(|(_, (form, entry))| (form.as_str(), entry))
            .take_while(move |(form, _)| form.starts_with(start))
    }

    /// The key of a word in normal form.
    ///
    /// A word that no passage has gets the key of the form that it most likely belongs to: without
    /// the marks of its letters, or with another ending.
    pub(super) fn key(&self, word: &str) -> String {
        let known = |form: &str| self.get(form).map(|entry| entry.key.clone());
        if let Some(key) = known(word) {
            return key;
        }
        let plain = fold(word).into_owned();
        let mut tries = vec![plain.clone()];
        if plain.bytes().all(|byte| byte.is_ascii_lowercase()) {
            tries.extend(relatives(&plain));
        }
        tries.iter().find_map(|form| known(form)).unwrap_or(plain)
    }

    /// Notes for each rare form the frequent one that was likelier meant.
    ///
    /// `passages` is their number. The same as [`crate::search::Searcher`] finds by itself.
    pub(super) fn compare(&mut self, passages: usize) {
        let mut frequent = Frequent::default();
        self.iter().for_each(|(form, entry)| frequent.add(form, entry.documents));
        let mut found = Vec::new();
        for (form, entry) in self.iter().filter(|(_, entry)| rare(entry.documents, passages)) {
            if let Some((documents, other)) = frequent.beside(form)
                && documents >= entry.documents * TIMES
            {
                found.push((units(form), other));
            }
        }
        for (form, other) in found {
            if let Some((_, entry)) = self.entries.get_mut(&form) {
                entry.likelier = Some(other);
            }
        }
    }

    /// The blocks, each with its first form.
    pub(super) fn blocks(&self) -> Vec<(String, Vec<u8>)> {
        let mut blocks: Vec<(String, Vec<u8>)> = Vec::new();
        let mut before = "";
        for (form, entry) in self.iter() {
            if blocks.last().is_none_or(|(_, block)| block.len() >= BLOCK) {
                blocks.push((form.to_owned(), Vec::new()));
                before = "";
            }
            let Some((_, block)) = blocks.last_mut() else { continue };
            let key = if entry.key == form { String::new() } else { after(form, &entry.key) };
            let documents = if entry.documents == 0 { String::new() } else { base36(entry.documents) };
            let mut line = format!("{}\t{key}\t{documents}", after(before, form));
            if let Some(likelier) = &entry.likelier {
                line.push('\t');
                line.push_str(&after(form, likelier));
            }
            if !block.is_empty() {
                block.push(b'\n');
            }
            block.extend_from_slice(line.as_bytes());
            before = form;
        }
        blocks
    }

    /// Reads a block; none where it is damaged.
    pub(super) fn read(&mut self, block: &str) -> Option<()> {
        let mut before = String::new();
        for line in block.lines() {
            let mut fields = line.split('\t');
            let form = restored(&before, fields.next()?)?;
            let key = match fields.next()? {
                "" => form.clone(),
                key => restored(&form, key)?,
            };
            let documents = match fields.next()? {
                "" => 0,
                documents => u32::from_str_radix(documents, 36).ok()?,
            };
            let likelier = fields.next().and_then(|likelier| restored(&form, likelier));
            self.entries.insert(units(&form), (form.clone(), Entry { key, documents, likelier }));
            before = form;
        }
        Some(())
    }
}

/// Endings that a word may lose, the likeliest first.
pub(super) const ENDINGS: [&str; 8] = ["s", "es", "d", "ed", "ing", "ings", "ies", "ied"];

/// Endings that only a word of some length may lose, as the stemmer does (Porter 2001).
pub(super) const LONG_ENDINGS: [&str; 11] =
    ["ly", "ion", "ions", "ation", "ations", "er", "ers", "ment", "ments", "al", "able"];

/// Endings that it may have instead.
pub(super) const INSTEAD: [&str; 6] = ["", "e", "y", "i", "ed", "ing"];

/// Forms to which a word in small ASCII letters may belong, the likeliest first.
fn relatives(word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut spelt = word.to_owned();
    if let Some(at) = word.rfind("iz") {
        spelt.replace_range(at..at + 2, "is");
        found.push(spelt.clone());
    }
    let long = region(&spelt, region(&spelt, 0));
    let short = ENDINGS.iter().map(|ending| (ending, 3));
    for (ending, least) in short.chain(LONG_ENDINGS.iter().map(|ending| (ending, long.max(3)))) {
        let Some(root) = spelt.strip_suffix(ending).filter(|root| root.len() >= least) else { continue };
        found.extend(INSTEAD.iter().map(|instead| format!("{root}{instead}")));
        let bytes = root.as_bytes();
        if bytes[bytes.len() - 1] == bytes[bytes.len() - 2] {
            found.push(root[..root.len() - 1].to_owned());
        }
    }
    found
}

/// Where the region of a word begins that comes after a vowel and what is none.
fn region(word: &str, from: usize) -> usize {
    let vowel = |at: usize| b"aeiouy".contains(&word.as_bytes()[at]);
    (from + 1..word.len()).find(|&at| !vowel(at) && vowel(at - 1)).map_or(word.len(), |at| at + 1)
}

fn base36(mut value: u32) -> String {
    let mut digits = Vec::new();
    while value > 0 {
        digits.push(char::from_digit(value % 36, 36).unwrap_or('0'));
        value /= 36;
    }
    digits.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Lexicon {
        let mut lexicon = Lexicon::default();
        for (form, key, documents) in [
            ("extradition", "extradit", 40),
            ("extradit", "extradit", 0),
            ("extraditon", "extraditon", 1),
            ("quyền", "quyen", 3),
            ("quyen", "quyen", 0),
            ("organised", "organis", 7),
            ("start", "start", 7),
            ("𠀀x", "𠀀x", 1),
        ] {
            lexicon.add(form, key, documents);
        }
        lexicon.compare(100);
        lexicon
    }

    #[test]
    fn blocks_come_back() {
        let lexicon = sample();
        let mut read = Lexicon::default();
        for (_, block) in lexicon.blocks() {
            assert_eq!(read.read(std::str::from_utf8(&block).expect("text")), Some(()));
        }
        assert_eq!(read, lexicon);
        assert_eq!(Lexicon::default().read("nonsense"), None);
    }

    #[test]
    fn unknown_words_find_their_family() {
        let lexicon = sample();
        for (word, key) in [
            ("extraditing", "extradit"),
            ("quyen", "quyen"),
            ("quyén", "quyen"),
            ("organizes", "organis"),
            ("organiser", "organis"),
            ("starter", "starter"),
            ("unheard", "unheard"),
        ] {
            assert_eq!(lexicon.key(word), key, "{word}");
        }
    }

    #[test]
    fn a_rare_form_knows_the_frequent_one() {
        let lexicon = sample();
        let likelier = |form: &str| lexicon.get(form).and_then(|entry| entry.likelier.clone());
        assert_eq!(likelier("extraditon").as_deref(), Some("extradition"));
        assert_eq!(likelier("extradition"), None);
    }
}
