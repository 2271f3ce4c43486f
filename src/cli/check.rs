//! `handbook check`.

use super::run::{Ending, Session};
use crate::error::Result;
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
        if checked.config.is_handbook() {
            text.push_str("this handbook is founding: its text is edited freely and there is no record of amendments yet\n");
        }
        session.out.result(&text);
    }
    Ok(ending)
}
