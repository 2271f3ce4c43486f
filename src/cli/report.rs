//! Printing: results to stdout, findings and remarks to stderr.

use std::io::{IsTerminal, Write};

use super::options::{Common, FormatChoice};
use super::paint::Paint;
use super::run::Ending;
use crate::amend::{Refusal, render_refusals};
use crate::diagnostic::{Format, Painter, render};
use crate::error::Error;
use crate::pipeline::{Outcome, StageTime};

/// Where and how a command prints.
#[derive(Clone, Copy, Debug)]
pub(super) struct Out {
    pub format: FormatChoice,
    /// Colours on stderr.
    pub colour: bool,
    /// Colours on stdout.
    pub colour_results: bool,
    pub timings: bool,
}

impl Out {
    pub(super) fn new(common: &Common) -> Self {
        let no_colour = common.no_color
            || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            format: common.format,
            colour: !no_colour && std::io::stderr().is_terminal(),
            colour_results: !no_colour && std::io::stdout().is_terminal(),
            timings: common.timings,
        }
    }

    /// Text to stdout. A reader that went away is no error: `handbook … | head` ends quietly.
    pub(super) fn result(self, text: &str) {
        let mut stdout = std::io::stdout().lock();
        let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    }

    /// How results for people are painted.
    pub(super) const fn paint(self) -> Paint {
        Paint { colour: self.colour_results }
    }

    /// Text to stderr.
    pub(super) fn remark(self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    pub(super) fn error(self, error: &Error) {
        self.remark(&format!("error: {error}\n"));
    }

    /// Prints findings where they belong: JSON and workflow commands are results, the rest is for
    /// the person at the terminal.
    pub(super) fn findings<T>(self, outcome: &Outcome<T>) {
        let machine = matches!(self.format, FormatChoice::Json | FormatChoice::Github);
        let painter = Painter { colour: self.colour && !machine };
        if outcome.diagnostics.is_empty() && outcome.refusals.is_empty() && !machine {
            return;
        }
        if self.format == FormatChoice::Json {
            let document = Self::document(outcome);
            self.result(&(serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"));
            return;
        }
        let mut text = String::new();
        if !outcome.diagnostics.is_empty() || machine {
            text = render(&outcome.diagnostics, self.format.format(), painter);
        }
        if !outcome.refusals.is_empty() {
            text.push_str(&render_refusals(&outcome.refusals, self.format.format(), painter));
        }
        if machine { self.result(&text) } else { self.remark(&text) }
    }

    /// Findings and refusals as one document for programs.
    pub(super) fn document<T>(outcome: &Outcome<T>) -> serde_json::Value {
        let findings = render(&outcome.diagnostics, Format::Json, Painter { colour: false });
        let mut document: serde_json::Value = serde_json::from_str(&findings).unwrap_or_default();
        if !outcome.refusals.is_empty() {
            document["refusals"] = refusal_values(&outcome.refusals);
        }
        document
    }

    pub(super) fn times(self, times: &[StageTime]) {
        if self.timings {
            for time in times {
                self.remark(&format!("{:>8.1} ms  {}\n", time.wall.as_secs_f64() * 1000.0, time.stage));
            }
        }
    }

    /// How a command with these findings ends.
    pub(super) fn ending<T>(self, outcome: &Outcome<T>) -> Ending {
        if outcome.is_configuration() {
            Ending::Usage
        } else if outcome.errors() > 0 {
            Ending::Findings
        } else {
            Ending::Clean
        }
    }

    /// Whether people read what is printed.
    pub(super) fn for_people(self) -> bool {
        matches!(self.format, FormatChoice::Human | FormatChoice::Short)
    }
}

/// Refusals as a list for programs.
pub(super) fn refusal_values(refusals: &[Refusal]) -> serde_json::Value {
    let text = render_refusals(refusals, Format::Json, Painter { colour: false });
    let mut document: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    document["refusals"].take()
}
