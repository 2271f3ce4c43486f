//! The tree of a page: blocks and the inline text in them.

use crate::diagnostic::Span;

/// A block of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands in the page's text.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// The kinds of block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading below the page's title.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list; `start` is the first number of an ordered one.
    List {
        /// First number, `None` for bullets.
        start: Option<u64>,
        /// Its items.
        items: Vec<Item>,
    },
    /// A table.
    Table(Table),
    /// A quotation.
    Quote(Vec<Block>),
    /// A note, tip, warning and so on.
    Admonition {
        /// Its kind.
        kind: AdmonitionKind,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Preformatted text; `language` is the word after the fence.
    Code {
        /// The first word after the opening fence; empty for indented code.
        language: String,
        /// The text.
        text: String,
    },
    /// A list of terms with their definitions.
    Definitions(Vec<Definition>),
    /// A thematic break.
    Rule,
    /// Raw HTML, only in books that allow it; cleaned when rendered.
    Html(String),
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6; the page's title is 1 and no block.
    pub level: u8,
    /// The id it is linked by.
    pub id: String,
    /// Classes given by `{.class}`.
    pub classes: Vec<String>,
    /// Its text.
    pub content: Vec<Inline>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Where it stands.
    pub span: Span,
    /// `Some(done)` for a task.
    pub task: Option<bool>,
    /// What it holds; the text of a tight item is one paragraph.
    pub blocks: Vec<Block>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// One entry a column.
    pub alignments: Vec<Alignment>,
    /// The cells of the head.
    pub head: Vec<Vec<Inline>>,
    /// The rows below it.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// Not said.
    None,
    /// At the start of the line.
    Left,
    /// Centred.
    Center,
    /// At the end of the line.
    Right,
}

/// A term and its definitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The term.
    pub term: Vec<Inline>,
    /// What it means; one or more.
    pub definitions: Vec<Vec<Block>>,
}

/// The kinds of admonition of GitHub's syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdmonitionKind {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

impl AdmonitionKind {
    /// The word that is printed and used as a class.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Struck out.
    Strikethrough(Vec<Inline>),
    /// Code.
    Code(String),
    /// A link.
    Link(Link),
    /// An image.
    Image(Image),
    /// A reference to the footnote with this label.
    FootnoteReference {
        /// Label without `^`.
        label: String,
        /// Where it stands.
        span: Span,
    },
    /// A citation of one or more authorities.
    Citation(Citation),
    /// A line end that stays one.
    HardBreak,
    /// Raw HTML, only in books that allow it.
    Html(String),
}

/// A link as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it stands.
    pub span: Span,
    /// Address as written.
    pub target: String,
    /// Title, may be empty.
    pub title: String,
    /// Its text; empty means that the program fills in what stands at the target.
    pub content: Vec<Inline>,
}

/// An image as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Where it stands.
    pub span: Span,
    /// Address as written.
    pub target: String,
    /// Title, may be empty.
    pub title: String,
    /// What it shows, in words.
    pub description: String,
}

/// `[@key, pinpoint; @key]`: the authorities a sentence rests on (Pandoc's syntax).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Where it stands, brackets included.
    pub span: Span,
    /// What it cites, in the order written; at least one.
    pub mentions: Vec<Mention>,
}

/// One authority in a citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where `@key` stands.
    pub span: Span,
    /// Id of an instrument, statute or source.
    pub key: String,
    /// The provision, as printed: `art. 18(15)`; empty for the whole.
    pub pinpoint: String,
}

/// A footnote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footnote {
    /// Where its definition stands.
    pub span: Span,
    /// Label without `^`.
    pub label: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// The words of inline text, marks and footnote references left out.
#[must_use]
pub fn plain_text(content: &[Inline]) -> String {
    let mut text = String::new();
    push_plain(content, &mut text);
    // A line end of the source is a blank.
    text.replace('\n', " ")
}

fn push_plain(content: &[Inline], text: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => {
                push_plain(inner, text)
            }
            Inline::Link(link) => push_plain(&link.content, text),
            Inline::Image(image) => text.push_str(&image.description),
            Inline::HardBreak => text.push(' '),
            Inline::FootnoteReference { .. } | Inline::Citation(_) | Inline::Html(_) => {}
        }
    }
}

impl Block {
    /// Calls `visit` for every run of inline text in this block, nested blocks included.
    pub fn visit_inlines<'a>(&'a self, visit: &mut impl FnMut(&'a [Inline])) {
        match &self.kind {
            BlockKind::Heading(heading) => visit(&heading.content),
            BlockKind::Paragraph(content) => visit(content),
            BlockKind::List { items, .. } => {
                for block in items.iter().flat_map(|item| &item.blocks) {
                    block.visit_inlines(visit);
                }
            }
            BlockKind::Table(table) => {
                for cell in table.head.iter().chain(table.rows.iter().flatten()) {
                    visit(cell);
                }
            }
            BlockKind::Quote(blocks) | BlockKind::Admonition { blocks, .. } => {
                for block in blocks {
                    block.visit_inlines(visit);
                }
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    visit(&definition.term);
                    for block in definition.definitions.iter().flatten() {
                        block.visit_inlines(visit);
                    }
                }
            }
            BlockKind::Code { .. } | BlockKind::Rule | BlockKind::Html(_) => {}
        }
    }
}

/// Calls `visit` for every inline in `content`, those inside others included.
pub fn visit_each<'a>(content: &'a [Inline], visit: &mut impl FnMut(&'a Inline)) {
    for inline in content {
        visit(inline);
        match inline {
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => {
                visit_each(inner, visit)
            }
            Inline::Link(link) => visit_each(&link.content, visit),
            _ => {}
        }
    }
}
