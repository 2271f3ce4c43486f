//! Redlines as plain text, for terminals and files.

use super::redline::{Mark, Redline};
use super::visible::reveal;

/// Codes of a terminal before and after a stretch of text.
struct Paint {
    before: &'static str,
    after: &'static str,
}

impl Paint {
    /// Strokes and lines as well as colours: nobody needs to see the colour.
    fn of(mark: Mark) -> Self {
        let before = match mark {
            Mark::Same => "",
            Mark::Deleted => "\u{1b}[31;9m",
            Mark::Inserted => "\u{1b}[32;4m",
            Mark::MovedAway(_) => "\u{1b}[33;9m",
            Mark::MovedHere(_) => "\u{1b}[36;4m",
        };
        Self { before, after: if before.is_empty() { "" } else { "\u{1b}[0m" } }
    }
}

impl Redline {
    /// The whole text with changes as `[-old-]{+new+}`.
    ///
    /// Moved lines have their number: `[-moved to (1): …-]` and `{+moved from (1): …+}`. Characters
    /// that hide or turn text around are written as code points; joiners too, where they changed.
    #[must_use]
    pub fn plain(&self) -> String {
        self.segments().iter().map(|segment| shown(segment.mark, self.text(segment), false)).collect()
    }

    /// The whole text with changes in colour, struck out and underlined, for a terminal.
    #[must_use]
    pub fn coloured(&self) -> String {
        self.segments().iter().map(|segment| shown(segment.mark, self.text(segment), true)).collect()
    }
}

/// A stretch of text with its mark.
fn shown(mark: Mark, text: &str, colour: bool) -> String {
    let text = reveal(text, mark != Mark::Same);
    if colour {
        let Paint { before, after } = Paint::of(mark);
        return match mark {
            Mark::Same => text.into_owned(),
            Mark::Deleted | Mark::Inserted => per_line(&text, before, after),
            Mark::MovedAway(number) | Mark::MovedHere(number) => {
                per_line(&text, &format!("{before}({number}) "), after)
            }
        };
    }
    let (before, after) = match mark {
        Mark::Same => return text.into_owned(),
        Mark::Deleted => ("[-".to_owned(), "-]"),
        Mark::Inserted => ("{+".to_owned(), "+}"),
        Mark::MovedAway(number) => (format!("[-moved to ({number}): "), "-]"),
        Mark::MovedHere(number) => (format!("{{+moved from ({number}): "), "+}"),
    };
    per_line(&text, &before, after)
}

/// Puts marks around each line of a text, so that a line can be read and cut out alone.
///
/// A line end that is marked for itself is shown as `¶`.
fn per_line(text: &str, before: &str, after: &str) -> String {
    let mut written = String::with_capacity(text.len() + before.len() + after.len());
    for line in text.split_inclusive('\n') {
        let bare = line.strip_suffix('\n');
        written.push_str(before);
        written.push_str(match bare {
            Some("") => "¶",
            Some(content) => content,
            None => line,
        });
        written.push_str(after);
        if bare.is_some() {
            written.push('\n');
        }
    }
    written
}
