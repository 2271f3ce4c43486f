//! One entry.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;

use super::Subject;
use crate::amend::fields::{self, Fields, Second};
use crate::amend::policy::Ground;
use crate::amend::refusal::{Refusal, RefusalCode};
use crate::amend::signature::{Namespace, PublicKey, Signature, SignatureFault, SigningKey};
use crate::amend::{Digest, Event};
use crate::diagnostic::SourceText;

/// The first line: name and version of the format.
const HEAD: &str = "1";

/// What an entry of the ledger says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Number, from 1.
    pub seq: u64,
    /// Digest of the file of the entry before; `None` for the first.
    pub prev: Option<Digest>,
    /// Ledger time (UTC, whole seconds). Never before that of the entry before.
    pub time: Timestamp,
    /// What happened.
    pub event: Event,
    /// To what.
    pub subject: Subject,
    /// Id of the person who signs the entry.
    pub actor: String,
    /// The editors' short number of an amendment, given at its intake.
    pub docket: Option<String>,
    /// Whether an amendment came after its round had closed.
    pub late: bool,
    /// Digest of the amendment's file as received.
    pub filed: Option<Digest>,
    /// Digests of the signed reviews that the entry rests on.
    pub reviews: Vec<Digest>,
    /// Texts after the event: digest (`None` for a text that is gone) and path.
    pub results: Vec<(Option<Digest>, String)>,
    /// Files of the record that the event sets: registry, policy, a round.
    pub sets: Vec<(Digest, String)>,
    /// The ground of a refusal or a return.
    pub ground: Option<Ground>,
    /// What the event names beside its subject: the successor, the requirement set aside, the
    /// minutes, the amendment that answers a remark.
    pub refers: Option<String>,
    /// Day until which an appeal is possible, of a refusal.
    pub appeal_until: Option<String>,
    /// Digest of the list of all texts after the event.
    pub tree: Digest,
    /// Digest of `anchors.tsv` after the event.
    pub anchors: Digest,
    /// Digest of the policy after the event.
    pub policy: Digest,
    /// Digest of the registry after the event.
    pub registry: Digest,
    /// Why, in words; ends with a line end unless empty.
    pub reason: String,
}

/// Path of an entry's file.
#[must_use]
pub fn entry_path(seq: u64) -> String {
    format!("amendments/ledger/{seq:06}.entry")
}

impl Entry {
    /// The text that is signed.
    #[must_use]
    pub fn payload(&self) -> String {
        let mut text = format!("Handbook-Ledger: {HEAD}\nSeq: {:06}\n", self.seq);
        let none = || "none".to_owned();
        let _ = writeln!(text, "Prev: {}", self.prev.map_or_else(none, |digest| digest.to_string()));
        let _ = writeln!(text, "Time: {}", self.time);
        let _ = writeln!(text, "Event: {}\nSubject: {}\nActor: {}", self.event, self.subject, self.actor);
        if let Some(docket) = &self.docket {
            let _ = writeln!(text, "Docket: {docket}");
        }
        if self.late {
            text.push_str("Late: yes\n");
        }
        if let Some(filed) = self.filed {
            let _ = writeln!(text, "Filed: {filed}");
        }
        for review in &self.reviews {
            let _ = writeln!(text, "Review: {review}");
        }
        for (digest, path) in &self.results {
            let _ =
                writeln!(text, "Result: {} {path}", digest.map_or_else(none, |digest| digest.to_string()));
        }
        for (digest, path) in &self.sets {
            let _ = writeln!(text, "Sets: {digest} {path}");
        }
        if let Some(ground) = self.ground {
            let _ = writeln!(text, "Ground: {ground}");
        }
        if let Some(refers) = &self.refers {
            let _ = writeln!(text, "Refers: {refers}");
        }
        if let Some(appeal) = &self.appeal_until {
            let _ = writeln!(text, "Appeal-Until: {appeal}");
        }
        let _ = writeln!(text, "Tree: {}\nAnchors: {}", self.tree, self.anchors);
        let _ = writeln!(text, "Policy: {}\nRegistry: {}", self.policy, self.registry);
        fields::write_prose(&mut text, "Reason", &self.reason);
        text
    }

    /// Signs the entry.
    ///
    /// # Errors
    /// [`SignatureFault`], as [`SigningKey::sign`].
    pub fn seal(self, key: &SigningKey, namespace: &Namespace) -> Result<Sealed, SignatureFault> {
        let payload = self.payload();
        let signature = key.sign(namespace, payload.as_bytes())?;
        let source = SourceText::new(entry_path(self.seq), payload + signature.armour());
        Ok(Sealed {
            signer: Ok(signature.claimed_key().clone()),
            digest: Digest::of(source.text()),
            entry: self,
            signature,
            source,
        })
    }

    fn read(fields: &mut Fields<'_>) -> Result<Self, Refusal> {
        const DIGEST: &str = "a digest, `sha256:` and 64 digits";
        if fields.text("Handbook-Ledger")? != HEAD {
            return Err(fields.fault("this version of the ledger is not known"));
        }
        let seq = fields.value("Seq", "a number of six digits")?;
        let prev = optional_digest(fields, "Prev")?;
        let Second(time) = fields.value("Time", "a time in UTC as 2026-11-21T02:10:00Z")?;
        let event = fields.text("Event")?;
        let event = Event::parse(event).ok_or_else(|| fields.fault("`Event` is none that there is"))?;
        let subject = fields.value("Subject", "an amendment, a round, registry, policy or handbook")?;
        let actor = fields.text("Actor")?.to_owned();
        let docket = fields.optional("Docket").map(str::to_owned);
        let late = fields.optional("Late").is_some();
        let filed = fields.values("Filed", DIGEST, |text| text.parse().ok())?;
        let reviews = fields.values("Review", DIGEST, |text| text.parse().ok())?;
        let results = fields.values("Result", "a digest or `none`, and a path", |text| {
            let (digest, path) = text.split_once(' ')?;
            let digest = if digest == "none" { None } else { Some(digest.parse().ok()?) };
            Some((digest, path.to_owned()))
        })?;
        let sets = fields.values("Sets", "a digest and a path", |text| {
            let (digest, path) = text.split_once(' ')?;
            Some((digest.parse().ok()?, path.to_owned()))
        })?;
        let ground = fields.values("Ground", "a ground of the policy", Ground::parse)?;
        let refers = fields.optional("Refers").map(str::to_owned);
        let appeal_until = fields.optional("Appeal-Until").map(str::to_owned);
        Ok(Self {
            seq,
            prev,
            time,
            event,
            subject,
            actor,
            docket,
            late,
            filed: filed.first().copied(),
            reviews,
            results,
            sets,
            ground: ground.first().copied(),
            refers,
            appeal_until,
            tree: fields.value("Tree", DIGEST)?,
            anchors: fields.value("Anchors", DIGEST)?,
            policy: fields.value("Policy", DIGEST)?,
            registry: fields.value("Registry", DIGEST)?,
            reason: fields.prose("Reason"),
        })
    }
}

fn optional_digest(fields: &mut Fields<'_>, name: &str) -> Result<Option<Digest>, Refusal> {
    match fields.text(name)? {
        "none" => Ok(None),
        text => match text.parse() {
            Ok(digest) => Ok(Some(digest)),
            Err(_) => Err(fields.fault(format!("`{name}` must be a digest or `none`"))),
        },
    }
}

/// An entry with its signature.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// What it says.
    pub entry: Entry,
    /// Its signature.
    pub signature: Signature,
    /// The key that made the signature, where it holds for this text and this handbook's ledger.
    pub signer: Result<PublicKey, SignatureFault>,
    /// Digest of the file; the next entry names it.
    pub digest: Digest,
    /// The file.
    pub source: Arc<SourceText>,
}

impl Sealed {
    /// Reads an entry's file and verifies its signature (the result is in [`Sealed::signer`]).
    ///
    /// # Errors
    /// [`RefusalCode::R0090`] where it is not in the one form in which an entry is written.
    pub fn read(source: &Arc<SourceText>, namespace: &Namespace) -> Result<Self, Refusal> {
        let parts = fields::split(source, RefusalCode::R0090)?;
        let mut fields = Fields::new(source, RefusalCode::R0090, parts.payload);
        let entry = Entry::read(&mut fields)?;
        fields.end(parts.payload, &entry.payload())?;
        let signer = parts.signature.verify(namespace, parts.payload.as_bytes()).cloned();
        Ok(Self {
            entry,
            signer,
            digest: Digest::of(source.text()),
            signature: parts.signature,
            source: Arc::clone(source),
        })
    }

    /// A refusal that points at a field of the entry.
    #[must_use]
    pub fn at_field(&self, refusal: Refusal, field: &str) -> Refusal {
        let found = self
            .source
            .text()
            .lines()
            .position(|line| line.strip_prefix(field).is_some_and(|rest| rest.starts_with(':')));
        match found {
            Some(index) => refusal.at_line(&self.source, index + 1, 1),
            None => refusal.at_line(&self.source, 1, 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amend::Purpose;

    fn entry() -> Entry {
        let digest = Digest::of("x");
        Entry {
            seq: 214,
            prev: Some(digest),
            time: "2026-11-21T02:10:00Z".parse().unwrap(),
            event: Event::Accept,
            subject: "XA-k7m2qv4dx3p6a2he".parse().unwrap(),
            actor: "editor-1".into(),
            docket: None,
            late: false,
            filed: None,
            reviews: vec![digest, Digest::of("y")],
            results: vec![(Some(digest), "content/annexes/xa.md".into()), (None, "content/old.md".into())],
            sets: Vec::new(),
            ground: None,
            refers: None,
            appeal_until: None,
            tree: digest,
            anchors: digest,
            policy: digest,
            registry: digest,
            reason: "Because.\n\nAnd so.\n".into(),
        }
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let namespace = Namespace::new(Purpose::Ledger, "region");
        let key = SigningKey::from_seed(&[3; 32]);
        let mut full = entry();
        full.docket = Some("2026-R2/XA/003".into());
        full.late = true;
        full.filed = full.prev;
        full.sets = vec![(full.tree, "amendments/policy.toml".into())];
        full.ground = Some(Ground::Form);
        full.refers = Some("minutes".into());
        full.appeal_until = Some("2027-01-01".into());
        for entry in [entry(), full] {
            let sealed = entry.clone().seal(&key, &namespace).unwrap();
            let read = Sealed::read(&sealed.source, &namespace).unwrap();
            assert_eq!(read.entry, entry);
            assert_eq!(read.signer, Ok(key.public()));
            // Any other text is refused, by its form or by its signature.
            let text = sealed.source.text().to_owned();
            for at in 0..text.len() {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1;
                let Ok(spoilt) = String::from_utf8(bytes) else { continue };
                let source = SourceText::new("amendments/ledger/000214.entry", spoilt);
                let accepted = Sealed::read(&source, &namespace).is_ok_and(|sealed| sealed.signer.is_ok());
                assert!(!accepted, "byte {at}");
            }
        }
        let other = Namespace::new(Purpose::Ledger, "other");
        let sealed = entry().seal(&key, &namespace).unwrap();
        assert!(Sealed::read(&sealed.source, &other).unwrap().signer.is_err());
    }
}
