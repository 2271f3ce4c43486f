//! The pages of a finished site as trees, in reading order.

use std::borrow::Cow;

use super::address::{Target, target};
use super::markup::{Element, read};
use super::part::Finished;
use crate::model::{PageKind, ReferenceList};

/// Pages that stand in no list of contents: entrances and tools of the site itself.
const APART: [&str; 4] = ["index.html", "print.html", "search.html", "404.html"];

/// A page of the site that goes into another form.
#[derive(Clone, Debug)]
pub(super) struct Carried {
    /// Its address in the site.
    pub address: String,
    /// Its title.
    pub title: String,
    /// `Chapter 3`, `Annex XA`, or empty.
    pub label: String,
    /// What sort of page it is.
    pub kind: PageKind,
    /// Index in reading order, for a page of the book; none for one made from the data alone.
    pub index: Option<usize>,
    /// The id at which it begins in one document.
    pub start: String,
    /// The list of the page that it is or belongs to.
    pub list: Option<ReferenceList>,
}

/// Every page in reading order, each followed by the pages made from the data that belong to it. The
/// sheets of routes are left out: they repeat what stands elsewhere for every pair of States.
pub(super) fn carried(finished: &Finished<'_>) -> Vec<Carried> {
    let book = finished.book;
    let mut all = Vec::new();
    for (index, page) in book.pages.iter().enumerate() {
        let address = page.address();
        let stem = format!("{}/", address.strip_suffix(".html").unwrap_or(&address));
        let label = book.tables.pages.get(&page.path).map(|entry| entry.label.clone()).unwrap_or_default();
        let label = match page.kind {
            PageKind::Annex => format!("Annex {label}"),
            PageKind::Chapter if label.starts_with(|first: char| first.is_ascii_digit()) => {
                format!("Chapter {label}")
            }
            _ => String::new(),
        };
        all.push(Carried {
            title: page.title_text(),
            label,
            kind: page.kind,
            index: Some(index),
            start: crate::render::slug(&page.path),
            list: page.front.lists,
            address,
        });
        if page.front.lists == Some(ReferenceList::Route) {
            continue;
        }
        let below = finished.site.iter().map(|(path, _)| path.as_str()).filter(|path| {
            path.starts_with(&stem)
                && path.ends_with(".html")
                && book.page_at(path).is_none()
                && !APART.contains(path)
        });
        for path in below {
            all.push(Carried {
                address: path.to_owned(),
                title: title(finished, path),
                label: String::new(),
                kind: page.kind,
                index: None,
                start: crate::render::slug(path.strip_suffix(".html").unwrap_or(path)),
                list: page.front.lists,
            });
        }
    }
    all
}

/// The title that the page at this address shows. Only its first heading is read.
pub(super) fn title(finished: &Finished<'_>, address: &str) -> String {
    let html = html(finished, address);
    let heading = html.find("<h1").map(|start| &html[start..]).unwrap_or_default();
    let heading = heading.find("</h1>").map(|end| &heading[..end]).unwrap_or_default();
    let heading = Element { children: read(heading), ..Element::default() };
    heading.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The HTML of a page; empty where there is none.
fn html<'a>(finished: &Finished<'a>, address: &str) -> Cow<'a, str> {
    finished.site.get(address).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default()
}

/// The page at this address as a tree under one root; empty where there is none.
pub(super) fn tree(finished: &Finished<'_>, address: &str) -> Element {
    Element { children: read(&html(finished, address)), ..Element::default() }
}

/// The text of the page at this address: what stands in its `<article>`, else in `<main>`, without
/// the aids for moving about on the site.
pub(super) fn main_of(finished: &Finished<'_>, address: &str) -> Element {
    let tree = tree(finished, address);
    let main = tree.find(&|element| element.name == "main").unwrap_or(&tree);
    let text = main.find(&|element| element.name == "article").unwrap_or(main);
    let mut text = text.clone();
    text.retain(&mut |element| {
        !(element.name == "script"
            || element.is_of("anchor")
            || element.is_of("jump-line")
            || (element.name == "nav" && (element.is_of("path") || element.is_of("turn"))))
    });
    text
}

/// The scripts that work on this page alone, counted from the root of the site.
pub(super) fn scripts_of(finished: &Finished<'_>, address: &str) -> Vec<String> {
    let html = html(finished, address);
    let main = html.find("<main").map(|start| &html[start..]).unwrap_or_default();
    if !main.contains("<script") {
        return Vec::new();
    }
    let main = Element { children: read(main), ..Element::default() };
    let mut scripts = Vec::new();
    main.visit(&mut |element| {
        let source = element.attribute("src").filter(|_| element.name == "script");
        if let Some(Target::Inside { address, .. }) = source.map(|source| target(address, source)) {
            scripts.push(address);
        }
    });
    scripts
}
