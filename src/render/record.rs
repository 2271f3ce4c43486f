//! The record of amendments on the pages: what is open on a page, the list of amendments, a page of
//! each, and the process in plain words. All of it is for reading.

use std::borrow::Cow;

use minijinja::{Value, context};
use rayon::prelude::*;
use serde::Serialize;

use super::body::Surroundings;
use super::context::StepContext;
use super::theme::value;
use crate::model::{AmendmentView, Book, Page, PageKind, ReferenceList};
use crate::resolve::relative;

/// Address of the list of amendments.
pub(super) const LIST: &str = "amendments.html";
/// Address of the page about the process.
pub(super) const PROCESS: &str = "process.html";

/// An amendment on a page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct AmendmentContext<'a> {
    /// Address of its page.
    pub href: String,
    /// Name of its State; empty for none.
    pub state_name: String,
    /// The pages that it touches.
    pub pages: Vec<TouchedContext>,
    /// The amendment itself.
    #[serde(flatten)]
    pub view: Cow<'a, AmendmentView>,
}

/// A text that an amendment touches.
#[derive(Clone, Debug, Serialize)]
pub(super) struct TouchedContext {
    /// Its path in the handbook's folder.
    pub path: String,
    /// Title of the page that shows it; the path where none does.
    pub title: String,
    /// Address of that page.
    pub href: Option<String>,
}

/// One page about the record.
pub(super) struct RecordPage {
    pub address: String,
    pub title: String,
    pub template: &'static str,
    pub breadcrumbs: Vec<StepContext>,
    pub more: Value,
}

/// Address of an amendment's page.
pub(super) fn address(id: &str) -> String {
    format!("amendments/{id}.html")
}

/// The texts that a page shows: its own, data of the same name, and the treaty status of its State.
pub(super) fn texts(page: &Page) -> Vec<String> {
    let own = page.source.path().to_owned();
    let mut texts = Vec::new();
    if page.front.lists.is_some()
        && let Some(stem) = own.strip_suffix(".md")
    {
        texts.push(format!("{stem}.yaml"));
    }
    if let Some(annex) = &page.front.annex {
        texts.push(format!("content/reference/treaty-status/{}.yaml", annex.state.to_lowercase()));
    }
    texts.insert(0, own);
    texts
}

/// Whether a page of these texts shows a text.
fn shows(page: &Page, texts: &[String], path: &str) -> bool {
    texts.iter().any(|text| text == path)
        || (page.front.lists == Some(ReferenceList::TreatyStatus)
            && path.starts_with("content/reference/treaty-status/"))
}

/// Amendments that are open on a page, without changes to other texts.
pub(super) fn on_page<'a>(around: &Surroundings<'a>, page: &Page, own: &str) -> Vec<AmendmentContext<'a>> {
    let Some(record) = around.record else { return Vec::new() };
    let texts = texts(page);
    record
        .amendments
        .iter()
        .filter(|amendment| amendment.pending || amendment.stage == "accepted")
        .filter(|amendment| amendment.paths.iter().any(|path| shows(page, &texts, path)))
        .map(|amendment| {
            let mut view = Cow::Borrowed(amendment);
            if amendment.changes.iter().any(|change| !shows(page, &texts, &change.path)) {
                view.to_mut().changes.retain(|change| shows(page, &texts, &change.path));
            }
            context_of(around.book, view, own)
        })
        .collect()
}

fn context_of<'a>(book: &Book, view: Cow<'a, AmendmentView>, own: &str) -> AmendmentContext<'a> {
    let name = view.state.as_ref().map(|code| {
        let state = book.reference.states.iter().find(|state| state.iso2 == *code);
        state.map_or_else(|| code.clone(), |state| state.name.clone())
    });
    AmendmentContext {
        href: relative(own, &address(&view.id)),
        state_name: name.unwrap_or_default(),
        pages: view.paths.iter().map(|path| touched(book, path, own)).collect(),
        view,
    }
}

/// The page that shows a text best: that of the text itself, else an annex, else a list.
fn touched(book: &Book, path: &str, own: &str) -> TouchedContext {
    let page = book
        .pages
        .iter()
        .filter(|page| shows(page, &texts(page), path))
        .min_by_key(|page| (page.source.path() != path, page.kind != PageKind::Annex, page.path.clone()));
    TouchedContext {
        path: path.to_owned(),
        title: page.map_or_else(|| path.to_owned(), |page| page.title_text()),
        href: page.map(|page| relative(own, &page.address())),
    }
}

/// The list, a page of each amendment, and the process; none without a record.
pub(super) fn pages(around: &Surroundings<'_>) -> Vec<RecordPage> {
    let Some(record) = around.record else { return Vec::new() };
    let book = around.book;
    let home = |own: &str| StepContext { title: "Home".to_owned(), href: Some(relative(own, "index.html")) };
    let list = |chosen: &dyn Fn(&AmendmentView) -> bool| -> Vec<AmendmentContext<'_>> {
        let chosen = record.amendments.iter().filter(|amendment| chosen(amendment));
        chosen.map(|amendment| context_of(book, Cow::Borrowed(amendment), LIST)).collect()
    };
    let groups = context! {
        waiting => value(list(&|amendment| amendment.pending)),
        accepted => value(list(&|amendment| amendment.stage == "accepted")),
        ended => value(list(&|amendment| !amendment.pending && amendment.stage != "accepted")),
    };
    // The amendments themselves are in the groups: a record of a thousand is copied once, not for
    // every page.
    let about = context! {
        seq => record.seq,
        head => record.head.clone(),
        time => record.time.clone(),
        rounds => value(&record.rounds),
        amendments => record.amendments.len(),
    };
    let mut pages = vec![
        RecordPage {
            address: LIST.to_owned(),
            title: "Amendments".to_owned(),
            template: "amendments.html",
            breadcrumbs: vec![home(LIST)],
            more: context! { record => about, groups },
        },
        RecordPage {
            address: PROCESS.to_owned(),
            title: "How this handbook is changed".to_owned(),
            template: "process.html",
            breadcrumbs: vec![home(PROCESS)],
            more: context! { process => value(&record.process) },
        },
    ];
    pages.par_extend(record.amendments.par_iter().map(|view| {
        let own = address(&view.id);
        let steps = vec![
            home(&own),
            StepContext { title: "Amendments".to_owned(), href: Some(relative(&own, LIST)) },
        ];
        RecordPage {
            title: if view.title.is_empty() { view.docket.clone() } else { view.title.clone() },
            template: "amendment.html",
            breadcrumbs: steps,
            more: context! { amendment => value(context_of(book, Cow::Borrowed(view), &own)) },
            address: own,
        }
    }));
    pages
}
