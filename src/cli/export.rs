//! `handbook export`.

use std::time::Instant;

use camino::Utf8Path;

use super::options::{ExportArguments, ExportChoice, FormatChoice};
use super::paint::shown;
use super::route::names;
use super::run::{Ending, Session};
use crate::error::{Error, Result};
use crate::fs;
use crate::pipeline::{self, StageTime, Strictness};
use crate::release::{Engine, Finished, Part, epub, one_file, pdf, zip};

/// Makes one form of the handbook and writes it.
pub(super) fn run(session: &Session<'_>, options: &ExportArguments) -> Result<Ending> {
    let out = session.out;
    let narrowed = options.chapter.is_some() || options.annex.is_some() || options.route.is_some();
    if narrowed && matches!(options.form, ExportChoice::Folder | ExportChoice::Zip) {
        return Err(Error::usage(
            "a folder or zip holds the whole handbook; --chapter, --annex and --route go with html-file, epub and pdf",
        ));
    }
    if options.route.is_some() && options.form == ExportChoice::Epub {
        return Err(Error::usage("routes are no part of an EPUB; --route goes with html-file and pdf"));
    }
    // What would stop the writing is said before the work.
    let engine = match options.form {
        ExportChoice::Pdf => Some(Engine::find(&std::env::var_os("PATH").unwrap_or_default())?),
        _ => None,
    };
    match options.form {
        ExportChoice::Folder if fs::exists(&options.output) && !fs::is_dir(&options.output) => {
            return Err(Error::usage(format!("`{}` is a file; name the folder to write", options.output)));
        }
        ExportChoice::Folder => {}
        _ => may_replace(&options.output, options)?,
    }
    let mut outcome = pipeline::ready(&session.common.root, &session.clock, Strictness::Draft)?;
    out.findings(&outcome);
    let Some(ready) = outcome.value.take() else {
        out.times(&outcome.times);
        return Ok(out.ending(&outcome));
    };
    let finished = Finished {
        site: &ready.site,
        book: &ready.checked.book,
        config: &ready.checked.config,
        clock: &session.clock,
    };
    if options.form == ExportChoice::Folder {
        apart(&options.output, &ready.checked.config.site_dir())?;
    }
    let part = part(&finished, options)?;
    let started = Instant::now();
    let bytes = match options.form {
        ExportChoice::Folder => None,
        ExportChoice::Zip => Some(zip(&finished)?),
        ExportChoice::HtmlFile => Some(one_file(&finished, &part)),
        ExportChoice::Epub => Some(epub(&finished, &part)?),
        ExportChoice::Pdf => engine.as_ref().map(|engine| pdf(&finished, &part, engine)).transpose()?,
    };
    let (size, files) = match &bytes {
        Some(bytes) => (bytes.len(), 1),
        None => (ready.site.iter().map(|(_, bytes)| bytes.len()).sum(), ready.site.len()),
    };
    if !options.dry_run {
        match &bytes {
            Some(bytes) => {
                fs::write_if_changed(&options.output, bytes)?;
            }
            None => {
                ready.site.write(&options.output)?;
            }
        }
    }
    outcome.times.push(StageTime { stage: "export", wall: started.elapsed() });
    out.times(&outcome.times);
    report(session, options, size, files);
    Ok(out.ending(&outcome))
}

fn report(session: &Session<'_>, options: &ExportArguments, size: usize, files: usize) {
    if session.out.format == FormatChoice::Json {
        let document = serde_json::json!({
            "path": options.output.as_str(),
            "bytes": size,
            "files": files,
            "written": !options.dry_run,
        });
        session.out.result(&format!("{document}\n"));
    } else if session.out.for_people() {
        let verb = if options.dry_run { "would write" } else { "wrote" };
        let path = shown(&options.output);
        let files = if files > 1 { format!(" in {files} files") } else { String::new() };
        session.out.result(&format!("{verb} `{path}`: {}{files}\n", amount(size)));
    }
}

/// A number of bytes for people: `4.21 MB`.
fn amount(bytes: usize) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..1_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{}.{:02} MB", bytes / 1_000_000, bytes % 1_000_000 / 10_000),
    }
}

fn part(finished: &Finished<'_>, options: &ExportArguments) -> Result<Part> {
    let reference = &finished.book.reference;
    if let Some(chapter) = &options.chapter {
        return Part::chapter(finished.book, chapter);
    }
    if let Some(annex) = &options.annex {
        return Part::annex(finished.book, annex);
    }
    let Some([from, to]) = options.route.as_deref() else { return Ok(Part::Whole) };
    let from = &names::state(reference, from)?.iso2;
    let to = &names::state(reference, to)?.iso2;
    let kind = options.kind.as_deref().map(|kind| names::kind(reference, kind)).transpose()?;
    Part::route(finished, from, to, kind.map(|kind| kind.id.as_str()))
}

/// That a folder is written outside of the published site, which has the editions as well.
///
/// # Errors
/// A usage error where it is the site, a folder in it or one around it.
fn apart(output: &Utf8Path, site: &Utf8Path) -> Result<()> {
    // What is not there yet has no full path: it is told by that of the nearest folder that is.
    let full = |path: &Utf8Path| {
        let near = path.ancestors().find(|near| fs::exists(near) && !near.as_str().is_empty());
        let near = near.unwrap_or(Utf8Path::new("."));
        let rest = path.strip_prefix(near).unwrap_or(path);
        fs::full_path(near).map(|full| full.join(rest))
    };
    let (output_full, site_full) = (full(output)?, full(site)?);
    if !output_full.starts_with(&site_full) && !site_full.starts_with(&output_full) {
        return Ok(());
    }
    Err(Error::usage(format!(
        "`{output}` is where `handbook build` keeps the published site with its editions; name a folder beside it"
    )))
}

/// Whether the file may be written: it is new, or an earlier export of this form.
///
/// # Errors
/// A usage error where it is a folder, or something else than this form would replace.
fn may_replace(path: &Utf8Path, options: &ExportArguments) -> Result<()> {
    if fs::is_dir(path) {
        return Err(Error::usage(format!(
            "`{path}` is a folder; name the file to write, for example `{path}/handbook{}`",
            ending(options.form)
        )));
    }
    if options.force || !fs::exists(path) {
        return Ok(());
    }
    let bytes = fs::read(path)?;
    let begins: &[u8] = match options.form {
        ExportChoice::Pdf => b"%PDF-",
        ExportChoice::HtmlFile => b"<!doctype html>",
        _ => b"PK\x03\x04",
    };
    if bytes.is_empty() || bytes.starts_with(begins) {
        return Ok(());
    }
    Err(Error::usage(format!(
        "`{path}` is there and is no earlier export of this form; choose another name, or replace it with --force"
    )))
}

const fn ending(form: ExportChoice) -> &'static str {
    match form {
        ExportChoice::Pdf => ".pdf",
        ExportChoice::HtmlFile => ".html",
        ExportChoice::Epub => ".epub",
        ExportChoice::Zip | ExportChoice::Folder => ".zip",
    }
}
