//! The one written form of an amendment.

use std::fmt::Write as _;

use super::field::Field;
use super::value::{ARROW, NONE, sequence};
use super::{Amendment, AmendmentId, Bound};
use crate::amend::{Namespace, Signature, SignatureFault, SigningKey};

impl Amendment {
    /// Every byte of the file before the signature; ends in a line end.
    ///
    /// For what [`super::Filed::read`] gave, these are the bytes that were read.
    #[must_use]
    pub fn payload(&self) -> String {
        let mut text = String::new();
        let or_none = |value: &Option<String>| value.as_deref().unwrap_or(NONE).to_owned();
        let id_or_none =
            |value: &Option<AmendmentId>| value.as_ref().map_or(NONE.to_owned(), ToString::to_string);
        put(&mut text, Field::Version, "1");
        put(&mut text, Field::Kind, self.kind.word());
        put(&mut text, Field::State, &or_none(&self.state));
        put(&mut text, Field::Round, &or_none(&self.round));
        put(&mut text, Field::Author, &self.author);
        put(&mut text, Field::Title, &self.title);
        put(&mut text, Field::BaseEdition, &or_none(&self.base_edition));
        if self.kind == super::Kind::Remark {
            put(&mut text, Field::Heading, &or_none(&self.heading));
        }
        if let Some(id) = &self.objects_to {
            put(&mut text, Field::ObjectsTo, id.as_str());
        }
        for (field, bounds) in [(Field::Base, &self.bases), (Field::Result, &self.results)] {
            for Bound { path, digest } in bounds {
                put(&mut text, field, &format!("{digest} {path}"));
            }
        }
        for moved in &self.moves {
            put(&mut text, Field::Moves, &format!("{}{ARROW}{}", moved.from, moved.to));
        }
        for source in &self.sources {
            put(&mut text, Field::Source, &source.value());
        }
        let seen = self.ledger_seen.as_ref();
        let seen = seen.map_or(NONE.to_owned(), |seen| format!("{} {}", sequence(seen.seq), seen.digest));
        put(&mut text, Field::LedgerSeen, &seen);
        put(&mut text, Field::Supersedes, &id_or_none(&self.supersedes));
        put(&mut text, Field::Created, &self.created.to_string());
        text.push_str(Field::Rationale.name());
        text.push_str(":\n");
        for line in &self.rationale {
            text.push_str(if line.is_empty() { "|" } else { "| " });
            text.push_str(line);
            text.push('\n');
        }
        if !self.patch.files.is_empty() {
            text.push('\n');
            text.push_str(&self.patch.write());
        }
        text
    }

    /// The name of this amendment.
    #[must_use]
    pub fn id(&self) -> AmendmentId {
        AmendmentId::of(self.state.as_deref(), &self.payload())
    }

    /// The whole file, signed.
    ///
    /// # Errors
    /// As [`SigningKey::sign`].
    pub fn signed(&self, key: &SigningKey, namespace: &Namespace) -> Result<String, SignatureFault> {
        let payload = self.payload();
        let signature: Signature = key.sign(namespace, payload.as_bytes())?;
        Ok(payload + signature.armour())
    }
}

fn put(text: &mut String, field: Field, value: &str) {
    // Writing into a `String` cannot fail.
    let _ = writeln!(text, "{}: {value}", field.name());
}
