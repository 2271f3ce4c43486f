//! A redline line by line, with numbers and headings.

use super::outline::Outline;
use super::redline::{Mark, Redline};
use super::visible::reveal;

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
    /// The lines in stretches of one mark each, with characters that hide written as code points;
    /// joiners too, where they changed.
    #[must_use]
    pub fn runs(&self) -> Vec<(Mark, String)> {
        let mut runs: Vec<(Mark, String)> = Vec::new();
        for (mark, text) in self.rows.iter().flat_map(|row| &row.parts) {
            let shown = reveal(text, *mark != Mark::Same);
            match runs.last_mut() {
                Some((known, before)) if known == mark => before.push_str(&shown),
                _ => runs.push((*mark, shown.into_owned())),
            }
        }
        runs
    }

    /// Number of the first changed line: in the new text, or in the old one where it is gone.
    #[must_use]
    pub fn line(&self) -> u32 {
        let first = self.rows.iter().find(|row| row.is_changed());
        first.map_or(1, |row| if row.is_gone() { row.old_line } else { row.new_line })
    }
}

impl Redline {
    /// The whole text in stretches of one mark each, as [`Place::runs`] shows them.
    #[must_use]
    pub fn runs(&self) -> Vec<(Mark, String)> {
        Place { titles: Vec::new(), rows: self.rows() }.runs()
    }

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

#[cfg(test)]
mod tests {
    use super::super::redline;
    use super::*;

    fn plain(runs: &[(Mark, String)]) -> String {
        let shown = |(mark, text): &(Mark, String)| match mark {
            Mark::Same => text.clone(),
            mark => format!("<{}{text}>", if mark.is_new() { '+' } else { '-' }),
        };
        runs.iter().map(shown).collect()
    }

    #[test]
    fn a_place_is_the_changed_line_with_its_surroundings() {
        let old = "a\nb\nc\nd\ne\nf shall g\nh\ni\n";
        let new = "a\nb\nc\nd\ne\nf may g\u{202E}\nh\ni\n";
        let found = redline(old, new);
        let places = found.places("a.md", 1);
        assert_eq!(places.len(), 1);
        assert_eq!(places[0].line(), 6);
        assert_eq!(plain(&places[0].runs()), "e\nf <-shall g><+may g<U+202E>>\nh\n");
        assert!(redline(old, old).places("a.md", 3).is_empty());
    }

    #[test]
    fn surroundings_that_meet_are_one_place_and_no_line_is_shown_twice() {
        let old = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";
        let new = "zero\none\ntwo\n3\nfour\nfive\nsix\nseven\n8\n";
        let found = redline(old, new);
        let at = |around| found.places("a.md", around).iter().map(Place::line).collect::<Vec<_>>();
        assert_eq!(at(1), [1, 9]);
        assert_eq!(at(9), [1]);
        let all: String = found.places("a.md", 9)[0]
            .runs()
            .into_iter()
            .filter(|(mark, _)| mark.is_new())
            .map(|(_, text)| text)
            .collect();
        assert_eq!(all, new);
        assert_eq!(found.runs(), found.places("a.md", 9)[0].runs());
    }
}
