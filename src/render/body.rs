//! The body of a page as HTML.

use std::collections::{BTreeMap, BTreeSet};

use super::altered::Altered;
use super::context::HeadingContext;
use super::escape;
use super::terms::TermAccount;
use crate::clock::Clock;
use crate::config::{Config, RawHtml};
use crate::diagnostic::Span;
use crate::model::{
    Alignment, Block, BlockKind, Book, Heading, Inline, Item, Page, PageEntry, PageKind, RecordView, Table,
    TableKey, UnitEntry, plain_text,
};
use crate::words;

/// Whether a page stands alone or in one document with all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A page of its own.
    Page,
    /// A chapter of the whole book in one document: ids carry the page, links stay inside.
    Whole,
}

/// What every page of a run is written with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings<'a> {
    pub book: &'a Book,
    pub config: &'a Config,
    pub clock: &'a Clock,
    /// Paths of files that are copied to the site.
    pub files: &'a BTreeSet<&'a str>,
    /// The record of amendments; none of a handbook without one.
    pub record: Option<&'a RecordView>,
}

/// Writes the body of one page and keeps account of what it read.
#[derive(Debug)]
pub struct Writer<'a> {
    pub(super) around: Surroundings<'a>,
    pub(super) page: &'a Page,
    pub(super) html: String,
    pub(super) reads: BTreeSet<TableKey>,
    pub(super) form: Form,
    entry: Option<&'a PageEntry>,
    unit: usize,
    tasks: usize,
    pub(super) cited: BTreeSet<String>,
    pub(super) footnotes: BTreeMap<String, usize>,
    pub(super) has_html: bool,
    /// Address of the page that is written, in the site.
    pub(super) address: String,
    /// Headings of generated lists.
    pub(super) toc: Vec<HeadingContext>,
    /// Terms linked so far.
    pub(super) terms: TermAccount,
    /// Anchor of the unit that is written.
    pub(super) current_unit: Option<String>,
    /// In a preview: what is to be marked.
    pub(super) altered: Altered<'a>,
}

/// A written body.
#[derive(Debug)]
pub(super) struct Written<'a> {
    /// The HTML after the title.
    pub html: String,
    /// What it read.
    pub reads: BTreeSet<TableKey>,
    /// Headings of generated lists, after those of the text.
    pub toc: Vec<HeadingContext>,
    /// In a preview: what was marked.
    pub altered: Altered<'a>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(around: Surroundings<'a>, page: &'a Page, form: Form) -> Self {
        Self::at(around, page, form, page.address())
    }

    /// A writer for a page at another address than that of the text it belongs to.
    pub(super) fn at(around: Surroundings<'a>, page: &'a Page, form: Form, address: String) -> Self {
        let entry = around.book.tables.pages.get(&page.path);
        let mut reads = BTreeSet::new();
        reads.insert(TableKey::Units(page.path.clone()));
        Self {
            around,
            page,
            html: String::with_capacity(page.source.text().len() * 2),
            reads,
            form,
            entry,
            unit: 0,
            tasks: 0,
            cited: BTreeSet::new(),
            footnotes: page
                .footnotes
                .iter()
                .enumerate()
                .map(|(at, note)| (note.label.clone(), at + 1))
                .collect(),
            has_html: false,
            address,
            toc: Vec::new(),
            terms: TermAccount::new(&around.book.pages, page, form),
            current_unit: None,
            altered: Altered::of(around, page),
        }
    }

    /// Writes everything after the title.
    pub(super) fn write(mut self) -> Written<'a> {
        let page = self.page;
        let mut section: Option<&str> = None;
        for block in &page.blocks {
            self.gap_before(block.span.start);
            if let BlockKind::Heading(heading) = &block.kind {
                if heading.level == 2 {
                    self.end_section(section);
                    section = Some(&heading.id);
                }
                if self.is_altered(block.span) {
                    self.altered_mark(&plain_text(&heading.content));
                }
                self.heading(heading);
                if heading.level == 2 {
                    self.begin_section(&heading.id);
                }
            } else {
                self.top_level(block);
            }
        }
        self.gap_before(u32::MAX);
        self.end_section(section);
        if let Some(list) = page.front.lists {
            self.reference_list(list);
        }
        self.term_list();
        self.footnotes(&page.footnotes);
        if self.has_html && self.around.config.raw_html() == RawHtml::Sanitise {
            self.html = sanitised(&self.html);
        }
        Written { html: self.html, reads: self.reads, toc: self.toc, altered: self.altered }
    }

    fn begin_section(&mut self, id: &str) {
        if self.page.kind == PageKind::Annex {
            self.annex_fields(id);
        }
    }

    fn end_section(&mut self, id: Option<&str>) {
        if let (Some(id), PageKind::Annex) = (id, self.page.kind) {
            self.annex_lists(id);
        }
    }

    pub(super) fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Text with runs in other scripts tagged by their language.
    pub(super) fn text(&mut self, text: &str) {
        if text.is_ascii() {
            escape::push(&mut self.html, text);
            return;
        }
        for run in words::runs(text) {
            let piece = &text[run.range.clone()];
            match run.language() {
                Some(language) if language != self.around.config.language => {
                    self.push("<span lang=\"");
                    self.push(language);
                    if run.script.right_to_left() {
                        self.push("\" dir=\"rtl");
                    }
                    self.push("\">");
                    escape::push(&mut self.html, piece);
                    self.push("</span>");
                }
                _ => escape::push(&mut self.html, piece),
            }
        }
    }

    /// Text inside an attribute.
    pub(super) fn attribute(&mut self, text: &str) {
        escape::push(&mut self.html, text);
    }

    /// An id of this page as it is written in this form of the book.
    pub(super) fn id(&self, id: &str) -> String {
        match self.form {
            Form::Page => id.to_owned(),
            Form::Whole => format!("{}--{id}", slug(&self.page.path)),
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let level = if self.form == Form::Whole { (heading.level + 1).min(6) } else { heading.level };
        let id = self.id(&heading.id);
        self.push(&format!("<h{level} id=\""));
        self.attribute(&id);
        if !heading.classes.is_empty() {
            self.push("\" class=\"");
            self.attribute(&heading.classes.join(" "));
        }
        self.push("\">");
        self.terms.new_section();
        self.without_terms(|writer| writer.inlines(&heading.content));
        if self.form == Form::Page {
            self.push(" <a class=\"anchor\" href=\"#");
            self.attribute(&id);
            self.push("\" aria-label=\"Link to this section: ");
            self.attribute(&plain_text(&heading.content));
            self.push("\"></a>");
        }
        self.push(&format!("</h{level}>\n"));
    }

    fn next_unit(&mut self) -> Option<&'a UnitEntry> {
        let entry = self.entry?.units.get(self.unit);
        self.unit += 1;
        entry
    }

    /// A block that may be a numbered unit.
    fn top_level(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Paragraph(content) => match self.next_unit() {
                Some(unit) => {
                    let altered = self.open_unit("div", "unit", block.span);
                    self.number(unit, "Paragraph");
                    if altered {
                        self.altered_mark(&format!("Paragraph {}", unit.number));
                    }
                    self.push("<p>");
                    self.inlines(content);
                    self.push("</p></div>\n");
                }
                None => self.other(block),
            },
            BlockKind::List { start, items } if self.has_unit() => self.top_level_list(*start, items),
            BlockKind::Table(table) => match self.next_unit() {
                Some(unit) => {
                    let altered = self.open_unit("div", "unit table-unit", block.span);
                    self.number(unit, "Table");
                    if altered {
                        self.altered_mark(&format!("Table {}", unit.number));
                    }
                    self.table(table, &format!("Table {}", unit.number));
                    self.push("</div>\n");
                }
                None => self.other(block),
            },
            _ => self.other(block),
        }
    }

    /// A block that stands alone and is no numbered unit.
    fn other(&mut self, block: &Block) {
        if !self.is_altered(block.span) {
            self.block(block);
            return;
        }
        self.push("<div class=\"altered\">");
        self.altered_mark("Text without a number");
        self.block(block);
        self.push("</div>\n");
    }

    /// Opens the tag of a unit; whether the unit is altered.
    fn open_unit(&mut self, tag: &str, class: &str, span: Span) -> bool {
        let altered = self.is_altered(span);
        self.push(&format!("<{tag} class=\"{class}{}\"", if altered { " altered" } else { "" }));
        altered
    }

    fn has_unit(&self) -> bool {
        self.entry.is_some_and(|entry| self.unit < entry.units.len())
    }

    /// The id and the number of a unit; the tag of the unit is open.
    fn number(&mut self, unit: &UnitEntry, word: &str) {
        self.current_unit = Some(unit.anchor.to_string());
        let html = format!(
            " id=\"{anchor}\"><a class=\"number\" href=\"#{anchor}\" aria-label=\"{word} {number}\">{number}</a>",
            anchor = unit.anchor,
            number = unit.number,
        );
        self.push(&html);
    }

    fn top_level_list(&mut self, start: Option<u64>, items: &[Item]) {
        self.open_list(start, " class=\"units\"");
        for item in items {
            let unit = self.next_unit();
            let class = if item.task.is_some() { "unit task" } else { "unit" };
            let altered = self.open_unit("li", class, item.span);
            match unit {
                Some(unit) => self.number(unit, "Paragraph"),
                None => self.push(">"),
            }
            self.push("<div class=\"content\">");
            self.gap_before(item.span.start);
            if altered {
                self.altered_mark(
                    &unit.map_or_else(String::new, |unit| format!("Paragraph {}", unit.number)),
                );
            }
            self.item(item, unit.map(|unit| format!("t-{}", unit.anchor)), true);
            self.push("</div></li>\n");
        }
        self.push(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn open_list(&mut self, start: Option<u64>, attributes: &str) {
        match start {
            None => self.push(&format!("<ul{attributes}>\n")),
            Some(1) => self.push(&format!("<ol{attributes}>\n")),
            Some(first) => self.push(&format!("<ol{attributes} start=\"{first}\">\n")),
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Item]) {
        self.open_list(start, "");
        for item in items {
            self.push(if item.task.is_some() { "<li class=\"task\">" } else { "<li>" });
            self.item(item, None, false);
            self.push("</li>\n");
        }
        self.push(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    /// What an item holds; a lone paragraph goes without its tag in nested lists.
    fn item(&mut self, item: &Item, task_id: Option<String>, paragraphs: bool) {
        let mut blocks = item.blocks.as_slice();
        if let Some(done) = item.task {
            self.tasks += 1;
            let id = task_id.unwrap_or_else(|| self.id(&format!("task-{}", self.tasks)));
            self.push(&format!("<input type=\"checkbox\" class=\"task-box\" id=\"{id}\""));
            if done {
                self.push(" checked");
            }
            self.push(&format!("> <label for=\"{id}\">"));
            if let [Block { kind: BlockKind::Paragraph(content), .. }, rest @ ..] = blocks {
                self.inlines(content);
                blocks = rest;
            }
            self.push("</label>");
        } else if !paragraphs && let [Block { kind: BlockKind::Paragraph(content), .. }, rest @ ..] = blocks {
            self.inlines(content);
            blocks = rest;
        }
        for block in blocks {
            self.block(block);
        }
    }

    /// A block that is no unit of its own.
    pub(super) fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading(heading) => self.heading(heading),
            BlockKind::Paragraph(content) => {
                self.push("<p>");
                self.inlines(content);
                self.push("</p>\n");
            }
            BlockKind::List { start, items } => self.list(*start, items),
            BlockKind::Table(table) => self.table(table, "Table"),
            BlockKind::Quote(blocks) => {
                self.push("<blockquote>\n");
                self.blocks(blocks);
                self.push("</blockquote>\n");
            }
            BlockKind::Admonition { kind, blocks } => {
                let name = kind.name();
                let (first, rest) = name.split_at(1);
                self.push(&format!(
                    "<aside class=\"admonition {name}\" role=\"note\"><p class=\"admonition-title\">{}{rest}</p>\n",
                    first.to_uppercase()
                ));
                self.blocks(blocks);
                self.push("</aside>\n");
            }
            BlockKind::Code { language, text } => {
                self.push("<pre tabindex=\"0\"><code");
                if !language.is_empty() {
                    self.push(" class=\"language-");
                    self.attribute(language);
                    self.push("\"");
                }
                self.push(">");
                escape::push(&mut self.html, text);
                self.push("</code></pre>\n");
            }
            BlockKind::Definitions(definitions) => {
                self.push("<dl>\n");
                for definition in definitions {
                    self.push("<dt>");
                    self.inlines(&definition.term);
                    self.push("</dt>\n");
                    for blocks in &definition.definitions {
                        self.push("<dd>");
                        match blocks.as_slice() {
                            [Block { kind: BlockKind::Paragraph(content), .. }] => self.inlines(content),
                            blocks => self.blocks(blocks),
                        }
                        self.push("</dd>\n");
                    }
                }
                self.push("</dl>\n");
            }
            BlockKind::Rule => self.push("<hr>\n"),
            BlockKind::Html(html) => {
                self.has_html = true;
                self.push(html);
            }
        }
    }

    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn table(&mut self, table: &Table, name: &str) {
        self.open_table(name);
        self.push("<thead><tr>");
        for (at, cell) in table.head.iter().enumerate() {
            // An empty corner heads nothing.
            let (open, close) = if cell.is_empty() { ("td", "td") } else { ("th scope=\"col\"", "th") };
            self.cell(open, close, table.alignments.get(at), cell);
        }
        self.push("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            self.push("<tr>");
            for (at, cell) in row.iter().enumerate() {
                self.cell("td", "td", table.alignments.get(at), cell);
            }
            self.push("</tr>\n");
        }
        self.push("</tbody></table></div>\n");
    }

    /// A table in a region that scrolls by itself and can be reached by keyboard.
    pub(super) fn open_table(&mut self, name: &str) {
        self.push("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
        self.attribute(name);
        self.push("\"><table>\n");
    }

    fn cell(&mut self, open: &str, close: &str, alignment: Option<&Alignment>, content: &[Inline]) {
        let class = match alignment {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.push(&format!("<{open}{class}>"));
        self.inlines(content);
        self.push(&format!("</{close}>"));
    }
}

/// A path as part of an id: `annexes/xa.md` is `annexes-xa`. In one document a page begins at this id.
#[must_use]
pub fn slug(path: &str) -> String {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    stem.chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect()
}

/// HTML of a page with raw HTML in it, cleaned of everything that could run or load.
fn sanitised(html: &str) -> String {
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .add_tags(["section", "input", "label", "aside", "details", "summary", "figure", "figcaption"])
        .add_generic_attributes([
            "class",
            "id",
            "lang",
            "dir",
            "role",
            "aria-label",
            "aria-labelledby",
            "aria-describedby",
            "tabindex",
            "title",
        ])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("label", ["for"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("th", ["scope"])
        .add_tag_attribute_values("input", "type", ["checkbox"])
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .link_rel(None);
    cleaner.clean(html).to_string()
}
