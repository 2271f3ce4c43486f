//! Words, units and citations, page by page and in all.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Serialize;

use super::established::{self, FactFigures, FillFigures, mention_evidence};
use super::readability::Reading;
use super::unit::{PageText, UnitText};
use crate::model::{AuthorityKind, Book, Evidence, Page};
use crate::words::dictionary_words;

/// The whole book in figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Page by page in reading order.
    pub pages: Vec<PageFigures>,
    /// All pages together.
    pub all: Counts,
    /// How full the annexes are, State by State, then all together.
    pub fill: Vec<FillFigures>,
    /// Facts of the data by evidence.
    pub facts: Vec<FactFigures>,
    /// Sentences of more words than [`super::LONG_SENTENCE`], in reading order.
    pub long_sentences: Vec<LongSentence>,
}

/// One page in figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageFigures {
    /// Path relative to the text's folder.
    pub path: String,
    /// Title.
    pub title: String,
    /// Prefix of its numbers; empty for an unnumbered page.
    pub label: String,
    /// `chapter`, `annex` or `reference`.
    pub kind: &'static str,
    /// What was counted.
    #[serde(flatten)]
    pub counts: Counts,
}

/// What is counted, of a page or of the book.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Words of title, headings and text, citations left out (UAX 29, dictionaries for the scripts
    /// without spaces).
    pub words: usize,
    /// The same with citations spelt out in their short form.
    pub words_with_citations: usize,
    /// Numbered units.
    pub units: UnitFigures,
    /// Citations.
    pub citations: CitationFigures,
    /// Readability of paragraphs and list items; tables and headings are no sentences.
    pub reading: Reading,
}

/// Numbered units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UnitFigures {
    /// All of them.
    pub all: usize,
    /// Those with a citation.
    pub cited: usize,
    /// Those without.
    pub uncited: usize,
    /// Those with a citation, by the strongest of their citations.
    pub by_strongest: ByEvidence,
}

/// Citations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CitationFigures {
    /// Pairs of brackets.
    pub groups: usize,
    /// Authorities named in them, each time counted.
    pub mentions: usize,
    /// Authorities named, each counted once.
    pub authorities: usize,
    /// Mentions by kind of authority.
    pub by_kind: ByKind,
    /// Mentions by evidence of the authority; see [`mention_evidence`].
    pub by_evidence: ByEvidence,
    /// The authorities, to count them once over several pages.
    #[serde(skip)]
    keys: BTreeSet<String>,
}

/// A count by kind of authority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ByKind {
    /// Treaties and other instruments.
    pub instrument: usize,
    /// Statutes.
    pub statute: usize,
    /// Documents.
    pub document: usize,
}

/// A count by degree of evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ByEvidence {
    /// Two documents.
    pub two_sources: usize,
    /// One document.
    pub one_source: usize,
    /// Title or opening only.
    pub opening_only: usize,
    /// General knowledge.
    pub unverified: usize,
    /// No value.
    pub none: usize,
}

impl ByEvidence {
    /// Counts one.
    pub(super) fn add(&mut self, evidence: Evidence) {
        *match evidence {
            Evidence::TwoSources => &mut self.two_sources,
            Evidence::OneSource => &mut self.one_source,
            Evidence::OpeningOnly => &mut self.opening_only,
            Evidence::Unverified => &mut self.unverified,
            Evidence::None => &mut self.none,
        } += 1;
    }

    /// All together.
    #[must_use]
    pub const fn sum(&self) -> usize {
        self.two_sources + self.one_source + self.opening_only + self.unverified + self.none
    }

    fn merge(&mut self, other: &Self) {
        self.two_sources += other.two_sources;
        self.one_source += other.one_source;
        self.opening_only += other.opening_only;
        self.unverified += other.unverified;
        self.none += other.none;
    }
}

/// A sentence that is hard to read because it is long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LongSentence {
    /// Path of the page.
    pub path: String,
    /// Line of the unit in which it stands, from 1.
    pub line: usize,
    /// Number of that unit; empty on an unnumbered page.
    pub number: String,
    /// Its words.
    pub words: usize,
    /// The sentence.
    pub text: String,
}

/// Counts the book.
#[must_use]
pub fn figures(book: &Book) -> Figures {
    let counted: Vec<(PageFigures, Vec<LongSentence>)> =
        book.pages.par_iter().map(|page| count_page(book, page)).collect();
    let mut all = Counts::default();
    let mut long_sentences = Vec::new();
    let mut pages = Vec::with_capacity(counted.len());
    for (mut page, long) in counted {
        all.merge(&page.counts);
        page.counts.reading = page.counts.reading.finished();
        pages.push(page);
        long_sentences.extend(long);
    }
    all.reading = all.reading.finished();
    Figures { pages, all, fill: established::fill(book), facts: established::facts(book), long_sentences }
}

fn count_page(book: &Book, page: &Page) -> (PageFigures, Vec<LongSentence>) {
    let text = PageText::of(book, page);
    let mut counts = Counts::default();
    let mut long = Vec::new();
    for heading in &text.headings {
        counts.words += dictionary_words(heading).len();
    }
    counts.words_with_citations = counts.words;
    for unit in &text.units {
        counts.unit(book, unit);
        for prose in &unit.prose {
            let found = counts.reading.read(prose);
            long.extend(found.into_iter().map(|(sentence, words)| LongSentence {
                path: page.path.clone(),
                line: page.source.place(unit.offset).line,
                number: unit.name.map_or_else(String::new, |name| name.number.to_string()),
                words,
                text: sentence.to_owned(),
            }));
        }
    }
    counts.citations.authorities = counts.citations.keys.len();
    let label = book.tables.pages.get(&page.path).map_or_else(String::new, |entry| entry.label.clone());
    let figures = PageFigures {
        path: page.path.clone(),
        title: page.title_text(),
        label,
        kind: page.kind.name(),
        counts,
    };
    (figures, long)
}

impl Counts {
    fn unit(&mut self, book: &Book, unit: &UnitText<'_>) {
        let plain = unit.prose.iter().chain(&unit.cells);
        self.words += plain.map(|text| dictionary_words(text).len()).sum::<usize>();
        self.words_with_citations += dictionary_words(&unit.spelt).len();
        let strongest = self.citations.count(book, unit);
        if unit.name.is_some() {
            self.units.all += 1;
            match strongest {
                Some(evidence) => {
                    self.units.cited += 1;
                    self.units.by_strongest.add(evidence);
                }
                None => self.units.uncited += 1,
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.words += other.words;
        self.words_with_citations += other.words_with_citations;
        self.units.all += other.units.all;
        self.units.cited += other.units.cited;
        self.units.uncited += other.units.uncited;
        self.units.by_strongest.merge(&other.units.by_strongest);
        self.citations.merge(&other.citations);
        self.reading.add(&other.reading);
    }
}

impl CitationFigures {
    /// Counts the citations of a unit; the evidence of the strongest.
    fn count(&mut self, book: &Book, unit: &UnitText<'_>) -> Option<Evidence> {
        let mut strongest: Option<Evidence> = None;
        self.groups += unit.citations.len();
        for mention in unit.citations.iter().flat_map(|citation| &citation.mentions) {
            self.mentions += 1;
            let Some(authority) = book.tables.authorities.get(&mention.key) else { continue };
            self.keys.insert(mention.key.clone());
            match authority.kind {
                AuthorityKind::Instrument => self.by_kind.instrument += 1,
                AuthorityKind::Statute => self.by_kind.statute += 1,
                AuthorityKind::Source => self.by_kind.document += 1,
            }
            let evidence = mention_evidence(book, authority, &mention.pinpoint);
            self.by_evidence.add(evidence);
            strongest = Some(strongest.map_or(evidence, |found| found.min(evidence)));
        }
        strongest
    }

    fn merge(&mut self, other: &Self) {
        self.groups += other.groups;
        self.mentions += other.mentions;
        self.by_kind.instrument += other.by_kind.instrument;
        self.by_kind.statute += other.by_kind.statute;
        self.by_kind.document += other.by_kind.document;
        self.by_evidence.merge(&other.by_evidence);
        self.keys.extend(other.keys.iter().cloned());
        self.authorities = self.keys.len();
    }
}
