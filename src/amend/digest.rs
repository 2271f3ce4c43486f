//! The digest by which texts, amendments and entries name each other.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// SHA-256 (FIPS 180-4) of some bytes, written `sha256:` and 64 small hexadecimal digits.
///
/// Anyone can recompute it with `sha256sum`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

/// How a digest starts.
const PREFIX: &str = "sha256:";

impl Digest {
    /// The digest of some bytes.
    #[must_use]
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(bytes.as_ref()).into())
    }

    /// A digest from its 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The 64 hexadecimal digits without the prefix: the name of a file that holds these bytes.
    #[must_use]
    pub fn hex(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.0)
    }

    /// The first twelve hexadecimal digits, for people; never compared by the program.
    #[must_use]
    pub fn short(&self) -> String {
        self.hex()[..12].to_owned()
    }

    /// A digest from 64 small hexadecimal digits without the prefix.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{PREFIX}{}", self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A text is not a digest in the one form in which digests are written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is written `sha256:` and 64 digits from 0 to 9 and a to f")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    /// Reads the one form that [`Digest`] prints; capitals and blanks are refused.
    fn from_str(text: &str) -> Result<Self, NotADigest> {
        text.strip_prefix(PREFIX).and_then(Self::from_hex).ok_or(NotADigest)
    }
}

impl TryFrom<String> for Digest {
    type Error = NotADigest;

    fn try_from(text: String) -> Result<Self, NotADigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_only() {
        // FIPS 180-4, example of the one-block message.
        let abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of("abc").to_string(), abc);
        assert_eq!(abc.parse(), Ok(Digest::of("abc")));
        for wrong in [
            abc.to_uppercase(),
            abc.replace("ba78", "BA78"),
            abc[..70].to_owned(),
            format!("{abc}0"),
            format!("{abc}00"),
            format!(" {abc}"),
            abc.replace(':', " "),
            abc["sha256:".len()..].to_owned(),
            abc.replace("sha256", "sha512"),
            abc.replace("ba78", "ga78"),
            String::new(),
        ] {
            assert_eq!(wrong.parse::<Digest>(), Err(NotADigest), "{wrong}");
        }
    }
}
