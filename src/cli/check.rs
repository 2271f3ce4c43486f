//! `handbook check`.

use super::run::{Ending, Session};
use crate::amend::record::Record;
use crate::amend::{Refusal, check};
use crate::error::Result;
use crate::pipeline;

/// What the record of amendments says, where there is one.
enum Proof {
    Founding,
    Holds { entries: usize },
    Refused(Vec<Refusal>),
}

/// Checks text and data, and that the text follows from the record.
pub(super) fn run(session: &Session<'_>) -> Result<Ending> {
    let outcome = pipeline::check(&session.common.root, &session.clock)?;
    session.out.findings(&outcome);
    session.out.times(&outcome.times);
    let is_handbook = outcome.value.as_ref().is_some_and(|checked| checked.config.is_handbook());
    let proof = if is_handbook { prove(session)? } else { Proof::Founding };
    let mut ending = session.out.ending(&outcome);
    if let Proof::Refused(refusals) = &proof {
        session.out.refusals(refusals);
        ending = if ending == Ending::Clean { Ending::Findings } else { ending };
    }
    if let (Ending::Clean, Some(checked), true) = (ending, &outcome.value, session.out.for_people()) {
        let units: usize = checked.book.tables.pages.values().map(|page| page.units.len()).sum();
        let pages = checked.book.pages.len();
        let mut text = format!("checked {pages} {}", if pages == 1 { "page" } else { "pages" });
        if is_handbook {
            text.push_str(&format!(", {units} numbered paragraphs"));
        }
        text.push_str(": no errors\n");
        match proof {
            Proof::Founding if is_handbook => text.push_str(
                "this handbook is founding: its text is edited freely and there is no record of amendments yet\n",
            ),
            Proof::Holds { entries } => text.push_str(&format!(
                "the record holds: {entries} entries, and the text follows from them byte for byte\n"
            )),
            Proof::Founding | Proof::Refused(_) => {}
        }
        session.out.result(&text);
    }
    Ok(ending)
}

fn prove(session: &Session<'_>) -> Result<Proof> {
    let Some((record, mut refusals)) = Record::load(&session.common.root)? else {
        return Ok(Proof::Founding);
    };
    refusals.extend(check(&record, &[]).err().unwrap_or_default());
    Ok(if refusals.is_empty() {
        Proof::Holds { entries: record.ledger.len() }
    } else {
        Proof::Refused(refusals)
    })
}
