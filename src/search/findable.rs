//! Whether every stretch of a text is found by the index made from it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Searcher;
use crate::error::Result;
use crate::model::Passage;
use crate::words::{TokenKind, clusters, dictionary_words, normalise, tokens};

/// Longest stretch in dictionary words that is drawn.
const LONGEST: usize = 3;

/// Longest stretch in clusters of unspaced scripts that is drawn: a stretch that begins and ends
/// inside dictionary words.
const LONGEST_CLUSTERS: usize = 6;

/// A stretch of a passage that a search in quotation marks must find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Place of the passage among the passages.
    pub passage: usize,
    /// The stretch.
    pub text: String,
}

/// A stretch that its own index does not find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// Address of the passage.
    pub passage: String,
    /// The stretch.
    pub text: String,
}

/// Every `step`-th stretch of each passage: one to three dictionary words, and one to six clusters
/// of an unspaced script wherever they begin. 1 draws all.
#[must_use]
pub fn drawn_spans(passages: &[Passage], step: usize) -> Vec<Span> {
    let mut seen = 0;
    let mut spans = Vec::new();
    for (place, passage) in passages.iter().enumerate() {
        let text = &passage.text;
        let tokens = tokens(text);
        // A stretch that ends inside a letter (a vowel written in two parts) is nobody's query.
        let starts: BTreeSet<usize> = tokens.iter().map(|token| token.range.start).collect();
        let ends: BTreeSet<usize> = tokens.iter().map(|token| token.range.end).collect();
        let mut add = |start: usize, end: usize| {
            let whole = starts.contains(&start) && ends.contains(&end);
            seen += usize::from(whole);
            if whole && seen % step.max(1) == 0 {
                spans.push(Span { passage: place, text: text[start..end].to_owned() });
            }
        };
        let words = dictionary_words(text);
        for length in 1..=LONGEST {
            words.windows(length).for_each(|stretch| add(stretch[0].start, stretch[length - 1].end));
        }
        for run in tokens.split_inclusive(|token| token.kind != (TokenKind::Cluster { last: false })) {
            if run.iter().any(|token| token.kind == TokenKind::Word) {
                continue;
            }
            for length in 1..=LONGEST_CLUSTERS {
                run.windows(length).for_each(|part| add(part[0].range.start, part[length - 1].range.end));
            }
        }
    }
    spans
}

/// Searches for these stretches as phrases; those that do not find their passage. A stretch without
/// a letter or digit asks for nothing and is never lost.
///
/// # Errors
/// When the index cannot be read.
pub fn lost(searcher: &Searcher, passages: &[Passage], spans: &[Span]) -> Result<Vec<Lost>> {
    let mut lost = Vec::new();
    for span in spans {
        let asks = !tokens(&span.text).is_empty();
        if asks && !searcher.holding(&span.text)?.contains(&span.passage) {
            let passage = passages.get(span.passage).map(Passage::address).unwrap_or_default();
            lost.push(Lost { passage, text: span.text.clone() });
        }
    }
    Ok(lost)
}

/// How well a term is found in texts that hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TermReport {
    /// The term.
    pub term: String,
    /// Passages in whose text it stands.
    pub stands_in: usize,
    /// Those of them that the phrase finds.
    pub found: usize,
    /// All passages that the phrase finds.
    pub hits: usize,
    /// Those of the hits in which it stands; the share of them is the precision.
    pub right: usize,
    /// Addresses of the passages that are not found.
    pub missed: Vec<String>,
}

/// Compares what the phrase of a term finds with where the term stands, by reading every text.
///
/// A term stands where its characters stand in normal form, from one letter's beginning to another's
/// end: a mark that follows makes another syllable. Page titles and headings are searched too and
/// count as places where it may stand.
///
/// # Errors
/// When the index cannot be read.
pub fn occurrences(searcher: &Searcher, passages: &[Passage], term: &str) -> Result<TermReport> {
    let wanted = normalise(term).text().trim().to_owned();
    let stands = |text: &str| stands_in(&wanted, normalise(text).text());
    let hits = searcher.holding(term)?;
    let mut report = TermReport {
        term: term.to_owned(),
        stands_in: 0,
        found: 0,
        hits: hits.len(),
        right: 0,
        missed: Vec::new(),
    };
    for (place, passage) in passages.iter().enumerate() {
        let hit = hits.binary_search(&place).is_ok();
        if stands(&passage.text) {
            report.stands_in += 1;
            report.found += usize::from(hit);
            report.right += usize::from(hit);
            if !hit {
                report.missed.push(passage.address());
            }
        } else if hit
            && (passage.headings.iter().any(|heading| stands(heading)) || stands(&passage.page_title))
        {
            report.right += 1;
        }
    }
    Ok(report)
}

/// Whether a text in normal form holds another, between letters.
fn stands_in(wanted: &str, text: &str) -> bool {
    let mut starts = text.match_indices(wanted).map(|(start, _)| start).peekable();
    if wanted.is_empty() || starts.peek().is_none() {
        return false;
    }
    let bounds: Vec<usize> = clusters(text).map(|cluster| cluster.start).chain([text.len()]).collect();
    let between = |at: usize| bounds.binary_search(&at).is_ok();
    starts.any(|start| between(start) && between(start + wanted.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_stands_between_letters_and_not_inside_one() {
        assert!(stands_in("กา", "มากา"));
        assert!(!stands_in("กา", "กาํ"), "a mark makes another syllable");
        assert!(!stands_in("", "กา"));
    }

    #[test]
    fn stretches_begin_and_end_inside_words_too() {
        let passage = Passage { text: "ค้ามนุษย์".to_owned(), ..Passage::default() };
        let texts: Vec<String> = drawn_spans(&[passage], 1).into_iter().map(|span| span.text).collect();
        for span in ["ค้า", "มนุษย์", "ค้ามนุษย์", "ค้าม", "ษย์"]
        {
            assert!(texts.iter().any(|text| text == span), "{span}: {texts:?}");
        }
    }
}
