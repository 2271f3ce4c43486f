//! What pages say of the edition that they belong to.

/// The edition that a site is rendered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionMark {
    /// Its name, `2026.1`.
    pub id: String,
    /// Whether it is a draft, for which no adoption is claimed.
    pub draft: bool,
    /// The day of its adoption, or of the draft, in words.
    pub date: String,
}

impl EditionMark {
    /// What stands on every page: name, and since when or that nothing was adopted.
    #[must_use]
    pub fn words(&self) -> String {
        if self.draft {
            format!("Draft edition {}, {}, not adopted", self.id, self.date)
        } else {
            format!("Edition {}, adopted {}", self.id, self.date)
        }
    }
}
