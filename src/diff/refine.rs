//! The words that changed within changed lines.

use std::collections::HashMap;
use std::ops::Range;

use similar::Algorithm;

use crate::words::words;

use super::lines::{Edit, changes};

/// Most words and blanks of both texts that are compared one by one in a redline.
const MOST_TOKENS: usize = 200_000;

/// Most of them in one changed place: the work grows faster than the place.
const MOST_IN_PLACE: usize = 20_000;

/// What is left of the bound on the work of one redline, in words and blanks.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST_TOKENS)
    }
}

/// Changed words as byte ranges of the two texts.
#[derive(Debug, Default)]
pub(super) struct Refined {
    /// The least change.
    pub(super) exact: Vec<Edit>,
    /// The change as it is marked: stray words between two changes go with them.
    pub(super) marks: Vec<Edit>,
    pub(super) deleted_words: usize,
    pub(super) inserted_words: usize,
    pub(super) changed_words: usize,
}

/// Compares two texts word by word.
pub(super) fn refine(old: &str, new: &str, budget: &mut Budget) -> Refined {
    if old.is_empty() && new.is_empty() {
        return Refined::default();
    }
    let (old_tokens, new_tokens) = (words(old), words(new));
    let work = old_tokens.len() + new_tokens.len();
    let found = if old.is_empty() || new.is_empty() || work > budget.0.min(MOST_IN_PLACE) {
        vec![Edit { old: 0..old_tokens.len(), new: 0..new_tokens.len() }]
    } else {
        budget.0 -= work;
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut number = |token| {
            let next = numbers.len() as u32;
            *numbers.entry(token).or_insert(next)
        };
        let old_numbers: Vec<u32> = old_tokens.iter().map(|range| number(&old[range.clone()])).collect();
        let new_numbers: Vec<u32> = new_tokens.iter().map(|range| number(&new[range.clone()])).collect();
        changes(Algorithm::Myers, &old_numbers, &new_numbers)
    };
    let mut refined = Refined::default();
    for edit in &found {
        let deleted = count_words(old, &old_tokens[edit.old.clone()]);
        let inserted = count_words(new, &new_tokens[edit.new.clone()]);
        refined.deleted_words += deleted;
        refined.inserted_words += inserted;
        refined.changed_words += deleted.max(inserted);
    }
    let bytes = |edit: &Edit| Edit {
        old: byte_range(&old_tokens, &edit.old, old.len()),
        new: byte_range(&new_tokens, &edit.new, new.len()),
    };
    refined.exact = found.iter().map(bytes).collect();
    refined.marks = joined(old, new, &refined.exact);
    refined
}

/// Whether a piece of text is a word rather than blanks and punctuation.
pub(super) fn is_word(piece: &str) -> bool {
    piece.contains(char::is_alphanumeric)
}

fn count_words(text: &str, tokens: &[Range<usize>]) -> usize {
    tokens.iter().filter(|range| is_word(&text[(*range).clone()])).count()
}

fn byte_range(tokens: &[Range<usize>], range: &Range<usize>, length: usize) -> Range<usize> {
    let at = |index: usize| tokens.get(index).map_or(length, |token| token.start);
    at(range.start)..at(range.end)
}

/// Joins changes that stand so near to each other that a reader would see crumbs.
///
/// What stands between two changes goes with them if it is no longer than the longer side of each, so
/// that a rewritten sentence is one change and not ten; and so do blanks between two replaced words.
/// Nothing is joined over the end of a line.
fn joined(old: &str, new: &str, exact: &[Edit]) -> Vec<Edit> {
    let size = |text: &str| text.chars().count();
    let longest = |edit: &Edit| size(&old[edit.old.clone()]).max(size(&new[edit.new.clone()]));
    let replaces = |edit: &Edit| is_word(&old[edit.old.clone()]) && is_word(&new[edit.new.clone()]);
    let mut found: Vec<Edit> = Vec::new();
    for edit in exact {
        let mut edit = edit.clone();
        while let Some(last) = found.last() {
            let between = &old[last.old.end..edit.old.start];
            let crumb = size(between) <= longest(last).min(longest(&edit));
            let blanks = !is_word(between) && size(between) <= 2 && replaces(last) && replaces(&edit);
            if between.contains('\n') || !(crumb || blanks) {
                break;
            }
            edit = Edit { old: last.old.start..edit.old.end, new: last.new.start..edit.new.end };
            found.pop();
        }
        found.push(edit);
    }
    found
}
