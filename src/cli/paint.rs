//! Text for people: colours, and lines that end before the edge.

use camino::Utf8Path;
use unicode_width::UnicodeWidthStr;

use crate::diagnostic::visible;

/// Columns of a line. Fixed, so that what is printed does not depend on the window.
const WIDTH: usize = 80;

/// A path as people write it: `./site` is `site`.
pub(super) fn shown(path: &Utf8Path) -> &Utf8Path {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_str().is_empty() => rest,
        _ => path,
    }
}

/// Colours on a terminal, none elsewhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    /// Colours on: only then are there escape bytes.
    pub colour: bool,
}

/// What a piece of text is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Strong,
    Faint,
    Found,
    Good,
    Doubtful,
    Bad,
}

impl Ink {
    const fn escape(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "\u{1b}[1m",
            Self::Faint => "\u{1b}[2m",
            Self::Found => "\u{1b}[1;33m",
            Self::Good => "\u{1b}[32m",
            Self::Doubtful => "\u{1b}[33m",
            Self::Bad => "\u{1b}[1;31m",
        }
    }
}

impl Paint {
    /// The text in its colour. Characters that could move the cursor are written out.
    pub(super) fn text(self, ink: Ink, text: &str) -> String {
        if self.colour && ink != Ink::Plain && !text.is_empty() {
            format!("{}{}\u{1b}[0m", ink.escape(), visible(text))
        } else {
            visible(text).into_owned()
        }
    }

    /// Pieces of running text as lines, each after the first begun with `indent` blanks. The first
    /// is taken to begin at that column as well. Without colours what was found stands in `[ ]`.
    pub(super) fn lines(self, pieces: &[(Ink, &str)], indent: usize) -> String {
        let mut lines = Lines { paint: self, out: String::new(), column: indent, indent, blank: false };
        for (ink, text) in pieces {
            if *ink == Ink::Found && !self.colour {
                lines.piece(Ink::Plain, &format!("[{text}]"));
            } else {
                lines.piece(*ink, text);
            }
        }
        lines.out
    }

    /// One running text as lines.
    pub(super) fn paragraph(self, text: &str, indent: usize) -> String {
        self.lines(&[(Ink::Plain, text)], indent)
    }
}

struct Lines {
    paint: Paint,
    out: String,
    column: usize,
    indent: usize,
    /// Whether blanks stand between what was written and what comes.
    blank: bool,
}

impl Lines {
    fn piece(&mut self, ink: Ink, text: &str) {
        let blank_first = text.starts_with(char::is_whitespace);
        let blank_last = text.ends_with(char::is_whitespace);
        for (index, word) in text.split_whitespace().enumerate() {
            self.blank |= index > 0 || blank_first;
            let word = visible(word);
            let columns = word.width();
            let begun = self.column > self.indent;
            if self.blank && begun && self.column + 1 + columns > WIDTH {
                self.out.push('\n');
                self.out.push_str(&" ".repeat(self.indent));
                self.column = self.indent;
            } else if self.blank && begun {
                self.out.push(' ');
                self.column += 1;
            }
            self.out.push_str(&self.paint.text(ink, &word));
            self.column += columns;
            self.blank = false;
        }
        self.blank |= blank_last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Paint = Paint { colour: false };

    #[test]
    fn words_are_not_torn_where_pieces_meet() {
        let text = PLAIN.lines(&[(Ink::Plain, "rule of "), (Ink::Found, "dual crime"), (Ink::Plain, ".")], 0);
        assert_eq!(text, "rule of [dual crime].");
    }

    #[test]
    fn lines_end_before_the_edge_and_begin_with_the_indent() {
        let long = "word ".repeat(40);
        let text = PLAIN.paragraph(&long, 4);
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("    word")), "{text}");
        assert_eq!(text.split_whitespace().count(), 40);
    }

    #[test]
    fn escapes_in_a_text_do_not_reach_the_terminal() {
        assert_eq!(PLAIN.text(Ink::Strong, "a\u{1b}[31m"), "a<U+001B>[31m");
        let painted = Paint { colour: true }.text(Ink::Strong, "a");
        assert_eq!(painted, "\u{1b}[1ma\u{1b}[0m");
    }
}
