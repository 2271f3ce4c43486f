//! The name of an amendment, made from what it says.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::amend::Digest;

/// How the names of amendments by people without a State begin.
const NO_STATE: &str = "ED";
/// Characters of the digest in a name: 80 bits.
const LENGTH: usize = 16;

/// `XA-` and the first 16 characters of the payload's SHA-256 in base 32 (RFC 4648, small letters).
///
/// The first two letters are the State's code, or `ED` for people without a State. Anyone can
/// compute the name from the file; it cannot be given to another text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AmendmentId(String);

impl AmendmentId {
    /// The name of a payload: every byte of the file before the signature.
    #[must_use]
    pub fn of(state: Option<&str>, payload: &str) -> Self {
        let base32 = data_encoding::BASE32_NOPAD.encode(Digest::of(payload).as_bytes());
        Self(format!("{}-{}", state.unwrap_or(NO_STATE), base32[..LENGTH].to_ascii_lowercase()))
    }

    /// As printed and used as a file name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the State; none for people without one.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        Some(&self.0[..2]).filter(|code| *code != NO_STATE)
    }
}

impl fmt::Display for AmendmentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for AmendmentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A text is not the name of an amendment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name of an amendment is two capitals, `-` and 16 of the letters a to z and digits 2 to 7")]
pub struct NotAnId;

impl FromStr for AmendmentId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (state, rest) = text.split_once('-').ok_or(NotAnId)?;
        let good = state.len() == 2
            && state.bytes().all(|byte| byte.is_ascii_uppercase())
            && rest.len() == LENGTH
            && rest.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
        if good { Ok(Self(text.to_owned())) } else { Err(NotAnId) }
    }
}

impl TryFrom<String> for AmendmentId {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, NotAnId> {
        text.parse()
    }
}

impl From<AmendmentId> for String {
    fn from(id: AmendmentId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_from_the_payload_and_read_back() {
        // RFC 4648 of the SHA-256 of "abc": ba7816bf8f01cfea4141…
        let id = AmendmentId::of(Some("XA"), "abc");
        assert_eq!(id.as_str(), "XA-xj4bnp4pahh6uqkb");
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_eq!(id.state(), Some("XA"));
        assert_eq!(AmendmentId::of(None, "abc").state(), None);
        for wrong in [
            "",
            "XA",
            "XA-",
            "xa-xj4bnp4pahh6uqkb",
            "XA-xj4bnp4pahh6uqk",
            "XA-XJ4BNP4PAHH6UQKB",
            "XA-xj4bnp4pahh6uqk1",
            "XAA-xj4bnp4pahh6uqkb",
            "XA-xj4bnp4pahh6uqkb ",
        ] {
            assert_eq!(wrong.parse::<AmendmentId>(), Err(NotAnId), "{wrong}");
        }
    }
}
