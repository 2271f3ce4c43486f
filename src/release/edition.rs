//! The name of an edition.

use std::fmt;
use std::str::FromStr;

/// What a draft's name ends with.
const DRAFT: &str = "-draft";

/// The name of an edition: a year and a number in it, `2026.1`; of a draft, `2026.1-draft`.
///
/// Ordered as editions follow each other; a draft comes before the edition of its number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId {
    year: u16,
    number: u16,
    adopted: bool,
}

/// A text that is no name of an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an edition is named by year and number, for example 2026.1; a draft 2026.1-draft")]
pub struct NotAnEdition;

impl EditionId {
    /// Whether it is a draft.
    #[must_use]
    pub const fn is_draft(&self) -> bool {
        !self.adopted
    }

    /// The draft of the same number.
    #[must_use]
    pub fn draft(&self) -> Self {
        Self { adopted: false, ..self.clone() }
    }
}

impl FromStr for EditionId {
    type Err = NotAnEdition;

    fn from_str(text: &str) -> Result<Self, NotAnEdition> {
        let (plain, adopted) = text.strip_suffix(DRAFT).map_or((text, true), |plain| (plain, false));
        let (year, number) = plain.split_once('.').ok_or(NotAnEdition)?;
        let id = Self {
            year: year.parse().map_err(|_| NotAnEdition)?,
            number: number.parse().map_err(|_| NotAnEdition)?,
            adopted,
        };
        // One form of one name: no sign, no zero in front, a year of four digits.
        if id.to_string() == text && (1000..=9999).contains(&id.year) { Ok(id) } else { Err(NotAnEdition) }
    }
}

impl fmt::Display for EditionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}{}", self.year, self.number, if self.adopted { "" } else { DRAFT })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_form_and_an_order() {
        let id = |text: &str| text.parse::<EditionId>();
        for wrong in
            ["", "2026", "26.1", "2026.01", "2026.+1", "2026.1-Draft", "../2026.1", "2026.1.2", "02026.1"]
        {
            assert_eq!(id(wrong), Err(NotAnEdition), "{wrong}");
        }
        let order = ["2026.0-draft", "2026.1-draft", "2026.1", "2026.2-draft", "2026.10", "2027.1"];
        let read: Vec<EditionId> = order.iter().map(|text| id(text).unwrap()).collect();
        assert!(read.is_sorted());
        assert_eq!(read[2].draft(), read[1]);
        assert!(read[1].is_draft() && !read[2].is_draft());
    }
}
