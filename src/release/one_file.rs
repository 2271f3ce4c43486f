//! The whole handbook as one HTML file: pages, styles, fonts and tools, and no request for anything.

mod routes;
mod said;
mod search;

pub(super) use self::routes::sheet;

use std::collections::BTreeMap;

use self::said::Said;
use super::address::whole_id;
use super::fonts::{STYLES, data_address, placed};
use super::links::Places;
use super::markup::{Element, Node, Syntax, write};
use super::pages::{Carried, carried, main_of, scripts_of, title, tree};
use super::paper;
use super::part::{Finished, Part};
use crate::model::ReferenceList;
use crate::search::script_text;

/// The script that shows routes, for this form alone.
const OWN_SCRIPT: &str = "scripts/one-file.js";
/// The script of every page.
const SITE_SCRIPT: &str = "scripts/handbook.js";
/// Ids by which the scripts of the site find their place on a page; no link names them.
const KEPT: [&str; 4] = ["compare-form", "status-form", "status-day", "compare-say"];

/// One HTML document that holds a handbook or a part of it. Nothing outside it is asked for: styles,
/// fonts, pictures and scripts are inside.
///
/// It is the print page of the site. Pages whose scripts work on one page alone come as they stand on
/// the site, so that their tools work; the pages made from the data follow those that they belong to;
/// routes are put together from their pieces by a script. Every link leads to a place in the document
/// or to another site; where the document has no such place, the words stay and the link goes.
#[must_use]
pub fn one_file(finished: &Finished<'_>, part: &Part) -> Vec<u8> {
    let mut shell = tree(finished, "print.html");
    let pages = match part {
        Part::Whole => carried(finished),
        Part::Page(index) => {
            carried(finished).into_iter().filter(|page| page.index == Some(*index)).collect()
        }
        Part::Route { .. } => Vec::new(),
    };
    let working = working_scripts(finished, &pages);
    let own_words = Said::on_main(&shell);
    let mut written: BTreeMap<String, Element> = BTreeMap::new();
    if let Some(main) = shell.find_mut(&|element| element.name == "main") {
        Said::off(main);
        for child in std::mem::take(&mut main.children) {
            match child {
                Node::Element(article) if article.name == "article" => {
                    let start = article.attribute("aria-labelledby").unwrap_or_default().to_owned();
                    written.insert(start, article);
                }
                Node::Element(contents) if contents.is_of("print-contents") && *part != Part::Whole => {}
                other => main.children.push(other),
            }
        }
    }
    let mut articles: Vec<(String, Element)> = Vec::new();
    for page in &pages {
        let has_tool = scripts_of(finished, &page.address).iter().any(|script| working.contains(script));
        let (own, article) = match written.remove(&page.start) {
            Some(article) if !has_tool => ("print.html".to_owned(), article),
            _ => {
                let mut article = section(&main_of(finished, &page.address), page, 1);
                if !has_tool {
                    paper::without_controls(&mut article);
                }
                (page.address.clone(), article)
            }
        };
        articles.push((own, article));
    }
    if let Part::Route { address, kind } = part {
        articles.push((address.clone(), sheet(finished, address, kind.as_deref())));
    }
    let whole = *part == Part::Whole;
    let route_list = finished.book.pages.iter().find(|page| page.front.lists == Some(ReferenceList::Route));
    let route_list = route_list.filter(|_| whole).map(|page| page.address());
    let mut places = Places::new(finished, &pages, route_list);
    for (_, article) in &articles {
        places.learn(article);
    }
    places.learn(&shell);
    for (own, article) in &mut articles {
        places.lead(own, article);
    }
    places.lead("print.html", &mut shell);
    distinct(&mut articles, &pages);
    let data = routes::data(finished, &places, &own_words);
    if let Some(main) = shell.find_mut(&|element| element.name == "main") {
        for (_, mut article) in articles {
            if let Some(list) = places.route_list.as_ref().filter(|_| data.is_some())
                && article.attribute("aria-labelledby") == places.start_of(list)
            {
                routes::make_room(&mut article, &own_words);
            }
            main.children.push(article.into());
            main.children.push("\n".into());
        }
    }
    let mut scripts = vec![(SITE_SCRIPT.to_owned(), Said::on_script(&shell, SITE_SCRIPT))];
    scripts.extend(working.into_iter().map(|script| {
        let page = pages.iter().find(|page| scripts_of(finished, &page.address).contains(&script));
        let said = page.map(|page| Said::on_main(&tree(finished, &page.address))).unwrap_or_default();
        (script, said)
    }));
    let search = if whole { search::scripts(finished) } else { Vec::new() };
    if !search.is_empty() {
        search::area(&mut shell, &own_words);
    }
    if data.is_some() || !search.is_empty() {
        scripts.extend(search.into_iter().map(|script| (script, Said::default())));
        scripts.push((OWN_SCRIPT.to_owned(), own_words));
    }
    head(finished, &mut shell);
    if let Some(body) = shell.find_mut(&|element| element.name == "body") {
        body.set("id", "top");
        if let Some(data) = data {
            body.children.push(data.into());
        }
        for (script, said) in scripts {
            let code = finished.site.get(&script).map(|bytes| {
                // Files of the search are UTF-16; in the document they stand as its other text does.
                script_text(bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned())
            });
            let element = |code: String| said.put(Element::new("script")).holding(embedded(&code));
            body.children.extend(code.map(element).map(Node::from));
            body.children.push("\n".into());
        }
    }
    format!("<!doctype html>\n{}", write(&shell.children, Syntax::Html).trim_start()).into_bytes()
}

/// Scripts that serve exactly one page, in the order of the pages: those of several pages find the
/// places of all of them in one document and do not know which is meant.
fn working_scripts(finished: &Finished<'_>, pages: &[Carried]) -> Vec<String> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for page in pages {
        for script in scripts_of(finished, &page.address) {
            match found.iter_mut().find(|(known, _)| *known == script) {
                Some((_, count)) => *count += 1,
                None => found.push((script, 1)),
            }
        }
    }
    found.into_iter().filter(|(_, count)| *count == 1).map(|(script, _)| script).collect()
}

/// A page of the site as an article in one document: headings lie `deeper` by so many levels, ids
/// carry the page.
pub(super) fn section(text: &Element, page: &Carried, deeper: u8) -> Element {
    let mut article =
        Element::new("article").with("class", page.kind.name()).with("aria-labelledby", page.start.as_str());
    article.children.clone_from(&text.children);
    let start = page.start.as_str();
    let renamed = |id: &str| if KEPT.contains(&id) { id.to_owned() } else { whole_id(start, id) };
    for child in article.children.iter_mut().filter_map(Node::element_mut) {
        child.visit_mut(&mut |element| {
            let is_title = element.name == "h1";
            if let Some(level) = level(&element.name) {
                element.name = format!("h{}", (level + deeper).min(6));
            }
            for (name, value) in &mut element.attributes {
                if matches!(
                    name.as_str(),
                    "id" | "for"
                        | "aria-labelledby"
                        | "aria-describedby"
                        | "aria-controls"
                        | "headers"
                        | "list"
                ) {
                    let ids: Vec<String> = value.split_ascii_whitespace().map(renamed).collect();
                    *value = ids.join(" ");
                }
            }
            if is_title {
                element.set("id", start);
                element.set("class", "h1");
            }
        });
    }
    article
}

/// Landmarks of one document need names of their own, and pages that stand alone may share names: a
/// name that comes again gets the page behind it, and sections are no landmarks.
fn distinct(articles: &mut [(String, Element)], pages: &[Carried]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (at, (_, article)) in articles.iter_mut().enumerate() {
        let page = pages.get(at).map(|page| if page.label.is_empty() { &page.title } else { &page.label });
        if let Some(page) = pages.get(at) {
            article.set("data-page", page.address.as_str());
        }
        article.visit_mut(&mut |element| {
            if element.name == "section" {
                element.unset("aria-labelledby");
            }
            let is_landmark = element.name == "nav" || element.attribute("role").is_some();
            if let Some(name) = element.attribute("aria-label").filter(|_| is_landmark).map(str::to_owned) {
                let count = seen.entry(name.clone()).or_default();
                *count += 1;
                if let Some(page) = page.filter(|_| *count > 1) {
                    element.set("aria-label", format!("{name}, {page}"));
                }
            }
        });
    }
}

/// The level of a heading.
fn level(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// Puts styles, fonts and icon into the head and takes out everything that would be asked for.
fn head(finished: &Finished<'_>, shell: &mut Element) {
    let styles = finished.site.get(STYLES).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let styles = placed(&styles.unwrap_or_default(), STYLES, |address| data_address(finished.site, address));
    let Some(head) = shell.find_mut(&|element| element.name == "head") else { return };
    let mut icon = None;
    head.retain(&mut |element| {
        let is_icon = element.name == "link" && element.attribute("rel") == Some("icon");
        if is_icon {
            icon = element.attribute("href").map(str::to_owned);
        }
        !matches!(element.name.as_str(), "link" | "script")
    });
    if let Some(address) = icon.and_then(|icon| data_address(finished.site, &icon)) {
        head.children.push(Element::new("link").with("rel", "icon").with("href", address).into());
        head.children.push("\n".into());
    }
    // Pages far from the screen are laid out when they come near it.
    let styles = format!(
        "{styles}\n@media screen {{ .whole article {{ content-visibility: auto; contain-intrinsic-size: auto 4000px; }} }}\n"
    );
    head.children.push(Element::new("style").holding(styles).into());
}

/// A script as it can stand inside a page: what would end it there, and control characters, which a
/// page must not have, are written otherwise. Both stand in strings and patterns alone.
fn embedded(code: &str) -> String {
    let safe =
        code.replace("</script", "<\\/script").replace("</SCRIPT", "<\\/SCRIPT").replace("<!--", "<\\!--");
    let forbidden = |letter: char| letter.is_ascii_control() && !matches!(letter, '\n' | '\t' | '\r');
    let mut text = String::with_capacity(safe.len());
    for letter in safe.chars() {
        match forbidden(letter) {
            true => text.push_str(&format!("\\x{:02x}", u32::from(letter))),
            false => text.push(letter),
        }
    }
    text
}

/// The words of a title for a sheet of a route.
fn sheet_title(finished: &Finished<'_>, address: &str) -> String {
    title(finished, address)
}
