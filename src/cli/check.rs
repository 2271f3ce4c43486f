//! `handbook check`.

use super::run::{Ending, Session};
use crate::error::Result;
use crate::model::RecordView;
use crate::pipeline;

/// Checks text and data.
pub(super) fn run(session: &Session<'_>) -> Result<Ending> {
    let outcome = pipeline::check(&session.common.root, &session.clock)?;
    session.out.findings(&outcome);
    session.out.times(&outcome.times);
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
        session.out.result(&text);
    }
    Ok(ending)
}

/// What the record proves, in two lines.
fn proved(record: &RecordView) -> String {
    let in_text = record
        .amendments
        .iter()
        .filter(|amendment| matches!(amendment.stage.as_str(), "accepted" | "published"))
        .count();
    format!(
        "the record holds: {} entries, {} amendments; the text is the founding text with {in_text} accepted amendments\nhead {:06} {}\n",
        record.seq,
        record.amendments.len(),
        record.seq,
        record.head
    )
}
