//! The files of a search without a server.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::pack::{number, script, text_after};
use super::postings::Postings;
use crate::model::Passage;
use crate::search::Synonyms;
use crate::search::schema::length_of;
use crate::search::synonyms::Thesaurus;
use crate::search::terms::Cut;
use crate::words::{Tables, tables};

/// Version of the format; the script refuses another.
const FORMAT: u32 = 1;

/// Passages in one file of texts.
const TEXTS: usize = 64;

/// The files of a search without a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shards {
    /// Name and content of each file; `catalogue.js` is the one to load first.
    pub files: Vec<(String, Vec<u8>)>,
    /// Digest of all files, in hexadecimal.
    pub digest: String,
}

/// What the script loads first.
#[derive(Serialize)]
struct Catalogue<'s> {
    format: u32,
    /// Number of passages.
    count: usize,
    /// Mean length of a passage in words.
    mean: f64,
    /// Code of the length of each passage.
    lengths: Vec<u8>,
    /// Printed number of each passage, in small letters.
    numbers: Vec<String>,
    /// First key of each file of postings.
    first: Vec<String>,
    /// Passages in a file of texts.
    texts: usize,
    columns: BTreeMap<&'static str, Column>,
    synonyms: &'s Synonyms,
    tables: Tables,
}

/// The values of one field: sets of names, and the set of each passage.
#[derive(Default, Serialize)]
struct Column {
    names: Vec<String>,
    sets: Vec<Vec<usize>>,
    of: Vec<usize>,
}

impl Column {
    fn add<'v>(&mut self, values: impl Iterator<Item = &'v String>) {
        let set: Vec<usize> = values
            .map(|value| {
                let known = self.names.iter().position(|name| name == value);
                known.unwrap_or_else(|| {
                    self.names.push(value.clone());
                    self.names.len() - 1
                })
            })
            .collect();
        // Neighbours mostly have the same values.
        let known = self.sets.iter().rposition(|other| *other == set);
        self.of.push(known.unwrap_or_else(|| {
            self.sets.push(set);
            self.sets.len() - 1
        }));
    }
}

/// The text of a passage, as the script shows it.
#[derive(Serialize)]
struct Shown<'p>(&'p str, &'p str, &'p str, &'p str, &'p str, Option<&'p str>, &'p [String], &'p str);

/// Makes the files of a search without a server; the same passages give the same bytes.
#[must_use]
pub fn shards(passages: &[Passage], synonyms: &Synonyms) -> Shards {
    let thesaurus = Thesaurus::of(synonyms);
    let mut postings = Postings::default();
    let mut lengths = Vec::with_capacity(passages.len());
    let mut columns: [Column; 5] = Default::default();
    for (index, passage) in passages.iter().enumerate() {
        let cut = Cut::of(passage, &thesaurus);
        lengths.push(cut.length);
        postings.add(index as u32, &cut);
        columns[0].add(passage.state.iter());
        columns[1].add(std::iter::once(&passage.kind));
        columns[2].add(passage.languages.iter());
        columns[3].add(passage.cites.iter());
        columns[4].add(passage.pinpoints.iter());
    }
    let blocks = postings.blocks();
    let sum: f64 = lengths.iter().map(|&code| length_of(code)).sum();
    let catalogue = Catalogue {
        format: FORMAT,
        count: passages.len(),
        mean: (sum / passages.len().max(1) as f64).max(1.0),
        lengths,
        numbers: passages.iter().map(|passage| passage.number.to_lowercase()).collect(),
        first: blocks.iter().map(|(first, _)| first.clone()).collect(),
        texts: TEXTS,
        columns: ["state", "kind", "language", "instrument", "pinpoint"].into_iter().zip(columns).collect(),
        synonyms,
        tables: tables(),
    };
    let mut files = vec![file("catalogue", &serde_json::to_vec(&catalogue).unwrap_or_default())];
    files.push(file("words", &words(&postings)));
    for (index, (_, block)) in blocks.iter().enumerate() {
        files.push(file(&format!("p{index}"), block));
    }
    for (index, some) in passages.chunks(TEXTS).enumerate() {
        files.push(file(&format!("t{index}"), &texts(some)));
    }
    let mut hasher = Sha256::new();
    for (name, bytes) in &files {
        hasher.update(name);
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    let digest = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Shards { files, digest }
}

fn file(name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    (format!("{name}.js"), script(name, bytes))
}

/// All words in order, each after the one before, with the number of passages that have it.
fn words(postings: &Postings) -> Vec<u8> {
    let words = postings.words();
    let mut bytes = Vec::new();
    number(words.len(), &mut bytes);
    let mut before = "";
    for (word, count) in words {
        text_after(before, word, &mut bytes);
        number(count, &mut bytes);
        before = word;
    }
    bytes
}

fn texts(passages: &[Passage]) -> Vec<u8> {
    let shown: Vec<Shown<'_>> = passages
        .iter()
        .map(|passage| {
            Shown(
                &passage.page,
                &passage.page_title,
                &passage.anchor,
                &passage.number,
                &passage.kind,
                passage.state.as_deref(),
                &passage.headings,
                &passage.text,
            )
        })
        .collect();
    serde_json::to_vec(&shown).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_passages_give_the_same_bytes() {
        let passage = |text: &str| Passage { text: text.to_owned(), ..Passage::default() };
        let passages = [passage("Dual criminality."), passage("ค้ามนุษย์ 2551"), passage("")];
        let one = shards(&passages, &Synonyms::default());
        assert_eq!(one, shards(&passages, &Synonyms::default()));
        let names: Vec<&str> = one.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["catalogue.js", "words.js", "p0.js", "t0.js"]);
        assert!(
            one.files.iter().all(|(_, bytes)| bytes.is_ascii() && bytes.starts_with(b"handbookSearch(\""))
        );
    }
}
