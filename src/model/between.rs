//! What changed between two texts of the handbook, and the history of each paragraph, as pages and
//! listings show them. Addresses are counted from the top of the site.

use std::collections::BTreeSet;

use serde::Serialize;

use super::record::{ChangeView, RunView, WeightyView};

/// The id of the working text, where editions are named by theirs.
pub const WORKING: &str = "working";

/// An edition, or the working text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextName {
    /// `2026.1`; of the working text [`WORKING`].
    pub id: String,
    /// What it is, with its day: `Edition 2026.1, adopted 1 May 2026`.
    pub words: String,
    /// Where its pages stand in the site, with a final slash; empty for the working text.
    pub folder: String,
}

impl TextName {
    /// Whether it is the working text.
    #[must_use]
    pub fn is_working(&self) -> bool {
        self.id == WORKING
    }
}

/// How many numbered paragraphs had which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Number, page and words are the same.
    pub same: usize,
    /// Another number or page, the same words.
    pub moved: usize,
    /// Other words.
    pub changed: usize,
    /// Other words under another number or on another page.
    pub moved_and_changed: usize,
    /// Not there before.
    pub new: usize,
    /// Gone, with another in its place.
    pub replaced: usize,
    /// Gone.
    pub repealed: usize,
}

impl Counts {
    /// Each number that is not 0 with its words, for a line of text.
    #[must_use]
    pub fn words(&self) -> Vec<(usize, &'static str)> {
        let all = [
            (self.changed, "changed"),
            (self.moved, "moved or renumbered"),
            (self.moved_and_changed, "moved and changed"),
            (self.new, "added"),
            (self.replaced, "replaced"),
            (self.repealed, "repealed"),
            (self.same, "unchanged"),
        ];
        all.into_iter().filter(|(count, _)| *count > 0).collect()
    }

    fn and(self, other: Self) -> Self {
        Self {
            same: self.same + other.same,
            moved: self.moved + other.moved,
            changed: self.changed + other.changed,
            moved_and_changed: self.moved_and_changed + other.moved_and_changed,
            new: self.new + other.new,
            replaced: self.replaced + other.replaced,
            repealed: self.repealed + other.repealed,
        }
    }

    /// Whether every paragraph is the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        *self == Self { same: self.same, ..Self::default() }
    }
}

/// What changed from one text to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PairView {
    /// The text before.
    pub old: TextName,
    /// The text after.
    pub new: TextName,
    /// Folder of its pages in the site, with a final slash.
    pub folder: String,
    /// Numbered paragraphs by what became of them.
    pub counts: Counts,
    /// Pages and data by State, then by part of the handbook.
    pub groups: Vec<GroupView>,
    /// The pages and texts that changed, in reading order; those that are gone last.
    pub pages: Vec<PageChanges>,
    /// Files that are not text and changed, by path.
    pub files: Vec<String>,
    /// The amendments that the later text brings, by State.
    pub amendments: Vec<OriginView>,
    /// What is to be known before it is read, in sentences; empty where there is nothing.
    pub note: String,
}

impl PairView {
    /// Whether the two texts are the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.pages.is_empty() && self.files.is_empty() && self.counts.is_same()
    }

    /// The same with some of the pages alone.
    #[must_use]
    pub fn only(mut self, wanted: impl Fn(&PageChanges) -> bool) -> Self {
        self.pages.retain(wanted);
        self.counts = self.pages.iter().fold(Counts::default(), |sum, page| sum.and(page.counts));
        self.files.clear();
        self.amendments.clear();
        let pages = &self.pages;
        let known = |row: &GroupRow| pages.iter().any(|page| row.href.as_ref() == Some(&page.address));
        self.groups.iter_mut().for_each(|group| group.rows.retain(known));
        self.groups.retain(|group| !group.rows.is_empty());
        self
    }

    /// Address of the overview.
    #[must_use]
    pub fn overview(&self) -> String {
        format!("{}index.html", self.folder)
    }

    /// Address of the table of numbers.
    #[must_use]
    pub fn concordance(&self) -> String {
        format!("{}concordance.html", self.folder)
    }
}

/// A State, or a part of the handbook, with its pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GroupView {
    /// Name of the State or part.
    pub title: String,
    /// Its pages and texts.
    pub rows: Vec<GroupRow>,
}

/// A page or text in the overview.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GroupRow {
    /// `Annex XA`, `Chapter 3`; empty where it has none.
    pub label: String,
    /// Its title, or its path.
    pub title: String,
    /// Address of its redline; none where nothing changed.
    pub href: Option<String>,
    /// `changed`, `created`, `removed`; empty where nothing changed.
    pub what: String,
    /// Its numbered paragraphs.
    pub counts: Counts,
    /// Whether something changed beside the numbered paragraphs.
    pub rest: bool,
}

/// What changed on one page or in one text of data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PageChanges {
    /// Path of the text from the handbook's folder.
    pub path: String,
    /// Address of its redline.
    pub address: String,
    /// Address of the page itself, in the later text or in the last one that had it; none for data.
    pub page: Option<String>,
    /// `Annex XA`, `Chapter 3`; empty where it has none.
    pub label: String,
    /// Its title, or its path.
    pub title: String,
    /// Code of its State.
    pub state: Option<String>,
    /// `changed`, `created` or `removed`.
    pub what: String,
    /// Its numbered paragraphs.
    pub counts: Counts,
    /// The numbered paragraphs that are not the same, in reading order.
    pub units: Vec<UnitChange>,
    /// Of these, those on the page that have only another number: in a row where their numbers are.
    pub renumbered: Vec<RenumberedRow>,
    /// Paragraphs that left the page and stand on another one now.
    pub left: Vec<LeftUnit>,
    /// Numbers of paragraphs to which the page refers and which are other ones now.
    pub cites: Vec<Renumbered>,
    /// What changed outside the numbered paragraphs: front matter, headings, notes, data.
    pub rest: Option<ChangeView>,
}

/// Paragraphs that follow each other and have only other numbers now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RenumberedRow {
    /// Number of the first and of the last before; the same where it is one.
    pub old: (String, String),
    /// Number of the first and of the last now.
    pub new: (String, String),
    /// Address of the first in the later text.
    pub href: String,
    /// Their anchors.
    pub anchors: Vec<String>,
}

impl RenumberedRow {
    /// `5.11–5.80 → 5.10–5.79`, in two halves.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        let range = |(first, last): &(String, String)| match first == last {
            true => first.clone(),
            false => format!("{first}–{last}"),
        };
        (range(&self.old), range(&self.new))
    }
}

/// A paragraph that left its page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LeftUnit {
    /// Its anchor.
    pub anchor: String,
    /// Its number before.
    pub old: String,
    /// Its number now.
    pub new: String,
    /// Title of the page that it stands on now.
    pub page: String,
    /// Address of the paragraph in the later text.
    pub href: String,
}

/// A paragraph that is referred to and has another number now.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Renumbered {
    /// Number before.
    pub old: String,
    /// Number now.
    pub new: String,
    /// Address of the paragraph in the later text.
    pub href: String,
}

/// What became of one numbered paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UnitChange {
    /// Its anchor.
    pub anchor: String,
    /// Its number before.
    pub old: Option<String>,
    /// Its number now.
    pub new: Option<String>,
    /// `moved`, `changed`, `moved+changed`, `new`, `replaced` or `repealed`.
    pub what: String,
    /// The page that it came from, where that is another one.
    pub from: Option<String>,
    /// Address of the paragraph in the text before.
    pub old_href: Option<String>,
    /// Address of the paragraph in the text after.
    pub new_href: Option<String>,
    /// Number and address of the paragraph in whose place it stands, or that stands in its place.
    pub heir: Option<(String, String)>,
    /// Its words with what changed in them; empty where no word did.
    pub runs: Vec<RunView>,
    /// Numbers, dates and words such as "shall" and "may" that changed.
    pub weighty: Vec<WeightyView>,
}

impl UnitChange {
    /// Whether it has another number on the same page and nothing else happened to it.
    #[must_use]
    pub fn is_only_renumbered(&self) -> bool {
        self.what == "moved" && self.from.is_none()
    }
}

/// An amendment as the source of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OriginView {
    /// Name of its State; empty for none.
    pub state: String,
    /// The editors' short number.
    pub docket: String,
    /// Its id.
    pub id: String,
    /// What it does, in one line; may be empty.
    pub title: String,
    /// Who proposed it.
    pub author: String,
    /// Who approved it.
    pub approvers: Vec<String>,
    /// What it rests on in law, a line each.
    pub sources: Vec<String>,
    /// Address of its page; empty where it has none.
    pub href: String,
}

/// The history of the paragraphs of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PageHistory {
    /// Address of the history.
    pub address: String,
    /// Address of the page.
    pub page: String,
    /// `Annex XA`, `Chapter 3`; empty where it has none.
    pub label: String,
    /// Title of the page.
    pub title: String,
    /// Paragraphs that are there and whose words changed or that were added, in reading order.
    pub units: Vec<UnitHistory>,
    /// Paragraphs that have another number or page and never had other words, in reading order.
    pub moved: Vec<UnitHistory>,
    /// Paragraphs that are as they were in the first edition, in reading order.
    pub same: Vec<UnitHistory>,
    /// Paragraphs that are gone from the page.
    pub gone: Vec<UnitHistory>,
}

/// The history of one paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UnitHistory {
    /// Its anchor.
    pub anchor: String,
    /// Its number, or the last one that it had.
    pub number: String,
    /// The first text that has it.
    pub since: TextName,
    /// What happened to it, oldest first.
    pub steps: Vec<HistoryStep>,
}

/// A text in which a paragraph is not as in the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HistoryStep {
    /// The text.
    pub text: TextName,
    /// As [`UnitChange::what`].
    pub what: String,
    /// Its number before.
    pub old: Option<String>,
    /// Its number from then on.
    pub new: Option<String>,
    /// Address of the redline.
    pub href: String,
    /// The amendments that it comes from; empty where there was no record.
    pub origins: Vec<OriginView>,
}

/// What there is to say between the editions of a handbook and its working text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BetweenView {
    /// The editions in their order, each with the addresses of its pages.
    pub editions: Vec<(TextName, BTreeSet<String>)>,
    /// What changed from each edition to the next, and from the newest to the working text.
    pub pairs: Vec<PairView>,
    /// The history of the paragraphs of each page.
    pub histories: Vec<PageHistory>,
}

impl BetweenView {
    /// The history of a page.
    #[must_use]
    pub fn history(&self, page: &str) -> Option<&PageHistory> {
        self.histories.iter().find(|history| history.page == page)
    }

    /// What changed from the newest edition to the working text.
    #[must_use]
    pub fn since_edition(&self) -> Option<&PairView> {
        self.pairs.last().filter(|pair| pair.new.is_working())
    }
}
