//! What changed between editions, on pages: an overview, a redline of each page and a table of numbers
//! for each two texts that follow each other, and the history of each paragraph. Also the switch from a
//! page to the same page of an edition.

use minijinja::context;
use serde::Serialize;

use super::body::Surroundings;
use super::context::{BookContext, StepContext};
use super::missing::styles;
use super::record::RecordPage;
use super::theme::{Theme, value};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::model::{BetweenView, GroupRow, GroupView, PageChanges, PairView};
use crate::resolve::relative;

/// Folder of these pages.
const FOLDER: &str = "editions/";

/// The way from a page of the working text to the editions.
#[derive(Debug, Serialize)]
pub(super) struct SwitchContext {
    /// Address of the page.
    pub page: String,
    /// The editions, newest first.
    pub editions: Vec<SwitchedContext>,
    /// Address of the history of its paragraphs; empty where it has none.
    pub history: String,
    /// Address of what changed on it since the newest edition; empty where nothing did.
    pub changes: String,
    /// Address of everything that changed since then.
    pub overview: String,
}

/// An edition to switch to.
#[derive(Debug, Serialize)]
pub(super) struct SwitchedContext {
    /// What it is.
    pub words: String,
    /// Address of the same page in it, else of what changed around it.
    pub href: String,
    /// Whether it has the page.
    pub there: bool,
}

/// The switch of the page at this address; none on the pages about what changed.
pub(super) fn switch(about: &BookContext, page: &str) -> Option<SwitchContext> {
    let between = about.between.as_deref().filter(|_| !page.starts_with(FOLDER))?;
    let since = between.since_edition();
    let editions = between.editions.iter().zip(&between.pairs).rev().map(|((name, pages), pair)| {
        let there = pages.contains(page);
        SwitchedContext {
            words: name.words.clone(),
            href: if there { format!("{}{page}", name.folder) } else { pair.overview() },
            there,
        }
    });
    let changed = since.and_then(|pair| {
        let address = format!("{}{page}", pair.folder);
        pair.pages.iter().find(|changes| changes.address == address)
    });
    Some(SwitchContext {
        page: page.to_owned(),
        editions: editions.collect(),
        history: between.history(page).map(|history| history.address.clone()).unwrap_or_default(),
        changes: changed.map(|changes| changes.address.clone()).unwrap_or_default(),
        overview: since.map(PairView::overview).unwrap_or_default(),
    })
}

/// A line of the table of numbers.
#[derive(Debug, Serialize)]
struct ConcordanceRow<'a> {
    unit: &'a crate::model::UnitChange,
    title: &'a str,
    label: &'a str,
    /// Whether it has another number alone.
    renumbered: bool,
    /// Address of its redline.
    href: String,
}

/// Every page about what changed.
pub(super) fn pages(around: &Surroundings<'_>, between: Option<&BetweenView>) -> Vec<RecordPage> {
    let Some(between) = between else { return Vec::new() };
    let recorded = around.record.is_some();
    let mut pages: Vec<RecordPage> = between.pairs.iter().flat_map(|pair| of_pair(pair, recorded)).collect();
    pages.extend(between.histories.iter().map(|history| {
        let page = StepContext {
            title: history.title.clone(),
            href: Some(relative(&history.address, &history.page)),
        };
        RecordPage {
            title: format!("History: {}", history.title),
            template: "history.html",
            breadcrumbs: vec![home(&history.address), page],
            more: context! { history => value(history), recorded },
            address: history.address.clone(),
        }
    }));
    pages
}

fn home(own: &str) -> StepContext {
    StepContext { title: "Home".to_owned(), href: Some(relative(own, "index.html")) }
}

fn of_pair(pair: &PairView, recorded: bool) -> Vec<RecordPage> {
    let title = between_title(pair);
    let step = |own: &str| StepContext { title: title.clone(), href: Some(relative(own, &pair.overview())) };
    let shown = context! {
        old => value(&pair.old),
        new => value(&pair.new),
        overview => pair.overview(),
        concordance => pair.concordance(),
    };
    let rows: Vec<ConcordanceRow<'_>> = pair
        .pages
        .iter()
        .flat_map(|page| {
            page.units.iter().map(|unit| ConcordanceRow {
                unit,
                title: &page.title,
                label: &page.label,
                renumbered: unit.is_only_renumbered(),
                href: format!("{}#{}", page.address, unit.anchor),
            })
        })
        .collect();
    let mut changed = pair.groups.clone();
    changed.iter_mut().for_each(|group| group.rows.retain(|row| row.href.is_some()));
    changed.retain(|group| !group.rows.is_empty());
    let rows_of = |group: &GroupView| group.rows.clone();
    let unchanged: Vec<GroupRow> =
        pair.groups.iter().flat_map(rows_of).filter(|row| row.href.is_none()).collect();
    let mut pages = vec![
        RecordPage {
            title: title.clone(),
            template: "changes.html",
            breadcrumbs: vec![home(&pair.overview())],
            more: context! {
                pair => shown.clone(),
                counts => value(pair.counts.words()),
                groups => value(&changed),
                unchanged => value(&unchanged),
                amendments => value(&pair.amendments),
                files => value(&pair.files),
                is_same => pair.is_same(),
                recorded,
            },
            address: pair.overview(),
        },
        RecordPage {
            title: format!("Old and new numbers, {} to {}", short(&pair.old.id), short(&pair.new.id)),
            template: "concordance.html",
            breadcrumbs: vec![home(&pair.concordance()), step(&pair.concordance())],
            more: context! { pair => shown.clone(), rows => value(rows), counts => value(pair.counts.words()) },
            address: pair.concordance(),
        },
    ];
    pages.extend(pair.pages.iter().map(|page: &PageChanges| RecordPage {
        title: page.title.clone(),
        template: "page-changes.html",
        breadcrumbs: vec![home(&page.address), step(&page.address)],
        more: context! { pair => shown.clone(), changes => value(page) },
        address: page.address.clone(),
    }));
    pages
}

fn between_title(pair: &PairView) -> String {
    format!("What changed from {} to {}", short(&pair.old.id), short(&pair.new.id))
}

fn short(id: &str) -> &str {
    if id == crate::model::WORKING { "the working text" } else { id }
}

/// What changed between two texts as one HTML file that stands alone: styles inside, links only where
/// the handbook has a published address.
///
/// # Errors
/// When the template fails, at its line.
pub fn between_file(theme: &Theme, config: &Config, pair: &PairView) -> Result<String, Diagnostic> {
    let root = config.site_url.as_ref().map(|url| format!("{}/", url.trim_end_matches('/')));
    let title = between_title(pair);
    let all = context! {
        title,
        language => config.language.clone(),
        book_title => config.title.clone(),
        styles => styles(theme).unwrap_or_default(),
        site => root,
        pair => value(pair),
        counts => value(pair.counts.words()),
    };
    theme.render("changes-file.html", &all)
}
