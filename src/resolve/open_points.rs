//! What still needs checking: everything in the data that is empty, rests on general knowledge, or
//! on no more than a title or an opening.

use serde::Serialize;

use super::compare::{Cell, ComparisonTable, StateColumn};
use crate::model::{Annex, Book, Evidence, ReferenceList, TreatyEntry};

/// What sort of place a point is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointKind {
    /// A comparable field.
    Field,
    /// A step towards a treaty.
    Treaty,
    /// A reservation or declaration.
    Reservation,
    /// A statute.
    Statute,
    /// A treaty with one other State.
    Bilateral,
    /// An office.
    Contact,
    /// An instrument or its articles.
    Instrument,
    /// A term.
    Term,
    /// A document.
    Source,
}

impl PointKind {
    /// Every kind with its title, in the order of the lists.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Field, "Fields of the annex"),
        (Self::Treaty, "Treaty status"),
        (Self::Reservation, "Reservations and declarations"),
        (Self::Statute, "Statutes"),
        (Self::Bilateral, "Treaties with single States"),
        (Self::Contact, "Offices"),
        (Self::Instrument, "Instruments and their articles"),
        (Self::Term, "Terms"),
        (Self::Source, "Documents"),
    ];
}

/// One place to check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenPoint {
    /// Code of the State, where it is about one.
    pub state: Option<String>,
    /// What sort of place it is.
    pub kind: PointKind,
    /// What it is about.
    pub words: String,
    /// What is wrong with it, in words.
    pub why: String,
    /// Where it stands in the site, page and anchor.
    pub address: Option<String>,
}

/// Every open point: State by State in their order, then what is common to all.
#[must_use]
pub fn open_points(book: &Book) -> Vec<OpenPoint> {
    let mut gather = Gather { book, state: None, points: Vec::new() };
    let table = ComparisonTable::of(book);
    for column in &table.states {
        gather.state = Some(column.state.iso2.clone());
        gather.fields(&table, column);
        gather.treaties(&column.state.iso2);
        if let Some((annex, page)) = &column.annex {
            gather.annex(annex, page);
        }
    }
    gather.state = None;
    gather.common();
    gather.points
}

struct Gather<'a> {
    book: &'a Book,
    state: Option<String>,
    points: Vec<OpenPoint>,
}

impl Gather<'_> {
    fn add(&mut self, kind: PointKind, words: String, why: impl Into<String>, address: Option<String>) {
        self.points.push(OpenPoint { state: self.state.clone(), kind, words, why: why.into(), address });
    }

    /// Adds a point where evidence is weak.
    fn weak(&mut self, kind: PointKind, evidence: Evidence, words: String, address: Option<String>) {
        if is_weak(evidence) {
            let why = self.book.reference.evidence_label(evidence).to_owned();
            self.add(kind, words, why, address);
        }
    }

    fn list(&self, list: ReferenceList) -> Option<String> {
        let page = self.book.pages.iter().find(|page| page.front.lists == Some(list));
        page.map(|page| page.address())
    }

    fn fields(&mut self, table: &ComparisonTable<'_>, column: &StateColumn<'_>) {
        for topic in table.topics() {
            let (words, address) = (topic.label.clone(), column.address(topic));
            match column.cell(topic) {
                Cell::Value(fact) => self.weak(PointKind::Field, fact.evidence, words, address),
                Cell::NotEstablished(_) => self.add(PointKind::Field, words, "not established", address),
                Cell::NotSupplied => self.add(PointKind::Field, words, "no annex yet", address),
            }
        }
    }

    fn treaties(&mut self, state: &str) {
        let Some(status) = self.book.reference.treaty_status.get(state) else { return };
        let page = self.list(ReferenceList::TreatyStatus);
        for entry in &status.entries {
            let address =
                page.as_ref().map(|page| format!("{page}#{}", status_row(&entry.instrument, state)));
            self.entry(entry, address);
        }
    }

    fn entry(&mut self, entry: &TreatyEntry, address: Option<String>) {
        let instrument = self.book.reference.instrument(&entry.instrument);
        let short = instrument.map_or(entry.instrument.clone(), |known| known.short.clone());
        if entry.events.is_empty() {
            let why = match (&entry.as_of, entry.evidence) {
                (Some(date), Evidence::TwoSources | Evidence::OneSource) => {
                    format!(
                        "no step in the record of {}; nothing later was seen",
                        crate::clock::long_date(date)
                    )
                }
                _ => "not established".to_owned(),
            };
            self.add(PointKind::Treaty, short.clone(), why, address.clone());
        }
        for event in &entry.events {
            let words = format!(
                "{short}: {} {}",
                event.kind.replace("in-force", "in force"),
                crate::clock::long_date(&event.date)
            );
            self.weak(PointKind::Treaty, event.evidence, words, address.clone());
        }
        for reservation in &entry.reservations {
            let words = format!("{short}, article {}: {}", reservation.article, reservation.summary);
            if reservation.kind == "to-check" {
                self.add(PointKind::Reservation, words, "to be checked", address.clone());
            } else {
                self.weak(PointKind::Reservation, reservation.evidence, words, address.clone());
            }
        }
    }

    fn annex(&mut self, annex: &Annex, page: &str) {
        for statute in &annex.statutes {
            let address = Some(format!("{page}#{}", statute.id));
            self.weak(PointKind::Statute, statute.evidence, statute.title_en.clone(), address);
        }
        let heading = |list: &str| {
            let headings = &self.book.reference.layout.headings;
            let found = headings.iter().find(|heading| heading.prints.iter().any(|name| name == list));
            found.map_or_else(|| page.to_owned(), |heading| format!("{page}#{}", heading.id))
        };
        let (bilateral, contacts) = (heading("bilateral"), heading("contacts"));
        for treaty in &annex.bilateral {
            let words = format!("{} ({})", treaty.partner, treaty.kind);
            self.weak(PointKind::Bilateral, treaty.evidence, words, Some(bilateral.clone()));
        }
        for contact in &annex.contacts {
            let words = format!("{}: {}", contact.purposes.join(", "), contact.office);
            self.weak(PointKind::Contact, contact.evidence, words, Some(contacts.clone()));
        }
    }

    fn common(&mut self) {
        let reference = &self.book.reference;
        let authority = |id: &str| self.book.tables.authorities.get(id)?.address.clone();
        for instrument in &reference.instruments {
            let address = authority(&instrument.id);
            self.weak(PointKind::Instrument, instrument.evidence, instrument.short.clone(), address.clone());
            let why = match instrument.articles_seen.as_str() {
                "yes" => None,
                "titles" => Some("only titles of articles were read"),
                _ => Some("the text was not read"),
            };
            if let Some(why) = why {
                self.add(PointKind::Instrument, instrument.short.clone(), why, address.clone());
            }
            let weak: Vec<&str> = instrument
                .articles
                .iter()
                .filter(|article| is_weak(article.evidence))
                .map(|article| article.number.as_str())
                .collect();
            if !weak.is_empty() {
                let words = format!("{}, articles {}", instrument.short, weak.join(", "));
                self.add(PointKind::Instrument, words, "subjects not read in the text", address);
            }
        }
        let glossary = self.list(ReferenceList::Glossary);
        for term in &reference.terms {
            let address = glossary.as_ref().map(|page| format!("{page}#{}", term.id));
            self.weak(PointKind::Term, term.evidence, term.term.clone(), address);
        }
        for source in &reference.sources {
            let why = match source.read.as_str() {
                "opening" => "only the opening was readable",
                "none" => "not read",
                _ => continue,
            };
            let address = authority(&source.id);
            self.add(PointKind::Source, source.title.clone(), why, address);
        }
    }
}

fn is_weak(evidence: Evidence) -> bool {
    matches!(evidence, Evidence::Unverified | Evidence::OpeningOnly)
}

/// Id of a State's row in the table of an instrument on the page of treaty status.
#[must_use]
pub fn status_row(instrument: &str, state: &str) -> String {
    format!("{instrument}-{}", state.to_lowercase())
}
