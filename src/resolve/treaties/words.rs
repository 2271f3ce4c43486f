//! Treaty status in words and signs, the same on pages and on the command line.

use super::{Answer, Finding, Mark, StateStatus, Sum, is_seen};
use crate::clock;
use crate::model::{Evidence, Reference};

/// Every mark with its sign and what the legend says of it, in the order of the legend.
pub const LEGEND: [(Mark, &str, &str); 8] = [
    (Mark::Ratified, "R", "ratified, accepted, approved or succeeded"),
    (Mark::Acceded, "A", "acceded"),
    (Mark::Party, "P", "in force for the State; the step that led to it was not seen"),
    (Mark::Signed, "S", "signed only"),
    (Mark::SignedAtLeast, "S?", "signed; whether more followed is not established"),
    (Mark::Withdrawn, "W", "withdrew"),
    (Mark::Nothing, "—", "no step by this date"),
    (Mark::NotEstablished, "?", "not established"),
];

impl Mark {
    /// The sign in the grid.
    #[must_use]
    pub fn sign(self) -> &'static str {
        LEGEND.iter().find(|(mark, ..)| *mark == self).map_or("?", |(_, sign, _)| sign)
    }
}

impl StateStatus {
    /// How well the mark is established: that a State did no more than sign is no better
    /// established than the weaker of the two.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        match self.mark {
            Mark::Signed => self.signed.evidence.max(self.consented.evidence),
            Mark::SignedAtLeast => self.signed.evidence,
            Mark::NotEstablished => Evidence::None,
            _ => self.consented.evidence,
        }
    }

    /// The sign, in brackets where no document was seen for it.
    #[must_use]
    pub fn sign(&self) -> String {
        let sign = self.mark.sign();
        if self.mark == Mark::NotEstablished || is_seen(self.evidence()) {
            sign.to_owned()
        } else {
            format!("({sign})")
        }
    }

    /// The mark in words with date and evidence: `ratified 17 October 2013; one source`.
    #[must_use]
    pub fn words(&self, reference: &Reference) -> String {
        let date = |finding: &Finding| clock::long_date(finding.date.as_deref().unwrap_or_default());
        let label = |finding: &Finding| reference.evidence_label(finding.evidence).to_owned();
        let words = match self.mark {
            Mark::Ratified | Mark::Acceded => {
                format!("{} {}", verb(self.consented.event.as_deref()), date(&self.consented))
            }
            Mark::Party => format!("in force {}; the step before it was not seen", date(&self.consented)),
            Mark::Signed if self.signed.evidence != self.consented.evidence => {
                let (signed, no_more) = (label(&self.signed), label(&self.consented));
                return format!("signed {}; {signed}; no more by this date; {no_more}", date(&self.signed));
            }
            Mark::Signed => format!("signed {} and no more", date(&self.signed)),
            Mark::SignedAtLeast => {
                format!("signed {}; whether more followed is not established", date(&self.signed))
            }
            Mark::Withdrawn => format!("withdrew {}", date(&self.consented)),
            Mark::Nothing => "no step by this date".to_owned(),
            Mark::NotEstablished => return "not established".to_owned(),
        };
        format!("{words}; {}", reference.evidence_label(self.evidence()))
    }
}

fn verb(event: Option<&str>) -> &'static str {
    match event {
        Some("accession") => "acceded",
        Some("acceptance") => "accepted",
        Some("approval") => "approved",
        Some("succession") => "succeeded",
        _ => "ratified",
    }
}

impl Sum {
    /// How many members had consented: `8 of 10`, and how many are not established.
    #[must_use]
    pub fn consented_words(&self) -> String {
        of_members(self.consented, self.members, self.open)
    }

    /// For how many members it was in force, and for how many that is not established.
    #[must_use]
    pub fn in_force_words(&self) -> String {
        of_members(self.in_force, self.members, self.in_force_open)
    }

    /// How many of the consents rest on a document that was seen: `1 of 8`.
    #[must_use]
    pub fn seen_words(&self) -> String {
        format!("{} of {}", self.seen, self.consented)
    }
}

fn of_members(count: usize, members: usize, open: usize) -> String {
    if open == 0 { format!("{count} of {members}") } else { format!("{count} of {members} (? {open})") }
}

/// Who is counted on the date and who is not, and how well that is established. `states` are those
/// of any one instrument; `date` is in words.
#[must_use]
pub fn counted(reference: &Reference, states: &[StateStatus], date: &str) -> String {
    let with = |answer: Answer| -> Vec<&StateStatus> {
        states.iter().filter(|state| state.member.answer == answer).collect()
    };
    let names = |states: &[&StateStatus]| -> String {
        let name = |state: &&StateStatus| {
            reference.state(&state.state).map_or_else(|| state.state.clone(), |known| known.name.clone())
        };
        states.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let members = with(Answer::Yes);
    let seen = members.iter().filter(|state| is_seen(state.member.evidence)).count();
    let mut words = match members.len() {
        1 => format!("Counted: the 1 State that was a member on {date}."),
        count => format!("Counted: the {count} States that were members on {date}."),
    };
    words.push_str(&format!(" {seen} of {} dates of joining rest on a seen source.", members.len()));
    let outside = with(Answer::No);
    if !outside.is_empty() {
        words.push_str(&format!(" No member on this date and not counted: {}.", names(&outside)));
    }
    let open = with(Answer::NotEstablished);
    if !open.is_empty() {
        words.push_str(&format!(" Membership not established and not counted: {}.", names(&open)));
    }
    words
}
