//! How well a statement is established: the one scale that is printed.

use serde::{Deserialize, Serialize};

/// The scale of evidence, from strongest to weakest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Two independent documents say it.
    TwoSources,
    /// One document was read and says it.
    OneSource,
    /// Only title or opening of a document was readable.
    OpeningOnly,
    /// General knowledge; to be checked.
    Unverified,
    /// There is no value.
    #[default]
    None,
}

impl Evidence {
    /// The word used in data and as a class.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TwoSources => "two-sources",
            Self::OneSource => "one-source",
            Self::OpeningOnly => "opening-only",
            Self::Unverified => "unverified",
            Self::None => "none",
        }
    }
}
