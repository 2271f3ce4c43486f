//! The list of editions: what each is, where to read it, how to take it away and prove it.

use std::collections::BTreeMap;

use minijinja::context;
use serde::Serialize;

use super::body::Surroundings;
use super::context::{BookContext, StepContext};
use super::record::{self, RecordPage};
use super::theme::value;
use crate::model::{EditionView, PairView, PublishedView};

/// Address of the list.
pub(super) const LIST: &str = "editions.html";

/// An edition on the page.
#[derive(Debug, Serialize)]
struct EditionContext<'a> {
    #[serde(flatten)]
    view: &'a EditionView,
    size: String,
    forms: Vec<FormContext<'a>>,
    states: Vec<StateContext<'a>>,
    /// Address of what changed since the edition before; empty for the first one.
    changes: String,
}

/// Another form of an edition.
#[derive(Debug, Serialize)]
struct FormContext<'a> {
    form: &'a str,
    href: &'a str,
    size: String,
}

/// What a State brought into an edition.
#[derive(Debug, Serialize)]
struct StateContext<'a> {
    name: &'a str,
    amendments: Vec<ItemContext<'a>>,
}

#[derive(Debug, Serialize)]
struct ItemContext<'a> {
    docket: &'a str,
    title: &'a str,
    href: Option<String>,
}

/// The list of editions; none where the site carries no edition.
pub(super) fn page(
    around: &Surroundings<'_>,
    about: &BookContext,
    editions: &[EditionView],
) -> Option<RecordPage> {
    // The one that the page shows how to verify.
    let newest = editions.iter().find(|edition| edition.latest).or_else(|| editions.first())?;
    let views: Vec<EditionContext<'_>> = editions
        .iter()
        .map(|view| EditionContext {
            view,
            size: size(view.zip.1),
            forms: forms(view),
            states: states(around, view),
            changes: changes(about, view),
        })
        .collect();
    let title = "Editions".to_owned();
    let home = StepContext { title: about.short_title.clone(), href: Some("index.html".to_owned()) };
    Some(RecordPage {
        address: LIST.to_owned(),
        title,
        template: "editions.html",
        breadcrumbs: vec![StepContext { title: "Home".to_owned(), ..home }],
        more: context! { editions => value(&views), newest => value(newest), latest => newest.latest },
    })
}

/// Address of what changed from the edition before.
fn changes(about: &BookContext, edition: &EditionView) -> String {
    let pairs = about.between.iter().flat_map(|between| &between.pairs);
    pairs.into_iter().find(|pair| pair.new.id == edition.id).map(PairView::overview).unwrap_or_default()
}

fn forms(edition: &EditionView) -> Vec<FormContext<'_>> {
    let form = |(href, bytes)| FormContext {
        form: str::rsplit(href, '.').next().unwrap_or_default(),
        href,
        size: size(bytes),
    };
    edition.exports.iter().map(|(href, bytes)| form((href.as_str(), *bytes))).collect()
}

/// What each State brought, States by their order in the handbook, then what the editors brought.
fn states<'a>(around: &Surroundings<'a>, edition: &'a EditionView) -> Vec<StateContext<'a>> {
    let mut by_state: BTreeMap<&str, Vec<ItemContext<'a>>> = BTreeMap::new();
    for one in &edition.amendments {
        by_state.entry(&one.state).or_default().push(item(around, one));
    }
    let mut states = Vec::new();
    for state in &around.book.reference.states {
        if let Some(amendments) = by_state.remove(state.iso2.as_str()) {
            states.push(StateContext { name: &state.name, amendments });
        }
    }
    states.extend(by_state.into_values().map(|amendments| StateContext { name: "", amendments }));
    states
}

fn item<'a>(around: &Surroundings<'a>, one: &'a PublishedView) -> ItemContext<'a> {
    let known = around.record.is_some_and(|record| record.amendments.iter().any(|view| view.id == one.id));
    ItemContext { docket: &one.docket, title: &one.title, href: known.then(|| record::address(&one.id)) }
}

/// Bytes in words: `2.4 MB`, counted by thousands.
fn size(bytes: usize) -> String {
    match bytes {
        0..=999_999 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
