//! The pages of the site as content documents.

use std::collections::{BTreeMap, BTreeSet};

use super::super::address::{Target, target};
use super::super::markup::{Element, Node, Syntax, write};
use super::super::pages::{Carried, main_of, tree};
use super::super::paper::for_paper;
use super::super::part::Finished;
use super::book::{Chapter, Publication, file_of};
use crate::model::PageKind;

/// What the id of the number of a unit begins with; its anchor follows.
const NUMBER: &str = "number-";

/// Where the title page begins.
pub(super) const TITLE: &str = "title-page";

/// The page of the site as it goes into the publication; its links still lead about the site.
pub(super) fn chapter(finished: &Finished<'_>, page: Carried) -> Chapter {
    let mut text = main_of(finished, &page.address);
    for_paper(&mut text);
    text.visit_mut(&mut |element| {
        if element.name == "h1" && element.attribute("id").is_none() {
            element.set("id", page.start.as_str());
        }
        // The number of a unit leads to itself; here the page list leads to it. Checkers know a
        // target of that list by this type alone.
        if element.name == "a" && element.is_of("number") {
            let anchor = element.attribute("href").unwrap_or_default().trim_start_matches('#').to_owned();
            let number = element.text().trim().to_owned();
            *element = Element::new("span")
                .with("class", "number")
                .with("id", format!("{NUMBER}{anchor}"))
                .with("epub:type", "pagebreak")
                .with("role", "doc-pagebreak")
                .with("aria-label", number.as_str())
                .holding(number);
        }
    });
    footnotes(&mut text);
    label_wide_tables(&mut text);
    let ids = ids(&text);
    Chapter { page, text, ids }
}

/// The title page, taken from the print page of the site.
pub(super) fn title_page(finished: &Finished<'_>) -> Chapter {
    let print = tree(finished, "print.html");
    let mut text = print.find(&|element| element.is_of("title-page")).cloned().unwrap_or_default();
    for_paper(&mut text);
    if let Some(title) = text.find_mut(&|element| element.name == "h1") {
        title.set("id", TITLE);
    } else {
        text.children
            .insert(0, Element::new("h1").with("id", TITLE).holding(finished.config.title.as_str()).into());
    }
    let page = Carried {
        address: "index.html".to_owned(),
        title: finished.config.title.clone(),
        label: String::new(),
        kind: PageKind::Reference,
        index: None,
        start: TITLE.to_owned(),
        list: None,
    };
    Chapter { ids: ids(&text), page, text }
}

fn ids(text: &Element) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    text.visit(&mut |element| ids.extend(element.attribute("id").map(str::to_owned)));
    ids
}

/// Marks footnotes, so that a device can show them where they are referred to.
fn footnotes(text: &mut Element) {
    text.visit_mut(&mut |element| {
        if element.name == "sup" && element.is_of("footnote-ref") {
            for link in element.children.iter_mut().filter_map(Node::element_mut) {
                link.set("epub:type", "noteref");
                link.set("role", "doc-noteref");
                link.unset("aria-describedby");
            }
        }
        if element.name == "section" && element.is_of("footnotes") {
            element.set("epub:type", "footnotes");
            element.set("role", "doc-endnotes");
        }
        if element.name == "a" && element.is_of("backlink") {
            element.set("role", "doc-backlink");
        }
        if element.name == "li" && element.attribute("id").is_some_and(|id| id.starts_with("fn-")) {
            // The note itself stands inside its place in the list: a place in a list is no footnote.
            let mut note = Element::new("aside").with("epub:type", "footnote").with("role", "doc-footnote");
            if let Some(id) = element.attribute("id").map(str::to_owned) {
                note.set("id", &id);
                element.unset("id");
            }
            note.children = std::mem::take(&mut element.children);
            element.children.push(note.into());
        }
    });
}

/// From how many columns on a table does not fit a telephone.
const WIDE: usize = 5;

/// Gives the cells of wide tables the names of their columns, under which the theme's style sheet shows
/// them on a small screen. Tables whose cells span others stay as they are.
fn label_wide_tables(text: &mut Element) {
    text.visit_mut(&mut |table| {
        if table.name != "table" {
            return;
        }
        let head = table.find(&|element| element.name == "thead").and_then(|head| head.elements().next());
        let names: Vec<String> = head
            .iter()
            .flat_map(|row| row.elements())
            .map(|cell| {
                let short = cell.find(&|element| element.name == "abbr");
                let long = short.and_then(|short| short.attribute("title")).map(str::to_owned);
                let name = long.unwrap_or_else(|| cell.text());
                name.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect();
        let body = |part: &&Element| part.name == "tbody";
        let fits = |row: &Element| {
            let cells = row.elements().count();
            cells == names.len() || (cells == 1 && row.is_of("group"))
        };
        if names.len() < WIDE || !table.elements().filter(body).flat_map(Element::elements).all(fits) {
            return;
        }
        table.add_class("wide");
        table.visit_mut(&mut |row| {
            if row.name != "tr" {
                return;
            }
            let cells = row.children.iter_mut().filter_map(Node::element_mut);
            for (cell, name) in cells.zip(&names).filter(|(cell, name)| cell.name == "td" && !name.is_empty())
            {
                if cell.attribute("data-label").is_none() {
                    cell.set("data-label", name);
                }
            }
        });
    });
}

/// Makes all links lead to files of the publication, and collects the pictures.
pub(super) fn link(publication: &mut Publication<'_>) {
    let files: BTreeMap<String, (String, BTreeSet<String>)> = publication
        .chapters
        .iter()
        .map(|chapter| (chapter.page.address.clone(), (chapter.file(), chapter.ids.clone())))
        .collect();
    let finished = publication.finished;
    let mut pictures = BTreeMap::new();
    for chapter in &mut publication.chapters {
        let own = chapter.page.address.clone();
        // What stands on the title page is written as on the print page.
        let own = if own == "index.html" { "print.html".to_owned() } else { own };
        let ids = &chapter.ids;
        chapter.text.visit_mut(&mut |element| {
            for name in ["aria-labelledby", "aria-describedby", "aria-controls", "headers"] {
                let lost = element
                    .attribute(name)
                    .is_some_and(|named| named.split_ascii_whitespace().any(|id| !ids.contains(id)));
                if lost {
                    element.unset(name);
                }
            }
            match element.name.as_str() {
                "a" => lead(finished, &files, &own, element),
                "img" => {
                    let source = element.attribute("src").map(|source| target(&own, source));
                    if let Some(Target::Inside { address, .. }) = source {
                        let name = format!("files/{address}");
                        element.set("src", format!("../{name}"));
                        pictures.insert(address, name);
                    }
                }
                _ => {}
            }
        });
        // A picture of another site would be asked for.
        chapter.text.retain(&mut |element| {
            element.name != "img"
                || element.attribute("src").is_some_and(|source| source.starts_with("../files/"))
        });
    }
    publication.pictures = pictures;
}

fn lead(
    finished: &Finished<'_>,
    files: &BTreeMap<String, (String, BTreeSet<String>)>,
    own: &str,
    link: &mut Element,
) {
    let Some(Target::Inside { address, id }) = link.attribute("href").map(|href| target(own, href)) else {
        return;
    };
    let home = matches!(address.as_str(), "index.html" | "print.html");
    let led = match files.get(&address) {
        Some((file, ids)) if ids.contains(&id) => Some(format!("{file}#{id}")),
        Some((file, _)) => Some(file.clone()),
        None if home => Some(file_of(TITLE)),
        None => {
            finished.config.site_url.as_ref().filter(|_| finished.site.get(&address).is_some()).map(|site| {
                let id = if id.is_empty() { String::new() } else { format!("#{id}") };
                format!("{site}{address}{id}")
            })
        }
    };
    match led {
        Some(led) => link.set("href", led),
        None => {
            link.name = "span".to_owned();
            for name in ["href", "download", "rel", "target", "type", "hreflang"] {
                link.unset(name);
            }
        }
    }
}

/// A content document.
pub(super) fn document(publication: &Publication<'_>, chapter: &Chapter) -> String {
    let config = publication.finished.config;
    let page = &chapter.page;
    let numbered = page.label.starts_with("Chapter");
    let (kind, role) = match (page.kind, page.start.as_str()) {
        (_, TITLE) => ("titlepage", None),
        (PageKind::Annex, _) => ("appendix", Some("doc-appendix")),
        (PageKind::Chapter, _) if numbered => ("chapter", Some("doc-chapter")),
        (PageKind::Chapter, _) => ("frontmatter", None),
        (PageKind::Reference, _) => ("backmatter", None),
    };
    let title_id = chapter
        .text
        .find(&|element| element.name == "h1")
        .and_then(|title| title.attribute("id"))
        .map(str::to_owned);
    let mut section = Element::new("section").with("epub:type", kind).with("class", page.kind.name());
    if let Some(role) = role {
        section.set("role", role);
    }
    if let Some(id) = title_id {
        section.set("aria-labelledby", id);
    }
    section.children.clone_from(&chapter.text.children);
    let title = match page.label.as_str() {
        "" => page.title.clone(),
        label => format!("{label}: {}", page.title),
    };
    let head = Element::new("head")
        .holding(Element::new("meta").with("charset", "utf-8"))
        .holding(Element::new("title").holding(title))
        .holding(
            Element::new("link")
                .with("rel", "stylesheet")
                .with("type", "text/css")
                .with("href", "../styles/epub.css"),
        );
    xhtml(&config.language, head, Element::new("body").holding(section))
}

/// A document in XHTML.
pub(super) fn xhtml(language: &str, head: Element, body: Element) -> String {
    let html = Element::new("html")
        .with("xmlns", "http://www.w3.org/1999/xhtml")
        .with("xmlns:epub", "http://www.idpf.org/2007/ops")
        .with("lang", language)
        .holding("\n")
        .holding(head)
        .holding("\n")
        .holding(body)
        .holding("\n");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n{}\n",
        write(&[html.into()], Syntax::Xhtml)
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::markup::read;
    use super::*;

    fn labelled(html: &str) -> String {
        let mut root = Element { children: read(html), ..Element::default() };
        label_wide_tables(&mut root);
        write(&root.children, Syntax::Html)
    }

    #[test]
    fn cells_of_wide_tables_know_their_columns() {
        let head = "<thead><tr><th>Topic</th><th><abbr title=\"Ardania\">XA</abbr></th><th>B</th><th>C</th><th>D</th></tr></thead>";
        let row = "<tr><th>t</th><td>1</td><td data-label=\"Own\">2</td><td>3</td><td>4</td></tr>";
        let wide = labelled(&format!(
            "<table>{head}<tbody><tr class=\"group\"><th colspan=\"5\">G</th></tr>{row}</tbody></table>"
        ));
        assert!(wide.starts_with("<table class=\"wide\">"), "{wide}");
        for cell in ["<td data-label=\"Ardania\">1", "<td data-label=\"Own\">2", "<td data-label=\"D\">4"] {
            assert!(wide.contains(cell), "{cell}: {wide}");
        }
        for plain in [
            format!("<table>{head}<tbody><tr><td colspan=\"5\">1</td></tr>{row}</tbody></table>"),
            "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>".to_owned(),
        ] {
            assert_eq!(labelled(&plain), plain);
        }
    }
}
