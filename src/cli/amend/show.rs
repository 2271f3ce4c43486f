//! `amend show`.

use camino::Utf8Path;
use serde_json::json;

use super::super::acting::{Act, amendment, for_programs, print_json, recorded};
use super::super::run::Session;
use super::print::{redline, standing_of, words_of};
use crate::amend::view;
use crate::error::Error;
use crate::fs;
use crate::pipeline;

/// Prints one amendment, or writes its page for print.
pub(super) fn show(session: &Session<'_>, id: &str, html: Option<&Utf8Path>) -> Act {
    let recorded = recorded(session)?;
    let id = amendment(&recorded, id)?;
    if let Some(file) = html {
        let page = pipeline::page(&session.common.root, &session.clock, &format!("amendments/{id}.html"))?;
        let page =
            page.ok_or_else(|| Error::usage("the site cannot be built; run `handbook check` to see why"))?;
        fs::write_atomic(file, page.as_bytes())?;
        if session.out.for_people() {
            session.out.result(&format!("wrote `{file}`\n"));
        }
        return Ok(());
    }
    let now = recorded.progress.time;
    let Some(found) = view::amendment_with_earlier(&recorded.record, &recorded.progress, &id, now) else {
        return Ok(());
    };
    if for_programs(session) {
        print_json(session, &json!({ "version": 1, "amendment": found }));
        return Ok(());
    }
    let paint = session.out.paint();
    let mut out = words_of(paint, &found);
    if found.rebased {
        out.push_str(
            "the text has moved since it was signed; this is what it makes of the text as it is now\n",
        );
    }
    for change in &found.changes {
        out.push('\n');
        out.push_str(&redline(paint, change));
    }
    out.push_str(&standing_of(paint, &found));
    session.out.result(&out);
    Ok(())
}
