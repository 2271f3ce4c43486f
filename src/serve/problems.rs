//! What is wrong with the text, as the last build found it.

use crate::diagnostic::{Diagnostic, Format, Painter, Severity, render};
use crate::render::{FindingContext, ProblemsContext, escape, problems_page};

/// Findings of a build, and what the machine refused.
#[derive(Clone, Debug, Default)]
pub(super) struct Problems {
    pub findings: Vec<Diagnostic>,
    pub machine: Option<String>,
}

impl Problems {
    /// How many of them stop a build.
    pub(super) fn errors(&self) -> usize {
        let errors = self.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        errors + usize::from(self.machine.is_some())
    }

    /// The page that shows them.
    pub(super) fn page(&self, waiting: bool) -> String {
        let context = ProblemsContext {
            waiting,
            errors: self.errors(),
            machine: self.machine.clone(),
            findings: self.findings.iter().map(finding).collect(),
        };
        // The template is built in, so that it fails in no handbook; should it fail all the same,
        // its own finding is still to be seen.
        problems_page(&context).unwrap_or_else(|failure| {
            format!("<!doctype html><title>Problems</title><pre>{}</pre>", escape(&failure.message))
        })
    }
}

fn finding(diagnostic: &Diagnostic) -> FindingContext {
    let text = render(std::slice::from_ref(diagnostic), Format::Human, Painter { colour: false });
    // The renderer ends with a line that counts the findings.
    let text = text.trim_end().rsplit_once("\n\n").map_or(text.as_str(), |(finding, _)| finding);
    FindingContext {
        code: diagnostic.code.name().to_owned(),
        severity: diagnostic.severity.name().to_owned(),
        text: text.to_owned(),
    }
}
