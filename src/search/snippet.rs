//! The part of a passage's text that a result shows, with what was found marked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;

use super::schema::keys;
use crate::words::{Token, TokenKind, tokens, words};

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

/// The words to mark, each with its weight, and how many pairs of clusters must follow each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// Stems and pairs of clusters.
    pub(super) keys: BTreeMap<String, f32>,
    /// Clusters that were asked for alone.
    pub(super) letters: BTreeSet<String>,
    /// Fewest neighbouring pairs of clusters that are marked.
    pub(super) fewest: usize,
}

/// A stretch to mark and what it is worth.
struct Mark {
    range: Range<usize>,
    weight: f32,
}

/// The best part of a text for these marks.
pub(super) fn snippet(text: &str, marks: &Marks) -> Vec<Part> {
    let tokens = tokens(text);
    let found = find(&tokens, marks);
    let window = window(text, &found);
    parts(text, window, &found)
}

/// The stretches of the text that were searched for, in order, without overlap.
fn find(tokens: &[Token], marks: &Marks) -> Vec<Mark> {
    let keys = keys(tokens);
    let mut found: Vec<Mark> = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        if tokens[index].kind != TokenKind::Word && marks.letters.contains(&tokens[index].text) {
            found.push(Mark { range: tokens[index].range.clone(), weight: 1.0 });
            index += 1;
            continue;
        }
        let weight = |at: usize| marks.keys.get(&keys[at].1).copied();
        let Some(first) = weight(index) else {
            index += 1;
            continue;
        };
        if tokens[index].kind == TokenKind::Word {
            found.push(Mark { range: tokens[index].range.clone(), weight: first });
            index += 1;
            continue;
        }
        let from = index;
        let mut worth = 0.0;
        while index < tokens.len()
            && tokens[index].kind != TokenKind::Word
            && let Some(weight) = weight(index)
        {
            worth += weight;
            index += 1;
            if tokens[index - 1].kind == (TokenKind::Cluster { last: true }) {
                break;
            }
        }
        // The last pair takes in the cluster after it.
        let to =
            if tokens[index - 1].kind == (TokenKind::Cluster { last: false }) { index } else { index - 1 };
        if index - from >= marks.fewest {
            let range = tokens[from].range.start..tokens[to].range.end;
            found.push(Mark { range, weight: worth });
        }
        index = index.max(to);
    }
    found
}

/// The stretch of the text that holds the most of what was searched for.
fn window(text: &str, found: &[Mark]) -> Range<usize> {
    if text.chars().count() <= WHOLE {
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
    let words = words(text);
    let first = words.partition_point(|word| word.end <= start);
    let mut from = first;
    let mut length = 0;
    while from > 0 && length < LENGTH / 5 {
        from -= 1;
        length += text[words[from].clone()].chars().count();
    }
    let mut to = from;
    let mut length = 0;
    while to < words.len() && (length < LENGTH || to <= first) {
        length += text[words[to].clone()].chars().count();
        to += 1;
    }
    // At the end of the text, show more of what stands before.
    while to == words.len() && from > 0 && length < LENGTH {
        from -= 1;
        length += text[words[from].clone()].chars().count();
    }
    words.get(from).map_or(0, |word| word.start)..words[..to].last().map_or(text.len(), |word| word.end)
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
