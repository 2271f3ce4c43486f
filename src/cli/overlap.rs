//! `handbook overlap`.

use serde::Serialize;

use super::options::{FormatChoice, OverlapArguments};
use super::run::{Ending, Session};
use crate::diagnostic::visible;
use crate::error::{Error, Result};
use crate::fs;
use crate::pipeline::overlap::{Run, names, overlap};
use crate::pipeline::{self, Strictness};

/// The JSON document.
#[derive(Serialize)]
struct Document<'a> {
    words: u16,
    runs: &'a [Run],
}

/// Prints the runs that the text shares with the texts of a folder.
pub(super) fn run(session: &Session<'_>, options: &OverlapArguments) -> Result<Ending> {
    if !fs::is_dir(&options.folder) {
        return Err(Error::usage(format!("`{}` is no folder", options.folder)));
    }
    let outcome = pipeline::read(&session.common.root, &session.clock, Strictness::Draft)?;
    let Some(checked) = outcome.value.as_ref().filter(|_| !outcome.is_configuration()) else {
        session.out.findings(&outcome);
        return Ok(session.out.ending(&outcome));
    };
    let mut names = names(&checked.book);
    if let Some(path) = &options.allow {
        let text = fs::read_text(path)?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        names.extend(lines.map(str::to_owned));
    }
    let text = checked.config.source_dir();
    let runs = overlap(&text, &options.folder, options.words.into(), &names)?;
    if session.out.format == FormatChoice::Json {
        let document = Document { words: options.words, runs: &runs };
        session.out.result(&format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default()));
    } else {
        for run in &runs {
            session.out.result(&format!(
                "{}/{}:{}: {} words also in {}/{}:{}\n    {}\n",
                checked.config.src,
                run.path,
                run.line,
                run.words,
                options.folder,
                run.other,
                run.other_line,
                visible(&run.text),
            ));
        }
        let count = runs.len();
        let runs = if count == 1 { "run" } else { "runs" };
        session.out.remark(&format!("{count} {runs} of {} words or more\n", options.words));
    }
    Ok(if runs.is_empty() { Ending::Clean } else { Ending::Findings })
}
