//! From the parser's events to blocks.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd,
};

use super::super::citation;
use super::checks;
use crate::config::RawHtml;
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::model::{
    AdmonitionKind, Alignment, Block, BlockKind, Definition, Footnote, Heading, Image, Inline, Item, Link,
    Table,
};

/// Deeper content than this is refused: nobody reads it and it would exhaust the stack.
const DEPTH: usize = 48;

/// How the Markdown of a book is read.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Manner {
    /// Whether the legal apparatus is on: citations and strict checks.
    pub strict: bool,
    /// Whether straight quotes and dashes become typographic ones.
    pub smart_punctuation: bool,
    /// What happens to raw HTML.
    pub raw_html: RawHtml,
}

/// The body of a page.
#[derive(Debug, Default)]
pub(in super::super) struct Body {
    /// Blocks in order; headings of level one among them.
    pub blocks: Vec<Block>,
    /// Footnotes in the order in which they are first referred to.
    pub footnotes: Vec<Footnote>,
}

/// Reads the Markdown from byte `start` of the text to its end.
pub(in super::super) fn parse(
    source: &Arc<SourceText>,
    start: usize,
    manner: Manner,
    diagnostics: &mut Vec<Diagnostic>,
) -> Body {
    let text = source.text().get(start..).unwrap_or("");
    let mut broken: Vec<(Range<usize>, LinkType, String)> = Vec::new();
    let callback = |link: BrokenLink<'_>| {
        let is_citation =
            manner.strict && link.link_type == LinkType::Shortcut && link.reference.starts_with('@');
        broken.push((link.span, link.link_type, link.reference.to_string()));
        is_citation.then(|| (CowStr::from("cite:"), CowStr::from("")))
    };
    let parser =
        Parser::new_with_broken_link_callback(text, options(manner), Some(callback)).into_offset_iter();
    let mut builder = Builder {
        source,
        start,
        manner,
        diagnostics,
        frames: vec![Frame::new(FrameKind::Blocks(Wrap::Root), 0..text.len())],
        skipped: 0,
        footnotes: Vec::new(),
        order: Vec::new(),
        literal: Vec::new(),
    };
    for (event, range) in parser {
        builder.event(event, range.start + start..range.end + start);
    }
    let body = builder.finish();
    if manner.strict {
        checks::broken_references(source, start, broken, diagnostics);
    }
    body
}

fn options(manner: Manner) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    options.set(Options::ENABLE_SMART_PUNCTUATION, manner.smart_punctuation);
    options
}

/// A construct that is open while its content is read.
struct Frame {
    kind: FrameKind,
    range: Range<usize>,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    task: Option<bool>,
}

impl Frame {
    const fn new(kind: FrameKind, range: Range<usize>) -> Self {
        Self { kind, range, blocks: Vec::new(), inlines: Vec::new(), task: None }
    }
}

enum FrameKind {
    Blocks(Wrap),
    Inlines(Run),
    List { start: Option<u64>, items: Vec<Item> },
    Table(Table, Vec<Vec<Inline>>),
    Definitions(Vec<Definition>),
    Code(String),
    Html,
}

enum Wrap {
    Root,
    Quote(Option<AdmonitionKind>),
    Item,
    Footnote(String),
    Definition,
}

enum Run {
    Paragraph,
    Heading { level: u8, id: Option<String>, classes: Vec<String> },
    Cell,
    Term,
    Emphasis,
    Strong,
    Strikethrough,
    Link { target: String, title: String },
    Image { target: String, title: String },
    Citation,
}

struct Builder<'a> {
    source: &'a Arc<SourceText>,
    start: usize,
    manner: Manner,
    diagnostics: &'a mut Vec<Diagnostic>,
    frames: Vec<Frame>,
    skipped: usize,
    footnotes: Vec<Footnote>,
    order: Vec<String>,
    /// Where code and footnote references stand: `[^x]` there is no undefined footnote.
    literal: Vec<Range<usize>>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => {
                if self.skipped > 0 || self.frames.len() >= DEPTH {
                    if self.skipped == 0 {
                        self.diagnostics.push(
                            Diagnostic::new(
                                Code::E0221,
                                self.source,
                                Span::new(range.start..range.start + 1),
                                "content is nested too deeply",
                            )
                            .help(format!("no more than {DEPTH} levels of lists, quotes and marks")),
                        );
                    }
                    self.skipped += 1;
                } else {
                    self.open(tag, range);
                }
            }
            Event::End(end) => {
                if self.skipped > 0 {
                    self.skipped -= 1;
                } else {
                    self.close(end, range);
                }
            }
            _ if self.skipped > 0 => {}
            Event::Text(text) => {
                if self.is_prose() {
                    checks::template_syntax(self.source, &text, range, self.diagnostics);
                }
                self.text(&text);
            }
            Event::Code(text) => {
                self.literal.push(range);
                self.inline(Inline::Code(text.to_string()));
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.inline(Inline::Code(text.to_string())),
            Event::Html(text) => self.html_block(&text, range),
            Event::InlineHtml(text) => self.html_inline(&text, range),
            Event::FootnoteReference(label) => {
                let label = label.to_string();
                if !self.order.contains(&label) {
                    self.order.push(label.clone());
                }
                self.literal.push(range.clone());
                self.inline(Inline::FootnoteReference { label, span: Span::new(range) });
            }
            // A line end of the source is a blank: words that stand on two lines stay together.
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.inline(Inline::HardBreak),
            Event::Rule => self.block(Block { span: Span::new(range), kind: BlockKind::Rule }),
            Event::TaskListMarker(done) => self.task(done),
        }
    }

    fn open(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let kind = match tag {
            Tag::Paragraph => FrameKind::Inlines(Run::Paragraph),
            Tag::Heading { level, id, classes, .. } => FrameKind::Inlines(Run::Heading {
                level: level as u8,
                id: id.map(|id| id.to_string()),
                classes: classes.iter().map(ToString::to_string).collect(),
            }),
            Tag::BlockQuote(kind) => FrameKind::Blocks(Wrap::Quote(kind.map(admonition))),
            Tag::CodeBlock(CodeBlockKind::Fenced(words)) => {
                FrameKind::Code(words.split([' ', ',']).next().unwrap_or_default().to_owned())
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => FrameKind::Code(String::new()),
            Tag::HtmlBlock => FrameKind::Html,
            Tag::List(start) => FrameKind::List { start, items: Vec::new() },
            Tag::Item => FrameKind::Blocks(Wrap::Item),
            Tag::FootnoteDefinition(label) => FrameKind::Blocks(Wrap::Footnote(label.to_string())),
            Tag::DefinitionList => FrameKind::Definitions(Vec::new()),
            Tag::DefinitionListTitle => FrameKind::Inlines(Run::Term),
            Tag::DefinitionListDefinition => FrameKind::Blocks(Wrap::Definition),
            Tag::Table(alignments) => FrameKind::Table(
                Table {
                    alignments: alignments.into_iter().map(alignment).collect(),
                    head: Vec::new(),
                    rows: Vec::new(),
                },
                Vec::new(),
            ),
            Tag::TableHead | Tag::TableRow => return,
            Tag::TableCell => FrameKind::Inlines(Run::Cell),
            Tag::Emphasis | Tag::Superscript | Tag::Subscript => FrameKind::Inlines(Run::Emphasis),
            Tag::Strong => FrameKind::Inlines(Run::Strong),
            Tag::Strikethrough => FrameKind::Inlines(Run::Strikethrough),
            Tag::Link { link_type: LinkType::ShortcutUnknown, .. } => FrameKind::Inlines(Run::Citation),
            Tag::Link { link_type, dest_url, title, .. } => FrameKind::Inlines(Run::Link {
                target: if link_type == LinkType::Email {
                    format!("mailto:{dest_url}")
                } else {
                    dest_url.to_string()
                },
                title: title.to_string(),
            }),
            Tag::Image { dest_url, title, .. } => {
                FrameKind::Inlines(Run::Image { target: dest_url.to_string(), title: title.to_string() })
            }
            Tag::MetadataBlock(_) => FrameKind::Code(String::new()),
        };
        self.frames.push(Frame::new(kind, range));
    }

    fn close(&mut self, end: TagEnd, range: Range<usize>) {
        match end {
            TagEnd::TableHead => {
                if let Some(Frame { kind: FrameKind::Table(table, cells), .. }) = self.frames.last_mut() {
                    table.head = std::mem::take(cells);
                }
                return;
            }
            TagEnd::TableRow => {
                if let Some(Frame { kind: FrameKind::Table(table, cells), .. }) = self.frames.last_mut() {
                    table.rows.push(std::mem::take(cells));
                }
                return;
            }
            _ => {}
        }
        if self.frames.len() < 2 {
            return;
        }
        let Some(mut frame) = self.frames.pop() else { return };
        gather_tight(&mut frame);
        let span = Span::new(frame.range.start..range.end.max(frame.range.start));
        if matches!(frame.kind, FrameKind::Code(_)) {
            self.literal.push(span.range());
        }
        match frame.kind {
            FrameKind::Blocks(wrap) => self.close_blocks(wrap, span, frame.blocks, frame.task),
            FrameKind::Inlines(kind) => self.close_inlines(kind, span, frame.inlines),
            FrameKind::List { start, items } => {
                self.block(Block { span, kind: BlockKind::List { start, items } })
            }
            FrameKind::Table(table, _) => self.block(Block { span, kind: BlockKind::Table(table) }),
            FrameKind::Definitions(list) => self.block(Block { span, kind: BlockKind::Definitions(list) }),
            FrameKind::Code(language) => {
                let text = frame.inlines.iter().filter_map(|inline| match inline {
                    Inline::Text(text) => Some(text.as_str()),
                    _ => None,
                });
                let kind = BlockKind::Code { language, text: text.collect() };
                self.block(Block { span, kind });
            }
            FrameKind::Html => {
                if let Some(Inline::Html(html)) = frame.inlines.into_iter().next() {
                    self.block(Block { span, kind: BlockKind::Html(html) });
                }
            }
        }
    }

    fn close_blocks(&mut self, wrap: Wrap, span: Span, blocks: Vec<Block>, task: Option<bool>) {
        match wrap {
            Wrap::Root => {}
            Wrap::Quote(None) => self.block(Block { span, kind: BlockKind::Quote(blocks) }),
            Wrap::Quote(Some(kind)) => {
                self.block(Block { span, kind: BlockKind::Admonition { kind, blocks } })
            }
            Wrap::Item => {
                if let Some(Frame { kind: FrameKind::List { items, .. }, .. }) = self.frames.last_mut() {
                    items.push(Item { span, task, blocks });
                }
            }
            Wrap::Definition => {
                if let Some(Frame { kind: FrameKind::Definitions(list), .. }) = self.frames.last_mut()
                    && let Some(definition) = list.last_mut()
                {
                    definition.definitions.push(blocks);
                }
            }
            Wrap::Footnote(label) => self.footnotes.push(Footnote { span, label, blocks }),
        }
    }

    fn close_inlines(&mut self, kind: Run, span: Span, content: Vec<Inline>) {
        match kind {
            Run::Paragraph => self.block(Block { span, kind: BlockKind::Paragraph(content) }),
            Run::Heading { level, id, classes } => {
                let heading = Heading { level, id: id.unwrap_or_default(), classes, content };
                self.block(Block { span, kind: BlockKind::Heading(heading) });
            }
            Run::Cell => {
                if let Some(Frame { kind: FrameKind::Table(_, cells), .. }) = self.frames.last_mut() {
                    cells.push(content);
                }
            }
            Run::Term => {
                if let Some(Frame { kind: FrameKind::Definitions(list), .. }) = self.frames.last_mut() {
                    list.push(Definition { term: content, definitions: Vec::new() });
                }
            }
            Run::Emphasis => self.inline(Inline::Emphasis(content)),
            Run::Strong => self.inline(Inline::Strong(content)),
            Run::Strikethrough => self.inline(Inline::Strikethrough(content)),
            Run::Link { target, title } => self.inline(Inline::Link(Link { span, target, title, content })),
            Run::Image { target, title } => {
                let description = crate::model::plain_text(&content);
                self.inline(Inline::Image(Image { span, target, title, description }));
            }
            Run::Citation => {
                let citation = citation::parse(self.source, span.range(), self.diagnostics);
                if !citation.mentions.is_empty() {
                    self.inline(Inline::Citation(citation));
                }
            }
        }
    }

    fn inline(&mut self, inline: Inline) {
        if let Some(frame) = self.frames.last_mut() {
            frame.inlines.push(inline);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(frame) = self.frames.last_mut() {
            if let Some(Inline::Text(words)) = frame.inlines.last_mut() {
                words.push_str(text);
            } else {
                frame.inlines.push(Inline::Text(text.to_owned()));
            }
        }
    }

    fn block(&mut self, block: Block) {
        if let Some(frame) = self.frames.last_mut() {
            gather_tight(frame);
            frame.blocks.push(block);
        }
    }

    fn task(&mut self, done: bool) {
        let item =
            self.frames.iter_mut().rev().find(|frame| matches!(frame.kind, FrameKind::Blocks(Wrap::Item)));
        if let Some(frame) = item {
            frame.task = Some(done);
        }
    }

    fn html_block(&mut self, html: &str, range: Range<usize>) {
        if self.manner.raw_html == RawHtml::Refuse {
            self.refuse_html(range);
        } else if let Some(frame) = self.frames.last_mut() {
            if let Some(Inline::Html(before)) = frame.inlines.last_mut() {
                before.push_str(html);
            } else {
                frame.inlines.push(Inline::Html(html.to_owned()));
            }
        }
    }

    fn html_inline(&mut self, html: &str, range: Range<usize>) {
        if self.manner.raw_html == RawHtml::Refuse {
            self.refuse_html(range);
        } else {
            self.inline(Inline::Html(html.to_owned()));
        }
    }

    fn refuse_html(&mut self, range: Range<usize>) {
        // One finding for each line of a block is enough; a caret over many lines helps nobody.
        let line_end = self.source.text()[range.start..].find('\n').map_or(range.end, |at| range.start + at);
        let span = Span::new(range.start..range.end.min(line_end).max(range.start));
        self.diagnostics.push(
            Diagnostic::new(Code::E0206, self.source, span, "raw HTML is not allowed in the text")
                .help("write it in Markdown; a `<` that is meant as a sign is written `\\<`"),
        );
    }

    /// Whether text that comes now is checked as prose.
    fn is_prose(&self) -> bool {
        self.manner.strict && !matches!(self.frames.last(), Some(Frame { kind: FrameKind::Code(_), .. }))
    }

    fn finish(mut self) -> Body {
        while self.frames.len() > 1 {
            self.close(TagEnd::Paragraph, self.start..self.start);
        }
        let mut root = self.frames.pop().unwrap_or_else(|| Frame::new(FrameKind::Blocks(Wrap::Root), 0..0));
        gather_tight(&mut root);
        if self.manner.strict {
            checks::undefined_footnotes(self.source, self.start, &self.literal, self.diagnostics);
        }
        let footnotes = checks::order_footnotes(
            self.source,
            self.manner.strict,
            self.footnotes,
            &self.order,
            self.diagnostics,
        );
        Body { blocks: root.blocks, footnotes }
    }
}

/// Turns the running text of a tight list item into a paragraph of its own.
fn gather_tight(frame: &mut Frame) {
    let holds_blocks = matches!(frame.kind, FrameKind::Blocks(_));
    if holds_blocks && !frame.inlines.is_empty() {
        let content = std::mem::take(&mut frame.inlines);
        let span = Span::new(frame.range.clone());
        frame.blocks.push(Block { span, kind: BlockKind::Paragraph(content) });
    }
}

const fn admonition(kind: BlockQuoteKind) -> AdmonitionKind {
    match kind {
        BlockQuoteKind::Note => AdmonitionKind::Note,
        BlockQuoteKind::Tip => AdmonitionKind::Tip,
        BlockQuoteKind::Important => AdmonitionKind::Important,
        BlockQuoteKind::Warning => AdmonitionKind::Warning,
        BlockQuoteKind::Caution => AdmonitionKind::Caution,
    }
}

const fn alignment(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}
