//! The editions that a handbook has.

use camino::Utf8Path;

use super::{EditionId, Manifest, Notice, Numbered, Renumbering, Seal, Withdrawal};
use crate::amend::{Digest, Refusal, RefusalCode};
use crate::error::Result;
use crate::fs;

/// Folder of the editions.
pub const FOLDER: &str = "editions";
/// Folder in that of an edition with the handbook in other forms.
pub const EXPORTS: &str = "exports/";

/// An edition in its folder.
#[derive(Clone, Debug)]
pub struct Shelved {
    /// Its manifest.
    pub manifest: Manifest,
    /// The text of the manifest.
    pub text: String,
    /// The text of `manifest.sigs`.
    pub signatures: String,
    /// The same, verified.
    pub seal: Seal,
    /// What became of each paragraph since the edition before.
    pub renumbering: Renumbering,
    /// The text of its `anchors.tsv`.
    pub anchors: String,
    /// The text of its changelog.
    pub changelog: String,
    /// The statement that withdraws it, where there is one, with too few signatures too.
    pub notice: Option<Notice>,
}

impl Shelved {
    /// Path of its folder from the handbook's.
    #[must_use]
    pub fn folder(&self) -> String {
        format!("{FOLDER}/{}", self.manifest.edition)
    }

    /// The statement that withdraws it, where enough persons have signed it.
    #[must_use]
    pub fn withdrawn(&self) -> Option<&Notice> {
        self.notice.as_ref().filter(|notice| notice.in_effect)
    }

    /// Whether as many persons have signed it as must: before, it is not valid and takes no other one's place.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.seal.is_enough(&self.manifest)
    }

    /// How many signatures it still waits for.
    #[must_use]
    pub fn missing(&self) -> u32 {
        let signed = u32::try_from(self.seal.persons.len()).unwrap_or(u32::MAX);
        if self.is_signed() { 0 } else { self.manifest.threshold.saturating_sub(signed).max(1) }
    }

    /// The edition as it will be once everybody has signed it who may.
    #[must_use]
    pub fn once_signed(mut self) -> Self {
        self.seal.persons = self.manifest.roots.iter().map(|root| root.person.clone()).collect();
        self
    }

    /// Day of its adoption; of a draft, day on which it was cut.
    #[must_use]
    pub fn day(&self) -> jiff::civil::Date {
        self.manifest.adopted.unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(self.manifest.cut).date())
    }

    /// Its numbered paragraphs.
    #[must_use]
    pub fn numbered(&self) -> Vec<Numbered> {
        self.renumbering.numbered(&self.anchors)
    }
}

/// The editions in the order in which they were cut.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// The editions.
    pub editions: Vec<Shelved>,
}

impl Shelf {
    /// Reads the editions of the handbook in `root`, with everything that speaks against one of them:
    /// a folder that is none, a manifest that cannot be read, a chain that is broken. That their files
    /// are as frozen, [`super::verify`] says.
    ///
    /// # Errors
    /// Where a file that is there cannot be read.
    pub fn load(root: &Utf8Path) -> Result<(Self, Vec<Refusal>)> {
        let mut shelf = Self::default();
        let mut refusals = Vec::new();
        for name in fs::names(&root.join(FOLDER))? {
            let folder = format!("{FOLDER}/{name}");
            if name.starts_with('.') || !fs::is_dir(&root.join(&folder)) {
                continue;
            }
            let read = |file: &str| -> Result<String> {
                let path = root.join(&folder).join(file);
                if !fs::exists(&path) {
                    return Ok(String::new());
                }
                Ok(String::from_utf8_lossy(&fs::read(&path)?).into_owned())
            };
            let text = read("manifest")?;
            let manifest = match Manifest::read(&format!("{folder}/manifest"), &text) {
                Ok(manifest) => manifest,
                Err(refusal) => {
                    refusals.push(refusal);
                    continue;
                }
            };
            let renumbering = Renumbering::read(&read("renumbering.tsv")?);
            if manifest.edition.to_string() != name || renumbering.is_none() {
                refusals.push(altered(
                    &folder,
                    format!("the folder `{folder}` does not hold the edition {name} as it was frozen"),
                ));
            }
            let statement = root.join(Withdrawal::path(&manifest.edition));
            let notice = match fs::exists(&statement) {
                false => None,
                true => {
                    let said = String::from_utf8_lossy(&fs::read(&statement)?).into_owned();
                    let notice = Notice::read(&manifest, Digest::of(&text), &said);
                    if notice.is_none() {
                        refusals.push(
                            Refusal::new(
                                RefusalCode::R0167,
                                format!("the statement that withdraws {} was altered", manifest.edition),
                                "restore it from a copy that you trust",
                            )
                            .in_file(&Withdrawal::path(&manifest.edition)),
                        );
                    }
                    notice
                }
            };
            let signatures = read("manifest.sigs")?;
            shelf.editions.push(Shelved {
                seal: Seal::read(&manifest, &text, &signatures),
                manifest,
                text,
                signatures,
                renumbering: renumbering.unwrap_or_default(),
                anchors: read("text/anchors.tsv")?,
                changelog: read("CHANGELOG.md")?,
                notice,
            });
        }
        shelf.editions.sort_by_key(|edition| edition.manifest.serial);
        refusals.extend(shelf.chain());
        Ok((shelf, refusals))
    }

    /// Every edition names the one before.
    fn chain(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let mut previous: Option<&Shelved> = None;
        for (number, edition) in (1_u64..).zip(&self.editions) {
            let manifest = &edition.manifest;
            let follows = previous.is_none_or(|before| before.manifest.edition < manifest.edition);
            let named = previous.map(|before| Digest::of(&before.text));
            if manifest.serial != number || manifest.previous != named || !follows {
                refusals.push(altered(
                    &edition.folder(),
                    format!("the edition {} does not follow the one before it here", manifest.edition),
                ));
            }
            previous = Some(edition);
        }
        refusals
    }

    /// The newest edition.
    #[must_use]
    pub fn newest(&self) -> Option<&Shelved> {
        self.editions.last()
    }

    /// Number of the ledger's last entry in the newest adopted edition, 0 where there is none: what was adopted
    /// after it is in no edition yet. A draft takes no adoption away.
    #[must_use]
    pub fn last_adopted(&self) -> u64 {
        let adopted = self.editions.iter().rev().find(|edition| !edition.manifest.edition.is_draft());
        adopted.and_then(|edition| edition.manifest.ledger).map_or(0, |(seq, _)| seq)
    }

    /// The edition that holds: of those that enough persons have signed, the newest adopted one that is not
    /// withdrawn; while there is none, the newest draft. None before one is signed; where all were withdrawn,
    /// the newest of them.
    #[must_use]
    pub fn current(&self) -> Option<&Shelved> {
        let mut signed = self.editions.iter().filter(|edition| edition.is_signed());
        Self::holds(signed.clone().filter(|edition| edition.withdrawn().is_none()))
            .or_else(|| signed.next_back())
    }

    /// Of some editions, the newest adopted one; while there is none, the newest draft.
    pub(super) fn holds<'a>(editions: impl Iterator<Item = &'a Shelved>) -> Option<&'a Shelved> {
        editions.fold(None, |found: Option<&Shelved>, edition| match found {
            Some(known) if edition.manifest.edition.is_draft() && !known.manifest.edition.is_draft() => found,
            _ => Some(edition),
        })
    }

    /// An edition by its name.
    #[must_use]
    pub fn get(&self, id: &EditionId) -> Option<&Shelved> {
        self.editions.iter().find(|edition| edition.manifest.edition == *id)
    }
}

pub(super) fn altered(folder: &str, message: String) -> Refusal {
    Refusal::new(
        RefusalCode::R0161,
        message,
        "restore the folder `editions` from a copy that you trust; a frozen edition is never changed",
    )
    .in_file(folder)
}
