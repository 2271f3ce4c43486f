//! Lines of two texts, and where they differ.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Most lines, of both texts together, that are compared line by line where the texts differ.
///
/// Texts that differ in more than this are one change from end to end. The limit is a count and
/// not a clock, so that the same two texts give the same answer on any machine.
const MOST_LINES: usize = 40_000;

/// A stretch of lines that one text has in place of another's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Lines of the old text, counted from 0.
    pub old: Range<usize>,
    /// Lines of the new text, counted from 0.
    pub new: Range<usize>,
}

/// The lines of a text, each with its line end; the last one may lack it.
///
/// An empty text has no line.
#[must_use]
pub fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Where two lists of lines differ, in order; stretches never touch one another.
///
/// Myers' algorithm, with the bound on its search that git uses.
#[must_use]
pub fn edits(old: &[&str], new: &[&str]) -> Vec<Edit> {
    edits_by(Algorithm::Myers, old, new)
}

/// As [`edits`], but holding on to lines that are rare rather than to blank ones, for readers.
///
/// The histogram algorithm of git: not always the least change, but the one that people see.
pub(super) fn readable_edits(old: &[&str], new: &[&str]) -> Vec<Edit> {
    edits_by(Algorithm::Histogram, old, new)
}

fn edits_by(algorithm: Algorithm, old: &[&str], new: &[&str]) -> Vec<Edit> {
    let head = old.iter().zip(new).take_while(|(one, other)| one == other).count();
    let rest = old.len().min(new.len()) - head;
    let tail =
        old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(one, other)| one == other).count();
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    if old_middle.is_empty() && new_middle.is_empty() {
        return Vec::new();
    }
    if old_middle.len() + new_middle.len() > MOST_LINES {
        return vec![Edit { old: head..old.len() - tail, new: head..new.len() - tail }];
    }
    // Numbers instead of texts: a line is compared once, however often it is met.
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut number = |line| {
        let next = numbers.len() as u32;
        *numbers.entry(line).or_insert(next)
    };
    let old_numbers: Vec<u32> = old.iter().map(|line| number(*line)).collect();
    let new_numbers: Vec<u32> = new.iter().map(|line| number(*line)).collect();
    changes(algorithm, &old_numbers, &new_numbers)
}

/// Where two lists differ, in order; stretches never touch one another.
pub(super) fn changes(algorithm: Algorithm, old: &[u32], new: &[u32]) -> Vec<Edit> {
    let mut found: Vec<Edit> = Vec::new();
    for operation in capture_diff_slices(algorithm, old, new) {
        let (tag, old, new) = operation.as_tag_tuple();
        if tag == DiffTag::Equal {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.old.end == old.start && last.new.end == new.start => {
                last.old.end = old.end;
                last.new.end = new.end;
            }
            _ => found.push(Edit { old, new }),
        }
    }
    // The search is bounded and may stop short of the least change: no edit keeps a line at its ends.
    for edit in &mut found {
        while !edit.old.is_empty() && !edit.new.is_empty() && old[edit.old.start] == new[edit.new.start] {
            edit.old.start += 1;
            edit.new.start += 1;
        }
        while !edit.old.is_empty() && !edit.new.is_empty() && old[edit.old.end - 1] == new[edit.new.end - 1] {
            edit.old.end -= 1;
            edit.new.end -= 1;
        }
    }
    found.retain(|edit| !edit.old.is_empty() || !edit.new.is_empty());
    found
}

/// Byte offset at which each line begins, and the length of the text at the end.
pub(super) fn offsets(lines: &[&str]) -> Vec<usize> {
    let mut at = 0;
    let mut found = Vec::with_capacity(lines.len() + 1);
    found.push(0);
    for line in lines {
        at += line.len();
        found.push(at);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_ends() {
        assert_eq!(lines(""), [] as [&str; 0]);
        assert_eq!(lines("a\n\nb"), ["a\n", "\n", "b"]);
        assert_eq!(offsets(&lines("a\n\nb")), [0, 2, 3, 4]);
    }

    #[test]
    fn edits_are_apart_and_in_order() {
        let found = edits(&lines("a\nb\nc\nd\n"), &lines("a\nB\nc\nd\ne\n"));
        assert_eq!(found, [Edit { old: 1..2, new: 1..2 }, Edit { old: 4..4, new: 4..5 }]);
        assert!(edits(&lines("a\n"), &lines("a\n")).is_empty());
        assert_eq!(edits(&lines("a"), &lines("a\n")).len(), 1);
    }
}
