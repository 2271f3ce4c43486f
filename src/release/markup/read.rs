//! HTML to a tree.
//!
//! The pages of a site are checked HTML, so this needs no repair of broken pages. It knows what a
//! theme may rightly leave out: quotes, values, and the end tags that HTML calls optional.

use super::node::{Element, Node};

/// Elements without content.
pub(super) const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements whose content is text as it stands.
pub(super) const RAW: [&str; 2] = ["script", "style"];
/// Elements that end an open paragraph.
const BLOCKS: [&str; 30] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
    "hgroup",
];

/// Reads a page or a piece of one. What cannot be understood is text; nothing is lost.
///
/// ```
/// use handbook::release::markup::{Syntax, read, write};
/// let page = read("<ul><li>a &amp; b<li>c<br></ul>");
/// assert_eq!(write(&page, Syntax::Xhtml), "<ul><li>a &amp; b</li><li>c<br/></li></ul>");
/// ```
#[must_use]
pub fn read(html: &str) -> Vec<Node> {
    let mut reader = Reader { rest: html, open: vec![Element::default()] };
    reader.run();
    while reader.open.len() > 1 {
        reader.close();
    }
    reader.open.pop().map(|root| root.children).unwrap_or_default()
}

struct Reader<'a> {
    rest: &'a str,
    /// Elements that are open, under a root without a name.
    open: Vec<Element>,
}

impl Reader<'_> {
    fn run(&mut self) {
        while !self.rest.is_empty() {
            let at = self.rest.find('<').unwrap_or(self.rest.len());
            let (text, rest) = self.rest.split_at(at);
            self.text(&unescaped(text));
            self.rest = rest;
            if rest.is_empty() {
                return;
            }
            if let Some(after) = rest.strip_prefix("<!--") {
                self.rest = after.split_once("-->").map_or("", |(_, after)| after);
            } else if let Some(after) = rest.strip_prefix("<!") {
                self.rest = after.split_once('>').map_or("", |(_, after)| after);
            } else if let Some(after) = rest.strip_prefix("</") {
                let (name, after) = after.split_once('>').unwrap_or((after, ""));
                self.rest = after;
                self.end(&name.trim().to_ascii_lowercase());
            } else if rest[1..].starts_with(|first: char| first.is_ascii_alphabetic()) {
                self.start();
            } else {
                self.text("<");
                self.rest = &rest[1..];
            }
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(parent) = self.open.last_mut() {
            match parent.children.last_mut() {
                Some(Node::Text(before)) => before.push_str(text),
                _ => parent.children.push(Node::Text(text.to_owned())),
            }
        }
    }

    fn start(&mut self) {
        let end = name_end(&self.rest[1..]) + 1;
        let mut element = Element::new(&self.rest[1..end].to_ascii_lowercase());
        self.rest = &self.rest[end..];
        let closed = self.attributes(&mut element);
        self.make_room(&element.name);
        let name = element.name.clone();
        self.open.push(element);
        if closed || VOID.contains(&name.as_str()) {
            self.close();
        } else if RAW.contains(&name.as_str()) {
            let ending = format!("</{name}");
            let at = self.rest.to_ascii_lowercase().find(&ending).unwrap_or(self.rest.len());
            let (raw, rest) = self.rest.split_at(at);
            self.text(raw);
            self.rest = rest;
        }
    }

    /// Reads attributes up to the end of the tag; tells whether it ends with `/>`.
    fn attributes(&mut self, element: &mut Element) -> bool {
        loop {
            self.rest = self.rest.trim_start();
            if let Some(rest) = self.rest.strip_prefix("/>") {
                self.rest = rest;
                return true;
            }
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                return false;
            }
            if self.rest.is_empty() {
                return false;
            }
            let end = name_end(self.rest);
            if end == 0 {
                // A stray sign between attributes.
                let next = self.rest.chars().next().map_or(1, char::len_utf8);
                self.rest = &self.rest[next..];
                continue;
            }
            let name = self.rest[..end].to_owned();
            self.rest = self.rest[end..].trim_start();
            let value = match self.rest.strip_prefix('=') {
                Some(rest) => {
                    let rest = rest.trim_start();
                    let (value, rest) = match rest.chars().next() {
                        Some(quote @ ('"' | '\'')) => rest[1..].split_once(quote).unwrap_or((&rest[1..], "")),
                        _ => rest.split_at(
                            rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(rest.len()),
                        ),
                    };
                    self.rest = rest;
                    unescaped(value)
                }
                None => String::new(),
            };
            if element.attribute(&name).is_none() {
                element.attributes.push((name, value));
            }
        }
    }

    /// Closes what the beginning of this element ends without an end tag.
    fn make_room(&mut self, name: &str) {
        let (ended, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "tr" => (&["tr"], &["table", "thead", "tbody", "tfoot"]),
            "td" | "th" => (&["td", "th"], &["tr"]),
            "tbody" | "tfoot" => (&["thead", "tbody"], &["table"]),
            "option" => (&["option"], &["select", "optgroup"]),
            _ => (&[], &[]),
        };
        if !ended.is_empty() {
            let boundary =
                self.open.iter().rposition(|open| within.contains(&open.name.as_str())).unwrap_or(0);
            if let Some(at) =
                self.open[boundary + 1..].iter().position(|open| ended.contains(&open.name.as_str()))
            {
                while self.open.len() > boundary + 1 + at {
                    self.close();
                }
            }
        }
        if BLOCKS.contains(&name) && self.open.last().is_some_and(|open| open.name == "p") {
            self.close();
        }
    }

    /// Closes the innermost element of this name; an end tag without a beginning is left out.
    fn end(&mut self, name: &str) {
        if let Some(at) = self.open.iter().skip(1).rposition(|open| open.name == name) {
            while self.open.len() > at + 1 {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        if let (Some(element), Some(parent)) = (self.open.pop(), self.open.last_mut()) {
            parent.children.push(Node::Element(element));
        }
    }
}

/// Where a name ends.
fn name_end(text: &str) -> usize {
    text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/' | '"' | '\''))
        .unwrap_or(text.len())
}

/// Text with its references to characters resolved; an unknown one stays as it is written.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = rest
            .find(';')
            .filter(|end| *end <= 32)
            .and_then(|end| character(&rest[1..end]).map(|character| (character, end + 1)));
        match found {
            Some((character, length)) => {
                plain.push(character);
                rest = &rest[length..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// The character that a reference names: a number, or one of the names that templates use.
fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "shy" => '\u{ad}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "middot" => '·',
        "copy" => '©',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "larr" => '←',
        "rarr" => '→',
        "times" => '×',
        "sect" => '§',
        "para" => '¶',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Syntax, write};
    use super::*;

    fn again(html: &str) -> String {
        write(&read(html), Syntax::Html)
    }

    #[test]
    fn what_was_written_is_written_again() {
        let html = "<p class=\"a\" hidden>x &lt; y &amp;\u{a0}<em>z</em></p><hr><script src=\"a.js\" defer></script>";
        assert_eq!(again(html), html);
    }

    #[test]
    fn optional_end_tags_are_supplied() {
        assert_eq!(again("<dl><dt>a<dd>b<dt>c</dl>"), "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>");
        assert_eq!(
            again("<table><tr><td>1<td>2<tr><th>3</table>"),
            "<table><tr><td>1</td><td>2</td></tr><tr><th>3</th></tr></table>"
        );
        assert_eq!(
            again("<ul><li>a<ul><li>b</ul><li>c</ul>"),
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"
        );
        assert_eq!(again("<p>a<p>b"), "<p>a</p><p>b</p>");
    }

    #[test]
    fn signs_that_mean_nothing_are_text() {
        assert_eq!(again("1 < 2 & 3 &unknown; </nothing>"), "1 &lt; 2 &amp; 3 &amp;unknown; ");
        assert_eq!(again("<!-- no --><!doctype html><b>x</b>"), "<b>x</b>");
        assert_eq!(again("<a href=x.html title='\"'>ก</a>"), "<a href=\"x.html\" title=\"&quot;\">ก</a>");
        for broken in
            ["<", "<a", "<a b", "<a b=", "<a b='", "</", "<!", "<!--", "&", "&#x110000;", "<script>"]
        {
            let _ = again(broken);
        }
    }
}
