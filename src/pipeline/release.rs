//! An edition is cut: the handbook checked, rendered as that edition, frozen.

use std::collections::BTreeMap;

use camino::Utf8Path;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::record::{Depth, Recorded, gone_through, unseen};
use super::road::{Strictness, add_search, read, render_as};
use super::shelf::{ARCHIVE, Editions, addresses, archives, changed, texts_on_disk};
use crate::amend::actions::{Desk, ReviewRequest, Transaction, draft_review, release};
use crate::amend::ledger::Subject;
use crate::amend::{AmendmentId, Decision, Event, PublicKey, Refusal, RefusalCode, SignedReview, SigningKey};
use crate::clock::{self, Clock};
use crate::diagnostic::{Diagnostic, Severity, sort};
use crate::error::{Error, Result};
use crate::model::{EditionMark, Standing};
use crate::release::{
    self as editions, ADDRESSES, Addresses, Adoption, Changes, EditionId, Engine, FOLDER, Finished, Freezing,
    Manifest, Numbered, Part, Renumbering, Shelf, Shelved,
};

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
    /// The engine of a PDF that is frozen too; none where there is to be none.
    pub engine: Option<&'a Engine>,
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
/// [`crate::fs::commit`], all or none, and holds the record's lock since before.
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
    if recorded.is_some() {
        reasons.refusals.extend(unseen(root)?);
    }
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
    let accepted =
        recorded.as_ref().map(|recorded| editions::published(&recorded.record, &recorded.progress));
    let accepted = accepted.unwrap_or_default();
    let (published, adopted) = match &recorded {
        Some(recorded) if !cutting.id.is_draft() => (accepted.clone(), adopted(recorded, &shelf)),
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
    let review_by = review_by(today, cutting.review_months);
    let mark = EditionMark {
        id: cutting.id.to_string(),
        standing: if cutting.id.is_draft() { Standing::Draft } else { Standing::Adopted },
        date: clock::long(adopted.unwrap_or(today)),
        colophon: Some(editions::colophon(
            recorded.as_ref().map(|recorded| &recorded.progress),
            checked.record.as_ref(),
            cutting.keys,
            (cutting.now, review_by),
            shelf.newest().and_then(|edition| edition.manifest.ledger).map_or(0, |(seq, _)| seq),
        )),
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
    let (site, book, config) = (&rendering.site, &checked.book, &checked.config);
    let exports = forms(&Finished { site, book, config, clock: &clock }, &cutting)?;
    let numbered = Numbered::of(&checked.book, &anchors);
    let before = shelf.newest().map(Shelved::numbered).unwrap_or_default();
    let renumbering = Renumbering::between(&before, &numbered);
    let texts = texts_on_disk(root, &checked)?;
    let words = mark.words();
    let note = rendering.words.edition_page("copy", &[&words]);
    let changes = Changes {
        title: &words,
        draft: cutting.id.is_draft(),
        accepted: &accepted,
        record: checked.record.as_ref(),
        book: &checked.book,
        texts: &texts,
        before: shelf.newest().map(|edition| &edition.manifest),
        renumbering: &renumbering,
    };
    let freezing = Freezing {
        id: cutting.id.clone(),
        handbook: checked.config.handbook.as_ref().map_or("handbook", |handbook| &handbook.id),
        recorded: recorded.as_ref().map(|recorded| (&recorded.record, &recorded.progress)),
        changelog: changes.write(),
        published,
        adopted,
        now: cutting.now,
        review_by,
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
    let with = |edition| Shelf { editions: shelf.editions.iter().cloned().chain([edition]).collect() };
    let addresses = listed.and(&Addresses::of(&with(frozen.shelved.clone())));
    // Tried is the site as it will be once the others have signed.
    let once_signed = with(frozen.shelved.once_signed());
    let tried = addresses.clone().and(&Addresses::of(&once_signed));
    files.extend(frozen.files);
    files.insert(ADDRESSES.to_owned(), Some(addresses.write().into_bytes()));
    checked.config.site_url = site_url;
    let lost = Editions::of(once_signed, archives, tried).lost(rendering, &checked);
    if !lost.is_empty() {
        return Ok(Err(Reasons { diagnostics: reasons.diagnostics, refusals: lost }));
    }
    Ok(Ok(Cut { files, manifest: frozen.manifest, paragraphs: renumbering.counts(), recorded }))
}

/// The forms of an edition that are frozen with it, by file name.
fn forms(finished: &Finished<'_>, cutting: &Cutting<'_>) -> Result<BTreeMap<String, Vec<u8>>> {
    let handbook = finished.config.handbook.as_ref().map_or("handbook", |handbook| &handbook.id);
    let name = |ending: &str| format!("{handbook}-{}.{ending}", cutting.id);
    let mut forms = BTreeMap::new();
    if cutting.with_exports {
        forms.insert(name("html"), editions::one_file(finished, &Part::Whole));
        forms.insert(name("epub"), editions::epub(finished, &Part::Whole)?);
    }
    if let Some(engine) = cutting.engine {
        forms.insert(name("pdf"), editions::pdf(finished, &Part::Whole, engine)?);
    }
    Ok(forms)
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

/// The day of the adoption that no edition has yet.
fn adopted(recorded: &Recorded, shelf: &Shelf) -> Option<Date> {
    let adoption = Adoption::after(&recorded.record, &recorded.progress, shelf.last_adopted());
    adoption.map(|adoption| adoption.day)
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
