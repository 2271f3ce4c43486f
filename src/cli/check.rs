//! `handbook check`.

use super::acting::remark_ahead;
use super::options::CheckArguments;
use super::run::{Ending, Session};
use crate::diagnostic::sort;
use crate::error::Result;
use crate::model::RecordView;
use crate::pipeline::{self, Held};
use crate::release::Shelved;

/// Checks text and data.
pub(super) fn run(session: &Session<'_>, options: &CheckArguments) -> Result<Ending> {
    let mut outcome = pipeline::check(&session.common.root, &session.clock)?;
    let mut held = None;
    if let (true, 0, Some(checked)) = (options.search, outcome.errors(), &outcome.value) {
        let found = pipeline::hold_floors(checked)?;
        outcome.diagnostics.extend(found.missed.iter().cloned());
        sort(&mut outcome.diagnostics);
        held = Some(found);
    }
    session.out.findings(&outcome);
    session.out.times(&outcome.times);
    if let Some(recorded) = outcome.value.as_ref().and_then(|checked| checked.recorded.as_ref()) {
        remark_ahead(session, recorded);
    }
    let ending = session.out.ending(&outcome);
    if let (Ending::Clean, Some(checked), true) = (ending, &outcome.value, session.out.for_people()) {
        let units: usize = checked.book.tables.pages.values().map(|page| page.units.len()).sum();
        let pages = checked.book.pages.len();
        let mut text = format!("checked {pages} {}", if pages == 1 { "page" } else { "pages" });
        if checked.config.is_handbook() {
            text.push_str(&format!(", {units} numbered paragraphs"));
        }
        text.push_str(": no errors\n");
        match &checked.record {
            Some(record) => text.push_str(&proved(record)),
            None if checked.config.is_handbook() => text.push_str("this handbook is founding: its text is edited freely and there is no record of amendments yet\n"),
            None => {}
        }
        for edition in pipeline::awaiting(&session.common.root)? {
            text.push_str(&unsigned(&edition));
        }
        if let Some(held) = &held {
            text.push_str(&floors(held));
        }
        session.out.result(&text);
    }
    Ok(ending)
}

/// That an edition is not valid yet, and what it waits for.
fn unsigned(edition: &Shelved) -> String {
    let (id, missing) = (&edition.manifest.edition, edition.missing());
    let are = if missing == 1 { "signature is" } else { "signatures are" };
    format!(
        "warning: the edition {id} is not valid yet and takes no other one's place: {missing} {are} missing; \
         those who sign add theirs with `handbook release sign {id}`\n"
    )
}

/// What was measured, a line for each judged set.
fn floors(held: &Held) -> String {
    if held.measured.is_empty() {
        return "no floors for search are set in `book.toml`\n".to_owned();
    }
    let line = |(set, engine, measures): &(String, &str, crate::search::eval::Measures)| {
        format!(
            "judged set {set}, {engine}: ndcg_at_10 {:.4}, recall_at_10 {:.4}, mrr {:.4}: no floor missed\n",
            measures.ndcg_at_10, measures.recall_at_10, measures.mrr
        )
    };
    held.measured.iter().map(line).collect()
}

/// What the record proves, in two lines; a third where something rests on a key in doubt.
fn proved(record: &RecordView) -> String {
    let in_text = record
        .amendments
        .iter()
        .filter(|amendment| matches!(amendment.stage.as_str(), "accepted" | "published"))
        .count();
    let doubtful = record.amendments.iter().filter(|amendment| !amendment.doubt.is_empty()).count();
    let doubt = match doubtful {
        0 => String::new(),
        1 => "1 amendment rests on a key in doubt; `handbook amend list` names it\n".to_owned(),
        count => format!("{count} amendments rest on a key in doubt; `handbook amend list` names them\n"),
    };
    format!(
        "the record holds: {} entries, {} amendments; the text is the founding text with {in_text} accepted amendments\nhead {:06} {}\n{doubt}",
        record.seq,
        record.amendments.len(),
        record.seq,
        record.head
    )
}
