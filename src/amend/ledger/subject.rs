//! What an entry or a review is about.

use std::fmt;
use std::str::FromStr;

use crate::amend::AmendmentId;

/// What an entry or a review is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The handbook as a whole: its founding.
    Handbook,
    /// An amendment.
    Amendment(AmendmentId),
    /// A round.
    Round(String),
    /// The registry.
    Registry,
    /// The policy.
    Policy,
    /// An earlier entry.
    Entry(u64),
}

impl Subject {
    /// The amendment, where it is one.
    #[must_use]
    pub const fn amendment(&self) -> Option<&AmendmentId> {
        match self {
            Self::Amendment(id) => Some(id),
            _ => None,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handbook => formatter.write_str("handbook"),
            Self::Amendment(id) => id.fmt(formatter),
            Self::Round(id) => write!(formatter, "round {id}"),
            Self::Registry => formatter.write_str("registry"),
            Self::Policy => formatter.write_str("policy"),
            Self::Entry(seq) => write!(formatter, "entry {seq:06}"),
        }
    }
}

impl FromStr for Subject {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let read = match text {
            "handbook" => Self::Handbook,
            "registry" => Self::Registry,
            "policy" => Self::Policy,
            _ => {
                if let Some(round) = text.strip_prefix("round ") {
                    Self::Round(round.to_owned())
                } else if let Some(seq) = text.strip_prefix("entry ") {
                    Self::Entry(seq.parse().map_err(|_| ())?)
                } else {
                    Self::Amendment(text.parse().map_err(|_| ())?)
                }
            }
        };
        if read.to_string() == text { Ok(read) } else { Err(()) }
    }
}
