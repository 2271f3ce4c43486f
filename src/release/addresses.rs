//! The addresses that must resolve for ever: every page and numbered paragraph that an edition had.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Shelf, Shelved};
use crate::amend::{Refusal, RefusalCode};

/// Path of the list from the handbook's folder.
pub const ADDRESSES: &str = "editions/addresses.txt";
/// First lines of the file: name and version of the format, and its one rule.
const HEAD: &str =
    "# handbook addresses 1\n# Every line resolves for ever. Lines are added, never changed or taken away.\n";
/// A page that is no address to keep: it stands for what is missing.
const APART: &str = "404.html";

/// Addresses counted from the top of the site: `chapters/scope.html`, `chapters/scope.html#p-k7m2qv`, the
/// same below `latest/` and below `e/ID/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses(BTreeSet<String>);

impl Addresses {
    /// Reads the list; lines that begin with `#` are not read.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self(lines.map(str::to_owned).collect())
    }

    /// The text of the file, sorted.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = HEAD.to_owned();
        for address in &self.0 {
            // Writing into a `String` cannot fail.
            let _ = writeln!(text, "{address}");
        }
        text
    }

    /// The addresses that editions have brought into the world: at `e/ID/`; at the root, where the working
    /// text shows the same pages; at `latest/` for those that were the current one when they were cut, once
    /// enough persons have signed them.
    #[must_use]
    pub fn of(shelf: &Shelf) -> Self {
        let mut all = Self::default();
        for (at, edition) in shelf.editions.iter().enumerate() {
            let id = &edition.manifest.edition;
            all.add(edition, &format!("e/{id}/"));
            all.add(edition, "");
            if Shelf::holds(shelf.editions.iter().take(at + 1).filter(|edition| edition.is_signed()))
                .is_some_and(|current| current.manifest.edition == *id)
            {
                all.add(edition, "latest/");
            }
        }
        all
    }

    fn add(&mut self, edition: &Shelved, folder: &str) {
        let pages = edition.manifest.site.keys().filter(|path| path.ends_with(".html") && *path != APART);
        self.0.extend(pages.map(|page| format!("{folder}{page}")));
        let there = edition.renumbering.rows.iter().filter(|row| row.new.is_some());
        self.0.extend(there.map(|row| format!("{folder}{}#{}", row.page, row.anchor)));
    }

    /// This list with all of another one.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.0.extend(other.0.iter().cloned());
        self
    }

    /// What speaks against the list: addresses of editions that it does not have.
    #[must_use]
    pub fn taken_away(&self, shelf: &Shelf) -> Option<Refusal> {
        let wanted = Self::of(shelf);
        let missing: Vec<&str> = wanted.0.difference(&self.0).map(String::as_str).collect();
        let first = missing.first()?;
        let count = missing.len();
        Some(
            Refusal::new(
                RefusalCode::R0164,
                match count {
                    1 => format!("the address `{first}` was taken out of the list"),
                    _ => format!("{count} addresses were taken out of the list, `{first}` first"),
                },
                "restore the file from a copy, or write the missing lines with `handbook release addresses`",
            )
            .in_file(ADDRESSES),
        )
    }

    /// Whether every edition of which it has addresses is on the shelf. One that is not was published and must
    /// not be cut again under its name.
    #[must_use]
    pub fn is_all_of(&self, shelf: &Shelf) -> bool {
        let names: BTreeSet<&str> = self
            .0
            .iter()
            .filter_map(|address| Some(address.strip_prefix("e/")?.split_once('/')?.0))
            .collect();
        names.iter().all(|name| shelf.editions.iter().any(|one| one.manifest.edition.to_string() == *name))
    }

    /// The addresses, each with its page and its anchor, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|address| match address.split_once('#') {
            Some((page, anchor)) => (page, Some(anchor)),
            None => (address.as_str(), None),
        })
    }

    /// The anchors of each page in a folder of the site, `""` or `latest/`; pages without one too.
    #[must_use]
    pub fn pages(&self, folder: &str) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut pages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (page, anchor) in self.iter() {
            let Some(page) = page.strip_prefix(folder) else { continue };
            if folder.is_empty() && ["e/", "latest/"].iter().any(|other| page.starts_with(other)) {
                continue;
            }
            pages.entry(page).or_default().extend(anchor);
        }
        pages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_read_as_written() {
        let list =
            Addresses::parse("# x\nb.html\na.html#p-bbbbbb\nlatest/a.html\na.html\n\ne/2030.1/a.html\n");
        let text = list.write();
        assert_eq!(
            text.lines().skip(2).collect::<Vec<_>>(),
            ["a.html", "a.html#p-bbbbbb", "b.html", "e/2030.1/a.html", "latest/a.html"]
        );
        assert_eq!(Addresses::parse(&text), list);
        let root = list.pages("");
        assert_eq!(root.keys().copied().collect::<Vec<_>>(), ["a.html", "b.html"]);
        assert!(root["a.html"].contains("p-bbbbbb") && root["b.html"].is_empty());
        assert_eq!(list.pages("latest/").keys().copied().collect::<Vec<_>>(), ["a.html"]);
    }
}
