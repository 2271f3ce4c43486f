//! `amend preview`: the whole site with amendments in place.

use camino::Utf8Path;
use serde_json::json;

use super::super::acting::{Act, Stop, amendment, for_programs, print_json, recorded};
use super::super::report::Out;
use super::super::run::Session;
use crate::pipeline;

/// Builds the preview in a folder of its own.
pub(super) fn preview(session: &Session<'_>, ids: &[String], output: &Utf8Path) -> Act {
    let recorded = recorded(session)?;
    let mut chosen = Vec::new();
    for text in ids {
        chosen.push(amendment(&recorded, text)?);
    }
    let outcome = pipeline::with_amendments(&recorded, &session.clock, &chosen, output)?;
    let outcome = outcome.map_err(Stop::Refused)?;
    if for_programs(session) {
        let mut document = Out::document(&outcome);
        document["folder"] = json!(output.as_str());
        document["files"] = json!(outcome.value);
        print_json(session, &document);
    } else {
        session.out.findings(&outcome);
        if let Some(files) = outcome.value {
            session.out.result(&format!("wrote {files} files to `{output}`; open `{output}/index.html`\n"));
        }
    }
    if outcome.errors() == 0 { Ok(()) } else { Err(Stop::Told) }
}
