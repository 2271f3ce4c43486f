//! Whether a copy is genuine: from its own bytes and the root fingerprint alone, without a network.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use super::unpack::unpack;
use super::{Listed, Manifest, Notice, Seal};
use crate::amend::Digest;

/// Files of a copy by path.
pub type Carried = BTreeMap<String, Vec<u8>>;

/// What speaks against a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// It carries no manifest.
    Manifest,
    /// Too few of those who may have signed.
    Unsigned,
    /// Its signatures were altered.
    Signature,
    /// Its signers are not those of the root fingerprint.
    Root,
    /// A file has other bytes.
    Altered,
    /// A file is missing.
    Missing,
    /// A file does not belong to it.
    Added,
    /// It was withdrawn.
    Withdrawn,
    /// Another edition that was shown is newer.
    Older,
    /// Another manifest of the same number was shown.
    Forked,
}

impl fmt::Display for FaultKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Manifest => "no manifest",
            Self::Unsigned => "not signed",
            Self::Signature => "signature altered",
            Self::Root => "other signers",
            Self::Altered => "altered",
            Self::Missing => "missing",
            Self::Added => "added",
            Self::Withdrawn => "withdrawn",
            Self::Older => "older",
            Self::Forked => "two editions",
        })
    }
}

/// One thing against a copy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// What sort.
    pub kind: FaultKind,
    /// The file.
    pub path: String,
    /// What it is, in a sentence without a full stop.
    pub words: String,
}

impl Fault {
    fn new(kind: FaultKind, path: &str, words: impl Into<String>) -> Self {
        Self { kind, path: path.to_owned(), words: words.into() }
    }
}

/// What a copy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The manifest that it carries. It is to be believed only where nothing speaks against the copy.
    pub manifest: Option<Manifest>,
    /// Digest of the manifest's text.
    pub digest: Option<Digest>,
    /// Persons whose signatures hold.
    pub signers: Vec<String>,
    /// How many files were compared.
    pub files: usize,
    /// Everything against it, sorted.
    pub faults: Vec<Fault>,
}

impl Verdict {
    /// Of an archive that cannot be trusted.
    pub(crate) fn damaged(path: &str, words: &str) -> Self {
        let faults = vec![Fault::new(FaultKind::Altered, path, words)];
        Self { manifest: None, digest: None, signers: Vec::new(), files: 0, faults }
    }

    /// As it is where the folder of the copy has something else than files and folders too, at these paths:
    /// symbolic links, which lead to what nobody has signed.
    #[must_use]
    pub fn with_strange(mut self, paths: &[String]) -> Self {
        for path in paths {
            let words = "it is a link or something else that is no file";
            let own = ["manifest", "manifest.sigs"].contains(&path.as_str());
            let before = self.faults.len();
            self.faults.retain(|fault| fault.kind != FaultKind::Missing || fault.path != *path);
            let kind = if own || self.faults.len() < before { FaultKind::Altered } else { FaultKind::Added };
            self.faults.push(Fault::new(kind, path, words));
        }
        self.faults.sort();
        self
    }

    /// Whether nothing speaks against the copy.
    #[must_use]
    pub fn is_genuine(&self) -> bool {
        self.faults.is_empty()
    }

    /// Whether its bytes are those that were frozen and signed, though it may be withdrawn or older than
    /// another edition.
    #[must_use]
    pub fn is_authentic(&self) -> bool {
        self.faults.iter().all(|fault| matches!(fault.kind, FaultKind::Withdrawn | FaultKind::Older))
    }

    /// Whether the day by which the text was to be gone through again is over.
    #[must_use]
    pub fn is_past_review(&self, today: Date) -> bool {
        self.manifest.as_ref().is_some_and(|manifest| today > manifest.review_by)
    }
}

/// The files of a zip, without the one folder that they may lie in. What programs that pack lay beside that
/// folder keeps its path: it does not belong to the copy.
///
/// # Errors
/// Why the archive cannot be trusted.
pub(crate) fn carried_zip(bytes: &[u8]) -> Result<Carried, String> {
    let files = unpack(bytes)?;
    if files.contains_key("manifest") {
        return Ok(files);
    }
    let mut folders = files.keys().filter_map(|path| path.strip_suffix("/manifest"));
    let Some(folder) = folders.find(|folder| !folder.contains('/')).map(|folder| format!("{folder}/")) else {
        return Ok(files);
    };
    let (inside, beside): (Carried, Carried) =
        files.into_iter().partition(|(path, _)| path.starts_with(&folder));
    let mut carried: Carried =
        inside.into_iter().map(|(path, bytes)| (path[folder.len()..].to_owned(), bytes)).collect();
    for (path, bytes) in beside {
        let path = if carried.contains_key(&path) { format!("../{path}") } else { path };
        carried.insert(path, bytes);
    }
    Ok(carried)
}

/// Verifies a copy against a root fingerprint: the folder of an edition, or its site with
/// `manifest` and `manifest.sigs` beside the pages.
///
/// `only` narrows to one file of it; then nothing is said of the others.
#[must_use]
pub fn verify(carried: &Carried, root: Digest, only: Option<&str>) -> Verdict {
    let mut verdict =
        Verdict { manifest: None, digest: None, signers: Vec::new(), files: 0, faults: Vec::new() };
    let none = |words: &str| Fault::new(FaultKind::Manifest, "manifest", words);
    let Some(bytes) = carried.get("manifest") else {
        verdict.faults.push(none("this copy carries no manifest; it cannot be verified alone"));
        return verdict;
    };
    let text = String::from_utf8_lossy(bytes);
    let Ok(manifest) = Manifest::read("manifest", &text) else {
        verdict.faults.push(Fault::new(
            FaultKind::Altered,
            "manifest",
            "it is not one that this program reads: it was altered, or written by a later program",
        ));
        return verdict;
    };
    signed(&manifest, &text, carried, root, &mut verdict);
    // The folder of an edition has other files than a carried site.
    let is_folder = only.map_or_else(
        || manifest.files.keys().any(|path| carried.contains_key(path)),
        |only| manifest.files.contains_key(only),
    );
    let listed = if is_folder { &manifest.files } else { &manifest.site };
    for (path, expected) in listed.iter().filter(|(path, _)| only.is_none_or(|only| only == path.as_str())) {
        verdict.files += 1;
        match carried.get(path) {
            None => verdict.faults.push(Fault::new(FaultKind::Missing, path, "it belongs to the edition")),
            Some(bytes) if Listed::of(bytes) != *expected => {
                verdict.faults.push(differs(path, bytes, expected, listed));
                if path == "site.zip" {
                    inside(bytes, &manifest, &mut verdict.faults);
                }
            }
            Some(_) => {}
        }
    }
    let own = ["manifest", "manifest.sigs"];
    let strange = carried.keys().filter(|path| !listed.contains_key(*path) && !own.contains(&path.as_str()));
    for path in strange.filter(|path| only.is_none_or(|only| only == path.as_str())) {
        verdict.faults.push(Fault::new(FaultKind::Added, path, "it does not belong to the edition"));
    }
    verdict.digest = Some(Digest::of(text.as_bytes()));
    verdict.manifest = Some(manifest);
    verdict.faults.sort();
    verdict
}

fn signed(manifest: &Manifest, text: &str, carried: &Carried, root: Digest, verdict: &mut Verdict) {
    if manifest.root() != root {
        verdict.faults.push(Fault::new(
            FaultKind::Root,
            "manifest",
            format!(
                "it is to be signed by others than those of this fingerprint; its own is {}",
                manifest.root()
            ),
        ));
    }
    let signatures =
        carried.get("manifest.sigs").map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let seal = Seal::read(manifest, text, &signatures);
    if seal.spoilt {
        verdict.faults.push(Fault::new(
            FaultKind::Signature,
            "manifest.sigs",
            "it holds something else than signatures over this manifest by those who may sign",
        ));
    }
    if !seal.is_enough(manifest) {
        verdict.faults.push(Fault::new(
            FaultKind::Unsigned,
            "manifest.sigs",
            format!("{} of {} persons have signed", seal.persons.len(), manifest.threshold),
        ));
    }
    verdict.signers = seal.persons.into_iter().collect();
}

/// Of a file that is another one; where it is one of the others of the edition, `listed` tells which.
fn differs(path: &str, bytes: &[u8], expected: &Listed, listed: &BTreeMap<String, Listed>) -> Fault {
    let size = bytes.len() as u64;
    let found = Listed::of(bytes);
    let words = match listed.iter().find(|(_, file)| size > 0 && **file == found) {
        Some((other, _)) => format!("it holds what belongs to `{other}`"),
        None if size == expected.size => "it has the same size and other bytes".to_owned(),
        None => format!("it has {size} bytes instead of {}", expected.size),
    };
    Fault::new(FaultKind::Altered, path, words)
}

/// Which pages in an altered `site.zip` are others.
fn inside(bytes: &[u8], manifest: &Manifest, faults: &mut Vec<Fault>) {
    let Ok(files) = unpack(bytes) else { return };
    for (path, expected) in &manifest.site {
        let within = format!("site.zip: {path}");
        match files.get(path) {
            None => faults.push(Fault::new(FaultKind::Missing, &within, "it belongs to the edition")),
            Some(bytes) if Listed::of(bytes) != *expected => {
                faults.push(differs(&within, bytes, expected, &manifest.site));
            }
            Some(_) => {}
        }
    }
    for path in files.keys().filter(|path| !manifest.site.contains_key(*path)) {
        let within = format!("site.zip: {path}");
        faults.push(Fault::new(FaultKind::Added, &within, "it does not belong to the edition"));
    }
}

/// Sets a copy beside the newest edition that its reader knows of. Neither one that was withdrawn nor a draft
/// takes the place of an adopted edition. What else speaks against the other one is not looked at here: verify
/// it first.
#[must_use]
pub fn compare(copy: &Verdict, newest: &Verdict) -> Option<Fault> {
    let (Some(manifest), Some(other)) = (&copy.manifest, &newest.manifest) else { return None };
    let fault = |kind, words: String| Some(Fault::new(kind, "manifest", words));
    let is_withdrawn = newest.faults.iter().any(|fault| fault.kind == FaultKind::Withdrawn);
    let claims_less = other.edition.is_draft() && !manifest.edition.is_draft();
    if manifest.handbook != other.handbook {
        return fault(FaultKind::Forked, format!("the other one is of the handbook `{}`", other.handbook));
    }
    match manifest.serial.cmp(&other.serial) {
        std::cmp::Ordering::Less if is_withdrawn || claims_less => None,
        std::cmp::Ordering::Less => fault(
            FaultKind::Older,
            format!("the edition {} is newer than this one, {}", other.edition, manifest.edition),
        ),
        std::cmp::Ordering::Equal if copy.digest != newest.digest => fault(
            FaultKind::Forked,
            format!(
                "there are two manifests with the number {}; keep both and tell the Chair",
                manifest.serial
            ),
        ),
        _ => None,
    }
}

/// What statements, found anywhere, say against a copy: that its edition is withdrawn. Those about another
/// edition, and those that too few of its signers have signed, say nothing.
#[must_use]
pub fn withdrawn(copy: &Verdict, statements: &[String]) -> Option<Fault> {
    let (manifest, digest) = (copy.manifest.as_ref()?, copy.digest?);
    let notices = statements.iter().filter_map(|text| Notice::read(manifest, digest, text));
    let notice = notices.into_iter().find(|notice| notice.in_effect)?;
    let (day, reason) = (crate::clock::long(notice.withdrawal.day()), &notice.withdrawal.reason);
    let words = format!("the edition {} was withdrawn on {day}: {reason}", manifest.edition);
    Some(Fault::new(FaultKind::Withdrawn, "manifest", words))
}
