//! The changed places of a redline with the lines around them, for pages and terminals.

use super::redline::{Mark, Redline};
use super::visible::reveal;

/// A changed place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Index of its first line in the new text, from 0.
    pub new_line: usize,
    /// Index of its first line in the old text, from 0.
    pub old_line: usize,
    /// Its stretches in order, with characters that hide written as code points.
    pub runs: Vec<(Mark, String)>,
}

/// A line of a redline: stretches up to and with a line end.
struct Line {
    old: usize,
    new: usize,
    changed: bool,
    runs: Vec<(Mark, String)>,
}

impl Redline {
    /// The changed places, each with so many unchanged lines before and after it. Places whose
    /// surroundings meet are one.
    #[must_use]
    pub fn passages(&self, around: usize) -> Vec<Passage> {
        let lines = self.marked_lines();
        let near = |at: usize| {
            let from = at.saturating_sub(around);
            let to = (at + around + 1).min(lines.len());
            lines[from..to].iter().any(|line| line.changed)
        };
        let mut passages: Vec<Passage> = Vec::new();
        let mut last = None;
        for (at, line) in lines.iter().enumerate().filter(|(at, _)| near(*at)) {
            let follows = last.is_some_and(|last: usize| last + 1 == at);
            last = Some(at);
            match passages.last_mut().filter(|_| follows) {
                Some(passage) => {
                    for (mark, text) in &line.runs {
                        match passage.runs.last_mut() {
                            Some((known, before)) if known == mark => before.push_str(text),
                            _ => passage.runs.push((*mark, text.clone())),
                        }
                    }
                }
                None => {
                    passages.push(Passage { new_line: line.new, old_line: line.old, runs: line.runs.clone() })
                }
            }
        }
        passages
    }

    fn marked_lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let (mut old, mut new) = (0, 0);
        let mut line = Line { old, new, changed: false, runs: Vec::new() };
        for segment in self.segments() {
            let mark = segment.mark;
            let text = self.text(segment);
            for piece in text.split_inclusive('\n') {
                line.changed |= mark != Mark::Same;
                line.runs.push((mark, reveal(piece, mark != Mark::Same).into_owned()));
                if piece.ends_with('\n') {
                    old += usize::from(mark.is_old());
                    new += usize::from(mark.is_new());
                    lines.push(line);
                    line = Line { old, new, changed: false, runs: Vec::new() };
                }
            }
        }
        if !line.runs.is_empty() {
            lines.push(line);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::super::redline;
    use super::*;

    #[test]
    fn a_passage_is_the_changed_line_with_its_surroundings() {
        let old = "a\nb\nc\nd\ne\nf shall g\nh\ni\n";
        let new = "a\nb\nc\nd\ne\nf may g\nh\ni\n";
        let passages = redline(old, new).passages(1);
        assert_eq!(passages.len(), 1);
        assert_eq!((passages[0].old_line, passages[0].new_line), (4, 4));
        let plain: String = passages[0]
            .runs
            .iter()
            .map(|(mark, text)| match mark {
                Mark::Same => text.clone(),
                mark => format!("<{}{text}>", if mark.is_new() { '+' } else { '-' }),
            })
            .collect();
        assert_eq!(plain, "e\nf <-shall><+may> g\nh\n");
        assert!(redline(old, old).passages(3).is_empty());
    }

    #[test]
    fn surroundings_that_meet_are_one_passage_and_lines_are_counted_in_both_texts() {
        let old = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";
        let new = "zero\none\ntwo\n3\nfour\nfive\nsix\nseven\n8\n";
        let at = |around| {
            let passages = redline(old, new).passages(around);
            passages.iter().map(|passage| (passage.old_line, passage.new_line)).collect::<Vec<_>>()
        };
        assert_eq!(at(1), [(0, 0), (6, 7)]);
        assert_eq!(at(9), [(0, 0)]);
        let all: String = redline(old, new).passages(9)[0]
            .runs
            .iter()
            .filter(|(mark, _)| mark.is_new())
            .map(|(_, text)| text.as_str())
            .collect();
        assert_eq!(all, new);
    }
}
