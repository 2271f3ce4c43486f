//! From the parser's events to the tree.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput};

use super::scalar::plain;
use super::trouble::syntax;
use super::{Entry, Node, NodeValue};
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};

/// Deeper nesting is refused.
const DEEPEST: usize = 64;

/// Reads one YAML document that fills a range of a text: the whole of a data file, or the front
/// matter of a page without its `---` lines. All places are places in the whole text.
///
/// There is no tree where the text cannot be read to its end (E0301); with other findings (keys
/// used twice E0306, anchors, aliases, tags and further documents E0301) there is the rest of it.
#[must_use]
pub fn parse_yaml(source: &Arc<SourceText>, range: Range<usize>) -> (Option<Node>, Vec<Diagnostic>) {
    let Some(text) = source.text().get(range.clone()) else { return (None, Vec::new()) };
    let mut builder = Builder {
        source,
        text,
        start: range.start,
        offsets: Offsets::new(text),
        open: Vec::new(),
        root: None,
        documents: 0,
        found: Vec::new(),
    };
    let whole = builder.read();
    let root = whole.then(|| {
        builder
            .root
            .take()
            .unwrap_or(Node { span: Span::new(range.start..range.start), value: NodeValue::Null })
    });
    (root, builder.found)
}

/// From the parser's count of characters to bytes.
enum Offsets {
    /// Characters are bytes.
    Ascii(usize),
    /// Byte offset of each character, and of the end.
    Table(Vec<u32>),
}

impl Offsets {
    fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self::Ascii(text.len());
        }
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut table: Vec<u32> = text.char_indices().map(|(at, _)| offset(at)).collect();
        table.push(offset(text.len()));
        Self::Table(table)
    }

    fn byte(&self, marker: &Marker) -> usize {
        match self {
            Self::Ascii(end) => marker.index().min(*end),
            Self::Table(table) => {
                table.get(marker.index()).or(table.last()).map_or(0, |&offset| offset as usize)
            }
        }
    }
}

/// A list or mapping whose end has not come yet.
struct Open {
    start: usize,
    flow: bool,
    held: Held,
}

enum Held {
    Items(Vec<Node>),
    Entries { entries: Vec<Entry>, keys: HashMap<String, Span>, key: Option<(String, Span)> },
}

struct Builder<'a> {
    source: &'a Arc<SourceText>,
    text: &'a str,
    start: usize,
    offsets: Offsets,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    found: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    /// Reads to the end; `false` where that is not possible.
    fn read(&mut self) -> bool {
        let mut parser: Parser<'a, StrInput<'a>> = Parser::new_from_str(self.text);
        while let Some(event) = parser.next_event() {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let at = self.offsets.byte(error.marker());
                    self.found.push(syntax(self.source, self.text, self.start, at, error.info()));
                    return false;
                }
            };
            let range = self.offsets.byte(&span.start)..self.offsets.byte(&span.end);
            if !self.take(event, range) {
                return false;
            }
        }
        true
    }

    /// One event; `false` where reading must stop.
    fn take(&mut self, event: Event<'a>, range: Range<usize>) -> bool {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.refuse(
                        range,
                        "the text has a second document after a line of three hyphens",
                        "keep one document in a file",
                    );
                    return false;
                }
            }
            Event::Alias(_) => {
                self.refuse(range.clone(), "an alias (`*name`) is not used here", "repeat the value in full");
                self.add(range, NodeValue::Null);
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_marks(&range, anchor, tag.is_some());
                self.scalar(&text, style, range);
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_marks(&range, anchor, tag.is_some());
                return self.begin(range, '[', Held::Items(Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_marks(&range, anchor, tag.is_some());
                let held = Held::Entries { entries: Vec::new(), keys: HashMap::new(), key: None };
                return self.begin(range, '{', held);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range.end),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        true
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(range).shifted(self.start)
    }

    fn refuse(&mut self, range: Range<usize>, message: &str, help: &str) {
        let span = self.span(range);
        self.found.push(Diagnostic::new(Code::E0301, self.source, span, message).help(help));
    }

    fn refuse_marks(&mut self, range: &Range<usize>, anchor: usize, tagged: bool) {
        let start =
            range.start..range.start + self.text[range.start..].chars().next().map_or(0, char::len_utf8);
        if anchor > 0 {
            self.refuse(
                start.clone(),
                "an anchor (`&name`) is not used here",
                "take the anchor out, or put the value in quotation marks",
            );
        }
        if tagged {
            self.refuse(
                start,
                "a tag (`!name`) is not used here",
                "take the tag out, or put the value in quotation marks",
            );
        }
    }

    fn begin(&mut self, range: Range<usize>, bracket: char, held: Held) -> bool {
        if self.open.len() >= DEEPEST {
            self.refuse(range, "the data is nested more than 64 levels deep", "make the data flatter");
            return false;
        }
        // A list or mapping cannot be a key; `add` would not see it before its end.
        if let Some(Held::Entries { key: None, .. }) = self.open.last().map(|open| &open.held) {
            self.refuse(range, "a key must be a single word or text", "put the key in quotation marks");
            return false;
        }
        let flow = self.text[range.start..].starts_with(bracket);
        self.open.push(Open { start: range.start, flow, held });
        true
    }

    fn end(&mut self, at: usize) {
        let Some(open) = self.open.pop() else { return };
        let last = match &open.held {
            Held::Items(items) => items.last().map(|item| item.span.end),
            Held::Entries { entries, .. } => {
                entries.last().map(|entry| entry.value.span.end.max(entry.key_span.end))
            }
        };
        // The end of a block is only known at the next line; its last value is the true end.
        let end = match last {
            Some(last) if !open.flow => last as usize - self.start,
            _ => at,
        };
        let value = match open.held {
            Held::Items(items) => NodeValue::Sequence(items),
            Held::Entries { entries, .. } => NodeValue::Mapping(entries),
        };
        self.add(open.start..end.max(open.start), value);
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, range: Range<usize>) {
        let written = self.text[range.clone()].trim_end();
        let range = range.start..range.start + written.len();
        if let Some(Held::Entries { key: key @ None, .. }) = self.open.last_mut().map(|open| &mut open.held) {
            *key = Some((text.to_owned(), Span::new(range).shifted(self.start)));
            return;
        }
        let value = match style {
            ScalarStyle::Plain => plain(text),
            _ => NodeValue::String(text.to_owned()),
        };
        self.add(range, value);
    }

    /// Adds a finished value to what is open.
    fn add(&mut self, range: Range<usize>, value: NodeValue) {
        let span = self.span(range);
        let node = Node { span, value };
        match self.open.last_mut().map(|open| &mut open.held) {
            None => self.root = Some(node),
            Some(Held::Items(items)) => items.push(node),
            Some(Held::Entries { entries, keys, key }) => {
                let Some((name, key_span)) = key.take() else {
                    // Only an alias comes here: everything else that is no key was refused before.
                    *key = Some((String::new(), span));
                    return;
                };
                if let Some(first) = keys.get(&name) {
                    let finding = Diagnostic::new(
                        Code::E0306,
                        self.source,
                        key_span,
                        format!("the key `{name}` is used twice"),
                    );
                    self.found.push(
                        finding
                            .label("used again here")
                            .also(self.source, *first, "first used here")
                            .help("keep one of the two"),
                    );
                    return;
                }
                keys.insert(name.clone(), key_span);
                let missing = span.start == span.end;
                let node = if missing { Node { span: key_span, ..node } } else { node };
                entries.push(Entry { key: name, key_span, value: node });
            }
        }
    }
}
