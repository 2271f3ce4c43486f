//! What became of each numbered paragraph between two editions.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use crate::model::Book;

/// First line of the file: name and version of the format.
const HEAD: &str = "# handbook renumbering 1\n# anchor\told number\tnew number\twhat\tpage\n";

/// What became of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Number, page and words are the same.
    Same,
    /// It has another number or page.
    Moved,
    /// It has other words.
    Changed,
    /// Both.
    MovedAndChanged,
    /// The edition before did not have it.
    New,
    /// It is gone; the paragraph with this anchor stands in its place.
    Replaced(String),
    /// It is gone and nothing stands in its place.
    Repealed,
}

impl Fate {
    fn write(&self) -> String {
        match self {
            Self::Same => "same".to_owned(),
            Self::Moved => "moved".to_owned(),
            Self::Changed => "changed".to_owned(),
            Self::MovedAndChanged => "moved+changed".to_owned(),
            Self::New => "new".to_owned(),
            Self::Replaced(by) => format!("replaced by {by}"),
            Self::Repealed => "repealed".to_owned(),
        }
    }

    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "same" => Self::Same,
            "moved" => Self::Moved,
            "changed" => Self::Changed,
            "moved+changed" => Self::MovedAndChanged,
            "new" => Self::New,
            "repealed" => Self::Repealed,
            _ => Self::Replaced(text.strip_prefix("replaced by ")?.to_owned()),
        })
    }
}

/// A numbered paragraph of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// Its permanent anchor.
    pub anchor: String,
    /// Its number.
    pub number: String,
    /// Address of its page in the site.
    pub page: String,
    /// Digest of its words, as `anchors.tsv` has it.
    pub words: String,
}

impl Numbered {
    /// The numbered paragraphs of a book in reading order; `anchors` is the text of its `anchors.tsv`.
    #[must_use]
    pub fn of(book: &Book, anchors: &str) -> Vec<Self> {
        let words = words(anchors);
        let entries = book.pages.iter().filter_map(|page| book.tables.pages.get(&page.path));
        entries
            .flat_map(|entry| {
                entry.units.iter().map(|unit| Self {
                    anchor: unit.anchor.to_string(),
                    number: unit.number.to_string(),
                    page: entry.address.clone(),
                    words: words.get(unit.anchor.as_str()).cloned().unwrap_or_default(),
                })
            })
            .collect()
    }
}

/// The digests of the words in an `anchors.tsv`, by anchor.
fn words(anchors: &str) -> HashMap<String, String> {
    let lines = anchors.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut columns = line.split('\t');
            Some((columns.next()?.to_owned(), columns.nth(1)?.to_owned()))
        })
        .collect()
}

/// One paragraph between two editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its anchor.
    pub anchor: String,
    /// Its number in the edition before.
    pub old: Option<String>,
    /// Its number in this one.
    pub new: Option<String>,
    /// What became of it.
    pub fate: Fate,
    /// Address of its page: in this edition, or of the last one that had it.
    pub page: String,
}

/// What became of every paragraph: those of the edition in reading order, then those that are gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renumbering {
    /// The paragraphs.
    pub rows: Vec<Row>,
}

impl Renumbering {
    /// Compares two editions, each in reading order. Paragraphs are the same by anchor alone.
    #[must_use]
    pub fn between(old: &[Numbered], new: &[Numbered]) -> Self {
        let before: HashMap<&str, &Numbered> = old.iter().map(|unit| (unit.anchor.as_str(), unit)).collect();
        let after: BTreeSet<&str> = new.iter().map(|unit| unit.anchor.as_str()).collect();
        let mut rows: Vec<Row> = new
            .iter()
            .map(|unit| {
                let was = before.get(unit.anchor.as_str());
                let fate = match was {
                    None => Fate::New,
                    Some(was) => {
                        let moved = was.number != unit.number || was.page != unit.page;
                        match (moved, was.words != unit.words) {
                            (false, false) => Fate::Same,
                            (true, false) => Fate::Moved,
                            (false, true) => Fate::Changed,
                            (true, true) => Fate::MovedAndChanged,
                        }
                    }
                };
                Row {
                    anchor: unit.anchor.clone(),
                    old: was.map(|was| was.number.clone()),
                    new: Some(unit.number.clone()),
                    fate,
                    page: unit.page.clone(),
                }
            })
            .collect();
        let gone = old.iter().enumerate().filter(|(_, unit)| !after.contains(unit.anchor.as_str()));
        rows.extend(gone.map(|(at, unit)| Row {
            anchor: unit.anchor.clone(),
            old: Some(unit.number.clone()),
            new: None,
            fate: successor(old, new, at, &before).map_or(Fate::Repealed, Fate::Replaced),
            page: unit.page.clone(),
        }));
        Self { rows }
    }

    /// The text of the file.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = HEAD.to_owned();
        for row in &self.rows {
            let number = |number: &Option<String>| number.clone().unwrap_or_else(|| "-".to_owned());
            let (old, new) = (number(&row.old), number(&row.new));
            let _ = writeln!(text, "{}\t{old}\t{new}\t{}\t{}", row.anchor, row.fate.write(), row.page);
        }
        text
    }

    /// Reads the text of the file; `None` where it is not in its one form.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let number = |text: &str| (text != "-").then(|| text.to_owned());
        let rows = text.strip_prefix(HEAD)?.lines().map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [anchor, old, new, fate, page] = columns[..] else { return None };
            Some(Row {
                anchor: anchor.to_owned(),
                old: number(old),
                new: number(new),
                fate: Fate::read(fate)?,
                page: page.to_owned(),
            })
        });
        let read = Self { rows: rows.collect::<Option<_>>()? };
        (read.write() == text).then_some(read)
    }

    /// The paragraphs of the edition, with the words of its `anchors.tsv`.
    #[must_use]
    pub fn numbered(&self, anchors: &str) -> Vec<Numbered> {
        let words = words(anchors);
        let there = self.rows.iter().filter_map(|row| {
            Some(Numbered {
                anchor: row.anchor.clone(),
                number: row.new.clone()?,
                page: row.page.clone(),
                words: words.get(&row.anchor).cloned().unwrap_or_default(),
            })
        });
        there.collect()
    }

    /// How many paragraphs each fate has, by its word.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for row in &self.rows {
            let word = match row.fate {
                Fate::Same => "the same",
                Fate::Moved => "moved",
                Fate::Changed => "changed",
                Fate::MovedAndChanged => "moved and changed",
                Fate::New => "new",
                Fate::Replaced(_) => "replaced",
                Fate::Repealed => "repealed",
            };
            *counts.entry(word).or_default() += 1;
        }
        counts
    }
}

/// The new paragraph that stands where a gone one stood: between the nearest ones around it on its
/// page that are still there.
fn successor(
    old: &[Numbered],
    new: &[Numbered],
    at: usize,
    before: &HashMap<&str, &Numbered>,
) -> Option<String> {
    let page = &page_of(old, new, &old[at].page);
    let is_old = |unit: &&Numbered| unit.page == old[at].page;
    let place = |unit: &Numbered| new.iter().position(|now| now.anchor == unit.anchor && now.page == *page);
    let start = old[..at].iter().rev().filter(is_old).find_map(place).map(|place| place + 1);
    let end = old[at + 1..].iter().filter(is_old).find_map(place);
    let first = new.iter().position(|unit| unit.page == *page)?;
    let last = new.iter().rposition(|unit| unit.page == *page)? + 1;
    let gap = new.get(start.unwrap_or(first)..end.unwrap_or(last))?;
    let found = gap.iter().find(|unit| unit.page == *page && !before.contains_key(unit.anchor.as_str()))?;
    Some(found.anchor.clone())
}

/// The page as which an old one goes on: itself, or, where it is gone, the one with most of its paragraphs.
fn page_of(old: &[Numbered], new: &[Numbered], page: &str) -> String {
    if new.iter().any(|unit| unit.page == page) {
        return page.to_owned();
    }
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    let was: BTreeSet<&str> =
        old.iter().filter(|unit| unit.page == page).map(|unit| unit.anchor.as_str()).collect();
    for unit in new.iter().filter(|unit| was.contains(unit.anchor.as_str())) {
        *count.entry(&unit.page).or_default() += 1;
    }
    let most = count.into_iter().max_by_key(|(page, count)| (*count, std::cmp::Reverse(*page)));
    most.map_or_else(|| page.to_owned(), |(page, _)| page.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `anchor number words`, all on one page.
    fn units(text: &[&str]) -> Vec<Numbered> {
        let unit = |line: &&str| {
            let parts: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let [anchor, number, words] = <[String; 3]>::try_from(parts).unwrap();
            Numbered { anchor, number, page: "a.html".into(), words }
        };
        text.iter().map(unit).collect()
    }

    #[test]
    fn every_fate_is_told_from_the_others() {
        let old = units(&["a 1.1 x", "b 1.2 x", "c 1.3 x", "d 1.4 x", "e 1.5 x", "f 1.6 x"]);
        let new = units(&["a 1.1 x", "n 1.2 y", "c 1.3 y", "e 1.4 x", "f 1.5 y", "m 1.6 z"]);
        let map = Renumbering::between(&old, &new);
        let fates: Vec<(&str, Fate)> =
            map.rows.iter().map(|row| (row.anchor.as_str(), row.fate.clone())).collect();
        assert_eq!(
            fates,
            [
                ("a", Fate::Same),
                ("n", Fate::New),
                ("c", Fate::Changed),
                ("e", Fate::Moved),
                ("f", Fate::MovedAndChanged),
                ("m", Fate::New),
                ("b", Fate::Replaced("n".into())),
                ("d", Fate::Repealed),
            ]
        );
        let text = map.write();
        assert_eq!(Renumbering::read(&text), Some(map.clone()));
        assert_eq!(Renumbering::read(&text.replace("moved", "gone")), None);
        let anchors = "# x\na\ta.md\tx\ts\n";
        let numbered = map.numbered(anchors);
        assert_eq!((numbered.len(), numbered[0].words.as_str()), (6, "x"));
    }

    #[test]
    fn on_a_page_with_another_name_paragraphs_are_replaced_as_on_any() {
        let old = units(&["a 1.1 x", "b 1.2 x", "c 1.3 x"]);
        let mut new = units(&["a 1.1 x", "n 1.2 y", "c 1.3 x"]);
        new.iter_mut().for_each(|unit| unit.page = "b.html".into());
        let map = Renumbering::between(&old, &new);
        assert_eq!(map.rows.last().map(|row| row.fate.clone()), Some(Fate::Replaced("n".into())));
    }

    #[test]
    fn a_paragraph_on_another_page_has_moved() {
        let old = units(&["a 1.1 x"]);
        let mut new = old.clone();
        new[0].page = "b.html".into();
        assert_eq!(Renumbering::between(&old, &new).rows[0].fate, Fate::Moved);
        assert!(Renumbering::between(&new, &new).rows.iter().all(|row| row.fate == Fate::Same));
    }
}
