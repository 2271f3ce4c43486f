//! The part of a passage's text that a result shows, with what was found marked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;

use super::plan::Role;
use super::postings::follows_cluster;
use super::query::Query;
use super::rank::Ranking;
use super::synonyms::Thesaurus;
use super::terms::keys;
use crate::words::{Token, TokenKind, is_unspaced_text, references, stem, tokens, with_stem, words};

/// About how many characters a snippet has.
const LENGTH: usize = 240;

/// A text this long, in characters, is shown whole.
const WHOLE: usize = 300;

/// A piece of a snippet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The text, not escaped for HTML.
    pub text: String,
    /// Whether it is what was searched for.
    pub marked: bool,
    /// Byte offset of the text in the passage's text; none for `…`.
    pub offset: Option<usize>,
}

/// What to mark.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// Stems and pairs of clusters, each with its weight.
    keys: BTreeMap<String, f64>,
    /// Clusters that were asked for alone.
    letters: BTreeSet<String>,
    /// Groups of synonyms; any expression of them is marked.
    groups: BTreeSet<usize>,
    /// Keys of citations.
    references: BTreeSet<String>,
    /// Fewest neighbouring pairs of clusters that are marked.
    fewest: usize,
}

impl Marks {
    /// What to mark for a query that has been ranked.
    pub(super) fn of(query: &Query, ranking: &Ranking) -> Self {
        let plan = &ranking.plan;
        let mut marks = Self { fewest: plan.fewest, ..Self::default() };
        for (atom, &idf) in plan.atoms.iter().zip(&ranking.idfs) {
            match atom.role {
                Role::Reference => marks.references.extend(atom.keys.iter().map(|(key, _)| key.clone())),
                // Words of grammar are looked at in phrases only; there they are marked.
                Role::Compound | Role::Function => {}
                role => {
                    let weight = idf.max(LEAST);
                    let forms = atom.forms.iter().filter(|_| role != Role::Pair).map(|(form, _)| stem(form));
                    let keys = atom.keys.iter().map(|(key, _)| key.clone()).chain(forms);
                    // A word said again has no weight of its own.
                    keys.for_each(|key| {
                        marks.keys.entry(key).or_insert(weight);
                    });
                }
            }
        }
        marks.groups = plan.groups.iter().flat_map(|group| group.synonyms.iter().copied()).collect();
        for clause in query.clauses().iter().filter(|clause| !clause.excluded) {
            for (index, key) in keys(&clause.tokens) {
                let ends = clause.tokens[index].kind == (TokenKind::Cluster { last: true });
                if ends && !follows_cluster(&clause.tokens, index) {
                    marks.letters.insert(clause.tokens[index].text.clone());
                } else if clause.phrase && !ends {
                    marks.keys.entry(key).or_insert(1.0);
                }
            }
            // The shortest run of a phrase is marked too.
            if clause.phrase && clause.tokens.iter().any(|token| token.kind != TokenKind::Word) {
                marks.fewest = 1;
            }
        }
        marks
    }
}

/// Least weight of a word in a snippet.
const LEAST: f64 = 0.01;

/// A stretch to mark and what it is worth.
struct Mark {
    range: Range<usize>,
    weight: f64,
}

/// The best part of a text for these marks.
pub(super) fn snippet(text: &str, marks: &Marks, thesaurus: &Thesaurus) -> Vec<Part> {
    let tokens = tokens(text);
    let mut found = find(&tokens, marks);
    if !marks.groups.is_empty() {
        let mentions = thesaurus.find(text, &tokens, true);
        let wanted = mentions.into_iter().filter(|mention| marks.groups.contains(&mention.group));
        found.extend(wanted.map(|mention| whole(&tokens[mention.tokens])));
    }
    if !marks.references.is_empty() {
        let cited = references(text, &tokens);
        let wanted =
            cited.into_iter().filter(|found| found.keys.iter().any(|key| marks.references.contains(key)));
        found.extend(wanted.map(|reference| {
            let mark = whole(&tokens[reference.tokens]);
            Mark { range: bracketed(text, mark.range), ..mark }
        }));
    }
    found.sort_by_key(|mark| (mark.range.start, Reverse(mark.range.end)));
    let window = window(text, &found);
    parts(text, window, &found)
}

/// The beginning of a text, with nothing marked.
pub(super) fn beginning(text: &str) -> Vec<Part> {
    parts(text, window(text, &[]), &[])
}

/// Tokens that are marked as one.
fn whole(tokens: &[Token]) -> Mark {
    let end = tokens.last().map_or(0, |token| token.range.end);
    Mark { range: tokens.first().map_or(end, |token| token.range.start)..end, weight: 1.0 }
}

/// A citation with the bracket that opens or closes it: tokens end before one.
fn bracketed(text: &str, range: Range<usize>) -> Range<usize> {
    let (mut open, mut unopened) = (0, false);
    for character in text[range.clone()].chars() {
        match character {
            '(' | '[' => open += 1,
            ')' | ']' if open == 0 => unopened = true,
            ')' | ']' => open -= 1,
            _ => {}
        }
    }
    let before = unopened && text[..range.start].ends_with(['(', '[']);
    let after = open > 0 && text[range.end..].starts_with([')', ']']);
    range.start - usize::from(before)..range.end + usize::from(after)
}

/// The words and runs of pairs that were searched for, in order, without overlap.
fn find(tokens: &[Token], marks: &Marks) -> Vec<Mark> {
    let weight = |at: usize| -> Option<f64> {
        let token = tokens.get(at)?;
        match (token.kind, tokens.get(at + 1)) {
            (TokenKind::Word, _) => with_stem(&token.text, |key| marks.keys.get(key).copied()),
            (TokenKind::Cluster { last: false }, Some(next)) => {
                marks.keys.get(&format!("{}{}", token.text, next.text)).copied()
            }
            _ => marks.keys.get(&token.text).copied(),
        }
    };
    let mut found: Vec<Mark> = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let token = &tokens[index];
        if token.kind == TokenKind::Word {
            found.extend(weight(index).map(|weight| Mark { range: token.range.clone(), weight }));
            index += 1;
            continue;
        }
        if marks.letters.contains(&token.text) {
            found.push(Mark { range: token.range.clone(), weight: 1.0 });
            index += 1;
            continue;
        }
        // Pairs that follow each other within a run; the last takes in the cluster after it.
        let mut end = index;
        let mut worth = 0.0;
        while tokens.get(end).is_some_and(|token| token.kind == (TokenKind::Cluster { last: false }))
            && let Some(weight) = weight(end)
        {
            worth += weight;
            end += 1;
        }
        if end > index && end - index >= marks.fewest {
            found.push(Mark { range: token.range.start..tokens[end].range.end, weight: worth });
        }
        index = end.max(index + 1);
    }
    found
}

/// The stretch of the text that holds the most of what was searched for.
fn window(text: &str, found: &[Mark]) -> Range<usize> {
    if shown_whole(text) {
        return 0..text.len();
    }
    let mut best = (0.0, 0);
    for (index, mark) in found.iter().enumerate() {
        let mut worth = 0.0;
        let mut seen: Vec<&str> = Vec::new();
        for other in &found[index..] {
            if text[mark.range.start..other.range.end].chars().count() > LENGTH {
                break;
            }
            let word = &text[other.range.clone()];
            // A second mention adds little.
            worth += if seen.contains(&word) { other.weight * 0.1 } else { other.weight };
            seen.push(word);
        }
        if worth > best.0 {
            best = (worth, index);
        }
    }
    let start = found.get(best.1).map_or(0, |mark| mark.range.start);
    cut(text, start)
}

/// Widens a start into a window: some words before it, cut between words on both sides.
fn cut(text: &str, start: usize) -> Range<usize> {
    let breaks = breaks(text);
    let length_of = |piece: usize| text[breaks[piece]..breaks[piece + 1]].chars().count();
    let pieces = breaks.len() - 1;
    let first = breaks[1..].partition_point(|&end| end <= start);
    let mut from = first;
    let mut length = 0;
    while from > 0 && length < LENGTH / 5 {
        from -= 1;
        length += length_of(from);
    }
    let mut to = from;
    let mut length = 0;
    while to < pieces && (length < LENGTH || to <= first) {
        length += length_of(to);
        to += 1;
    }
    // At the end of the text, show more of what stands before.
    while to == pieces && from > 0 && length < LENGTH {
        from -= 1;
        length += length_of(from);
    }
    breaks[from]..breaks[to]
}

/// Where a text may be cut: its ends, after spaces, and between the dictionary's words of a script
/// without spaces. In order, without repetition; for an empty text twice 0.
pub(super) fn breaks(text: &str) -> Vec<usize> {
    let mut found: Vec<usize> = inner_breaks(text);
    let mut before = '\0';
    for (at, character) in text.char_indices() {
        if before.is_whitespace() && !character.is_whitespace() {
            found.push(at);
        }
        before = character;
    }
    found.extend([0, text.len()]);
    found.sort_unstable();
    if !text.is_empty() {
        found.dedup();
    }
    found
}

/// The breaks that only a dictionary knows.
pub(super) fn inner_breaks(text: &str) -> Vec<usize> {
    if text.is_ascii() {
        return Vec::new();
    }
    let unspaced =
        |character: Option<char>| character.is_some_and(|one| is_unspaced_text(one.encode_utf8(&mut [0; 4])));
    let ends = words(text).into_iter().map(|word| word.end);
    ends.filter(|&at| unspaced(text[..at].chars().next_back()) && unspaced(text[at..].chars().next()))
        .collect()
}

/// Whether a text is shown whole.
pub(super) fn shown_whole(text: &str) -> bool {
    text.chars().count() <= WHOLE
}

/// The window as parts, with `…` where the text goes on.
fn parts(text: &str, window: Range<usize>, found: &[Mark]) -> Vec<Part> {
    let ellipsis = || Part { text: "…".to_owned(), marked: false, offset: None };
    let piece = |range: Range<usize>, marked| Part {
        text: text[range.clone()].to_owned(),
        marked,
        offset: Some(range.start),
    };
    let mut parts = Vec::new();
    if window.start > 0 {
        parts.push(ellipsis());
    }
    let mut at = window.start;
    for mark in found {
        let range = mark.range.start.max(at)..mark.range.end.min(window.end);
        if range.start >= range.end {
            continue;
        }
        if at < range.start {
            parts.push(piece(at..range.start, false));
        }
        at = range.end;
        parts.push(piece(range, true));
    }
    if at < window.end {
        parts.push(piece(at..window.end, false));
    }
    if window.end < text.len() {
        parts.push(ellipsis());
    }
    parts
}
