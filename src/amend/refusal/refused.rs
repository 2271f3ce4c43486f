//! One refusal.

use std::sync::Arc;

use super::RefusalCode;
use crate::diagnostic::{Label, SourceText, Span};

/// A rule said no. Collected, many per run.
///
/// It names the rule, says what is wrong in words for lawyers, where, what to do next and who can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The permanent code of the rule; `handbook explain CODE` describes it.
    pub code: RefusalCode,
    /// One sentence without a full stop, literals in backticks.
    pub message: String,
    /// The text it is in, where, and words to print under the caret (may be empty).
    pub place: Option<Label>,
    /// Who could satisfy the rule, where that can be told nearer than by [`RefusalCode::who`]: "the
    /// focal point of XA".
    pub who: Option<String>,
    /// What to do next; one sentence without a full stop.
    pub remedy: String,
}

impl Refusal {
    /// A refusal that no place in a text explains.
    #[must_use]
    pub fn new(code: RefusalCode, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code, message: message.into(), place: None, who: None, remedy: remedy.into() }
    }

    /// The place of the fault.
    #[must_use]
    pub fn at(mut self, source: &Arc<SourceText>, span: Span) -> Self {
        let message = self.place.map(|place| place.message).unwrap_or_default();
        self.place = Some(Label { source: Arc::clone(source), span, message });
        self
    }

    /// Line (from 1) and column (from 1, in characters) of the fault; the rest of the line is marked.
    #[must_use]
    pub fn at_line(self, source: &Arc<SourceText>, line: usize, column: usize) -> Self {
        let whole = source.line_span(line);
        let skipped = source.line(line).chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
        let start = whole.shifted(skipped).start.min(whole.end);
        self.at(source, Span { start, end: whole.end })
    }

    /// The file at fault, where no line of it is.
    #[must_use]
    pub fn in_file(self, path: &str) -> Self {
        self.at(&SourceText::new(path, ""), Span::default())
    }

    /// Words under the caret; only with a place.
    #[must_use]
    pub fn label(mut self, words: impl Into<String>) -> Self {
        if let Some(place) = &mut self.place {
            place.message = words.into();
        }
        self
    }

    /// Who can do what the rule asks for: named for this refusal, else for the rule.
    #[must_use]
    pub fn who_can(&self) -> &str {
        self.who.as_deref().unwrap_or_else(|| self.code.who())
    }

    /// Who could satisfy the rule.
    #[must_use]
    pub fn who(mut self, who: impl Into<String>) -> Self {
        self.who = Some(who.into());
        self
    }
}
