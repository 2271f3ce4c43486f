//! What an amendment is for.

use std::fmt;
use std::str::FromStr;

/// What an amendment is for. The policy says who may make which kind, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// National law and procedure, in the annex or the treaty status of the author's State.
    Annex,
    /// A suggestion to change a chapter.
    Suggestion,
    /// Words about a passage, without a change; ends with an answer.
    Remark,
    /// An objection to a suggestion that is under way.
    Objection,
    /// "Read at this digest, nothing to change": moves the date of verification and sets the status
    /// of the annex to confirmed, and changes nothing else.
    Confirmation,
    /// Reference data other than treaty status.
    Reference,
    /// Misprints and style, by an editor.
    Editorial,
    /// A mistake in a published text.
    Corrigendum,
    /// Creates, removes or moves files. The only kind that may.
    Structure,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Annex,
        Self::Suggestion,
        Self::Remark,
        Self::Objection,
        Self::Confirmation,
        Self::Reference,
        Self::Editorial,
        Self::Corrigendum,
        Self::Structure,
    ];

    /// The word in the file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Annex => "annex",
            Self::Suggestion => "suggestion",
            Self::Remark => "remark",
            Self::Objection => "objection",
            Self::Confirmation => "confirmation",
            Self::Reference => "reference",
            Self::Editorial => "editorial",
            Self::Corrigendum => "corrigendum",
            Self::Structure => "structure",
        }
    }

    /// Whether an amendment of this kind changes text, so that it holds a diff.
    #[must_use]
    pub const fn changes_text(self) -> bool {
        !matches!(self, Self::Remark | Self::Objection)
    }

    /// Whether it must name at least one source.
    #[must_use]
    pub const fn needs_source(self) -> bool {
        matches!(self, Self::Annex | Self::Reference)
    }

    /// Whether it speaks for a State, so that the State must be named.
    #[must_use]
    pub const fn needs_state(self) -> bool {
        matches!(self, Self::Annex | Self::Confirmation)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or(())
    }
}
