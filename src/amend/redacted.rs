//! What stands in the place of an amendment whose words were taken out of the record.

use std::fmt::Write as _;
use std::sync::Arc;

use super::fields::Fields;
use super::refusal::{Refusal, RefusalCode};
use super::{AmendmentId, Bound, Digest, Filed, Kind};
use crate::diagnostic::SourceText;

/// The bones of an amendment: what later entries rest on, and nothing of what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// Its id.
    pub subject: AmendmentId,
    /// Digest of the file that was there.
    pub filed: Digest,
    /// Its kind.
    pub kind: Kind,
    /// Its State.
    pub state: Option<String>,
    /// Its round.
    pub round: Option<String>,
    /// Id of its author.
    pub author: String,
    /// The texts that it was written for.
    pub bases: Vec<Bound>,
    /// The texts that it yielded.
    pub results: Vec<Bound>,
}

impl Redacted {
    /// The bones of an amendment.
    #[must_use]
    pub fn of(filed: &Filed) -> Self {
        let amendment = &filed.amendment;
        Self {
            subject: filed.id.clone(),
            filed: filed.digest(),
            kind: amendment.kind,
            state: amendment.state.clone(),
            round: amendment.round.clone(),
            author: amendment.author.clone(),
            bases: amendment.bases.clone(),
            results: amendment.results.clone(),
        }
    }

    /// Path of its file.
    #[must_use]
    pub fn path(&self) -> String {
        format!(
            "amendments/filed/{}/{}/{}.redacted",
            self.round.as_deref().unwrap_or("always"),
            self.state.as_deref().unwrap_or("ED"),
            self.subject
        )
    }

    /// The file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "Handbook-Redacted: 1\nSubject: {}\nFiled: {}\nKind: {}\n",
            self.subject, self.filed, self.kind
        );
        if let Some(state) = &self.state {
            let _ = writeln!(text, "State: {state}");
        }
        if let Some(round) = &self.round {
            let _ = writeln!(text, "Round: {round}");
        }
        let _ = writeln!(text, "Author: {}", self.author);
        for (name, list) in [("Base", &self.bases), ("Result", &self.results)] {
            for bound in list {
                let _ = writeln!(text, "{name}: {} {}", bound.digest, bound.path);
            }
        }
        text
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`RefusalCode::R0105`] where it is not in the one form in which it is written.
    pub fn read(source: &Arc<SourceText>) -> Result<Self, Refusal> {
        let payload = source.text();
        let mut fields = Fields::new(source, RefusalCode::R0105, payload);
        let bound = |text: &str| {
            let (digest, path) = text.split_once(' ')?;
            Some(Bound { path: path.to_owned(), digest: digest.parse().ok()? })
        };
        if fields.text("Handbook-Redacted")? != "1" {
            return Err(fields.fault("this version is not known"));
        }
        let read = Self {
            subject: fields.value("Subject", "the id of an amendment")?,
            filed: fields.value("Filed", "a digest")?,
            kind: fields.value("Kind", "a kind of amendment")?,
            state: fields.optional("State").map(str::to_owned),
            round: fields.optional("Round").map(str::to_owned),
            author: fields.text("Author")?.to_owned(),
            bases: fields.values("Base", "a digest and a path", bound)?,
            results: fields.values("Result", "a digest and a path", bound)?,
        };
        fields.end(payload, &read.text())?;
        Ok(read)
    }
}
