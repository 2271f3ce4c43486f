//! What pages say of the edition that they belong to, and of all editions.

use std::sync::Arc;

use serde::Serialize;

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

/// What an edition prints of itself, so that paper vouches for the copies that are carried as files: a
/// reader compares the root fingerprint, and an editor the head of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Colophon {
    /// The root fingerprint.
    pub root: String,
    /// How many persons must sign the edition.
    pub threshold: u32,
    /// Number and digest of the newest entry of the ledger; none while the handbook is founding.
    pub head: Option<(u64, String)>,
    /// Day by which the text is to be gone through again, `2027-05-01`.
    pub review_by: String,
    /// Requirements that were set aside for amendments in it.
    pub set_aside: Vec<SetAside>,
}

/// A requirement that the Chair and the chief editor set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetAside {
    /// Short number of the amendment.
    pub docket: String,
    /// The requirement in words.
    pub need: String,
    /// Why, in words.
    pub reason: String,
    /// Ledger time, `2026-11-20T03:12:00Z`.
    pub time: String,
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
    /// What it prints of itself; none for the working text.
    pub colophon: Option<Colophon>,
    /// For the working text of a site that carries the editions: what there is to say between them.
    pub between: Option<Arc<BetweenView>>,
    /// For the working text of a site that carries the editions: all of them, the newest first.
    pub editions: Vec<EditionView>,
}

/// An edition as the list of editions shows it. Addresses are counted from the top of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EditionView {
    /// Its name.
    pub id: String,
    /// Whether no adoption is claimed for it.
    pub draft: bool,
    /// `current`, `superseded`, `draft`, `unsigned` (not valid yet) or `withdrawn`.
    pub status: &'static str,
    /// Whether it stands at `latest/`.
    pub latest: bool,
    /// Day of its adoption; of a draft, day on which it was cut: `2026-05-01`.
    pub date: String,
    /// When it was cut, `2026-05-01T08:00:00Z`.
    pub cut: String,
    /// Day by which the text is to be gone through again.
    pub review_by: String,
    /// Its number among the editions, from 1.
    pub serial: u64,
    /// Day on which it was withdrawn, and why.
    pub withdrawn: Option<(String, String)>,
    /// Persons who have signed it.
    pub signers: Vec<String>,
    /// How many must.
    pub threshold: u32,
    /// How many signatures it still waits for.
    pub missing: u32,
    /// Digest of its manifest.
    pub manifest: String,
    /// The root fingerprint.
    pub root: String,
    /// Address of its first page.
    pub href: String,
    /// Address of its zip, the number of its bytes and their digest.
    pub zip: (String, usize, String),
    /// Its other forms: address and number of bytes.
    pub exports: Vec<(String, usize)>,
    /// Address of its changelog.
    pub changelog: String,
    /// The amendments that it publishes, by State, then by short number.
    pub amendments: Vec<PublishedView>,
    /// What became of numbered paragraphs since the edition before: word and how many.
    pub paragraphs: Vec<(String, usize)>,
}

/// An amendment that an edition publishes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PublishedView {
    /// Its id.
    pub id: String,
    /// The editors' short number.
    pub docket: String,
    /// Code of its State; empty for none.
    pub state: String,
    /// What it does, in one line.
    pub title: String,
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
