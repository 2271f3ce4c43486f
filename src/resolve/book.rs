//! The passes in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::anchors::{AnchorMap, PageUnits};
use super::facts::{self, PageFacts};
use super::number::{self, Numbering};
use super::{authorities, data, forms, links, route};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourceText, Span, Warned};
use crate::model::{
    Anchor, Book, Page, PageEntry, PageKind, Place, ReferenceList, Tables, Term, TermMatcher, UnitEntry,
};
use crate::parse::Parsed;
use crate::source::SourceTree;

/// A whole book and the map of anchors that fits its text.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The book.
    pub book: Book,
    /// What `anchors.tsv` must say for this text.
    pub anchors: AnchorMap,
}

/// Makes the book. `anchors` is the text of `anchors.tsv` (empty where there is none); `today` is
/// the one date of the run.
#[must_use]
pub fn book(
    parsed: &Parsed,
    tree: &SourceTree,
    config: &Config,
    anchors: &Arc<SourceText>,
    today: jiff::civil::Date,
) -> Warned<Resolved> {
    let mut diagnostics = Vec::new();
    let numbering = number::number(&tree.summary, |path| parsed.pages.get(path).map(Arc::as_ref));
    let pages: Vec<Arc<Page>> =
        numbering.order.iter().filter_map(|path| parsed.pages.get(path).map(Arc::clone)).collect();
    let terms = Arc::new(TermMatcher::new(&parsed.data.reference.terms));
    let gathered: Vec<Warned<PageFacts>> = pages.par_iter().map(|page| facts::of(page, &terms)).collect();
    let strict = config.is_handbook();
    let mut facts: Vec<PageFacts> = Vec::with_capacity(gathered.len());
    for found in gathered {
        diagnostics.extend(found.diagnostics.into_iter().filter(|_| strict));
        facts.push(found.value);
    }

    let old = AnchorMap::parse(anchors).drain_into(&mut diagnostics);
    let units = numbered_units(&pages, &facts, &numbering);
    let next = old.next(&units);
    if strict {
        report_stale_anchors(&old, &units, &pages, &facts, anchors, &mut diagnostics);
    }

    let places = data::places(parsed);
    let authorities = authorities::table(&pages, &parsed.data.reference, &places, &mut diagnostics);
    let entries = pages
        .iter()
        .zip(&facts)
        .map(|(page, facts)| (page.path.clone(), entry(page, facts, &numbering, next.anchors(&page.path))));
    let mut tables = Tables {
        pages: entries.collect(),
        authorities,
        cited: authorities::cited(&facts),
        used: used_terms(&facts, &parsed.data.reference.terms),
    };
    add_listed_targets(&mut tables);
    add_terms(&mut tables, &pages, &parsed.data.reference.terms);

    let incomplete = parsed.data.incomplete
        || pages.iter().any(|page| page.kind == PageKind::Annex && page.front.annex.is_none());
    let files: BTreeSet<&str> = tree.assets.iter().map(|asset| asset.path.as_str()).collect();
    let checked: Vec<Vec<Diagnostic>> = pages
        .par_iter()
        .zip(&facts)
        .map(|(page, facts)| {
            let mut found = Vec::new();
            let is_file = |path: &str| files.contains(path);
            links::check(
                &tables,
                &is_file,
                &page.source,
                &page.path,
                &facts.links,
                &facts.images,
                &mut found,
            );
            authorities::check(
                &tables.authorities,
                &parsed.data.reference,
                incomplete,
                &page.source,
                &facts.citations,
                &mut found,
            );
            found
        })
        .collect();
    diagnostics.extend(checked.into_iter().flatten());

    if let Some(handbook) = &config.handbook {
        data::check(parsed, &mut diagnostics);
        route::check(parsed, &tables, &mut diagnostics);
        forms::check(parsed, &tables, &mut diagnostics);
        let headings: BTreeMap<String, Vec<(String, Span)>> = pages
            .iter()
            .zip(&facts)
            .map(|(page, facts)| (page.path.clone(), facts.headings.clone()))
            .collect();
        data::check_annexes(
            &pages,
            &headings,
            &parsed.data.reference,
            today,
            handbook.stale_after_months,
            &tree.summary_text,
            &mut diagnostics,
        );
    }
    let addresses = pages.iter().enumerate().map(|(index, page)| (page.address(), index)).collect();
    let book = Book {
        addresses,
        pages,
        parts: numbering.parts,
        reference: Arc::new(parsed.data.reference.clone()),
        tables: Arc::new(tables),
        terms,
    };
    Warned { value: Resolved { book, anchors: next }, diagnostics }
}

/// Fingerprints of the units of every page that has a label.
fn numbered_units(pages: &[Arc<Page>], facts: &[PageFacts], numbering: &Numbering) -> PageUnits {
    let labelled = |page: &Page| numbering.labels.get(&page.path).is_some_and(|label| !label.is_empty());
    pages
        .iter()
        .zip(facts)
        .filter(|(page, _)| labelled(page))
        .map(|(page, facts)| {
            (page.path.clone(), facts.units.iter().map(|(print, _)| print.clone()).collect())
        })
        .collect()
}

fn entry<'a>(
    page: &Page,
    facts: &PageFacts,
    numbering: &Numbering,
    anchors: impl Iterator<Item = &'a Anchor>,
) -> PageEntry {
    let label = numbering.labels.get(&page.path).cloned().unwrap_or_default();
    let numbers = number::units(&label, facts.units.len());
    let units =
        numbers.zip(anchors).map(|(number, anchor)| UnitEntry { number, anchor: anchor.clone() }).collect();
    PageEntry {
        address: page.address(),
        title: page.title_text(),
        label,
        kind: page.kind,
        state: page.front.annex.as_ref().map(|annex| annex.state.clone()),
        targets: facts.targets.clone(),
        units,
    }
}

/// Where each term is used, in reading order.
fn used_terms(facts: &[PageFacts], terms: &[Term]) -> BTreeMap<String, Vec<Place>> {
    let mut used: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (page, facts) in facts.iter().enumerate() {
        for &(unit, term) in &facts.terms {
            if let Some(term) = terms.get(term) {
                used.entry(term.id.clone()).or_default().push(Place { page, unit });
            }
        }
    }
    used
}

/// Entries of generated lists can be linked to: instruments, sources.
fn add_listed_targets(tables: &mut Tables) {
    let Tables { pages, authorities, .. } = tables;
    for authority in authorities.values() {
        let Some((address, id)) = authority.address.as_ref().and_then(|address| address.split_once('#'))
        else {
            continue;
        };
        if let Some(entry) = pages.values_mut().find(|entry| entry.address == address) {
            entry.targets.entry(id.to_owned()).or_insert_with(|| authority.short.clone());
        }
    }
}

/// Terms can be linked to where the glossary is printed.
fn add_terms(tables: &mut Tables, pages: &[Arc<Page>], terms: &[Term]) {
    let Some(page) = pages.iter().find(|page| page.front.lists == Some(ReferenceList::Glossary)) else {
        return;
    };
    if let Some(entry) = tables.pages.get_mut(&page.path) {
        for term in terms {
            entry.targets.entry(term.id.clone()).or_insert_with(|| term.term.clone());
        }
    }
}

/// One finding a page whose text has moved on since `anchors.tsv` was written.
fn report_stale_anchors(
    old: &AnchorMap,
    units: &PageUnits,
    pages: &[Arc<Page>],
    facts: &[PageFacts],
    anchors: &Arc<SourceText>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    const HELP: &str = "run `handbook anchors update`, which keeps the anchors of paragraphs that stayed";
    for (page, facts) in pages.iter().zip(facts) {
        let Some(prints) = units.get(&page.path) else { continue };
        let changed = old.changed(&page.path, prints);
        let Some(&first) = changed.first() else { continue };
        let span = facts.units.get(first).or(facts.units.last()).map_or(Span::default(), |(_, span)| *span);
        let line = page.source.place(span.range().start).line;
        let count = changed.len();
        let words = if count == 1 { "1 unit".to_owned() } else { format!("{count} units") };
        diagnostics.push(
            Diagnostic::new(
                Code::E0501,
                &page.source,
                page.source.line_span(line),
                format!("`anchors.tsv` does not fit {words} of this page"),
            )
            .label("the first of them")
            .help(HELP),
        );
    }
    for page in old.pages_in_use().filter(|page| !units.contains_key(*page)) {
        diagnostics.push(
            Diagnostic::new(
                Code::E0501,
                anchors,
                Span::default(),
                format!("`anchors.tsv` has anchors in use on `{page}`, which has no numbered units"),
            )
            .help(HELP),
        );
    }
}
