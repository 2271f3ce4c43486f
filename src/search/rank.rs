//! Which passages answer a query, and in which order.
//!
//! The measure is BM25F (Robertson, Zaragoza, Taylor 2004): the frequencies of a word in title,
//! headings and text are weighed and added before they are saturated. To that of the stem is added
//! that of the exact form. A passage is raised where words of the query stand beside each other as
//! in it, and raised again where the whole query stands in it.
//!
//! The constants were chosen on one half of the judged collections of the design notes, by moving
//! one at a time; the results change little around them.

use std::io;

use super::arithmetic::logarithm;
use super::plan::{Atom, Group, Plan, Role};
use super::postings::{Frequencies, Postbook};
use super::query::{Clause, Query};
use super::searcher::Candidate;
use super::source::Zone;
use super::synonyms::group_key;
use crate::words::Token;

/// BM25's saturation of frequency and weight of length, for words and for pairs of clusters.
const WORDS: (f64, f64) = (1.5, 0.75);
const PAIRS: (f64, f64) = (0.9, 0.65);
/// Weights of the zones of a passage; the text weighs 1.
const TITLE: f64 = 2.0;
const HEADINGS: f64 = 1.5;
/// Weight of the exact form beside the stem, and of one with marks or of another script: whoever types
/// the marks of a Vietnamese word means them.
const EXACT: f64 = 0.4;
const MARKED: f64 = 0.6;
/// Weight of two words of the query standing beside each other as in it, and nearly so.
const BESIDE: f64 = 0.5;
const NEARLY: f64 = 0.2;
/// Most words that may stand between for "nearly".
const NEAR: i64 = 3;
/// Weight of the whole query standing in a passage as it was typed.
const WHOLE: f64 = 1.0;
/// Weight of a synonym beside the expression itself.
const SYNONYM: f64 = 0.8;
/// Weight of a passage whose text has none of the words, and only its headings or its page's title
/// have them: it may be a sentence of another matter under a heading that says everything.
const OUTSIDE: f64 = 0.5;
/// What a passage gains whose printed number was typed: more than any words can give.
const NUMBERED: f64 = 10_000.0;
/// Least that a word counts for in how much of the query a passage has.
const LEAST: f64 = 0.1;
/// Passages whose words' places are looked at.
pub(super) const NEAR_CANDIDATES: usize = 100;

impl Role {
    /// Weight of an atom's score.
    fn weight(self) -> f64 {
        match self {
            Self::Word => 1.0,
            // In most passages; looked at in phrases only.
            Self::Function => 0.0,
            // A word of an unspaced script has some two pairs.
            Self::Pair => 0.5,
            Self::Compound => 0.375,
            Self::Reference => 1.5,
        }
    }

    /// Whether a passage should have the atom.
    fn counts(self) -> bool {
        !matches!(self, Self::Function | Self::Compound)
    }

    fn constants(self) -> (f64, f64) {
        if matches!(self, Self::Pair | Self::Compound) { PAIRS } else { WORDS }
    }
}

/// Scores of all passages for a query.
pub(super) struct Ranking {
    arrays: Arrays,
    /// Weight of all words of the query.
    pub(super) whole: f64,
    /// Passages that may be shown; none where no phrase or exclusion restricts them.
    pub(super) allowed: Option<Vec<bool>>,
    /// Inverse document frequency of each atom of the plan.
    pub(super) idfs: Vec<f64>,
    pub(super) plan: Plan,
}

/// What is kept of all passages while a query is ranked. Made once and used again: filling it with
/// zeros would take longer than most queries.
pub(super) struct Arrays {
    /// Score of each passage.
    scores: Vec<f64>,
    /// Weight of the query's words that each passage has.
    cover: Vec<f64>,
    /// Passages with a score.
    touched: Vec<u32>,
    frequencies: Frequencies,
    sums: Sums,
}

impl Arrays {
    /// Arrays for so many passages.
    fn new(size: usize) -> Self {
        Self {
            scores: vec![0.0; size],
            cover: vec![0.0; size],
            touched: Vec::new(),
            frequencies: Frequencies::new(size),
            sums: Sums {
                inside: vec![false; size],
                score: vec![0.0; size],
                cover: vec![0.0; size],
                touched: Vec::new(),
            },
        }
    }

    /// Adds to the score and cover of a passage.
    fn add(&mut self, doc: u32, score: f64, cover: f64) {
        let index = doc as usize;
        if self.scores[index] == 0.0 && self.cover[index] == 0.0 {
            self.touched.push(doc);
        }
        self.scores[index] += score;
        self.cover[index] += cover;
    }

    /// Sets all back to nothing.
    fn clear(&mut self) {
        for doc in self.touched.drain(..) {
            let index = doc as usize;
            self.scores[index] = 0.0;
            self.cover[index] = 0.0;
            self.sums.inside[index] = false;
        }
    }
}

/// Score and cover of each passage by one group of atoms, kept between groups to save memory.
struct Sums {
    /// Passages whose own text has something of the query, of all groups together.
    inside: Vec<bool>,
    score: Vec<f64>,
    cover: Vec<f64>,
    touched: Vec<u32>,
}

impl Sums {
    fn add(&mut self, doc: u32, score: f64, cover: f64) {
        let index = doc as usize;
        if self.score[index] == 0.0 && self.cover[index] == 0.0 {
            self.touched.push(doc);
        }
        self.score[index] += score;
        self.cover[index] += cover;
    }
}

impl Postbook {
    /// Scores all passages.
    pub(super) fn rank(&self, query: &Query, plan: Plan) -> io::Result<Ranking> {
        let mut ranking = self.rank_plan(plan)?;
        self.whole_query(query, &mut ranking)?;
        for clause in query.clauses() {
            if clause.excluded {
                let found = self.occurrences(&clause.tokens)?;
                ranking.forbid(found.iter().map(|(doc, _)| *doc));
            } else if clause.phrase {
                self.require(clause, &mut ranking)?;
            }
        }
        for doc in self.numbered(&query.text().trim().to_lowercase())? {
            let rest = ranking.whole.max(1.0) - ranking.arrays.cover[doc as usize];
            ranking.arrays.add(doc, NUMBERED, rest);
        }
        Ok(ranking)
    }

    /// Scores all passages for words alone.
    pub(super) fn rank_plan(&self, plan: Plan) -> io::Result<Ranking> {
        let mut ranking = Ranking {
            arrays: self.arrays.take().unwrap_or_else(|| Arrays::new(self.len())),
            whole: 0.0,
            allowed: None,
            idfs: vec![0.0; plan.atoms.len()],
            plan: Plan::default(),
        };
        let repeated = plan.repeated();
        for group in &plan.groups {
            // What is said twice is not asked for twice.
            if !repeated[group.atoms.clone()].iter().all(|&repeated| repeated) {
                self.score_group((&plan, &repeated), group, &mut ranking)?;
            }
        }
        let Arrays { scores, touched, sums, .. } = &mut ranking.arrays;
        for &doc in touched.iter().filter(|&&doc| !sums.inside[doc as usize]) {
            scores[doc as usize] *= OUTSIDE;
        }
        ranking.plan = plan;
        Ok(ranking)
    }

    /// Adds the score of a group: of its atoms, or of a synonym for them where that is more.
    fn score_group(
        &self,
        (plan, repeated): (&Plan, &[bool]),
        group: &Group,
        ranking: &mut Ranking,
    ) -> io::Result<()> {
        let Arrays { frequencies, sums, .. } = &mut ranking.arrays;
        let mut whole = 0.0;
        for index in group.atoms.clone().filter(|&index| !repeated[index]) {
            let atom = &plan.atoms[index];
            if atom.role == Role::Function {
                continue;
            }
            ranking.idfs[index] = self.score(atom, frequencies, sums)?;
            whole += if atom.role.counts() { ranking.idfs[index].max(LEAST) } else { 0.0 };
        }
        // An expression of words of grammar alone (`dan do`) is meant as a whole.
        let grammar = whole == 0.0;
        for &synonym in &group.synonyms {
            self.add_key(&group_key(synonym), 1.0, frequencies, Some(&mut sums.inside))?;
            let idf = self.idf(frequencies.documents());
            whole = if grammar { whole.max(idf) } else { whole };
            let weight = idf * SYNONYM;
            for (doc, frequency) in frequencies.drain() {
                let index = doc as usize;
                let score = weight * self.saturated(index, frequency, WORDS);
                let more = (score - sums.score[index]).max(0.0);
                let rest = (whole - sums.cover[index]).max(0.0);
                sums.add(doc, more, rest);
            }
        }
        ranking.whole += whole;
        let mut found = std::mem::take(&mut ranking.arrays.sums.touched);
        for doc in found.drain(..) {
            let sums = &mut ranking.arrays.sums;
            let score = std::mem::take(&mut sums.score[doc as usize]);
            let cover = std::mem::take(&mut sums.cover[doc as usize]);
            ranking.arrays.add(doc, score, cover);
        }
        ranking.arrays.sums.touched = found;
        Ok(())
    }

    /// Adds the score of one atom; returns its inverse document frequency.
    fn score(&self, atom: &Atom, frequencies: &mut Frequencies, sums: &mut Sums) -> io::Result<f64> {
        let counts = atom.role.counts();
        for (key, weight) in &atom.keys {
            self.add_key(key, *weight, frequencies, counts.then_some(&mut sums.inside))?;
        }
        for (form, weight) in &atom.forms {
            let inside = &mut sums.inside;
            self.source().counts(Zone::Exact, form, &mut |doc, count| {
                inside[doc as usize] |= counts;
                frequencies.add_one(doc, weight * f64::from(count));
            })?;
        }
        let idf = self.idf(frequencies.documents());
        let cover = if counts { idf.max(LEAST) } else { 0.0 };
        for (doc, frequency) in frequencies.drain() {
            let score =
                idf * atom.role.weight() * self.saturated(doc as usize, frequency, atom.role.constants());
            sums.add(doc, score, cover);
        }
        if let Some(exact) = &atom.exact {
            frequencies.add(self.source(), Zone::Exact, exact, 1.0)?;
            let form = if exact.is_ascii() { EXACT } else { MARKED };
            let weight = self.idf(frequencies.documents()) * atom.role.weight() * form;
            for (doc, frequency) in frequencies.drain() {
                sums.add(doc, weight * self.saturated(doc as usize, frequency, WORDS), 0.0);
            }
        }
        Ok(idf)
    }

    /// Adds the frequencies of a key, weighed by zone, and notes the passages whose text has it.
    fn add_key(
        &self,
        key: &str,
        weight: f64,
        frequencies: &mut Frequencies,
        inside: Option<&mut Vec<bool>>,
    ) -> io::Result<()> {
        frequencies.add(self.source(), Zone::Title, key, TITLE * weight)?;
        frequencies.add(self.source(), Zone::Headings, key, HEADINGS * weight)?;
        let mut unused = Vec::new();
        let inside = inside.unwrap_or(&mut unused);
        self.source().counts(Zone::Body, key, &mut |doc, count| {
            if let Some(inside) = inside.get_mut(doc as usize) {
                *inside = true;
            }
            frequencies.add_one(doc, weight * f64::from(count));
        })
    }

    fn idf(&self, documents: usize) -> f64 {
        let (all, with) = (self.len() as f64, documents as f64);
        logarithm(1.0 + (all - with + 0.5) / (with + 0.5))
    }

    fn saturated(&self, doc: usize, frequency: f64, (k1, b): (f64, f64)) -> f64 {
        frequency * (k1 + 1.0) / (frequency + k1 * (1.0 - b + b * self.lengths[doc]))
    }

    /// Raises the passages in which the whole query stands as it was typed.
    fn whole_query(&self, query: &Query, ranking: &mut Ranking) -> io::Result<()> {
        if query.clauses().iter().any(|clause| clause.phrase || clause.excluded) {
            return Ok(());
        }
        let tokens: Vec<Token> =
            query.clauses().iter().flat_map(|clause| clause.tokens.iter().cloned()).collect();
        if tokens.len() < 2 {
            return Ok(());
        }
        let atoms = ranking.plan.atoms.iter().zip(&ranking.idfs);
        let sum: f64 = atoms
            .filter(|(atom, _)| atom.role != Role::Compound)
            .map(|(atom, idf)| idf * if atom.role == Role::Pair { Role::Pair.weight() } else { 1.0 })
            .sum();
        for (doc, starts) in self.occurrences(&tokens)? {
            let score = sum * WHOLE * self.saturated(doc as usize, starts.len() as f64, WORDS);
            ranking.arrays.add(doc, score, 0.0);
        }
        Ok(())
    }

    /// Requires a phrase and adds its score.
    fn require(&self, clause: &Clause, ranking: &mut Ranking) -> io::Result<()> {
        let found = self.occurrences(&clause.tokens)?;
        let weight = self.idf(found.len());
        ranking.whole += weight;
        let mut allowed = vec![false; self.len()];
        for (doc, starts) in found {
            allowed[doc as usize] = true;
            let score = weight * (1.0 + EXACT) * self.saturated(doc as usize, starts.len() as f64, WORDS);
            ranking.arrays.add(doc, score, weight);
        }
        match &mut ranking.allowed {
            Some(before) => before.iter_mut().zip(allowed).for_each(|(one, other)| *one &= other),
            None => ranking.allowed = Some(allowed),
        }
        Ok(())
    }

    /// Takes the memory of a ranking back for the next one.
    pub(super) fn done(&self, ranking: Ranking) {
        let mut arrays = ranking.arrays;
        arrays.clear();
        self.arrays.give(arrays);
    }

    /// Raises the first of the candidates in which words of the query stand side by side.
    ///
    /// `candidates` come best first; only the first [`NEAR_CANDIDATES`] change.
    pub(super) fn nearness(&self, ranking: &Ranking, candidates: &mut [Candidate]) -> io::Result<()> {
        let atoms = &ranking.plan.atoms;
        let words: Vec<usize> = (0..atoms.len()).filter(|&index| atoms[index].role == Role::Word).collect();
        if words.len() < 2 {
            return Ok(());
        }
        let count = candidates.len().min(NEAR_CANDIDATES);
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_unstable_by_key(|&index| candidates[index].0);
        let docs: Vec<u32> = order.iter().map(|&index| candidates[index].0).collect();
        let mut places = Vec::with_capacity(words.len());
        for &index in &words {
            let mut found = vec![Vec::new(); docs.len()];
            for (key, _) in &atoms[index].keys {
                self.key_positions(key, &docs, &mut found)?;
            }
            places.push(found);
        }
        for (first, pair) in words.windows(2).enumerate() {
            let apart = (atoms[pair[1]].place - atoms[pair[0]].place) as i64;
            let weight = ranking.idfs[pair[0]].min(ranking.idfs[pair[1]]) * BESIDE;
            for (row, &candidate) in order.iter().enumerate() {
                candidates[candidate].1 += match nearest(&places[first][row], &places[first + 1][row], apart)
                {
                    Some(0) => weight,
                    Some(off) if off <= NEAR => weight * NEARLY,
                    _ => 0.0,
                };
            }
        }
        candidates[..count].sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        Ok(())
    }
}

/// How far the nearest two positions are from standing `apart`; none where either list is empty.
fn nearest(from: &[u32], to: &[u32], apart: i64) -> Option<i64> {
    from.iter()
        .flat_map(|&from| to.iter().map(move |&to| (i64::from(to) - i64::from(from) - apart).abs()))
        .min()
}

impl Ranking {
    /// Passages with a score, in no order, each with its score and the weight of the query's words that it has.
    pub(super) fn scored(&self) -> impl Iterator<Item = (u32, f64, f64)> {
        let Arrays { scores, cover, touched, .. } = &self.arrays;
        touched.iter().map(|&doc| (doc, scores[doc as usize], cover[doc as usize]))
    }

    fn forbid(&mut self, docs: impl Iterator<Item = u32>) {
        let size = self.arrays.scores.len();
        let allowed = self.allowed.get_or_insert_with(|| vec![true; size]);
        for doc in docs {
            allowed[doc as usize] = false;
        }
    }
}
