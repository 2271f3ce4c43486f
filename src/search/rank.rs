//! Which passages answer a query, and in which order.
//!
//! The measure is BM25F (Robertson, Zaragoza, Taylor 2004): the frequencies of a word in title,
//! headings and text are weighed and added before they are saturated. To that of the stem is added
//! that of the exact form. Words that stand as near each other as in the query raise a passage.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::Arc;

use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

use super::query::{Clause, Query};
use super::schema::{Fields, keys};
use super::snippet::Marks;
use crate::words::{Token, TokenKind, bigrams, is_function_word};

/// BM25's saturation of frequency and weight of length.
const K1: f32 = 1.2;
const B: f32 = 0.75;
/// Weights of the zones of a passage; the text weighs 1.
const TITLE: f32 = 1.2;
const HEADINGS: f32 = 1.5;
/// Weight of the exact form beside the stem.
const EXACT: f32 = 0.4;
/// Weight of a pair of clusters: a word of an unspaced script has some two of them.
const PAIR: f32 = 0.5;
/// Weight of a form that only begins as the unfinished last word does.
const COMPLETED: f32 = 0.7;
/// Weight of two words of the query standing beside each other as in it.
const BESIDE: f32 = 0.6;
/// Most forms that complete an unfinished word.
const MOST_COMPLETIONS: usize = 25;
/// Passages whose words' places are looked at.
const NEAR_CANDIDATES: usize = 100;

/// The postings of one index.
pub(super) struct Postbook {
    pub(super) fields: Fields,
    title: Arc<InvertedIndexReader>,
    headings: Arc<InvertedIndexReader>,
    body: Arc<InvertedIndexReader>,
    exact: Arc<InvertedIndexReader>,
    number: Arc<InvertedIndexReader>,
    /// Length of each passage over the mean length.
    lengths: Vec<f32>,
}

/// Scores of all passages for a query.
pub(super) struct Ranking {
    /// Score of each passage.
    pub(super) scores: Vec<f32>,
    /// Weight of the query's words that each passage has.
    pub(super) cover: Vec<f32>,
    /// Weight of all words of the query.
    pub(super) whole: f32,
    /// Passages that may be shown; none where no phrase or exclusion restricts them.
    pub(super) allowed: Option<Vec<bool>>,
    /// What to mark in snippets.
    pub(super) marks: Marks,
    /// Words in order, for [`Postbook::nearness`].
    atoms: Vec<Atom>,
}

/// One word, or one pair of clusters, of the query.
struct Atom {
    /// Where its occurrences are to be found, each with a weight.
    sources: Vec<Source>,
    /// The form as typed, for words.
    exact: Option<String>,
    /// Place in the query, counted in tokens.
    place: usize,
    /// Function words weigh nothing in how much of a query a passage has.
    light: bool,
    pair: bool,
    /// Number of words or pairs in the same clause.
    pairs: usize,
    idf: f32,
}

enum Source {
    /// A key in title, headings and body.
    Key(String),
    /// An exact form, wherever it stands.
    Form(String, f32),
}

impl Postbook {
    /// Reads what is needed of a segment.
    pub(super) fn open(segment: &SegmentReader, fields: Fields) -> tantivy::Result<Self> {
        let column = segment.fast_fields().u64("length")?;
        let lengths: Vec<f32> =
            (0..segment.max_doc()).map(|doc| column.first(doc).unwrap_or(0) as f32).collect();
        let mean = (lengths.iter().sum::<f32>() / lengths.len().max(1) as f32).max(1.0);
        Ok(Self {
            title: segment.inverted_index(fields.title)?,
            headings: segment.inverted_index(fields.headings)?,
            body: segment.inverted_index(fields.body)?,
            exact: segment.inverted_index(fields.exact)?,
            number: segment.inverted_index(fields.number)?,
            lengths: lengths.into_iter().map(|length| length / mean).collect(),
            fields,
        })
    }

    /// Number of passages.
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Scores all passages.
    pub(super) fn rank(&self, query: &Query) -> io::Result<Ranking> {
        let mut ranking = Ranking {
            scores: vec![0.0; self.len()],
            cover: vec![0.0; self.len()],
            whole: 0.0,
            allowed: None,
            marks: Marks { keys: BTreeMap::new(), fewest: 2, letters: BTreeSet::new() },
            atoms: self.atoms(query)?,
        };
        let all_light = ranking.atoms.iter().all(|atom| atom.light);
        let mut frequencies = Frequencies::new(self.len());
        let mut atoms = std::mem::take(&mut ranking.atoms);
        for atom in &mut atoms {
            atom.light &= !all_light;
            self.score(atom, &mut frequencies, &mut ranking)?;
        }
        ranking.atoms = atoms;
        for clause in query.clauses() {
            if clause.excluded {
                let found = self.occurrences(clause)?;
                ranking.forbid(found.keys().copied());
                continue;
            }
            for (index, token) in clause.tokens.iter().enumerate() {
                let ends = token.kind == (TokenKind::Cluster { last: true });
                if ends && !follows_cluster(&clause.tokens, index) {
                    ranking.marks.letters.insert(token.text.clone());
                }
            }
            if clause.phrase {
                self.require(clause, &mut ranking)?;
            }
        }
        self.numbered(query, &mut ranking)?;
        Ok(ranking)
    }

    /// The words and pairs of the query that are not in phrases.
    fn atoms(&self, query: &Query) -> io::Result<Vec<Atom>> {
        let mut atoms = Vec::new();
        let mut place = 0;
        let count = query.clauses().len();
        for (index, clause) in query.clauses().iter().enumerate() {
            if clause.excluded {
                continue;
            }
            if !clause.phrase {
                let unfinished = query.typing() && index + 1 == count;
                self.clause_atoms(clause, place, unfinished, &mut atoms)?;
            }
            place += clause.tokens.len();
        }
        Ok(atoms)
    }

    fn clause_atoms(
        &self,
        clause: &Clause,
        place: usize,
        unfinished: bool,
        atoms: &mut Vec<Atom>,
    ) -> io::Result<()> {
        let single = clause.tokens.len() == 1;
        let before = atoms.len();
        for ((index, key), token) in keys(&clause.tokens).into_iter().zip(&clause.tokens) {
            let mut atom = Atom {
                sources: Vec::new(),
                exact: None,
                place: place + index,
                light: false,
                pair: token.kind != TokenKind::Word,
                pairs: 1,
                idf: 0.0,
            };
            if !atom.pair {
                atom.light = is_function_word(&token.text);
                atom.exact = Some(token.text.clone());
                if unfinished && self.frequency(&key)? == 0 {
                    atom.sources = self.completions(&token.text, false)?;
                }
                atom.sources.push(Source::Key(key));
            } else if single {
                atom.sources = self.completions(&token.text, true)?;
            } else if token.kind == (TokenKind::Cluster { last: false }) && index + 1 < clause.tokens.len() {
                atom.sources.push(Source::Key(key));
            } else {
                continue;
            }
            atoms.push(atom);
        }
        let pairs = atoms.len() - before;
        for atom in &mut atoms[before..] {
            atom.pairs = pairs;
        }
        Ok(())
    }

    /// Passages that have a key somewhere.
    fn frequency(&self, key: &str) -> io::Result<u32> {
        let fields = &self.fields;
        Ok(self.title.doc_freq(&Term::from_field_text(fields.title, key))?
            + self.headings.doc_freq(&Term::from_field_text(fields.headings, key))?
            + self.body.doc_freq(&Term::from_field_text(fields.body, key))?)
    }

    /// The most frequent forms that begin with `start`.
    fn completions(&self, start: &str, cluster: bool) -> io::Result<Vec<Source>> {
        let mut stream = self.exact.terms().range().ge(start.as_bytes()).into_stream()?;
        let mut found: Vec<(u32, String)> = Vec::new();
        while stream.advance() && stream.key().starts_with(start.as_bytes()) {
            let Ok(form) = std::str::from_utf8(stream.key()) else { continue };
            // The form must go on with a new cluster, not with a mark on this one.
            let goes_on =
                !cluster || crate::words::tokens(form).first().is_some_and(|first| first.text == start);
            if goes_on {
                found.push((stream.value().doc_freq, form.to_owned()));
            }
        }
        found.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        // A single cluster is asked for wherever it stands; an unfinished word has a few likely ends.
        found.truncate(if cluster { 2_000 } else { MOST_COMPLETIONS });
        let weight = if cluster { 1.0 } else { COMPLETED };
        Ok(found.into_iter().map(|(_, form)| Source::Form(form, weight)).collect())
    }

    /// Adds the score of one word.
    fn score(&self, atom: &mut Atom, frequencies: &mut Frequencies, ranking: &mut Ranking) -> io::Result<()> {
        for source in &atom.sources {
            match source {
                Source::Key(key) => {
                    for (reader, field, weight) in [
                        (&self.title, self.fields.title, TITLE),
                        (&self.headings, self.fields.headings, HEADINGS),
                        (&self.body, self.fields.body, 1.0),
                    ] {
                        frequencies.add(reader, field, key, weight)?;
                    }
                    ranking.marks.keys.insert(key.clone(), 0.0);
                }
                Source::Form(form, weight) => {
                    frequencies.add(&self.exact, self.fields.exact, form, *weight)?;
                    if !atom.pair {
                        ranking.marks.keys.insert(crate::words::stem(form), 0.0);
                    }
                }
            }
        }
        if atom.pair {
            ranking.marks.fewest = ranking.marks.fewest.min(atom.pairs);
        }
        atom.idf = self.idf(frequencies.documents());
        let weight = if atom.pair { atom.idf * PAIR } else { atom.idf };
        let covers = if atom.light { 0.0 } else { atom.idf.max(0.1) };
        ranking.whole += covers;
        for value in ranking.marks.keys.values_mut().filter(|value| **value == 0.0) {
            *value = if atom.light { 0.01 } else { weight.max(0.01) };
        }
        for (doc, frequency) in frequencies.drain() {
            let index = doc as usize;
            ranking.scores[index] += weight * self.saturated(index, frequency);
            ranking.cover[index] += covers;
        }
        if let Some(exact) = &atom.exact {
            frequencies.add(&self.exact, self.fields.exact, exact, 1.0)?;
            let weight = self.idf(frequencies.documents()) * EXACT;
            for (doc, frequency) in frequencies.drain() {
                let index = doc as usize;
                ranking.scores[index] += weight * self.saturated(index, frequency);
            }
        }
        Ok(())
    }

    fn idf(&self, documents: usize) -> f32 {
        let (all, with) = (self.len() as f32, documents as f32);
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }

    fn saturated(&self, doc: usize, frequency: f32) -> f32 {
        frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * self.lengths[doc]))
    }

    /// Requires a phrase and adds its score.
    fn require(&self, clause: &Clause, ranking: &mut Ranking) -> io::Result<()> {
        let found = self.occurrences(clause)?;
        let weight = self.idf(found.len());
        for (key, token) in keys(&clause.tokens).into_iter().map(|(_, key)| key).zip(&clause.tokens) {
            if token.kind != (TokenKind::Cluster { last: true }) {
                ranking.marks.keys.entry(key).or_insert(weight);
            }
        }
        if clause.tokens.len() <= 2 {
            ranking.marks.fewest = 1;
        }
        ranking.whole += weight;
        let mut allowed = vec![false; self.len()];
        let mut docs: Vec<(u32, u32)> = found.into_iter().collect();
        docs.sort_unstable();
        for (doc, frequency) in docs {
            let index = doc as usize;
            allowed[index] = true;
            ranking.scores[index] += weight * self.saturated(index, frequency as f32) * (1.0 + EXACT);
            ranking.cover[index] += weight;
        }
        match &mut ranking.allowed {
            Some(before) => before.iter_mut().zip(allowed).for_each(|(one, other)| *one &= other),
            None => ranking.allowed = Some(allowed),
        }
        Ok(())
    }

    /// Passages in which the tokens of a clause stand side by side, and how often.
    fn occurrences(&self, clause: &Clause) -> io::Result<HashMap<u32, u32>> {
        let mut links: Vec<(usize, Vec<String>)> = Vec::new();
        let texts: Vec<String> = bigrams(&clause.tokens).collect();
        for (index, token) in clause.tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Word => links.push((index, vec![token.text.clone()])),
                TokenKind::Cluster { last: false } => links.push((index, vec![texts[index].clone()])),
                // The pair before covers the last cluster of a run; a lone cluster begins many pairs.
                TokenKind::Cluster { last: true } if !follows_cluster(&clause.tokens, index) => {
                    let forms = self.completions(&token.text, true)?;
                    links.push((index, forms.into_iter().map(Source::form).collect()));
                }
                TokenKind::Cluster { last: true } => {}
            }
        }
        let mut places: Option<HashMap<u32, Vec<u32>>> = None;
        for (offset, forms) in links {
            let mut here: HashMap<u32, Vec<u32>> = HashMap::new();
            for form in forms {
                self.positions(&form, offset as u32, places.as_ref(), &mut here)?;
            }
            if here.is_empty() {
                return Ok(HashMap::new());
            }
            places = Some(here);
        }
        Ok(places.unwrap_or_default().into_iter().map(|(doc, starts)| (doc, starts.len() as u32)).collect())
    }

    /// Starts of a phrase at which its token at `offset` has this form, among those in `before`.
    fn positions(
        &self,
        form: &str,
        offset: u32,
        before: Option<&HashMap<u32, Vec<u32>>>,
        into: &mut HashMap<u32, Vec<u32>>,
    ) -> io::Result<()> {
        let term = Term::from_field_text(self.fields.exact, form);
        let Some(mut postings) = self.exact.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?
        else {
            return Ok(());
        };
        let mut found = Vec::new();
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            let wanted = before.map(|before| before.get(&doc));
            if !matches!(wanted, Some(None)) {
                postings.positions(&mut found);
                let starts = found.iter().filter_map(|&position| position.checked_sub(offset));
                let kept: Vec<u32> = match wanted.flatten() {
                    Some(wanted) => starts.filter(|start| wanted.contains(start)).collect(),
                    None => starts.collect(),
                };
                if !kept.is_empty() {
                    into.entry(doc).or_default().extend(kept);
                }
            }
            postings.advance();
        }
        Ok(())
    }

    /// Puts the passage whose printed number was typed first.
    fn numbered(&self, query: &Query, ranking: &mut Ranking) -> io::Result<()> {
        let number = query.text().trim().to_lowercase();
        let term = Term::from_field_text(self.fields.number, &number);
        if let Some(mut postings) = self.number.read_postings(&term, IndexRecordOption::Basic)? {
            while postings.doc() != TERMINATED {
                let index = postings.doc() as usize;
                ranking.scores[index] += 1_000.0;
                ranking.cover[index] = ranking.whole.max(1.0);
                postings.advance();
            }
        }
        Ok(())
    }

    /// Raises the first of the candidates in which words of the query stand side by side.
    ///
    /// `candidates` come best first with their scores; only the first [`NEAR_CANDIDATES`] change.
    pub(super) fn nearness(&self, ranking: &Ranking, candidates: &mut [(u32, f32)]) -> io::Result<()> {
        if ranking.atoms.len() < 2 {
            return Ok(());
        }
        let count = candidates.len().min(NEAR_CANDIDATES);
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_unstable_by_key(|&index| candidates[index].0);
        let docs: Vec<u32> = order.iter().map(|&index| candidates[index].0).collect();
        let places: Vec<Vec<Vec<u32>>> =
            ranking.atoms.iter().map(|atom| self.places(atom, &docs)).collect::<io::Result<_>>()?;
        let heavy: Vec<usize> =
            (0..ranking.atoms.len()).filter(|&index| !ranking.atoms[index].light).collect();
        for pair in heavy.windows(2) {
            let (one, other) = (&ranking.atoms[pair[0]], &ranking.atoms[pair[1]]);
            let apart = (other.place - one.place) as i64;
            let weight = one.idf.min(other.idf) * BESIDE * if one.pair && other.pair { PAIR } else { 1.0 };
            for (row, &candidate) in order.iter().enumerate() {
                let nearest = places[pair[0]][row]
                    .iter()
                    .flat_map(|&from| {
                        places[pair[1]][row].iter().map(move |&to| i64::from(to) - i64::from(from))
                    })
                    .map(|distance| (distance - apart).abs())
                    .min();
                candidates[candidate].1 += match nearest {
                    Some(0) => weight,
                    Some(off) if off <= 3 => weight * 0.4,
                    _ => 0.0,
                };
            }
        }
        candidates[..count].sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        Ok(())
    }

    /// Positions of a word in the text of each of these passages, which come in order.
    fn places(&self, atom: &Atom, docs: &[u32]) -> io::Result<Vec<Vec<u32>>> {
        let mut found = vec![Vec::new(); docs.len()];
        let mut buffer = Vec::new();
        for source in &atom.sources {
            let (reader, term) = match source {
                Source::Key(key) => (&self.body, Term::from_field_text(self.fields.body, key)),
                Source::Form(form, _) => (&self.exact, Term::from_field_text(self.fields.exact, form)),
            };
            let Some(mut postings) = reader.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?
            else {
                continue;
            };
            for (row, &doc) in docs.iter().enumerate() {
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == doc {
                    postings.positions(&mut buffer);
                    found[row].extend_from_slice(&buffer);
                }
            }
        }
        Ok(found)
    }
}

impl Source {
    fn form(self) -> String {
        match self {
            Self::Key(text) | Self::Form(text, _) => text,
        }
    }
}

impl Ranking {
    fn forbid(&mut self, docs: impl Iterator<Item = u32>) {
        let size = self.scores.len();
        let allowed = self.allowed.get_or_insert_with(|| vec![true; size]);
        for doc in docs {
            allowed[doc as usize] = false;
        }
    }
}

/// Whether the token before is a cluster of the same run.
fn follows_cluster(tokens: &[Token], index: usize) -> bool {
    index.checked_sub(1).is_some_and(|before| tokens[before].kind == (TokenKind::Cluster { last: false }))
}

/// Weighed frequencies of one word in all passages, kept between words to save memory.
struct Frequencies {
    values: Vec<f32>,
    touched: Vec<u32>,
}

impl Frequencies {
    fn new(size: usize) -> Self {
        Self { values: vec![0.0; size], touched: Vec::new() }
    }

    fn add(&mut self, reader: &InvertedIndexReader, field: Field, text: &str, weight: f32) -> io::Result<()> {
        let term = Term::from_field_text(field, text);
        let Some(mut postings) = reader.read_postings(&term, IndexRecordOption::WithFreqs)? else {
            return Ok(());
        };
        while postings.doc() != TERMINATED {
            let slot = &mut self.values[postings.doc() as usize];
            if *slot == 0.0 {
                self.touched.push(postings.doc());
            }
            *slot += weight * postings.term_freq() as f32;
            postings.advance();
        }
        Ok(())
    }

    fn documents(&self) -> usize {
        self.touched.len()
    }

    fn drain(&mut self) -> impl Iterator<Item = (u32, f32)> {
        let values = &mut self.values;
        self.touched.drain(..).map(move |doc| (doc, std::mem::take(&mut values[doc as usize])))
    }
}
