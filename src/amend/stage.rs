//! Where an amendment stands, and the one function by which it gets there.

use std::fmt;

use super::refusal::{Refusal, RefusalCode};

/// Where an amendment stands in the workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// With its author; not in the record.
    Draft,
    /// Received and recorded.
    Submitted,
    /// An editor has opened its review.
    UnderReview,
    /// Sent back to its author with a reason.
    Returned,
    /// Accepted: the text is as it proposes.
    Accepted,
    /// Refused, with a reason.
    Rejected,
    /// Taken back.
    Withdrawn,
    /// Replaced by a later one of its author.
    Superseded,
    /// In an edition.
    Published,
}

impl Stage {
    /// Every stage, in the order of the road.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Submitted,
        Self::UnderReview,
        Self::Returned,
        Self::Accepted,
        Self::Rejected,
        Self::Withdrawn,
        Self::Superseded,
        Self::Published,
    ];

    /// The word for it in lists and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::UnderReview => "under-review",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
            Self::Published => "published",
        }
    }

    /// Whether it still waits for a decision: what is pending counts for clashes and limits.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Submitted | Self::UnderReview)
    }

    /// Whether every amendment may end here: an edition is made only of items that have ended.
    #[must_use]
    pub const fn has_disposition(self) -> bool {
        matches!(self, Self::Accepted | Self::Rejected | Self::Withdrawn | Self::Superseded | Self::Published)
    }

    /// The stage after an event. No other code changes a stage.
    ///
    /// # Errors
    /// [`RefusalCode::R0080`] where the table of transitions has no such row; it names what can
    /// happen from here.
    pub fn after(self, event: Event) -> Result<Self, Refusal> {
        if let Some(row) = TRANSITIONS.iter().find(|row| row.event == event && row.from.contains(&self)) {
            return Ok(row.to.unwrap_or(self));
        }
        let mut next: Vec<&str> = Vec::new();
        for row in TRANSITIONS.iter().filter(|row| row.from.contains(&self)) {
            if !next.contains(&row.event.name()) {
                next.push(row.event.name());
            }
        }
        let remedy = if next.is_empty() {
            "this is an end; what is wrong in a published text is put right by a corrigendum".to_owned()
        } else {
            format!(
                "what can follow now: {}; `handbook amend show` says what is awaited, and from whom",
                next.join(", ")
            )
        };
        let message = format!("`{}` cannot follow: the amendment is {self}", event.name());
        Err(Refusal::new(RefusalCode::R0080, message, remedy))
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What an entry of the ledger records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// The record begins.
    Found,
    /// An amendment is received.
    Intake,
    /// A late amendment is let into its round by the Chair.
    Admit,
    /// Its review begins.
    Open,
    /// A second person of the same State has cleared it, or declines to.
    Clear,
    /// Somebody's signed opinion is recorded.
    Review,
    /// It is accepted; the text changes.
    Accept,
    /// It goes back to its author.
    Return,
    /// It is refused.
    Reject,
    /// It is taken back.
    Withdraw,
    /// A refused one is taken up again.
    Reopen,
    /// An accepted one is undone, because what it rests on has moved or is in doubt.
    Stale,
    /// A successor replaces it.
    Supersede,
    /// One requirement is set aside in public.
    Override,
    /// It appears in an edition.
    Release,
    /// What it said is taken out of the record; its digest stays.
    Redact,
    /// A note to an earlier entry.
    Annotate,
    /// A round is set up.
    RoundOpen,
    /// A round's dates are moved.
    RoundExtend,
    /// A round is closed.
    RoundClose,
    /// The meeting has adopted a round's conclusions.
    Adopt,
    /// The registry changes.
    Registry,
    /// The policy changes.
    Policy,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 23] = [
        Self::Found,
        Self::Intake,
        Self::Admit,
        Self::Open,
        Self::Clear,
        Self::Review,
        Self::Accept,
        Self::Return,
        Self::Reject,
        Self::Withdraw,
        Self::Reopen,
        Self::Stale,
        Self::Supersede,
        Self::Override,
        Self::Release,
        Self::Redact,
        Self::Annotate,
        Self::RoundOpen,
        Self::RoundExtend,
        Self::RoundClose,
        Self::Adopt,
        Self::Registry,
        Self::Policy,
    ];

    /// The word in the ledger.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Intake => "intake",
            Self::Admit => "admit",
            Self::Open => "open",
            Self::Clear => "clear",
            Self::Review => "review",
            Self::Accept => "accept",
            Self::Return => "return",
            Self::Reject => "reject",
            Self::Withdraw => "withdraw",
            Self::Reopen => "reopen",
            Self::Stale => "stale",
            Self::Supersede => "supersede",
            Self::Override => "override",
            Self::Release => "release",
            Self::Redact => "redact",
            Self::Annotate => "annotate",
            Self::RoundOpen => "round-open",
            Self::RoundExtend => "round-extend",
            Self::RoundClose => "round-close",
            Self::Adopt => "adopt",
            Self::Registry => "registry",
            Self::Policy => "policy",
        }
    }

    /// Reads the word in the ledger.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == text)
    }

    /// Whether its subject is an amendment.
    #[must_use]
    pub const fn is_of_amendment(self) -> bool {
        !matches!(
            self,
            Self::Found
                | Self::RoundOpen
                | Self::RoundExtend
                | Self::RoundClose
                | Self::Adopt
                | Self::Registry
                | Self::Policy
                | Self::Annotate
        )
    }
}

impl fmt::Display for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A row of the table of transitions.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// From any of these.
    pub from: &'static [Stage],
    /// By this.
    pub event: Event,
    /// To this; `None` where the stage stays.
    pub to: Option<Stage>,
    /// Who, and on what condition, in words for the published page.
    pub words: &'static str,
}

/// The table of transitions. What is not in it does not happen.
pub const TRANSITIONS: &[Transition] = {
    use Stage::{
        Accepted, Draft, Published, Rejected, Returned, Submitted, Superseded, UnderReview, Withdrawn,
    };
    &[
        Transition {
            from: &[Draft],
            event: Event::Intake,
            to: Some(Submitted),
            words: "an editor records the file that its author signed; the author gets a receipt",
        },
        Transition {
            from: &[Submitted],
            event: Event::Admit,
            to: None,
            words: "the Chair lets a late amendment into its round",
        },
        Transition {
            from: &[Submitted],
            event: Event::Open,
            to: Some(UnderReview),
            words: "an editor begins the review",
        },
        Transition {
            from: &[Submitted, UnderReview],
            event: Event::Clear,
            to: None,
            words: "the focal point of the State has signed that the State stands behind it, or declines",
        },
        Transition {
            from: &[Submitted, UnderReview],
            event: Event::Review,
            to: None,
            words: "an editor records a signed opinion",
        },
        Transition {
            from: &[UnderReview],
            event: Event::Override,
            to: None,
            words: "the Chair and the chief editor set one requirement aside, with a public reason",
        },
        Transition {
            from: &[UnderReview],
            event: Event::Accept,
            to: Some(Accepted),
            words: "an editor records it once every requirement of its rule is met; the text changes",
        },
        Transition {
            from: &[UnderReview],
            event: Event::Return,
            to: Some(Returned),
            words: "an editor sends it back to its author with a reason, and a counter-draft if there is one",
        },
        Transition {
            from: &[Returned],
            event: Event::Supersede,
            to: Some(Superseded),
            words: "its author or the focal point has sent a successor that names it",
        },
        Transition {
            from: &[Submitted, UnderReview, Returned],
            event: Event::Withdraw,
            to: Some(Withdrawn),
            words: "its author or the focal point of the State takes it back",
        },
        Transition {
            from: &[Submitted, UnderReview],
            event: Event::Reject,
            to: Some(Rejected),
            words: "an editor and the chief editor refuse it, on a ground that its rule allows, with an appeal date",
        },
        Transition {
            from: &[Rejected],
            event: Event::Reopen,
            to: Some(UnderReview),
            words: "the Chair takes it up again, once, with a reason",
        },
        Transition {
            from: &[Accepted],
            event: Event::Stale,
            to: Some(UnderReview),
            words: "an editor records that what it rests on has moved or is in doubt; the text goes back",
        },
        Transition {
            from: &[Accepted],
            event: Event::Withdraw,
            to: Some(Withdrawn),
            words: "the focal point and the Chair take it back before it is published; the text goes back",
        },
        Transition {
            from: &[Accepted],
            event: Event::Release,
            to: Some(Published),
            words: "it appears in an edition",
        },
        Transition {
            from: &[Submitted, UnderReview, Returned, Accepted, Rejected, Withdrawn, Superseded, Published],
            event: Event::Redact,
            to: None,
            words: "the chief editor and the Chair take its words out of the record; the digest stays",
        },
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The design's table, written out a second time in another form.
    fn listed(from: Stage, event: Event) -> Option<Stage> {
        use Stage as S;
        Some(match (from, event) {
            (S::Draft, Event::Intake) => S::Submitted,
            (S::Submitted, Event::Open) => S::UnderReview,
            (S::UnderReview, Event::Return) => S::Returned,
            (S::Returned, Event::Supersede) => S::Superseded,
            (S::Submitted | S::UnderReview | S::Returned, Event::Withdraw) => S::Withdrawn,
            (S::Submitted | S::UnderReview, Event::Reject) => S::Rejected,
            (S::Rejected, Event::Reopen) => S::UnderReview,
            (S::UnderReview, Event::Accept) => S::Accepted,
            (S::Accepted, Event::Stale) => S::UnderReview,
            (S::Accepted, Event::Withdraw) => S::Withdrawn,
            (S::Accepted, Event::Release) => S::Published,
            (S::Submitted, Event::Admit) => S::Submitted,
            (S::Submitted | S::UnderReview, Event::Clear | Event::Review) => from,
            (S::UnderReview, Event::Override) => from,
            (stage, Event::Redact) if stage != S::Draft => from,
            _ => return None,
        })
    }

    #[test]
    fn every_pair_is_as_listed() {
        for from in Stage::ALL {
            for event in Event::ALL {
                assert_eq!(from.after(event).ok(), listed(from, event), "{from} {event}");
            }
        }
    }

    #[test]
    fn ends_are_ends() {
        for stage in [Stage::Withdrawn, Stage::Superseded, Stage::Published] {
            for event in Event::ALL {
                if let Ok(next) = stage.after(event) {
                    assert_eq!(next, stage, "{event}");
                }
            }
        }
    }

    #[test]
    fn words_are_read_as_written() {
        for event in Event::ALL {
            assert_eq!(Event::parse(event.name()), Some(event));
        }
        assert_eq!(Event::parse("bypass"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn random_events_never_reach_an_unlisted_stage(events in prop::collection::vec(0..Event::ALL.len(), 0..40)) {
            let mut stage = Stage::Draft;
            let mut was_accepted = false;
            for index in events {
                let event = Event::ALL[index];
                match stage.after(event) {
                    Ok(next) => {
                        prop_assert_eq!(listed(stage, event), Some(next));
                        stage = next;
                    }
                    Err(refusal) => {
                        prop_assert_eq!(listed(stage, event), None);
                        prop_assert_eq!(refusal.code, RefusalCode::R0080);
                    }
                }
                was_accepted |= stage == Stage::Accepted;
                prop_assert!(stage != Stage::Published || was_accepted);
            }
        }
    }
}
