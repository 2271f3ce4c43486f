//! Signed opinions, and which of them count.

use jiff::Timestamp;

use super::actor::standing_words;
use super::case::Case;
use crate::amend::progress::{Progress, TextAt};
use crate::amend::record::Record;
use crate::amend::registry::{Person, Standing};
use crate::amend::{Decision, Digest, Event, Listing, Refusal, RefusalCode, Review, SignedReview};

/// What a review must be bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Digest of the list of the texts before.
    pub base_tree: Digest,
    /// The texts after.
    pub results: Vec<TextAt>,
    /// Digests of policy and registry, where they matter.
    pub rules: Option<(Digest, Digest)>,
}

impl Binding {
    /// To no text: a decision about an amendment whatever becomes of the text.
    #[must_use]
    pub fn none() -> Self {
        Self { base_tree: Listing::default().digest(), results: Vec::new(), rules: None }
    }

    /// To the texts that would result, and to the rules in force.
    #[must_use]
    pub fn to_text(progress: &Progress, paths: &[String], results: Vec<TextAt>) -> Self {
        Self {
            base_tree: progress.tree.digest_of(paths.iter().map(String::as_str)),
            results,
            rules: Some((progress.policy_digest, progress.registry_digest)),
        }
    }

    /// To new files of the record, and to the rules in force.
    #[must_use]
    pub fn to_files(progress: &Progress, sets: &[(Digest, String)]) -> Self {
        Self {
            base_tree: Listing::default().digest(),
            results: sets.iter().map(|(digest, path)| (Some(*digest), path.clone())).collect(),
            rules: Some((progress.policy_digest, progress.registry_digest)),
        }
    }

    /// Whether a review is bound to this.
    #[must_use]
    pub fn holds(&self, review: &SignedReview) -> bool {
        let review = &review.review;
        let same_rules = self.rules.is_none_or(|rules| rules == (review.policy, review.registry));
        self.is_same_text(review) && same_rules
    }

    /// Whether a review is bound to this text, and to a registry or policy that has changed since.
    #[must_use]
    pub fn lapsed(&self, review: &SignedReview) -> bool {
        self.is_same_text(&review.review) && !self.holds(review)
    }

    fn is_same_text(&self, review: &Review) -> bool {
        review.base_tree == self.base_tree && review.results == self.results
    }
}

/// A person's opinion that counts.
#[derive(Clone, Debug)]
pub struct Voice<'a> {
    /// Who.
    pub person: &'a Person,
    /// Yes or no.
    pub decision: Decision,
}

/// Whose review it is, where its signature holds and the key signs at a ledger time.
///
/// # Errors
/// [`RefusalCode::R0067`], [`RefusalCode::R0060`] or [`RefusalCode::R0061`].
pub(super) fn reviewer<'a>(
    progress: &'a Progress,
    review: &SignedReview,
    at: Timestamp,
    seq: u64,
) -> Result<&'a Person, Refusal> {
    let again = "ask for the review again, signed by the person it names";
    let key = review.signer.as_ref().map_err(|fault| {
        Refusal::new(RefusalCode::R0067, format!("the review does not count: {fault}"), again).at_line(
            &review.source,
            1,
            1,
        )
    })?;
    let name = &review.review.reviewer;
    match progress.registry.holder(key) {
        None => Err(Refusal::new(
            RefusalCode::R0060,
            "the review is signed with a key that is not in the registry",
            "have the key registered, or sign with a registered one",
        )
        .at_line(&review.source, 4, 1)
        .who("the secretariat, for the registry")),
        Some((person, _)) if person.id != *name => Err(Refusal::new(
            RefusalCode::R0067,
            format!("the review names `{name}` and is signed with the key of `{}`", person.id),
            again,
        )
        .at_line(&review.source, 4, 1)),
        Some((person, key)) => match key.standing(at, seq) {
            Standing::Valid if key.is_doubtful(seq) => Err(doubtful(review)),
            Standing::Valid => Ok(person),
            standing => Err(Refusal::new(
                RefusalCode::R0061,
                format!("the key of `{name}` {} when the review was received", standing_words(standing)),
                "sign again with a key that is valid",
            )
            .at_line(&review.source, 4, 1)),
        },
    }
}

fn doubtful(review: &SignedReview) -> Refusal {
    Refusal::new(
        RefusalCode::R0061,
        format!("the key of `{}` was in doubt when the review was received", review.review.reviewer),
        "sign again with a new key",
    )
    .at_line(&review.source, 4, 1)
}

/// The opinions on a text that were recorded for an amendment and still count: one a person, the
/// last one, and only those bound to exactly this text and these rules.
#[must_use]
pub fn voices<'a>(
    record: &Record,
    progress: &'a Progress,
    reviews: &[(u64, Digest)],
    binding: &Binding,
) -> Vec<Voice<'a>> {
    let mut voices: Vec<Voice<'a>> = Vec::new();
    for (seq, digest) in reviews {
        let Some(review) = record.reviews.get(digest) else { continue };
        let Some(person) = progress.registry.person(&review.review.reviewer) else { continue };
        voices.retain(|voice| voice.person.id != person.id);
        let key = review.signer.as_ref().ok().and_then(|key| progress.registry.holder(key));
        // The key was judged when the review was recorded; what came out later about it counts too.
        let trusted = key.is_some_and(|(holder, key)| holder.id == person.id && !key.is_doubtful(*seq));
        if trusted && binding.holds(review) {
            voices.push(Voice { person, decision: review.review.decision });
        }
    }
    voices
}

impl<'a> Case<'a> {
    /// The persons who consent to the entry: the actor, and those whose approving reviews it cites.
    /// Each counts once. What is wrong with a cited review is noted.
    pub(super) fn consenting(&mut self, event: Event, binding: &Binding) -> Vec<&'a Person> {
        let mut persons = vec![self.actor];
        for digest in &self.entry().reviews {
            match self.consent(*digest, event, binding) {
                Ok(person) => {
                    if !persons.iter().any(|known| known.id == person.id) {
                        persons.push(person);
                    }
                }
                Err(refusal) => self.refuse("Review", refusal),
            }
        }
        persons
    }

    fn consent(&self, digest: Digest, event: Event, binding: &Binding) -> Result<&'a Person, Refusal> {
        let review = self.review(digest)?;
        let entry = self.entry();
        let person = reviewer(self.progress, review, entry.time, entry.seq)?;
        if self.progress.cited.contains(&digest) {
            return Err(Refusal::new(
                RefusalCode::R0067,
                format!("the review of `{}` has served for an earlier entry", person.id),
                "ask for a new one; a signature counts for one decision",
            )
            .at_line(&review.source, 4, 1)
            .who(format!("`{}`", person.id)));
        }
        let said = &review.review;
        let about = said.event == event && said.subject == entry.subject;
        let same = about && said.ground == entry.ground && said.refers == entry.refers;
        if !same || !binding.holds(review) {
            return Err(other_text(review));
        }
        if said.decision == Decision::Decline {
            return Err(Refusal::new(
                RefusalCode::R0067,
                format!("`{}` declines", person.id),
                "go on without this consent, or ask again",
            )
            .at_line(&review.source, 5, 1));
        }
        Ok(person)
    }

    /// A review of the record.
    pub(super) fn review(&self, digest: Digest) -> Result<&'a SignedReview, Refusal> {
        self.record.reviews.get(&digest).map(std::convert::AsRef::as_ref).ok_or_else(|| {
            Refusal::new(
                RefusalCode::R0100,
                format!("the review with the digest {}… is not in the record", digest.short()),
                "restore the folder `amendments/reviews` from a copy",
            )
        })
    }
}

/// A review that was signed for something else than what is before us.
pub(super) fn other_text(review: &SignedReview) -> Refusal {
    Refusal::new(
        RefusalCode::R0066,
        format!("the review of `{}` is for another step, text or set of rules", review.review.reviewer),
        "ask for a review of the text as it is now; the earlier one stays in the record",
    )
    .at_line(&review.source, 2, 1)
    .who(format!("`{}`", review.review.reviewer))
}
