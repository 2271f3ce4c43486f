//! A signed opinion of one person on one text: a small file of its own, so that a focal point or a
//! Chair can sign by mail, without the record.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;

use super::fields::{self, Fields, Second};
use super::ledger::Subject;
use super::policy::Ground;
use super::refusal::{Refusal, RefusalCode};
use super::signature::{Namespace, PublicKey, Purpose, Signature, SignatureFault, SigningKey};
use super::{Digest, Event};
use crate::diagnostic::SourceText;

/// Whether a reviewer agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Agrees.
    Approve,
    /// Does not agree.
    Decline,
}

impl Decision {
    /// The word in the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
        }
    }
}

/// What a reviewer signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The step that it is about: acceptance, clearance, refusal, a change of the registry.
    pub event: Event,
    /// Of what.
    pub subject: Subject,
    /// Id of the person who signs.
    pub reviewer: String,
    /// Yes or no.
    pub decision: Decision,
    /// Digest of the list of the texts that the subject touches, as the reviewer saw them.
    pub base_tree: Digest,
    /// The texts that would result, as the reviewer saw them; for registry, policy and rounds their
    /// new file.
    pub results: Vec<(Option<Digest>, String)>,
    /// Digest of the policy in force.
    pub policy: Digest,
    /// Digest of the registry in force.
    pub registry: Digest,
    /// The ground, of a refusal.
    pub ground: Option<Ground>,
    /// What the step names beside its subject: the requirement set aside, the minutes.
    pub refers: Option<String>,
    /// When it was signed, by the reviewer's clock; nothing is decided by it.
    pub created: Timestamp,
    /// Why, in words; ends with a line end unless empty.
    pub comment: String,
}

impl Review {
    /// The text that is signed.
    #[must_use]
    pub fn payload(&self) -> String {
        let mut text = format!("Handbook-Review: 1\nEvent: {}\nSubject: {}\n", self.event, self.subject);
        let _ = writeln!(text, "Reviewer: {}\nDecision: {}", self.reviewer, self.decision.name());
        let _ = writeln!(text, "Base-Tree: {}", self.base_tree);
        for (digest, path) in &self.results {
            let digest = digest.map_or_else(|| "none".to_owned(), |digest| digest.to_string());
            let _ = writeln!(text, "Result: {digest} {path}");
        }
        let _ = writeln!(text, "Policy: {}\nRegistry: {}", self.policy, self.registry);
        if let Some(ground) = self.ground {
            let _ = writeln!(text, "Ground: {ground}");
        }
        if let Some(refers) = &self.refers {
            let _ = writeln!(text, "Refers: {refers}");
        }
        let _ = writeln!(text, "Created: {}", self.created);
        fields::write_prose(&mut text, "Comment", &self.comment);
        text
    }

    /// The purpose of its signature: consent to a change of registry or policy is kept apart.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        match self.subject {
            Subject::Registry | Subject::Policy => Purpose::Registry,
            _ => Purpose::Review,
        }
    }

    /// Signs the review for a handbook.
    ///
    /// # Errors
    /// [`SignatureFault`], as [`SigningKey::sign`].
    pub fn sign(mut self, key: &SigningKey, handbook: &str) -> Result<SignedReview, SignatureFault> {
        self.comment = fields::tidy(&self.comment);
        self.created = fields::whole_second(self.created);
        let payload = self.payload();
        let signature = key.sign(&Namespace::new(self.purpose(), handbook), payload.as_bytes())?;
        let text = payload + signature.armour();
        let digest = Digest::of(&text);
        let source = SourceText::new(review_path(&self.subject, digest), text);
        let signer = Ok(signature.claimed_key().clone());
        Ok(SignedReview { review: self, signer, digest, source })
    }
}

/// Path of a review's file.
#[must_use]
pub fn review_path(subject: &Subject, digest: Digest) -> String {
    format!("amendments/reviews/{}/{}.review", subject.to_string().replace(' ', "-"), digest.hex())
}

/// A review with its signature.
#[derive(Clone, Debug)]
pub struct SignedReview {
    /// What it says.
    pub review: Review,
    /// The key that made the signature, where it holds.
    pub signer: Result<PublicKey, SignatureFault>,
    /// Digest of the file.
    pub digest: Digest,
    /// The file.
    pub source: Arc<SourceText>,
}

impl SignedReview {
    /// Reads a review and verifies its signature (the result is in [`SignedReview::signer`]).
    ///
    /// # Errors
    /// [`RefusalCode::R0100`] where it is not in the one form in which a review is written.
    pub fn read(source: &Arc<SourceText>, handbook: &str) -> Result<Self, Refusal> {
        let code = RefusalCode::R0100;
        let parts = fields::split(source, code)?;
        let mut fields = Fields::new(source, code, parts.payload);
        let review = read(&mut fields)?;
        fields.end(parts.payload, &review.payload())?;
        let namespace = Namespace::new(review.purpose(), handbook);
        let signer: Result<PublicKey, SignatureFault> =
            Signature::verify(&parts.signature, &namespace, parts.payload.as_bytes()).cloned();
        Ok(Self { review, signer, digest: Digest::of(source.text()), source: Arc::clone(source) })
    }
}

fn read(fields: &mut Fields<'_>) -> Result<Review, Refusal> {
    const DIGEST: &str = "a digest, `sha256:` and 64 digits";
    if fields.text("Handbook-Review")? != "1" {
        return Err(fields.fault("this version of reviews is not known"));
    }
    let event = fields.text("Event")?;
    let event = Event::parse(event).ok_or_else(|| fields.fault("`Event` is none that there is"))?;
    let subject = fields.value("Subject", "an amendment, a round, registry or policy")?;
    let reviewer = fields.text("Reviewer")?.to_owned();
    let decision = match fields.text("Decision")? {
        "approve" => Decision::Approve,
        "decline" => Decision::Decline,
        _ => return Err(fields.fault("`Decision` must be `approve` or `decline`")),
    };
    let base_tree = fields.value("Base-Tree", DIGEST)?;
    let results = fields.values("Result", "a digest or `none`, and a path", |text| {
        let (digest, path) = text.split_once(' ')?;
        let digest = if digest == "none" { None } else { Some(digest.parse().ok()?) };
        Some((digest, path.to_owned()))
    })?;
    Ok(Review {
        event,
        subject,
        reviewer,
        decision,
        base_tree,
        results,
        policy: fields.value("Policy", DIGEST)?,
        registry: fields.value("Registry", DIGEST)?,
        ground: fields.values("Ground", "a ground of the policy", Ground::parse)?.first().copied(),
        refers: fields.optional("Refers").map(str::to_owned),
        created: fields.value::<Second>("Created", "a time in UTC as 2026-11-21T02:10:00Z")?.0,
        comment: fields.prose("Comment"),
    })
}
