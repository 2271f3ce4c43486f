//! The two States of a request.

use serde::{Deserialize, Serialize};

/// One of the two States of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The State that asks.
    Requesting,
    /// The State that is asked.
    Requested,
}

impl Side {
    /// The word used in data and in pages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requesting => "requesting",
            Self::Requested => "requested",
        }
    }
}
