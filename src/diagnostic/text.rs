//! A text that diagnostics can point into.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A byte range of one text. Everything that is parsed keeps one.
///
/// Offsets are bytes into the text of the [`SourceText`] that was parsed; four gigabytes
/// are more than a book has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of a byte range.
    #[must_use]
    pub fn new(range: Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(range.start), end: clamp(range.end) }
    }

    /// The same range for indexing into a `str`.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// This span moved by `offset` bytes, for texts that were parsed as part of a larger one.
    #[must_use]
    pub fn shifted(self, offset: usize) -> Self {
        Self::new(self.start as usize + offset..self.end as usize + offset)
    }
}

/// Line and column of an offset, both counted from one.
///
/// The column counts characters (Unicode scalar values), as editors do, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One text with the path that it was read from, relative to the handbook's folder.
#[derive(Debug)]
pub struct SourceText {
    path: String,
    text: String,
    lines: OnceLock<Vec<u32>>,
}

impl SourceText {
    /// A text and the path (with `/`) under which messages name it.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { path: path.into(), text: text.into(), lines: OnceLock::new() })
    }

    /// Path relative to the handbook's folder, with `/` on every system.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Byte offsets at which the lines start; computed at first use. Offsets are as small as those of a
    /// [`Span`] and the list is made in one piece: a hostile text is nothing but ends of lines.
    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = || self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            let mut starts = Vec::with_capacity(ends().count() + 1);
            starts.push(0);
            starts.extend(ends().map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)));
            starts
        })
    }

    /// Line of a byte offset, from 1; an offset past the end is the end. Unlike [`SourceText::place`] it
    /// does not count the characters before it.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        self.line_starts().partition_point(|&start| start as usize <= offset)
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    #[must_use]
    pub fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let line = self.line_at(offset);
        let start = self.line_starts()[line - 1] as usize;
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        Place { line, column: column + 1 }
    }

    /// The text of a line counted from one, without its line end.
    #[must_use]
    pub fn line(&self, line: usize) -> &str {
        let starts = self.line_starts();
        let Some(&start) = line.checked_sub(1).and_then(|index| starts.get(index)) else {
            return "";
        };
        self.text[start as usize..].lines().next().unwrap_or("")
    }

    /// The span of a line counted from one, without its line end.
    #[must_use]
    pub fn line_span(&self, line: usize) -> Span {
        let start =
            self.line_starts().get(line.saturating_sub(1)).map_or(self.text.len(), |&start| start as usize);
        Span::new(start..start + self.line(line).len())
    }
}

impl PartialEq for SourceText {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.text == other.text
    }
}

impl Eq for SourceText {}
