//! Checks of the handbook's folder.

use std::collections::BTreeSet;

use camino::Utf8Path;
use jiff::civil::{Date, date};

use super::super::paint::shown;
use super::report::Check;
use crate::clock::{self, Clock};
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::error::Result;
use crate::fs;
use crate::pipeline::{self, ANCHORS, Checked, Outcome, Strictness};
use crate::render::Theme;
use crate::search::{digest, published_digest};

/// Findings that make the configuration unusable.
const CONFIGURATION: &[Code] = &[Code::E0701, Code::E0702, Code::E0703];
/// Findings about the order of the book.
const ORDER: &[Code] = &[Code::E0704, Code::E0104, Code::E0111, Code::E0112];
/// Findings about anchors.tsv itself.
const BROKEN_ANCHORS: &[Code] = &[Code::E0502, Code::E0503];

/// A clock before this date is wrong: the program is younger.
const WRITTEN: Date = date(2026, 11, 1);

/// What is right and wrong with the folder; stops where the rest would only repeat the fault.
pub(super) fn checks(root: &Utf8Path, clock: &Clock) -> Vec<Check> {
    if !fs::is_dir(root) {
        return vec![Check::fail(
            "folder",
            format!("there is no folder `{root}`"),
            "name the handbook's folder with `-C FOLDER`",
        )];
    }
    let mut checks = Vec::new();
    let config = match config::load(root) {
        Ok(config) => config,
        Err(error) => {
            return vec![Check::fail("book.toml", error.to_string(), "make the file readable for you")];
        }
    };
    checks.push(configuration(root, &config.value, &config.diagnostics));
    let folder = config.value.source_dir();
    if !fs::is_dir(&folder) {
        checks.push(Check::fail(
            "text",
            format!("the text's folder `{}` does not exist", shown(&folder)),
            "set `[book] src` in `book.toml`, or let `handbook init` write a first handbook",
        ));
        return checks;
    }
    match pipeline::read(root, clock, Strictness::Full) {
        Ok(outcome) => read(root, &config.value, &outcome, &mut checks),
        Err(error) => checks.push(Check::fail("text", error.to_string(), "make the file readable for you")),
    }
    checks.push(fonts(&config.value));
    checks
}

fn configuration(root: &Utf8Path, config: &Config, findings: &[Diagnostic]) -> Check {
    let path = root.join(config::FILE);
    if !fs::exists(&path) {
        return Check::fail(
            "book.toml",
            format!("there is no `{}`", shown(&path)),
            "go to the handbook's folder or name it with `-C FOLDER`; `handbook init` writes a new one",
        );
    }
    match findings.iter().find(|finding| CONFIGURATION.contains(&finding.code)) {
        Some(first) => Check::fail("book.toml", line(first), "`handbook check` shows the place"),
        None if config.is_handbook() => Check::ok("book.toml", format!("handbook, \"{}\"", config.title)),
        None => Check::ok("book.toml", format!("plain book, \"{}\"", config.title)),
    }
}

/// What reading and resolving the text showed.
fn read(root: &Utf8Path, config: &Config, outcome: &Outcome<Checked>, checks: &mut Vec<Check>) {
    let errors: Vec<&Diagnostic> =
        outcome.diagnostics.iter().filter(|finding| finding.severity == Severity::Error).collect();
    let Some(checked) = &outcome.value else { return };
    let pages = checked.book.pages.len();
    checks.push(match errors.iter().find(|finding| ORDER.contains(&finding.code)) {
        Some(first) => Check::fail("SUMMARY.md", line(first), "`handbook check` shows the place"),
        None => Check::ok("SUMMARY.md", format!("{pages} pages in order")),
    });
    let anchors = |finding: &&&Diagnostic| {
        finding.code == Code::E0501
            || BROKEN_ANCHORS.contains(&finding.code)
            || ORDER.contains(&finding.code)
            || CONFIGURATION.contains(&finding.code)
    };
    let others = errors.iter().filter(|finding| !anchors(finding)).count();
    checks.push(match others {
        0 => Check::ok("text", format!("`{}` has no errors", shown(&config.source_dir()))),
        1 => Check::warn("text", "one error", "`handbook check` shows it"),
        count => Check::warn("text", format!("{count} errors"), "`handbook check` shows them"),
    });
    if config.is_handbook() {
        checks.push(anchors_fit(&errors));
    }
    checks.push(match index(root, config, checked) {
        Ok(check) => check,
        Err(error) => {
            Check::fail("search index", error.to_string(), "remove that folder and run `handbook build`")
        }
    });
    checks.push(clock_of(checked));
}

fn anchors_fit(errors: &[&Diagnostic]) -> Check {
    if let Some(broken) = errors.iter().find(|finding| BROKEN_ANCHORS.contains(&finding.code)) {
        return Check::fail(
            "anchors",
            line(broken),
            "take the line from the last good version; `handbook check` shows the place",
        );
    }
    match errors.iter().find(|finding| finding.code == Code::E0501) {
        None => Check::ok("anchors", format!("`{ANCHORS}` fits the text")),
        Some(found) => {
            let help = found.help.clone().unwrap_or_default();
            Check::warn("anchors", format!("`{ANCHORS}` does not fit the text"), help)
        }
    }
}

fn index(root: &Utf8Path, config: &Config, checked: &Checked) -> Result<Check> {
    let folder = root.join(&config.search_dir);
    let Some(published) = published_digest(&folder)? else {
        return Ok(Check::warn(
            "search index",
            format!("none in `{}` yet", shown(&folder)),
            "`handbook build`",
        ));
    };
    let passages = pipeline::passages(&checked.book);
    let synonyms = pipeline::synonyms(&checked.book, config)?;
    Ok(if published == digest(&passages, &synonyms) {
        Check::ok("search index", format!("current, {} passages", passages.len()))
    } else {
        Check::warn("search index", "older than the text", "`handbook build`")
    })
}

/// The machine's date against the newest date on which somebody says to have verified an annex.
fn clock_of(checked: &Checked) -> Check {
    let today = match Clock::new(None, None) {
        Ok(clock) => clock,
        Err(error) => return Check::fail("clock", error.to_string(), "set the system's date"),
    };
    if today.date() < WRITTEN {
        return Check::fail(
            "clock",
            format!("stands at {}, before this program was written", today.long()),
            "set the system's date, or give the date of the run with `--as-of`",
        );
    }
    let newest = checked
        .book
        .pages
        .iter()
        .filter_map(|page| Some((clock::full_date(&page.front.annex.as_ref()?.last_verified)?, &page.path)))
        .max();
    match newest {
        Some((verified, path)) if today.date() < verified => Check::fail(
            "clock",
            format!(
                "stands at {}, but `{path}` was last verified on {}",
                today.long(),
                clock::long(verified)
            ),
            "set the system's date, or give the date of the run with `--as-of`",
        ),
        _ => Check::ok("clock", today.long()),
    }
}

/// Every font that a style sheet of the theme names.
fn fonts(config: &Config) -> Check {
    let theme = match Theme::load(config) {
        Ok(theme) => theme.value,
        Err(error) => {
            return Check::fail("fonts", error.to_string(), "make the theme's files readable for you");
        }
    };
    let files: BTreeSet<&str> = theme.assets().iter().map(|(path, _)| path.as_str()).collect();
    let mut named = BTreeSet::new();
    for (path, bytes) in theme.assets().iter().filter(|(path, _)| path.as_str().ends_with(".css")) {
        let folder = Utf8Path::new(path.as_str()).parent().unwrap_or(Utf8Path::new(""));
        named.extend(fonts_in(&String::from_utf8_lossy(bytes), folder));
    }
    let missing: Vec<&str> = named.iter().map(String::as_str).filter(|font| !files.contains(font)).collect();
    if missing.is_empty() {
        return Check::ok("fonts", format!("all {} files of the theme", named.len()));
    }
    Check::fail(
        "fonts",
        format!("the theme's style names files that it does not have: {}", missing.join(", ")),
        format!("put them into `{}`, or name others in the style sheet", config.theme_dir),
    )
}

/// Font files that a style sheet in `folder` names, as paths in the theme.
fn fonts_in(css: &str, folder: &Utf8Path) -> Vec<String> {
    let mut fonts = Vec::new();
    for (at, _) in css.match_indices("url(") {
        let rest = &css[at + "url(".len()..];
        let Some(end) = rest.find(')') else { continue };
        let name = rest[..end].trim().trim_matches(['"', '\'']);
        let is_font = [".woff2", ".woff", ".ttf", ".otf"].iter().any(|ending| name.ends_with(ending));
        if is_font && !name.contains(':') {
            fonts.push(joined(folder, name));
        }
    }
    fonts
}

/// `styles` and `../fonts/a.woff2` make `fonts/a.woff2`.
fn joined(folder: &Utf8Path, name: &str) -> String {
    let mut parts: Vec<&str> = folder.as_str().split('/').filter(|part| !part.is_empty()).collect();
    for part in name.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn line(finding: &Diagnostic) -> String {
    let place = finding.source.place(finding.span.range().start);
    format!("{}:{}: {}", finding.source.path(), place.line, finding.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_of_a_style_sheet() {
        let css = "@font-face { src: url(\"../fonts/a.woff2\") format(\"woff2\"), url(b.ttf); }\n\
                   body { background: url(x.svg); src: url(https://example.org/c.woff2) }";
        assert_eq!(fonts_in(css, Utf8Path::new("styles")), ["fonts/a.woff2", "styles/b.ttf"]);
    }
}
