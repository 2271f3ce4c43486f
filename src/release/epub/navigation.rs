//! The navigation document: contents, landmarks, and a list of paragraph numbers.

use super::super::markup::{Element, Node};
use super::book::{Chapter, Publication};
use super::content::{TITLE, xhtml};
use crate::model::{NavigationEntry, ReferenceList};

/// The navigation document.
pub(super) fn navigation(publication: &Publication<'_>) -> String {
    let config = publication.finished.config;
    let head = Element::new("head")
        .holding(Element::new("meta").with("charset", "utf-8"))
        .holding(Element::new("title").holding(config.title.as_str()))
        .holding(
            Element::new("link")
                .with("rel", "stylesheet")
                .with("type", "text/css")
                .with("href", "styles/epub.css"),
        );
    let mut body = Element::new("body").with("class", "navigation").holding(nav(
        "toc",
        "doc-toc",
        "Contents",
        contents(publication),
        false,
    ));
    let numbers = page_list(publication);
    if !numbers.is_empty() {
        body.children.push(nav("page-list", "doc-pagelist", "Paragraph numbers", numbers, true).into());
    }
    body.children.push(nav("landmarks", "", "Landmarks", landmarks(publication), true).into());
    xhtml(&config.language, head, body)
}

fn nav(kind: &str, role: &str, title: &str, items: Vec<Element>, hidden: bool) -> Element {
    let id = format!("{kind}-title");
    let mut nav =
        Element::new("nav").with("epub:type", kind).with("id", kind).with("aria-labelledby", id.as_str());
    if !role.is_empty() {
        nav.set("role", role);
    }
    // Devices show these lists in their own way.
    if hidden {
        nav.set("hidden", "");
    }
    nav.holding(Element::new("h2").with("id", id).holding(title)).holding(list(items))
}

fn list(items: Vec<Element>) -> Element {
    Element { children: items.into_iter().map(Node::from).collect(), ..Element::new("ol") }
}

fn link(chapter: &Chapter, id: &str, words: &str) -> Element {
    let href = if id.is_empty() { chapter.file() } else { format!("{}#{id}", chapter.file()) };
    Element::new("a").with("href", format!("text/{href}")).holding(words)
}

/// The parts of the book with their pages, each with its sections and with the pages that belong to it.
fn contents(publication: &Publication<'_>) -> Vec<Element> {
    let mut items = Vec::new();
    items.extend(
        publication
            .chapters
            .first()
            .map(|title| Element::new("li").holding(link(title, "", &title.page.title))),
    );
    for part in &publication.finished.book.parts {
        let entries: Vec<Element> = part.entries.iter().filter_map(|one| entry(publication, one)).collect();
        match &part.title {
            Some(title) if !entries.is_empty() => {
                let name = Element::new("span").holding(title.as_str());
                items.push(Element::new("li").holding(name).holding(list(entries)));
            }
            _ => items.extend(entries),
        }
    }
    items
}

fn entry(publication: &Publication<'_>, entry: &NavigationEntry) -> Option<Element> {
    let chapters = &publication.chapters;
    let at = chapters.iter().position(|chapter| entry.page.is_some() && chapter.page.index == entry.page);
    let mut below: Vec<Element> = Vec::new();
    let mut item = Element::new("li");
    match at {
        Some(at) => {
            let chapter = &chapters[at];
            let words = match chapter.page.label.as_str() {
                "" => chapter.page.title.clone(),
                label => format!("{label}: {}", chapter.page.title),
            };
            item.children.push(link(chapter, "", &words).into());
            below.extend(sections(chapter));
            let made = chapters[at + 1..].iter().take_while(|next| next.page.index.is_none());
            below.extend(made.map(|made| Element::new("li").holding(link(made, "", &made.page.title))));
        }
        None => item.children.push(Element::new("span").holding(entry.title.as_str()).into()),
    }
    below.extend(entry.children.iter().filter_map(|child| self::entry(publication, child)));
    if at.is_none() && below.is_empty() {
        return None;
    }
    if !below.is_empty() {
        item.children.push(list(below).into());
    }
    Some(item)
}

/// The second-level headings of a page.
fn sections(chapter: &Chapter) -> Vec<Element> {
    let mut items = Vec::new();
    chapter.text.visit(&mut |element| {
        if element.name == "h2"
            && let Some(id) = element.attribute("id")
        {
            let words = element.text();
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            if !words.is_empty() {
                items.push(Element::new("li").holding(link(chapter, id, &words)));
            }
        }
    });
    items
}

/// Every numbered unit, in reading order.
fn page_list(publication: &Publication<'_>) -> Vec<Element> {
    let mut items = Vec::new();
    for chapter in &publication.chapters {
        chapter.text.visit(&mut |element| {
            if element.attribute("epub:type") == Some("pagebreak")
                && let Some(id) = element.attribute("id")
            {
                items.push(Element::new("li").holding(link(chapter, id, element.text().trim())));
            }
        });
    }
    items
}

fn landmarks(publication: &Publication<'_>) -> Vec<Element> {
    let chapters = &publication.chapters;
    let mut items = Vec::new();
    let mut landmark = |kind: &str, href: String, words: &str| {
        let link = Element::new("a").with("epub:type", kind).with("href", href).holding(words);
        items.push(Element::new("li").holding(link));
    };
    landmark("toc", "nav.xhtml#toc".to_owned(), "Contents");
    let on = |chapter: &Chapter| format!("text/{}", chapter.file());
    if let Some(first) = chapters.iter().find(|chapter| chapter.page.start != TITLE) {
        let text = chapters.iter().find(|chapter| chapter.page.label.starts_with("Chapter")).unwrap_or(first);
        landmark("bodymatter", on(text), "Text");
    }
    for (list, kind, words) in
        [(ReferenceList::Glossary, "glossary", "Glossary"), (ReferenceList::Index, "index", "Index of terms")]
    {
        if let Some(found) = chapters.iter().find(|chapter| chapter.page.list == Some(list)) {
            landmark(kind, on(found), words);
        }
    }
    items
}

/// How many units the page list names.
pub(super) fn has_page_list(publication: &Publication<'_>) -> bool {
    !page_list(publication).is_empty()
}
