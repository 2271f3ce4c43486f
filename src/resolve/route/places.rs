//! Places of the handbook that an answer points to, with the number of the paragraph that stands
//! there, and paragraphs quoted from them.

use serde::Serialize;

use crate::model::{
    BlockKind, Book, Inline, Page, PageEntry, SourceRef, TableKey, Unit, UnitEntry, visit_each,
};
use crate::resolve::{Target, resolve_link};

/// A place of the handbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Path of the page and id, as the data give them.
    pub target: String,
    /// Address in the site, with the id.
    pub address: String,
    /// What stands there: "chapter 3, Legal bases in order".
    pub name: String,
    /// Number of the first paragraph there, where paragraphs have numbers.
    pub paragraph: Option<String>,
    /// Its permanent anchor.
    pub anchor: Option<String>,
}

/// A paragraph quoted from a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// Its number.
    pub paragraph: String,
    /// Its permanent anchor.
    pub anchor: String,
    /// Address in the site, with the anchor.
    pub address: String,
    /// Its words, without citations.
    pub text: String,
    /// What it cites.
    pub sources: Vec<SourceRef>,
}

fn split<'a>(book: &'a Book, target: &'a str) -> Option<(&'a PageEntry, &'a str, &'a str)> {
    let (path, id) = target.split_once('#').unwrap_or((target, ""));
    Some((book.tables.pages.get(path)?, path, id))
}

/// The place that `path` or `path#id` names; `None` where the book has none such. `read` is told
/// what was looked up.
pub fn place(book: &Book, target: &str, read: &mut dyn FnMut(TableKey)) -> Option<Place> {
    let (entry, path, id) = split(book, target)?;
    read(TableKey::Page(path.to_owned()));
    if id.is_empty() {
        let (target, address) = (target.to_owned(), entry.address.clone());
        return Some(Place { target, address, name: entry.name(), paragraph: None, anchor: None });
    }
    read(TableKey::Target(path.to_owned(), id.to_owned()));
    read(TableKey::Units(path.to_owned()));
    let words = entry.targets.get(id)?;
    let field = id.strip_prefix("f-").and_then(|key| book.reference.layout.field(key));
    let words = field.map_or(words, |field| &field.label);
    let unit = page(book, path).and_then(|page| units_below(page, entry, id).next().map(|(unit, _)| unit));
    Some(Place {
        target: target.to_owned(),
        address: format!("{}#{id}", entry.address),
        name: format!("{}, {words}", entry.name()),
        paragraph: unit.map(|unit| unit.number.to_string()),
        anchor: unit.map(|unit| unit.anchor.to_string()),
    })
}

/// The numbered paragraphs and list items under a heading, quoted without tables. A link without
/// words of its own is named by what stands at its target.
pub fn quotes(book: &Book, target: &str, read: &mut dyn FnMut(TableKey)) -> Vec<Quote> {
    let Some((entry, path, id)) = split(book, target) else { return Vec::new() };
    read(TableKey::Units(path.to_owned()));
    let Some(page) = page(book, path) else { return Vec::new() };
    let mut found = Vec::new();
    for (unit, content) in units_below(page, entry, id) {
        let mut quote = Quote {
            paragraph: unit.number.to_string(),
            anchor: unit.anchor.to_string(),
            address: format!("{}#{}", entry.address, unit.anchor),
            text: String::new(),
            sources: Vec::new(),
        };
        let mut add = |content: &[Inline]| quote_inlines(book, path, content, &mut quote, read);
        match content {
            Unit::Paragraph(content) => add(content),
            Unit::Item(item) => {
                for block in &item.blocks {
                    block.visit_inlines(&mut add);
                }
            }
            Unit::Table(_) => {}
        }
        quote.text = tidy(&quote.text);
        if !quote.text.is_empty() {
            found.push(quote);
        }
    }
    found
}

fn page<'a>(book: &'a Book, path: &str) -> Option<&'a Page> {
    book.pages.iter().map(AsRef::as_ref).find(|page| page.path == path)
}

/// The numbered units under a heading, up to the next heading of the same level or above.
fn units_below<'a>(
    page: &'a Page,
    entry: &'a PageEntry,
    id: &'a str,
) -> impl Iterator<Item = (&'a UnitEntry, Unit<'a>)> {
    let mut bounds = (0, 0);
    let mut level = None;
    for block in &page.blocks {
        if let BlockKind::Heading(heading) = &block.kind {
            match level {
                None if heading.id == id => {
                    level = Some(heading.level);
                    bounds = (block.span.end, u32::MAX);
                }
                Some(above) if heading.level <= above => {
                    bounds.1 = block.span.start;
                    break;
                }
                _ => {}
            }
        }
    }
    let units = entry.units.iter().zip(page.units());
    units
        .filter(move |(_, (span, _))| (bounds.0..bounds.1).contains(&span.start))
        .map(|(unit, (_, content))| (unit, content))
}

fn quote_inlines(
    book: &Book,
    path: &str,
    content: &[Inline],
    quote: &mut Quote,
    read: &mut dyn FnMut(TableKey),
) {
    if !quote.text.is_empty() {
        quote.text.push(' ');
    }
    visit_each(content, &mut |inline| match inline {
        Inline::Text(words) | Inline::Code(words) => quote.text.push_str(&words.replace('\n', " ")),
        Inline::HardBreak => quote.text.push(' '),
        Inline::Link(link) if link.content.is_empty() => {
            if let Ok(Target::Internal { text, .. }) =
                resolve_link(&book.tables, &|_| false, path, &link.target, read)
            {
                quote.text.push_str(&text);
            }
        }
        Inline::Citation(citation) => {
            for mention in &citation.mentions {
                let pinpoint = Some(mention.pinpoint.clone()).filter(|pinpoint| !pinpoint.is_empty());
                let source = SourceRef { id: mention.key.clone(), pinpoint };
                if !quote.sources.contains(&source) {
                    quote.sources.push(source);
                }
            }
        }
        _ => {}
    });
}

/// Single blanks, and none where a citation stood before a stop.
fn tidy(text: &str) -> String {
    let mut tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for stop in [".", ",", ";", ":"] {
        tidy = tidy.replace(&format!(" {stop}"), stop);
    }
    tidy
}
