//! What changed from one text of the handbook to another: paragraph by paragraph through their
//! permanent anchors, then everything between them, then the data.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::reading::{ReadPage, Reading};
use super::renumbering::Row;
use super::{Fate, Numbered, Renumbering};
use crate::amend::view::{run_views, text_view, weighty_views};
use crate::diff::redline;
use crate::model::{
    Counts, GroupRow, GroupView, LeftUnit, PageChanges, PageKind, PairView, Renumbered, RenumberedRow,
    TextName, UnitChange,
};

/// Folder of everything between editions, in the site.
pub(super) const FOLDER: &str = "editions";

/// What changed from `old` to `new`. The two may be any texts of one handbook. The amendments are for
/// the caller to name.
#[must_use]
pub fn between(old: &Reading, new: &Reading) -> PairView {
    let comparing = Comparing::new(old, new);
    let mut pages: Vec<PageChanges> = comparing.pages();
    let mut files = Vec::new();
    pages.extend(comparing.data(&mut files));
    let mut counts = Counts::default();
    comparing.map.rows.iter().for_each(|row| count(&mut counts, &row.fate));
    PairView {
        old: old.name.clone(),
        new: new.name.clone(),
        folder: folder(&old.name, &new.name),
        counts,
        groups: comparing.groups(&pages),
        pages: pages.into_iter().filter(PageChanges::is_changed).collect(),
        files,
        amendments: Vec::new(),
        note: String::new(),
    }
}

/// Folder of the pages about what changed between two texts, with a final slash.
pub(super) fn folder(old: &TextName, new: &TextName) -> String {
    format!("{FOLDER}/{}-{}/", old.id, new.id)
}

/// The word of a fate.
pub(super) const fn word(fate: &Fate) -> &'static str {
    match fate {
        Fate::Same => "same",
        Fate::Moved => "moved",
        Fate::Changed => "changed",
        Fate::MovedAndChanged => "moved+changed",
        Fate::New => "new",
        Fate::Replaced(_) => "replaced",
        Fate::Repealed => "repealed",
    }
}

fn count(counts: &mut Counts, fate: &Fate) {
    *match fate {
        Fate::Same => &mut counts.same,
        Fate::Moved => &mut counts.moved,
        Fate::Changed => &mut counts.changed,
        Fate::MovedAndChanged => &mut counts.moved_and_changed,
        Fate::New => &mut counts.new,
        Fate::Replaced(_) => &mut counts.replaced,
        Fate::Repealed => &mut counts.repealed,
    } += 1;
}

impl PageChanges {
    fn is_changed(&self) -> bool {
        self.what != "changed"
            || !self.units.is_empty()
            || self.rest.is_some()
            || !self.left.is_empty()
            || !self.cites.is_empty()
    }
}

/// Two texts with what is looked up in them.
struct Comparing<'a> {
    old: &'a Reading,
    new: &'a Reading,
    map: Renumbering,
    old_units: HashMap<&'a str, &'a Numbered>,
    new_units: HashMap<&'a str, &'a Numbered>,
    old_pages: BTreeMap<&'a str, &'a ReadPage>,
    new_pages: BTreeMap<&'a str, &'a ReadPage>,
}

fn units(reading: &Reading) -> HashMap<&str, &Numbered> {
    reading.numbered.iter().map(|unit| (unit.anchor.as_str(), unit)).collect()
}

fn pages(reading: &Reading) -> BTreeMap<&str, &ReadPage> {
    reading.pages.iter().map(|page| (page.address.as_str(), page)).collect()
}

impl<'a> Comparing<'a> {
    fn new(old: &'a Reading, new: &'a Reading) -> Self {
        Self {
            old,
            new,
            map: Renumbering::between(&old.numbered, &new.numbered),
            old_units: units(old),
            new_units: units(new),
            old_pages: pages(old),
            new_pages: pages(new),
        }
    }

    /// Every page of the later text, and those that are gone.
    fn pages(&self) -> Vec<PageChanges> {
        let mut rows: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in &self.map.rows {
            rows.entry(&row.page).or_default().push(row);
        }
        let gone = self.old.pages.iter().filter(|page| !self.new_pages.contains_key(page.address.as_str()));
        let all = self.new.pages.iter().chain(gone);
        all.map(|page| self.page(page, rows.get(page.address.as_str()).map_or(&[][..], Vec::as_slice)))
            .collect()
    }

    fn page(&self, page: &ReadPage, rows: &[&Row]) -> PageChanges {
        let before = self.old_pages.get(page.address.as_str()).copied();
        let after = self.new_pages.get(page.address.as_str()).copied();
        let mut counts = Counts::default();
        rows.iter().for_each(|row| count(&mut counts, &row.fate));
        let changed = rows.iter().filter(|row| row.fate != Fate::Same);
        let units = in_order(changed.map(|row| self.unit(row)).collect(), before);
        let old_rest = before.map(ReadPage::rest).unwrap_or_default();
        let new_rest = after.map(ReadPage::rest).unwrap_or_default();
        PageChanges {
            path: page.path.clone(),
            address: format!("{}{}", folder(&self.old.name, &self.new.name), page.address),
            page: Some(match after {
                Some(_) => format!("{}{}", self.new.name.folder, page.address),
                None => format!("{}{}", self.old.name.folder, page.address),
            }),
            label: page.label.clone(),
            title: page.title.clone(),
            state: page.state.clone(),
            what: what(before.is_some(), after.is_some()),
            counts,
            renumbered: renumbered(&units),
            units,
            left: self.left(&page.address),
            cites: after.map(|page| self.cites(page)).unwrap_or_default(),
            rest: (old_rest != new_rest).then(|| text_view(&page.path, &redline(&old_rest, &new_rest))),
        }
    }

    fn unit(&self, row: &Row) -> UnitChange {
        let old = self.old_units.get(row.anchor.as_str()).copied();
        let new = self.new_units.get(row.anchor.as_str()).copied();
        let text = |pages: &BTreeMap<&'a str, &'a ReadPage>, unit: Option<&Numbered>| {
            let page = unit.and_then(|unit| pages.get(unit.page.as_str()));
            let found = page.and_then(|page| Some(page.source(page.unit(&row.anchor)?)));
            folded(found.unwrap_or_default())
        };
        let (before, after) = (text(&self.old_pages, old), text(&self.new_pages, new));
        let marked = (row.fate != Fate::Moved).then(|| redline(&before, &after));
        let heir = match &row.fate {
            Fate::Replaced(by) => self.new_units.get(by.as_str()).copied(),
            _ => None,
        };
        let from = old.zip(new).filter(|(old, new)| old.page != new.page);
        UnitChange {
            anchor: row.anchor.clone(),
            old: row.old.clone(),
            new: row.new.clone(),
            what: word(&row.fate).to_owned(),
            from: from.map(|(old, _)| {
                self.old_pages
                    .get(old.page.as_str())
                    .map_or_else(|| old.page.clone(), |page| page.title.clone())
            }),
            old_href: old.map(|unit| href(&self.old.name, unit)),
            new_href: new.map(|unit| href(&self.new.name, unit)),
            heir: heir.map(|unit| (unit.number.clone(), href(&self.new.name, unit))),
            runs: marked.as_ref().map(|marked| run_views(marked.runs())).unwrap_or_default(),
            weighty: marked.as_ref().map(weighty_views).unwrap_or_default(),
        }
    }

    /// Paragraphs of the text before that stood on a page and stand on another one now.
    fn left(&self, address: &str) -> Vec<LeftUnit> {
        let stood = self.old.numbered.iter().filter(|unit| unit.page == address);
        let gone = stood.filter_map(|old| {
            let new = self.new_units.get(old.anchor.as_str()).filter(|new| new.page != address)?;
            let page = self.new_pages.get(new.page.as_str());
            Some(LeftUnit {
                anchor: old.anchor.clone(),
                old: old.number.clone(),
                new: new.number.clone(),
                page: page.map_or_else(|| new.page.clone(), |page| page.title.clone()),
                href: href(&self.new.name, new),
            })
        });
        gone.collect()
    }

    /// Paragraphs that a page refers to by their anchors and that have other numbers now.
    fn cites(&self, page: &ReadPage) -> Vec<Renumbered> {
        let found: BTreeSet<Renumbered> = anchors_in(&page.text)
            .filter_map(|anchor| {
                let (old, new) = (self.old_units.get(anchor)?, self.new_units.get(anchor)?);
                let own = new.page == page.address;
                (old.number != new.number && !own).then(|| Renumbered {
                    old: old.number.clone(),
                    new: new.number.clone(),
                    href: href(&self.new.name, new),
                })
            })
            .collect();
        found.into_iter().collect()
    }

    /// Texts that are no pages: data, the order of the book. Other files go by their paths alone.
    fn data(&self, files: &mut Vec<String>) -> Vec<PageChanges> {
        let paths: BTreeSet<&String> = self.old.files.keys().chain(self.new.files.keys()).collect();
        let mut changed = Vec::new();
        for path in paths {
            let (old, new) = (self.old.files.get(path), self.new.files.get(path));
            if old == new {
                continue;
            }
            let Some((before, after)) = as_text(path, old).zip(as_text(path, new)) else {
                files.push(path.clone());
                continue;
            };
            let name = path.split_once('/').map_or(path.as_str(), |(_, name)| name);
            changed.push(PageChanges {
                path: path.clone(),
                address: format!("{}{name}.html", folder(&self.old.name, &self.new.name)),
                title: name.to_owned(),
                state: self.state_of(path),
                what: what(old.is_some(), new.is_some()),
                rest: Some(text_view(path, &redline(&before, &after))),
                ..PageChanges::default()
            });
        }
        changed
    }

    /// The State to which a file belongs by its name.
    fn state_of(&self, path: &str) -> Option<String> {
        let (_, name) = path.rsplit_once('/')?;
        let (stem, _) = name.split_once('.')?;
        let state = self.new.states.iter().find(|state| state.iso2.eq_ignore_ascii_case(stem))?;
        Some(state.iso2.clone())
    }

    /// The pages by State in the handbook's order, then chapters, then the rest.
    fn groups(&self, pages: &[PageChanges]) -> Vec<GroupView> {
        let kind = |page: &PageChanges| {
            let address = page.address.strip_prefix(&folder(&self.old.name, &self.new.name))?;
            let read = self.new_pages.get(address).or_else(|| self.old_pages.get(address))?;
            Some(read.kind)
        };
        let row = |page: &PageChanges| GroupRow {
            label: page.label.clone(),
            title: page.title.clone(),
            href: page.is_changed().then(|| page.address.clone()),
            what: if page.is_changed() { page.what.clone() } else { String::new() },
            counts: page.counts,
            rest: page.rest.is_some(),
        };
        let group = |title: String, chosen: &dyn Fn(&&PageChanges) -> bool| GroupView {
            title,
            rows: pages.iter().filter(chosen).map(row).collect(),
        };
        let mut groups: Vec<GroupView> = self
            .new
            .states
            .iter()
            .map(|state| {
                group(state.name.clone(), &|page| page.state.as_deref() == Some(state.iso2.as_str()))
            })
            .collect();
        let known = |page: &PageChanges| {
            page.state.as_ref().is_some_and(|code| self.new.states.iter().any(|state| state.iso2 == *code))
        };
        groups.push(group("Chapters".to_owned(), &|page| {
            !known(page) && kind(page) == Some(PageKind::Chapter)
        }));
        // Of the pages that are only made from data, those that changed.
        groups.push(group("Reference and data".to_owned(), &|page| {
            !known(page) && kind(page) != Some(PageKind::Chapter) && page.is_changed()
        }));
        groups.retain(|group| !group.rows.is_empty());
        groups
    }
}

/// A paragraph on one line, where its source is broken into lines of no meaning: whoever breaks them anew
/// changes nothing. Lists, tables, quotations and code within it keep their lines.
fn folded(source: &str) -> String {
    let opens = |line: &str| {
        let line = line.trim_start();
        let number = line.trim_start_matches(|digit: char| digit.is_ascii_digit());
        line.is_empty()
            || line.starts_with(['|', '>', '`', '~', ':', '#'])
            || ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
            || (number.len() < line.len() && (number.starts_with(". ") || number.starts_with(") ")))
    };
    let mut folded = String::with_capacity(source.len());
    for line in source.lines() {
        let kept =
            folded.is_empty() || opens(line) || folded.ends_with(['\n', '\\', '|']) || folded.ends_with("  ");
        if !folded.is_empty() {
            folded.push(if kept { '\n' } else { ' ' });
        }
        folded.push_str(if kept { line } else { line.trim_start() });
    }
    folded
}

/// The changed paragraphs in reading order: those that are gone, listed last, stand where they stood.
fn in_order(units: Vec<UnitChange>, before: Option<&ReadPage>) -> Vec<UnitChange> {
    let Some(before) = before else { return units };
    let (there, gone): (Vec<_>, Vec<_>) = units.into_iter().partition(|unit| unit.new.is_some());
    let mut ordered = there;
    let place = |anchor: &str| before.units.iter().position(|unit| unit.anchor == anchor);
    for unit in gone {
        let heir = unit
            .heir
            .as_ref()
            .and_then(|(number, _)| ordered.iter().position(|other| other.new.as_ref() == Some(number)));
        // After the nearest one that stood before it and is in the list.
        let earlier = &before.units[..place(&unit.anchor).unwrap_or(0)];
        let listed = |anchor: &str| ordered.iter().position(|other| other.anchor == anchor);
        let behind = earlier.iter().rev().find_map(|unit| listed(&unit.anchor)).map_or(0, |at| at + 1);
        let at = heir.unwrap_or(behind);
        ordered.insert(at, unit);
    }
    ordered
}

/// Paragraphs that only have another number, in rows.
fn renumbered(units: &[UnitChange]) -> Vec<RenumberedRow> {
    let next = |number: &str| {
        let (prefix, last) = number.rsplit_once('.')?;
        Some(format!("{prefix}.{}", last.parse::<u32>().ok()? + 1))
    };
    let mut rows: Vec<RenumberedRow> = Vec::new();
    for unit in units.iter().filter(|unit| unit.is_only_renumbered()) {
        let (Some(old), Some(new)) = (&unit.old, &unit.new) else { continue };
        let follows = |row: &RenumberedRow| {
            next(&row.old.1).as_ref() == Some(old) && next(&row.new.1).as_ref() == Some(new)
        };
        match rows.last_mut().filter(|row| follows(row)) {
            Some(row) => {
                row.old.1.clone_from(old);
                row.new.1.clone_from(new);
                row.anchors.push(unit.anchor.clone());
            }
            None => rows.push(RenumberedRow {
                old: (old.clone(), old.clone()),
                new: (new.clone(), new.clone()),
                href: unit.new_href.clone().unwrap_or_default(),
                anchors: vec![unit.anchor.clone()],
            }),
        }
    }
    rows
}

fn href(name: &TextName, unit: &Numbered) -> String {
    format!("{}{}#{}", name.folder, unit.page, unit.anchor)
}

fn what(before: bool, after: bool) -> String {
    match (before, after) {
        (false, _) => "created",
        (_, false) => "removed",
        _ => "changed",
    }
    .to_owned()
}

/// Data and Markdown as text; what is not there is empty.
fn as_text(path: &str, bytes: Option<&Arc<[u8]>>) -> Option<String> {
    let text = [".md", ".yaml", ".yml", ".json", ".tsv", ".txt"].iter().any(|ending| path.ends_with(ending));
    match bytes {
        _ if !text => None,
        None => Some(String::new()),
        Some(bytes) => std::str::from_utf8(bytes).ok().map(str::to_owned),
    }
}

/// What looks like the anchors of paragraphs in a text: `p-` and six letters or digits.
fn anchors_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("#p-").filter_map(|(at, _)| text.get(at + 1..at + 9))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceText;
    use crate::model::Page;

    fn page(path: &str, text: &str) -> Page {
        let path = format!("content/{path}");
        let mut page = crate::parse::alone(&path, &SourceText::new(path.clone(), text)).value;
        page.path = path.trim_start_matches("content/").to_owned();
        page
    }

    /// A text of pages, its paragraphs with these anchors.
    fn reading(id: &str, pages: &[(&str, &str, &[&str])]) -> Reading {
        let parsed: Vec<Page> = pages.iter().map(|(path, text, _)| page(path, text)).collect();
        let mut numbered = Vec::new();
        for (at, (page, (_, _, anchors))) in parsed.iter().zip(pages).enumerate() {
            assert_eq!(page.units().count(), anchors.len());
            for (number, (anchor, (span, _))) in anchors.iter().zip(page.units()).enumerate() {
                numbered.push(Numbered {
                    anchor: (*anchor).to_owned(),
                    number: format!("{}.{}", at + 1, number + 1),
                    page: page.address(),
                    words: page.source.text()[span.range()].trim().to_owned(),
                });
            }
        }
        let name = TextName { id: id.to_owned(), words: id.to_owned(), folder: format!("e/{id}/") };
        Reading::new(name, parsed.iter(), numbered, &BTreeMap::new(), &[])
    }

    const OLD: &str = "# A\n\nOne stays.\n\nTwo shall move and reply within 30 days.\n\nThree goes.\n\nFour goes too.\n\nFive: พนักงานอัยการต้องปฏิเสธ\n";
    const NEW: &str = "# A bee\n\nTwo may move and reply within 60 days.\n\nOne stays.\n\nIn the place of three, see [it](b.md#p-bbbbbb).\n\nFive: พนักงานอัยการอาจปฏิเสธ\n";

    fn two() -> (Reading, Reading) {
        let old = reading(
            "2026.1",
            &[
                ("a.md", OLD, &["p-aaaaa1", "p-aaaaa2", "p-aaaaa3", "p-aaaaa4", "p-aaaaa5"]),
                ("b.md", "# B\n\nSix.\n\nSeven.\n", &["p-aaaaa6", "p-bbbbbb"]),
            ],
        );
        let new = reading(
            "2026.2",
            &[
                ("a.md", NEW, &["p-aaaaa2", "p-aaaaa1", "p-nnnnnn", "p-aaaaa5"]),
                ("b.md", "# B\n\nSeven.\n", &["p-bbbbbb"]),
                ("c.md", "# C\n\nSix.\n", &["p-aaaaa6"]),
            ],
        );
        (old, new)
    }

    #[test]
    fn moved_is_told_from_deleted_and_added() {
        let (old, new) = two();
        let pair = between(&old, &new);
        let number = |number: &Option<String>| number.clone().unwrap_or_else(|| "-".to_owned());
        let unit = |unit: &UnitChange| format!("{} {} {}", unit.what, number(&unit.old), number(&unit.new));
        let told: Vec<Vec<String>> =
            pair.pages.iter().map(|page| page.units.iter().map(unit).collect()).collect();
        let expected = [
            &[
                "moved+changed 1.2 1.1",
                "moved 1.1 1.2",
                "replaced 1.3 -",
                "replaced 1.4 -",
                "new - 1.3",
                "moved+changed 1.5 1.4",
            ][..],
            &["moved 2.2 2.1"],
            &["moved 2.1 3.1"],
        ];
        assert_eq!(told, expected);
        let page = &pair.pages[0];
        let marks: String = page.units[0]
            .runs
            .iter()
            .filter(|run| run.mark != "same")
            .map(|run| format!("{} {};", run.mark, run.text))
            .collect();
        assert_eq!(marks, "deleted shall;inserted may;deleted 30;inserted 60;");
        let kinds: Vec<&str> = page.units[0].weighty.iter().map(|term| term.kind.as_str()).collect();
        assert_eq!(kinds, ["obligation", "number"]);
        assert!(page.units[1].runs.is_empty(), "what only moved has no redline");
        let thai: Vec<&str> = page.units[5].runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(thai, ["Five: พนักงานอัยการ", "ต้อง", "อาจ", "ปฏิเสธ"]);
        assert_eq!(page.units[2].heir.as_ref().unwrap().1, "e/2026.2/a.html#p-nnnnnn");
        assert_eq!(pair.pages[2].units[0].from.as_deref(), Some("b.md"));
        let left: Vec<(&str, &str)> =
            pair.pages[1].left.iter().map(|unit| (unit.old.as_str(), unit.href.as_str())).collect();
        assert_eq!(left, [("2.1", "e/2026.2/c.html#p-aaaaa6")]);
        assert_eq!(page.cites.len(), 1, "2.2 is 2.1 now");
        assert!(page.rest.is_some(), "the title changed");
        assert_eq!(pair.counts.replaced, 2);
        assert_eq!(pair.folder, "editions/2026.1-2026.2/");
    }

    #[test]
    fn lines_without_a_meaning_are_folded() {
        assert_eq!(folded("One\ntwo\n  three."), "One two three.");
        assert_eq!(folded("- a\n  b\n  - c\n  1. d\n\n  e"), "- a b\n  - c\n  1. d\n\n  e");
        assert_eq!(folded("| a |\n|---|\n| b |"), "| a |\n|---|\n| b |");
        assert_eq!(folded("in\n2026 a"), "in 2026 a");
    }

    #[test]
    fn numbers_in_a_row_are_told_in_a_row() {
        let unit = |old: &str, new: &str| UnitChange {
            anchor: format!("p-{old}"),
            old: Some(old.to_owned()),
            new: Some(new.to_owned()),
            what: "moved".to_owned(),
            ..UnitChange::default()
        };
        let rows = renumbered(&[
            unit("5.8", "5.9"),
            unit("5.9", "5.10"),
            unit("5.10", "5.11"),
            unit("5.12", "5.12"),
        ]);
        let words: Vec<(String, String)> = rows.iter().map(RenumberedRow::words).collect();
        let expected = [("5.8–5.10", "5.9–5.11"), ("5.12", "5.12")];
        assert_eq!(words, expected.map(|(old, new)| (old.to_owned(), new.to_owned())));
        assert_eq!(rows[0].anchors.len(), 3);
    }

    #[test]
    fn a_text_is_the_same_as_itself() {
        let (old, _) = two();
        let pair = between(&old, &old);
        assert!(pair.is_same() && pair.pages.is_empty());
        assert_eq!(pair.counts.same, 7);
    }
}
