//! An edition is withdrawn: a statement beside it, signed by those who sign it. What was frozen stays.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::Timestamp;

use super::seal::{Seal, endorse_as};
use super::{EditionId, Manifest, Shelved};
use crate::amend::{Digest, Purpose, Refusal, RefusalCode, SigningKey};

/// First line of the statement: name and version of the format.
const HEAD: &str = "Handbook-Withdrawal: 1";
/// Where the signatures begin.
const SIGNATURES: &str = "-----BEGIN SSH SIGNATURE-----\n";

/// The statement that an edition is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Id of the handbook.
    pub handbook: String,
    /// The edition.
    pub edition: EditionId,
    /// Digest of its manifest.
    pub manifest: Digest,
    /// When it was stated (UTC).
    pub time: Timestamp,
    /// Why, in one line.
    pub reason: String,
}

/// A statement with its signatures, as it lies beside an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it says.
    pub withdrawal: Withdrawal,
    /// The text of the file.
    pub text: String,
    /// Persons whose signatures hold.
    pub signers: BTreeSet<String>,
    /// Whether enough of them have signed.
    pub in_effect: bool,
}

impl Withdrawal {
    /// Path of the statement from the handbook's folder.
    #[must_use]
    pub fn path(edition: &EditionId) -> String {
        format!("{}/{edition}.withdrawal", super::FOLDER)
    }

    /// Day (UTC) of the statement.
    #[must_use]
    pub fn day(&self) -> jiff::civil::Date {
        jiff::tz::Offset::UTC.to_datetime(self.time).date()
    }

    fn write(&self) -> String {
        let mut text = format!("{HEAD}\n");
        // Writing into a `String` cannot fail.
        let _ = write!(
            text,
            "Handbook: {}\nEdition: {}\nManifest: {}\nTime: {}\nReason: {}\n",
            self.handbook, self.edition, self.manifest, self.time, self.reason
        );
        text
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        (lines.next()? == HEAD).then_some(())?;
        let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ");
        let read = Self {
            handbook: value("Handbook")?.to_owned(),
            edition: value("Edition")?.parse().ok()?,
            manifest: value("Manifest")?.parse().ok()?,
            time: value("Time")?.parse().ok()?,
            reason: value("Reason")?.to_owned(),
        };
        (read.write() == text).then_some(read)
    }
}

impl Notice {
    /// Reads a statement about the edition with this manifest; `None` where it is not one, is about another
    /// edition, or its signatures were altered.
    #[must_use]
    pub fn read(manifest: &Manifest, digest: Digest, text: &str) -> Option<Self> {
        let (said, signatures) = parts(text);
        let withdrawal = Withdrawal::read(said)?;
        let about = (&withdrawal.handbook, &withdrawal.edition, withdrawal.manifest);
        (about == (&manifest.handbook, &manifest.edition, digest)).then_some(())?;
        let seal = Seal::over(Purpose::Withdrawal, manifest, said, signatures);
        (!seal.spoilt).then(|| Self {
            in_effect: seal.is_enough(manifest),
            signers: seal.persons,
            withdrawal,
            text: text.to_owned(),
        })
    }
}

fn parts(text: &str) -> (&str, &str) {
    text.split_at(text.find(SIGNATURES).unwrap_or(text.len()))
}

/// The statement that an edition is withdrawn, signed; one that is there already gets more signatures, and
/// its reason stays.
///
/// # Errors
/// [`RefusalCode::R0167`] without a reason of one line, or with another one than the statement has that is there; [`RefusalCode::R0162`] for a key that does not count.
pub fn withdraw(
    edition: &Shelved,
    reason: Option<&str>,
    now: Timestamp,
    keys: &[SigningKey],
) -> Result<Notice, Refusal> {
    let manifest = &edition.manifest;
    let digest = Digest::of(&edition.text);
    let reason =
        reason.map(str::trim).filter(|reason| !reason.is_empty() && !reason.contains(char::is_control));
    let mut text = match (&edition.notice, reason) {
        (Some(notice), Some(reason)) if reason != notice.withdrawal.reason => {
            return Err(Refusal::new(
                RefusalCode::R0167,
                format!(
                    "the statement that withdraws {} is there and gives another reason: {}",
                    manifest.edition, notice.withdrawal.reason
                ),
                "sign that statement without `--reason`, if you agree with it; one that is signed cannot be reworded",
            )
            .in_file(&Withdrawal::path(&manifest.edition)));
        }
        (Some(notice), _) => notice.text.clone(),
        (None, Some(reason)) => Withdrawal {
            handbook: manifest.handbook.clone(),
            edition: manifest.edition.clone(),
            manifest: digest,
            time: now,
            reason: reason.to_owned(),
        }
        .write(),
        (None, None) => {
            return Err(Refusal::new(
                RefusalCode::R0167,
                "an edition is withdrawn with a reason, in one line",
                "say why with `--reason`: readers of its pages see it",
            ));
        }
    };
    for key in keys {
        let (said, signatures) = parts(&text);
        let signed = endorse_as(Purpose::Withdrawal, manifest, said, signatures, key)?;
        text = format!("{said}{signed}");
    }
    Notice::read(manifest, digest, &text).ok_or_else(|| {
        Refusal::new(
            RefusalCode::R0167,
            format!("the statement that withdraws {} was altered", manifest.edition),
            "restore it from a copy that you trust",
        )
    })
}
