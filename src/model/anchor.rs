//! The two names of a numbered unit: the number that readers cite and the anchor that links use.

use std::fmt;

/// What readers cite: `3.14`, `TH.7`. May move between editions.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParagraphNumber {
    label: String,
    ordinal: u32,
}

impl ParagraphNumber {
    /// The number of the unit with this ordinal (from 1) on a page with this label.
    #[must_use]
    pub fn new(label: impl Into<String>, ordinal: u32) -> Self {
        Self { label: label.into(), ordinal }
    }
}

impl fmt::Display for ParagraphNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.label, self.ordinal)
    }
}

/// The permanent id of a unit: `p-` and six base-32 letters. Never moves to another unit, never
/// used again (the `eId` of Akoma Ntoso, OASIS LegalDocML 1.0).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor(String);

/// Letters of an anchor: RFC 4648 base 32 in small letters.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

impl Anchor {
    /// The anchor made of the first thirty bits of a digest.
    #[must_use]
    pub fn from_digest(digest: &[u8; 32]) -> Self {
        let bits = u64::from_be_bytes([0, 0, 0, digest[0], digest[1], digest[2], digest[3], digest[4]]);
        let mut text = String::with_capacity(8);
        text.push_str("p-");
        for at in 0..6 {
            let index = (bits >> (35 - 5 * at)) & 31;
            text.push(char::from(LETTERS[usize::try_from(index).unwrap_or(0)]));
        }
        Self(text)
    }

    /// Reads an anchor; `None` unless it is `p-` and six base-32 letters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters = text.strip_prefix("p-")?;
        let valid = letters.len() == 6 && letters.bytes().all(|letter| LETTERS.contains(&letter));
        valid.then(|| Self(text.to_owned()))
    }

    /// The anchor as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_six_letters_of_thirty_bits() {
        let anchor = Anchor::from_digest(&[0xff; 32]);
        assert_eq!(anchor.as_str(), "p-777777");
        assert_eq!(Anchor::parse(anchor.as_str()), Some(anchor));
        assert_eq!(Anchor::from_digest(&[0; 32]).as_str(), "p-aaaaaa");
        assert_eq!(Anchor::parse("p-abcde1"), None);
        assert_eq!(Anchor::parse("p-abcdefg"), None);
    }
}
