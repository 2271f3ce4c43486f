//! An edition is cut: every reason against it, then its files.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::archive::Archive;
use super::mark::marked;
use super::{
    EditionId, Listed, Manifest, Numbered, Published, Renumbering, RootKey, Seal, Shelf, Shelved, endorse,
};
use crate::amend::progress::Progress;
use crate::amend::record::Record;
use crate::amend::registry::{Person, Role, Standing};
use crate::amend::{Decision, Digest, Listing, PublicKey, Refusal, RefusalCode, SigningKey, Stage, doubt};
use crate::error::{self, Error};
use crate::site::Site;

/// What the meeting adopted, by the record: the newest adoption that no edition has yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// The round.
    pub round: String,
    /// Day (UTC) on which it was recorded.
    pub day: Date,
}

impl Adoption {
    /// The newest adoption that was recorded after a number of the ledger.
    #[must_use]
    pub fn after(record: &Record, progress: &Progress, seq: u64) -> Option<Self> {
        let adopted = progress.rounds.iter().filter_map(|(name, round)| Some((round.adopted?, name)));
        let (number, round) = adopted.filter(|(number, _)| *number > seq).max()?;
        let entry = record.ledger.iter().find(|sealed| sealed.entry.seq == number)?;
        let day = jiff::tz::Offset::UTC.to_datetime(entry.entry.time).date();
        Some(Self { round: round.clone(), day })
    }
}

/// Everything against an edition of this name now, from the record and the editions before. That
/// `check` is clean is for the caller to see to, as it is the caller who has the findings.
///
/// `anchors` is the text of `anchors.tsv`; `keys` are those of the persons who cut it.
#[must_use]
pub fn reasons(
    id: &EditionId,
    shelf: &Shelf,
    recorded: Option<(&Record, &Progress)>,
    anchors: &str,
    keys: &[PublicKey],
    now: Timestamp,
) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if let Some(newest) = shelf.newest() {
        let last = &newest.manifest;
        if *id <= last.edition {
            refusals.push(Refusal::new(
                RefusalCode::R0151,
                match *id == last.edition {
                    true => format!("the edition {id} was cut already"),
                    false => format!("the edition {id} does not come after {}", last.edition),
                },
                "choose a later name; a frozen edition is never cut again",
            ));
        }
        if now < last.cut {
            refusals.push(Refusal::new(
                RefusalCode::R0151,
                format!("the edition {} was cut later, at {}", last.edition, last.cut),
                "correct the time of the run",
            ));
        }
        let known: Vec<&str> = anchors_of(anchors).collect();
        let lost: Vec<&str> = anchors_of(&newest.anchors).filter(|anchor| !known.contains(anchor)).collect();
        if !lost.is_empty() {
            refusals.push(
                Refusal::new(
                    RefusalCode::R0157,
                    format!("permanent anchors of {} would be lost ({}): {}", last.edition, lost.len(), some(&lost)),
                    "restore their lines in `anchors.tsv` from that edition; an anchor of a removed paragraph stays",
                )
                .in_file("anchors.tsv"),
            );
        }
    }
    match recorded {
        None if !id.is_draft() => refusals.push(
            Refusal::new(
                RefusalCode::R0152,
                "this handbook is founding: nothing in it has been adopted",
                format!(
                    "cut a draft, `handbook release cut {} --draft`, or open the record first",
                    id.draft()
                ),
            )
            .who("the secretariat, the chief editor or the Chair"),
        ),
        None => refusals.extend(given_twice(keys)),
        Some((record, progress)) => {
            persons(progress, keys, id, now, &mut refusals);
            if !id.is_draft() {
                ended(record, progress, shelf, &mut refusals);
            }
        }
    }
    refusals
}

/// A draft of a founding handbook is signed by those who cut it, each with a key of their own: with one key
/// twice it would wait for a signature for ever.
fn given_twice(keys: &[PublicKey]) -> Option<Refusal> {
    let (_, key) = keys.iter().enumerate().find(|(at, key)| keys[..*at].contains(key))?;
    Some(Refusal::new(
        RefusalCode::R0158,
        format!("the key {} was given twice", key.fingerprint()),
        "give the key of each person once: `--key MINE --key HERS`, or cut the draft alone with one key",
    ))
}

/// Who cuts: for an edition the Chair and the chief editor, for a draft one of those who sign.
fn persons(
    progress: &Progress,
    keys: &[PublicKey],
    id: &EditionId,
    now: Timestamp,
    refusals: &mut Vec<Refusal>,
) {
    let mut cutting = Vec::new();
    for key in keys {
        match counts(progress, key, now) {
            Some(person) => cutting.push(person),
            None => refusals.push(
                Refusal::new(
                    RefusalCode::R0158,
                    format!("the key {} does not sign editions", key.fingerprint()),
                    "use the registered and valid key of somebody who may",
                )
                .who(names(progress)),
            ),
        }
    }
    let both = cutting.iter().any(|person| person.is(&Role::Chair))
        && cutting.iter().any(|person| person.is(&Role::ChiefEditor));
    if !id.is_draft() && !both {
        refusals.push(
            Refusal::new(
                RefusalCode::R0158,
                "an edition is cut by the Chair and the chief editor together",
                "give the keys of both: `--key CHAIR --key CHIEF`",
            )
            .who(names(progress)),
        );
    }
}

/// The person with this key, where it counts for an edition.
fn counts<'a>(progress: &'a Progress, key: &PublicKey, now: Timestamp) -> Option<&'a Person> {
    let (person, held) = progress.registry.holder(key)?;
    let valid = held.standing(now, progress.seq + 1) == Standing::Valid;
    (valid && progress.policy.root.has(person)).then_some(person)
}

/// Whether consent to an edition that is signed with this key now would count: it is that of the Chair or of the
/// chief editor, who cut together.
///
/// # Errors
/// [`RefusalCode::R0158`] where it would not, with those who can.
pub fn may_consent(progress: &Progress, key: &PublicKey, now: Timestamp) -> Result<(), Refusal> {
    let cuts = |person: &Person| person.is(&Role::Chair) || person.is(&Role::ChiefEditor);
    if counts(progress, key, now).is_some_and(cuts) {
        return Ok(());
    }
    let who = progress.policy.root.persons(&progress.registry).filter(|person| cuts(person));
    Err(Refusal::new(
        RefusalCode::R0158,
        format!("consent with the key {} does not count for an edition", key.fingerprint()),
        "leave it to the Chair or the chief editor, whichever of them does not cut it, with a key that is valid now",
    )
    .who(who.map(|person| person.id.as_str()).collect::<Vec<_>>().join(", ")))
}

fn names(progress: &Progress) -> String {
    let root = progress.policy.root.persons(&progress.registry);
    root.map(|person| person.id.as_str()).collect::<Vec<_>>().join(", ")
}

/// Rounds are closed, each item has ended, the meeting has adopted, nothing accepted is in doubt.
fn ended(record: &Record, progress: &Progress, shelf: &Shelf, refusals: &mut Vec<Refusal>) {
    for (name, round) in progress.rounds.iter().filter(|(_, round)| !round.closed) {
        refusals.push(
            Refusal::new(
                RefusalCode::R0153,
                format!("the round `{name}` is not closed"),
                format!(
                    "close it after its last day, {}: `handbook round close {name}`",
                    last_day(round.round.annex.or(round.round.chapter))
                ),
            )
            .who("the secretariat or the Chair"),
        );
    }
    for (id, item) in progress.proceedings.iter().filter(|(_, item)| !item.stage.has_disposition()) {
        refusals.push(Refusal::new(
            RefusalCode::R0154,
            format!("`{}` ({id}) is {} and has no end", item.docket, item.stage),
            "accept it, refuse it, or have it taken back",
        ));
    }
    if Adoption::after(record, progress, shelf.last_adopted()).is_none() {
        refusals.push(
            Refusal::new(
                RefusalCode::R0155,
                "the record has no adoption by the meeting that is not in an edition yet",
                "record it with its minutes, `handbook round adopt ROUND`, or cut a draft",
            )
            .who("the Chair"),
        );
    }
    for (id, item) in progress.proceedings.iter().filter(|(_, item)| item.stage == Stage::Accepted) {
        let Some(doubt) = doubt(record, progress, id) else { continue };
        refusals.push(Refusal::new(
            RefusalCode::R0159,
            format!("`{}` ({id}) is accepted and rests on a key in doubt: {}", item.docket, doubt.words()),
            format!("put it under review again with `handbook amend stale {id}`, and accept it anew"),
        ));
    }
}

fn last_day(window: Option<crate::amend::round::Window>) -> String {
    window.map(|window| window.closes.to_string()).unwrap_or_default()
}

fn anchors_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').next())
}

/// The first five of some names.
fn some(names: &[&str]) -> String {
    let shown = names.iter().take(5).copied().collect::<Vec<_>>().join(", ");
    if names.len() > 5 { format!("{shown} …") } else { shown }
}

/// What an edition is made of.
#[derive(Debug)]
pub struct Freezing<'a> {
    /// Its name.
    pub id: EditionId,
    /// Id of the handbook.
    pub handbook: &'a str,
    /// The record as it is once the edition is cut; none while the handbook is founding.
    pub recorded: Option<(&'a Record, &'a Progress)>,
    /// The amendments that it publishes.
    pub published: Vec<Published>,
    /// The adoption, for what is no draft.
    pub adopted: Option<Date>,
    /// When it is cut.
    pub now: Timestamp,
    /// Day by which the text is to be gone through again.
    pub review_by: Date,
    /// Text and data by path: `content/…`, `anchors.tsv`, `book.toml`.
    pub texts: &'a BTreeMap<String, Vec<u8>>,
    /// The rendered site.
    pub site: &'a Site,
    /// The handbook in other forms, by file name.
    pub exports: &'a BTreeMap<String, Vec<u8>>,
    /// Address at which the site is published, with a final slash, where known.
    pub site_url: Option<&'a str>,
    /// What its pages say of it where nothing else is known.
    pub note: &'a str,
    /// Its numbered paragraphs.
    pub numbered: &'a [Numbered],
    /// The text of its changelog.
    pub changelog: String,
    /// The editions before.
    pub shelf: &'a Shelf,
    /// Keys that sign it.
    pub keys: &'a [SigningKey],
}

/// A frozen edition.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// Its files by path from the handbook's folder.
    pub files: BTreeMap<String, Option<Vec<u8>>>,
    /// Its manifest.
    pub manifest: Manifest,
    /// The edition as it will stand on the shelf.
    pub shelved: Shelved,
}

/// The files of an edition. The same input gives the same bytes on every machine.
///
/// # Errors
/// Where the archive cannot hold the site. The inner result: a key does not count for the edition.
pub fn freeze(freezing: &Freezing<'_>) -> error::Result<Result<Frozen, Refusal>> {
    let site = marked(freezing.site, &freezing.id, freezing.note, freezing.site_url);
    let mut archive = Archive::new();
    for (path, bytes) in site.iter() {
        archive.put(path.as_str(), bytes)?;
    }
    let renumbering = renumbering(freezing.shelf, freezing.numbered);
    let mut inner: BTreeMap<String, Vec<u8>> =
        freezing.texts.iter().map(|(path, bytes)| (format!("text/{path}"), bytes.clone())).collect();
    inner.insert("site.zip".to_owned(), archive.finish()?);
    inner.insert("CHANGELOG.md".to_owned(), freezing.changelog.clone().into_bytes());
    inner.insert("renumbering.tsv".to_owned(), renumbering.write().into_bytes());
    let exports = freezing.exports.iter();
    inner.extend(exports.map(|(name, bytes)| (format!("{}{name}", super::EXPORTS), bytes.clone())));
    for notice in freezing.shelf.editions.iter().filter_map(Shelved::withdrawn) {
        let path = format!("withdrawn/{}.withdrawal", notice.withdrawal.edition);
        inner.insert(path, notice.text.clone().into_bytes());
    }
    let (threshold, roots) =
        roots(freezing.recorded.map(|(_, progress)| progress), freezing.keys, freezing.now);
    let content =
        freezing.texts.iter().filter(|(path, _)| !["anchors.tsv", "book.toml"].contains(&path.as_str()));
    let newest = freezing.shelf.newest();
    let manifest = Manifest {
        handbook: freezing.handbook.to_owned(),
        edition: freezing.id.clone(),
        serial: newest.map_or(1, |edition| edition.manifest.serial + 1),
        previous: newest.map(|edition| Digest::of(&edition.text)),
        cut: freezing.now,
        adopted: freezing.adopted,
        review_by: freezing.review_by,
        ledger: freezing.recorded.map(|(_, progress)| (progress.seq, progress.head)),
        tree: Listing::of(content.map(|(path, bytes)| (path.as_str(), bytes.as_slice()))).digest(),
        registry: freezing.recorded.map(|(_, progress)| progress.registry_digest),
        policy: freezing.recorded.map(|(_, progress)| progress.policy_digest),
        threshold,
        roots,
        program: concat!("handbook ", env!("CARGO_PKG_VERSION")).to_owned(),
        amendments: freezing.published.clone(),
        files: inner.iter().map(|(path, bytes)| (path.clone(), Listed::of(bytes))).collect(),
        site: site.iter().map(|(path, bytes)| (path.as_str().to_owned(), Listed::of(bytes))).collect(),
    };
    let text = manifest.write();
    if Manifest::read("manifest", &text).as_ref() != Ok(&manifest) {
        let cause = std::io::Error::other("a path or title does not fit into a line of the manifest");
        return Err(Error::file("write", format!("editions/{}/manifest", freezing.id), cause));
    }
    let mut signatures = String::new();
    for key in freezing.keys {
        match endorse(&manifest, &text, &signatures, key) {
            Ok(more) => signatures = more,
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    inner.insert("manifest".to_owned(), text.clone().into_bytes());
    inner.insert("manifest.sigs".to_owned(), signatures.clone().into_bytes());
    let folder = format!("{}/{}", super::FOLDER, freezing.id);
    let files = inner.into_iter().map(|(path, bytes)| (format!("{folder}/{path}"), Some(bytes))).collect();
    let anchors = freezing.texts.get("anchors.tsv").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let shelved = Shelved {
        seal: Seal::read(&manifest, &text, &signatures),
        manifest: manifest.clone(),
        text,
        signatures,
        renumbering,
        anchors: anchors.unwrap_or_default(),
        changelog: freezing.changelog.clone(),
        notice: None,
    };
    Ok(Ok(Frozen { files, manifest, shelved }))
}

/// What became of each paragraph since the newest edition.
fn renumbering(shelf: &Shelf, numbered: &[Numbered]) -> Renumbering {
    let before = shelf.newest().map(Shelved::numbered).unwrap_or_default();
    Renumbering::between(&before, numbered)
}

/// Who signs an edition, and how many must: those who may by the registry with a valid key; while the
/// handbook is founding, those who cut it.
pub(super) fn roots(progress: Option<&Progress>, keys: &[SigningKey], now: Timestamp) -> (u32, Vec<RootKey>) {
    let Some(progress) = progress else {
        let roots: Vec<RootKey> = (1..)
            .zip(keys)
            .map(|(number, key)| RootKey { key: key.public(), person: format!("founder-{number}") })
            .collect();
        return (u32::try_from(roots.len()).unwrap_or(u32::MAX), roots);
    };
    let mut roots = Vec::new();
    for person in progress.policy.root.persons(&progress.registry) {
        let valid = person.keys.iter().filter(|key| key.standing(now, progress.seq) == Standing::Valid);
        roots.extend(valid.map(|key| RootKey { key: key.public.clone(), person: person.id.clone() }));
    }
    (progress.policy.root.threshold, roots)
}

/// The amendments that an edition would publish: those accepted, by State, then by short number.
#[must_use]
pub(crate) fn published(record: &Record, progress: &Progress) -> Vec<Published> {
    let accepted = progress.proceedings.iter().filter(|(_, item)| item.stage == Stage::Accepted);
    let mut found: Vec<Published> = accepted
        .map(|(id, item)| {
            let amendment = record.filed.get(id).map(|received| &received.filed.amendment);
            let reviews = item.reviews.iter().filter_map(|(_, digest)| record.reviews.get(digest));
            let mut approvers: Vec<String> = reviews
                .filter(|review| review.review.decision == Decision::Approve)
                .map(|review| review.review.reviewer.clone())
                .collect();
            let accepted = item.effect.as_ref().map(|effect| effect.seq);
            let entry = record.ledger.iter().find(|sealed| Some(sealed.entry.seq) == accepted);
            approvers.extend(entry.map(|sealed| sealed.entry.actor.clone()));
            approvers.sort();
            approvers.dedup();
            let sources = amendment.map(|amendment| &amendment.sources[..]).unwrap_or_default();
            Published {
                id: id.to_string(),
                docket: item.docket.clone(),
                state: item.state.clone().unwrap_or_default(),
                author: item.author.clone(),
                approvers,
                title: amendment.map_or_else(|| "-".to_owned(), |amendment| amendment.title.clone()),
                sources: sources.iter().map(crate::amend::SourceLine::value).collect(),
            }
        })
        .collect();
    found.sort_by(|one, other| (&one.state, &one.docket).cmp(&(&other.state, &other.docket)));
    found
}
