//! Where the postings of an index come from.
//!
//! Planning and ranking are written once, over this trait: the index of the server and the files of
//! a site without one give the same numbers and therefore the same order, to the last bit.

use std::io;

use tantivy::postings::Postings;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

use std::sync::Arc;

use super::schema::Fields;
use crate::model::Passage;

/// A part of a passage whose terms are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Keys of the page's title.
    Title,
    /// Keys of the headings above the passage.
    Headings,
    /// Keys of the text.
    Body,
    /// Forms as they stand, of all three.
    Exact,
}

/// Called with a passage and a count, or with a passage and positions in order.
pub(super) type Counted<'f> = &'f mut dyn FnMut(u32, u32);
/// Called with a passage and the positions of a term in it, in order.
pub(super) type Placed<'f> = &'f mut dyn FnMut(u32, &[u32]);
/// Called with a form and the number of passages that have it.
pub(super) type Formed<'f> = &'f mut dyn FnMut(&str, u32);

/// The postings of one index.
pub(super) trait Source: Send + Sync {
    /// The key under which a word in normal form is filed.
    fn key(&self, word: &str) -> String;

    /// Passages that have a term in a zone.
    fn documents(&self, zone: Zone, term: &str) -> io::Result<u32>;

    /// The passages that have a term in a zone, in order, and how often.
    fn counts(&self, zone: Zone, term: &str, each: Counted<'_>) -> io::Result<()>;

    /// Where a term stands in a zone: in all passages, or in these, which come in order.
    ///
    /// Positions of [`Zone::Exact`] keep text, headings and title so far apart that no phrase
    /// reaches from one into another; nothing else about them is promised.
    fn positions(&self, zone: Zone, term: &str, only: Option<&[u32]>, each: Placed<'_>) -> io::Result<()>;

    /// The forms that begin with `start`.
    fn forms(&self, start: &str, each: Formed<'_>) -> io::Result<()>;

    /// At least the forms within a distance of a word (insertions, deletions, changes, swaps).
    fn alike(&self, word: &str, distance: u8, each: Formed<'_>) -> io::Result<()>;

    /// The passages whose printed number, in small letters, is this one.
    fn numbered(&self, number: &str) -> io::Result<Vec<u32>>;
}

/// The passages themselves, by their number in the index.
pub(super) trait Passages: Send + Sync {
    /// One passage.
    fn passage(&self, doc: u32) -> tantivy::Result<Passage>;

    /// The first passage with this anchor or address.
    fn placed(&self, place: &str) -> tantivy::Result<Option<u32>>;
}

/// The postings in a segment of tantivy's.
pub(super) struct Segment {
    fields: Fields,
    title: Arc<InvertedIndexReader>,
    headings: Arc<InvertedIndexReader>,
    body: Arc<InvertedIndexReader>,
    exact: Arc<InvertedIndexReader>,
    number: Arc<InvertedIndexReader>,
}

impl Segment {
    /// Opens what is needed of a segment.
    pub(super) fn open(segment: &SegmentReader, fields: Fields) -> tantivy::Result<Self> {
        Ok(Self {
            title: segment.inverted_index(fields.title)?,
            headings: segment.inverted_index(fields.headings)?,
            body: segment.inverted_index(fields.body)?,
            exact: segment.inverted_index(fields.exact)?,
            number: segment.inverted_index(fields.number)?,
            fields,
        })
    }

    fn zone(&self, zone: Zone, term: &str) -> (&InvertedIndexReader, Term) {
        let (reader, field) = match zone {
            Zone::Title => (&self.title, self.fields.title),
            Zone::Headings => (&self.headings, self.fields.headings),
            Zone::Body => (&self.body, self.fields.body),
            Zone::Exact => (&self.exact, self.fields.exact),
        };
        (reader, Term::from_field_text(field, term))
    }
}

impl Source for Segment {
    fn key(&self, word: &str) -> String {
        crate::words::stem(word)
    }

    fn documents(&self, zone: Zone, term: &str) -> io::Result<u32> {
        let (reader, term) = self.zone(zone, term);
        reader.doc_freq(&term)
    }

    fn counts(&self, zone: Zone, term: &str, each: Counted<'_>) -> io::Result<()> {
        let (reader, term) = self.zone(zone, term);
        let Some(mut postings) = reader.read_postings(&term, IndexRecordOption::WithFreqs)? else {
            return Ok(());
        };
        while postings.doc() != TERMINATED {
            each(postings.doc(), postings.term_freq());
            postings.advance();
        }
        Ok(())
    }

    fn positions(&self, zone: Zone, term: &str, only: Option<&[u32]>, each: Placed<'_>) -> io::Result<()> {
        let (reader, term) = self.zone(zone, term);
        let Some(mut postings) = reader.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?
        else {
            return Ok(());
        };
        let mut buffer = Vec::new();
        match only {
            Some(docs) => {
                for &doc in docs {
                    if postings.doc() < doc {
                        postings.seek(doc);
                    }
                    if postings.doc() == doc {
                        postings.positions(&mut buffer);
                        each(doc, &buffer);
                    }
                }
            }
            None => {
                while postings.doc() != TERMINATED {
                    postings.positions(&mut buffer);
                    each(postings.doc(), &buffer);
                    postings.advance();
                }
            }
        }
        Ok(())
    }

    fn forms(&self, start: &str, each: Formed<'_>) -> io::Result<()> {
        let mut stream = self.exact.terms().range().ge(start.as_bytes()).into_stream()?;
        while stream.advance() && stream.key().starts_with(start.as_bytes()) {
            if let Ok(form) = std::str::from_utf8(stream.key()) {
                each(form, stream.value().doc_freq);
            }
        }
        Ok(())
    }

    fn alike(&self, word: &str, distance: u8, each: Formed<'_>) -> io::Result<()> {
        let term = Term::from_field_text(self.fields.exact, word);
        let Ok(automaton) = FuzzyTermQuery::new(term, distance, true).automaton() else { return Ok(()) };
        let mut stream = self.exact.terms().search(automaton).into_stream()?;
        while stream.advance() {
            if let Ok(form) = std::str::from_utf8(stream.key()) {
                each(form, stream.value().doc_freq);
            }
        }
        Ok(())
    }

    fn numbered(&self, number: &str) -> io::Result<Vec<u32>> {
        let term = Term::from_field_text(self.fields.number, number);
        let mut found = Vec::new();
        if let Some(mut postings) = self.number.read_postings(&term, IndexRecordOption::Basic)? {
            while postings.doc() != TERMINATED {
                found.push(postings.doc());
                postings.advance();
            }
        }
        Ok(found)
    }
}
