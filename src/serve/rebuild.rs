//! One build of a handbook that is being served.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::listen::{Notice, Options};
use super::live::{Change, Live};
use super::problems::Problems;
use crate::amend::{Refusal, render_refusals};
use crate::diagnostic::{Format, Painter};
use crate::error::Result;
use crate::pipeline::{self, Built, Outcome, Strictness};

const CRASHED: &str = "the build stopped because of a bug in the program; undo the last change to go on";

/// Builds and serves what was built; a build with errors leaves the pages as they are.
///
/// # Errors
/// When the machine refuses; the pages stay as they are.
pub(super) fn build(live: &Live, options: &Options, tell: &dyn Fn(Notice<'_>)) -> Result<Change> {
    let outcome = pipeline::build(&options.root, &options.clock, Strictness::Draft)?;
    show(live, &outcome, tell)
}

/// As [`build`], for a server that runs already: whatever happens, it is shown on the problems page
/// and the server goes on.
///
/// # Errors
/// When the machine refuses.
pub(super) fn rebuild(live: &Live, options: &Options, tell: &dyn Fn(Notice<'_>)) -> Result<Change> {
    // The pages that are served are not touched by a build that fails half-way.
    let result = catch_unwind(AssertUnwindSafe(|| build(live, options, tell)));
    match result {
        Ok(Ok(change)) => Ok(change),
        Ok(Err(error)) => {
            keep(live, error.to_string());
            Err(error)
        }
        Err(_) => {
            keep(live, CRASHED.to_owned());
            tell(Notice::Crashed(CRASHED));
            Ok(Change::Kept)
        }
    }
}

/// What speaks against the record of amendments, in lines.
fn against_the_record(refusals: &[Refusal]) -> Option<String> {
    let text = render_refusals(refusals, Format::Short, Painter { colour: false });
    (!refusals.is_empty()).then_some(text)
}

fn keep(live: &Live, machine: String) {
    live.keep(Problems { findings: Vec::new(), machine: Some(machine) });
}

fn show(live: &Live, outcome: &Outcome<Built>, tell: &dyn Fn(Notice<'_>)) -> Result<Change> {
    let problems =
        Problems { findings: outcome.diagnostics.clone(), machine: against_the_record(&outcome.refusals) };
    let change = match &outcome.value {
        Some(built) => live.show(built, problems)?,
        None => live.keep(problems),
    };
    tell(Notice::Built { outcome, changed: change == Change::Shown });
    Ok(change)
}
