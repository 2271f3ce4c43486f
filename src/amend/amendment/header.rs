//! What an amendment says.

use jiff::Timestamp;

use super::{AmendmentId, Kind};
use crate::amend::Digest;
use crate::diff::Patch;

/// What an amendment says, read or about to be written. Who signed it is not part of it.
///
/// What [`super::Filed::read`] gives obeys every rule of the form; one made by hand need not, so that it
/// is read back before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// What it is for.
    pub kind: Kind,
    /// Code of the State (ISO 3166-1, two capitals) for which the author speaks; none for people
    /// without a State.
    pub state: Option<String>,
    /// The round it is handed in for.
    pub round: Option<String>,
    /// The author's name in the registry.
    pub author: String,
    /// What it does, in one line.
    pub title: String,
    /// The edition the author read.
    pub base_edition: Option<String>,
    /// The heading a remark is about; none for the whole page.
    pub heading: Option<String>,
    /// The suggestion an objection is about.
    pub objects_to: Option<AmendmentId>,
    /// The complete texts it was written for, in the order of their paths.
    pub bases: Vec<Bound>,
    /// The complete texts that it yields, in the order of their paths.
    pub results: Vec<Bound>,
    /// Files that get another path, in the order of the old ones; `structure` only.
    pub moves: Vec<Move>,
    /// What it rests on in law.
    pub sources: Vec<SourceLine>,
    /// The newest entry of the ledger that its author knew.
    pub ledger_seen: Option<Seen>,
    /// The amendment it stands in the place of.
    pub supersedes: Option<AmendmentId>,
    /// When the author says it was made. Rules never rest on it.
    pub created: Timestamp,
    /// Why, as lines without line ends; the first and the last are not empty.
    pub rationale: Vec<String>,
    /// The changes; empty for kinds without.
    pub patch: Patch,
}

/// A text bound by the digest of its every byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bound {
    /// Path from the handbook's folder, such as `content/annexes/xa.md`.
    pub path: String,
    /// Digest of the complete text.
    pub digest: Digest,
}

/// A file that gets another path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// The path that is removed.
    pub from: String,
    /// The path that is created.
    pub to: String,
}

/// An entry of the ledger that somebody has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Number of the entry, from 1.
    pub seq: u32,
    /// Digest of the entry's file.
    pub digest: Digest,
}

/// A document that an amendment rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// What sort of document.
    pub kind: SourceKind,
    /// Its title.
    pub title: String,
    /// The provision: `s. 14`.
    pub provision: Option<String>,
    /// An address on the web, or the reference of a gazette.
    pub place: Option<String>,
    /// Since when it is in force.
    pub in_force: Option<jiff::civil::Date>,
}

/// What sort of document a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// A statute, code or constitution.
    Act,
    /// A decree, regulation, rule or order made under an act.
    Regulation,
    /// A treaty or agreement.
    Treaty,
    /// A judgment.
    Judgment,
    /// A circular, directive or guideline of an authority.
    Circular,
    /// An announcement in an official gazette.
    Gazette,
    /// A letter or note of an authority, such as a note verbale.
    Letter,
    /// A page of an authority on the web.
    Website,
    /// Anything else that can be shown.
    Other,
}

impl SourceKind {
    /// Every sort.
    pub const ALL: [Self; 9] = [
        Self::Act,
        Self::Regulation,
        Self::Treaty,
        Self::Judgment,
        Self::Circular,
        Self::Gazette,
        Self::Letter,
        Self::Website,
        Self::Other,
    ];

    /// The word in the file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::Regulation => "regulation",
            Self::Treaty => "treaty",
            Self::Judgment => "judgment",
            Self::Circular => "circular",
            Self::Gazette => "gazette",
            Self::Letter => "letter",
            Self::Website => "website",
            Self::Other => "other",
        }
    }
}

impl Amendment {
    /// The paths it touches, in order and each once; for a remark the path it is about.
    #[must_use]
    pub fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> =
            self.bases.iter().chain(&self.results).map(|bound| bound.path.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// The digest it was written for; none where it creates the file.
    #[must_use]
    pub fn base(&self, path: &str) -> Option<Digest> {
        self.bases.iter().find(|bound| bound.path == path).map(|bound| bound.digest)
    }

    /// The digest it yields; none where it removes the file.
    #[must_use]
    pub fn result(&self, path: &str) -> Option<Digest> {
        self.results.iter().find(|bound| bound.path == path).map(|bound| bound.digest)
    }
}
