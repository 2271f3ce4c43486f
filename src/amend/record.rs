//! The whole record in memory: ledger, filed amendments, reviews, texts, and the text itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use camino::Utf8Path;
use rayon::prelude::*;
use serde::Deserialize;

use super::ledger::{Sealed, entry_path};
use super::lint::lint;
use super::redacted::Redacted;
use super::{
    AmendmentId, Change, Digest, Event, Filed, Namespace, PublicKey, Purpose, Refusal, RefusalCode,
    SignedReview, TextStore, review_path,
};
use crate::config::{self, Config};
use crate::diagnostic::SourceText;
use crate::error::Result;
use crate::fs;

/// Folder of the record.
pub const FOLDER: &str = "amendments";
/// Path of the registry.
pub const REGISTRY: &str = "amendments/registry.toml";
/// Path of the policy.
pub const POLICY: &str = "amendments/policy.toml";
/// Path of the list for stock `ssh-keygen`.
pub const ALLOWED_SIGNERS: &str = "amendments/allowed_signers";
/// Path of the list of the founding text.
pub const GENESIS: &str = "amendments/genesis.manifest";
/// Path of the map of anchors.
pub const ANCHORS: &str = "anchors.tsv";
/// Path of the list of States.
const STATES: &str = "content/reference/states.yaml";

/// Files by path from the handbook's folder.
pub type Files = BTreeMap<String, Arc<[u8]>>;

/// An amendment as it lies in the record.
#[derive(Clone, Debug)]
pub struct Received {
    /// The amendment.
    pub filed: Filed,
    /// Digest of its file.
    pub digest: Digest,
    /// The key that made its signature, or why none did.
    pub signer: std::result::Result<PublicKey, Refusal>,
    changes: OnceLock<Vec<Change>>,
    faults: OnceLock<Vec<Refusal>>,
}

impl Received {
    /// An amendment read from its file, its signature verified.
    ///
    /// # Errors
    /// As [`Filed::read`].
    pub fn read(path: &str, bytes: &[u8], handbook: &str) -> std::result::Result<Self, Vec<Refusal>> {
        let filed = Filed::read(path, bytes)?;
        let signer = filed.verify(&Namespace::new(Purpose::Amendment, handbook)).cloned();
        Ok(Self { digest: filed.digest(), signer, filed, changes: OnceLock::new(), faults: OnceLock::new() })
    }

    /// What it makes of the texts it was written for; worked out once.
    ///
    /// # Errors
    /// As [`Filed::apply`].
    pub fn changes(&self, texts: &TextStore) -> std::result::Result<&[Change], Vec<Refusal>> {
        if let Some(known) = self.changes.get() {
            return Ok(known);
        }
        let changes = self.filed.apply(texts)?;
        Ok(self.changes.get_or_init(|| changes))
    }

    /// What the rules for texts refuse in the text that it yields; worked out once. Empty where that
    /// text cannot be made, which is another refusal.
    #[must_use]
    pub fn faults(&self, texts: &TextStore) -> &[Refusal] {
        let Ok(changes) = self.changes(texts) else { return &[] };
        self.faults.get_or_init(|| lint(&self.filed, changes))
    }
}

/// A head of the ledger that somebody outside it keeps: an edition, an author with a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownHead {
    /// Number of the entry.
    pub seq: u64,
    /// Digest of its file.
    pub digest: Digest,
    /// Who keeps it, as printed: `editions/2026.1/manifest`.
    pub keeper: String,
}

/// The record, wholly in memory. What it holds has been read, not yet judged.
#[derive(Clone, Debug)]
pub struct Record {
    /// What `book.toml` says.
    pub config: Arc<Config>,
    /// The handbook's permanent id.
    pub handbook: String,
    /// Codes of its States.
    pub states: BTreeSet<String>,
    /// The text: everything under `content/`.
    pub content: Files,
    /// `anchors.tsv`.
    pub anchors: Arc<[u8]>,
    /// The entries of the ledger, in order.
    pub ledger: Vec<Arc<Sealed>>,
    /// The amendments.
    pub filed: BTreeMap<AmendmentId, Arc<Received>>,
    /// What stands in the place of amendments whose words were taken out.
    pub redacted: BTreeMap<AmendmentId, Arc<Redacted>>,
    /// Signed reviews by the digest of their file.
    pub reviews: BTreeMap<Digest, Arc<SignedReview>>,
    /// Texts by digest.
    pub texts: TextStore,
    /// Registry, policy, rounds, `allowed_signers` and the founding list, as they lie there.
    pub files: Files,
    /// Heads that editions carry.
    pub heads: Vec<KnownHead>,
    /// Texts that entries of the ledger have taken out of the record.
    pub gone: BTreeSet<Digest>,
}

/// Path of an amendment's file.
#[must_use]
pub fn filed_path(filed: &Filed) -> String {
    let amendment = &filed.amendment;
    format!(
        "{FOLDER}/filed/{}/{}/{}.amend",
        amendment.round.as_deref().unwrap_or("always"),
        amendment.state.as_deref().unwrap_or("ED"),
        filed.id
    )
}

/// Path of a text that is kept.
#[must_use]
pub fn text_path(digest: Digest) -> String {
    format!("{FOLDER}/texts/{}", digest.hex())
}

/// Path of a round's file.
#[must_use]
pub fn round_path(id: &str) -> String {
    format!("{FOLDER}/rounds/{id}.toml")
}

impl Record {
    /// Holds the record of the handbook in `root` for one who changes it, and ends what a killed run
    /// had decided. Take it before [`Record::load`] and keep it until the files are written.
    ///
    /// # Errors
    /// Where another run holds it, or the disk refuses.
    pub fn lock(root: &Utf8Path) -> Result<fs::Lock> {
        let lock = fs::Lock::acquire(&root.join(".handbook-record.lock"))?;
        fs::recover_commit(root)?;
        Ok(lock)
    }

    /// Reads the record of the handbook in `root`; `None` where it has none yet (it is *founding*).
    /// With it comes what could not be read.
    ///
    /// # Errors
    /// Where a file that is there cannot be read.
    pub fn load(root: &Utf8Path) -> Result<Option<(Self, Vec<Refusal>)>> {
        let config = config::load(root)?.value;
        // A record of which only a part is left is one that must be refused, not a handbook without.
        let traces = ["amendments/ledger", "amendments/filed", "amendments/texts", GENESIS];
        let mut left = traces.into_iter().any(|trace| fs::exists(&root.join(trace)));
        // An edition that was cut from a record names its head; a draft of a founding handbook names none.
        for edition in fs::names(&root.join("editions"))? {
            let manifest = root.join("editions").join(edition).join("manifest");
            left |= fs::exists(&manifest) && edition_head(manifest.as_str(), &fs::read(&manifest)?).is_some();
        }
        if !left {
            return Ok(None);
        }
        Ok(Some(Self::from_files(config, read_files(root)?)))
    }

    /// The record that some files make, and what of it cannot be read. Pure.
    #[must_use]
    pub fn from_files(config: Config, files: Files) -> (Self, Vec<Refusal>) {
        let handbook =
            config.handbook.as_ref().map_or_else(|| "handbook".to_owned(), |table| table.id.clone());
        let mut refusals = Vec::new();
        let mut record = Self {
            handbook,
            states: files.get(STATES).map(|bytes| states(bytes)).unwrap_or_default(),
            config: Arc::new(config),
            content: Files::new(),
            anchors: Arc::from(Vec::new()),
            ledger: Vec::new(),
            filed: BTreeMap::new(),
            redacted: BTreeMap::new(),
            reviews: BTreeMap::new(),
            texts: TextStore::default(),
            files: Files::new(),
            heads: Vec::new(),
            gone: BTreeSet::new(),
        };
        let read: Vec<(String, std::result::Result<Piece, Vec<Refusal>>)> = files
            .into_par_iter()
            .map(|(path, bytes)| {
                let piece = Piece::read(&path, bytes, &record.handbook);
                (path, piece)
            })
            .collect();
        for (path, piece) in read {
            match piece {
                Ok(piece) => record.place(path, piece),
                Err(found) => refusals.extend(found),
            }
        }
        record.ledger.sort_by_key(|sealed| sealed.entry.seq);
        let redactions = record.ledger.iter().filter(|sealed| sealed.entry.event == Event::Redact);
        record.gone =
            redactions.flat_map(|sealed| &sealed.entry.results).filter_map(|(digest, _)| *digest).collect();
        (record, refusals)
    }

    fn place(&mut self, path: String, piece: Piece) {
        match piece {
            Piece::Content(bytes) => drop(self.content.insert(path, bytes)),
            Piece::Anchors(bytes) => self.anchors = bytes,
            Piece::Entry(sealed) => self.ledger.push(sealed),
            Piece::Filed(received) => drop(self.filed.insert(received.filed.id.clone(), received)),
            Piece::Redacted(stub) => drop(self.redacted.insert(stub.subject.clone(), stub)),
            Piece::Review(review) => drop(self.reviews.insert(review.digest, review)),
            Piece::Text(bytes) => drop(self.texts.keep(bytes)),
            Piece::File(bytes) => drop(self.files.insert(path, bytes)),
            Piece::Head(head) => self.heads.extend(head),
        }
    }

    /// The namespace of a purpose in this handbook.
    #[must_use]
    pub fn namespace(&self, purpose: Purpose) -> Namespace {
        Namespace::new(purpose, &self.handbook)
    }

    /// A file of the record as a text that refusals can point into.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<Arc<SourceText>> {
        let bytes = self.files.get(path)?;
        Some(SourceText::new(path, String::from_utf8_lossy(bytes).into_owned()))
    }

    /// A kept text as one that refusals can point into, under the path that it belongs to.
    #[must_use]
    pub fn kept(&self, digest: Digest, path: &str) -> Option<Arc<SourceText>> {
        let bytes = self.texts.get(digest)?;
        Some(SourceText::new(path, String::from_utf8_lossy(bytes).into_owned()))
    }

    /// Whether an amendment names a text that was taken out of the record, so that it can be
    /// followed by digests alone.
    #[must_use]
    pub fn rests_on_gone(&self, received: &Received, current: &[(Option<Digest>, String)]) -> bool {
        let amendment = &received.filed.amendment;
        let bound = amendment.bases.iter().chain(&amendment.results).map(|bound| bound.digest);
        bound
            .chain(current.iter().filter_map(|(digest, _)| *digest))
            .any(|digest| self.gone.contains(&digest))
    }

    /// The last entry.
    #[must_use]
    pub fn head(&self) -> Option<&Sealed> {
        self.ledger.last().map(Arc::as_ref)
    }
}

/// One file of a record, read.
enum Piece {
    Content(Arc<[u8]>),
    Anchors(Arc<[u8]>),
    Entry(Arc<Sealed>),
    Filed(Arc<Received>),
    Redacted(Arc<Redacted>),
    Review(Arc<SignedReview>),
    Text(Arc<[u8]>),
    File(Arc<[u8]>),
    Head(Option<KnownHead>),
}

impl Piece {
    fn read(path: &str, bytes: Arc<[u8]>, handbook: &str) -> std::result::Result<Self, Vec<Refusal>> {
        if path == ANCHORS {
            return Ok(Self::Anchors(bytes));
        }
        if path.starts_with("content/") {
            return Ok(Self::Content(bytes));
        }
        if path.starts_with("editions/") {
            return Ok(Self::Head(edition_head(path, &bytes)));
        }
        let inner = path.strip_prefix("amendments/").unwrap_or(path);
        let parts: Vec<&str> = inner.split('/').collect();
        match parts[..] {
            ["ledger", name] if name.ends_with(".entry") => {
                let source = utf8(path, &bytes, RefusalCode::R0090)?;
                let namespace = Namespace::new(Purpose::Ledger, handbook);
                let sealed = Sealed::read(&source, &namespace).map_err(|refusal| vec![refusal])?;
                let wanted = entry_path(sealed.entry.seq);
                if wanted != path {
                    return Err(vec![sealed.at_field(
                        Refusal::new(
                            RefusalCode::R0091,
                            format!("the entry with the number {} is in the file `{path}`", sealed.entry.seq),
                            format!("its file is `{wanted}`; restore the folder from a copy"),
                        ),
                        "Seq",
                    )]);
                }
                Ok(Self::Entry(Arc::new(sealed)))
            }
            ["filed", _, _, name] if name.ends_with(".amend") => {
                let received = Received::read(path, &bytes, handbook)?;
                if received.filed.text().as_bytes() != &*bytes || filed_path(&received.filed) != path {
                    return Err(vec![altered(
                        RefusalCode::R0099,
                        path,
                        format!("`{path}` does not hold the amendment that its name says"),
                    )]);
                }
                Ok(Self::Filed(Arc::new(received)))
            }
            ["filed", _, _, name] if name.ends_with(".redacted") => {
                let source = utf8(path, &bytes, RefusalCode::R0105)?;
                let stub = Redacted::read(&source).map_err(|refusal| vec![refusal])?;
                if stub.path() != path {
                    return Err(vec![altered(
                        RefusalCode::R0105,
                        path,
                        format!("`{path}` does not hold what its name says"),
                    )]);
                }
                Ok(Self::Redacted(Arc::new(stub)))
            }
            ["reviews", _, name] if name.ends_with(".review") => {
                let source = utf8(path, &bytes, RefusalCode::R0100)?;
                let review = SignedReview::read(&source, handbook).map_err(|refusal| vec![refusal])?;
                if review_path(&review.review.subject, review.digest) != path {
                    return Err(vec![altered(
                        RefusalCode::R0100,
                        path,
                        format!("the review `{path}` is not what its name says"),
                    )]);
                }
                Ok(Self::Review(Arc::new(review)))
            }
            ["texts", name] => {
                if Digest::of(&bytes).hex() == name {
                    Ok(Self::Text(bytes))
                } else {
                    Err(vec![altered(
                        RefusalCode::R0101,
                        path,
                        format!("`{path}` does not have the digest that its name says"),
                    )])
                }
            }
            ["registry.toml" | "policy.toml" | "allowed_signers" | "genesis.manifest"] => {
                Ok(Self::File(bytes))
            }
            ["rounds", name] if name.ends_with(".toml") => Ok(Self::File(bytes)),
            [.., "README.md"] => Ok(Self::Head(None)),
            _ => Err(vec![
                Refusal::new(
                    RefusalCode::R0103,
                    format!("`{path}` is no file of the record"),
                    "move it out of the folder `amendments`",
                )
                .in_file(path),
            ]),
        }
    }
}

fn altered(code: RefusalCode, path: &str, message: String) -> Refusal {
    Refusal::new(code, message, "restore the file from a copy of the record").in_file(path)
}

fn utf8(path: &str, bytes: &[u8], code: RefusalCode) -> std::result::Result<Arc<SourceText>, Vec<Refusal>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(SourceText::new(path, text)),
        Err(_) => Err(vec![altered(code, path, format!("`{path}` is not plain text"))]),
    }
}

/// The head that an edition's manifest carries, on its line `Ledger-Head: 000214 sha256:…`.
fn edition_head(path: &str, bytes: &[u8]) -> Option<KnownHead> {
    let text = path.ends_with("/manifest").then(|| std::str::from_utf8(bytes).ok())??;
    let line = text.lines().find_map(|line| line.strip_prefix("Ledger-Head: "))?;
    let (seq, digest) = line.split_once(' ')?;
    Some(KnownHead { seq: seq.parse().ok()?, digest: digest.parse().ok()?, keeper: path.to_owned() })
}

/// The files that the record and the text consist of.
fn read_files(root: &Utf8Path) -> Result<Files> {
    let mut paths: Vec<String> = Vec::new();
    for folder in ["content", FOLDER] {
        if fs::is_dir(&root.join(folder)) {
            paths.extend(fs::walk(&root.join(folder))?.iter().map(|path| format!("{folder}/{path}")));
        }
    }
    for edition in fs::names(&root.join("editions"))? {
        paths.push(format!("editions/{edition}/manifest"));
    }
    paths.push(ANCHORS.to_owned());
    paths
        .into_par_iter()
        .filter(|path| fs::exists(&root.join(path)))
        .map(|path| Ok((path.clone(), Arc::from(fs::read(&root.join(&path))?))))
        .collect()
}

/// The files of a handbook without a record: what founding starts from.
///
/// # Errors
/// Where a file that is there cannot be read.
pub fn founding_files(root: &Utf8Path) -> Result<Files> {
    read_files(root)
}

#[derive(Deserialize)]
struct StatesFile {
    states: Vec<StateLine>,
}

#[derive(Deserialize)]
struct StateLine {
    iso2: String,
}

/// The codes in the list of States; none where it cannot be read.
pub(super) fn states(bytes: &[u8]) -> BTreeSet<String> {
    let read: std::result::Result<StatesFile, _> = serde_yaml::from_slice(bytes);
    read.map(|file| file.states.into_iter().map(|line| line.iso2).collect()).unwrap_or_default()
}
