//! A unified diff as data, and its one written form.

use std::fmt::Write as _;

/// Changes to several texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// One entry a text; each path at most once, in the order in which they are written.
    pub files: Vec<FilePatch>,
}

/// Changes to one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePatch {
    /// Path of the text before, without `a/`; none where the text is new.
    pub old: Option<String>,
    /// Path of the text after, without `b/`; none where the text is removed.
    pub new: Option<String>,
    /// The changed places, in order, never empty in a patch that was read.
    pub hunks: Vec<Hunk>,
}

/// One changed place with the lines around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// First line in the old text, counted from 1; the line before where the count is 0.
    pub old_start: u32,
    /// Number of lines in the old text.
    pub old_count: u32,
    /// First line in the new text, counted from 1; the line before where the count is 0.
    pub new_start: u32,
    /// Number of lines in the new text.
    pub new_count: u32,
    /// The lines, deletions before insertions wherever both stand together.
    pub lines: Vec<Line>,
}

/// A line of a hunk with its line end, if it has one, so that lines joined are the text.
///
/// A line without a line end is the last of its text, and is written with
/// `\ No newline at end of file` after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// In both texts.
    Context(String),
    /// In the old text only.
    Deleted(String),
    /// In the new text only.
    Inserted(String),
}

impl Line {
    /// The line with its line end.
    #[must_use]
    pub fn whole(&self) -> &str {
        match self {
            Self::Context(text) | Self::Deleted(text) | Self::Inserted(text) => text,
        }
    }

    /// The line without its line end.
    #[must_use]
    pub fn text(&self) -> &str {
        let whole = self.whole();
        whole.strip_suffix('\n').unwrap_or(whole)
    }

    /// Whether the line stands in the old text.
    #[must_use]
    pub fn is_old(&self) -> bool {
        !matches!(self, Self::Inserted(_))
    }

    /// Whether the line stands in the new text.
    #[must_use]
    pub fn is_new(&self) -> bool {
        !matches!(self, Self::Deleted(_))
    }

    /// Whether the line has no line end: it is then the last of its text.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        !self.whole().ends_with('\n')
    }

    fn sign(&self) -> char {
        match self {
            Self::Context(_) => ' ',
            Self::Deleted(_) => '-',
            Self::Inserted(_) => '+',
        }
    }
}

/// What stands after a line that has no line end.
pub(super) const BARE: &str = "\\ No newline at end of file";

/// The side of a text that does not exist.
pub(super) const NOWHERE: &str = "/dev/null";

impl Patch {
    /// The patch in its one written form.
    ///
    /// Of `git diff`: headers `--- a/PATH` and `+++ b/PATH` alone, three lines of context, a count of
    /// one left out. A blank line of context is an empty line, as GNU `diff --suppress-blank-empty`
    /// writes it, so that no line of the patch ends in a blank that is not the text's own.
    ///
    /// ```
    /// use handbook::diff::{FilePatch, Patch};
    /// let file = FilePatch::between("content/a.md", Some("one\n"), Some("two\n"));
    /// let patch = Patch { files: file.into_iter().collect() };
    /// let written = "--- a/content/a.md\n+++ b/content/a.md\n@@ -1 +1 @@\n-one\n+two\n";
    /// assert_eq!(patch.write(), written);
    /// assert_eq!(Patch::read(written).unwrap(), (patch, written.len()));
    /// ```
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::new();
        for file in &self.files {
            file.write_to(&mut text);
        }
        text
    }
}

impl FilePatch {
    /// The path of the text that is changed, created or removed.
    #[must_use]
    pub fn path(&self) -> &str {
        self.new.as_deref().or(self.old.as_deref()).unwrap_or(NOWHERE)
    }

    /// The same change backwards.
    #[must_use]
    pub fn reverse(&self) -> Self {
        Self {
            old: self.new.clone(),
            new: self.old.clone(),
            hunks: self.hunks.iter().map(Hunk::reverse).collect(),
        }
    }

    fn write_to(&self, text: &mut String) {
        for (sign, side, path) in [("---", "a", &self.old), ("+++", "b", &self.new)] {
            // Writing into a `String` cannot fail.
            let _ = match path {
                Some(path) => writeln!(text, "{sign} {side}/{path}"),
                None => writeln!(text, "{sign} {NOWHERE}"),
            };
        }
        for hunk in &self.hunks {
            hunk.write_to(text);
        }
    }
}

impl Hunk {
    fn reverse(&self) -> Self {
        let mut lines = Vec::with_capacity(self.lines.len());
        let mut inserted = Vec::new();
        for line in &self.lines {
            match line {
                // What was deleted is inserted, and stands after what was inserted.
                Line::Deleted(text) => inserted.push(Line::Inserted(text.clone())),
                Line::Inserted(text) => lines.push(Line::Deleted(text.clone())),
                Line::Context(text) => {
                    lines.append(&mut inserted);
                    lines.push(Line::Context(text.clone()));
                }
            }
        }
        lines.append(&mut inserted);
        Self {
            old_start: self.new_start,
            old_count: self.new_count,
            new_start: self.old_start,
            new_count: self.old_count,
            lines,
        }
    }

    fn write_to(&self, text: &mut String) {
        text.push_str("@@ -");
        write_span(text, self.old_start, self.old_count);
        text.push_str(" +");
        write_span(text, self.new_start, self.new_count);
        text.push_str(" @@\n");
        for line in &self.lines {
            if !matches!(line, Line::Context(whole) if whole == "\n") {
                text.push(line.sign());
            }
            text.push_str(line.whole());
            if line.is_bare() {
                let _ = write!(text, "\n{BARE}\n");
            }
        }
    }
}

fn write_span(text: &mut String, start: u32, count: u32) {
    // Writing into a `String` cannot fail.
    let _ = match count {
        1 => write!(text, "{start}"),
        _ => write!(text, "{start},{count}"),
    };
}
