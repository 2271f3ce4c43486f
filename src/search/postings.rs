//! Reading the postings of an index: how often a term occurs, where, and next to what.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

use super::schema::{Fields, length_of};
use crate::words::{Token, TokenKind, bigrams};

/// Most forms that complete an unfinished word.
const MOST_COMPLETIONS: usize = 25;

/// Most pairs in which a single cluster is looked for.
const MOST_PAIRS: usize = 2_000;

/// The postings of one index.
pub(super) struct Postbook {
    pub(super) fields: Fields,
    pub(super) title: Arc<InvertedIndexReader>,
    pub(super) headings: Arc<InvertedIndexReader>,
    pub(super) body: Arc<InvertedIndexReader>,
    pub(super) exact: Arc<InvertedIndexReader>,
    number: Arc<InvertedIndexReader>,
    place: Arc<InvertedIndexReader>,
    /// Length of each passage over the mean length.
    pub(super) lengths: Vec<f64>,
}

/// Where something occurs: passages in order, each with the positions at which it begins.
pub(super) type Places = Vec<(u32, Vec<u32>)>;

impl Postbook {
    /// Reads what is needed of a segment.
    pub(super) fn open(segment: &SegmentReader, fields: Fields) -> tantivy::Result<Self> {
        let column = segment.fast_fields().u64("length")?;
        let lengths: Vec<f64> =
            (0..segment.max_doc()).map(|doc| length_of(column.first(doc).unwrap_or(0) as u8)).collect();
        let mean = (lengths.iter().sum::<f64>() / lengths.len().max(1) as f64).max(1.0);
        Ok(Self {
            title: segment.inverted_index(fields.title)?,
            headings: segment.inverted_index(fields.headings)?,
            body: segment.inverted_index(fields.body)?,
            exact: segment.inverted_index(fields.exact)?,
            number: segment.inverted_index(fields.number)?,
            place: segment.inverted_index(fields.place)?,
            lengths: lengths.into_iter().map(|length| length / mean).collect(),
            fields,
        })
    }

    /// Number of passages.
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Passages whose text has a key.
    pub(super) fn frequency(&self, key: &str) -> io::Result<u32> {
        let fields = &self.fields;
        Ok(self.title.doc_freq(&Term::from_field_text(fields.title, key))?
            + self.headings.doc_freq(&Term::from_field_text(fields.headings, key))?
            + self.body.doc_freq(&Term::from_field_text(fields.body, key))?)
    }

    /// Passages that have a form somewhere.
    pub(super) fn form_frequency(&self, form: &str) -> io::Result<u32> {
        self.exact.doc_freq(&Term::from_field_text(self.fields.exact, form))
    }

    /// The passages whose printed number is this one, in small letters.
    pub(super) fn numbered(&self, number: &str) -> io::Result<Vec<u32>> {
        self.whole(&self.number, self.fields.number, number)
    }

    /// The passages with this anchor or address.
    pub(super) fn placed(&self, place: &str) -> io::Result<Vec<u32>> {
        self.whole(&self.place, self.fields.place, place)
    }

    fn whole(&self, reader: &InvertedIndexReader, field: Field, value: &str) -> io::Result<Vec<u32>> {
        let term = Term::from_field_text(field, value);
        let mut found = Vec::new();
        if let Some(mut postings) = reader.read_postings(&term, IndexRecordOption::Basic)? {
            while postings.doc() != TERMINATED {
                found.push(postings.doc());
                postings.advance();
            }
        }
        Ok(found)
    }

    /// The most frequent words that begin with `start`.
    pub(super) fn completions(&self, start: &str) -> io::Result<Vec<String>> {
        self.forms_from(start, MOST_COMPLETIONS, |_| true)
    }

    /// The pairs in which a single cluster stands first; together they are all its occurrences.
    pub(super) fn pairs_with(&self, cluster: &str) -> io::Result<Vec<String>> {
        // The form must go on with a new cluster, not with a mark on this one.
        self.forms_from(cluster, MOST_PAIRS, |form| {
            crate::words::tokens(form).first().is_some_and(|first| first.text == cluster)
        })
    }

    fn forms_from(&self, start: &str, most: usize, fits: impl Fn(&str) -> bool) -> io::Result<Vec<String>> {
        let mut stream = self.exact.terms().range().ge(start.as_bytes()).into_stream()?;
        let mut found: Vec<(u32, String)> = Vec::new();
        while stream.advance() && stream.key().starts_with(start.as_bytes()) {
            if let Ok(form) = std::str::from_utf8(stream.key())
                && fits(form)
            {
                found.push((stream.value().doc_freq, form.to_owned()));
            }
        }
        found.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        found.truncate(most);
        Ok(found.into_iter().map(|(_, form)| form).collect())
    }

    /// The passages in which these tokens stand side by side as they are, and where.
    pub(super) fn occurrences(&self, tokens: &[Token]) -> io::Result<Places> {
        let mut links = self.links(tokens)?;
        // From the rarest on, since each narrows the search for the next.
        let mut weighed = Vec::with_capacity(links.len());
        for (offset, forms) in links.drain(..) {
            let mut frequency = 0;
            for form in &forms {
                frequency += self.form_frequency(form)?;
            }
            if frequency == 0 {
                return Ok(Places::new());
            }
            weighed.push((frequency, offset, forms));
        }
        weighed.sort();
        let mut places: Option<Places> = None;
        for (_, offset, forms) in weighed {
            let found = self.starts(&forms, offset, places.as_ref())?;
            if found.is_empty() {
                return Ok(found);
            }
            places = Some(found);
        }
        Ok(places.unwrap_or_default())
    }

    /// The forms of which one must stand at each place of a phrase.
    fn links(&self, tokens: &[Token]) -> io::Result<Vec<(u32, Vec<String>)>> {
        let mut links = Vec::new();
        for (index, (token, text)) in tokens.iter().zip(bigrams(tokens)).enumerate() {
            let forms = match token.kind {
                TokenKind::Cluster { last: true } if follows_cluster(tokens, index) => continue,
                // A lone cluster begins many pairs.
                TokenKind::Cluster { last: true } => self.pairs_with(&token.text)?,
                TokenKind::Cluster { last: false } if index + 1 == tokens.len() => {
                    self.pairs_with(&token.text)?
                }
                _ => vec![text],
            };
            links.push((index as u32, forms));
        }
        Ok(links)
    }

    /// Starts of a phrase at whose place `offset` one of the forms stands, among those in `before`.
    fn starts(&self, forms: &[String], offset: u32, before: Option<&Places>) -> io::Result<Places> {
        let mut found: HashMap<u32, Vec<u32>> = HashMap::new();
        for form in forms {
            let Some(mut postings) = self.positions_of(form)? else { continue };
            let mut buffer = Vec::new();
            let mut keep = |postings: &mut SegmentPostings, wanted: Option<&Vec<u32>>| {
                postings.positions(&mut buffer);
                let starts = buffer.iter().filter_map(|&position| position.checked_sub(offset));
                let kept: Vec<u32> =
                    starts.filter(|start| wanted.is_none_or(|wanted| wanted.contains(start))).collect();
                if !kept.is_empty() {
                    found.entry(postings.doc()).or_default().extend(kept);
                }
            };
            match before {
                Some(before) => {
                    for (doc, wanted) in before {
                        if seek(&mut postings, *doc) {
                            keep(&mut postings, Some(wanted));
                        }
                    }
                }
                None => {
                    while postings.doc() != TERMINATED {
                        keep(&mut postings, None);
                        postings.advance();
                    }
                }
            }
        }
        let mut places: Places = found.into_iter().collect();
        places.sort_unstable();
        Ok(places)
    }

    fn positions_of(&self, form: &str) -> io::Result<Option<SegmentPostings>> {
        let term = Term::from_field_text(self.fields.exact, form);
        self.exact.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)
    }

    /// Positions of a key in the text of each of these passages, which come in order.
    pub(super) fn key_positions(&self, key: &str, docs: &[u32], into: &mut [Vec<u32>]) -> io::Result<()> {
        let term = Term::from_field_text(self.fields.body, key);
        let mut buffer = Vec::new();
        if let Some(mut postings) =
            self.body.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?
        {
            for (row, &doc) in docs.iter().enumerate() {
                if seek(&mut postings, doc) {
                    postings.positions(&mut buffer);
                    into[row].extend_from_slice(&buffer);
                }
            }
        }
        Ok(())
    }
}

/// Goes to a passage, which is not before the present one; tells whether the term is in it.
fn seek(postings: &mut SegmentPostings, doc: u32) -> bool {
    if postings.doc() < doc {
        postings.seek(doc);
    }
    postings.doc() == doc
}

/// Whether the token before is a cluster of the same run.
pub(super) fn follows_cluster(tokens: &[Token], index: usize) -> bool {
    index.checked_sub(1).is_some_and(|before| tokens[before].kind == (TokenKind::Cluster { last: false }))
}

/// Weighed frequencies of one word in all passages, kept between words to save memory.
pub(super) struct Frequencies {
    values: Vec<f64>,
    touched: Vec<u32>,
}

impl Frequencies {
    pub(super) fn new(size: usize) -> Self {
        Self { values: vec![0.0; size], touched: Vec::new() }
    }

    /// Adds the occurrences of a term in a field.
    pub(super) fn add(
        &mut self,
        reader: &InvertedIndexReader,
        field: Field,
        text: &str,
        weight: f64,
    ) -> io::Result<()> {
        let term = Term::from_field_text(field, text);
        let Some(mut postings) = reader.read_postings(&term, IndexRecordOption::WithFreqs)? else {
            return Ok(());
        };
        while postings.doc() != TERMINATED {
            self.add_one(postings.doc(), weight * f64::from(postings.term_freq()));
            postings.advance();
        }
        Ok(())
    }

    /// Adds to the frequency in one passage.
    pub(super) fn add_one(&mut self, doc: u32, value: f64) {
        let slot = &mut self.values[doc as usize];
        if *slot == 0.0 {
            self.touched.push(doc);
        }
        *slot += value;
    }

    /// Number of passages with a frequency.
    pub(super) fn documents(&self) -> usize {
        self.touched.len()
    }

    /// Takes all frequencies out.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = (u32, f64)> {
        let values = &mut self.values;
        self.touched.drain(..).map(move |doc| (doc, std::mem::take(&mut values[doc as usize])))
    }
}
