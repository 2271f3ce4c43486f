//! The table of what can be cited, and the check of every citation against it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::data::IdPlaces;
use crate::diagnostic::{Code, Diagnostic, SourceText};
use crate::model::{
    Authority, AuthorityKind, Citation, Instrument, Page, Reference, ReferenceList, address_of,
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
        } else if let Some(instrument) = reference.instrument(&mention.key)
            && instrument.articles_seen == "yes"
            && !instrument.articles.is_empty()
            && let Some(article) = unlisted(instrument, &mention.pinpoint)
        {
            let names: Vec<&str> =
                instrument.articles.iter().map(|article| article.number.as_str()).collect();
            diagnostics.push(
                Diagnostic::new(
                    Code::E0403,
                    source,
                    mention.span,
                    format!("`{}` lists no article {article}", mention.key),
                )
                .help(format!(
                    "correct the number, or add it to the articles; listed are {}",
                    names.join(", ")
                )),
            );
        }
    }
}

/// The first article that a pinpoint names and the instrument does not list.
fn unlisted(instrument: &Instrument, pinpoint: &str) -> Option<u32> {
    let named = pinpoint.strip_prefix("arts. ").or_else(|| pinpoint.strip_prefix("art. "))?;
    let listed: BTreeSet<u32> = instrument
        .articles
        .iter()
        .flat_map(|article| match numbers(&article.number)[..] {
            // `5-9` stands for all five.
            [first, last] if first < last && article.number.contains('-') => first..=last,
            [first, ..] => first..=first,
            [] => 1..=0,
        })
        .collect();
    numbers(named).into_iter().find(|number| !listed.contains(number))
}

/// The numbers of a text that stand outside brackets: 18 in `18(15)`, 12 and 14 in `12 to 14`.
fn numbers(text: &str) -> Vec<u32> {
    let mut depth = 0_u32;
    let outside: String = text
        .chars()
        .map(|letter| {
            match letter {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ if depth == 0 => return letter,
                _ => {}
            }
            ' '
        })
        .collect();
    outside.split(|letter: char| !letter.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn numbers_stand_outside_brackets() {
        assert_eq!(numbers("18(15)(a)"), [18]);
        assert_eq!(numbers("12 to 14"), [12, 14]);
        assert_eq!(numbers("3, 4(2) and 9"), [3, 4, 9]);
    }
}
