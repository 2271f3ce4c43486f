//! Postings: where each key stands, and in which form.
//!
//! A block begins with the length of its head in bytes. The head has a line for each key, in order
//! of UTF-16 units: the key after the one before; the length of its postings in bytes, in base 36;
//! its forms after the key, none where the key is the only one. The postings follow, key by key:
//! those in the text, in the headings, in the title.
//!
//! In each zone: number of runs of passages with the same postings (in the text each passage is a run);
//! for each run twice the distance to the run before (the first: to the first passage), plus one where
//! the key stands there more than once, then the number of times less two; in headings and title the
//! length of the run less one. Then the positions of all runs, as distances within a passage; then the
//! numbers of the forms. Positions are left out for citations and dictionary words, form numbers where
//! there is one form. A group of synonyms has the length of the expression, in tokens, for the number
//! of a form.

use std::collections::HashMap;

use super::lexicon::units;
use super::pack::{after, number, restored};
use crate::search::synonyms::group_key;
use crate::search::terms::{Cut, GAP, WORD, Zone};
use crate::words::bigrams;

/// About how many bytes a block has before it is compressed.
const BLOCK: usize = 16_000;

/// Where a key stands in one zone of all passages.
#[derive(Debug, Default, PartialEq)]
pub(super) struct List {
    /// Passages, in order.
    pub(super) docs: Vec<u32>,
    /// Where the places of each passage begin; one more at the end.
    pub(super) starts: Vec<u32>,
    /// Positions in order.
    pub(super) positions: Vec<u32>,
    /// Form at each position.
    pub(super) forms: Vec<u32>,
}

impl List {
    fn add(&mut self, doc: u32, position: u32, form: u32) {
        if self.docs.last() != Some(&doc) {
            self.docs.push(doc);
            self.starts.push(self.positions.len() as u32);
        }
        self.positions.push(position);
        self.forms.push(form);
    }

    /// The places in the passage of a row.
    pub(super) fn row(&self, row: usize) -> std::ops::Range<usize> {
        let end = self.starts.get(row + 1).map_or(self.positions.len(), |&end| end as usize);
        self.starts[row] as usize..end
    }
}

/// All that is known of a key.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Term {
    /// Its forms; empty for what is filed under a key beside its own, and for groups of synonyms.
    pub(super) forms: Vec<String>,
    /// Where it stands in text, headings and title.
    pub(super) zones: [List; 3],
}

/// Whether positions are kept for a key.
pub(super) fn has_positions(key: &str) -> bool {
    !key.starts_with(['§', '[']) && !key.ends_with(WORD)
}

/// Whether a key is that of a group of synonyms.
pub(super) fn is_group(key: &str) -> bool {
    key.starts_with('≈')
}

/// All postings while they are gathered.
#[derive(Default)]
pub(super) struct Postings {
    numbers: HashMap<String, usize>,
    terms: Vec<(String, Term)>,
}

impl Postings {
    /// Adds a passage; passages come in order.
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
        // Of the keys at a position the first is the token's own; the others have no form.
        let mut forms = bigrams(&zone.tokens);
        let mut last = None;
        for (position, key) in &zone.keys {
            let form = if last.replace(position) == Some(position) { None } else { forms.next() };
            if is_group(key) {
                continue;
            }
            let form = form.unwrap_or_default();
            let term = self.term(key);
            let known = term.forms.iter().position(|known| *known == form);
            let form = known.unwrap_or_else(|| {
                term.forms.push(form);
                term.forms.len() - 1
            });
            term.zones[number].add(passage, (at + position) as u32, form as u32);
        }
        for mention in &zone.mentions {
            let term = self.term(&group_key(mention.group));
            let length = mention.tokens.len() as u32;
            term.zones[number].add(passage, (at + mention.tokens.start) as u32, length);
        }
    }

    fn term(&mut self, key: &str) -> &mut Term {
        let number = match self.numbers.get(key) {
            Some(&number) => number,
            None => {
                self.numbers.insert(key.to_owned(), self.terms.len());
                self.terms.push((key.to_owned(), Term::default()));
                self.terms.len() - 1
            }
        };
        &mut self.terms[number].1
    }

    /// All keys in order of their units.
    pub(super) fn sorted(self) -> Vec<(String, Term)> {
        let mut terms = self.terms;
        terms.sort_by_cached_key(|(key, _)| units(key));
        terms
    }
}

/// The blocks, each with its first key.
pub(super) fn blocks(terms: &[(String, Term)]) -> Vec<(String, Vec<u8>)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String, Vec<u8>)> = None;
    let mut before = "";
    for (key, term) in terms {
        let (_, head, bytes) = open.get_or_insert_with(|| {
            before = "";
            (key.clone(), String::new(), Vec::new())
        });
        let start = bytes.len();
        write(key, term, bytes);
        head.push_str(&after(before, key));
        head.push_str(&format!("\t{}", radix(bytes.len() - start)));
        head.extend(term.forms.iter().map(|form| match form == key {
            true => "\t".to_owned(),
            false => format!("\t{}", after(key, form)),
        }));
        head.push('\n');
        before = key;
        if head.len() + bytes.len() >= BLOCK {
            blocks.extend(open.take().map(close));
        }
    }
    blocks.extend(open.map(close));
    blocks
}

fn radix(mut value: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((value % 36) as u32, 36).unwrap_or('0'));
        value /= 36;
        if value == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

fn close((first, mut head, bytes): (String, String, Vec<u8>)) -> (String, Vec<u8>) {
    head.pop();
    let mut whole = Vec::with_capacity(head.len() + bytes.len() + 4);
    number(head.len() as u32, &mut whole);
    whole.extend_from_slice(head.as_bytes());
    whole.extend(bytes);
    (first, whole)
}

fn write(key: &str, term: &Term, into: &mut Vec<u8>) {
    let positions = has_positions(key);
    let forms = term.forms.len() > 1 || is_group(key);
    for (zone, list) in term.zones.iter().enumerate() {
        write_zone(list, zone > 0, positions, forms, into);
    }
}

/// Passages one after another with the same postings are written once, where there may be `runs` of them.
fn write_zone(zone: &List, runs: bool, positions: bool, forms: bool, into: &mut Vec<u8>) {
    let same = |one: usize, other: usize| {
        zone.docs[other] - zone.docs[one] == (other - one) as u32
            && zone.positions[zone.row(one)] == zone.positions[zone.row(other)]
            && zone.forms[zone.row(one)] == zone.forms[zone.row(other)]
    };
    let mut found: Vec<(usize, u32)> = Vec::new();
    for row in 0..zone.docs.len() {
        match found.last_mut() {
            Some((start, length)) if runs && same(*start, row) => *length += 1,
            _ => found.push((row, 1)),
        }
    }
    number(found.len() as u32, into);
    let mut next = 0;
    for &(row, length) in &found {
        let count = zone.row(row).len() as u32;
        number((zone.docs[row] - next) * 2 + u32::from(count > 1), into);
        if count > 1 {
            number(count - 2, into);
        }
        if runs {
            number(length - 1, into);
        }
        next = zone.docs[row] + length;
    }
    for &(row, _) in found.iter().filter(|_| positions) {
        let mut last = 0;
        for &position in &zone.positions[zone.row(row)] {
            number(position - last, into);
            last = position;
        }
    }
    for &(row, _) in found.iter().filter(|_| forms) {
        zone.forms[zone.row(row)].iter().for_each(|&form| number(form, into));
    }
}

/// Numbers in bytes, one after another.
struct Numbers<'b> {
    bytes: &'b [u8],
}

impl Numbers<'_> {
    fn next(&mut self) -> Option<u32> {
        let mut value = 0_u32;
        loop {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            value = value.checked_mul(0x80)? | u32::from(byte & 0x7F);
            if byte < 0x80 {
                return Some(value);
            }
        }
    }
}

/// Reads a block; none where it is damaged.
pub(super) fn read(block: &[u8]) -> Option<Vec<(String, Term)>> {
    let mut numbers = Numbers { bytes: block };
    let length = numbers.next()? as usize;
    let head = std::str::from_utf8(numbers.bytes.get(..length)?).ok()?;
    let mut rest = &numbers.bytes[length..];
    let mut before = String::new();
    let mut terms = Vec::new();
    for line in head.lines() {
        let mut fields = line.split('\t');
        let key = restored(&before, fields.next()?)?;
        let length = usize::from_str_radix(fields.next()?, 36).ok()?;
        let own = |form: &str| if form.is_empty() { Some(key.clone()) } else { restored(&key, form) };
        let forms = fields.map(own).collect::<Option<Vec<_>>>()?;
        let zones = read_zones(&key, forms.len(), rest.get(..length)?)?;
        rest = &rest[length..];
        before.clone_from(&key);
        terms.push((key, Term { forms, zones }));
    }
    Some(terms)
}

fn read_zones(key: &str, forms: usize, bytes: &[u8]) -> Option<[List; 3]> {
    let (positions, forms) = (has_positions(key), forms > 1 || is_group(key));
    let mut numbers = Numbers { bytes };
    let mut zones: [List; 3] = Default::default();
    for (index, zone) in zones.iter_mut().enumerate() {
        let mut runs = Vec::new();
        let mut next = 0;
        for _ in 0..numbers.next()? {
            let first = numbers.next()?;
            let count = if first % 2 == 1 { numbers.next()? + 2 } else { 1 };
            let length = if index > 0 { numbers.next()? + 1 } else { 1 };
            let doc = next + first / 2;
            next = doc + length;
            runs.push((doc..next, vec![(0, 0); count as usize]));
        }
        for (_, places) in runs.iter_mut().filter(|_| positions) {
            let mut last = 0;
            for (position, _) in places {
                last += numbers.next()?;
                *position = last;
            }
        }
        for (_, form) in runs.iter_mut().filter(|_| forms).flat_map(|(_, places)| places) {
            *form = numbers.next()?;
        }
        for (docs, places) in runs {
            for doc in docs {
                places.iter().for_each(|&(position, form)| zone.add(doc, position, form));
            }
        }
    }
    numbers.bytes.is_empty().then_some(zones)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Passage;
    use crate::search::Synonyms;
    use crate::search::synonyms::Thesaurus;

    #[test]
    fn postings_come_back() {
        let thesaurus = Thesaurus::of(&Synonyms::new([["MLA", "mutual legal assistance"]]));
        let mut postings = Postings::default();
        for (index, text) in [
            "Requests and requested requests, art. 18(15); MLA.",
            "",
            "พ.ศ. ๒๕๕๑ and 2008; การส่งผู้ร้ายข้ามแดน",
            "Mutual legal assistance: a request.",
        ]
        .into_iter()
        .enumerate()
        {
            let headings = vec!["Requests".to_owned(), "Request to request".to_owned()];
            let passage = Passage { text: text.to_owned(), headings, ..Passage::default() };
            postings.add(index as u32, &Cut::of(&passage, &thesaurus));
        }
        let mut terms = postings.sorted();
        let mut read: Vec<(String, Term)> = Vec::new();
        for (first, block) in blocks(&terms) {
            let found = super::read(&block).expect("a whole block");
            assert_eq!(found[0].0, first);
            read.extend(found);
        }
        for (key, term) in &mut terms {
            for zone in term.zones.iter_mut().filter(|_| !has_positions(key)) {
                zone.positions.fill(0);
            }
        }
        assert_eq!(read, terms);
        let request = &read.iter().find(|(key, _)| key == "request").expect("the key").1;
        assert_eq!(request.forms, ["requests", "requested", "request"]);
        assert_eq!(request.zones[1].docs, [0, 1, 2, 3]);
    }
}
