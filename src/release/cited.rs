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
    let mut named: BTreeMap<(String, String), (String, String)> = BTreeMap::new();
    piece.visit(&mut |part| {
        if !NAMING.iter().any(|class| part.is_of(class)) {
            return;
        }
        part.visit(&mut |link| {
            let href = link.attribute("href").filter(|_| link.name == "a");
            if let Some(Target::Inside { address, id }) = href.map(|href| target(own, href)) {
                let name = words(link);
                named.entry((name.to_lowercase(), id.clone())).or_insert((address, name));
            }
        });
    });
    let mut pages: BTreeMap<String, Element> = BTreeMap::new();
    let mut list = Element::new("ul").with("class", "cited");
    for ((_, id), (address, name)) in named {
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
