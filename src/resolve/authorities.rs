//! The table of what can be cited, and the check of every citation against it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::data::IdPlaces;
use super::facts::PageFacts;
use crate::diagnostic::{Code, Diagnostic, SourceText};
use crate::model::{
    Authority, AuthorityKind, Citation, Mention, Page, PinpointKey, Place, Reference, ReferenceList,
    address_of,
};

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

/// Reports citations whose key nothing defines, and of articles that an instrument whose text was
/// read does not have in its list. Where the data are `incomplete`, an unknown key may stand in
/// what could not be read.
pub(super) fn check(
    authorities: &BTreeMap<String, Authority>,
    reference: &Reference,
    incomplete: bool,
    source: &Arc<SourceText>,
    citations: &[Citation],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for mention in citations.iter().flat_map(|citation| &citation.mentions) {
        if !authorities.contains_key(&mention.key) {
            if incomplete {
                continue;
            }
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
        if let Some(number) = unlisted(reference, mention) {
            let instrument =
                &authorities.get(&mention.key).map_or(mention.key.as_str(), |authority| &authority.short);
            diagnostics.push(
                Diagnostic::new(
                    Code::E0403,
                    source,
                    mention.span,
                    format!("article {number} is not among the listed articles of {instrument}"),
                )
                .help("correct the number, or add the article to the instrument in the data"),
            );
        }
    }
}

/// The first article of a citation that an instrument whose text was read does not list.
fn unlisted(reference: &Reference, mention: &Mention) -> Option<String> {
    let instrument = reference.instrument(&mention.key)?;
    let rest = ["arts. ", "art. "].iter().find_map(|word| mention.pinpoint.strip_prefix(word))?;
    if instrument.articles_seen != "yes" || instrument.articles.is_empty() {
        return None;
    }
    let leading = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    rest.split([' ', ','])
        .map(leading)
        .filter(|number| !number.is_empty())
        .find(|number| !instrument.articles.iter().any(|article| leading(&article.number) == *number))
}

/// Where each authority is cited, by key and provision.
pub(super) fn cited(facts: &[PageFacts]) -> BTreeMap<String, BTreeMap<PinpointKey, Vec<Place>>> {
    let mut cited: BTreeMap<String, BTreeMap<PinpointKey, Vec<Place>>> = BTreeMap::new();
    for (page, facts) in facts.iter().enumerate() {
        for citation in &facts.citations {
            let place = Place { page, unit: facts.unit_at(citation.span.start) };
            for mention in &citation.mentions {
                let places = cited
                    .entry(mention.key.clone())
                    .or_default()
                    .entry(PinpointKey(mention.pinpoint.clone()))
                    .or_default();
                if places.last() != Some(&place) {
                    places.push(place.clone());
                }
            }
        }
    }
    cited
}
