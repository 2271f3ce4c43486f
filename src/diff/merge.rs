//! Three-way merge: two changes of one text, brought together where they do not meet.

use std::ops::Range;

use super::lines::{Edit, edits, lines, offsets};

/// What comes of two changes of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merge {
    /// The text with both changes.
    Clean(String),
    /// The places where both changes meet and differ; never empty.
    Clash(Vec<Conflict>),
}

/// A place where two changes meet, as byte ranges of the three texts, of whole lines each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// In the text that both started from.
    pub base: Range<usize>,
    /// In the one changed text.
    pub ours: Range<usize>,
    /// In the other changed text.
    pub theirs: Range<usize>,
}

/// Where a stretch of the merged text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Unchanged on both sides.
    Base,
    /// Changed on our side alone.
    Ours,
    /// Changed on their side alone.
    Theirs,
    /// Changed on both sides in the same way.
    Both,
    /// Changed on both sides, and not in the same way.
    Conflict,
}

/// A stretch of the three texts, in lines counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Where its text comes from.
    pub origin: Origin,
    /// Lines of the text that both started from.
    pub base: Range<usize>,
    /// Lines of our text.
    pub ours: Range<usize>,
    /// Lines of their text.
    pub theirs: Range<usize>,
}

/// Merges two changed texts, line by line.
///
/// Changes meet where not one unchanged line stands between them, as in git; the same change on both
/// sides is one change. The answer does not depend on which side is called ours. It never holds a
/// marker: a conflict is told by its ranges.
///
/// ```
/// use handbook::diff::{Merge, merge};
/// let merged = merge("1\n2\n3\n", "one\n2\n3\n", "1\n2\nthree\n");
/// assert_eq!(merged, Merge::Clean("one\n2\nthree\n".to_owned()));
/// ```
#[must_use]
pub fn merge(base: &str, ours: &str, theirs: &str) -> Merge {
    let (base_lines, ours_lines, theirs_lines) = (lines(base), lines(ours), lines(theirs));
    let found = regions_of(&base_lines, &ours_lines, &theirs_lines);
    if found.iter().any(|region| region.origin == Origin::Conflict) {
        let (base, ours, theirs) = (offsets(&base_lines), offsets(&ours_lines), offsets(&theirs_lines));
        let bytes = |offsets: &[usize], range: &Range<usize>| offsets[range.start]..offsets[range.end];
        let conflicts = found.iter().filter(|region| region.origin == Origin::Conflict);
        return Merge::Clash(
            conflicts
                .map(|region| Conflict {
                    base: bytes(&base, &region.base),
                    ours: bytes(&ours, &region.ours),
                    theirs: bytes(&theirs, &region.theirs),
                })
                .collect(),
        );
    }
    let mut merged = String::with_capacity(ours.len().max(theirs.len()));
    for region in found {
        let taken = match region.origin {
            Origin::Theirs => &theirs_lines[region.theirs],
            _ => &ours_lines[region.ours],
        };
        merged.extend(taken.iter().copied());
    }
    Merge::Clean(merged)
}

/// The stretches of a merge, in order, without gaps in any of the three texts.
#[must_use]
pub fn regions(base: &str, ours: &str, theirs: &str) -> Vec<Region> {
    regions_of(&lines(base), &lines(ours), &lines(theirs))
}

/// One side's changes, as they are passed in the order of the base.
struct Side<'e> {
    edits: &'e [Edit],
    /// Lines of this side that are passed, less lines of the base that are passed.
    shift: isize,
}

impl Side<'_> {
    /// Line of this side at a line of the base where this side does not change.
    fn at(&self, base: usize) -> usize {
        base.wrapping_add_signed(self.shift)
    }

    /// Passes the next change if it begins at or before `end`; gives the line where it ends.
    fn pass(&mut self, end: usize) -> Option<usize> {
        let (first, rest) = self.edits.split_first()?;
        if first.old.start > end {
            return None;
        }
        self.shift += first.new.len() as isize - first.old.len() as isize;
        self.edits = rest;
        Some(first.old.end)
    }
}

fn regions_of(base: &[&str], ours: &[&str], theirs: &[&str]) -> Vec<Region> {
    let (our_edits, their_edits) = (edits(base, ours), edits(base, theirs));
    let mut one = Side { edits: &our_edits, shift: 0 };
    let mut other = Side { edits: &their_edits, shift: 0 };
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let starts = [one.edits, other.edits].map(|edits| edits.first().map(|edit| edit.old.start));
        let start = starts.into_iter().flatten().min().unwrap_or(base.len());
        if at < start {
            found.push(Region {
                origin: Origin::Base,
                base: at..start,
                ours: one.at(at)..one.at(start),
                theirs: other.at(at)..other.at(start),
            });
        }
        if starts == [None, None] {
            return found;
        }
        let (our_start, their_start) = (one.at(start), other.at(start));
        let mut end = start;
        let (mut by_one, mut by_other) = (false, false);
        loop {
            if let Some(reached) = one.pass(end) {
                by_one = true;
                end = end.max(reached);
            } else if let Some(reached) = other.pass(end) {
                by_other = true;
                end = end.max(reached);
            } else {
                break;
            }
        }
        let (our_range, their_range) = (our_start..one.at(end), their_start..other.at(end));
        let origin = match (by_one, by_other) {
            (true, false) => Origin::Ours,
            (false, true) => Origin::Theirs,
            _ if ours[our_range.clone()] == theirs[their_range.clone()] => Origin::Both,
            _ => Origin::Conflict,
        };
        found.push(Region { origin, base: start..end, ours: our_range, theirs: their_range });
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_that_touch_are_a_conflict() {
        let base = "1\n2\n3\n";
        let Merge::Clash(found) = merge(base, "one\n2\n3\n", "1\ntwo\n3\n") else { panic!("a clash") };
        assert_eq!(found, [Conflict { base: 0..4, ours: 0..6, theirs: 0..6 }]);
        assert!(matches!(merge(base, "1\n2\nx\n3\n", "1\n2\ny\n3\n"), Merge::Clash(_)));
        assert!(matches!(merge(base, "1\n3\n", "1\ntwo\n3\n"), Merge::Clash(_)));
    }

    #[test]
    fn the_same_change_is_one() {
        let merged = merge("1\n2\n3\n4\n", "1\nx\n3\n4\n", "1\nx\n3\n5\n");
        assert_eq!(merged, Merge::Clean("1\nx\n3\n5\n".to_owned()));
        assert_eq!(merge("", "a\n", "a\n"), Merge::Clean("a\n".to_owned()));
        assert_eq!(merge("a\n", "", "a\n"), Merge::Clean(String::new()));
    }

    #[test]
    fn regions_have_no_gaps() {
        let found = regions("1\n2\n3\n4\n5\n", "0\n1\n2\n3\n4\n5\n", "1\n2\n3\n5\n");
        let origins: Vec<Origin> = found.iter().map(|region| region.origin).collect();
        assert_eq!(origins, [Origin::Ours, Origin::Base, Origin::Theirs, Origin::Base]);
        assert_eq!(found[3].ours, 5..6);
        assert_eq!(found[3].theirs, 3..4);
    }
}
