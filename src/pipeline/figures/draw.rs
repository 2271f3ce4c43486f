//! Units for a reader to judge: a seeded draw of those with a citation, and all those without.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::established::{annex_source, annexes, mention_evidence, read_of};
use super::unit::{PageText, UnitText};
use crate::model::{AuthorityKind, Book, Evidence, Mention, Page};

/// A unit with everything it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TracedUnit {
    /// What readers cite.
    pub number: String,
    /// What links use.
    pub anchor: String,
    /// Address in the site.
    pub address: String,
    /// Title of the page.
    pub page: String,
    /// The heading above it.
    pub heading: String,
    /// Its words, citations spelt out in their short form.
    pub text: String,
    /// Its citations, in order.
    pub citations: Vec<TracedCitation>,
}

/// One authority that a unit names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TracedCitation {
    /// Key of the authority.
    pub key: String,
    /// `instrument`, `statute` or `document`.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// The provision; empty for the whole.
    pub provision: String,
    /// How well it is established.
    pub evidence: Evidence,
    /// How much of it was read, for a document.
    pub read: Option<String>,
    /// Where it is published.
    pub url: Option<String>,
}

/// A unit without a citation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UncitedUnit {
    /// Path of the page.
    pub path: String,
    /// Line on which it begins, from 1.
    pub line: usize,
    /// What readers cite.
    pub number: String,
    /// What links use.
    pub anchor: String,
    /// The heading above it.
    pub heading: String,
    /// Its words.
    pub text: String,
}

/// Draws `count` numbered units that have a citation, fewer where there are fewer, in reading order.
///
/// Drawn are the units whose SHA-256 of `seed:anchor` is lowest as hexadecimal text: anyone can
/// repeat the draw without this program, and a unit added elsewhere changes it by one at most.
#[must_use]
pub fn draw(book: &Book, count: usize, seed: &str) -> Vec<TracedUnit> {
    let texts: Vec<(&Page, PageText<'_>)> =
        book.pages.iter().map(|page| (&**page, PageText::of(book, page))).collect();
    let units = texts.iter().flat_map(|(page, text)| text.units.iter().map(move |unit| (*page, unit)));
    let mut ranked: Vec<([u8; 32], usize, &Page, &UnitText<'_>)> = units
        .filter(|(_, unit)| !unit.citations.is_empty())
        .enumerate()
        .filter_map(|(order, (page, unit))| {
            let anchor = &unit.name?.anchor;
            Some((Sha256::digest(format!("{seed}:{anchor}")).into(), order, page, unit))
        })
        .collect();
    ranked.sort_unstable_by_key(|found| found.0);
    ranked.truncate(count);
    ranked.sort_unstable_by_key(|&(_, order, ..)| order);
    ranked.into_iter().filter_map(|(_, _, page, unit)| trace(book, page, unit)).collect()
}

/// Every numbered unit without a citation, in reading order.
#[must_use]
pub fn uncited(book: &Book) -> Vec<UncitedUnit> {
    let mut found = Vec::new();
    for page in &book.pages {
        for unit in PageText::of(book, page).units {
            let Some(name) = unit.name.filter(|_| unit.citations.is_empty()) else { continue };
            found.push(UncitedUnit {
                path: page.path.clone(),
                line: page.source.place(unit.offset).line,
                number: name.number.to_string(),
                anchor: name.anchor.to_string(),
                heading: unit.heading,
                text: unit.spelt,
            });
        }
    }
    found
}

fn trace(book: &Book, page: &Page, unit: &UnitText<'_>) -> Option<TracedUnit> {
    let name = unit.name?;
    let mentions = unit.citations.iter().flat_map(|citation| &citation.mentions);
    Some(TracedUnit {
        number: name.number.to_string(),
        anchor: name.anchor.to_string(),
        address: format!("{}#{}", page.address(), name.anchor),
        page: page.title_text(),
        heading: unit.heading.clone(),
        text: unit.spelt.clone(),
        citations: mentions.filter_map(|mention| trace_citation(book, mention)).collect(),
    })
}

fn trace_citation(book: &Book, mention: &Mention) -> Option<TracedCitation> {
    let authority = book.tables.authorities.get(&mention.key)?;
    let (kind, url) = match authority.kind {
        AuthorityKind::Instrument => {
            ("instrument", book.reference.instrument(&mention.key).and_then(|found| found.url.clone()))
        }
        AuthorityKind::Statute => {
            let statute =
                annexes(book).flat_map(|annex| &annex.statutes).find(|found| found.id == mention.key);
            ("statute", statute.and_then(|statute| statute.url.clone()))
        }
        AuthorityKind::Source => {
            let listed = book.reference.sources.iter().find(|source| source.id == mention.key);
            let url = listed.and_then(|source| source.url.clone());
            ("document", url.or_else(|| annex_source(book, &mention.key)?.url.clone()))
        }
    };
    let read = (authority.kind == AuthorityKind::Source).then(|| read_of(book, &mention.key)).flatten();
    Some(TracedCitation {
        key: mention.key.clone(),
        kind,
        title: authority.title.clone(),
        provision: mention.pinpoint.clone(),
        evidence: mention_evidence(book, authority, &mention.pinpoint),
        read: read.map(str::to_owned),
        url,
    })
}
