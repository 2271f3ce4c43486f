//! What a machine can read of a page: descriptions in the words of schema.org (<https://schema.org>)
//! as JSON-LD 1.1 (<https://www.w3.org/TR/json-ld11/>), and the list of addresses for search engines.
//!
//! Only what text and data say is described: a statute has a number, a title in another language or an
//! address where the annex of its State gives it.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;
use serde_json::{Map, Value as Json, json};

use super::context::BookContext;
use super::escape::escape;
use crate::model::{AuthorityKind, Book, Page, PageKind, Statute, TableKey};
use crate::site::{Site, SitePath};

/// Where the list of addresses stands (<https://www.sitemaps.org/protocol.html>).
const SITEMAP: &str = "sitemap.xml";
/// Pages that are no content: they are found by those who need them.
const APART: [&str; 2] = ["404.html", "search.html"];
/// How many addresses one list may have, by its definition.
const MOST: usize = 50_000;

/// What pages cite, for their descriptions.
#[derive(Debug)]
pub(super) struct Metadata<'a> {
    about: &'a BookContext,
    book: &'a Book,
    /// Statutes by id, with the code of their State.
    statutes: BTreeMap<&'a str, (&'a str, &'a Statute)>,
    /// Ids of the statutes that a page cites, by index of the page.
    cited: BTreeMap<usize, BTreeSet<&'a str>>,
}

impl<'a> Metadata<'a> {
    pub(super) fn new(book: &'a Book, about: &'a BookContext) -> Self {
        let annexes = book.pages.iter().filter_map(|page| page.front.annex.as_ref());
        let statutes = annexes
            .flat_map(|annex| annex.statutes.iter().map(|one| (one.id.as_str(), (annex.state.as_str(), one))))
            .collect();
        let mut cited: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for (key, provisions) in &book.tables.cited {
            let is_statute =
                book.tables.authorities.get(key).is_some_and(|one| one.kind == AuthorityKind::Statute);
            for place in provisions.values().flatten().filter(|_| is_statute) {
                cited.entry(place.page).or_default().insert(key.as_str());
            }
        }
        Self { about, book, statutes, cited }
    }

    /// The book itself, for its first page: what it is, and its chapters and annexes.
    pub(super) fn book(&self) -> Value {
        let parts: Vec<Json> = self
            .book
            .pages
            .iter()
            .filter(|page| page.kind != PageKind::Reference)
            .map(|page| Json::Object(self.chapter(page)))
            .collect();
        let mut book = self.about_book();
        book.insert("hasPart".to_owned(), Json::Array(parts));
        script(book)
    }

    /// A page of the book: a chapter or annex as part of the book, with the statutes that it cites or
    /// lists; any other page as a page. Also the entries of the tables that this reads.
    pub(super) fn page(&self, index: usize, page: &Page) -> (Value, BTreeSet<TableKey>) {
        let mut reads = BTreeSet::new();
        let mut described = self.chapter(page);
        if page.kind == PageKind::Reference {
            described.insert("@type".to_owned(), json!("WebPage"));
        }
        described.insert("isPartOf".to_owned(), Json::Object(self.about_book()));
        let annex = page.front.annex.as_ref();
        if annex.is_some() {
            reads.insert(TableKey::Reference("states"));
        }
        let own = annex.iter().flat_map(|annex| annex.statutes.iter().map(|one| one.id.as_str()));
        let all: BTreeSet<&str> = self.cited.get(&index).into_iter().flatten().copied().chain(own).collect();
        let statutes: Vec<Json> = all.iter().filter_map(|id| self.statute(id)).collect();
        if !statutes.is_empty() {
            reads.extend(all.iter().map(|id| TableKey::Authority((*id).to_owned())));
            reads.insert(TableKey::Reference("annexes"));
            reads.insert(TableKey::Reference("states"));
            described.insert("citation".to_owned(), Json::Array(statutes));
        }
        (script(described), reads)
    }

    fn about_book(&self) -> Map<String, Json> {
        let about = self.about;
        let mut book = object("Book", &about.title);
        put(&mut book, "description", &about.description);
        put(&mut book, "inLanguage", &about.language);
        put(&mut book, "creditText", &about.authors.join(", "));
        put(&mut book, "bookEdition", &about.edition.chip);
        put(&mut book, "url", about.site_url.as_deref().unwrap_or_default());
        book
    }

    fn chapter(&self, page: &Page) -> Map<String, Json> {
        let mut chapter = object("Chapter", &page.title_text());
        let label = self.book.tables.pages.get(&page.path).map(|entry| entry.label.as_str());
        put(&mut chapter, "position", label.unwrap_or_default());
        put(&mut chapter, "inLanguage", &self.about.language);
        if let Some(site) = &self.about.site_url {
            put(&mut chapter, "url", &format!("{site}{}", encoded(&page.address())));
        }
        if let Some(annex) = &page.front.annex {
            chapter.insert("about".to_owned(), self.state(&annex.state));
        }
        chapter
    }

    fn statute(&self, id: &str) -> Option<Json> {
        let (state, statute) = self.statutes.get(id)?;
        let mut described = object("Legislation", &statute.title_en);
        let mut others: Vec<Json> = Vec::new();
        if !statute.short.is_empty() && statute.short != statute.title_en {
            others.push(json!(statute.short));
        }
        match (&statute.title_native, &statute.lang) {
            (Some(title), Some(lang)) => others.push(json!({ "@value": title, "@language": lang })),
            (Some(title), None) => others.push(json!(title)),
            (None, _) => {}
        }
        if !others.is_empty() {
            described.insert("alternateName".to_owned(), Json::Array(others));
        }
        put(&mut described, "legislationIdentifier", statute.number.as_deref().unwrap_or_default());
        described.insert("legislationJurisdiction".to_owned(), self.state(state));
        put(&mut described, "url", statute.url.as_deref().unwrap_or_default());
        Some(Json::Object(described))
    }

    fn state(&self, code: &str) -> Json {
        let mut state = object("Country", self.book.reference.state(code).map_or("", |state| &state.name));
        put(&mut state, "identifier", code);
        Json::Object(state)
    }
}

fn object(kind: &str, name: &str) -> Map<String, Json> {
    let mut object = Map::new();
    object.insert("@type".to_owned(), json!(kind));
    put(&mut object, "name", name);
    object
}

/// Adds a property that is known.
fn put(object: &mut Map<String, Json>, name: &str, value: &str) {
    if !value.is_empty() {
        object.insert(name.to_owned(), json!(value));
    }
}

/// The text of the element that carries a description. Signs that could end the element are written as
/// JSON writes any letter, by number.
fn script(described: Map<String, Json>) -> Value {
    let mut all = Map::new();
    all.insert("@context".to_owned(), json!("https://schema.org"));
    all.extend(described);
    let json = Json::Object(all).to_string();
    Value::from_safe_string(json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

/// Adds the list of all pages, where it is known at which address they are published.
pub(super) fn sitemap(site: &mut Site, published: Option<&str>) {
    let (Some(published), Some(path)) = (published, SitePath::new(SITEMAP)) else { return };
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let addresses = site.iter().map(|(path, _)| path.as_str());
    // What changed between editions is no text of the handbook.
    let between = |path: &str| path.strip_prefix("editions/").is_some_and(|rest| rest.contains('/'));
    let found = |path: &&str| path.ends_with(".html") && !APART.contains(path) && !between(path);
    for address in addresses.filter(found).take(MOST) {
        // The first page is known by the address of the site.
        let address = if address == "index.html" { "" } else { address };
        let url = format!("{published}{}", encoded(address));
        xml.push_str(&format!("<url><loc>{}</loc></url>\n", escape(&url)));
    }
    xml.push_str("</urlset>\n");
    site.insert(path, xml.into_bytes());
}

/// A path as it stands in an address (RFC 3986, section 2): everything but letters and digits of ASCII
/// and a few signs by number.
pub(super) fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_cannot_end_its_element() {
        let nasty = script(object("Book", "</script><!-- & \"x\""));
        let text = nasty.to_string();
        assert!(!text.contains('<') && !text.contains('>') && !text.contains('&'), "{text}");
        let read: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(read["name"], "</script><!-- & \"x\"");
    }

    #[test]
    fn the_list_of_addresses_needs_the_address_of_the_site() {
        let mut site = Site::new();
        for path in ["index.html", "a/ก b.html", "404.html", "search.html", "a/x.js"] {
            site.insert(SitePath::new(path).unwrap(), *b"x");
        }
        sitemap(&mut site, None);
        assert!(site.get(SITEMAP).is_none());
        sitemap(&mut site, Some("https://law.example/b&c/"));
        let xml = String::from_utf8(site.get(SITEMAP).unwrap().to_vec()).unwrap();
        let found: Vec<&str> = xml.split("<loc>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
        assert_eq!(
            found,
            ["https://law.example/b&amp;c/a/%E0%B8%81%20b.html", "https://law.example/b&amp;c/"]
        );
    }
}
