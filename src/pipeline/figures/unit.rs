//! A page as runs of words: its numbered units with what each cites.

use crate::model::{
    Block, BlockKind, Book, Citation, Footnote, Inline, Page, PageEntry, Unit, UnitEntry, plain_text,
    visit_each,
};
use crate::resolve::{Target, resolve_link};

/// The words of a page, taken apart.
#[derive(Debug, Default)]
pub(super) struct PageText<'a> {
    /// Numbered units, or those of an unnumbered page without names, in order.
    pub units: Vec<UnitText<'a>>,
    /// Title and headings.
    pub headings: Vec<String>,
}

/// One unit with the blocks that stand between it and the next; what stands before the first unit
/// of a page has no name.
#[derive(Debug, Default)]
pub(super) struct UnitText<'a> {
    /// Number and anchor; `None` on an unnumbered page and for what stands before the first unit.
    pub name: Option<&'a UnitEntry>,
    /// Words of the nearest heading.
    pub heading: String,
    /// Byte offset of the unit in the page's text.
    pub offset: usize,
    /// Paragraphs, without citations.
    pub prose: Vec<String>,
    /// Cells of tables and code, without citations: no sentences.
    pub cells: Vec<String>,
    /// The same with citations spelt out, as one text.
    pub spelt: String,
    /// What it cites.
    pub citations: Vec<&'a Citation>,
}

impl<'a> PageText<'a> {
    /// Takes a page apart.
    pub(super) fn of(book: &'a Book, page: &'a Page) -> Self {
        let entry = book.tables.pages.get(&page.path);
        let mut reader = Reader {
            book,
            page,
            names: entry.map_or(&[][..], |entry: &PageEntry| &entry.units).iter(),
            heading: page.title_text(),
            text: Self { units: Vec::new(), headings: vec![page.title_text()] },
        };
        let mut units = page.units().peekable();
        for block in &page.blocks {
            if let BlockKind::Heading(heading) = &block.kind {
                reader.heading = plain_text(&heading.content);
                reader.text.headings.push(reader.heading.clone());
                continue;
            }
            let mut is_unit = false;
            while let Some((span, unit)) = units.next_if(|(span, _)| span.start < block.span.end) {
                is_unit = true;
                reader.open(span.range().start);
                reader.unit(unit);
            }
            if !is_unit {
                reader.between(block);
            }
        }
        reader.text
    }
}

struct Reader<'a> {
    book: &'a Book,
    page: &'a Page,
    names: std::slice::Iter<'a, UnitEntry>,
    heading: String,
    text: PageText<'a>,
}

impl<'a> Reader<'a> {
    fn open(&mut self, offset: usize) {
        self.text.units.push(UnitText {
            name: self.names.next(),
            heading: self.heading.clone(),
            offset,
            ..UnitText::default()
        });
    }

    fn unit(&mut self, unit: Unit<'a>) {
        match unit {
            Unit::Paragraph(content) => self.run(content, true),
            Unit::Item(item) => item.blocks.iter().for_each(|block| self.block(block)),
            Unit::Table(table) => {
                table.head.iter().chain(table.rows.iter().flatten()).for_each(|cell| self.run(cell, false));
            }
        }
    }

    /// A block that is no unit belongs to the unit before it.
    fn between(&mut self, block: &'a Block) {
        if self.text.units.is_empty() {
            let first = UnitText {
                heading: self.heading.clone(),
                offset: block.span.range().start,
                ..UnitText::default()
            };
            self.text.units.push(first);
        }
        self.block(block);
    }

    fn block(&mut self, block: &'a Block) {
        match &block.kind {
            BlockKind::Table(_) => block.visit_inlines(&mut |cell| self.run(cell, false)),
            BlockKind::Code { text, .. } => self.last().cells.push(text.clone()),
            _ => block.visit_inlines(&mut |content| self.run(content, true)),
        }
    }

    fn last(&mut self) -> &mut UnitText<'a> {
        if self.text.units.is_empty() {
            self.text.units.push(UnitText::default());
        }
        let last = self.text.units.len() - 1;
        &mut self.text.units[last]
    }

    fn run(&mut self, content: &'a [Inline], is_prose: bool) {
        let (mut plain, mut spelt) = (String::new(), String::new());
        self.spell(content, false, &mut plain);
        self.spell(content, true, &mut spelt);
        let mut notes: Vec<&'a Footnote> = Vec::new();
        let page = self.page;
        let last = self.last();
        visit_each(content, &mut |inline| match inline {
            Inline::Citation(citation) => last.citations.push(citation),
            Inline::FootnoteReference { label, .. } => {
                notes.extend(page.footnotes.iter().find(|note| note.label == *label));
            }
            _ => {}
        });
        if is_prose { &mut last.prose } else { &mut last.cells }.push(tidy(&plain));
        if !last.spelt.is_empty() {
            last.spelt.push_str(if is_prose { " " } else { " | " });
        }
        last.spelt.push_str(&tidy(&spelt));
        // A note belongs to the unit that refers to it.
        for block in notes.into_iter().flat_map(|note| &note.blocks) {
            self.block(block);
        }
    }

    fn spell(&self, content: &[Inline], with_citations: bool, out: &mut String) {
        for inline in content {
            match inline {
                Inline::Text(words) | Inline::Code(words) => out.push_str(words),
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => {
                    self.spell(inner, with_citations, out);
                }
                Inline::Link(link) if link.content.is_empty() => out.push_str(&self.filled(&link.target)),
                Inline::Link(link) => self.spell(&link.content, with_citations, out),
                Inline::Image(image) => out.push_str(&image.description),
                Inline::HardBreak => out.push(' '),
                Inline::Citation(citation) if with_citations => out.push_str(&spelt(self.book, citation)),
                Inline::Citation(_) | Inline::FootnoteReference { .. } | Inline::Html(_) => {}
            }
        }
    }

    /// What is printed for a link without words of its own.
    fn filled(&self, target: &str) -> String {
        match resolve_link(&self.book.tables, &|_| false, &self.page.path, target, &mut |_| {}) {
            Ok(Target::Internal { text, .. }) => text,
            _ => target.to_owned(),
        }
    }
}

/// A citation in its short printed form.
fn spelt(book: &Book, citation: &Citation) -> String {
    let mentions: Vec<String> = citation
        .mentions
        .iter()
        .map(|mention| {
            let authority = book.tables.authorities.get(&mention.key);
            let name = authority.map_or(mention.key.as_str(), |authority| &authority.short);
            if mention.pinpoint.is_empty() {
                name.to_owned()
            } else {
                format!("{name}, {}", mention.pinpoint)
            }
        })
        .collect();
    format!("({})", mentions.join("; "))
}

/// One blank between words, none before the full stop that follows a citation left out.
fn tidy(text: &str) -> String {
    let mut tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in [" .", " ,", " ;", " :"] {
        tidy = tidy.replace(mark, mark.trim_start());
    }
    tidy
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_citation_left_out_leaves_no_gap() {
        assert_eq!(super::tidy("It is\nso . And  more ; yes"), "It is so. And more; yes");
    }
}
