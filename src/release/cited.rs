//! What stands behind the short names of sources on a sheet that is carried alone: on paper no link
//! leads to them.

use std::collections::BTreeMap;

use super::address::{Target, target};
use super::markup::{Element, Node};
use super::pages::main_of;
use super::part::Finished;

/// Parts of a page whose links name a source or an instrument.
const NAMING: [&str; 2] = ["sources", "cite"];
/// Parts of an entry that say how sure it is and what it rests on itself.
const ABOUT: [&str; 2] = ["evidence", "sources"];

/// A section with each source and instrument that a piece of the page at `own` names, by the name that it
/// has there; none where it names none. `level` is that of its heading.
pub(super) fn cited(finished: &Finished<'_>, own: &str, piece: &Element, level: u8) -> Option<Element> {
    let mut named: BTreeMap<(String, u32, String), (String, String)> = BTreeMap::new();
    piece.visit(&mut |part| {
        if !NAMING.iter().any(|class| part.is_of(class)) {
            return;
        }
        part.visit(&mut |link| {
            let href = link.attribute("href").filter(|_| link.name == "a");
            if let Some(Target::Inside { address, id }) = href.map(|href| target(own, href)) {
                let name = words(link);
                let (stem, number) = in_order(&name);
                named.entry((stem, number, id)).or_insert((address, name));
            }
        });
    });
    let mut pages: BTreeMap<String, Element> = BTreeMap::new();
    let mut list = Element::new("ul").with("class", "cited");
    for ((_, _, id), (address, name)) in named {
        let page = pages.entry(address).or_insert_with_key(|address| main_of(finished, address));
        let is_it = |element: &Element| element.attribute("id") == Some(&id) && element.is_of("entry");
        if let Some(entry) = page.find(&is_it) {
            list.children.extend([item(entry, &id, &name).into(), "\n".into()]);
        }
    }
    list.elements().next()?;
    let title = Element::new(&format!("h{level}")).with("id", "cited").holding("Sources named here");
    Some(Element::new("section").with("aria-labelledby", "cited").holding(title).holding(list))
}

/// By what a name is found in the list: its words, then the number at its end.
fn in_order(name: &str) -> (String, u32) {
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    (stem.to_lowercase(), name[stem.len()..].parse().unwrap_or_default())
}

/// An entry of a list on one line: its name on the sheet, its title with the link, and the facts about it.
fn item(entry: &Element, id: &str, name: &str) -> Element {
    let mut item = Element::new("li").holding(Element::new("strong").holding(name)).holding(" ");
    let part = |name: &str| entry.elements().find(|part| part.name == name).cloned().unwrap_or_default();
    item.children.extend(part("dt").children);
    let mut facts = part("dd");
    facts.retain(&mut |inner| !ABOUT.iter().any(|class| inner.is_of(class)));
    let first = facts.elements().find(|inner| inner.name == "p").map(words);
    let facts = first.unwrap_or_else(|| {
        let text = facts.children.iter().map_while(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        text.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    });
    let facts = facts.strip_prefix(id).map_or(facts.as_str(), |rest| rest.trim_start_matches("; "));
    match facts {
        "" => item,
        facts => item.holding(format!("; {facts}")),
    }
}

fn words(element: &Element) -> String {
    element.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::markup::{Syntax, read, write};
    use super::*;

    #[test]
    fn names_stand_in_the_order_in_which_people_look_for_them() {
        let mut names = ["vn-s14", "UNTOC", "vn-s3", "th-s2", "vn-s29"];
        names.sort_by_key(|name| in_order(name));
        assert_eq!(names, ["th-s2", "UNTOC", "vn-s3", "vn-s14", "vn-s29"]);
    }

    #[test]
    fn an_entry_is_told_on_one_line() {
        let told = |html: &str| {
            let root = Element { children: read(html), ..Element::default() };
            let entry = root.elements().next().cloned().unwrap_or_default();
            write(&[item(&entry, "x-s1", "x-s1").into()], Syntax::Html)
        };
        let source = "<div class=entry id=x-s1><dt><a href=\"https://a.example/\">Title</a></dt><dd>x-s1; Paper; 2026</dd></div>";
        assert_eq!(
            told(source),
            "<li><strong>x-s1</strong> <a href=\"https://a.example/\">Title</a>; Paper; 2026</li>"
        );
        let instrument = "<div class=entry id=x><dt>Act</dt><dd><p>treaty; 1990 <span class=evidence>one source</span></p><p>More</p></dd></div>";
        assert_eq!(told(instrument), "<li><strong>x-s1</strong> Act; treaty; 1990</li>");
    }
}
