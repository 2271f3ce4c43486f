//! A person's key and how long it stands for the person.

use std::fmt;

use crate::amend::PublicKey;
use crate::amend::form::Day;
use jiff::Timestamp;

/// How a private key is kept, from strong to weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assurance {
    /// On a device that does not give it out.
    Hardware,
    /// In a file under a passphrase.
    File,
    /// In the profile of a browser.
    Browser,
    /// There is none: the secretariat signs on an official letter.
    OnBehalf,
}

impl Assurance {
    /// Reads the word of the registry.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "hardware" => Self::Hardware,
            "file" => Self::File,
            "browser" => Self::Browser,
            "on-behalf" => Self::OnBehalf,
            _ => return None,
        })
    }
}

impl fmt::Display for Assurance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Hardware => "hardware",
            Self::File => "file",
            Self::Browser => "browser",
            Self::OnBehalf => "on-behalf",
        })
    }
}

/// That a key was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Number of the ledger entry from which on the key signs nothing.
    pub at_seq: u64,
    /// Ledger time of that entry.
    pub at: Timestamp,
    /// Why, in words.
    pub reason: String,
    /// First entry that somebody else may have caused with the key; what it signed from there on is
    /// reviewed again.
    pub compromised_since_seq: Option<u64>,
}

/// A public key of a person.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key.
    pub public: PublicKey,
    /// First day (UTC) on which it signs.
    pub valid_from: Day,
    /// Last day (UTC) on which it signs.
    pub valid_until: Day,
    /// How the private key is kept.
    pub assurance: Assurance,
    /// Set where it was taken back.
    pub revoked: Option<Revocation>,
}

/// Whether a key signs at a ledger time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Valid,
    /// Its first day has not come.
    NotYet,
    /// Its last day is over.
    Expired,
    /// It was taken back.
    Revoked,
}

impl Key {
    /// Whether the key signs at a time (of the ledger, never of the signer) in an entry with this
    /// number.
    #[must_use]
    pub fn standing(&self, at: Timestamp, seq: u64) -> Standing {
        if self.revoked.as_ref().is_some_and(|revoked| seq >= revoked.at_seq) {
            Standing::Revoked
        } else if at < self.valid_from.begins() {
            Standing::NotYet
        } else if at >= self.valid_until.ended() {
            Standing::Expired
        } else {
            Standing::Valid
        }
    }

    /// Whether what this key signed in an entry with this number is in doubt.
    #[must_use]
    pub fn is_doubtful(&self, seq: u64) -> bool {
        let since = self.revoked.as_ref().and_then(|revoked| revoked.compromised_since_seq);
        since.is_some_and(|since| seq >= since)
    }

    /// The `SHA256:…` fingerprint as `ssh-keygen -l` prints it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.public.fingerprint()
    }
}
