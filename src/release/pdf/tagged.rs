//! A page written so that the engine tags it rightly.
//!
//! `WeasyPrint` makes the tags of a PDF from the names of elements and from how they are laid out. Where
//! HTML allows what the tags of PDF 1.7 (ISO 32000-1, 14.8.4) do not, the same thing is said with other
//! elements: what is read aloud then is what stands on paper.

use super::super::markup::{Element, Node};

/// Elements that stand in blocks of their own.
const BLOCKS: [&str; 17] = [
    "address",
    "article",
    "blockquote",
    "div",
    "dl",
    "figure",
    "h3",
    "h4",
    "h5",
    "h6",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
    "nav",
];

/// Writes a page so that its tags are those of PDF/UA-1 (ISO 14289-1, 7.5, 7.6 and 7.18.5):
///
/// - a list of names and descriptions is a list of items, each holding its names and descriptions,
///   since a list may hold nothing else;
/// - what an item with a sign or number holds is one body beside it;
/// - a link is one run of text: the engine would make a second link, outside of the first, for each
///   element in it;
/// - the number of a paragraph is no link to itself;
/// - the head of a column of heads is a plain cell, since no cell refers to it;
/// - a list without items goes.
pub(super) fn for_tags(page: &mut Element) {
    page.visit_mut(&mut |element| {
        if element.name == "dl" {
            items(element);
        }
    });
    page.visit_mut(&mut |element| match element.name.as_str() {
        "ul" | "ol" => bodies(element),
        "table" => corner(element),
        "a" if element.is_of("number") => {
            element.name = "span".to_owned();
            element.attributes.retain(|(name, _)| name == "class" || name == "id");
        }
        _ => {}
    });
    page.retain(&mut |element| {
        !(matches!(element.name.as_str(), "ul" | "ol") && element.elements().next().is_none())
    });
    links(page);
}

fn is_block(element: &Element) -> bool {
    BLOCKS.contains(&element.name.as_str())
}

/// Names and descriptions as items of a list.
fn items(list: &mut Element) {
    list.name = "ul".to_owned();
    list.add_class("pairs");
    let mut items: Vec<Element> = Vec::new();
    let mut described = true;
    for child in std::mem::take(&mut list.children) {
        let Node::Element(mut child) = child else { continue };
        match child.name.as_str() {
            "dt" | "dd" => {
                let is_name = child.name == "dt";
                // A name after a description begins the next item.
                if items.is_empty() || is_name && described {
                    items.push(Element::new("li"));
                }
                described = !is_name;
                named(&mut child);
                if let Some(item) = items.last_mut() {
                    item.children.push(child.into());
                }
            }
            _ => {
                described = true;
                child.name = "li".to_owned();
                child.children.retain(|node| node.element().is_some());
                child.children.iter_mut().filter_map(Node::element_mut).for_each(named);
                items.push(child);
            }
        }
    }
    list.children = items.into_iter().map(Node::from).collect();
}

/// A name or a description as a paragraph, or as a block of paragraphs.
fn named(part: &mut Element) {
    if !matches!(part.name.as_str(), "dt" | "dd") {
        return;
    }
    let class = std::mem::take(&mut part.name);
    part.add_class(&class);
    part.name = if part.elements().any(is_block) { "div" } else { "p" }.to_owned();
}

/// Puts the blocks of an item into one body. The engine does so itself for items of text alone, and for
/// those without a sign: numbered units have their number in the text.
fn bodies(list: &mut Element) {
    if list.is_of("units") || list.is_of("pairs") {
        return;
    }
    for item in list.children.iter_mut().filter_map(Node::element_mut) {
        if item.name == "li" && item.elements().any(is_block) {
            // The only element beside `li` that the engine tags as the body of an item.
            let body = Element { children: std::mem::take(&mut item.children), ..Element::new("dd") };
            item.children.push(body.into());
        }
    }
}

/// Makes the head above a column of heads a plain cell.
fn corner(table: &mut Element) {
    let rows = |name: &'static str| {
        table.elements().filter(move |part| part.name == name).flat_map(Element::elements)
    };
    let first_is_head = |row: &Element| row.elements().next().is_some_and(|cell| cell.name == "th");
    if rows("tbody").next().is_none() || !rows("tbody").all(first_is_head) {
        return;
    }
    let head = table.find_mut(&|element| element.name == "thead");
    for row in head.into_iter().flat_map(|head| head.children.iter_mut().filter_map(Node::element_mut)) {
        if let Some(cell) = row.children.iter_mut().find_map(Node::element_mut)
            && cell.name == "th"
        {
            cell.name = "td".to_owned();
            cell.add_class("corner");
            cell.unset("scope");
        }
    }
}

/// Makes each link one run of text: plain spans in it are loosened; other elements hold the link, not
/// the link them.
fn links(piece: &mut Element) {
    for child in std::mem::take(&mut piece.children) {
        match child {
            Node::Element(mut link) if link.name == "a" => {
                link.retain(&mut |inner| !inner.is_of("unseen"));
                let is_span = |inner: &Element| inner.name == "span";
                // Several answers in one place stand on lines of their own.
                if link.is_of("value") && link.elements().filter(|inner| is_span(inner)).count() > 1 {
                    let answers = link.children.iter_mut().filter_map(Node::element_mut);
                    answers.for_each(|answer| answer.unwrap_where(&is_span));
                    link.children.retain(|node| node.element().is_some());
                } else {
                    link.unwrap_where(&is_span);
                }
                if link.elements().next().is_none() {
                    piece.children.push(link.into());
                } else {
                    piece.children.append(&mut runs(link));
                }
            }
            Node::Element(mut other) => {
                links(&mut other);
                piece.children.push(other.into());
            }
            text => piece.children.push(text),
        }
    }
}

/// A link with elements in it as links of one run each, of which the first keeps the id.
fn runs(mut link: Element) -> Vec<Node> {
    let mut runs: Vec<Node> = Vec::new();
    let mut text = String::new();
    let children = std::mem::take(&mut link.children);
    let mut run = |children: Vec<Node>| {
        let run = Element { children, ..link.clone() };
        link.unset("id");
        run
    };
    for child in children {
        match child {
            Node::Text(words) => text.push_str(&words),
            Node::Element(mut inner) => {
                if !text.is_empty() {
                    runs.push(run(vec![std::mem::take(&mut text).into()]).into());
                }
                inner.children = self::runs(run(std::mem::take(&mut inner.children)));
                runs.push(inner.into());
            }
        }
    }
    if !text.is_empty() {
        runs.push(run(vec![text.into()]).into());
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::super::super::markup::{Syntax, read, write};
    use super::*;

    fn tagged(html: &str) -> String {
        let mut root = Element { children: read(html), ..Element::default() };
        for_tags(&mut root);
        write(&root.children, Syntax::Html)
    }

    #[test]
    fn names_and_descriptions_are_items() {
        assert_eq!(
            tagged("<dl class=facts> <div class=fact id=x><dt>A</dt> <dd>b<p>c</p></dd></div></dl>"),
            "<ul class=\"facts pairs\"><li class=\"fact\" id=\"x\"><p class=\"dt\">A</p><div class=\"dd\">b<p>c</p></div></li></ul>"
        );
        assert_eq!(
            tagged("<dl><dt>A</dt><dt>B</dt><dd>c</dd><dt>D</dt><dd>e</dd></dl>"),
            "<ul class=\"pairs\"><li><p class=\"dt\">A</p><p class=\"dt\">B</p><p class=\"dd\">c</p></li>\
             <li><p class=\"dt\">D</p><p class=\"dd\">e</p></li></ul>"
        );
    }

    #[test]
    fn items_with_a_sign_have_one_body() {
        assert_eq!(
            tagged("<ul><li>a</li><li><p>b</p><ul><li>c</li></ul></li></ul><ul> </ul>"),
            "<ul><li>a</li><li><dd><p>b</p><ul><li>c</li></ul></dd></li></ul>"
        );
        let units = "<ol class=\"units\"><li class=\"unit\"><p>a</p></li></ol>";
        assert_eq!(tagged(units), units);
    }

    #[test]
    fn a_link_is_one_run() {
        assert_eq!(
            tagged(
                "<a href=x id=i><span lang=th>ก</span>, <span class=unseen>no</span>p. 1<sup>r <em>s</em></sup></a>"
            ),
            "<a href=\"x\" id=\"i\">ก, p. 1</a><sup><a href=\"x\">r </a><em><a href=\"x\">s</a></em></sup>"
        );
        assert_eq!(
            tagged("<a class=value href=x> <span><span class=part>A:</span> b</span> <span>c</span></a>"),
            "<span><a class=\"value\" href=\"x\">A: b</a></span><span><a class=\"value\" href=\"x\">c</a></span>"
        );
        assert_eq!(
            tagged("<a class=number href=\"#p\" title=t>4.2</a>"),
            "<span class=\"number\">4.2</span>"
        );
        assert_eq!(tagged("<p><a href=x><span>a</span></a></p>"), "<p><a href=\"x\">a</a></p>");
    }

    #[test]
    fn the_head_of_heads_is_a_cell() {
        let body = "<tbody><tr><th scope=\"row\">a</th><td>b</td></tr></tbody></table>";
        assert_eq!(
            tagged(&format!("<table><thead><tr><th scope=col>A</th><th scope=col>B</th></tr></thead>{body}")),
            format!(
                "<table><thead><tr><td class=\"corner\">A</td><th scope=\"col\">B</th></tr></thead>{body}"
            )
        );
        let plain = "<table><thead><tr><th scope=\"col\">A</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>";
        assert_eq!(tagged(plain), plain);
    }
}
