//! The editions of a handbook on the way to a site: read, compared, laid beside the working text.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::between;
use super::road::{ANCHORS, Checked};
use super::verify::folder;
use crate::amend::{Refusal, RefusalCode};
use crate::clock::Clock;
use crate::config;
use crate::error::Result;
use crate::fs;
use crate::model::{BetweenView, EditionMark, Standing};
use crate::release::{
    self as editions, ADDRESSES, Addresses, Carried, EXPORTS, EditionId, Numbered, Reading, Seal, Shelf,
    Shelved, Verdict, Voice,
};
use crate::render::Rendering;

/// The packed site in the folder of an edition.
pub(super) const ARCHIVE: &str = "site.zip";

/// Files by path from the handbook's folder.
type Files = BTreeMap<String, Vec<u8>>;

/// Text and data as they lie in the handbook's folder.
pub(super) fn texts_on_disk(root: &Utf8Path, checked: &Checked) -> Result<BTreeMap<String, Vec<u8>>> {
    let source = &checked.config.src;
    let mut texts = BTreeMap::new();
    for path in fs::walk(&checked.config.source_dir())? {
        let path = source.join(path);
        texts.insert(path.to_string(), fs::read(&root.join(&path))?);
    }
    for path in [ANCHORS, config::FILE] {
        if fs::exists(&root.join(path)) {
            texts.insert(path.to_owned(), fs::read(&root.join(path))?);
        }
    }
    Ok(texts)
}

/// Everything against the editions of the handbook in `root`: each must be as it was frozen.
pub(super) fn shelf_faults(root: &Utf8Path) -> Result<Vec<Refusal>> {
    let (shelf, mut refusals) = Shelf::load(root)?;
    refusals.extend(changed(root, &shelf)?);
    Ok(refusals)
}

pub(super) fn changed(root: &Utf8Path, shelf: &Shelf) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    for edition in &shelf.editions {
        let (files, strange) = folder(&root.join(edition.folder()))?;
        refusals.extend(altered(edition, &on_shelf(edition, &files, &strange)));
    }
    Ok(refusals)
}

/// The editions of a handbook with their packed sites.
pub(super) struct Editions {
    shelf: Shelf,
    archives: Vec<Vec<u8>>,
    /// The same texts taken apart, and the working text after them; none where they are not compared.
    readings: Vec<Reading>,
    /// What is offered of each to take away, by file name.
    offered: Vec<BTreeMap<String, Vec<u8>>>,
    addresses: Addresses,
}

impl Editions {
    /// Reads them; the inner result is what speaks against one. Nothing is taken from a folder in which a
    /// file is not as it was frozen.
    pub(super) fn load(root: &Utf8Path) -> Result<std::result::Result<Self, Vec<Refusal>>> {
        let (shelf, mut refusals) = Shelf::load(root)?;
        let (mut archives, mut offered) = (Vec::new(), Vec::new());
        for edition in &shelf.editions {
            let (mut frozen, strange) = folder(&root.join(edition.folder()))?;
            refusals.extend(altered(edition, &on_shelf(edition, &frozen, &strange)));
            let archive = frozen.remove(ARCHIVE).unwrap_or_default();
            let mut files = BTreeMap::new();
            // An archive that cannot be read is refused where it is placed.
            files.insert(
                editions::zip_name(edition),
                editions::carried(edition, &archive).unwrap_or_default(),
            );
            archives.push(archive);
            let exports = frozen.into_iter();
            files.extend(
                exports.filter_map(|(path, bytes)| Some((path.strip_prefix(EXPORTS)?.to_owned(), bytes))),
            );
            offered.push(files);
        }
        if !refusals.is_empty() {
            return Ok(Err(refusals));
        }
        Ok(Ok(Self { offered, ..Self::of(shelf, archives, addresses(root)?) }))
    }

    /// Editions of which nothing is offered and nothing compared.
    pub(super) const fn of(shelf: Shelf, archives: Vec<Vec<u8>>, addresses: Addresses) -> Self {
        Self { shelf, archives, readings: Vec::new(), offered: Vec::new(), addresses }
    }

    /// The addresses that would lead nowhere if they were published beside a text that is rendered so: what
    /// [`Self::place`] refuses, but for lines that are missing in the list, which the list alone tells.
    pub(super) fn lost(&self, mut rendering: Rendering, checked: &Checked) -> Vec<Refusal> {
        let mut refusals = self.place(&mut rendering, checked).err().unwrap_or_default();
        refusals.retain(|refusal| refusal.code != RefusalCode::R0164);
        refusals
    }

    /// Whether there is none.
    pub(super) const fn is_empty(&self) -> bool {
        self.shelf.editions.is_empty()
    }

    /// Compares them with each other and with the working text; the inner result is what speaks against
    /// one.
    pub(super) fn compare(
        &mut self,
        checked: &Checked,
        clock: &Clock,
    ) -> Result<std::result::Result<Option<BetweenView>, Vec<Refusal>>> {
        if self.shelf.editions.is_empty() {
            return Ok(Ok(None));
        }
        for shelved in &self.shelf.editions {
            match between::edition(&checked.config.root, shelved)? {
                Ok(reading) => self.readings.push(reading),
                Err(refusal) => return Ok(Err(vec![refusal])),
            }
        }
        self.readings.push(between::working(checked, clock)?);
        Ok(Ok(Some(between::view(&self.shelf, &self.readings, checked))))
    }

    /// What pages of the working text say beside them; nothing where there is no edition. `beside` says
    /// whether the site carries them.
    pub(super) fn working(&self, clock: &Clock, beside: bool) -> Option<EditionMark> {
        let current = self.shelf.current().or_else(|| self.shelf.newest())?;
        let id = current.manifest.edition.to_string();
        let editions = if beside { editions::listing(&self.shelf, &self.offered) } else { Vec::new() };
        Some(EditionMark {
            id,
            standing: Standing::Working,
            date: clock.long(),
            colophon: None,
            between: None,
            editions,
        })
    }

    /// Adds them to a site, and what it takes that every address ever published leads somewhere.
    pub(super) fn place(
        &self,
        rendering: &mut Rendering,
        checked: &Checked,
    ) -> std::result::Result<(), Vec<Refusal>> {
        let Rendering { site, words, .. } = rendering;
        editions::place(site, &self.shelf, &self.archives, &self.offered, &self.readings, words)?;
        let working = Numbered::of(&checked.book, checked.anchors_text.text());
        let site_url = checked.config.site_url.as_deref();
        let voice = Voice { words, language: &checked.config.language, book: &checked.config.title };
        editions::keep(site, &self.shelf, &self.addresses, &working, site_url, voice)
    }
}

/// The packed site of each edition, in the order of the shelf; nothing in the place of one that is missing.
pub(super) fn archives(root: &Utf8Path, shelf: &Shelf) -> Result<Vec<Vec<u8>>> {
    let read = |edition: &Shelved| {
        let path = root.join(edition.folder()).join(ARCHIVE);
        if fs::exists(&path) { fs::read(&path) } else { Ok(Vec::new()) }
    };
    shelf.editions.iter().map(read).collect()
}

/// The list of addresses of the handbook in `root`; an empty one where there is none.
pub(super) fn addresses(root: &Utf8Path) -> Result<Addresses> {
    let path = root.join(ADDRESSES);
    if !fs::exists(&path) {
        return Ok(Addresses::default());
    }
    Ok(Addresses::parse(&String::from_utf8_lossy(&fs::read(&path)?)))
}

/// The text of the list of addresses with every address of the editions in `root`; `None` where it has
/// them all.
///
/// # Errors
/// When a file that is there cannot be read. The inner result: what speaks against an edition.
pub fn addresses_again(root: &Utf8Path) -> Result<std::result::Result<Option<String>, Vec<Refusal>>> {
    let (shelf, refusals) = Shelf::load(root)?;
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    let list = addresses(root)?;
    Ok(Ok(list.taken_away(&shelf).map(|_| list.and(&Addresses::of(&shelf)).write())))
}

/// The files to write where the edition `id` in `root` gets these `signatures`: the signatures, and the list of
/// addresses, to which an edition that is now signed by enough persons brings those at `latest/`.
///
/// # Errors
/// When a file that is there cannot be read. The inner result: what speaks against an edition.
pub fn with_signatures(
    root: &Utf8Path,
    id: &EditionId,
    signatures: String,
) -> Result<std::result::Result<Files, Vec<Refusal>>> {
    let (mut shelf, refusals) = Shelf::load(root)?;
    if !refusals.is_empty() {
        return Ok(Err(refusals));
    }
    let mut files = BTreeMap::new();
    for edition in shelf.editions.iter_mut().filter(|edition| edition.manifest.edition == *id) {
        edition.seal = Seal::read(&edition.manifest, &edition.text, &signatures);
        edition.signatures.clone_from(&signatures);
        let path = format!("{}/manifest.sigs", edition.folder());
        files.insert(path, signatures.clone().into_bytes());
    }
    let list = addresses(root)?;
    if list.taken_away(&shelf).is_some() {
        let all = list.and(&Addresses::of(&shelf));
        files.insert(ADDRESSES.to_owned(), all.write().into_bytes());
    }
    Ok(Ok(files))
}

/// The editions in `root` that too few persons have signed, so that they are not valid yet.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn awaiting(root: &Utf8Path) -> Result<Vec<Shelved>> {
    let (shelf, _) = Shelf::load(root)?;
    Ok(shelf.editions.into_iter().filter(|edition| !edition.is_signed()).collect())
}

/// What speaks against an edition on the shelf.
fn on_shelf(edition: &Shelved, files: &Carried, strange: &[String]) -> Verdict {
    editions::verify(files, edition.manifest.root(), None).with_strange(strange)
}

fn altered(edition: &Shelved, verdict: &Verdict) -> Vec<Refusal> {
    let about = |fault: &editions::Fault| {
        Refusal::new(
            RefusalCode::R0161,
            format!("the edition {} was altered: {} {}", edition.manifest.edition, fault.path, fault.kind),
            "restore the folder `editions` from a copy that you trust",
        )
        .in_file(&edition.folder())
    };
    // Signatures may still be awaited.
    let faults = verdict.faults.iter().filter(|fault| fault.kind != editions::FaultKind::Unsigned);
    faults.map(about).collect()
}
