//! What findings and refusals have in common when they are shown.

use super::{Diagnostic, Label, Severity, SourceText, Span};

/// Code, words and places to show. A finding is one ([`From`]); a refusal of the rules makes its own.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    /// The word before the code: `error`, `warning`, `note`, `refused`.
    pub word: &'static str,
    /// Decides the colour.
    pub severity: Severity,
    /// The permanent code.
    pub code: &'static str,
    /// One sentence without a full stop.
    pub message: &'a str,
    /// The text it is in, where, and the words under the caret; nothing where no text is at fault.
    pub place: Option<(&'a SourceText, Span, &'a str)>,
    /// Further places.
    pub labels: &'a [Label],
    /// What to do about it, one sentence each.
    pub helps: Vec<&'a str>,
}

impl<'a> From<&'a Diagnostic> for Notice<'a> {
    fn from(found: &'a Diagnostic) -> Self {
        Self {
            word: found.severity.name(),
            severity: found.severity,
            code: found.code.name(),
            message: &found.message,
            place: Some((&found.source, found.span, &found.label)),
            labels: &found.labels,
            helps: found.help.as_deref().into_iter().collect(),
        }
    }
}
