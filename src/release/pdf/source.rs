//! The document that the engine sets.

use std::collections::BTreeSet;

use super::super::address::is_permanent;
use super::super::fonts::{STYLES, data_address, font_faces, placed};
use super::super::links::Places;
use super::super::markup::{Element, Node, Syntax, write};
use super::super::one_file::{section, sheet};
use super::super::pages::{Carried, carried, main_of, tree};
use super::super::paper::{for_paper, without_dead_pairs};
use super::super::part::{Finished, Part};
use super::families::one_file_each;
use super::shapes::Shapes;
use super::spaces::free_spaces;
use super::tagged::for_tags;
use crate::clock;
use crate::model::{PageKind, ReferenceList};

/// The theme's style sheet for paper.
const OWN_STYLES: &str = "styles/pdf.css";
/// Parts in which a link needs no number of a page beside it: what is cited, lists of addresses,
/// tables as wide as the paper.
const QUIET: [&str; 8] =
    ["citation", "sources", "number", "title-block", "print-contents", "compare", "status-grid", "cite"];

/// The document for the engine: HTML with styles and fonts inside.
#[must_use]
pub fn pdf_source(finished: &Finished<'_>, part: &Part) -> String {
    let print = tree(finished, "print.html");
    let pages: Vec<Carried> = carried(finished)
        .into_iter()
        .filter(|page| match part {
            Part::Page(index) => page.index == Some(*index),
            // Of the pages made from the data, paper gets the forms; the others repeat its lists.
            Part::Whole => page.index.is_some() || page.list == Some(ReferenceList::Forms),
            Part::Route { .. } => false,
        })
        .collect();
    let mut articles: Vec<(String, Element)> =
        pages.iter().map(|page| article(finished, &print, page)).collect();
    if let Part::Route { address, kind } = part {
        let mut sheet = sheet(finished, address, kind.as_deref());
        sheet.set("data-law", format!("Law as of {}", finished.clock.long()));
        articles.push((address.clone(), sheet));
    }
    let mut front = print.find(&|element| element.is_of("title-page")).cloned().unwrap_or_default();
    let mut places = Places::new(finished, &pages, None);
    places.learn(&front);
    for (_, article) in &mut articles {
        for_paper(article);
        footnotes(article);
        places.learn(article);
    }
    let starts: BTreeSet<&str> = pages.iter().map(|page| page.start.as_str()).collect();
    for (own, article) in &mut articles {
        places.lead(own, article);
        without_dead_pairs(article);
        number_pages(article, &starts, false);
        for_tags(article);
    }
    for_paper(&mut front);
    places.lead("print.html", &mut front);
    for_tags(&mut front);
    let mut foot = print.find(&|element| element.name == "footer").cloned().unwrap_or_default();
    for_paper(&mut foot);
    foot.retain(&mut |element| !element.is_of("foot-links") && !element.is_of("cite-as"));
    let mut contents = contents(part, &pages, &articles);
    // The title and the contents of the whole fill sheets of their own, which say as of when the law is
    // stated too.
    if *part == Part::Whole && finished.config.is_handbook() {
        for sheet in contents.iter_mut().chain([&mut front]) {
            sheet.set("data-law", format!("Law as of {}", finished.clock.long()));
        }
    }
    let needed = needed(contents.iter().chain(articles.iter().map(|(_, article)| article)).chain([&front]));
    let named = class_names(&style_sheet(finished, OWN_STYLES));
    for (_, article) in &mut articles {
        lighten(article, &needed, &named);
        free_spaces(article);
    }
    let class = if *part == Part::Whole { "whole" } else { "part" };
    let mut body = Element::new("body").with("class", class).with("data-edition", edition(&print));
    body.children.push(front.into());
    body.children.extend(contents.map(Node::from));
    body.children.extend(articles.into_iter().map(|(_, article)| Node::from(article)));
    body.children.push(Element { name: "div".to_owned(), ..foot }.into());
    document(finished, part, &pages, body)
}

/// The fonts of the theme that can be read, each with the letters of its shapes.
pub(super) fn pdf_fonts(finished: &Finished<'_>) -> Vec<Shapes> {
    let mut fonts = Vec::new();
    placed(&font_faces(&style_sheet(finished, STYLES)), STYLES, |address| {
        fonts.extend(finished.site.get(address).and_then(|file| Shapes::read(file)));
        None
    });
    fonts
}

fn document(finished: &Finished<'_>, part: &Part, pages: &[Carried], body: Element) -> String {
    let site = finished.site;
    let faces =
        placed(&font_faces(&style_sheet(finished, STYLES)), STYLES, |address| data_address(site, address));
    let own = placed(&style_sheet(finished, OWN_STYLES), OWN_STYLES, |address| data_address(site, address));
    let config = finished.config;
    let title = match (part, pages.first()) {
        (Part::Page(_), Some(page)) if !page.label.is_empty() => {
            format!("{}: {}. {}", page.label, page.title, config.title)
        }
        (Part::Page(_), Some(page)) => format!("{}. {}", page.title, config.title),
        (Part::Route { address, .. }, _) => {
            format!("{}. {}", super::super::pages::title(finished, address), config.title)
        }
        _ => config.title.clone(),
    };
    let named = |name: &str, value: String| Element::new("meta").with("name", name).with("content", value);
    let head = Element::new("head")
        .holding(Element::new("meta").with("charset", "utf-8"))
        .holding(Element::new("title").holding(title))
        .holding(named("author", config.authors.join(", ")))
        .holding(named("description", config.description.clone()))
        .holding(named("dcterms.created", finished.clock.iso()))
        .holding(named("dcterms.modified", finished.clock.iso()))
        .holding(Element::new("style").holding(one_file_each(&faces, &own)));
    let html = Element::new("html").with("lang", config.language.as_str()).holding(head).holding(body);
    format!("<!doctype html>\n{}\n", write(&[html.into()], Syntax::Html))
}

/// A style sheet of the theme; empty where there is none.
fn style_sheet(finished: &Finished<'_>, address: &str) -> String {
    finished.site.get(address).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

/// What the site prints at the foot of its pages: short title, edition, date.
fn edition(print: &Element) -> String {
    print
        .find(&|element| element.name == "html")
        .and_then(|html| html.attribute("data-edition"))
        .unwrap_or_default()
        .to_owned()
}

/// A page as an article, with the address that its links count from.
fn article(finished: &Finished<'_>, print: &Element, page: &Carried) -> (String, Element) {
    let start = page.start.as_str();
    let printed = print.find(&|element| {
        element.name == "article"
            && element.attribute("aria-labelledby") == Some(start)
            && page.index.is_some()
    });
    let (own, mut article) = match printed {
        Some(article) => ("print.html".to_owned(), article.clone()),
        None => (page.address.clone(), section(&main_of(finished, &page.address), page, 1)),
    };
    article.set("data-law", law(finished, page));
    if page.list == Some(ReferenceList::Comparison) {
        article.add_class("broadside");
    }
    (own, article)
}

/// As of when the law on a page is stated: an annex says it itself.
fn law(finished: &Finished<'_>, page: &Carried) -> String {
    let annex = page
        .index
        .and_then(|index| finished.book.pages.get(index))
        .and_then(|page| page.front.annex.as_ref());
    match annex {
        Some(annex) if page.kind == PageKind::Annex && !annex.last_verified.is_empty() => {
            format!("{}: law as of {}", page.label, clock::long_date(&annex.last_verified))
        }
        Some(_) => format!("{}: law not yet verified", page.label),
        None if finished.config.is_handbook() => format!("Law as of {}", finished.clock.long()),
        None => String::new(),
    }
}

/// Contents: the pages of the whole, or the sections of one page.
fn contents(part: &Part, pages: &[Carried], articles: &[(String, Element)]) -> Option<Element> {
    let mut items: Vec<Element> = Vec::new();
    let item = |class: &str, id: &str, words: String| {
        let link = Element::new("a").with("href", format!("#{id}")).holding(words);
        Element::new("li").with("class", class).holding(link)
    };
    if *part == Part::Whole {
        for page in pages {
            let class = if page.index.is_some() { page.kind.name() } else { "below" };
            let words = match page.label.as_str() {
                "" => page.title.clone(),
                label => format!("{label}  {}", page.title),
            };
            items.push(item(class, &page.start, words));
        }
    } else if let Some((_, article)) = articles.first() {
        article.visit(&mut |element| {
            if element.name == "h3"
                && let Some(id) = element.attribute("id")
            {
                items.push(item(
                    "section",
                    id,
                    element.text().split_whitespace().collect::<Vec<_>>().join(" "),
                ));
            }
        });
    }
    if items.len() < 2 {
        return None;
    }
    let list = Element { children: items.into_iter().map(Node::from).collect(), ..Element::new("ol") };
    let title = Element::new("h2").with("id", "print-contents-title").holding("Contents");
    Some(
        Element::new("nav")
            .with("class", "print-contents")
            .with("aria-labelledby", "print-contents-title")
            .holding(title)
            .holding(list),
    )
}

/// Puts a place for the number of a page behind the links that get one: those to numbered units and to
/// pages and sections, outside of what is cited.
fn number_pages(element: &mut Element, starts: &BTreeSet<&str>, quiet: bool) {
    let quiet = quiet || element.name == "nav" || QUIET.iter().any(|class| element.is_of(class));
    for child in std::mem::take(&mut element.children) {
        let place = child.element().filter(|_| !quiet).and_then(|link| numbered(link, starts));
        let mut child = child;
        if let Node::Element(inner) = &mut child {
            number_pages(inner, starts, quiet);
        }
        element.children.push(child);
        element.children.extend(place.map(Node::from));
    }
}

/// The place for the number of the page that a link leads to.
fn numbered(link: &Element, starts: &BTreeSet<&str>) -> Option<Element> {
    let is_link = link.name == "a" && !link.is_of("term") && !QUIET.iter().any(|class| link.is_of(class));
    let href = link.attribute("href").filter(|_| is_link)?;
    let id = href.strip_prefix('#')?;
    // Of the lists made from the data their beginnings count; notes, sources and entries do not.
    let is_text = id.starts_with("chapters-") || id.starts_with("annexes-");
    let counts = is_permanent(id) || is_text || starts.contains(id);
    counts.then(|| Element::new("span").with("class", "at").with("data-at", href))
}

/// Ids to which something in these pieces leads.
fn needed<'a>(pieces: impl Iterator<Item = &'a Element>) -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    for piece in pieces {
        piece.visit(&mut |element| {
            needed
                .extend(element.attribute("href").and_then(|href| href.strip_prefix('#')).map(str::to_owned));
        });
    }
    needed
}

/// The names that stand behind a full stop in a style sheet: those of classes, and a few more.
fn class_names(css: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        let end = rest.find(|letter: char| !(letter.is_alphanumeric() || "-_".contains(letter)));
        rest[..end.unwrap_or(rest.len())].to_owned()
    };
    css.split('.').skip(1).map(name).collect()
}

/// Takes out what has no part in the setting, since the time of the engine grows with the places it
/// must keep in mind times the references to them: ids that nothing leads to and that no address names
/// for ever, and spans whose classes the style sheet does not name.
fn lighten(article: &mut Element, needed: &BTreeSet<String>, named: &BTreeSet<String>) {
    article.visit_mut(&mut |element| {
        if element.attribute("id").is_some_and(|id| !needed.contains(id) && !is_permanent(id)) {
            element.unset("id");
        }
    });
    article.unwrap_where(&|element| {
        element.name == "span"
            && matches!(&element.attributes[..], [(name, classes)] if name == "class"
                && classes.split_ascii_whitespace().all(|class| !named.contains(class)))
    });
}

/// Puts each footnote where it is first referred to: the engine sets it at the foot of that page.
fn footnotes(article: &mut Element) {
    let mut notes: Vec<(String, Element)> = Vec::new();
    if let Some(list) = article.find(&|element| element.name == "section" && element.is_of("footnotes")) {
        list.visit(&mut |element| {
            if element.name == "li"
                && let Some(id) = element.attribute("id")
            {
                let mut note = Element {
                    name: "span".to_owned(),
                    attributes: Vec::new(),
                    children: element.children.clone(),
                };
                note.set("class", "footnote");
                note.set("id", id);
                note.retain(&mut |inner| !inner.is_of("backlink"));
                note.visit_mut(&mut |inner| {
                    if inner.name == "p" {
                        inner.name = "span".to_owned();
                    }
                });
                notes.push((id.to_owned(), note));
            }
        });
    }
    if notes.is_empty() {
        return;
    }
    article.retain(&mut |element| !(element.name == "section" && element.is_of("footnotes")));
    article.visit_mut(&mut |element| {
        if element.name != "sup" || !element.is_of("footnote-ref") {
            return;
        }
        let named = element
            .elements()
            .next()
            .and_then(|link| link.attribute("href"))
            .and_then(|href| href.strip_prefix('#'));
        let at = notes.iter().position(|(id, _)| Some(id.as_str()) == named);
        if let Some(at) = at {
            // A second reference keeps its number, which leads to the note.
            *element = notes.remove(at).1;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::super::markup::read;
    use super::*;

    fn changed(html: &str, change: impl Fn(&mut Element)) -> String {
        let mut root = Element { children: read(html), ..Element::default() };
        change(&mut root);
        write(&root.children, Syntax::Html)
    }

    #[test]
    fn a_footnote_stands_where_it_is_referred_to() {
        let html = "<p>a<sup class=footnote-ref id=r><a href=\"#fn-1\">1</a></sup> b<sup class=footnote-ref><a href=\"#fn-1\">1</a></sup></p>\
                    <section class=footnotes><ol><li id=fn-1><p>note</p> <a class=backlink href=\"#r\">↩</a></li></ol></section>";
        assert_eq!(
            changed(html, footnotes),
            "<p>a<span class=\"footnote\" id=\"fn-1\"><span>note</span> </span> b<sup class=\"footnote-ref\"><a href=\"#fn-1\">1</a></sup></p>"
        );
    }

    #[test]
    fn references_get_pages_and_citations_do_not() {
        let html = "<p><a href=\"#p-abcdef\">4.2</a> <span class=citation><a href=\"#reference-x--y\">X</a></span> <a class=number href=\"#p-abcdef\">1</a> <a href=\"#chapters-b\">chapter 2</a> <a href=\"#reference-x\">list</a> <a href=\"#reference-x--z\">entry</a></p>";
        let starts = BTreeSet::from(["chapters-b", "reference-x"]);
        let marked = changed(html, |root| number_pages(root, &starts, false));
        assert_eq!(marked.matches("data-at").count(), 3, "{marked}");
        assert!(marked.contains("4.2</a><span class=\"at\" data-at=\"#p-abcdef\"></span>"), "{marked}");
    }

    #[test]
    fn what_has_no_part_in_the_setting_goes() {
        let named = class_names(".a { margin: .5pt } .why-not, b.c { color: red }");
        assert!(["a", "why-not", "c"].iter().all(|class| named.contains(*class)));
        let html = "<p id=x><span class=\"b why\">1</span><span class=\"b c\">2</span><span>3</span><span class=b lang=th>4</span><a id=\"p-abcdef\" href=\"#y\">5</a></p><p id=y></p>";
        let light = changed(html, |root| lighten(root, &needed([root.clone()].iter()), &named));
        assert_eq!(
            light,
            "<p>1<span class=\"b c\">2</span><span>3</span><span class=\"b\" lang=\"th\">4</span><a id=\"p-abcdef\" href=\"#y\">5</a></p><p id=\"y\"></p>"
        );
    }
}
