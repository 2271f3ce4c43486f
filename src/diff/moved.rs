//! Lines that were moved, told from lines that were deleted and others that were inserted.

use std::collections::HashMap;
use std::ops::Range;

use super::lines::Edit;

/// Fewest letters and digits of a moved stretch; shorter ones repeat by chance.
const LEAST_LETTERS: usize = 24;

/// A part of a changed place, in lines counted from 0.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Lines in place of others.
    Changed { old: Range<usize>, new: Range<usize> },
    /// Lines that stand elsewhere in the new text; `new` is the line before which they would stand.
    Away { number: u32, old: Range<usize>, new: usize },
    /// Lines that stood elsewhere in the old text; `old` is the line before which they would stand.
    Here { number: u32, old: usize, new: Range<usize> },
}

/// A stretch of lines that is in both texts, in two places.
struct Move {
    old: Range<usize>,
    new: Range<usize>,
}

/// The parts of each changed place, with moved lines apart.
pub(super) fn pieces(old: &[&str], new: &[&str], edits: &[Edit]) -> Vec<Vec<Piece>> {
    let moves = moves(old, new, edits);
    let mut away: Vec<(Range<usize>, u32)> = Vec::new();
    let mut here: Vec<(Range<usize>, u32)> = Vec::new();
    for (number, found) in (1..).zip(&moves) {
        away.push((found.old.clone(), number));
        here.push((found.new.clone(), number));
    }
    here.sort_by_key(|(range, _)| range.start);
    let (mut away, mut here) = (away.as_slice(), here.as_slice());
    edits.iter().map(|edit| parts(edit, &mut away, &mut here)).collect()
}

/// Takes one changed place apart at the moved stretches in it.
fn parts(edit: &Edit, away: &mut &[(Range<usize>, u32)], here: &mut &[(Range<usize>, u32)]) -> Vec<Piece> {
    let mut found = Vec::new();
    let (mut old, mut new) = (edit.old.start, edit.new.start);
    loop {
        let next_away = away.first().filter(|(range, _)| range.end <= edit.old.end);
        let next_here = here.first().filter(|(range, _)| range.end <= edit.new.end);
        let old_end = next_away.map_or(edit.old.end, |(range, _)| range.start);
        let new_end = next_here.map_or(edit.new.end, |(range, _)| range.start);
        if old < old_end || new < new_end {
            found.push(Piece::Changed { old: old..old_end, new: new..new_end });
            (old, new) = (old_end, new_end);
        }
        if let Some((range, number)) = next_away {
            found.push(Piece::Away { number: *number, old: range.clone(), new });
            old = range.end;
            *away = &away[1..];
        } else if let Some((range, number)) = next_here {
            found.push(Piece::Here { number: *number, old, new: range.clone() });
            new = range.end;
            *here = &here[1..];
        } else {
            return found;
        }
    }
}

/// Stretches that are deleted in one place and inserted in another, in the order of the old text.
///
/// A stretch grows from a line that is deleted once and inserted once.
fn moves(old: &[&str], new: &[&str], edits: &[Edit]) -> Vec<Move> {
    let mut counts: HashMap<&str, (u32, u32, usize)> = HashMap::new();
    for edit in edits {
        for line in &old[edit.old.clone()] {
            counts.entry(line).or_default().0 += 1;
        }
        for (line, index) in new[edit.new.clone()].iter().zip(edit.new.clone()) {
            let entry = counts.entry(line).or_default();
            entry.1 += 1;
            entry.2 = index;
        }
    }
    // Which changed place, counted from 1, each inserted line belongs to; 0 for no changed place.
    let mut inserted = vec![0_usize; new.len()];
    for (number, edit) in (1..).zip(edits) {
        inserted[edit.new.clone()].fill(number);
    }
    let mut found = Vec::new();
    for edit in edits {
        let mut at = edit.old.start;
        while at < edit.old.end {
            let start = match counts.get(old[at]) {
                Some(&(1, 1, place)) if letters(old[at]) > 0 => place,
                _ => {
                    at += 1;
                    continue;
                }
            };
            let place = inserted[start];
            let free = |index: usize| inserted.get(index).is_some_and(|&other| other == place && place > 0);
            let floor = found.last().map_or(edit.old.start, |last: &Move| last.old.end).max(edit.old.start);
            let up = (1..)
                .take_while(|&up| {
                    at >= floor + up && start >= up && free(start - up) && old[at - up] == new[start - up]
                })
                .last()
                .unwrap_or(0);
            let down = (1..)
                .take_while(|&down| {
                    at + down < edit.old.end && free(start + down) && old[at + down] == new[start + down]
                })
                .last()
                .unwrap_or(0);
            let stretch = Move { old: at - up..at + down + 1, new: start - up..start + down + 1 };
            at = stretch.old.end;
            let size: usize = old[stretch.old.clone()].iter().map(|line| letters(line)).sum();
            if size >= LEAST_LETTERS {
                inserted[stretch.new.clone()].fill(0);
                found.push(stretch);
            }
        }
    }
    found
}

fn letters(line: &str) -> usize {
    line.chars().filter(|character| character.is_alphanumeric()).count()
}
