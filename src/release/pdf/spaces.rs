//! Spaces that the engine cannot place.
//!
//! A text that begins a line and just fills it, with an element after it, is broken behind its first word:
//! the space at its end has no room, and the engine goes back too far (WeasyPrint 70; the fault is that of
//! its issue 1051). A space in an element of its own is left out as it should be.

use super::super::markup::{Element, Node};

/// Letters from which on a text can fill a line.
const LONG: usize = 40;

/// Gives the space between a long text and the element behind it an element of its own.
pub(super) fn free_spaces(piece: &mut Element) {
    let mut children: Vec<Node> = Vec::with_capacity(piece.children.len());
    for child in std::mem::take(&mut piece.children) {
        match child {
            Node::Element(mut element) => {
                let last = children.last_mut();
                let text = match last {
                    Some(Node::Text(text)) if text.len() >= LONG && is_inline(&element) => Some(text),
                    _ => None,
                };
                let is_spaced = text.is_some_and(|text| {
                    let words = text.trim_end_matches([' ', '\n']).len();
                    let is_spaced = words > 0 && words < text.len();
                    if is_spaced {
                        text.truncate(words);
                    }
                    is_spaced
                });
                if is_spaced {
                    children.push(Element::new("span").holding(" ").into());
                }
                free_spaces(&mut element);
                children.push(element.into());
            }
            text @ Node::Text(_) => children.push(text),
        }
    }
    piece.children = children;
}

fn is_inline(element: &Element) -> bool {
    matches!(element.name.as_str(), "span" | "a" | "em" | "strong" | "code" | "sup" | "cite" | "q" | "bdi")
}

#[cfg(test)]
mod tests {
    use super::super::super::markup::{Syntax, read, write};
    use super::*;

    #[test]
    fn a_long_text_leaves_its_last_space_to_an_element() {
        let long = "The offence must be punishable in both States.";
        let html = format!(
            "<li>{long} <span class=\"evidence\">one source</span> <b>x</b></li><p>Short <a href=\"#\">b</a></p><div>{long} <p>c</p></div>"
        );
        let mut root = Element { children: read(&html), ..Element::default() };
        free_spaces(&mut root);
        let expected = html.replacen(&format!("{long} <span"), &format!("{long}<span> </span><span"), 1);
        assert_eq!(write(&root.children, Syntax::Html), expected);
    }
}
