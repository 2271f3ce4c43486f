//! A demonstration: a copy of a handbook with an invented record and two editions cut from it.

use std::collections::BTreeMap;

use camino::Utf8Path;
use jiff::{Timestamp, ToSpan as _};

use super::record::Recorded;
use super::release::{Cutting, Reasons, cut_from};
use crate::amend::demo::{Demonstration, KEYS};
use crate::amend::record::Files;
use crate::config::Config;
use crate::error::Result;
use crate::fs;
use crate::release::EditionId;

/// Editions that a demonstration has.
const EDITIONS: u8 = 2;
/// Months after which the text of one is to be gone through again.
const REVIEW_MONTHS: u16 = 12;

/// Writes a demonstration into `folder`, which must not be there: the handbook's `text`, what else
/// belongs to it, the invented record and the editions. Gives the number of its files. The same input
/// gives the same bytes.
///
/// # Errors
/// Where the disk refuses. The inner result: everything against the record or an edition; then the
/// folder is not left behind.
pub fn demo(
    config: &Config,
    text: Files,
    more: &BTreeMap<String, Vec<u8>>,
    folder: &Utf8Path,
    now: Timestamp,
) -> Result<std::result::Result<usize, Reasons>> {
    let played = play(config, text, more, folder, now);
    if !matches!(played, Ok(Ok(_))) {
        fs::remove_dir_all(folder)?;
    }
    played
}

fn play(
    config: &Config,
    text: Files,
    more: &BTreeMap<String, Vec<u8>>,
    folder: &Utf8Path,
    now: Timestamp,
) -> Result<std::result::Result<usize, Reasons>> {
    let mut demo = match Demonstration::begin(config.clone(), text, now) {
        Ok(demo) => demo,
        Err(refusals) => return Ok(Err(refusals.into())),
    };
    write(folder, more)?;
    for number in 1..=EDITIONS {
        if let Err(refusals) = demo.to_edition(number) {
            return Ok(Err(refusals.into()));
        }
        write(folder, &demo.files())?;
        if let Err(reasons) = edition(&mut demo, folder, number)? {
            return Ok(Err(reasons));
        }
    }
    if let Err(refusals) = demo.to_the_end() {
        return Ok(Err(refusals.into()));
    }
    let files = demo.files();
    write(folder, &files)?;
    Ok(Ok(files.len() + more.len()))
}

/// The Chair and the chief editor cut an edition a day after the adoption.
fn edition(
    demo: &mut Demonstration,
    folder: &Utf8Path,
    number: u8,
) -> Result<std::result::Result<(), Reasons>> {
    let play = demo.play();
    let Ok(id) = demo.edition(number).parse::<EditionId>() else { return Ok(Ok(())) };
    let keys = ["chair", "chief-editor"].map(|person| play.people.key(person));
    let now = play.now.checked_add(24.hours()).unwrap_or(play.now);
    let cutting = Cutting {
        id: &id,
        keys: &keys,
        now,
        review_months: REVIEW_MONTHS,
        reviews: &[],
        with_exports: false,
        engine: None,
    };
    let recorded = Recorded { record: play.record.clone(), progress: play.progress.clone() };
    let cut = match cut_from(folder, cutting, Some(recorded))? {
        Ok(cut) => cut,
        Err(reasons) => return Ok(Err(reasons)),
    };
    if let Some(recorded) = cut.recorded {
        demo.play_mut().go_on(recorded.record, recorded.progress, cut.files);
    }
    write(folder, &demo.files())?;
    Ok(Ok(()))
}

fn write(folder: &Utf8Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    for (path, bytes) in files {
        let is_secret = path.starts_with(KEYS) && !path.ends_with(".pub") && !path.ends_with(".md");
        let path = folder.join(path);
        if fs::exists(&path) && fs::read(&path)? == *bytes {
            continue;
        }
        if is_secret { fs::write_private(&path, bytes)? } else { fs::write_atomic(&path, bytes)? }
    }
    Ok(())
}
