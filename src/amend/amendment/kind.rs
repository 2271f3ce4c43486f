//! Kinds of amendment.

/// What an amendment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// National law and procedure.
    Annex,
    /// A change of a chapter.
    Suggestion,
    /// Words without a change.
    Remark,
    /// Against a suggestion.
    Objection,
    /// Read, nothing to change.
    Confirmation,
    /// Reference data.
    Reference,
    /// Style and typing errors.
    Editorial,
    /// A repair of a published text.
    Corrigendum,
    /// Creates and deletes files.
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

    /// The word.
    #[must_use]
    pub const fn name(self) -> &'static str {
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
}

impl std::fmt::Display for Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

impl std::str::FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(())
    }
}
