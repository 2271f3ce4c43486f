//! The checks in order, and how they are printed.

use camino::Utf8Path;
use serde::Serialize;

use super::super::options::FormatChoice;
use super::super::paint::{Ink, Paint};
use super::super::run::{Ending, Session};
use super::{handbook, machine};
use crate::clock::Clock;
use crate::error::Result;

/// Columns of the longest name, so that the answers stand below each other.
const NAME: usize = 12;

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Health {
    /// Nothing to do.
    Ok,
    /// Something is missing that not everybody needs.
    Warn,
    /// Work will fail.
    Fail,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    pub name: &'static str,
    pub health: Health,
    /// What was found.
    pub found: String,
    /// What to do about it; none where nothing is to be done.
    pub fix: Option<String>,
}

impl Check {
    pub(super) fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, health: Health::Ok, found: found.into(), fix: None }
    }

    pub(super) fn warn(name: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, health: Health::Warn, found: found.into(), fix: Some(fix.into()) }
    }

    pub(super) fn fail(name: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, health: Health::Fail, found: found.into(), fix: Some(fix.into()) }
    }
}

/// The whole answer as JSON.
#[derive(Serialize)]
struct Report<'a> {
    program: &'static str,
    system: String,
    checks: &'a [Check],
    summary: Summary,
}

#[derive(Clone, Copy, Serialize)]
struct Summary {
    ok: usize,
    warn: usize,
    fail: usize,
}

/// Checks everything and says what to do.
pub(crate) fn run(session: &Session<'_>) -> Result<Ending> {
    let checks = checks(&session.common.root, &session.clock);
    let count = |health| checks.iter().filter(|check| check.health == health).count();
    let summary = Summary { ok: count(Health::Ok), warn: count(Health::Warn), fail: count(Health::Fail) };
    let text = if session.out.format == FormatChoice::Json {
        json(&checks, summary)
    } else {
        human(&checks, summary, session.out.paint())
    };
    session.out.result(&text);
    Ok(if summary.fail > 0 { Ending::Findings } else { Ending::Clean })
}

fn checks(root: &Utf8Path, clock: &Clock) -> Vec<Check> {
    let mut checks = handbook::checks(root, clock);
    checks.extend(machine::checks(root));
    checks
}

fn json(checks: &[Check], summary: Summary) -> String {
    let report = Report {
        program: env!("CARGO_PKG_VERSION"),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        checks,
        summary,
    };
    format!("{}\n", serde_json::to_string_pretty(&report).unwrap_or_default())
}

fn human(checks: &[Check], summary: Summary, paint: Paint) -> String {
    let mut text = format!(
        "handbook {} on {} {}\n\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    );
    let indent = 6 + NAME + 2;
    for check in checks {
        let (word, ink) = match check.health {
            Health::Ok => ("ok  ", Ink::Good),
            Health::Warn => ("warn", Ink::Doubtful),
            Health::Fail => ("FAIL", Ink::Bad),
        };
        text.push_str(&format!(
            "{}  {:NAME$}  {}\n",
            paint.text(ink, word),
            check.name,
            paint.paragraph(&check.found, indent)
        ));
        if let Some(fix) = &check.fix {
            let blank = " ".repeat(indent);
            text.push_str(&format!("{blank}{}\n", paint.paragraph(&format!("fix: {fix}"), indent)));
        }
    }
    text.push_str(&format!("\n{} ok, {} to look at, {} failed\n", summary.ok, summary.warn, summary.fail));
    text
}
