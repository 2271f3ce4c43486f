//! Writing the files.

use std::collections::BTreeMap;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::catalogue::{CATALOGUE, Catalogue, Directory, FORMAT, script_patterns, script_tables, values};
use super::lexicon::Lexicon;
use super::pack::script;
use super::postings::{Postings, Term, blocks};
use super::texts;
use crate::model::Passage;
use crate::search::Synonyms;
use crate::search::synonyms::{Pointers, Thesaurus};
use crate::search::terms::Cut;
use crate::words::{is_unspaced_text, tables};

/// Passages that are cut at a time.
const AT_ONCE: usize = 1_024;

/// The files of a search without a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shards {
    /// Name and content of each file. `catalogue.js` comes first and is the one to load first; the
    /// names of the others are digests of their contents.
    pub files: Vec<(String, Vec<u8>)>,
    /// Digest of all files, in hexadecimal.
    pub digest: String,
}

/// Makes the files of a search without a server.
///
/// The same passages and synonyms give the same bytes, with any number of threads.
#[must_use]
pub fn shards(passages: &[Passage], synonyms: &Synonyms) -> Shards {
    let (thesaurus, pointers) = (Thesaurus::of(synonyms), Pointers::of(synonyms));
    let mut postings = Postings::default();
    let mut lengths = Vec::with_capacity(passages.len());
    let cut = |some: Option<&[Passage]>| -> Vec<Cut> {
        some.unwrap_or_default().par_iter().map(|passage| Cut::of(passage, &thesaurus)).collect()
    };
    // While one thread gathers, the others cut what comes next.
    let mut chunks = passages.chunks(AT_ONCE);
    let mut cuts = cut(chunks.next());
    while !cuts.is_empty() {
        let next = chunks.next();
        let gather = || {
            for cut in &cuts {
                postings.add(lengths.len() as u32, cut);
                lengths.push(cut.length);
            }
        };
        cuts = rayon::join(gather, || cut(next)).1;
    }
    let terms = postings.sorted();
    let lexicon = lexicon(&terms, synonyms, passages.len());
    let mut files = Files::default();
    let catalogue = Catalogue {
        format: FORMAT,
        lengths,
        numbers: passages.iter().map(|passage| passage.number.clone()).collect(),
        lexicon: files.add(from_start(lexicon.blocks())),
        postings: files.add(from_start(blocks(&terms))),
        texts: files.add(texts::blocks(passages)),
        columns: values(passages),
        expressions: thesaurus.expressions().cloned().collect(),
        states: pointers.states,
        pointers: pointers.thesaurus.expressions().cloned().collect(),
        tables: script_tables(),
        patterns: script_patterns().into(),
        zeros: tables().zeros.to_vec(),
    };
    let first = script(CATALOGUE, &serde_json::to_vec(&catalogue).unwrap_or_default());
    let mut all = vec![(format!("{CATALOGUE}.js"), first)];
    all.extend(files.files);
    let mut hasher = Sha256::new();
    for (name, bytes) in &all {
        hasher.update(name);
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    Shards { files: all, digest: hex(&hasher.finalize()) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Blocks of which the first begins before all texts, so that each text falls into one.
fn from_start(mut blocks: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    if let Some((first, _)) = blocks.first_mut() {
        first.clear();
    }
    blocks
}

/// Hexadecimal digits of a digest in the name of a file.
const NAME: usize = 12;

#[derive(Default)]
struct Files {
    files: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// Adds blocks, each under its digest.
    fn add<T: Send>(&mut self, blocks: Vec<(T, Vec<u8>)>) -> Directory<T> {
        let packed: Vec<(T, String, Vec<u8>)> = blocks
            .into_par_iter()
            .map(|(first, block)| {
                let name = hex(&Sha256::digest(&block))[..NAME].to_owned();
                let bytes = script(&name, &block);
                (first, name, bytes)
            })
            .collect();
        packed
            .into_iter()
            .map(|(first, name, bytes)| {
                self.files.insert(format!("{name}.js"), bytes);
                (first, name)
            })
            .collect()
    }
}

/// All words with their keys, those of the synonyms too.
fn lexicon(terms: &[(String, Term)], synonyms: &Synonyms, passages: usize) -> Lexicon {
    let mut lexicon = Lexicon::default();
    for (key, term) in terms {
        let mut is_word = false;
        for (form, documents) in term.forms.iter().zip(term.documents()) {
            if !form.is_empty() && !is_unspaced_text(form) {
                lexicon.add(form, key, documents);
                is_word = true;
            }
        }
        if is_word {
            lexicon.add(key, key, 0);
        }
    }
    for (word, key) in synonyms.words() {
        lexicon.add(&word, &key, 0);
    }
    lexicon.compare(passages);
    lexicon
}

impl Term {
    /// Passages that have a form.
    pub(super) fn documents_of(&self, form: u32) -> u32 {
        self.documents().get(form as usize).copied().unwrap_or(0)
    }

    /// For each form the passages that have it; meaningless for a group of synonyms.
    pub(super) fn documents(&self) -> Vec<u32> {
        let mut counts = vec![0; self.forms.len()];
        // The passage in which each form was met last; the zones are gone through passage by passage.
        let mut met = vec![None; self.forms.len()];
        let mut rows = [0; 3];
        while let Some(doc) =
            self.zones.iter().zip(rows).filter_map(|(zone, row)| zone.docs.get(row)).min().copied()
        {
            for (zone, row) in self.zones.iter().zip(&mut rows) {
                if zone.docs.get(*row) != Some(&doc) {
                    continue;
                }
                for &form in &zone.forms[zone.row(*row)] {
                    if let Some(met) = met.get_mut(form as usize)
                        && met.replace(doc) != Some(doc)
                    {
                        counts[form as usize] += 1;
                    }
                }
                *row += 1;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_passages_give_the_same_bytes() {
        let passage = |text: &str| Passage { text: text.to_owned(), ..Passage::default() };
        let passages = [passage("Dual criminality."), passage("ค้ามนุษย์ 2551"), passage("")];
        let one = shards(&passages, &Synonyms::default());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        assert_eq!(one, pool.install(|| shards(&passages, &Synonyms::default())));
        assert_eq!(one.files[0].0, "catalogue.js");
        assert_eq!(one.files.len(), 4);
        assert!(one.files.iter().all(|(_, bytes)| {
            super::super::script_text(bytes).is_some_and(|text| text.starts_with("handbookSearch(\""))
        }));
    }
}
