//! How well authorities and facts are established, and how full the annexes are.

use std::collections::BTreeMap;

use serde::Serialize;

use super::count::ByEvidence;
use crate::model::{
    Annex, AnnexSource, Authority, AuthorityKind, Book, Evidence, Instrument, Source, value_parts,
};

/// How well what an authority says is established.
///
/// An instrument and a statute have the evidence of their entry. A document has what was read of
/// it: with `full`, `data` and `seed` it is one source, with `opening` no more than title or
/// opening, with `none` it is unverified.
#[must_use]
pub fn authority_evidence(book: &Book, authority: &Authority) -> Evidence {
    match authority.kind {
        AuthorityKind::Instrument => {
            book.reference.instrument(&authority.id).map_or(Evidence::None, |found| found.evidence)
        }
        AuthorityKind::Statute => annexes(book)
            .flat_map(|annex| &annex.statutes)
            .find(|statute| statute.id == authority.id)
            .map_or(Evidence::None, |statute| statute.evidence),
        AuthorityKind::Source => read_of(book, &authority.id).map_or(Evidence::None, evidence_of_reading),
    }
}

/// How well the provision that a citation names is established: for an article that the instrument
/// lists, the evidence of the article, the weakest where there are several; otherwise as
/// [`authority_evidence`].
#[must_use]
pub fn mention_evidence(book: &Book, authority: &Authority, pinpoint: &str) -> Evidence {
    let listed =
        book.reference.instrument(&authority.id).filter(|_| authority.kind == AuthorityKind::Instrument);
    let found = listed.and_then(|instrument| {
        let articles = pinpoint.strip_prefix("arts. ").or_else(|| pinpoint.strip_prefix("art. "))?;
        articles.split([' ', ',']).filter_map(|article| listed_article(instrument, article)).max()
    });
    found.unwrap_or_else(|| authority_evidence(book, authority))
}

/// The evidence of an article or, where only the whole article is listed, of that.
fn listed_article(instrument: &Instrument, article: &str) -> Option<Evidence> {
    let longest = instrument.articles.iter().filter(|listed| {
        let rest = article.strip_prefix(listed.number.as_str());
        rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
    });
    longest.max_by_key(|listed| listed.number.len()).map(|listed| listed.evidence)
}

/// How much of a document was read, as its entry says it.
pub(super) fn read_of<'a>(book: &'a Book, id: &str) -> Option<&'a str> {
    let listed = book.reference.sources.iter().find(|source: &&Source| source.id == id);
    listed.map(|source| source.read.as_str()).or_else(|| annex_source(book, id).map(AnnexSource::read))
}

/// The entry of a document in an annex.
pub(super) fn annex_source<'a>(book: &'a Book, id: &str) -> Option<&'a AnnexSource> {
    annexes(book).flat_map(|annex| &annex.sources).find(|source| source.id == id)
}

fn evidence_of_reading(read: &str) -> Evidence {
    match read {
        "full" | "data" | "seed" => Evidence::OneSource,
        "opening" => Evidence::OpeningOnly,
        _ => Evidence::Unverified,
    }
}

pub(super) fn annexes(book: &Book) -> impl Iterator<Item = &Annex> {
    book.pages.iter().filter_map(|page| page.front.annex.as_deref())
}

/// Facts of one sort by evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactFigures {
    /// What sort of fact.
    pub sort: &'static str,
    /// Their number.
    pub all: usize,
    /// Their evidence.
    pub by_evidence: ByEvidence,
}

impl FactFigures {
    fn of(sort: &'static str, evidence: impl Iterator<Item = Evidence>) -> Self {
        let mut by_evidence = ByEvidence::default();
        evidence.for_each(|found| by_evidence.add(found));
        Self { sort, all: by_evidence.sum(), by_evidence }
    }
}

/// The facts in the handbook's data, sort by sort.
pub(super) fn facts(book: &Book) -> Vec<FactFigures> {
    let reference = &book.reference;
    let entries = || reference.treaty_status.values().flat_map(|status| &status.entries);
    vec![
        FactFigures::of(
            "annex fields",
            annexes(book).flat_map(|annex| &annex.fields).map(|field| field.fact.evidence),
        ),
        FactFigures::of(
            "offices",
            annexes(book).flat_map(|annex| &annex.contacts).map(|contact| contact.evidence),
        ),
        FactFigures::of(
            "statutes",
            annexes(book).flat_map(|annex| &annex.statutes).map(|statute| statute.evidence),
        ),
        FactFigures::of(
            "treaties with single States",
            annexes(book).flat_map(|annex| &annex.bilateral).map(|treaty| treaty.evidence),
        ),
        FactFigures::of("treaty entries", entries().map(|entry| entry.evidence)),
        FactFigures::of(
            "treaty steps",
            entries().flat_map(|entry| &entry.events).map(|event| event.evidence),
        ),
        FactFigures::of(
            "reservations",
            entries().flat_map(|entry| &entry.reservations).map(|found| found.evidence),
        ),
        FactFigures::of("instruments", reference.instruments.iter().map(|found| found.evidence)),
        FactFigures::of("terms", reference.terms.iter().map(|term| term.evidence)),
        FactFigures::of(
            "membership",
            reference.states.iter().flat_map(|state| &state.membership).map(|event| event.evidence),
        ),
    ]
}

/// How full the comparable cells of an annex are, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FillFigures {
    /// Code of the State; empty for all.
    pub state: String,
    /// Comparable fields.
    pub fields: usize,
    /// Fields with a value.
    pub filled: usize,
    /// Fields with a value that a document supports: better than unverified.
    pub supported: usize,
    /// Fields with a value of which some part is not established.
    pub partly: usize,
}

impl FillFigures {
    fn add(&mut self, other: &Self) {
        self.fields += other.fields;
        self.filled += other.filled;
        self.supported += other.supported;
        self.partly += other.partly;
    }
}

/// State by state in the order of the book, then all together.
pub(super) fn fill(book: &Book) -> Vec<FillFigures> {
    let mut rows: Vec<FillFigures> = annexes(book).map(|annex| fill_of(book, annex)).collect();
    let mut all = FillFigures::default();
    rows.iter().for_each(|row| all.add(row));
    rows.push(all);
    rows
}

fn fill_of(book: &Book, annex: &Annex) -> FillFigures {
    let given: BTreeMap<&str, _> =
        annex.fields.iter().map(|field| (field.key.as_str(), &field.fact)).collect();
    let mut row = FillFigures { state: annex.state.clone(), ..FillFigures::default() };
    for field in &book.reference.layout.fields {
        row.fields += 1;
        let Some(fact) = given.get(field.key.as_str()) else { continue };
        let parts = value_parts(field, fact);
        let established = parts.iter().filter(|part| part.words.is_some()).count();
        if established > 0 {
            row.filled += 1;
            row.partly += usize::from(established < parts.len());
            row.supported += usize::from(fact.evidence < Evidence::Unverified);
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_listed_article_counts() {
        let yaml = "{id: a, title: A, short: A, kind: treaty, articles_seen: 'yes', articles: [\
                    {number: '1', subject: x, evidence: unverified}, \
                    {number: '18', subject: x, evidence: one-source}, \
                    {number: '18(3)', subject: x, evidence: two-sources}]}";
        let instrument: Instrument = serde_yaml::from_str(yaml).expect("an instrument");
        let of = |article| listed_article(&instrument, article);
        assert_eq!(of("18(3)"), Some(Evidence::TwoSources));
        assert_eq!(of("18(30)"), Some(Evidence::OneSource));
        assert_eq!(of("18"), Some(Evidence::OneSource));
        assert_eq!(of("1(2)"), Some(Evidence::Unverified));
        assert_eq!(of("2"), None);
    }
}
