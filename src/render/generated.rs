//! Pages that no text stands behind: they are made from the data and belong to a reference page.

use std::collections::BTreeSet;

use super::body::{Form, Surroundings, Writer};
use super::context::HeadingContext;
use super::{authorities, comparison, forms, route, treaties};
use crate::model::{Page, ReferenceList, TableKey};

/// A page made from the data.
#[derive(Debug)]
pub(super) struct GeneratedPage {
    /// Address in the site, below the address of the page it belongs to.
    pub address: String,
    /// Title.
    pub title: String,
    /// Everything after the title.
    pub html: String,
    /// Its headings.
    pub toc: Vec<HeadingContext>,
    /// What it read.
    pub reads: BTreeSet<TableKey>,
}

/// A file made from the data that is no page: a table to download, data for a script.
#[derive(Debug)]
pub(super) struct GeneratedFile {
    /// Address in the site.
    pub address: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The pages that belong to a reference page because of the list it carries.
pub(super) fn pages(around: Surroundings<'_>, page: &Page) -> Vec<GeneratedPage> {
    match page.front.lists {
        Some(ReferenceList::Route) => route::pages(around, page),
        Some(ReferenceList::Comparison) => comparison::pages(around, page),
        Some(ReferenceList::Forms) => forms::pages(around, page),
        Some(ReferenceList::Authorities) => authorities::pages(around, page),
        Some(ReferenceList::TreatyStatus) => treaties::pages(around, page),
        Some(_) | None => Vec::new(),
    }
}

/// The files that belong to a reference page because of the list it carries.
pub(super) fn files(around: Surroundings<'_>, page: &Page) -> Vec<GeneratedFile> {
    match page.front.lists {
        Some(ReferenceList::Route) => route::files(around, page),
        Some(ReferenceList::Comparison) => comparison::files(around, page),
        Some(ReferenceList::Forms) => forms::files(around, page),
        Some(ReferenceList::Authorities) => authorities::files(around, page),
        Some(ReferenceList::TreatyStatus) => treaties::files(around, page),
        Some(_) | None => Vec::new(),
    }
}

/// Address of a page that belongs to the page at `parent`: `reference/route.html` and `xa-xb` give
/// `reference/route/xa-xb.html`.
pub(super) fn below(parent: &str, name: &str) -> String {
    let stem = parent.strip_suffix(".html").unwrap_or(parent);
    format!("{stem}/{name}.html")
}

/// Writes the body of a generated page.
pub(super) fn write<'a>(
    around: Surroundings<'a>,
    page: &'a Page,
    address: String,
    title: String,
    body: impl FnOnce(&mut Writer<'a>),
) -> GeneratedPage {
    let mut writer = Writer::at(around, page, Form::Page, address.clone());
    body(&mut writer);
    let toc = std::mem::take(&mut writer.toc);
    GeneratedPage { address, title, html: writer.html, toc, reads: writer.reads }
}

impl Writer<'_> {
    /// A heading of a generated list or page; it also stands in the list of the page's headings.
    pub(super) fn generated_heading(&mut self, level: u8, id: &str, words: &str) {
        let entry =
            HeadingContext { id: id.to_owned(), title: words.to_owned(), level, children: Vec::new() };
        match (level, self.toc.last_mut()) {
            (3, Some(above)) => above.children.push(entry),
            (2 | 3, _) => self.toc.push(entry),
            _ => {}
        }
        let shown = if self.form == Form::Whole { (level + 1).min(6) } else { level };
        let id = self.id(id);
        self.push(&format!("<h{shown} id=\"{id}\">"));
        self.text(words);
        self.push(&format!("</h{shown}>\n"));
    }
}
