//! Two guards on a merge that is clean: the section, and the lines that surround a change.
//!
//! A merge of lines can put a change under another heading without a word, because legal texts repeat
//! themselves. Here every changed place must stand under the same heading as where its author saw it,
//! the heading must be the only one of its name, and the lines around it must be found once alone.

use std::ops::Range;

use crate::diff::{Origin, Outline, Region, SectionPath};

/// Lines around a change that are looked at, at most, on either side.
const REACH: usize = 40;

/// Why a change cannot be placed with certainty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misplaced {
    /// It would stand under another heading, or in another field.
    OtherSection {
        /// Where its author saw it.
        written_under: SectionPath,
        /// Where it would stand.
        would_stand_under: SectionPath,
    },
    /// Its heading stands more than once in the text.
    HeadingTwice(SectionPath),
    /// The lines around it stand more than once in the text.
    LinesTwice(SectionPath),
}

/// A text with its lines and sections.
pub(super) struct Sections<'t> {
    pub(super) lines: Vec<&'t str>,
    pub(super) outline: Outline,
}

impl<'t> Sections<'t> {
    pub(super) fn of(path: &str, text: &'t str) -> Self {
        Self { lines: crate::diff::lines(text), outline: Outline::of(path, text) }
    }

    /// The headings above some lines, or above the line before the place where there is none, in words.
    pub(super) fn titles(&self, lines: &Range<usize>) -> String {
        let line = if lines.is_empty() { lines.start.saturating_sub(1) } else { lines.start };
        self.outline.titles(line).join(" › ")
    }

    /// The sections that some lines touch; for no line, that of the line before the place.
    ///
    /// Blank lines at the end of a section are nobody's, so they are left out where others are there.
    pub(super) fn touched(&self, lines: &Range<usize>) -> Vec<&SectionPath> {
        let before = lines.start.saturating_sub(1);
        let range = if lines.is_empty() { before..before + 1 } else { lines.clone() };
        let written: Vec<usize> = range
            .clone()
            .filter(|&line| self.lines.get(line).is_some_and(|line| !line.trim().is_empty()))
            .collect();
        let chosen = if written.is_empty() { vec![range.start] } else { written };
        let mut found: Vec<&SectionPath> = chosen.into_iter().map(|line| self.outline.at(line)).collect();
        found.dedup();
        found
    }
}

/// The four texts of a rebase.
pub(super) struct Four<'t> {
    /// The text that the author wrote for.
    pub(super) base: &'t Sections<'t>,
    /// The text as it is now.
    pub(super) current: &'t Sections<'t>,
    /// The text that the author signed.
    pub(super) amended: &'t Sections<'t>,
    /// The author's change in the text as it is now.
    pub(super) merged: &'t Sections<'t>,
}

/// Checks one changed place of the author; `merged` are its lines in the merged text.
pub(super) fn guard(four: &Four<'_>, region: &Region, merged: &Range<usize>) -> Option<Misplaced> {
    if !matches!(region.origin, Origin::Theirs | Origin::Both) {
        return None;
    }
    let pairs = [
        (four.amended, &region.theirs, four.merged, merged),
        (four.base, &region.base, four.current, &region.ours),
    ];
    for (written, there, placed, here) in pairs {
        // Where nothing is inserted or nothing was there, the other pair tells the place. The same
        // change on both sides leaves nothing to place in the base.
        let in_base = std::ptr::eq(written, four.base);
        if there.is_empty() || (in_base && region.origin == Origin::Both) {
            continue;
        }
        if let Some(found) = same_sections(written, there, placed, here) {
            return Some(found);
        }
    }
    if region.origin == Origin::Theirs && !placed_once(four.base, &region.base, four.current, &region.ours) {
        let path = four.base.touched(&region.base)[0].clone();
        return Some(Misplaced::LinesTwice(path));
    }
    None
}

fn same_sections(
    written: &Sections<'_>,
    there: &Range<usize>,
    placed: &Sections<'_>,
    here: &Range<usize>,
) -> Option<Misplaced> {
    let (seen, found) = (written.touched(there), placed.touched(here));
    for (index, path) in seen.iter().enumerate() {
        let stands = found.get(index).copied().unwrap_or(path);
        if *path != stands || seen.len() != found.len() {
            return Some(Misplaced::OtherSection {
                written_under: (*path).clone(),
                would_stand_under: stands.clone(),
            });
        }
        if written.outline.count(path) > 1 || placed.outline.count(path) > 1 {
            return Some(Misplaced::HeadingTwice((*path).clone()));
        }
    }
    None
}

/// Whether the lines around a place, as far as both texts agree on them, stand once in each text.
fn placed_once(
    base: &Sections<'_>,
    there: &Range<usize>,
    current: &Sections<'_>,
    here: &Range<usize>,
) -> bool {
    let up = (1..=REACH)
        .take_while(|&up| {
            there.start >= up
                && here.start >= up
                && base.lines[there.start - up] == current.lines[here.start - up]
        })
        .last()
        .unwrap_or(0);
    let down = (0..REACH)
        .take_while(|&down| {
            matches!((base.lines.get(there.end + down), current.lines.get(here.end + down)), (Some(one), Some(other)) if one == other)
        })
        .count();
    let block = &base.lines[there.start - up..there.end + down];
    !block.is_empty() && once(&base.lines, block) && once(&current.lines, block)
}

/// Whether a block of lines stands once among others.
fn once(lines: &[&str], block: &[&str]) -> bool {
    lines.windows(block.len()).filter(|window| window == &block).take(2).count() == 1
}
