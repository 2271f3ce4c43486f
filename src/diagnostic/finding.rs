//! One finding, and values that come with findings.

use std::sync::Arc;

use super::{Code, Severity, SourceText, Span};

/// A second place that explains the first ("first defined here").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The text it points into.
    pub source: Arc<SourceText>,
    /// Where.
    pub span: Span,
    /// What stands there, in a few words.
    pub message: String,
}

/// Something wrong with content, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The permanent code; `handbook explain CODE` describes it.
    pub code: Code,
    /// Usually the code's own; the pipeline may lower it where a command is lenient.
    pub severity: Severity,
    /// One sentence without a full stop, literals in backticks.
    pub message: String,
    /// The text it is in.
    pub source: Arc<SourceText>,
    /// Where in that text.
    pub span: Span,
    /// What to say under the caret; may be empty.
    pub label: String,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to do about it; one sentence.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding with the severity of its code.
    #[must_use]
    pub fn new(code: Code, source: &Arc<SourceText>, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            source: Arc::clone(source),
            span,
            label: String::new(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// Words to print under the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// A further place.
    #[must_use]
    pub fn also(mut self, source: &Arc<SourceText>, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { source: Arc::clone(source), span, message: message.into() });
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Help that names the nearest of the known names, or lists a few where none is near.
    #[must_use]
    pub fn suggest<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let mut known: Vec<&str> = known.into_iter().collect();
        known.sort_unstable();
        known.dedup();
        let nearest = known
            .iter()
            .map(|name| (strsim::normalized_damerau_levenshtein(wrong, name), *name))
            .filter(|(score, _)| *score >= 0.5)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
        match nearest {
            Some((_, name)) => self.help(format!("did you mean `{name}`?")),
            None if known.is_empty() => self,
            None => {
                let more = if known.len() > 6 { ", …" } else { "" };
                known.truncate(6);
                self.help(format!("known names are `{}`{more}", known.join("`, `")))
            }
        }
    }
}

/// Sorts findings by path, place and code, so that their order does not depend on threads,
/// and drops exact repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.source.path(), a.span, a.code, &a.message).cmp(&(b.source.path(), b.span, b.code, &b.message))
    });
    diagnostics.dedup();
}

/// A value and what was found wrong on the way to it.
#[derive(Clone, Debug)]
pub struct Warned<T> {
    /// The value, as good as the input allowed.
    pub value: T,
    /// The findings, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Warned<T> {
    /// A value with nothing wrong.
    pub const fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// Moves the findings to `sink` and hands out the value.
    pub fn drain_into(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.diagnostics);
        self.value
    }

    /// Another value with the same findings.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Warned<U> {
        Warned { value: change(self.value), diagnostics: self.diagnostics }
    }
}
