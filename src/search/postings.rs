//! Reading the postings of an index: how often a term occurs, where, and next to what.

use std::io;
use std::sync::OnceLock;

use super::correct::Frequent;
use super::pool::Pool;
use super::rank::Arrays;
use super::source::{Source, Zone};
use crate::words::{Token, TokenKind, bigrams};

/// Most forms that complete an unfinished word.
const MOST_COMPLETIONS: usize = 25;

/// Most pairs in which a single cluster is looked for.
const MOST_PAIRS: usize = 2_000;

/// The postings of one index.
pub(super) struct Postbook {
    source: Box<dyn Source>,
    /// Length of each passage over the mean length.
    pub(super) lengths: Vec<f64>,
    pub(super) arrays: Pool<Arrays>,
    pub(super) frequent: OnceLock<Frequent>,
}

/// Where something occurs: passages in order, each with the positions at which it begins.
pub(super) type Places = Vec<(u32, Vec<u32>)>;

impl Postbook {
    /// The postings of a source, and the length in words of each passage.
    pub(super) fn new(source: Box<dyn Source>, lengths: Vec<f64>) -> Self {
        let mean = (lengths.iter().sum::<f64>() / lengths.len().max(1) as f64).max(1.0);
        let lengths = lengths.into_iter().map(|length| length / mean).collect();
        Self { source, lengths, arrays: Pool::default(), frequent: OnceLock::new() }
    }

    /// Where the postings come from.
    pub(super) fn source(&self) -> &dyn Source {
        &*self.source
    }

    /// Number of passages.
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Passages whose text has a key.
    pub(super) fn frequency(&self, key: &str) -> io::Result<u32> {
        Ok(self.source.documents(Zone::Title, key)?
            + self.source.documents(Zone::Headings, key)?
            + self.source.documents(Zone::Body, key)?)
    }

    /// Passages that have a form somewhere.
    pub(super) fn form_frequency(&self, form: &str) -> io::Result<u32> {
        self.source.documents(Zone::Exact, form)
    }

    /// The passages whose printed number is this one, in small letters.
    pub(super) fn numbered(&self, number: &str) -> io::Result<Vec<u32>> {
        self.source.numbered(number)
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
        let mut found: Vec<(u32, String)> = Vec::new();
        self.source.forms(start, &mut |form, frequency| {
            if fits(form) {
                found.push((frequency, form.to_owned()));
            }
        })?;
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
        let mut found = Places::new();
        let docs: Option<Vec<u32>> = before.map(|before| before.iter().map(|(doc, _)| *doc).collect());
        for form in forms {
            let mut row = 0;
            self.source.positions(Zone::Exact, form, docs.as_deref(), &mut |doc, positions| {
                let wanted = before.map(|before| {
                    while before[row].0 < doc {
                        row += 1;
                    }
                    &before[row].1
                });
                let starts = positions.iter().filter_map(|&position| position.checked_sub(offset));
                let kept: Vec<u32> =
                    starts.filter(|start| wanted.is_none_or(|wanted| wanted.contains(start))).collect();
                if !kept.is_empty() {
                    found.push((doc, kept));
                }
            })?;
        }
        // Of one form the passages come in order, each once.
        if forms.len() > 1 {
            found.sort_by_key(|(doc, _)| *doc);
            found.dedup_by(|(doc, starts), (kept, before)| {
                let same = doc == kept;
                if same {
                    before.append(starts);
                }
                same
            });
        }
        Ok(found)
    }

    /// Positions of a key in the text of each of these passages, which come in order.
    pub(super) fn key_positions(&self, key: &str, docs: &[u32], into: &mut [Vec<u32>]) -> io::Result<()> {
        let mut row = 0;
        self.source.positions(Zone::Body, key, Some(docs), &mut |doc, positions| {
            while docs[row] < doc {
                row += 1;
            }
            into[row].extend_from_slice(positions);
        })
    }
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

    /// Adds the occurrences of a term in a zone.
    pub(super) fn add(&mut self, source: &dyn Source, zone: Zone, text: &str, weight: f64) -> io::Result<()> {
        source.counts(zone, text, &mut |doc, count| self.add_one(doc, weight * f64::from(count)))
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
