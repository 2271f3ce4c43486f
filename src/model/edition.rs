//! What pages say of the edition that they belong to.

use std::sync::Arc;

use super::between::BetweenView;

/// What a site is rendered as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// An edition that was adopted.
    Adopted,
    /// A draft, for which no adoption is claimed.
    Draft,
    /// The text between editions.
    Working,
}

/// The edition that a site is rendered for, or that it comes after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionMark {
    /// The name of the edition, `2026.1`; for the working text that of the current one.
    pub id: String,
    /// What the site is.
    pub standing: Standing,
    /// The day of its adoption, of the draft, or of the run, in words.
    pub date: String,
    /// For the working text of a site that carries the editions: what there is to say between them.
    pub between: Option<Arc<BetweenView>>,
}

impl EditionMark {
    /// What stands on every page: name, and since when or that nothing was adopted.
    #[must_use]
    pub fn words(&self) -> String {
        match self.standing {
            Standing::Adopted => format!("Edition {}, adopted {}", self.id, self.date),
            Standing::Draft => format!("Draft edition {}, {}, not adopted", self.id, self.date),
            Standing::Working => format!("Working text, as of {}, not an edition", self.date),
        }
    }
}
