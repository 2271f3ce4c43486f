//! The book as search sees it: one passage a numbered unit, a field of an annex, a statute, a term.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::model::{
    Annex, Block, BlockKind, Book, Evidence, Inline, Item, Page, PageKind, Passage, ReferenceList, Table,
    UnitEntry, plain_text, value_parts, visit_each,
};
use crate::resolve::{Target, resolve_link};
use crate::words;

/// Every passage of the book, in reading order.
#[must_use]
pub fn passages(book: &Book) -> Vec<Passage> {
    book.pages.par_iter().flat_map_iter(|page| Gatherer::new(book, page).gather()).collect()
}

struct Gatherer<'a> {
    book: &'a Book,
    page: &'a Page,
    template: Passage,
    found: Vec<Passage>,
}

impl<'a> Gatherer<'a> {
    fn new(book: &'a Book, page: &'a Page) -> Self {
        let entry = book.tables.pages.get(&page.path);
        let template = Passage {
            page: page.address(),
            page_title: page.title_text(),
            kind: page.kind.name().to_owned(),
            state: entry.and_then(|entry| entry.state.clone()),
            ..Passage::default()
        };
        Self { book, page, template, found: Vec::new() }
    }

    fn gather(mut self) -> Vec<Passage> {
        let (book, page) = (self.book, self.page);
        let units: &[UnitEntry] = book.tables.pages.get(&page.path).map_or(&[], |entry| &entry.units);
        let mut units = units.iter();
        for block in &page.blocks {
            match &block.kind {
                BlockKind::Heading(heading) => {
                    let keep = usize::from(heading.level).saturating_sub(2);
                    self.template.headings.truncate(keep);
                    self.template.headings.push(plain_text(&heading.content));
                    if heading.level == 2 && page.kind == PageKind::Annex {
                        self.fields(&heading.id);
                    }
                    if units.len() == 0 {
                        self.place(&heading.id);
                    }
                }
                BlockKind::Paragraph(content) => {
                    let mut text = Text::new(book, &page.path);
                    text.inlines(content);
                    self.unit(units.next(), text);
                }
                BlockKind::List { items, .. } => {
                    for item in items {
                        let mut text = Text::new(book, &page.path);
                        text.item(item);
                        self.unit(units.next(), text);
                    }
                }
                BlockKind::Table(table) => {
                    let mut text = Text::new(book, &page.path);
                    text.table(table);
                    self.unit(units.next(), text);
                }
                _ => {
                    let mut text = Text::new(book, &page.path);
                    text.block(block);
                    self.append(text);
                }
            }
        }
        if let Some(annex) = &page.front.annex {
            self.statutes(annex);
        }
        match page.front.lists {
            Some(ReferenceList::Glossary) => self.terms(),
            Some(ReferenceList::Instruments) => self.instruments(),
            _ => {}
        }
        self.found.retain(|passage| !passage.text.trim().is_empty());
        self.found
    }

    /// A numbered unit; where there is no number the text joins the passage of its heading.
    fn unit(&mut self, unit: Option<&UnitEntry>, text: Text<'_>) {
        let Some(unit) = unit else {
            self.append(text);
            return;
        };
        let mut passage = self.template.clone();
        passage.anchor = unit.anchor.to_string();
        passage.number = unit.number.to_string();
        text.fill(&mut passage);
        passage.open = self.is_open(&passage.text);
        self.found.push(passage);
    }

    /// Whether a text begins with the printed words for "nothing was established" and a colon.
    fn is_open(&self, text: &str) -> bool {
        let label = self.book.reference.evidence_label(Evidence::None);
        let begins = text.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label));
        begins && text[label.len()..].starts_with(':')
    }

    /// Text that belongs to the unit before it.
    fn append(&mut self, text: Text<'_>) {
        if self.found.is_empty() {
            self.found.push(self.template.clone());
        }
        if let Some(last) = self.found.last_mut() {
            text.fill(last);
        }
    }

    fn place(&mut self, id: &str) {
        let mut passage = self.template.clone();
        passage.anchor = id.to_owned();
        self.found.push(passage);
    }

    fn fields(&mut self, heading: &str) {
        let Some(annex) = &self.page.front.annex else { return };
        let layout = &self.book.reference.layout;
        for field in layout.fields.iter().filter(|field| field.heading == heading) {
            let Some(found) = annex.fields.iter().find(|found| found.key == field.key) else { continue };
            let words: Vec<String> = value_parts(field, &found.fact)
                .into_iter()
                .filter_map(|part| {
                    Some(match part.label {
                        Some(label) => format!("{label}: {}", part.words?),
                        None => part.words?,
                    })
                })
                .collect();
            if words.is_empty() {
                continue;
            }
            let note = found.fact.note.as_ref().map(|note| format!(". {note}")).unwrap_or_default();
            let mut text = Text::new(self.book, &self.page.path);
            text.text = format!("{}: {}{note}", field.label, words.join("; "));
            text.cites.extend(found.fact.statute.clone());
            self.entry(&format!("f-{}", field.key), text);
        }
    }

    fn statutes(&mut self, annex: &Annex) {
        for statute in &annex.statutes {
            let mut text = Text::new(self.book, &self.page.path);
            text.text = statute.title_en.clone();
            for more in statute.title_native.iter().filter(|title| **title != statute.title_en) {
                text.words(more);
            }
            text.words(&statute.short);
            for more in statute.number.iter().chain(statute.note.iter()) {
                text.words(more);
            }
            for provision in &statute.provisions {
                text.words(&format!("{}: {}", provision.label, provision.text));
            }
            text.cites.insert(statute.id.clone());
            self.entry(&statute.id, text);
        }
    }

    fn terms(&mut self) {
        for term in &self.book.reference.terms {
            let mut text = Text::new(self.book, &self.page.path);
            text.text = term.term.clone();
            for word in term.abbreviations.iter().chain(&term.synonyms) {
                text.also(word);
            }
            text.text.push(':');
            text.words(&term.definition);
            self.entry(&term.id, text);
        }
    }

    fn instruments(&mut self) {
        for instrument in &self.book.reference.instruments {
            let mut text = Text::new(self.book, &self.page.path);
            text.text = instrument.title.clone();
            text.also(&instrument.short);
            for word in &instrument.synonyms {
                text.also(word);
            }
            for article in &instrument.articles {
                text.also(&format!("art. {}: {}", article.number, article.subject));
            }
            text.cites.insert(instrument.id.clone());
            self.entry(&instrument.id, text);
        }
    }

    fn entry(&mut self, anchor: &str, text: Text<'_>) {
        let mut passage = self.template.clone();
        passage.anchor = anchor.to_owned();
        text.fill(&mut passage);
        self.found.push(passage);
    }
}

/// Text of a unit with what it cites.
struct Text<'a> {
    book: &'a Book,
    page: &'a str,
    text: String,
    cites: BTreeSet<String>,
    pinpoints: BTreeSet<String>,
}

impl<'a> Text<'a> {
    const fn new(book: &'a Book, page: &'a str) -> Self {
        Self { book, page, text: String::new(), cites: BTreeSet::new(), pinpoints: BTreeSet::new() }
    }

    fn words(&mut self, words: &str) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
        self.text.push_str(words);
    }

    /// Another name of the same thing.
    fn also(&mut self, name: &str) {
        if !name.is_empty() {
            self.text.push(';');
            self.words(name);
        }
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading(heading) => self.inlines(&heading.content),
            BlockKind::Paragraph(content) => self.inlines(content),
            BlockKind::List { items, .. } => items.iter().for_each(|item| self.item(item)),
            BlockKind::Table(table) => self.table(table),
            BlockKind::Quote(blocks) | BlockKind::Admonition { blocks, .. } => {
                blocks.iter().for_each(|block| self.block(block))
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    self.inlines(&definition.term);
                    definition.definitions.iter().flatten().for_each(|block| self.block(block));
                }
            }
            BlockKind::Code { text, .. } => self.words(text),
            BlockKind::Rule | BlockKind::Html(_) => {}
        }
    }

    fn item(&mut self, item: &Item) {
        item.blocks.iter().for_each(|block| self.block(block));
    }

    fn table(&mut self, table: &Table) {
        for cell in table.head.iter().chain(table.rows.iter().flatten()) {
            self.inlines(cell);
        }
    }

    fn inlines(&mut self, content: &[Inline]) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.inline_text(content);
        visit_each(content, &mut |inline| {
            let Inline::Citation(citation) = inline else { return };
            for mention in &citation.mentions {
                self.cites.insert(mention.key.clone());
                if let Some((_, place)) = mention.pinpoint.split_once(' ') {
                    self.pinpoints.insert(format!("{}:{place}", mention.key));
                }
            }
        });
    }

    fn inline_text(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text(words) | Inline::Code(words) => self.text.push_str(&words.replace('\n', " ")),
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => {
                    self.inline_text(inner)
                }
                Inline::Link(link) if link.content.is_empty() => self.target(&link.target),
                Inline::Link(link) => self.inline_text(&link.content),
                Inline::Image(image) => self.text.push_str(&image.description),
                Inline::HardBreak => self.text.push(' '),
                Inline::Citation(citation) => {
                    let spelt: Vec<String> = citation
                        .mentions
                        .iter()
                        .map(|mention| {
                            let authority = self.book.tables.authorities.get(&mention.key);
                            let name = authority.map_or(mention.key.as_str(), |authority| &authority.short);
                            if mention.pinpoint.is_empty() {
                                name.to_owned()
                            } else {
                                format!("{name}, {}", mention.pinpoint)
                            }
                        })
                        .collect();
                    self.text.push_str(&format!("({})", spelt.join("; ")));
                }
                Inline::FootnoteReference { .. } | Inline::Html(_) => {}
            }
        }
    }

    /// What the page shows for a link without words of its own.
    fn target(&mut self, target: &str) {
        match resolve_link(&self.book.tables, &|_| true, self.page, target, &mut |_| {}) {
            Ok(Target::Internal { text, .. }) => self.text.push_str(&text),
            Ok(Target::External(_) | Target::File(_)) | Err(_) => self.text.push_str(target),
        }
    }

    fn fill(self, passage: &mut Passage) {
        if !passage.text.is_empty() && !self.text.is_empty() {
            passage.text.push('\n');
        }
        passage.text.push_str(self.text.trim());
        add(&mut passage.cites, self.cites);
        add(&mut passage.pinpoints, self.pinpoints);
        let languages =
            words::runs(&passage.text).iter().filter_map(words::Run::language).map(str::to_owned).collect();
        add(&mut passage.languages, languages);
    }
}

fn add(list: &mut Vec<String>, more: BTreeSet<String>) {
    let mut all: BTreeSet<String> = std::mem::take(list).into_iter().collect();
    all.extend(more);
    list.extend(all);
}
