//! The editions of a handbook and its working text, taken apart and compared.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8Path;

use super::road::{Checked, Outcome, Strictness, read};
use super::shelf::texts_on_disk;
use crate::amend::{Refusal, RefusalCode};
use crate::clock::{self, Clock};
use crate::config;
use crate::error::{Error, Result};
use crate::fs;
use crate::model::{BetweenView, EditionMark, Page, PageChanges, PairView, Standing, TextName, WORKING};
use crate::parse;
use crate::release::{self as editions, EditionId, FOLDER, Listed, Numbered, Reading, Shelf, Shelved};
use crate::render::{self, Theme};
use crate::source;

/// What pages say of an edition.
fn mark(edition: &Shelved) -> EditionMark {
    let manifest = &edition.manifest;
    let day = manifest.adopted.unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(manifest.cut).date());
    EditionMark {
        id: manifest.edition.to_string(),
        standing: if manifest.edition.is_draft() { Standing::Draft } else { Standing::Adopted },
        date: clock::long(day),
        editions: Vec::new(),
        between: None,
        colophon: None,
    }
}

/// An edition from its folder; the inner result where a text is not as it was frozen.
pub(super) fn edition(root: &Utf8Path, edition: &Shelved) -> Result<std::result::Result<Reading, Refusal>> {
    let folder = root.join(edition.folder()).join("text");
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let listed =
        edition.manifest.files.iter().filter_map(|(path, file)| Some((path.strip_prefix("text/")?, file)));
    for (path, file) in listed {
        let there = folder.join(path);
        let bytes = if fs::exists(&there) { fs::read(&there)? } else { Vec::new() };
        if Listed::of(&bytes) != *file {
            let id = &edition.manifest.edition;
            return Ok(Err(Refusal::new(
                RefusalCode::R0161,
                format!("the edition {id} was altered: `text/{path}` is not the file that was frozen"),
                "restore the folder `editions` from a copy that you trust",
            )
            .in_file(&edition.folder())));
        }
        files.insert(path.to_owned(), Arc::from(bytes));
    }
    let settings = files.remove(config::FILE).unwrap_or_default();
    let config = config::parse(&folder, &String::from_utf8_lossy(&settings)).value;
    let source = format!("{}/", config.src);
    files.retain(|path, _| path.starts_with(&source));
    let inner = files
        .iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix(&source)?.to_owned(), Arc::clone(bytes))))
        .collect();
    let tree = source::from_files(&config, &inner).value;
    let parsed = parse::pages(&tree, &config).value;
    let mark = mark(edition);
    let withdrawn = if edition.withdrawn().is_some() { ", withdrawn" } else { "" };
    let words = format!("{}{withdrawn}", mark.words());
    let name = TextName { folder: format!("e/{}/", mark.id), words, id: mark.id };
    let pages = parsed.pages.values().map(Arc::as_ref);
    let states = &parsed.data.reference.states;
    let ledger = edition.manifest.ledger.map(|(seq, _)| seq);
    Ok(Ok(Reading::new(name, pages, edition.numbered(), &files, states).at_entry(ledger)))
}

/// The working text.
pub(super) fn working(checked: &Checked, clock: &Clock) -> Result<Reading> {
    let mark = EditionMark {
        id: WORKING.to_owned(),
        standing: Standing::Working,
        date: clock.long(),
        editions: Vec::new(),
        between: None,
        colophon: None,
    };
    let name = TextName { id: WORKING.to_owned(), words: mark.words(), folder: String::new() };
    let (book, config) = (&checked.book, &checked.config);
    let source = format!("{}/", config.src);
    let files = texts_on_disk(&config.root, checked)?;
    let files = files
        .into_iter()
        .filter(|(path, _)| path.starts_with(&source))
        .map(|(path, bytes)| (path, Arc::from(bytes)))
        .collect();
    let numbered = Numbered::of(book, checked.anchors_text.text());
    Ok(Reading::new(
        name,
        book.pages.iter().map(AsRef::<Page>::as_ref),
        numbered,
        &files,
        &book.reference.states,
    ))
}

/// Everything between texts that follow each other.
pub(super) fn view(shelf: &Shelf, readings: &[Reading], checked: &Checked) -> BetweenView {
    let recorded = checked.recorded.as_deref().map(|recorded| (&recorded.record, &recorded.progress));
    let pairs = readings.windows(2).filter_map(|pair| {
        let [old, new] = pair else { return None };
        Some(PairView {
            amendments: recorded
                .map(|(record, progress)| editions::amendments(record, progress, old, new))
                .unwrap_or_default(),
            ..editions::between(old, new)
        })
    });
    let pages = |edition: &Shelved| edition.manifest.site.keys().cloned().collect();
    BetweenView {
        editions: shelf
            .editions
            .iter()
            .zip(readings)
            .map(|(edition, reading)| (reading.name.clone(), pages(edition)))
            .collect(),
        pairs: pairs.collect(),
        histories: editions::histories(readings, recorded),
    }
}

/// Which part of the handbook is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent<'a> {
    /// All of it.
    Whole,
    /// One page, by path, address, number, title or code of the State.
    Page(&'a str),
    /// One paragraph, by anchor or by its number in one of the texts.
    Paragraph(&'a str),
}

/// What changed between two texts of the handbook in `root`, each an edition by its name, `latest`, or
/// `working`. The working text is read only where it is one of them.
///
/// # Errors
/// When a file cannot be read, or there is no such edition, page or paragraph.
pub fn diff(
    root: &Utf8Path,
    clock: &Clock,
    names: [&str; 2],
    extent: Extent<'_>,
) -> Result<Outcome<PairView>> {
    let mut outcome =
        Outcome { value: None, diagnostics: Vec::new(), refusals: Vec::new(), times: Vec::new() };
    let (shelf, refusals) = Shelf::load(root)?;
    if !refusals.is_empty() {
        outcome.refusals = refusals;
        return Ok(outcome);
    }
    let mut checked = None;
    let mut readings = Vec::new();
    for name in names {
        if name == WORKING {
            if checked.is_none() {
                let found = read(root, clock, Strictness::Draft)?;
                if found.errors() > 0 {
                    outcome.diagnostics = found.diagnostics;
                    return Ok(outcome);
                }
                checked = found.value;
            }
            if let Some(checked) = &checked {
                readings.push(working(checked, clock)?);
            }
            continue;
        }
        match edition(root, found(&shelf, name)?)? {
            Ok(reading) => readings.push(reading),
            Err(refusal) => outcome.refusals.push(refusal),
        }
    }
    let [old, new] = &readings[..] else { return Ok(outcome) };
    outcome.value = Some(narrowed(editions::between(old, new), old, new, extent)?);
    Ok(outcome)
}

fn found<'a>(shelf: &'a Shelf, name: &str) -> Result<&'a Shelved> {
    let found = match name {
        "latest" => shelf.current(),
        name => name.parse::<EditionId>().ok().and_then(|id| shelf.get(&id)),
    };
    found.ok_or_else(|| {
        let there: Vec<String> =
            shelf.editions.iter().map(|edition| edition.manifest.edition.to_string()).collect();
        let name = crate::diagnostic::visible(name);
        Error::usage(match there.is_empty() {
            true => format!(
                "there is no edition `{name}`: `{FOLDER}` holds none yet; `handbook release cut` makes one"
            ),
            false if shelf.current().is_none() => format!(
                "there is no edition `{name}`; there are {}, of which none is signed by enough persons, and `working` for the working text",
                there.join(", ")
            ),
            false => format!(
                "there is no edition `{name}`; there are {}, `latest`, and `working` for the working text",
                there.join(", ")
            ),
        })
    })
}

fn narrowed(pair: PairView, old: &Reading, new: &Reading, extent: Extent<'_>) -> Result<PairView> {
    match extent {
        Extent::Whole => Ok(pair),
        Extent::Page(wanted) => {
            let found = new.page(wanted).or_else(|| old.page(wanted)).ok_or_else(|| {
                Error::usage(format!(
                    "no page `{}` in either text; name it by its path (`annexes/xa.md`), its number or the code of its State",
                    crate::diagnostic::visible(wanted)
                ))
            })?;
            Ok(pair.only(|page| page.path == found))
        }
        Extent::Paragraph(wanted) => {
            let mut anchors: Vec<String> =
                [old, new].iter().filter_map(|text| text.paragraph(wanted)).collect();
            anchors.dedup();
            if anchors.is_empty() {
                return Err(Error::usage(format!(
                    "no paragraph `{}` in either text; name it by its number (`4.12`) or its anchor (`p-k7m2qv`)",
                    crate::diagnostic::visible(wanted)
                )));
            }
            let mut pair = pair.only(|page| page.units.iter().any(|unit| anchors.contains(&unit.anchor)));
            for page in &mut pair.pages {
                page.units.retain(|unit| anchors.contains(&unit.anchor));
                page.rest = None;
                page.cites.clear();
                page.left.clear();
                page.renumbered.retain(|row| anchors.iter().any(|anchor| row.anchors.contains(anchor)));
                page.counts = PageChanges::default().counts;
            }
            if let [before, then] = &anchors[..] {
                pair.note = namesakes(wanted, (old, before), (new, then));
            }
            Ok(pair)
        }
    }
}

/// That a number stands for one paragraph in the text before and for another one in the text after.
fn namesakes(wanted: &str, (old, before): (&Reading, &str), (new, then): (&Reading, &str)) -> String {
    let number = |text: &Reading, anchor: &str| {
        let unit = text.numbered.iter().find(|unit| unit.anchor == anchor);
        unit.map(|unit| unit.number.clone())
    };
    let now = number(new, before).map_or_else(|| "gone".to_owned(), |number| format!("now {number}"));
    let was = number(old, then).map_or_else(|| "added".to_owned(), |number| format!("before {number}"));
    format!(
        "{} names two paragraphs: in the text before {before}, {now}; in the text after {then}, {was}",
        crate::diagnostic::visible(wanted)
    )
}

/// What changed as one HTML file that stands alone and can be printed, in the handbook's theme.
///
/// # Errors
/// When a file of the theme cannot be read.
pub fn diff_file(root: &Utf8Path, pair: &PairView) -> Result<Outcome<String>> {
    let mut diagnostics = Vec::new();
    let config = config::load(root)?.drain_into(&mut diagnostics);
    let theme = Theme::load(&config)?.drain_into(&mut diagnostics);
    let value = match render::between_file(&theme, &config, pair) {
        Ok(html) => Some(html),
        Err(finding) => {
            diagnostics.push(finding);
            None
        }
    };
    Ok(Outcome { value, diagnostics, refusals: Vec::new(), times: Vec::new() })
}
