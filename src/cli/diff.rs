//! `handbook diff`: what changed between two editions, or since one of them.

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde_json::json;

use super::acting::{for_programs, print_json};
use super::amend::{runs, terms};
use super::paint::{Ink, Paint, shown};
use super::run::{Ending, Session};
use crate::error::{Error, Result};
use crate::fs;
use crate::model::{Counts, PageChanges, PairView, UnitChange};
use crate::pipeline::{self, Extent};

/// Options of `diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The text before: an edition by its name, `latest`, or `working`
    #[arg(value_name = "BEFORE")]
    pub old: String,
    /// The text after, named in the same way
    #[arg(value_name = "AFTER", default_value = "working")]
    pub new: String,
    /// One page: its path, its number, or the code of its State
    #[arg(long, value_name = "PAGE", conflicts_with = "paragraph")]
    pub page: Option<String>,
    /// One paragraph: its number, or its anchor
    #[arg(long, value_name = "PARAGRAPH")]
    pub paragraph: Option<String>,
    /// Write it as one HTML file that can be printed and sent
    #[arg(long, value_name = "FILE")]
    pub html: Option<Utf8PathBuf>,
}

/// Compares two texts and prints what changed.
pub(super) fn run(session: &Session<'_>, options: &DiffArguments) -> Result<Ending> {
    let root = &session.common.root;
    let out = session.out;
    if let Some(path) = &options.html {
        may_replace(path)?;
    }
    let extent = match (&options.page, &options.paragraph) {
        (Some(page), _) => Extent::Page(page),
        (_, Some(paragraph)) => Extent::Paragraph(paragraph),
        _ => Extent::Whole,
    };
    let outcome = pipeline::diff(root, &session.clock, [&options.old, &options.new], extent)?;
    let Some(pair) = &outcome.value else {
        out.findings(&outcome);
        return Ok(out.ending(&outcome));
    };
    if let Some(path) = &options.html {
        let file = pipeline::diff_file(root, pair)?;
        let Some(html) = &file.value else {
            out.findings(&file);
            return Ok(out.ending(&file));
        };
        fs::write_atomic(path, html.as_bytes())?;
    }
    if for_programs(session) {
        let mut document = json!({ "version": 1 });
        if let (Some(document), Ok(serde_json::Value::Object(found))) =
            (document.as_object_mut(), serde_json::to_value(pair))
        {
            document.extend(found);
        }
        print_json(session, &document);
    } else if let Some(path) = &options.html {
        out.result(&format!("wrote what changed to `{}`: {}\n", shown(path), told(pair)));
    } else {
        out.result(&text(out.paint(), pair, extent));
    }
    Ok(Ending::Clean)
}

/// Whether the file may be written: it is new, or an HTML file.
fn may_replace(path: &Utf8Path) -> Result<()> {
    let shown = shown(path);
    if fs::is_dir(path) {
        return Err(Error::usage(format!(
            "`{shown}` is a folder; name the file to write, for example `{shown}/changes.html`"
        )));
    }
    let is_html = |bytes: &[u8]| bytes.is_empty() || bytes.starts_with(b"<!doctype html>");
    if fs::exists(path) && !is_html(&fs::read(path)?) {
        return Err(Error::usage(format!(
            "`{shown}` is there and is no HTML file that this program wrote; choose another name"
        )));
    }
    Ok(())
}

/// The counts in one line.
fn told(pair: &PairView) -> String {
    match numbers(pair.counts).as_str() {
        "" if pair.pages.is_empty() => "nothing changed".to_owned(),
        "" => format!("{} texts", pair.pages.len()),
        numbers => format!("paragraphs: {numbers}"),
    }
}

fn numbers(counts: Counts) -> String {
    let words: Vec<String> = counts.words().iter().map(|(count, word)| format!("{count} {word}")).collect();
    words.join(", ")
}

fn text(paint: Paint, pair: &PairView, extent: Extent<'_>) -> String {
    let mut out = format!("from: {}\nto:   {}\n", pair.old.words, pair.new.words);
    if !pair.note.is_empty() {
        out.push_str(&format!("{}\n", pair.note));
    }
    if pair.pages.is_empty() && pair.files.is_empty() {
        out.push_str(match extent {
            Extent::Whole => "nothing changed\n",
            Extent::Page(_) => "nothing changed on this page\n",
            Extent::Paragraph(_) => "this paragraph has the same number and the same words in both\n",
        });
        return out;
    }
    if !matches!(extent, Extent::Paragraph(_)) && !numbers(pair.counts).is_empty() {
        out.push_str(&format!("paragraphs: {}\n", numbers(pair.counts)));
    }
    for page in &pair.pages {
        out.push_str(&of_page(paint, page));
    }
    for file in &pair.files {
        out.push_str(&format!("\n{} changed and is no text\n", paint.text(Ink::Strong, file)));
    }
    out
}

fn of_page(paint: Paint, page: &PageChanges) -> String {
    let label = if page.label.is_empty() { String::new() } else { format!("{}: ", page.label) };
    let what = match page.what.as_str() {
        "created" => ", a new page",
        "removed" => ", gone",
        _ => "",
    };
    let mut out =
        format!("\n{}\n", paint.text(Ink::Strong, &format!("{label}{} ({}){what}", page.title, page.path)));
    for unit in page.units.iter().filter(|unit| !unit.is_only_renumbered()) {
        out.push_str(&of_unit(paint, unit));
    }
    let rows = page.renumbered.iter().map(crate::model::RenumberedRow::words);
    let renumbered: Vec<String> = rows.map(|(old, new)| format!("{old} → {new}")).collect();
    if !renumbered.is_empty() {
        out.push_str(&format!(
            "  another number, the same words: {}\n",
            paint.paragraph(&renumbered.join(", "), 4)
        ));
    }
    for unit in &page.left {
        out.push_str(&format!(
            "  {} {} (moved to {} on the page {})\n",
            unit.old, unit.anchor, unit.new, unit.page
        ));
    }
    let cites: Vec<String> = page.cites.iter().map(|cite| format!("{} → {}", cite.old, cite.new)).collect();
    if !cites.is_empty() {
        out.push_str(&format!("  refers to paragraphs with other numbers now: {}\n", cites.join(", ")));
    }
    for passage in page.rest.iter().flat_map(|rest| &rest.passages) {
        let place = if passage.heading.is_empty() { "beside the paragraphs" } else { &passage.heading };
        out.push_str(&format!("  {}\n{}", paint.text(Ink::Faint, place), runs(paint, &passage.runs)));
    }
    if let Some(rest) = &page.rest {
        out.push_str(&terms(&rest.weighty));
    }
    out
}

fn number(number: Option<&String>) -> &str {
    number.map_or("-", String::as_str)
}

fn of_unit(paint: Paint, unit: &UnitChange) -> String {
    let from = unit.from.as_ref().map(|from| format!(" on the page {from}")).unwrap_or_default();
    let old = number(unit.old.as_ref());
    let words = match (unit.what.as_str(), &unit.heir) {
        ("moved", _) => format!("moved, the same words, before: {old}{from}"),
        ("moved+changed", _) => format!("moved and changed, before: {old}{from}"),
        ("new", _) => "added".to_owned(),
        ("replaced", Some((heir, _))) => format!("replaced by {heir}"),
        (what, _) => what.to_owned(),
    };
    let shown = unit.new.as_ref().or(unit.old.as_ref());
    let mut out = format!("  {} {} ({words})\n", paint.text(Ink::Strong, number(shown)), unit.anchor);
    out.push_str(&runs(paint, &unit.runs));
    if unit.old.is_some() && unit.new.is_some() {
        out.push_str(&terms(&unit.weighty));
    }
    out
}
