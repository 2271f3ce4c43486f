//! The table of what can be cited, and the check of every citation against it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::data::IdPlaces;
use crate::diagnostic::{Code, Diagnostic, SourceText};
use crate::model::{Authority, AuthorityKind, Citation, Page, Reference, ReferenceList, address_of};

/// Gathers instruments, statutes and sources under one set of keys.
///
/// A key that two lists define is an error: a citation must never be ambiguous. The first of
/// instrument, statute and source is kept.
pub(super) fn table(
    pages: &[Arc<Page>],
    reference: &Reference,
    places: &IdPlaces,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Authority> {
    let mut table = Table { authorities: BTreeMap::new(), places, diagnostics };
    let list = |wanted: ReferenceList| {
        pages.iter().find(|page| page.front.lists == Some(wanted)).map(|page| address_of(&page.path))
    };
    let instruments = list(ReferenceList::Instruments);
    for instrument in &reference.instruments {
        table.add(Authority {
            id: instrument.id.clone(),
            kind: AuthorityKind::Instrument,
            title: instrument.title.clone(),
            native: None,
            short: instrument.short.clone(),
            address: instruments.as_ref().map(|page| format!("{page}#{}", instrument.id)),
            state: None,
        });
    }
    let annexes = || pages.iter().filter_map(|page| page.front.annex.as_ref().map(|annex| (page, annex)));
    for (page, annex) in annexes() {
        for statute in &annex.statutes {
            table.add(Authority {
                id: statute.id.clone(),
                kind: AuthorityKind::Statute,
                title: statute.title_en.clone(),
                native: statute
                    .title_native
                    .clone()
                    .zip(statute.lang.clone())
                    .filter(|(title, _)| *title != statute.title_en),
                short: statute.short.clone(),
                address: Some(format!("{}#{}", address_of(&page.path), statute.id)),
                state: Some(annex.state.clone()),
            });
        }
    }
    let sources = list(ReferenceList::Sources);
    for source in &reference.sources {
        table.add(document(&source.id, &source.title, source.short.as_deref(), sources.as_deref(), None));
    }
    for (page, annex) in annexes() {
        let address = address_of(&page.path);
        for source in &annex.sources {
            table.add(document(
                &source.id,
                &source.title,
                source.short.as_deref(),
                Some(&address),
                Some(annex.state.clone()),
            ));
        }
    }
    table.authorities
}

fn document(
    id: &str,
    title: &str,
    short: Option<&str>,
    page: Option<&str>,
    state: Option<String>,
) -> Authority {
    Authority {
        id: id.to_owned(),
        kind: AuthorityKind::Source,
        title: title.to_owned(),
        native: None,
        short: short.unwrap_or(title).to_owned(),
        address: page.map(|page| format!("{page}#{id}")),
        state,
    }
}

struct Table<'a> {
    authorities: BTreeMap<String, Authority>,
    places: &'a IdPlaces,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Table<'_> {
    fn add(&mut self, authority: Authority) {
        if !self.authorities.contains_key(&authority.id) {
            self.authorities.insert(authority.id.clone(), authority);
            return;
        }
        if let Some([first, .., (source, span)]) = self.places.get(&authority.id).map(Vec::as_slice) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::E0309,
                    source,
                    *span,
                    format!("the id `{}` is defined twice", authority.id),
                )
                .also(&first.0, first.1, "first defined here")
                .help("instruments, statutes and sources share one set of ids; rename one of them"),
            );
        }
    }
}

/// Reports citations whose key nothing defines.
pub(super) fn check(
    authorities: &BTreeMap<String, Authority>,
    source: &Arc<SourceText>,
    citations: &[Citation],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for mention in citations.iter().flat_map(|citation| &citation.mentions) {
        if !authorities.contains_key(&mention.key) {
            diagnostics.push(
                Diagnostic::new(
                    Code::E0401,
                    source,
                    mention.span,
                    format!("nothing that can be cited has the key `{}`", mention.key),
                )
                .suggest(&mention.key, authorities.keys().map(String::as_str)),
            );
        }
    }
}
