//! What paper and reading devices cannot do is taken out of a page, and what they need is put in.

use super::markup::{Element, Node};
use crate::words::{self, Script};

/// Elements that only a script or a server makes useful.
const CONTROLS: [&str; 9] =
    ["script", "style", "template", "noscript", "form", "button", "select", "textarea", "datalist"];
/// Classes of parts that only serve the screen.
const SCREEN: [&str; 7] =
    ["anchor", "copy", "offers", "form-bar", "form-result", "follow-controls", "route-turn"];

/// Makes a page fit for paper and reading devices:
///
/// - controls go, tick boxes become signs, what is folded is unfolded;
/// - tables need no region to scroll in;
/// - Thai, Lao, Khmer and Burmese, which put no space between words, get U+200B (zero width space)
///   where a line may end, since engines for paper know no words of these languages.
pub(super) fn for_paper(page: &mut Element) {
    without_controls(page);
    page.visit_mut(&mut |element| match element.name.as_str() {
        "input" => {
            let sign = if element.attribute("checked").is_some() { "☑" } else { "☐" };
            let id = element.attribute("id").map(str::to_owned);
            *element = Element::new("span").with("class", "task-box").holding(sign);
            if let Some(id) = id {
                element.set("id", id);
            }
        }
        "label" => {
            element.name = "span".to_owned();
            element.unset("for");
        }
        "details" => {
            element.name = "div".to_owned();
            element.unset("open");
        }
        "summary" => {
            element.name = "p".to_owned();
            element.add_class("summary");
        }
        "div" if element.attribute("role") == Some("region") => {
            for name in ["role", "tabindex", "aria-label"] {
                element.unset(name);
            }
        }
        "main" | "nav" | "pre" => element.unset("tabindex"),
        _ => {}
    });
    with_breaks(page);
}

/// Takes out what only a script or a server makes useful: a form to fill in stays as the list to be
/// filled in by hand.
pub(super) fn without_controls(page: &mut Element) {
    page.retain(&mut |element| {
        let is_screen = SCREEN.iter().any(|class| element.is_of(class));
        !(CONTROLS.contains(&element.name.as_str())
            || is_screen
            || element.attribute("hidden").is_some()
            || element.attribute("data-live").is_some()
            || (element.name == "input" && !element.is_of("task-box"))
            || (element.name == "span" && element.is_of("definition")))
    });
}

/// Takes out the list of all pairs of States where no sheet of a pair is carried and none can be linked:
/// a list of names that lead nowhere. Its heading stays, with where the sheets are.
pub(super) fn without_dead_pairs(page: &mut Element) {
    page.visit_mut(&mut give_way);
}

fn give_way(page: &mut Element) {
    let Some(at) = page.children.iter().position(|child| {
        let element = child.element();
        element.is_some_and(|list| list.is_of("route-pairs") && list.find(&|one| one.name == "a").is_none())
    }) else {
        return;
    };
    let said = Element::new("p").holding(
        "Each pair of States has a sheet of its own, which this form of the handbook does not carry. \
         The folder, the zip and the one HTML file have them all.",
    );
    page.children[at] = said.into();
    // The sentence before the list says how to use it.
    let before = page.children[..at].iter().rposition(|child| child.element().is_some());
    if let Some(before) =
        before.filter(|before| page.children[*before].element().is_some_and(|one| one.name == "p"))
    {
        page.children.remove(before);
    }
}

/// Puts U+200B between the words of the scripts that have no spaces.
fn with_breaks(page: &mut Element) {
    if page.name == "code" {
        return;
    }
    for child in &mut page.children {
        match child {
            Node::Element(element) => with_breaks(element),
            Node::Text(text) if !text.is_ascii() => {
                if let Some(broken) = broken(text) {
                    *text = broken;
                }
            }
            Node::Text(_) => {}
        }
    }
}

fn broken(text: &str) -> Option<String> {
    let unspaced =
        |c: char| matches!(Script::of(c), Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar);
    if !text.chars().any(unspaced) {
        return None;
    }
    let mut broken = String::with_capacity(text.len() + text.len() / 8);
    for range in words::words(text) {
        let piece = &text[range];
        // Between two letters of such a script only: beside a space or a sign a line may end anyway.
        if piece.starts_with(unspaced) && broken.ends_with(unspaced) && !piece.starts_with(is_sign) {
            broken.push('\u{200b}');
        }
        broken.push_str(piece);
    }
    Some(broken)
}

/// Signs that must not begin a line: marks of repetition, abbreviation and full stops.
fn is_sign(letter: char) -> bool {
    matches!(
        letter,
        '\u{e2f}' | '\u{e46}' | '\u{eaf}' | '\u{ec6}' | '\u{17d4}'..='\u{17da}' | '\u{104a}' | '\u{104b}'
    )
}

#[cfg(test)]
mod tests {
    use super::super::markup::{Syntax, read, write};
    use super::*;

    fn paper(html: &str) -> String {
        let mut root = Element { children: read(html), ..Element::default() };
        for_paper(&mut root);
        write(&root.children, Syntax::Xhtml)
    }

    #[test]
    fn a_list_of_pairs_that_leads_nowhere_gives_way_to_a_sentence() {
        let list = |link: &str| {
            format!(
                "<h2 id=all-pairs>All</h2><p>Choose.</p><div class=route-pairs><ul><li>{link}</li></ul></div><h3>K</h3>"
            )
        };
        let after = |html: &str| {
            let mut root = Element::new("main");
            root.children = read(html);
            let mut around = Element::new("body").holding(root);
            without_dead_pairs(&mut around);
            around.elements().map(|root| write(&root.children, Syntax::Html)).collect::<String>()
        };
        let gone = after(&list("XB"));
        assert!(
            gone.starts_with("<h2 id=\"all-pairs\">All</h2><p>Each pair") && gone.ends_with("</p><h3>K</h3>"),
            "{gone}"
        );
        assert!(!gone.contains("Choose") && !gone.contains("route-pairs"), "{gone}");
        let live = after(&list("<a href=x>XB</a>"));
        assert!(live.contains("Choose") && live.contains("route-pairs"), "{live}");
    }

    #[test]
    fn words_without_spaces_may_be_broken() {
        assert_eq!(paper("<p>ค้ามนุษย์ is a</p>"), "<p>ค้า\u{200b}มนุษย์ is a</p>");
        assert_eq!(paper("<p>Việt Nam ๒๕๕๑</p>"), "<p>Việt Nam ๒๕๕๑</p>");
        assert_eq!(paper("<code>ค้ามนุษย์</code>"), "<code>ค้ามนุษย์</code>");
    }

    #[test]
    fn controls_go_and_boxes_are_signs() {
        let html = "<form>x</form><p><input type=checkbox class=task-box id=t> <label for=t>Ask</label></p>\
                    <details><summary>Why</summary>So</details><div hidden>no</div><input name=q>";
        assert_eq!(
            paper(html),
            "<p><span class=\"task-box\" id=\"t\">☐</span> <span>Ask</span></p>\
             <div><p class=\"summary\">Why</p>So</div>"
        );
    }
}
