//! Contents, breadcrumbs and neighbours of a page.

use super::context::{HeadingContext, ItemContext, NeighbourContext, PartContext, StepContext};
use crate::model::{BlockKind, Book, NavigationEntry, Page, PageKind, plain_text};
use crate::resolve::relative;

/// Books with more lines of contents than this show, on a page, only the lines around its own:
/// otherwise every page would carry every other one. The home page always shows all.
const WHOLE: usize = 400;
/// Lines shown before and after the page's own in such books.
const AROUND: usize = 40;

/// The contents as seen from the page with this address.
pub(super) fn parts(book: &Book, own: &str) -> Vec<PartContext> {
    let all = book.pages.len() <= WHOLE || own == "index.html";
    let current = book.page_at(own).map(|(index, _)| index);
    let view = View {
        book,
        own,
        near: current.filter(|_| !all).map(|at| at.saturating_sub(AROUND)..at + AROUND + 1),
        all,
    };
    let part = |part: &crate::model::NavigationPart| PartContext {
        title: part.title.clone(),
        items: view.items(&part.entries),
    };
    book.parts.iter().map(part).filter(|part| !part.items.is_empty()).collect()
}

struct View<'a> {
    book: &'a Book,
    own: &'a str,
    near: Option<std::ops::Range<usize>>,
    all: bool,
}

impl View<'_> {
    fn items(&self, entries: &[NavigationEntry]) -> Vec<ItemContext> {
        entries.iter().filter_map(|entry| self.item(entry)).collect()
    }

    /// A line of the contents; `None` where it and all below it are far from the page.
    fn item(&self, entry: &NavigationEntry) -> Option<ItemContext> {
        let children = self.items(&entry.children);
        let is_near = self.all
            || entry.page.is_some_and(|page| self.near.as_ref().is_some_and(|near| near.contains(&page)));
        if !is_near && children.is_empty() {
            return None;
        }
        let page = entry.page.and_then(|index| self.book.pages.get(index));
        let address = page.map(|page| page.address());
        let current = address.as_deref() == Some(self.own);
        Some(ItemContext {
            title: entry.title.clone(),
            label: entry.label.clone(),
            kind: page.map_or(PageKind::Chapter.name(), |page| page.kind.name()),
            href: address.map(|address| relative(self.own, &address)),
            current,
            open: current || children.iter().any(|child| child.open),
            children,
        })
    }
}

/// The pages before and after the page at this place.
pub(super) fn neighbour(book: &Book, own: &str, index: Option<usize>) -> Option<NeighbourContext> {
    let page = book.pages.get(index?)?;
    let entry = book.tables.pages.get(&page.path)?;
    Some(NeighbourContext {
        title: entry.title.clone(),
        label: if page.kind == PageKind::Annex { String::new() } else { entry.label.clone() },
        href: relative(own, &entry.address),
    })
}

/// The way from the home page to the page: part and chapters above it.
pub(super) fn breadcrumbs(book: &Book, index: usize, own: &str) -> Vec<StepContext> {
    fn path<'a>(entries: &'a [NavigationEntry], index: usize, above: &mut Vec<&'a NavigationEntry>) -> bool {
        for entry in entries {
            if entry.page == Some(index) {
                return true;
            }
            above.push(entry);
            if path(&entry.children, index, above) {
                return true;
            }
            above.pop();
        }
        false
    }
    for part in &book.parts {
        let mut above = Vec::new();
        if !path(&part.entries, index, &mut above) {
            continue;
        }
        let mut steps =
            vec![StepContext { title: "Home".to_owned(), href: Some(relative(own, "index.html")) }];
        steps.extend(part.title.iter().map(|title| StepContext { title: title.clone(), href: None }));
        steps.extend(above.into_iter().map(|entry| StepContext {
            title: entry.title.clone(),
            href:
                entry.page.and_then(|index| book.pages.get(index)).map(|page| relative(own, &page.address())),
        }));
        return steps;
    }
    Vec::new()
}

/// Second- and third-level headings of a page, nested.
pub(super) fn headings(page: &Page) -> Vec<HeadingContext> {
    let mut found: Vec<HeadingContext> = Vec::new();
    for block in &page.blocks {
        let BlockKind::Heading(heading) = &block.kind else { continue };
        let entry = HeadingContext {
            id: heading.id.clone(),
            title: plain_text(&heading.content),
            level: heading.level,
            children: Vec::new(),
        };
        match (heading.level, found.last_mut()) {
            (2, _) | (3, None) => found.push(entry),
            (3, Some(above)) => above.children.push(entry),
            _ => {}
        }
    }
    found
}
