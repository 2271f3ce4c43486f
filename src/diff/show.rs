//! Redlines as plain text, for terminals and files.

use std::fmt::Write as _;

use super::redline::{Mark, Redline};
use super::rows::{Place, Row};
use super::visible::{reveal, visible};
use super::weighty::{Weighty, WeightyKind};

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

    /// The changed places alone, each under its headings and with its line number, and the weighty
    /// changes in a list at the end.
    ///
    /// `path` tells Markdown from YAML; `around` is the number of unchanged lines before and after.
    #[must_use]
    pub fn excerpts(&self, path: &str, around: usize, colour: bool) -> String {
        let mut written = String::new();
        for place in self.places(path, around) {
            // Writing into a `String` cannot fail.
            let _ = writeln!(written, "{}", heading(path, &place));
            for row in &place.rows {
                let blank = matches!(row.parts[..], [(Mark::Same, "\n")]);
                let _ = write!(written, "{:>6}{}", number(row), if blank { "" } else { "  " });
                for (mark, text) in &row.parts {
                    written.push_str(&shown(*mark, text, colour));
                }
                if !written.ends_with('\n') {
                    written.push('\n');
                }
            }
            written.push('\n');
        }
        let weighty = self.weighty_lines();
        if !weighty.is_empty() {
            written.push_str("Numbers, dates and words of duty that changed:\n");
        }
        for line in weighty {
            let _ = writeln!(written, "  {line}");
        }
        written
    }

    /// The weighty changes, one a line: `word of duty or permission: shall → may`.
    #[must_use]
    pub fn weighty_lines(&self) -> Vec<String> {
        self.weighty().iter().map(|weighty| self.weighty_line(weighty)).collect()
    }

    fn weighty_line(&self, weighty: &Weighty) -> String {
        let kind = match weighty.kind {
            WeightyKind::Number => "number",
            WeightyKind::Date => "date",
            WeightyKind::Negation => "negation or exception",
            WeightyKind::Modal => "word of duty or permission",
        };
        let text = |range: &Option<std::ops::Range<usize>>, text: &str| {
            range.as_ref().map(|range| visible(&text[range.clone()]).replace('\n', " "))
        };
        let change = match (text(&weighty.old, &self.old), text(&weighty.new, &self.new)) {
            (Some(old), Some(new)) => format!("{old} → {new}"),
            (Some(old), None) => format!("{old} is gone"),
            (None, Some(new)) => format!("{new} is new"),
            (None, None) => String::new(),
        };
        let same = if weighty.same_year { " (the same year in another era)" } else { "" };
        format!("{kind}: {change}{same}")
    }
}

/// The line above an excerpt: path, headings and number of the first changed line.
fn heading(path: &str, place: &Place<'_>) -> String {
    let titles: Vec<_> = place.titles.iter().map(|title| visible(title)).collect();
    let above = if titles.is_empty() { String::new() } else { format!(", {}", titles.join(" > ")) };
    format!("{path}:{}{above}", place.line())
}

/// The number before a line: of the new text, or `-` where the line is only in the old one.
fn number(row: &Row<'_>) -> String {
    if row.is_gone() { "-".to_owned() } else { row.new_line.to_string() }
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
