//! An edition is cut: the handbook checked, rendered as that edition, frozen.

use std::collections::BTreeMap;

use camino::Utf8Path;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::between;
use super::record::{Depth, Recorded, gone_through};
use super::road::{ANCHORS, Checked, Strictness, add_search, read, render_as};
use crate::amend::actions::{Desk, ReviewRequest, Transaction, draft_review, release};
use crate::amend::ledger::Subject;
use crate::amend::{
    AmendmentId, Decision, Digest, Event, PublicKey, Refusal, RefusalCode, SignedReview, SigningKey,
};
use crate::clock::{self, Clock};
use crate::config;
use crate::diagnostic::{Diagnostic, Severity, sort};
use crate::error::{Error, Result};
use crate::fs;
use crate::model::{BetweenView, EditionMark, Standing};
use crate::release::{
    self as editions, ADDRESSES, Addresses, Adoption, Carried, EXPORTS, EditionId, FOLDER, Finished,
    Freezing, Manifest, Numbered, Part, Reading, Renumbering, Shelf, Shelved, Verdict, Voice,
};
use crate::render::Rendering;

/// The packed site in the folder of an edition.
const ARCHIVE: &str = "site.zip";

/// What is to be cut, by whom and when.
#[derive(Clone, Copy, Debug)]
pub struct Cutting<'a> {
    /// Name of the edition.
    pub id: &'a EditionId,
    /// Keys of those who cut it; the first one keeps the ledger.
    pub keys: &'a [SigningKey],
    /// The moment, in whole seconds.
    pub now: Timestamp,
    /// Months after which the text is to be gone through again.
    pub review_months: u16,
    /// Consent of the other of Chair and chief editor, signed elsewhere: a review of each amendment.
    pub reviews: &'a [SignedReview],
    /// Whether one HTML file and an EPUB are frozen too, so that they can be verified.
    pub with_exports: bool,
}

/// An edition ready to be written.
#[derive(Clone, Debug)]
pub struct Cut {
    /// Files to write and to remove, those of the ledger included, by path from the handbook's folder.
    pub files: BTreeMap<String, Option<Vec<u8>>>,
    /// Its manifest.
    pub manifest: Manifest,
    /// What became of the numbered paragraphs, counted.
    pub paragraphs: BTreeMap<&'static str, usize>,
    /// The record with the edition in it; none while the handbook is founding.
    pub recorded: Option<Recorded>,
}

/// Why no edition was cut.
#[derive(Clone, Debug, Default)]
pub struct Reasons {
    /// Findings in the text.
    pub diagnostics: Vec<Diagnostic>,
    /// What the rules refuse.
    pub refusals: Vec<Refusal>,
}

impl From<Vec<Refusal>> for Reasons {
    fn from(refusals: Vec<Refusal>) -> Self {
        Self { diagnostics: Vec::new(), refusals }
    }
}

/// Puts an edition of the handbook in `root` together; writes nothing. The caller writes the files with
/// [`fs::commit`], all or none, and holds the record's lock since before.
///
/// # Errors
/// When a file that is there cannot be read. The inner result: every reason against the edition.
pub fn cut(root: &Utf8Path, cutting: Cutting<'_>) -> Result<std::result::Result<Cut, Reasons>> {
    match gone_through(root, Depth::Proof, &[])? {
        None => cut_from(root, cutting, None),
        Some(Ok(recorded)) => cut_from(root, cutting, Some(recorded)),
        Some(Err(refusals)) => Ok(Err(refusals.into())),
    }
}

/// As [`cut`], from a record that is known to be proved.
pub(super) fn cut_from(
    root: &Utf8Path,
    cutting: Cutting<'_>,
    recorded: Option<Recorded>,
) -> Result<std::result::Result<Cut, Reasons>> {
    let today = jiff::tz::Offset::UTC.to_datetime(cutting.now).date();
    let clock = Clock::at(today);
    let outcome = read(root, &clock, Strictness::Full)?;
    let mut reasons = Reasons { diagnostics: outcome.diagnostics, refusals: Vec::new() };
    let Some(mut checked) = outcome.value.filter(|checked| checked.config.is_handbook()) else {
        return Err(Error::usage("this is no handbook's folder; go to one or name it with `-C FOLDER`"));
    };
    let (shelf, refusals) = Shelf::load(root)?;
    reasons.refusals.extend(refusals);
    reasons.refusals.extend(changed(root, &shelf)?);
    let is_whole = reasons.refusals.is_empty();
    let listed = addresses(root)?;
    reasons.refusals.extend(listed.taken_away(&shelf));
    let both = recorded.as_ref().map(|recorded| (&recorded.record, &recorded.progress));
    let mut publics: Vec<_> = cutting.keys.iter().map(SigningKey::public).collect();
    if let Some(recorded) = recorded.as_ref().filter(|_| !cutting.id.is_draft()) {
        publics.extend(consenting(recorded, &cutting));
    }
    let anchors = checked.anchors_text.text().to_owned();
    reasons.refusals.extend(editions::reasons(cutting.id, &shelf, both, &anchors, &publics, cutting.now));
    let errors = count(&reasons.diagnostics);
    if errors > 0 {
        reasons.refusals.push(unclean(errors));
    }
    if !reasons.refusals.is_empty() || !listed.is_all_of(&shelf) {
        // Addresses that lead nowhere are told with everything else, where there are pages to ask.
        if errors == 0 && is_whole {
            checked.record = recorded.as_ref().map(|recorded| recorded.view(&clock));
            let rendering = render_as(&checked, &clock, None)?.drain_into(&mut reasons.diagnostics);
            let archives = archives(root, &shelf)?;
            reasons.refusals.extend(Editions::of(shelf, archives, listed).lost(rendering, &checked));
        }
        return Ok(Err(reasons));
    }
    let (published, adopted) = match &recorded {
        Some(recorded) if !cutting.id.is_draft() => adopted(recorded, &shelf),
        _ => (Vec::new(), None),
    };
    let (recorded, mut files) = match recorded {
        Some(recorded) if !published.is_empty() => match publish(&recorded, &cutting, &published) {
            Ok(transaction) => {
                let Transaction { record, progress, files, .. } = transaction;
                (Some(Recorded { record, progress }), files)
            }
            Err(refusals) => return Ok(Err(refusals.into())),
        },
        recorded => (recorded, BTreeMap::new()),
    };
    checked.record = recorded.as_ref().map(|recorded| recorded.view(&clock));
    let mark = EditionMark {
        id: cutting.id.to_string(),
        standing: if cutting.id.is_draft() { Standing::Draft } else { Standing::Adopted },
        date: clock::long(adopted.unwrap_or(today)),
        between: None,
        editions: Vec::new(),
    };
    // Citations copied from a frozen page name the frozen page.
    let site_url = checked.config.site_url.clone();
    checked.config.site_url = site_url.as_ref().map(|url| format!("{url}e/{}/", cutting.id));
    let mut rendering = render_as(&checked, &clock, Some(&mark))?.drain_into(&mut reasons.diagnostics);
    let errors = count(&reasons.diagnostics);
    if errors > 0 {
        sort(&mut reasons.diagnostics);
        reasons.refusals.push(unclean(errors));
        return Ok(Err(reasons));
    }
    add_search(&mut rendering.site, &checked)?;
    let mut exports = BTreeMap::new();
    if cutting.with_exports {
        let (site, book, config) = (&rendering.site, &checked.book, &checked.config);
        let finished = Finished { site, book, config, clock: &clock };
        let name = config.handbook.as_ref().map_or("handbook", |handbook| &handbook.id);
        let whole = Part::Whole;
        exports.insert(format!("{name}-{}.html", cutting.id), editions::one_file(&finished, &whole));
        exports.insert(format!("{name}-{}.epub", cutting.id), editions::epub(&finished, &whole)?);
    }
    let numbered = Numbered::of(&checked.book, &anchors);
    let before = shelf.newest().map(Shelved::numbered).unwrap_or_default();
    let renumbering = Renumbering::between(&before, &numbered);
    let texts = texts_on_disk(root, &checked)?;
    let words = mark.words();
    let note = rendering.words.edition_page("copy", &[&words]);
    let freezing = Freezing {
        id: cutting.id.clone(),
        handbook: checked.config.handbook.as_ref().map_or("handbook", |handbook| &handbook.id),
        recorded: recorded.as_ref().map(|recorded| (&recorded.record, &recorded.progress)),
        changelog: editions::changelog(
            &words,
            &published,
            checked.record.as_ref(),
            &checked.book.reference.states,
            &renumbering,
        ),
        published,
        adopted,
        now: cutting.now,
        review_by: review_by(today, cutting.review_months),
        texts: &texts,
        site: &rendering.site,
        exports: &exports,
        site_url: site_url.as_deref(),
        note: &note,
        numbered: &numbered,
        shelf: &shelf,
        keys: cutting.keys,
    };
    let frozen = match editions::freeze(&freezing)? {
        Ok(frozen) => frozen,
        Err(refusal) => return Ok(Err(vec![refusal].into())),
    };
    let mut archives = archives(root, &shelf)?;
    let own = frozen.files.get(&format!("{FOLDER}/{}/{ARCHIVE}", cutting.id));
    archives.push(own.cloned().flatten().unwrap_or_default());
    let with_it = Shelf { editions: shelf.editions.iter().cloned().chain([frozen.shelved]).collect() };
    let addresses = listed.and(&Addresses::of(&with_it));
    files.extend(frozen.files);
    files.insert(ADDRESSES.to_owned(), Some(addresses.write().into_bytes()));
    checked.config.site_url = site_url;
    let lost = Editions::of(with_it, archives, addresses).lost(rendering, &checked);
    if !lost.is_empty() {
        return Ok(Err(Reasons { diagnostics: reasons.diagnostics, refusals: lost }));
    }
    Ok(Ok(Cut { files, manifest: frozen.manifest, paragraphs: renumbering.counts(), recorded }))
}

fn count(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|finding| finding.severity == Severity::Error).count()
}

fn unclean(errors: usize) -> Refusal {
    Refusal::new(
        RefusalCode::R0156,
        format!("the text has {errors} {}", if errors == 1 { "error" } else { "errors" }),
        "correct what `handbook check` names; what is frozen stays for ever",
    )
}

fn review_by(today: Date, months: u16) -> Date {
    today.checked_add(i64::from(months).months()).unwrap_or(Date::MAX)
}

/// What an edition publishes, and the day of the adoption.
fn adopted(recorded: &Recorded, shelf: &Shelf) -> (Vec<editions::Published>, Option<Date>) {
    let (record, progress) = (&recorded.record, &recorded.progress);
    let before = shelf.newest().and_then(|edition| edition.manifest.ledger).map_or(0, |(seq, _)| seq);
    let adoption = Adoption::after(record, progress, before);
    (editions::published(record, progress), adoption.map(|adoption| adoption.day))
}

/// Amendments that an edition cut now would publish, to whose publication consent can be signed elsewhere.
#[must_use]
pub fn to_publish(recorded: &Recorded) -> Vec<AmendmentId> {
    let published = editions::published(&recorded.record, &recorded.progress);
    published.iter().filter_map(|one| one.id.parse().ok()).collect()
}

/// Keys with which the publication of every amendment in the edition was consented to elsewhere.
fn consenting(recorded: &Recorded, cutting: &Cutting<'_>) -> Vec<PublicKey> {
    let ids = to_publish(recorded);
    let edition = cutting.id.to_string();
    let consents = |key: &PublicKey, id: &AmendmentId| {
        cutting.reviews.iter().any(|review| {
            let said = &review.review;
            review.signer.as_ref() == Ok(key)
                && said.subject.amendment() == Some(id)
                && said.event == Event::Release
                && said.decision == Decision::Approve
                && said.refers.as_deref() == Some(&edition)
        })
    };
    let mut keys: Vec<PublicKey> = Vec::new();
    for key in cutting.reviews.iter().filter_map(|review| review.signer.as_ref().ok()) {
        if !keys.contains(key) && !ids.is_empty() && ids.iter().all(|id| consents(key, id)) {
            keys.push(key.clone());
        }
    }
    keys
}

/// Records that the amendments are in the edition; the other persons' consent is signed with their
/// keys.
fn publish(
    recorded: &Recorded,
    cutting: &Cutting<'_>,
    published: &[editions::Published],
) -> std::result::Result<Transaction, Vec<Refusal>> {
    let (record, progress) = (&recorded.record, &recorded.progress);
    let person = |key: &SigningKey| {
        let holder = progress.registry.holder(&key.public());
        holder.map(|(person, _)| person.id.as_str()).unwrap_or_default()
    };
    let ids: Vec<AmendmentId> = published.iter().filter_map(|one| one.id.parse().ok()).collect();
    let edition = cutting.id.to_string();
    let Some((first, others)) = cutting.keys.split_first() else { return Err(Vec::new()) };
    let mut reviews: Vec<SignedReview> = cutting.reviews.to_vec();
    for key in others {
        for id in &ids {
            let request = ReviewRequest {
                event: Event::Release,
                subject: Subject::Amendment(id.clone()),
                reviewer: person(key),
                decision: Decision::Approve,
                ground: None,
                refers: Some(edition.clone()),
                file: None,
                comment: "",
                created: cutting.now,
            };
            let review = draft_review(record, progress, request)?;
            reviews.push(review.sign(key, &record.handbook).map_err(|fault| vec![fault.refusal()])?);
        }
    }
    let desk = Desk { record, progress, actor: person(first), key: first, now: cutting.now };
    release(&desk, &ids, &edition, &reviews)
}

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

fn changed(root: &Utf8Path, shelf: &Shelf) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    for edition in &shelf.editions {
        refusals.extend(altered(edition, &on_shelf(root, edition)?));
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
    /// Reads them; the inner result is what speaks against one.
    pub(super) fn load(root: &Utf8Path) -> Result<std::result::Result<Self, Vec<Refusal>>> {
        let (shelf, refusals) = Shelf::load(root)?;
        if !refusals.is_empty() {
            return Ok(Err(refusals));
        }
        let archives = archives(root, &shelf)?;
        let mut offered = Vec::new();
        for (edition, archive) in shelf.editions.iter().zip(&archives) {
            let mut files = BTreeMap::new();
            // An archive that cannot be read is refused where it is placed.
            files
                .insert(editions::zip_name(edition), editions::carried(edition, archive).unwrap_or_default());
            let listed = edition.manifest.files.keys();
            for name in listed.filter_map(|path| path.strip_prefix(EXPORTS)) {
                let path = root.join(edition.folder()).join(EXPORTS).join(name);
                if fs::exists(&path) {
                    files.insert(name.to_owned(), fs::read(&path)?);
                }
            }
            offered.push(files);
        }
        Ok(Ok(Self { offered, ..Self::of(shelf, archives, addresses(root)?) }))
    }

    /// Editions of which nothing is offered and nothing compared.
    const fn of(shelf: Shelf, archives: Vec<Vec<u8>>, addresses: Addresses) -> Self {
        Self { shelf, archives, readings: Vec::new(), offered: Vec::new(), addresses }
    }

    /// The addresses that would lead nowhere if they were published beside a text that is rendered so: what
    /// [`Self::place`] refuses, but for lines that are missing in the list, which the list alone tells.
    fn lost(&self, mut rendering: Rendering, checked: &Checked) -> Vec<Refusal> {
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
        let current = self.shelf.current()?;
        let id = current.manifest.edition.to_string();
        let editions = if beside { editions::listing(&self.shelf, &self.offered) } else { Vec::new() };
        Some(EditionMark { id, standing: Standing::Working, date: clock.long(), editions, between: None })
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
fn archives(root: &Utf8Path, shelf: &Shelf) -> Result<Vec<Vec<u8>>> {
    let read = |edition: &Shelved| {
        let path = root.join(edition.folder()).join(ARCHIVE);
        if fs::exists(&path) { fs::read(&path) } else { Ok(Vec::new()) }
    };
    shelf.editions.iter().map(read).collect()
}

/// The list of addresses of the handbook in `root`; an empty one where there is none.
fn addresses(root: &Utf8Path) -> Result<Addresses> {
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

/// What speaks against an edition on the shelf.
fn on_shelf(root: &Utf8Path, edition: &Shelved) -> Result<Verdict> {
    let carried = folder(&root.join(edition.folder()))?;
    Ok(editions::verify(&carried, edition.manifest.root(), None))
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

/// The files of a folder, hidden ones too.
fn folder(path: &Utf8Path) -> Result<Carried> {
    fs::walk_all(path)?.into_iter().map(|file| Ok((file.to_string(), fs::read(&path.join(&file))?))).collect()
}

/// Statements that withdraw editions, found beside and in a copy: the files `ID.withdrawal` next to it, in
/// it, and those that an edition cut later took along.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn statements(path: &Utf8Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let folders =
        [path.parent(), Some(path), Some(&path.join("withdrawn"))].map(|one| one.map(Utf8Path::to_owned));
    for folder in folders.into_iter().flatten() {
        let folder = if folder.as_str().is_empty() { Utf8Path::new(".").to_owned() } else { folder };
        if !fs::is_dir(&folder) {
            continue;
        }
        for name in fs::names(&folder)?.into_iter().filter(|name| name.ends_with(".withdrawal")) {
            found.push(String::from_utf8_lossy(&fs::read(&folder.join(name))?).into_owned());
        }
    }
    Ok(found)
}

/// Verifies a copy of an edition, or one file of it, against a root fingerprint. Nothing outside the
/// copy is asked; for one file the folders above it are, up to the one with the manifest.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn verify(path: &Utf8Path, root: Digest, newest: Option<&Utf8Path>) -> Result<Verdict> {
    if fs::is_dir(path) {
        return Ok(editions::verify(&folder(path)?, root, None));
    }
    let bytes = fs::read(path)?;
    if bytes.starts_with(b"PK") {
        match editions::carried_zip(&bytes) {
            Ok(carried) if carried.contains_key("manifest") => {
                return Ok(editions::verify(&carried, root, None));
            }
            Err(words) if beside(path).is_none() => return Ok(Verdict::damaged(path.as_str(), &words)),
            _ => {}
        }
    }
    let Some((folder, name)) = beside(path) else {
        return match newest {
            Some(newest) => exported(path, bytes, root, newest),
            None => Ok(editions::verify(&Carried::new(), root, None)),
        };
    };
    let mut carried = Carried::from([(name.clone(), bytes)]);
    for file in ["manifest", "manifest.sigs"] {
        if fs::exists(&folder.join(file)) {
            carried.insert(file.to_owned(), fs::read(&folder.join(file))?);
        }
    }
    Ok(editions::verify(&carried, root, Some(&name)))
}

/// Verifies one file by itself, which carries no manifest: by the folders of editions that are shown, the
/// one named and those beside it.
fn exported(path: &Utf8Path, bytes: Vec<u8>, root: Digest, newest: &Utf8Path) -> Result<Verdict> {
    let mut folders = vec![newest.to_owned()];
    if let Some(parent) = newest.parent().filter(|_| fs::is_dir(newest)) {
        let parent = if parent.as_str().is_empty() { Utf8Path::new(".") } else { parent };
        folders.extend(fs::names(parent)?.into_iter().map(|name| parent.join(name)));
    }
    for folder in folders.iter().filter(|folder| fs::exists(&folder.join("manifest"))) {
        let text = String::from_utf8_lossy(&fs::read(&folder.join("manifest"))?).into_owned();
        let Ok(manifest) = Manifest::read("manifest", &text) else { continue };
        let listed = editions::Listed::of(&bytes);
        let mut exports = manifest.files.iter().filter(|(name, _)| name.starts_with(EXPORTS));
        let Some((name, _)) = exports.find(|(_, file)| **file == listed) else { continue };
        let mut carried = Carried::from([(name.clone(), bytes), ("manifest".to_owned(), text.into_bytes())]);
        let signatures = folder.join("manifest.sigs");
        if fs::exists(&signatures) {
            carried.insert("manifest.sigs".to_owned(), fs::read(&signatures)?);
        }
        return Ok(editions::verify(&carried, root, Some(name)));
    }
    let words =
        "none of the editions that were shown lists this file: it was altered, or made apart from them";
    Ok(Verdict::damaged(path.as_str(), words))
}

/// The nearest folder above a file that has a manifest, and the file's path in it.
fn beside(path: &Utf8Path) -> Option<(&Utf8Path, String)> {
    let found = path.ancestors().skip(1).find(|folder| fs::exists(&folder.join("manifest")))?;
    Some((found, path.strip_prefix(found).ok()?.as_str().replace('\\', "/")))
}
