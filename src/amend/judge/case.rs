//! One entry before its judge.

use std::sync::Arc;

use crate::amend::ledger::{Entry, Sealed};
use crate::amend::policy::Policy;
use crate::amend::progress::{Proceeding, Progress, RoundStanding, TextAt};
use crate::amend::record::Record;
use crate::amend::registry::{Person, Registry};
use crate::amend::{AmendmentId, Digest, Refusal, RefusalCode};

/// One entry, what was before it, and what was found wrong with it.
pub(super) struct Case<'a> {
    pub(super) record: &'a Record,
    pub(super) progress: &'a Progress,
    pub(super) sealed: &'a Sealed,
    /// Who signed the entry.
    pub(super) actor: &'a Person,
    pub(super) refusals: Vec<Refusal>,
}

/// What an entry changes.
#[derive(Default)]
pub(super) struct Effects {
    /// An amendment as it stands afterwards.
    pub(super) item: Option<(AmendmentId, Proceeding)>,
    /// Texts afterwards.
    pub(super) results: Vec<TextAt>,
    /// A round afterwards.
    pub(super) round: Option<(String, RoundStanding)>,
    /// The registry afterwards.
    pub(super) registry: Option<(Arc<Registry>, Digest)>,
    /// The policy afterwards.
    pub(super) policy: Option<(Arc<Policy>, Digest)>,
    /// Texts that are taken out of the record.
    pub(super) gone: Vec<Digest>,
    /// Files of the record that must be kept from now on.
    pub(super) files: Vec<Digest>,
}

impl<'a> Case<'a> {
    pub(super) fn entry(&self) -> &'a Entry {
        &self.sealed.entry
    }

    /// Notes a refusal; one without a place gets that of a field of the entry.
    pub(super) fn refuse(&mut self, field: &str, refusal: Refusal) {
        let placed = if refusal.place.is_some() { refusal } else { self.sealed.at_field(refusal, field) };
        self.refusals.push(placed);
    }

    /// Notes a refusal made of its parts.
    pub(super) fn no(
        &mut self,
        code: RefusalCode,
        field: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.refuse(field, Refusal::new(code, message, remedy));
    }

    /// Notes refusals that have their own places or get that of the subject.
    pub(super) fn refuse_all(&mut self, refusals: Vec<Refusal>) {
        for refusal in refusals {
            self.refuse("Subject", refusal);
        }
    }

    /// The amendment that the entry is about, with its next stage.
    pub(super) fn item(&mut self) -> Option<(AmendmentId, Proceeding)> {
        let entry = self.entry();
        let Some(id) = entry.subject.amendment() else {
            self.no(
                RefusalCode::R0095,
                "Subject",
                format!("`{}` is about an amendment, and the entry names none", entry.event),
                "restore the entry from a copy",
            );
            return None;
        };
        let Some(item) = self.progress.proceedings.get(id) else {
            self.no(
                RefusalCode::R0078,
                "Subject",
                format!("the amendment `{id}` is not in the record"),
                "look up its id with `handbook amend list`",
            );
            return None;
        };
        let mut item = item.clone();
        match item.stage.after(entry.event) {
            Ok(stage) => item.stage = stage,
            Err(refusal) => {
                self.refuse("Event", refusal);
                return None;
            }
        }
        item.entries.push(entry.seq);
        Some((id.clone(), item))
    }

    /// Refuses an entry that says more than its event can.
    pub(super) fn only(&mut self, allowed: &[&str]) {
        let entry = self.entry();
        let present = [
            ("Docket", entry.docket.is_some()),
            ("Late", entry.late),
            ("Filed", entry.filed.is_some()),
            ("Review", !entry.reviews.is_empty()),
            ("Result", !entry.results.is_empty()),
            ("Sets", !entry.sets.is_empty()),
            ("Ground", entry.ground.is_some()),
            ("Refers", entry.refers.is_some()),
            ("Appeal-Until", entry.appeal_until.is_some()),
        ];
        for (field, _) in present.into_iter().filter(|(field, there)| *there && !allowed.contains(field)) {
            self.no(
                RefusalCode::R0095,
                field,
                format!("`{field}` does not belong to `{}`", entry.event),
                "restore the entry from a copy",
            );
        }
    }

    /// Refuses an entry without a reason.
    pub(super) fn reason(&mut self) {
        if self.entry().reason.trim().is_empty() {
            let event = self.entry().event;
            self.no(
                RefusalCode::R0082,
                "Event",
                format!("`{event}` needs a reason in words"),
                "say in a sentence or two why; the author and every State will read it",
            );
        }
    }
}
