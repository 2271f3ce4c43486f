//! How much an amendment may be and change, and on which grounds it may be refused.

use std::fmt;

/// Sizes that hold for every amendment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file in bytes.
    pub max_bytes: u64,
    /// Number of files that it changes.
    pub max_files: u32,
    /// Amendments of one State that may wait at a time.
    pub max_pending_per_state: u32,
    /// Age in days at which a signed file is too old to be received.
    pub max_age_days: u32,
}

/// What an amendment of a rule may not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// It changes at most so many words.
    Words(u32),
    /// It leaves data alone: the front matter of a page, and every file that is no page.
    NoFrontMatter,
    /// It changes no number.
    NoNumbers,
    /// At most so many of its changed places differ in blanks and line ends alone, so that a change of
    /// words does not hide among them.
    BlanksOnly(u32),
}

impl Limit {
    /// Reads a limit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "no-front-matter" => Some(Self::NoFrontMatter),
            "no-numbers" => Some(Self::NoNumbers),
            _ => {
                let (name, count) = text.split_once(" <= ")?;
                let count = count.parse().ok()?;
                match name {
                    "words" => Some(Self::Words(count)),
                    "blanks-only" => Some(Self::BlanksOnly(count)),
                    _ => None,
                }
            }
        }
    }

    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Words(count) => format!("it changes at most {count} words"),
            Self::NoFrontMatter => {
                "it leaves data alone, at the top of a page and in files of data".to_owned()
            }
            Self::NoNumbers => "it changes no number".to_owned(),
            Self::BlanksOnly(count) => {
                format!("at most {count} of its changed places differ in blanks and line ends alone")
            }
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(count) => write!(formatter, "words <= {count}"),
            Self::NoFrontMatter => formatter.write_str("no-front-matter"),
            Self::NoNumbers => formatter.write_str("no-numbers"),
            Self::BlanksOnly(count) => write!(formatter, "blanks-only <= {count}"),
        }
    }
}

/// Why an amendment is refused or sent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// The form of the text or of the file.
    Form,
    /// A source is missing or does not say what is claimed.
    SourceMissing,
    /// It does not belong into this handbook, or not at this place.
    OutOfScope,
    /// Another amendment says the same.
    Duplicate,
    /// It clashes with another amendment or with a text that has moved.
    Clash,
    /// What it says is not agreed.
    Substance,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 6] =
        [Self::Form, Self::SourceMissing, Self::OutOfScope, Self::Duplicate, Self::Clash, Self::Substance];

    /// The word in the policy and the ledger.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::SourceMissing => "source-missing",
            Self::OutOfScope => "out-of-scope",
            Self::Duplicate => "duplicate",
            Self::Clash => "clash",
            Self::Substance => "substance",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.name() == text)
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Form => "its form",
            Self::SourceMissing => "a missing source",
            Self::OutOfScope => "that it does not belong here",
            Self::Duplicate => "that another amendment says the same",
            Self::Clash => "a clash with another amendment or a text that has moved",
            Self::Substance => "its substance",
        }
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
