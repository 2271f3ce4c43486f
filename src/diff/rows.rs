//! A redline line by line, with numbers and headings.

use super::outline::Outline;
use super::redline::{Mark, Redline};

/// A line of a redline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'r> {
    /// Number of the line in the old text, counted from 1; of the next one where it is only in the new.
    pub old_line: u32,
    /// Number of the line in the new text, counted from 1; of the next one where it is only in the old.
    pub new_line: u32,
    /// The text in pieces of one mark each, with the line end as part of the last.
    pub parts: Vec<(Mark, &'r str)>,
}

impl Row<'_> {
    /// Whether anything on the line is marked.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.parts.iter().any(|(mark, _)| *mark != Mark::Same)
    }

    /// Whether nothing of the line stands in the new text.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.parts.iter().all(|(mark, _)| !mark.is_new())
    }
}

/// Changed lines that stand near to each other, with the lines around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'r> {
    /// What the headings above say, from the top; fields by their keys.
    pub titles: Vec<String>,
    /// The lines.
    pub rows: Vec<Row<'r>>,
}

impl Place<'_> {
    /// Number of the first changed line: in the new text, or in the old one where it is gone.
    #[must_use]
    pub fn line(&self) -> u32 {
        let first = self.rows.iter().find(|row| row.is_changed());
        first.map_or(1, |row| if row.is_gone() { row.old_line } else { row.new_line })
    }
}

impl Redline {
    /// All lines, in reading order.
    ///
    /// A line ends where either text has a line end, so that a paragraph that was cut in two stays
    /// readable.
    #[must_use]
    pub fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        let (mut old_line, mut new_line) = (1, 1);
        let mut open = Row { old_line, new_line, parts: Vec::new() };
        for segment in self.segments() {
            for piece in self.text(segment).split_inclusive('\n') {
                open.parts.push((segment.mark, piece));
                if piece.ends_with('\n') {
                    old_line += u32::from(segment.mark.is_old());
                    new_line += u32::from(segment.mark.is_new());
                    rows.push(std::mem::replace(&mut open, Row { old_line, new_line, parts: Vec::new() }));
                }
            }
        }
        if !open.parts.is_empty() {
            rows.push(open);
        }
        rows
    }

    /// The changed places, each with up to `around` unchanged lines before and after.
    ///
    /// `path` tells Markdown from YAML, for the headings.
    #[must_use]
    pub fn places(&self, path: &str, around: usize) -> Vec<Place<'_>> {
        let rows = self.rows();
        let changed: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].is_changed()).collect();
        if changed.is_empty() {
            return Vec::new();
        }
        let (old, new) = (Outline::of(path, &self.old), Outline::of(path, &self.new));
        let titles = |row: &Row<'_>| {
            if row.is_gone() {
                old.titles(row.old_line as usize - 1).to_vec()
            } else {
                new.titles(row.new_line as usize - 1).to_vec()
            }
        };
        let mut found: Vec<(usize, usize, Vec<String>)> = Vec::new();
        for row in changed {
            let here = titles(&rows[row]);
            match found.last_mut() {
                Some((_, last, there)) if row <= *last + 2 * around + 1 && *there == here => *last = row,
                _ => found.push((row, row, here)),
            }
        }
        let starts: Vec<usize> = found.iter().map(|(first, ..)| *first).collect();
        let mut places = Vec::with_capacity(found.len());
        let mut from = 0;
        for (index, (first, last, titles)) in found.into_iter().enumerate() {
            let limit = starts.get(index + 1).copied().unwrap_or(rows.len());
            let start = first.saturating_sub(around).max(from);
            let end = (last + 1 + around).min(limit);
            places.push(Place { titles, rows: rows[start..end].to_vec() });
            from = end;
        }
        places
    }
}
