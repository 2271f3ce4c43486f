//! Where everything stands after an entry of the ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::policy::{Policy, Rule, Track};
use super::registry::Registry;
use super::round::Round;
use super::{AmendmentId, Digest, Kind, Listing, Stage};

/// A text of a path: its digest, or `None` where it is not there.
pub type TextAt = (Option<Digest>, String);

/// A place that an amendment touches: the State whose file it is, and its path.
pub type Place = (Option<String>, String);

/// An amendment in the ledger.
#[derive(Clone, Debug)]
pub struct Proceeding {
    /// Its kind.
    pub kind: Kind,
    /// Its State.
    pub state: Option<String>,
    /// Its round.
    pub round: Option<String>,
    /// Id of its author.
    pub author: String,
    /// The paths that it names, sorted.
    pub paths: Vec<String>,
    /// The suggestion that an objection is against.
    pub objects_to: Option<AmendmentId>,
    /// Digest of its file.
    pub filed: Digest,
    /// Number of its intake.
    pub intake: u64,
    /// The editors' short number.
    pub docket: String,
    /// Where it stands.
    pub stage: Stage,
    /// Whether it came after its round had closed and was not let in.
    pub late: bool,
    /// How often it was taken up again.
    pub reopened: u32,
    /// Recorded reviews: number of the entry, digest of the review.
    pub reviews: Vec<(u64, Digest)>,
    /// Requirements that were set aside, in the words of the policy.
    pub overrides: Vec<String>,
    /// Texts before and after its acceptance, while it is accepted.
    pub effect: Option<Effect>,
    /// Numbers of the entries about it.
    pub entries: Vec<u64>,
    /// Whether its words were taken out.
    pub redacted: bool,
}

/// What an acceptance did to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Number of the entry.
    pub seq: u64,
    /// The texts before.
    pub before: Vec<TextAt>,
    /// The texts after.
    pub after: Vec<TextAt>,
}

/// A round in the ledger.
#[derive(Clone, Debug)]
pub struct RoundStanding {
    /// The round as last set.
    pub round: Arc<Round>,
    /// Digest of its file.
    pub digest: Digest,
    /// Whether it was closed.
    pub closed: bool,
    /// Number of the entry by which the meeting's adoption was recorded.
    pub adopted: Option<u64>,
}

/// Where everything stands after an entry.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Number of the entry.
    pub seq: u64,
    /// Digest of its file.
    pub head: Digest,
    /// Its time.
    pub time: Timestamp,
    /// Digests of all entries, by number less one.
    pub entries: Vec<Digest>,
    /// The amendments.
    pub proceedings: BTreeMap<AmendmentId, Proceeding>,
    /// The rounds.
    pub rounds: BTreeMap<String, RoundStanding>,
    /// The texts.
    pub tree: Listing,
    /// Digest of [`Progress::tree`].
    pub tree_digest: Digest,
    /// Every version that a path ever had.
    pub versions: BTreeSet<(String, Digest)>,
    /// Digest of the map of anchors.
    pub anchors: Digest,
    /// Digest of the founding map of anchors.
    pub first_anchors: Digest,
    /// The registry in force.
    pub registry: Arc<Registry>,
    /// Its digest.
    pub registry_digest: Digest,
    /// The policy in force.
    pub policy: Arc<Policy>,
    /// Its digest.
    pub policy_digest: Digest,
    /// Digests of all versions of registry, policy and rounds.
    pub files: BTreeSet<Digest>,
    /// Texts whose words were taken out.
    pub gone: BTreeSet<Digest>,
    /// Ids and names of all persons that there ever were.
    pub persons: BTreeMap<String, String>,
}

impl Progress {
    /// The rule for an amendment, with the State and the path for each of its paths.
    ///
    /// `None` where no rule, or more than one, covers them.
    #[must_use]
    pub fn rule(&self, kind: Kind, paths: &[String]) -> Option<(&Rule, Vec<Place>)> {
        let mut found: Option<&Rule> = None;
        let mut places = Vec::new();
        for path in paths {
            let (rule, state) = self.policy.rule(kind, path)?;
            if found.is_some_and(|known| known.name != rule.name) {
                return None;
            }
            found = Some(rule);
            places.push((state, path.clone()));
        }
        let rule = match found {
            Some(rule) => rule,
            None => self.policy.rule_without_path(kind)?,
        };
        if places.is_empty() {
            places.push((None, String::new()));
        }
        Some((rule, places))
    }

    /// The timetable that an amendment follows; [`Track::Always`] where no rule is for it.
    #[must_use]
    pub fn track(&self, item: &Proceeding) -> Track {
        self.rule(item.kind, &item.paths).map_or(Track::Always, |(rule, _)| rule.track)
    }

    /// Objections to a suggestion that still stand.
    pub fn objections<'a>(&'a self, id: &'a AmendmentId) -> impl Iterator<Item = &'a AmendmentId> + 'a {
        self.proceedings
            .iter()
            .filter(move |(_, item)| item.kind == Kind::Objection && item.objects_to.as_ref() == Some(id))
            .filter(|(_, item)| !matches!(item.stage, Stage::Rejected | Stage::Withdrawn | Stage::Superseded))
            .map(|(id, _)| id)
    }

    /// Other amendments that wait and name one of the same paths.
    pub fn pending_on<'a>(
        &'a self,
        id: &'a AmendmentId,
        paths: &'a [String],
    ) -> impl Iterator<Item = (&'a AmendmentId, &'a Proceeding)> + 'a {
        self.proceedings.iter().filter(move |(other, item)| {
            *other != id && item.stage.is_pending() && item.paths.iter().any(|path| paths.contains(path))
        })
    }

    /// The texts of some paths as they are.
    #[must_use]
    pub fn texts_at(&self, paths: &[String]) -> Vec<TextAt> {
        paths.iter().map(|path| (self.tree.get(path), path.clone())).collect()
    }

    /// The digests of texts that the record must keep.
    pub fn named(&self) -> BTreeSet<Digest> {
        let mut named: BTreeSet<Digest> = self.versions.iter().map(|(_, digest)| *digest).collect();
        named.extend(&self.files);
        named.insert(self.first_anchors);
        named.retain(|digest| !self.gone.contains(digest));
        named
    }
}
