//! A tree to HTML or XHTML.

use super::node::{Element, Node};
use super::read::{RAW, VOID};
use crate::render::escape;

/// The syntax a tree is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// HTML: attributes without value as one word, no end for elements without content.
    Html,
    /// The XML syntax of HTML, as EPUB 3 asks for it: every element ended, every attribute with a
    /// value, `xml:lang` beside `lang`, no character that XML 1.0 forbids.
    Xhtml,
}

/// Attributes that are one word in HTML.
const WORDS: [&str; 13] = [
    "allowfullscreen",
    "async",
    "checked",
    "default",
    "defer",
    "disabled",
    "hidden",
    "inert",
    "multiple",
    "open",
    "readonly",
    "required",
    "selected",
];

/// Writes nodes.
#[must_use]
pub fn write(nodes: &[Node], syntax: Syntax) -> String {
    let mut text = String::new();
    for node in nodes {
        push(&mut text, node, syntax);
    }
    text
}

fn push(text: &mut String, node: &Node, syntax: Syntax) {
    match node {
        Node::Text(words) => text.push_str(&escaped(words, syntax, false)),
        Node::Element(element) => push_element(text, element, syntax),
    }
}

fn push_element(text: &mut String, element: &Element, syntax: Syntax) {
    text.push('<');
    text.push_str(&element.name);
    for (name, value) in &element.attributes {
        let is_word = value.is_empty() && WORDS.contains(&name.as_str());
        text.push(' ');
        text.push_str(name);
        match (syntax, is_word) {
            (Syntax::Html, true) => continue,
            (Syntax::Xhtml, true) => text.push_str(&format!("=\"{name}\"")),
            _ => text.push_str(&format!("=\"{}\"", escaped(value, syntax, true))),
        }
        if syntax == Syntax::Xhtml && name == "lang" && element.attribute("xml:lang").is_none() {
            text.push_str(&format!(" xml:lang=\"{}\"", escaped(value, syntax, true)));
        }
    }
    let is_void = VOID.contains(&element.name.as_str());
    if is_void {
        text.push_str(if syntax == Syntax::Html { ">" } else { "/>" });
        return;
    }
    text.push('>');
    for child in &element.children {
        match child {
            Node::Text(raw) if syntax == Syntax::Html && RAW.contains(&element.name.as_str()) => {
                text.push_str(raw)
            }
            child => push(text, child, syntax),
        }
    }
    text.push_str(&format!("</{}>", element.name));
}

fn escaped(text: &str, syntax: Syntax, in_attribute: bool) -> String {
    if syntax == Syntax::Xhtml {
        let allowed = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
        return escape(&text.chars().filter(|c| allowed(*c)).collect::<String>());
    }
    let mut html = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' if !in_attribute => html.push_str("&gt;"),
            '"' if in_attribute => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    html
}
