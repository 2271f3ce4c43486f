//! The tree.

use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};

use crate::diagnostic::Span;

/// A value in a YAML text and its place in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub(super) span: Span,
    pub(super) value: NodeValue,
}

/// What a [`Node`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeValue {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text, with or without quotation marks.
    String(String),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file; no key stands twice.
    Mapping(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Where the value stands; for an absent value where its key stands.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// What the value is.
    #[must_use]
    pub const fn value(&self) -> &NodeValue {
        &self.value
    }

    /// The value under a key, where this is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Key and value, where this is a mapping that has the key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// Keys and values of a mapping; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            NodeValue::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The values of a list; none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.value {
            NodeValue::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The text, where this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            NodeValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing stands here.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.value, NodeValue::Null)
    }

    /// The value at a JSON Pointer (RFC 6901) such as `/states/0/iso2`; the empty pointer is this value.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        segments(pointer)?.iter().try_fold(self, |node, segment| node.child(segment))
    }

    fn child(&self, segment: &str) -> Option<&Self> {
        match &self.value {
            NodeValue::Sequence(items) => items.get(segment.parse::<usize>().ok()?),
            _ => self.get(segment),
        }
    }

    /// Where the key of the value at a JSON Pointer stands; for a value in a list, and for the
    /// whole, where the value itself stands.
    #[must_use]
    pub fn key_span(&self, pointer: &str) -> Option<Span> {
        let Some((parent, last)) = pointer.rsplit_once('/') else { return Some(self.span) };
        let parent = self.at(parent)?;
        let last = unescape(last);
        match parent.entry(&last) {
            Some(entry) => Some(entry.key_span),
            None => parent.child(&last).map(Self::span),
        }
    }

    /// The same value without places. Keys are sorted where `serde_json` sorts them.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match &self.value {
            NodeValue::Null => Value::Null,
            NodeValue::Bool(value) => Value::Bool(*value),
            NodeValue::Number(number) => Value::Number(number.clone()),
            NodeValue::String(text) => Value::String(text.clone()),
            NodeValue::Sequence(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            NodeValue::Mapping(entries) => Value::Object(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.to_json()))
                    .collect::<Map<String, Value>>(),
            ),
        }
    }

    /// The value as a type of the program. Content is checked against its schema first, so that a
    /// failure here means that type and schema differ.
    ///
    /// # Errors
    /// Where the value does not have the type's form.
    pub fn read<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_value(self.to_json())
    }
}

/// The unescaped parts of a JSON Pointer; `None` where it is none.
fn segments(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    Some(pointer.strip_prefix('/')?.split('/').map(unescape).collect())
}

fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}
