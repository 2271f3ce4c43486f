//! Postings as blocks.
//!
//! A block: number of keys; for each key, in order: the key after the one before; number of its
//! forms; for each form: the form after the key (the form of an extra key is empty), number of
//! passages, length of its postings in bytes, the postings. Postings of a passage: twice the
//! distance to the passage before, plus one where the form stands once, in the text; then its
//! position; else the numbers of its positions in text, headings and title, and these positions as
//! distances. Extra keys (citations, synonyms, dictionary words, years) have no positions.

use std::collections::BTreeMap;

use super::pack::{number, text_after};
use crate::search::terms::{Cut, GAP, Zone, keys};
use crate::words::bigrams;

/// About how many bytes a block has before it is compressed.
const BLOCK: usize = 40_000;

/// Positions of a form in one passage: in text, headings, title.
type Spots = [Vec<u32>; 3];

/// All postings: by key, by form, by passage.
#[derive(Default)]
pub(super) struct Postings {
    keys: BTreeMap<String, BTreeMap<String, Vec<(u32, Spots)>>>,
}

impl Postings {
    /// Adds a passage.
    pub(super) fn add(&mut self, passage: u32, cut: &Cut) {
        self.add_zone(passage, &cut.body, 0, 0);
        let mut at = 0;
        for heading in &cut.headings {
            self.add_zone(passage, heading, 1, at);
            at += heading.tokens.len() + GAP;
        }
        self.add_zone(passage, &cut.title, 2, 0);
    }

    fn add_zone(&mut self, passage: u32, zone: &Zone, number: usize, at: usize) {
        let own = keys(&zone.tokens);
        for ((position, key), form) in own.iter().zip(bigrams(&zone.tokens)) {
            self.add_spot(passage, key, form, number, at + position);
        }
        // What is left when each token's own key is taken away are the extra keys.
        let mut own = own.into_iter().peekable();
        for (position, key) in &zone.keys {
            if own.peek().is_some_and(|(at, name)| at == position && name == key) {
                own.next();
            } else {
                self.add_spot(passage, key, String::new(), number, at + position);
            }
        }
    }

    fn add_spot(&mut self, passage: u32, key: &str, form: String, zone: usize, position: usize) {
        let forms = match self.keys.get_mut(key) {
            Some(forms) => forms,
            None => self.keys.entry(key.to_owned()).or_default(),
        };
        let passages = forms.entry(form).or_default();
        if passages.last().is_none_or(|(last, _)| *last != passage) {
            passages.push((passage, Spots::default()));
        }
        if let Some((_, spots)) = passages.last_mut() {
            spots[zone].push(position as u32);
        }
    }

    /// The blocks, each with its first key.
    pub(super) fn blocks(&self) -> Vec<(String, Vec<u8>)> {
        let mut blocks = Vec::new();
        let mut open: Option<(String, usize, Vec<u8>)> = None;
        let mut before = String::new();
        for (key, forms) in &self.keys {
            let (_, count, bytes) = open.get_or_insert_with(|| {
                before.clear();
                (key.clone(), 0, Vec::new())
            });
            write_key(&before, key, forms, bytes);
            before.clone_from(key);
            *count += 1;
            if bytes.len() >= BLOCK {
                blocks.extend(open.take().map(close));
            }
        }
        blocks.extend(open.map(close));
        blocks
    }

    /// All words with the number of passages that have them, in order; pairs of clusters are left out.
    pub(super) fn words(&self) -> BTreeMap<&str, usize> {
        let forms = self.keys.values().flatten();
        forms
            .filter(|(form, _)| !form.is_empty() && !crate::words::is_unspaced_text(form))
            .map(|(form, passages)| (form.as_str(), passages.len()))
            .collect()
    }
}

/// A block with the number of its keys before it.
fn close((first, count, bytes): (String, usize, Vec<u8>)) -> (String, Vec<u8>) {
    let mut whole = Vec::with_capacity(bytes.len() + 4);
    number(count, &mut whole);
    whole.extend(bytes);
    (first, whole)
}

fn write_key(before: &str, key: &str, forms: &BTreeMap<String, Vec<(u32, Spots)>>, into: &mut Vec<u8>) {
    text_after(before, key, into);
    number(forms.len(), into);
    for (form, passages) in forms {
        text_after(key, form, into);
        number(passages.len(), into);
        let mut bytes = Vec::new();
        let mut last = 0;
        for (passage, spots) in passages {
            write_spots((passage - last) as usize, spots, !form.is_empty(), &mut bytes);
            last = *passage;
        }
        number(bytes.len(), into);
        into.extend(bytes);
    }
}

fn write_spots(distance: usize, spots: &Spots, positions: bool, into: &mut Vec<u8>) {
    let single = spots[0].len() == 1 && spots[1].is_empty() && spots[2].is_empty();
    number(distance * 2 + usize::from(single), into);
    if !single {
        for zone in spots {
            number(zone.len(), into);
        }
    }
    for zone in spots.iter().filter(|_| positions) {
        let mut last = 0;
        for position in zone {
            number((position - last) as usize, into);
            last = *position;
        }
    }
}
