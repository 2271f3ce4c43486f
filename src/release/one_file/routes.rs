//! Routes in one document: the pieces of all sheets, each once, and which of them make up a sheet.

use std::collections::BTreeMap;
use std::io::Write as _;

use data_encoding::BASE64;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use serde::Serialize;

use super::super::cited::cited;
use super::super::links::Places;
use super::super::markup::{Element, Node, Syntax, write};
use super::super::pages::{Carried, main_of};
use super::super::part::Finished;
use super::said::Said;
use super::{section, sheet_title};
use crate::model::{PageKind, ReferenceList};

/// What the script gets.
#[derive(Serialize)]
struct Sheets {
    /// Pieces of HTML.
    pieces: Vec<String>,
    /// Which pieces make up the sheet of each pair, by name: `xa-xb`.
    sheets: BTreeMap<String, Vec<usize>>,
}

/// The sheet at this address as an article, for a document that holds nothing else.
pub(in super::super) fn sheet(finished: &Finished<'_>, address: &str, kind: Option<&str>) -> Element {
    let page = Carried {
        address: address.to_owned(),
        title: sheet_title(finished, address),
        label: String::new(),
        kind: PageKind::Reference,
        index: None,
        start: "route".to_owned(),
        list: Some(ReferenceList::Route),
    };
    let mut text = main_of(finished, address);
    if let Some(kind) = kind {
        only(&mut text, kind);
    }
    let mut sheet = section(&text, &page, 1);
    // The links of the sheet still count from its own address.
    sheet.children.extend(cited(finished, address, &text, 3).map(Node::from));
    sheet
}

/// Leaves of a sheet the kind of request with this id alone.
fn only(text: &mut Element, kind: &str) {
    text.retain(&mut |element| {
        !(element.is_of("route-kinds")
            || (element.is_of("route-kind") && element.attribute("id") != Some(kind)))
    });
}

/// The element that carries all sheets for the script, compressed (RFC 1951) and in base 64; none in
/// a handbook without routes.
pub(super) fn data(finished: &Finished<'_>, places: &Places<'_>, said: &Said) -> Option<Element> {
    places.route_list.as_ref()?;
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = Sheets { pieces: Vec::new(), sheets: BTreeMap::new() };
    let paths: Vec<&str> = finished.site.iter().map(|(path, _)| path.as_str()).collect();
    // In the order of the addresses, however many threads there are.
    let cut: Vec<(&str, Vec<String>)> = paths
        .into_par_iter()
        .filter_map(|path| places.route_of(path).map(|name| (name, pieces(finished, places, path, said))))
        .collect();
    for (name, pieces) in cut {
        let sheet = pieces
            .into_iter()
            .map(|piece| {
                *numbers.entry(piece).or_insert_with_key(|piece| {
                    all.pieces.push(piece.clone());
                    all.pieces.len() - 1
                })
            })
            .collect();
        all.sheets.insert(name.to_owned(), sheet);
    }
    if all.sheets.is_empty() {
        return None;
    }
    let json = serde_json::to_vec(&all).unwrap_or_default();
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(&json).and_then(|()| encoder.finish()).unwrap_or_default();
    Some(
        Element::new("script")
            .with("type", "application/octet-stream")
            .with("id", "route-sheets")
            .holding(BASE64.encode(&packed)),
    )
}

/// The sheet at this address, cut.
fn pieces(finished: &Finished<'_>, places: &Places<'_>, path: &str, said: &Said) -> Vec<String> {
    let mut sheet = sheet(finished, path, None);
    // One level deeper: the sheet stands inside the page that lists the routes.
    sheet.visit_mut(&mut |element| {
        if let Some(level) = super::level(&element.name) {
            element.name = format!("h{}", (level + 1).min(6));
        }
        if element.name == "section" {
            element.unset("aria-labelledby");
        }
        if let Some(name) = element.attribute("aria-label").filter(|_| element.name == "nav") {
            let name = said.word("of-route").replace("{}", name);
            element.set("aria-label", name);
        }
    });
    lead(places, path, &mut sheet);
    let mut pieces = Vec::new();
    for child in &sheet.children {
        cut(child, &mut pieces);
    }
    pieces
}

/// Links out of the sheet lead into the document, links inside it stay inside.
fn lead(places: &Places<'_>, own: &str, sheet: &mut Element) {
    let mut inner: Vec<String> = Vec::new();
    sheet.visit_mut(&mut |element| {
        if element.name == "a"
            && let Some(id) = element.attribute("href").and_then(|href| href.strip_prefix('#'))
        {
            inner.push(id.to_owned());
            let place = super::whole_id("route", id);
            // Kept from the document's own links, which know nothing of sheets.
            element.set("data-inside", format!("#{place}"));
            element.unset("href");
        }
    });
    places.lead(own, sheet);
    sheet.visit_mut(&mut |element| {
        if let Some(place) = element.attribute("data-inside").map(str::to_owned) {
            element.unset("data-inside");
            element.set("href", place);
        }
        // Inside the sheet the script is there for sure.
        if let Some(route) = element.attribute("data-route").map(str::to_owned) {
            element.unset("data-route");
            element.set("href", route);
        }
    });
}

/// Cuts a node into pieces that other sheets are likely to share.
fn cut(node: &Node, pieces: &mut Vec<String>) {
    let blocks = ["div", "section", "ul", "ol", "dl", "li", "details", "nav"];
    let is_block = |element: &Element| blocks.contains(&element.name.as_str());
    match node {
        Node::Element(element)
            if is_block(element) && element.elements().any(|child| is_block(child) || child.name == "p") =>
        {
            let empty = Element { children: Vec::new(), ..element.clone() };
            let tags = write(&[empty.into()], Syntax::Html);
            let end = format!("</{}>", element.name);
            pieces.push(tags.strip_suffix(&end).unwrap_or(&tags).to_owned());
            for child in &element.children {
                cut(child, pieces);
            }
            pieces.push(end);
        }
        node => pieces.push(write(std::slice::from_ref(node), Syntax::Html)),
    }
}

/// Puts the place where a sheet is shown on the page that lists the routes, after its text and form.
pub(super) fn make_room(article: &mut Element, said: &Said) {
    let place = Element::new("section")
        .with("id", "route-sheet")
        .with("class", "route-sheet")
        .with("aria-label", said.word("route"))
        .with("tabindex", "-1")
        .with("hidden", "");
    let at = article
        .children
        .iter()
        .position(|child| {
            child
                .element()
                .is_some_and(|element| element.attribute("id").is_some_and(|id| id.ends_with("--all-pairs")))
        })
        .unwrap_or(article.children.len());
    article.children.insert(at, place.into());
}
