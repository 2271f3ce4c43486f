//! The engine: found, called, its refusals explained.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::super::part::{Finished, Part};
use super::letters::corrected;
use super::source::{pdf_fonts, pdf_source};
use super::update::with_tables;
use crate::error::{Error, Result};
use crate::fs;
use crate::site::sha256;

/// Name of the program.
const NAME: &str = "weasyprint";
/// How to get it.
const REMEDY: &str = "install version 70 or later from PyPI with `pipx install weasyprint`, and see that it is in PATH; \
`handbook doctor` tells whether it is found. Without it, open the file of `handbook export html-file` in a browser and print it from there";

/// An installed `WeasyPrint` (<https://weasyprint.org>), 70 or later.
#[derive(Clone, Debug)]
pub struct Engine {
    program: PathBuf,
}

impl Engine {
    /// Finds the program in the folders of `path`, which is written as the variable PATH.
    ///
    /// # Errors
    /// Where there is none, with how to get it.
    pub fn find(path: &std::ffi::OsStr) -> Result<Self> {
        let name = format!("{NAME}{}", std::env::consts::EXE_SUFFIX);
        std::env::split_paths(path)
            .map(|folder| folder.join(&name))
            .find(|program| fs::is_program(program))
            .map(|program| Self { program })
            .ok_or_else(|| {
                Error::program(format!("a PDF needs the program `{NAME}`, which was not found; {REMEDY}"))
            })
    }

    /// The oldest version that knows all options that a document is set with.
    pub const LEAST: u32 = 70;

    /// Where the program is.
    #[must_use]
    pub fn program(&self) -> &std::path::Path {
        &self.program
    }

    /// The version that the program says it has, for example `70.0`.
    ///
    /// # Errors
    /// Where it cannot be started or names none.
    pub fn version(&self) -> Result<String> {
        let shown = self.program.display();
        let output = Command::new(&self.program)
            .arg("--version")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| Error::program(format!("start `{shown}`: {error}; {REMEDY}")))?;
        let said = String::from_utf8_lossy(&output.stdout);
        said.split_whitespace()
            .find(|word| major(word).is_some())
            .map(str::to_owned)
            .ok_or_else(|| Error::program(format!("`{shown} --version` names no version; {REMEDY}")))
    }

    /// Whether a version is recent enough.
    #[must_use]
    pub fn suffices(version: &str) -> bool {
        major(version).is_some_and(|major| major >= Self::LEAST)
    }

    /// Sets a document. The file claims PDF/UA-1 (ISO 14289-1), is tagged, and has the date of the run
    /// and an identifier made from the document, so that the same engine with the same libraries gives
    /// the same bytes.
    ///
    /// # Errors
    /// Where the engine cannot be started or refuses, with what it says.
    fn set(&self, document: &str, epoch: i64) -> Result<Vec<u8>> {
        let shown = self.program.display();
        let started = |error: std::io::Error| Error::program(format!("start `{shown}`: {error}; {REMEDY}"));
        let mut child = Command::new(&self.program)
            .args(["--pdf-variant", "pdf/ua-1", "--quiet", "--encoding", "utf-8"])
            .args(["--pdf-identifier", &sha256(document.as_bytes())[..32]])
            // Everything is inside the document. Nothing else may be read or asked for.
            .args(["--allowed-protocols", "data", "-", "-"])
            .env("SOURCE_DATE_EPOCH", epoch.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(started)?;
        // Written beside reading: an engine that complains early would otherwise wait for us, and we
        // for it.
        let writer = child.stdin.take().map(|mut stdin| {
            let document = document.to_owned();
            std::thread::spawn(move || stdin.write_all(document.as_bytes()))
        });
        let output = child.wait_with_output().map_err(started)?;
        if let Some(writer) = writer {
            // Where the engine stopped reading, it says why itself.
            let _ = writer.join();
        }
        if output.status.success() && output.stdout.starts_with(b"%PDF-") {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
        Err(Error::program(format!(
            "`{shown}` made no PDF: {}; see that it is version 70 or later with `{NAME} --version`",
            crate::diagnostic::visible(last.trim())
        )))
    }
}

/// The first number of a version.
fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

/// A handbook or a part of it as PDF: A4, contents and references with numbers of pages, edition and
/// date of the law on each page.
///
/// # Errors
/// Where the engine refuses, and where its file is of a form in which letters cannot be corrected.
pub fn pdf(finished: &Finished<'_>, part: &Part, engine: &Engine) -> Result<Vec<u8>> {
    let set = engine.set(&pdf_source(finished, part), finished.clock.epoch())?;
    let fonts = pdf_fonts(finished);
    let lettered = with_tables(&set, |table| corrected(table, &fonts)).map_err(|met| {
        Error::program(format!(
            "`{}` made a PDF in which this program cannot see which letters the signs stand for ({met}), so that \
words copied from it could be other words; install version {}.0, for which this program was made",
            engine.program.display(),
            Engine::LEAST
        ))
    })?;
    Ok(lettered.unwrap_or(set))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_before_70_do_not_suffice() {
        for (version, enough) in
            [("70.0", true), ("71", true), ("69.9", false), ("57.2", false), ("x", false)]
        {
            assert_eq!(Engine::suffices(version), enough, "{version}");
        }
    }

    #[test]
    fn a_missing_engine_is_named_with_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let error = Engine::find(folder.path().as_os_str()).unwrap_err().to_string();
        assert!(error.contains("weasyprint") && error.contains("pipx install"), "{error}");
    }
}
