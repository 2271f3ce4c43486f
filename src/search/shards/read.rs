//! Reading the files as the script does: the reference for it, and an engine to measure.

use std::collections::{BTreeMap, HashMap};
use std::io;

use super::catalogue::{CATALOGUE, Catalogue, FORMAT, columns};
use super::lexicon::{Lexicon, units};
use super::pack::unpacked;
use super::postings::{self, Term, has_positions};
use super::texts;
use super::write::Shards;
use crate::model::Passage;
use crate::search::column::Columns;
use crate::search::schema::{OPEN, length_of};
use crate::search::source::{Counted, Formed, Passages, Placed, Source, Zone};
use crate::search::synonyms::{Pointers, Thesaurus};
use crate::words::is_unspaced_text;

/// Positions in headings and title begin at multiples of this.
const APART: u32 = 1 << 24;

/// What a set of shards holds.
pub(in crate::search) struct Opened {
    pub(in crate::search) source: Postings,
    pub(in crate::search) passages: Texts,
    pub(in crate::search) lengths: Vec<f64>,
    pub(in crate::search) columns: Columns,
    pub(in crate::search) thesaurus: Thesaurus,
    pub(in crate::search) pointers: Pointers,
}

impl Shards {
    /// Reads all files.
    pub(in crate::search) fn open(&self) -> io::Result<Opened> {
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the files are no whole set");
        let files: HashMap<&str, &[u8]> =
            self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let block = |name: &str| unpacked(files.get(format!("{name}.js").as_str()).ok_or_else(damaged)?);
        let catalogue: Catalogue = serde_json::from_slice(&block(CATALOGUE)?)?;
        if catalogue.format != FORMAT {
            return Err(damaged());
        }
        let mut lexicon = Lexicon::default();
        for (_, name) in &catalogue.lexicon {
            let block = block(name)?;
            std::str::from_utf8(&block).ok().and_then(|block| lexicon.read(block)).ok_or_else(damaged)?;
        }
        let mut terms = BTreeMap::new();
        for (_, name) in &catalogue.postings {
            for (key, term) in postings::read(&block(name)?).ok_or_else(damaged)? {
                terms.insert(units(&key), (key, term));
            }
        }
        let mut passages = Vec::new();
        for (_, name) in &catalogue.texts {
            passages.extend(texts::read(&block(name)?).ok_or_else(damaged)?);
        }
        if passages.len() != catalogue.lengths.len() || passages.len() != catalogue.numbers.len() {
            return Err(damaged());
        }
        let columns = columns(catalogue.columns).ok_or_else(damaged)?;
        for (index, passage) in passages.iter_mut().enumerate() {
            let doc = index as u32;
            passage.number.clone_from(&catalogue.numbers[index]);
            passage.state = columns.state.names_of(doc).into_iter().next();
            passage.kind = columns.kind.names_of(doc).into_iter().next().unwrap_or_default();
            passage.languages = columns.language.names_of(doc);
            passage.cites = columns.cites.names_of(doc);
            passage.pinpoints = columns.pinpoints.names_of(doc);
            passage.open = columns.standing.names_of(doc).iter().any(|name| name == OPEN);
        }
        Ok(Opened {
            source: Postings { lexicon, terms, numbers: catalogue.numbers },
            passages: Texts { passages },
            lengths: catalogue.lengths.iter().map(|&code| length_of(code)).collect(),
            columns,
            thesaurus: Thesaurus::with(catalogue.expressions),
            pointers: Pointers { states: catalogue.states, thesaurus: Thesaurus::with(catalogue.pointers) },
        })
    }
}

/// The passages of a set of shards.
pub(in crate::search) struct Texts {
    passages: Vec<Passage>,
}

impl Passages for Texts {
    fn passage(&self, doc: u32) -> tantivy::Result<Passage> {
        Ok(self.passages.get(doc as usize).cloned().unwrap_or_default())
    }

    fn placed(&self, place: &str) -> tantivy::Result<Option<u32>> {
        let found = self.passages.iter().position(|one| one.anchor == place || one.address() == place);
        Ok(found.map(|doc| doc as u32))
    }
}

/// The postings of a set of shards.
pub(in crate::search) struct Postings {
    lexicon: Lexicon,
    terms: BTreeMap<Vec<u16>, (String, Term)>,
    numbers: Vec<String>,
}

impl Postings {
    fn term(&self, key: &str) -> Option<&Term> {
        self.terms.get(&units(key)).map(|(_, term)| term)
    }

    /// The key under which a form is filed, and the number of the form there.
    fn form(&self, form: &str) -> Option<(&Term, u32)> {
        let key = if is_unspaced_text(form) { form } else { &self.lexicon.get(form)?.key };
        let term = self.term(key)?;
        let number = term.forms.iter().position(|known| known == form)?;
        Some((term, number as u32))
    }

    /// Where a form stands in each passage, in order of the passages.
    fn places(&self, form: &str) -> BTreeMap<u32, Vec<u32>> {
        let mut found: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let Some((term, number)) = self.form(form) else { return found };
        for (zone, list) in (0..).zip(&term.zones) {
            for (row, &doc) in list.docs.iter().enumerate() {
                for place in list.row(row).filter(|&place| list.forms[place] == number) {
                    found.entry(doc).or_default().push(zone * APART + list.positions[place]);
                }
            }
        }
        found
    }
}

/// The number of a zone in the files.
fn number(zone: Zone) -> usize {
    match zone {
        Zone::Body | Zone::Exact => 0,
        Zone::Headings => 1,
        Zone::Title => 2,
    }
}

impl Source for Postings {
    fn key(&self, word: &str) -> String {
        self.lexicon.key(word)
    }

    fn documents(&self, zone: Zone, term: &str) -> io::Result<u32> {
        Ok(match zone {
            Zone::Exact => self.form(term).map_or(0, |(term, form)| term.documents_of(form)),
            zone => self.term(term).map_or(0, |term| term.zones[number(zone)].docs.len() as u32),
        })
    }

    fn counts(&self, zone: Zone, term: &str, each: Counted<'_>) -> io::Result<()> {
        if zone == Zone::Exact {
            for (doc, places) in self.places(term) {
                each(doc, places.len() as u32);
            }
        } else if let Some(term) = self.term(term) {
            let list = &term.zones[number(zone)];
            for (row, &doc) in list.docs.iter().enumerate() {
                each(doc, list.row(row).len() as u32);
            }
        }
        Ok(())
    }

    fn positions(&self, zone: Zone, term: &str, only: Option<&[u32]>, each: Placed<'_>) -> io::Result<()> {
        let wanted = |doc: u32| only.is_none_or(|only| only.binary_search(&doc).is_ok());
        if zone == Zone::Exact {
            for (doc, places) in self.places(term).into_iter().filter(|(doc, _)| wanted(*doc)) {
                each(doc, &places);
            }
        } else if has_positions(term)
            && let Some(term) = self.term(term)
        {
            let list = &term.zones[number(zone)];
            for (row, &doc) in list.docs.iter().enumerate().filter(|(_, doc)| wanted(**doc)) {
                each(doc, &list.positions[list.row(row)]);
            }
        }
        Ok(())
    }

    fn forms(&self, start: &str, each: Formed<'_>) -> io::Result<()> {
        if is_unspaced_text(start) {
            let found = self.terms.range(units(start)..).map(|(_, found)| found);
            for (key, term) in found.take_while(|(key, _)| key.starts_with(start)) {
                if let Some(form) = term.forms.iter().position(|form| form == key) {
                    each(key, term.documents_of(form as u32));
                }
            }
        } else {
            for (form, entry) in self.lexicon.starting(start).filter(|(_, entry)| entry.documents > 0) {
                each(form, entry.documents);
            }
        }
        Ok(())
    }

    fn alike(&self, word: &str, distance: u8, each: Formed<'_>) -> io::Result<()> {
        let (length, distance) = (word.chars().count(), usize::from(distance));
        for (form, entry) in self.lexicon.iter().filter(|(_, entry)| entry.documents > 0) {
            if form.chars().count().abs_diff(length) <= distance
                && strsim::osa_distance(word, form) <= distance
            {
                each(form, entry.documents);
            }
        }
        Ok(())
    }

    fn numbered(&self, wanted: &str) -> io::Result<Vec<u32>> {
        let numbers = (0..).zip(&self.numbers);
        let found = numbers.filter(|(_, number)| !number.is_empty() && number.to_lowercase() == wanted);
        Ok(found.map(|(doc, _)| doc).collect())
    }
}
