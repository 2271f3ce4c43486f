//! `handbook anchors`.

use super::acting::ended;
use super::options::{AnchorsAction, AnchorsArguments};
use super::run::{Ending, Session};
use crate::amend::{Refusal, RefusalCode};
use crate::diagnostic::{Code, Severity};
use crate::error::{Error, Result};
use crate::fs;
use crate::pipeline::{self, ANCHORS, Checked, Strictness};

/// Shows or updates the anchors.
pub(super) fn run(session: &Session<'_>, options: &AnchorsArguments) -> Result<Ending> {
    let outcome = pipeline::read(&session.common.root, &session.clock, Strictness::Draft)?;
    let Some(checked) = &outcome.value else { return Ok(session.out.ending(&outcome)) };
    if !checked.config.is_handbook() {
        return Err(Error::usage(
            "a plain book has no numbered paragraphs; add a `[handbook]` table to `book.toml` for them",
        ));
    }
    match &options.action {
        AnchorsAction::Update { dry_run } => update(session, &outcome, checked, *dry_run),
        AnchorsAction::Show { anchor } => show(session, checked, anchor.as_deref()),
    }
}

fn update(
    session: &Session<'_>,
    outcome: &pipeline::Outcome<Checked>,
    checked: &Checked,
    dry_run: bool,
) -> Result<Ending> {
    // A file that cannot be read must not be overwritten: anchors in it would be lost.
    let unreadable = outcome.diagnostics.iter().any(|finding| {
        finding.severity == Severity::Error && matches!(finding.code, Code::E0502 | Code::E0503 | Code::E0104)
    });
    if unreadable || outcome.is_configuration() {
        session.out.findings(outcome);
        return Ok(session.out.ending(outcome));
    }
    let new = checked.anchors.format();
    let old = checked.anchors_text.text();
    let (before, after) = (lines(old), lines(&new));
    let added = after.difference(&before).count();
    let kept = after.intersection(&before).count();
    let retired = checked.anchors.all().filter(|(_, _, in_use)| !in_use).count();
    if old == new {
        session
            .out
            .result(&format!("`{ANCHORS}` fits the text: {kept} anchors, {retired} of them out of use\n"));
        return Ok(Ending::Clean);
    }
    if pipeline::recorded(&session.common.root)?.is_some() {
        let refusal = Refusal::new(
            RefusalCode::R0097,
            format!("`{ANCHORS}` belongs to the record: only an accepted amendment changes it"),
            "put the text back as it was and propose the change; `handbook check` names the file and the command",
        )
        .in_file(ANCHORS);
        return ended(session, Err(refusal.into()));
    }
    if !dry_run {
        fs::remove_temporary(&session.common.root)?;
        fs::write_atomic(&session.common.root.join(ANCHORS), new.as_bytes())?;
    }
    let verb = if dry_run { "would write" } else { "wrote" };
    session
        .out
        .result(&format!("{verb} `{ANCHORS}`: {kept} anchors kept, {added} new, {retired} out of use\n"));
    Ok(Ending::Clean)
}

/// The anchors of a map, from its text.
fn lines(text: &str) -> std::collections::BTreeSet<&str> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').next()).collect()
}

fn show(session: &Session<'_>, checked: &Checked, wanted: Option<&str>) -> Result<Ending> {
    let mut text = String::new();
    for (anchor, page, in_use) in checked.anchors.all() {
        if wanted.is_some_and(|wanted| wanted != anchor.as_str()) {
            continue;
        }
        let entry = checked.book.tables.pages.get(page);
        let number = entry.and_then(|entry| entry.units.iter().find(|unit| unit.anchor == *anchor));
        let number = match (number, in_use) {
            (Some(unit), _) => unit.number.to_string(),
            (None, _) => "out of use".to_owned(),
        };
        text.push_str(&format!("{anchor}\t{page}\t{number}\n"));
    }
    if let (Some(wanted), true) = (wanted, text.is_empty()) {
        return Err(Error::usage(format!("no anchor `{wanted}` was ever given")));
    }
    session.out.result(&text);
    Ok(Ending::Clean)
}
