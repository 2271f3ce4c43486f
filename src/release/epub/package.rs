//! The package document: metadata, manifest, spine.

use super::super::fonts::media_type;
use super::super::markup::{Element, Node, Syntax, write};
use super::super::part::Part;
use super::book::{Publication, item_id};
use super::cover::COVER;
use super::navigation::has_page_list;
use crate::site::sha256;

/// What a reader with a disability can know before opening it (Schema.org accessibility properties,
/// as EPUB Accessibility 1.1, section 2 asks for).
const ACCESS: [(&str, &str); 9] = [
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityFeature", "index"),
    ("schema:accessibilityHazard", "none"),
    (
        "schema:accessibilitySummary",
        "Text with headings, lists, tables with headers and tagged languages. Every numbered paragraph is in the page list. No claim of conformance has been certified.",
    ),
];

/// The package document.
pub(super) fn package(publication: &Publication<'_>) -> String {
    let package = Element::new("package")
        .with("xmlns", "http://www.idpf.org/2007/opf")
        .with("version", "3.0")
        .with("unique-identifier", "publication")
        .with("xml:lang", publication.finished.config.language.as_str())
        .holding("\n")
        .holding(metadata(publication))
        .holding("\n")
        .holding(manifest(publication))
        .holding("\n")
        .holding(spine(publication))
        .holding("\n");
    // Names of this vocabulary are no elements of HTML, so that only the XML syntax fits.
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", xml(&package))
}

/// XML in which every element has an end: `meta` and `link` are void in HTML, not here.
fn xml(element: &Element) -> String {
    let mut text = format!("<{}", element.name);
    for (name, value) in &element.attributes {
        text.push_str(&format!(" {name}=\"{}\"", crate::render::escape(value)));
    }
    if element.children.is_empty() {
        text.push_str("/>");
        return text;
    }
    text.push('>');
    for child in &element.children {
        match child {
            Node::Element(child) => text.push_str(&xml(child)),
            words => text.push_str(&write(std::slice::from_ref(words), Syntax::Xhtml)),
        }
    }
    text.push_str(&format!("</{}>", element.name));
    text
}

fn metadata(publication: &Publication<'_>) -> Element {
    let finished = publication.finished;
    let config = finished.config;
    let mut metadata = Element::new("metadata").with("xmlns:dc", "http://purl.org/dc/elements/1.1/");
    let mut add = |element: Element| {
        metadata.children.push("\n".into());
        metadata.children.push(element.into());
    };
    add(Element::new("dc:identifier").with("id", "publication").holding(identifier(publication)));
    add(Element::new("dc:title").holding(title(publication)));
    for language in &publication.languages {
        add(Element::new("dc:language").holding(language.as_str()));
    }
    for author in &config.authors {
        add(Element::new("dc:creator").holding(author.as_str()));
    }
    if !config.description.is_empty() {
        add(Element::new("dc:description").holding(config.description.as_str()));
    }
    let organisation = &finished.book.reference.organisation.name;
    if !organisation.is_empty() {
        add(Element::new("dc:publisher").holding(organisation.as_str()));
    }
    add(Element::new("dc:date").holding(finished.clock.iso()));
    let mut meta = |property: &str, value: &str| {
        add(Element::new("meta").with("property", property).holding(value));
    };
    meta("dcterms:modified", &format!("{}T00:00:00Z", finished.clock.iso()));
    for (property, value) in ACCESS {
        meta(property, value);
    }
    if has_page_list(publication) {
        meta("schema:accessibilityFeature", "pageNavigation");
        // The numbers are those of paragraphs, not of the pages of a printed book.
        meta("pageBreakSource", "none");
    }
    if publication
        .chapters
        .iter()
        .any(|chapter| chapter.text.find(&|element| element.name == "img").is_some())
    {
        meta("schema:accessMode", "visual");
        meta("schema:accessibilityFeature", "alternativeText");
    }
    metadata.children.push("\n".into());
    metadata
}

/// Title of the publication: that of the handbook, or of a page with the handbook's behind it.
pub(super) fn title(publication: &Publication<'_>) -> String {
    let title = &publication.finished.config.title;
    match (publication.part, publication.chapters.get(1)) {
        (Part::Page(_), Some(chapter)) if !chapter.page.label.is_empty() => {
            format!("{}: {} ({title})", chapter.page.label, chapter.page.title)
        }
        (Part::Page(_), Some(chapter)) => format!("{} ({title})", chapter.page.title),
        _ => title.clone(),
    }
}

/// A name that stays from one edition to the next: a UUID (RFC 9562, version 8) made from the id or
/// title of the handbook and the part of it.
fn identifier(publication: &Publication<'_>) -> String {
    let config = publication.finished.config;
    let handbook = config.handbook.as_ref().map_or(config.title.as_str(), |handbook| handbook.id.as_str());
    let part = match publication.part {
        Part::Page(_) => {
            publication.chapters.get(1).map(|chapter| chapter.page.start.clone()).unwrap_or_default()
        }
        _ => String::new(),
    };
    let digest = sha256(format!("handbook epub\n{handbook}\n{part}\n").as_bytes());
    format!(
        "urn:uuid:{}-{}-8{}-a{}-{}",
        &digest[..8],
        &digest[8..12],
        &digest[13..16],
        &digest[17..20],
        &digest[20..32]
    )
}

fn item(name: &str, kind: &str) -> Element {
    Element::new("item").with("id", item_id(name)).with("href", name).with("media-type", kind)
}

fn manifest(publication: &Publication<'_>) -> Element {
    let mut items = vec![item("nav.xhtml", "application/xhtml+xml").with("properties", "nav")];
    items.extend(
        publication
            .chapters
            .iter()
            .map(|chapter| item(&format!("text/{}", chapter.file()), "application/xhtml+xml")),
    );
    items.push(item("styles/epub.css", "text/css"));
    items.push(item(COVER, media_type(COVER)).with("properties", "cover-image"));
    items.extend(
        publication
            .fonts
            .iter()
            .chain(publication.pictures.values())
            .map(|name| item(name, media_type(name))),
    );
    gathered("manifest", items)
}

fn spine(publication: &Publication<'_>) -> Element {
    let mut items = Vec::new();
    for (at, chapter) in publication.chapters.iter().enumerate() {
        let id = item_id(&format!("text/{}", chapter.file()));
        items.push(Element::new("itemref").with("idref", id));
        if at == 0 {
            items.push(Element::new("itemref").with("idref", item_id("nav.xhtml")));
        }
    }
    gathered("spine", items)
}

fn gathered(name: &str, items: Vec<Element>) -> Element {
    let mut outer = Element::new(name);
    for item in items {
        outer.children.push("\n".into());
        outer.children.push(item.into());
    }
    outer.children.push("\n".into());
    outer
}
