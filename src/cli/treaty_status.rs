//! `handbook treaty-status`.

use serde_json::json;

use super::options::{FormatChoice, TreatyStatusArguments};
use super::run::{Ending, Session};
use crate::error::{Error, Result};
use crate::model::{Evidence, Reference};
use crate::pipeline::{self, Strictness};
use crate::resolve::treaties::{self, Status};

/// Says where the States stood on the date of the run.
pub(super) fn run(session: &Session<'_>, options: &TreatyStatusArguments) -> Result<Ending> {
    let outcome = pipeline::read(&session.common.root, &session.clock, Strictness::Draft)?;
    let Some(checked) = outcome.value.as_ref().filter(|_| outcome.errors() == 0) else {
        session.out.findings(&outcome);
        return Ok(session.out.ending(&outcome));
    };
    let reference = &checked.book.reference;
    let tracked = treaties::tracked(reference);
    let wanted = match &options.instrument {
        None if tracked.is_empty() => {
            return Err(Error::usage("this handbook has no files in `reference/treaty-status`"));
        }
        None => tracked,
        Some(id) => vec![
            tracked
                .iter()
                .find(|known| **known == id.as_str())
                .copied()
                .ok_or_else(|| unknown(id, &tracked))?,
        ],
    };
    let date = session.clock.date();
    let statuses: Vec<Status> = wanted.iter().map(|id| treaties::as_of(reference, id, date)).collect();
    let text = match session.out.format {
        FormatChoice::Json => as_json(session, &statuses),
        _ => as_text(session, reference, &statuses, options.instrument.is_some()),
    };
    session.out.result(&text);
    Ok(Ending::Clean)
}

fn unknown(id: &str, tracked: &[&str]) -> Error {
    let known = tracked.join("`, `");
    Error::usage(format!("no status is kept of an instrument `{id}`; there are `{known}`"))
}

fn as_json(session: &Session<'_>, statuses: &[Status]) -> String {
    let value = json!({ "as_of": session.clock.iso(), "instruments": statuses });
    format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
}

fn as_text(session: &Session<'_>, reference: &Reference, statuses: &[Status], detailed: bool) -> String {
    let mut text = format!("Treaty status as at {}\n", session.clock.long());
    if let Some(first) = statuses.first() {
        text.push_str(&treaties::counted(reference, &first.states, &session.clock.long()));
        text.push('\n');
    }
    for status in statuses {
        text.push_str(&format!("\n{} ({})\n", status.short, status.instrument));
        text.push_str(&format!(
            "  consented: {}; resting on a seen source: {}; in force: {}\n",
            status.sum.consented_words(),
            status.sum.seen_words(),
            status.sum.in_force_words(),
        ));
        text.push_str(&names(reference, status, "missing", &status.missing));
        text.push_str(&names(reference, status, "not established", &status.not_established));
        if detailed {
            text.push_str(&by_state(reference, status));
        }
    }
    text
}

/// Names of States, each with a remark where no document was seen for its answer.
fn names(reference: &Reference, status: &Status, label: &str, codes: &[String]) -> String {
    if codes.is_empty() {
        return String::new();
    }
    let of = |code: &String| status.states.iter().find(|state| state.state == *code);
    let named = |code: &String| {
        let name = reference.state(code).map_or(code.as_str(), |state| &state.name);
        match of(code).map(|state| state.consented.evidence) {
            Some(Evidence::Unverified) => {
                format!("{name} ({})", reference.evidence_label(Evidence::Unverified))
            }
            _ => name.to_owned(),
        }
    };
    format!("  {label}: {}\n", codes.iter().map(named).collect::<Vec<_>>().join(", "))
}

fn by_state(reference: &Reference, status: &Status) -> String {
    let mut text = String::new();
    for state in &status.states {
        let name = reference.state(&state.state).map_or(state.state.as_str(), |known| &known.name);
        let reservations = match state.reservations {
            0 => String::new(),
            1 => "; 1 reservation or declaration on record".to_owned(),
            count => format!("; {count} reservations and declarations on record"),
        };
        text.push_str(&format!("  {:<4} {name}: {}{reservations}\n", state.sign(), state.words(reference)));
    }
    text
}
