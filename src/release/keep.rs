//! Every address ever published leads somewhere: to its paragraph, to a note that says where the paragraph
//! is now, or to the page that has taken the place of its page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::markup::{Element, read};
use super::redirects::{Redirects, collapse, encoded};
use super::whereabouts::{Former, Now, whereabouts};
use super::{Addresses, EditionId, Numbered, Shelf};
use crate::amend::{Refusal, RefusalCode};
use crate::render::{InterfaceWords, escape};
use crate::resolve::relative;
use crate::site::{Site, SitePath};

/// What leads on from a page that is gone, with the place on it.
const SCRIPT: &str = include_str!("moved.js");
/// Its address in the site.
const SCRIPT_AT: &str = "moved.js";
/// The list of addresses for search engines.
const SITEMAP: &str = "sitemap.xml";
/// Addresses that a finding names.
const NAMED: usize = 5;

/// In which words and in which language pages about old addresses are written.
#[derive(Clone, Copy, Debug)]
pub struct Voice<'a> {
    /// The words.
    pub words: &'a InterfaceWords,
    /// The language, as `lang` has it.
    pub language: &'a str,
    /// Title of the handbook.
    pub book: &'a str,
}

impl Voice<'_> {
    fn say(self, key: &str, gaps: &[&str]) -> String {
        self.words.edition_page_html(key, gaps)
    }

    /// A page without the frame of the theme, in its styles.
    fn bare(self, page: &str, title: &str, head: &str, body: &str) -> String {
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<title>{title} · {}</title>\n{head}\
             <link rel=\"stylesheet\" href=\"{}\">\n</head>\n<body class=\"led-on\">\n<main>\n\
             <p class=\"label\"><a href=\"{}\">{}</a></p>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n",
            escape(self.language),
            escape(self.book),
            escape(&relative(page, "styles/handbook.css")),
            escape(&relative(page, "index.html")),
            escape(self.book),
        )
    }

    /// A page that leads on to another one, with the place on it where a script runs.
    fn moved(self, folder: &str, page: &str, heir: &str, title: &str) -> String {
        let to = escape(&relative(page, heir));
        let title = escape(if title.is_empty() { heir } else { title });
        let script = escape(&relative(&format!("{folder}{page}"), SCRIPT_AT));
        let head = format!(
            "<link rel=\"canonical\" href=\"{to}\">\n<script src=\"{script}\" data-to=\"{to}\"></script>\n\
             <noscript><meta http-equiv=\"refresh\" content=\"0; url={to}\"></noscript>\n"
        );
        let link = format!("<a href=\"{to}\">{title}</a>");
        let body = format!("<p>{}</p>\n", self.say("moved-text", &[&link]));
        self.bare(page, &self.say("moved", &[]), &head, &body)
    }
}

/// Makes every address of the list resolve in a finished site that carries its editions: with pages that
/// lead on, notes on pages that their paragraphs have left, and files for servers. `working` are the paragraphs
/// of the working text, `site_url` the address of the site, with a final slash, where known; `voice` is for what
/// readers are told.
///
/// # Errors
/// Addresses that were taken out of the list, and those that lead nowhere.
pub fn keep(
    site: &mut Site,
    shelf: &Shelf,
    list: &Addresses,
    working: &[Numbered],
    site_url: Option<&str>,
    voice: Voice<'_>,
) -> Result<(), Vec<Refusal>> {
    let current = shelf.current();
    let mut refusals: Vec<Refusal> = list.taken_away(shelf).into_iter().collect();
    let newest = current.map(super::Shelved::numbered).unwrap_or_default();
    // Before an edition is signed nothing stands at `latest/`.
    let latest = current.map(|current| {
        let serial = current.manifest.serial;
        let at = shelf.editions.iter().position(|edition| edition.manifest.serial == serial);
        ("latest/", at.unwrap_or(0), &newest[..])
    });
    let mut links = BTreeMap::new();
    for (folder, before, now) in [("", shelf.editions.len(), working)].into_iter().chain(latest) {
        match whereabouts(shelf, before, now) {
            Ok(known) => links.extend(Scope { folder, known, shelf, voice, site: &mut *site }.lead_on(list)),
            Err(refusal) => refusals.push(refusal),
        }
    }
    let redirects = match collapse(&links) {
        Ok(links) => Redirects(links),
        Err(refusal) => {
            refusals.push(refusal);
            Redirects::default()
        }
    };
    if !redirects.is_empty() {
        put(site, SCRIPT_AT, SCRIPT.to_owned());
        for (path, text) in redirects.files(site_url) {
            put(site, path, text);
        }
    }
    if let (Some(site_url), Some(current)) = (site_url, current) {
        sitemap(site, &redirects, site_url, &current.day().to_string());
    }
    refusals.extend(unresolved(site, list, &redirects));
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// Adds the pages of the current edition to the list of addresses for search engines, with its day. Pages of
/// other editions are not to be found there: they are `noindex`.
fn sitemap(site: &mut Site, redirects: &Redirects, site_url: &str, day: &str) {
    let Some(xml) = site.get(SITEMAP).map(html_of) else { return };
    let is_page = |path: &&str| {
        path.starts_with("latest/")
            && path.ends_with(".html")
            && !["latest/404.html", "latest/search.html"].contains(path)
            && redirects.goal(path).is_none()
    };
    let pages = site.iter().map(|(path, _)| path.as_str()).filter(is_page);
    let lines: String = pages
        .map(|path| {
            format!(
                "<url><loc>{}</loc><lastmod>{day}</lastmod></url>\n",
                escape(&format!("{site_url}{}", encoded(path)))
            )
        })
        .collect();
    put(site, SITEMAP, xml.replacen("</urlset>", &format!("{lines}</urlset>"), 1));
}

fn put(site: &mut Site, path: &str, text: String) {
    if let Some(path) = SitePath::new(path) {
        site.insert(path, text.into_bytes());
    }
}

fn html_of(bytes: &Arc<[u8]>) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The ids of a page.
fn ids(html: &str) -> BTreeSet<&str> {
    html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The addresses of the list that lead nowhere.
fn unresolved(site: &Site, list: &Addresses, redirects: &Redirects) -> Option<Refusal> {
    let mut pages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (page, anchor) in list.iter() {
        pages.entry(page).or_default().extend(anchor);
    }
    let pages: Vec<(&str, Vec<&str>)> = pages.into_iter().collect();
    let lost: Vec<String> = pages
        .par_iter()
        .flat_map_iter(|(page, anchors)| {
            let shown = site.get(redirects.goal(page).unwrap_or(page)).map(html_of);
            let mut lost = Vec::new();
            match shown {
                None => lost.push((*page).to_owned()),
                Some(html) if !anchors.is_empty() => {
                    let there = ids(&html);
                    let missing = anchors.iter().filter(|anchor| !there.contains(*anchor));
                    lost.extend(missing.map(|anchor| format!("{page}#{anchor}")));
                }
                Some(_) => {}
            }
            lost
        })
        .collect();
    if lost.is_empty() {
        return None;
    }
    let named = lost.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = if lost.len() > NAMED { format!(" and {} more", lost.len() - NAMED) } else { String::new() };
    Some(
        Refusal::new(
            RefusalCode::R0165,
            format!("addresses that must resolve for ever lead nowhere: {named}{more}"),
            "restore the folder `editions` with every edition that was cut; a line that no edition ever had is taken out",
        )
        .in_file(super::ADDRESSES),
    )
}

/// One text of the site: the working text at the top, or the current edition below `latest/`.
struct Scope<'a> {
    folder: &'static str,
    known: BTreeMap<String, Former>,
    shelf: &'a Shelf,
    voice: Voice<'a>,
    site: &'a mut Site,
}

impl Scope<'_> {
    /// Puts pages and notes where addresses would lead nowhere, and gives the links from page to page.
    fn lead_on(mut self, list: &Addresses) -> BTreeMap<String, String> {
        let mut links = BTreeMap::new();
        // Anchors to speak of, by the page on which to.
        let mut notes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (page, anchors) in list.pages(self.folder) {
            let there = self.site.get(&format!("{}{page}", self.folder)).map(html_of);
            let heir = if there.is_some() { None } else { self.heir(&anchors) };
            let on = heir.clone().unwrap_or_else(|| page.to_owned());
            let shown = match (&there, &heir) {
                (None, Some(heir)) => self.site.get(&format!("{}{heir}", self.folder)).map(html_of),
                _ => there.clone(),
            };
            let shown = shown.unwrap_or_default();
            let ids = ids(&shown);
            let missing =
                anchors.iter().filter(|anchor| !ids.contains(**anchor) && self.known.contains_key(**anchor));
            notes.entry(on).or_default().extend(missing.map(|anchor| (*anchor).to_owned()));
            match heir {
                Some(heir) => {
                    let moved = self.voice.moved(self.folder, page, &heir, &title(&shown));
                    put(self.site, &format!("{}{page}", self.folder), moved);
                    links.insert(format!("{}{page}", self.folder), format!("{}{heir}", self.folder));
                }
                // Of a page that no edition had there is nothing to say.
                None if there.is_none() && self.last_with(page).is_some() => self.tombstone(page, &anchors),
                None => {}
            }
        }
        for (page, anchors) in notes.iter().filter(|(_, anchors)| !anchors.is_empty()) {
            let path = format!("{}{page}", self.folder);
            let Some(html) = self.site.get(&path).map(html_of) else { continue };
            let note = self.notes(page, anchors);
            let end = ["</article>", "</main>", "</body>"].iter().find_map(|end| html.rfind(end));
            let at = end.unwrap_or(html.len());
            put(self.site, &path, format!("{}{note}{}", &html[..at], &html[at..]));
        }
        links
    }

    /// The page that has most of the paragraphs of one that is gone.
    fn heir(&self, anchors: &BTreeSet<&str>) -> Option<String> {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for former in anchors.iter().filter_map(|anchor| self.known.get(*anchor)) {
            if let Now::Here(unit) = &former.now {
                *count.entry(&unit.page).or_default() += 1;
            }
        }
        let there = |page: &str| self.site.get(&format!("{}{page}", self.folder)).is_some();
        let found = count.into_iter().filter(|(page, _)| there(page));
        found.max_by_key(|(page, count)| (*count, std::cmp::Reverse(*page))).map(|(page, _)| page.to_owned())
    }

    /// The last edition that has a page.
    fn last_with(&self, page: &str) -> Option<&EditionId> {
        let with = self.shelf.editions.iter().rev().find(|edition| edition.manifest.site.contains_key(page));
        with.map(|edition| &edition.manifest.edition)
    }

    /// A page that says that the one at its address is gone; its paragraphs get their notes on it.
    fn tombstone(&mut self, page: &str, anchors: &BTreeSet<&str>) {
        let path = format!("{}{page}", self.folder);
        let formers = anchors.iter().filter_map(|anchor| self.known.get(*anchor));
        let last = formers.filter_map(|former| Some(&former.seen_on(page)?.edition)).max();
        let old = match last.or_else(|| self.last_with(page)) {
            Some(id) => {
                let there = format!("e/{id}/{page}");
                let words = self.voice.say("read-in", &[&escape(&id.to_string())]);
                format!(" <a href=\"{}\">{words}</a>", escape(&relative(&path, &there)))
            }
            None => String::new(),
        };
        let body = format!(
            "<p>{}{old} <a href=\"{}\">{}</a></p>\n",
            self.voice.say("gone-text", &[]),
            escape(&relative(page, "index.html")),
            self.voice.say("first-page", &[]),
        );
        let title = self.voice.say("gone", &[]);
        put(self.site, &path, self.voice.bare(page, &title, "", &body));
    }

    /// What became of paragraphs that are not on this page any more, each with its id, so that a link to
    /// one arrives.
    fn notes(&self, page: &str, anchors: &BTreeSet<String>) -> String {
        let mut html = format!(
            "<section class=\"former\" aria-labelledby=\"former-paragraphs\">\n\
             <h2 id=\"former-paragraphs\">{}</h2>\n<ul>\n",
            self.voice.say("former", &[])
        );
        for former in anchors.iter().filter_map(|anchor| self.known.get(anchor)) {
            html.push_str(&self.note(page, former));
        }
        html.push_str("</ul>\n</section>\n");
        html
    }

    fn note(&self, page: &str, former: &Former) -> String {
        let Some(seen) = former.seen_on(page) else { return String::new() };
        let (edition, anchor) = (&seen.edition, &former.anchor);
        let path = format!("{}{page}", self.folder);
        let old = format!("{}#{anchor}", relative(&path, &format!("e/{edition}/{}", seen.page)));
        let link = |unit: &Numbered| {
            let place = if unit.page == page { String::new() } else { relative(page, &unit.page) };
            let words = self.voice.say("paragraph", &[&escape(&unit.number)]);
            format!("<a href=\"{}#{}\">{words}</a>", escape(&place), escape(&unit.anchor))
        };
        let words = self.voice.say("former-number", &[&escape(&seen.number), &escape(&edition.to_string())]);
        let was = format!("<a href=\"{}\">{words}</a>", escape(&old));
        let told = match &former.now {
            Now::Here(unit) => self.voice.say("former-moved", &[&was, &link(unit)]),
            Now::Replaced(unit) => self.voice.say("former-replaced", &[&was, &link(unit)]),
            Now::Gone => self.voice.say("former-repealed", &[&was]),
        };
        format!("<li id=\"{}\">{told}</li>\n", escape(anchor))
    }
}

/// The title that a page shows.
fn title(html: &str) -> String {
    let heading = html.find("<h1").map(|start| &html[start..]).unwrap_or_default();
    let heading = heading.find("</h1>").map_or("", |end| &heading[..end]);
    let heading = Element { children: read(heading), ..Element::default() };
    heading.text().split_whitespace().collect::<Vec<_>>().join(" ")
}
