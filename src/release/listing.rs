//! What the list of editions shows of each, and the zip of each to take away.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipArchive, ZipWriter};

use super::{Shelf, Shelved};
use crate::amend::Digest;
use crate::error::{Error, Result};
use crate::model::{EditionView, PublishedView};

/// Name of the zip of an edition, below `e/` in the site.
#[must_use]
pub fn zip_name(edition: &Shelved) -> String {
    format!("{}.zip", edition.manifest.edition)
}

/// Where the changelog of an edition stands in the site.
pub(super) fn changelog_path(edition: &Shelved) -> String {
    format!("e/{}-changelog.txt", edition.manifest.edition)
}

/// The site of an edition with its manifest and signatures, below one folder: what `verify` proves by
/// itself. The packed bytes of `archive`, its `site.zip`, are taken as they are.
///
/// # Errors
/// Where the archive cannot be read.
pub fn carried(edition: &Shelved, archive: &[u8]) -> Result<Vec<u8>> {
    let folder = format!("{}-{}", edition.manifest.handbook, edition.manifest.edition);
    let refused =
        |error: zip::result::ZipError| Error::file("pack", zip_name(edition), std::io::Error::other(error));
    let mut site = ZipArchive::new(Cursor::new(archive)).map_err(refused)?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(archive.len())));
    for index in 0..site.len() {
        let file = site.by_index_raw(index).map_err(refused)?;
        let name = file.name().map_err(refused)?.into_owned();
        zip.raw_copy_file_rename(file, format!("{folder}/{name}")).map_err(refused)?;
    }
    let options =
        SimpleFileOptions::default().last_modified_time(DateTime::default()).unix_permissions(0o644);
    for (name, text) in [("manifest", &edition.text), ("manifest.sigs", &edition.signatures)] {
        let put = zip.start_file(format!("{folder}/{name}"), options);
        put.and_then(|()| zip.write_all(text.as_bytes()).map_err(Into::into)).map_err(refused)?;
    }
    zip.finish().map(Cursor::into_inner).map_err(refused)
}

/// What is shown of every edition, the newest first; `offered` is what there is of each to take
/// away, by file name, in the order of the shelf.
#[must_use]
pub fn listing(shelf: &Shelf, offered: &[BTreeMap<String, Vec<u8>>]) -> Vec<EditionView> {
    let current = shelf.current().map(|edition| edition.manifest.serial);
    let views = shelf.editions.iter().zip(offered).map(|(edition, files)| view(edition, files, current));
    let mut views: Vec<EditionView> = views.collect();
    views.reverse();
    views
}

fn view(edition: &Shelved, offered: &BTreeMap<String, Vec<u8>>, current: Option<u64>) -> EditionView {
    let manifest = &edition.manifest;
    let own = zip_name(edition);
    let zip = offered.get(&own).map(Vec::as_slice).unwrap_or_default();
    let exports = offered.iter().filter(|(name, _)| **name != own);
    let withdrawn = edition.withdrawn().map(|notice| &notice.withdrawal);
    let amendments = manifest.amendments.iter().map(|one| PublishedView {
        id: one.id.clone(),
        docket: one.docket.clone(),
        state: one.state.clone(),
        title: one.title.clone(),
    });
    let paragraphs = edition.renumbering.counts().into_iter();
    EditionView {
        id: manifest.edition.to_string(),
        draft: manifest.edition.is_draft(),
        status: super::place::status(edition, current),
        latest: current == Some(manifest.serial),
        date: edition.day().to_string(),
        cut: manifest.cut.to_string(),
        review_by: manifest.review_by.to_string(),
        serial: manifest.serial,
        withdrawn: withdrawn.map(|one| (one.day().to_string(), one.reason.clone())),
        signers: edition.seal.persons.iter().cloned().collect(),
        threshold: manifest.threshold,
        missing: edition.missing(),
        manifest: Digest::of(&edition.text).to_string(),
        root: manifest.root().to_string(),
        href: format!("e/{}/index.html", manifest.edition),
        zip: (format!("e/{own}"), zip.len(), Digest::of(zip).to_string()),
        exports: exports.map(|(name, bytes)| (format!("e/{name}"), bytes.len())).collect(),
        changelog: changelog_path(edition),
        amendments: amendments.collect(),
        paragraphs: paragraphs.map(|(word, count)| (word.to_owned(), count)).collect(),
    }
}
