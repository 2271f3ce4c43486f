//! The whole site: every page through its template, in parallel.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::{Value, context};
use rayon::prelude::*;
use serde::Serialize;

use super::body::{Form, Surroundings, Writer, slug};
use super::context::{
    AnnexContext, BookContext, ChapterContext, EditionContext, HomeStateContext, NativeNameContext,
    PageContext, StateContext, StepContext,
};
use super::interface::InterfaceWords;
use super::metadata::{Metadata, sitemap};
use super::shell::Shell;
use super::theme::{Theme, value};
use super::{between, editions, feed, generated, navigation, record, route};
use crate::clock::{self, Clock};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Warned};
use crate::model::{Book, EditionMark, Page, PageKind, RecordView, ReferenceList, Standing, TableKey};
use crate::resolve::relative;
use crate::site::{Site, SitePath};
use crate::source::Asset;

/// A rendered page and what it depends on besides its own text.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// Address in the site.
    pub address: String,
    /// Entries of the tables that it read.
    pub reads: BTreeSet<TableKey>,
}

/// A finished site.
#[derive(Debug)]
pub struct Rendering {
    /// Its files.
    pub site: Site,
    /// What each page read, by path of its source.
    pub pages: BTreeMap<String, Rendered>,
    /// What the server needs to show results of a search in the same frame.
    pub shell: Arc<Shell>,
    /// What is said on pages that are made after it, from it.
    pub words: InterfaceWords,
}

/// Renders every page of the book, the pages about its record where there is one, the home page, the print page and the page for what is missing,
/// and adds the assets of theme and text. A template that fails is reported once for each place.
#[must_use]
pub fn site(
    book: &Arc<Book>,
    theme: Arc<Theme>,
    config: &Config,
    clock: &Clock,
    assets: &[Asset],
    record: Option<&RecordView>,
    edition: Option<&EditionMark>,
) -> Warned<Rendering> {
    let files: BTreeSet<&str> = assets.iter().map(|asset| asset.path.as_str()).collect();
    let around = Surroundings { book, config, clock, files: &files, record };
    let about = about(book, config, clock, record, edition);
    let metadata = Metadata::new(book, &about);
    let pages: Vec<PageResult> = book
        .pages
        .par_iter()
        .enumerate()
        .map(|(index, page)| one_page(&around, &theme, &metadata, &about, index, page))
        .collect();
    let generated: Vec<PageResult> = book
        .pages
        .par_iter()
        .enumerate()
        .flat_map(|(index, page)| generated_pages(&around, &theme, &about, index, page))
        .collect();
    let listed = edition.map(|edition| &edition.editions[..]).unwrap_or_default();
    let recorded: Vec<PageResult> = record::pages(&around)
        .into_par_iter()
        .chain(editions::page(&around, &about, listed).into_par_iter())
        .chain(between::pages(&around, about.between.as_deref()))
        .map(|page| record_page(&around, &theme, &about, page))
        .collect();
    let mut site = theme.assets().clone();
    for file in book.pages.iter().flat_map(|page| generated::files(around, page)) {
        if let Some(path) = SitePath::new(&file.address) {
            site.insert(path, file.bytes);
        }
    }
    for asset in assets {
        if let Some(path) = SitePath::new(&asset.path) {
            site.insert(path, Arc::clone(&asset.bytes));
        }
    }
    let mut rendered = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for page in pages.into_iter().chain(generated).chain(recorded) {
        match page.html {
            Ok(html) => insert(&mut site, &page.rendered.address, html),
            Err(finding) => diagnostics.push(finding),
        }
        rendered.insert(page.path, page.rendered);
    }
    let extra: [(&str, OnePage); 4] =
        [("index.html", home), ("print.html", whole), ("404.html", missing), ("search.html", search)];
    let extra: Vec<(&str, Result<String, Diagnostic>)> = extra
        .into_par_iter()
        .filter(|(address, _)| book.page_at(address).is_none())
        .map(|(address, write)| (address, write(&around, &theme, &about)))
        .collect();
    for (address, html) in extra {
        match html {
            Ok(html) => insert(&mut site, address, html),
            Err(finding) => diagnostics.push(finding),
        }
    }
    sitemap(&mut site, config.site_url.as_deref());
    feed::feeds(&mut site, &around, &about, listed);
    crate::diagnostic::sort(&mut diagnostics);
    let words = theme.words();
    let shell = Arc::new(Shell::new(theme, about, navigation::parts(book, "search.html")));
    Warned { value: Rendering { site, pages: rendered, shell, words }, diagnostics }
}

/// Makes a page that is there once in a book.
type OnePage = fn(&Surroundings<'_>, &Theme, &BookContext) -> Result<String, Diagnostic>;

fn insert(site: &mut Site, address: &str, html: String) {
    if let Some(path) = SitePath::new(address) {
        site.insert(path, html.into_bytes());
    }
}

/// Names of the data from which lists and the pages under them are made; `annexes` stands for the
/// front matter of all annexes.
const DATA: [&str; 10] = [
    "annex-layout",
    "annexes",
    "evidence",
    "glossary",
    "instruments",
    "route",
    "sources",
    "states",
    "status-dates",
    "treaty-status",
];

/// A list is made of most of the data: it counts as having read all of it.
fn data_keys() -> impl Iterator<Item = TableKey> {
    DATA.into_iter().map(TableKey::Reference)
}

struct PageResult {
    path: String,
    rendered: Rendered,
    html: Result<String, Diagnostic>,
}

fn about(
    book: &Book,
    config: &Config,
    clock: &Clock,
    record: Option<&RecordView>,
    edition: Option<&EditionMark>,
) -> BookContext {
    let legal = config.handbook.as_ref();
    let is = |standing| edition.is_some_and(|edition| edition.standing == standing);
    let frozen = edition.filter(|edition| edition.standing != Standing::Working);
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    BookContext {
        title: config.title.clone(),
        short_title: config.short_title().to_owned(),
        language: config.language.clone(),
        authors: config.authors.clone(),
        description: config.description.clone(),
        legal: legal.is_some(),
        edition: EditionContext {
            name: frozen.map_or_else(|| "Draft".to_owned(), |edition| edition.id.clone()),
            status: if is(Standing::Adopted) { "adopted" } else { "draft" }.to_owned(),
            as_of: clock.long(),
            as_of_iso: clock.iso(),
            chip: frozen.map_or_else(|| working(clock, legal.is_some(), record, edition), EditionMark::words),
            colophon: frozen.and_then(|edition| edition.colophon.clone()),
            latest: if edition.is_some_and(|edition| edition.editions.iter().any(|one| one.latest)) {
                "latest/index.html"
            } else {
                ""
            }
            .to_owned(),
        },
        disclaimer: text(legal.map(|handbook| &handbook.disclaimer)),
        confirm: text(legal.map(|handbook| &handbook.confirm)),
        organisation: book.reference.organisation.name.clone(),
        site_url: config.site_url.clone(),
        program: concat!("handbook ", env!("CARGO_PKG_VERSION")).to_owned(),
        record: record.is_some(),
        between: edition.and_then(|edition| edition.between.clone()),
        editions: edition.is_some_and(|edition| !edition.editions.is_empty()),
        feed: frozen.is_none() && feed::are_there(config, record, edition),
    }
}

/// What pages say of a text that is no edition.
fn working(clock: &Clock, legal: bool, record: Option<&RecordView>, edition: Option<&EditionMark>) -> String {
    match record.map(|record| record.preview.join(", ")).filter(|preview| !preview.is_empty()) {
        Some(preview) => format!("Preview with {preview}: not adopted"),
        None if legal => edition.map_or_else(|| format!("Draft, as of {}", clock.long()), EditionMark::words),
        None => String::new(),
    }
}

fn one_page(
    around: &Surroundings<'_>,
    theme: &Theme,
    metadata: &Metadata<'_>,
    about: &BookContext,
    index: usize,
    page: &Page,
) -> PageResult {
    let book = around.book;
    let address = page.address();
    let mut written = Writer::new(*around, page, Form::Page).write();
    written.reads.insert(TableKey::Navigation);
    written.reads.extend(around.record.map(|_| TableKey::Record));
    if page.front.lists.is_some() {
        written.reads.extend(data_keys());
    }
    let mut toc = navigation::headings(page);
    toc.append(&mut written.toc);
    let label = book.tables.pages.get(&page.path).map(|entry| entry.label.clone()).unwrap_or_default();
    let (metadata, read) = metadata.page(index, page);
    written.reads.extend(read);
    let context = PageContext {
        metadata,
        path: address.clone(),
        kind: if around.config.is_handbook() { page.kind.name() } else { "plain" },
        label: printed_label(page, &label),
        title: page.title_text(),
        title_id: page.title_id.clone().unwrap_or_default(),
        lang: around.config.language.clone(),
        body_html: Value::from_safe_string(written.html),
        toc,
        breadcrumbs: navigation::breadcrumbs(book, index, &address),
        previous: navigation::neighbour(book, &address, index.checked_sub(1)),
        next: navigation::neighbour(book, &address, Some(index + 1)),
        state: page
            .front
            .annex
            .as_ref()
            .map(|annex| StateContext { iso2: annex.state.clone(), name: annex.name.clone() }),
        annex: annex_context(around, page),
        citation: citation(around, about, page, &label),
        source_path: page.source.path().to_owned(),
        amendments: record::on_page(around, page, &address).into_iter().map(value).collect(),
        preview: written.altered.preview(around, page),
        amendments_href: around.record.map_or_else(String::new, |_| relative(&address, record::LIST)),
    };
    let html = render(theme, "page.html", about, book, &context, &context! { script => script(page) });
    PageResult { path: page.path.clone(), rendered: Rendered { address, reads: written.reads }, html }
}

/// The pages made from the data that belong to a reference page, each through the page template.
fn generated_pages(
    around: &Surroundings<'_>,
    theme: &Theme,
    about: &BookContext,
    index: usize,
    page: &Page,
) -> Vec<PageResult> {
    let book = around.book;
    let parent = StepContext { title: page.title_text(), href: None };
    generated::pages(*around, page)
        .into_par_iter()
        .map(|made| {
            let mut breadcrumbs = navigation::breadcrumbs(book, index, &made.address);
            let href = Some(relative(&made.address, &page.address()));
            breadcrumbs.push(StepContext { href, ..parent.clone() });
            let context = PageContext {
                path: made.address.clone(),
                kind: page.kind.name(),
                title: made.title.clone(),
                lang: around.config.language.clone(),
                body_html: Value::from_safe_string(made.html),
                toc: made.toc,
                breadcrumbs,
                citation: format!("{}, {}, {}", about.title, about.edition.chip, made.title),
                source_path: page.source.path().to_owned(),
                ..PageContext::default()
            };
            let mut reads = made.reads;
            reads.insert(TableKey::Navigation);
            reads.extend(data_keys());
            // Of the pages below a list, those of forms have the script of their list.
            let script = script(page).filter(|_| page.front.lists == Some(ReferenceList::Forms));
            let html = render(theme, "page.html", about, book, &context, &context! { script });
            PageResult {
                path: made.address.clone(),
                rendered: Rendered { address: made.address, reads },
                html,
            }
        })
        .collect()
}

/// A page about the record, through its own template.
fn record_page(
    around: &Surroundings<'_>,
    theme: &Theme,
    about: &BookContext,
    made: record::RecordPage,
) -> PageResult {
    let mut page = plain_page(around, &made.address, "reference", &made.title);
    page.breadcrumbs = made.breadcrumbs;
    page.citation = format!("{}, {}, {}", about.title, about.edition.chip, made.title);
    let html = render(theme, made.template, about, around.book, &page, &made.more);
    let reads = BTreeSet::from([TableKey::Navigation, TableKey::Record]);
    PageResult { path: made.address.clone(), rendered: Rendered { address: made.address, reads }, html }
}

/// "Chapter 3", "Annex TH", or nothing.
fn printed_label(page: &Page, label: &str) -> String {
    match page.kind {
        PageKind::Annex => format!("Annex {label}"),
        PageKind::Chapter if label.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("Chapter {label}")
        }
        _ => String::new(),
    }
}

fn annex_context(around: &Surroundings<'_>, page: &Page) -> Option<AnnexContext> {
    let annex = page.front.annex.as_ref()?;
    let limit = around.config.handbook.as_ref()?.stale_after_months;
    let age =
        clock::full_date(&annex.last_verified).map(|date| clock::months_between(date, around.clock.date()));
    Some(AnnexContext {
        status: annex.status.clone(),
        last_verified: clock::long_date(&annex.last_verified),
        last_verified_iso: annex.last_verified.clone(),
        evidence_label: around.book.reference.evidence_label(annex.confidence).to_owned(),
        stale: age.is_none_or(|age| i64::from(age) >= i64::from(limit)),
    })
}

/// How the page is cited; the number of a paragraph is added where it stands.
fn citation(around: &Surroundings<'_>, about: &BookContext, page: &Page, label: &str) -> String {
    if !around.config.is_handbook() {
        return String::new();
    }
    let place = match printed_label(page, label) {
        name if name.is_empty() => page.title_text(),
        name => name,
    };
    format!("{}, {}, {place}", about.title, about.edition.chip)
}

/// Renders a template with what every template sees. `more` is merged over it.
fn render<C: Serialize>(
    theme: &Theme,
    template: &str,
    about: &BookContext,
    book: &Book,
    page: &C,
    more: &Value,
) -> Result<String, Diagnostic> {
    let page = value(page);
    let path =
        page.get_attr("path").ok().and_then(|path| path.as_str().map(str::to_owned)).unwrap_or_default();
    let root = "../".repeat(path.matches('/').count());
    let nav = navigation::parts(book, &path);
    let all = context! {
        root,
        book => value(about),
        nav => value(nav),
        served => false,
        switch => value(between::switch(about, &path)),
        page,
        ..more.clone()
    };
    theme.render(template, &all)
}

/// The script of a page, by the name under which the theme keeps its words.
fn script(page: &Page) -> Option<&'static str> {
    match page.front.lists? {
        ReferenceList::Route => Some("route"),
        ReferenceList::Comparison => Some("compare"),
        ReferenceList::TreatyStatus => Some("status"),
        ReferenceList::Forms => Some("forms"),
        _ => None,
    }
}

fn plain_page(around: &Surroundings<'_>, path: &str, kind: &'static str, title: &str) -> PageContext {
    PageContext {
        path: path.to_owned(),
        kind,
        title: title.to_owned(),
        lang: around.config.language.clone(),
        body_html: Value::from_safe_string(String::new()),
        ..PageContext::default()
    }
}

fn home(around: &Surroundings<'_>, theme: &Theme, about: &BookContext) -> Result<String, Diagnostic> {
    let book = around.book;
    let annex = |code: &str| {
        book.pages.iter().find(|page| page.front.annex.as_ref().is_some_and(|annex| annex.state == code))
    };
    let states: Vec<HomeStateContext> = book
        .reference
        .states
        .iter()
        .map(|state| HomeStateContext {
            iso2: state.iso2.clone(),
            name: state.name.clone(),
            href: annex(&state.iso2).map(|page| page.address()),
            native_names: state
                .native_names
                .iter()
                .map(|name| NativeNameContext { lang: name.lang.clone(), text: name.text.clone() })
                .collect(),
        })
        .collect();
    let mut page = plain_page(around, "index.html", "home", &about.title);
    page.metadata = Metadata::new(book, about).book();
    let parts = navigation::parts(book, "index.html");
    render(
        theme,
        "home.html",
        about,
        book,
        &page,
        &context! {
            script => "route",
            home => context! {
                parts => value(parts),
                states => value(states),
                route => value(route::Choice::new(book, "index.html")),
            }
        },
    )
}

fn whole(around: &Surroundings<'_>, theme: &Theme, about: &BookContext) -> Result<String, Diagnostic> {
    let book = around.book;
    let chapters: Vec<ChapterContext> = book
        .pages
        .par_iter()
        .map(|page| {
            let label =
                book.tables.pages.get(&page.path).map(|entry| entry.label.clone()).unwrap_or_default();
            let body = Writer::new(*around, page, Form::Whole).write().html;
            ChapterContext {
                label: printed_label(page, &label),
                title: page.title_text(),
                kind: page.kind.name(),
                body_html: Value::from_safe_string(body),
                id: slug(&page.path),
                annex: annex_context(around, page),
            }
        })
        .collect();
    let page = plain_page(around, "print.html", "whole", &about.title);
    render(
        theme,
        "print.html",
        about,
        book,
        &page,
        &context! { chapters => value(chapters), script => "one-file" },
    )
}

fn missing(around: &Surroundings<'_>, theme: &Theme, about: &BookContext) -> Result<String, Diagnostic> {
    let page = plain_page(around, "404.html", "missing", "Page not found");
    super::missing::missing(theme, about, &navigation::parts(around.book, "404.html"), page)
}

fn search(around: &Surroundings<'_>, theme: &Theme, about: &BookContext) -> Result<String, Diagnostic> {
    let page = plain_page(around, "search.html", "search", "Search");
    let reference = &around.book.reference;
    let states: Vec<Value> = reference
        .states
        .iter()
        .map(|state| context! { iso2 => state.iso2.clone(), name => state.name.clone() })
        .collect();
    let mut kinds: Vec<&str> = Vec::new();
    for page in &around.book.pages {
        if !kinds.contains(&page.kind.name()) {
            kinds.push(page.kind.name());
        }
    }
    let instruments: Vec<Value> = reference
        .instruments
        .iter()
        .map(|cited| context! { id => cited.id.clone(), short => cited.short.clone() })
        .collect();
    let index = around.book.pages.iter().find(|page| page.front.lists == Some(ReferenceList::Index));
    let languages = languages(around.book, &about.language);
    let find = context! { states, kinds, instruments, languages, index_href => index.map(|page| page.address()).unwrap_or_default() };
    render(theme, "search.html", about, around.book, &page, &context! { search => Value::from(()), find })
}

/// Languages in which something of the handbook stands: its own, those of its States and of the titles of
/// their laws; each also without its script or region.
fn languages(book: &Book, own: &str) -> BTreeSet<String> {
    let states = &book.reference.states;
    let statutes =
        book.pages.iter().filter_map(|page| page.front.annex.as_ref()).flat_map(|annex| &annex.statutes);
    let tags = std::iter::once(own)
        .chain(states.iter().flat_map(|state| &state.languages).map(String::as_str))
        .chain(states.iter().flat_map(|state| &state.native_names).map(|name| name.lang.as_str()))
        .chain(statutes.filter_map(|statute| statute.lang.as_deref()));
    tags.flat_map(|tag| [tag, tag.split('-').next().unwrap_or(tag)]).map(str::to_owned).collect()
}
