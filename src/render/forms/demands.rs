//! What the annex of a State demands of a request: the numbered units under one of its headings.

use crate::model::{Block, BlockKind, Book, Inline, Page, PageKind, Unit};

/// A numbered unit of an annex in plain words.
#[derive(Debug)]
pub(super) struct Demand {
    /// What readers cite.
    pub number: String,
    /// Address in the site, page and anchor.
    pub address: String,
    /// The words, with citations spelt out in their short form.
    pub text: String,
}

/// Every annex, in the order of the book.
pub(super) fn annexes(book: &Book) -> impl Iterator<Item = &Page> {
    book.pages.iter().map(AsRef::as_ref).filter(|page| page.kind == PageKind::Annex)
}

/// The units under the second-level heading with this id, up to the next such heading.
pub(super) fn under(book: &Book, page: &Page, heading: &str) -> Vec<Demand> {
    let Some(entry) = book.tables.pages.get(&page.path) else { return Vec::new() };
    let mut headings = page.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading(own) if own.level == 2 => Some((block.span.range().start, own.id.as_str())),
        _ => None,
    });
    let Some((start, _)) = headings.find(|(_, id)| *id == heading) else { return Vec::new() };
    let end = headings.next().map_or(usize::MAX, |(place, _)| place);
    page.units()
        .zip(&entry.units)
        .filter(|((span, _), _)| (start..end).contains(&span.range().start))
        .map(|((_, unit), named)| Demand {
            number: named.number.to_string(),
            address: format!("{}#{}", page.address(), named.anchor),
            text: words(book, &unit),
        })
        .collect()
}

fn words(book: &Book, unit: &Unit<'_>) -> String {
    let mut text = String::new();
    match unit {
        Unit::Paragraph(content) => push(book, content, &mut text),
        Unit::Item(item) => blocks(book, &item.blocks, &mut text),
        Unit::Table(table) => {
            for cell in table.rows.iter().flatten() {
                push(book, cell, &mut text);
                text.push(' ');
            }
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn blocks(book: &Book, blocks: &[Block], text: &mut String) {
    for block in blocks {
        block.visit_inlines(&mut |content| {
            push(book, content, text);
            text.push(' ');
        });
    }
}

fn push(book: &Book, content: &[Inline], text: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => {
                push(book, inner, text);
            }
            Inline::Link(link) => push(book, &link.content, text),
            Inline::Image(image) => text.push_str(&image.description),
            Inline::HardBreak => text.push(' '),
            Inline::Citation(citation) => {
                let mentions: Vec<String> = citation
                    .mentions
                    .iter()
                    .map(|mention| cited(book, &mention.key, Some(&mention.pinpoint)))
                    .collect();
                text.push_str(&format!("({})", mentions.join("; ")));
            }
            Inline::FootnoteReference { .. } | Inline::Html(_) => {}
        }
    }
}

/// `Short title, art. 1`.
pub(super) fn cited(book: &Book, key: &str, pinpoint: Option<&str>) -> String {
    let short = book.tables.authorities.get(key).map_or(key, |authority| authority.short.as_str());
    match pinpoint.filter(|pinpoint| !pinpoint.is_empty()) {
        Some(pinpoint) => format!("{short}, {pinpoint}"),
        None => short.to_owned(),
    }
}
