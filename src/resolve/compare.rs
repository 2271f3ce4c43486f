//! States side by side: topics are the comparable fields of the layout, States have annexes.
//!
//! "Not established" (the annex says that nothing was found) is never mixed with the value "no",
//! nor with "not supplied" (there is no annex yet).

use serde::Serialize;
use serde_json::Value;

use crate::model::{
    Annex, Book, Evidence, Fact, LayoutField, MemberState, NOT_ESTABLISHED, Reference, value_parts,
};

/// Words for a State without an annex.
pub const NOT_SUPPLIED: &str = "no annex yet";

/// Topics by States.
#[derive(Clone, Debug)]
pub struct ComparisonTable<'a> {
    /// Topics in their groups; no group is empty.
    pub groups: Vec<TopicGroup<'a>>,
    /// The States, in the order of the handbook's data.
    pub states: Vec<StateColumn<'a>>,
}

/// Topics that are compared together.
#[derive(Clone, Debug)]
pub struct TopicGroup<'a> {
    /// Its id, part of an address.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its topics.
    pub topics: Vec<&'a LayoutField>,
}

/// One State.
#[derive(Clone, Debug)]
pub struct StateColumn<'a> {
    /// The State.
    pub state: &'a MemberState,
    /// Its annex and where that stands in the site.
    pub annex: Option<(&'a Annex, String)>,
}

/// What the handbook knows of one topic in one State.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// There is no annex.
    NotSupplied,
    /// The annex says that nothing was found.
    NotEstablished(&'a Fact),
    /// A value, which may well be "no".
    Value(&'a Fact),
}

impl Cell<'_> {
    /// The word for it in files.
    #[must_use]
    pub const fn standing(&self) -> &'static str {
        match self {
            Self::NotSupplied => "not-supplied",
            Self::NotEstablished(_) => "not-established",
            Self::Value(_) => "value",
        }
    }

    /// Whether there is a value.
    #[must_use]
    pub const fn is_filled(&self) -> bool {
        matches!(self, Self::Value(_))
    }
}

impl<'a> StateColumn<'a> {
    /// What is known of a topic.
    #[must_use]
    pub fn cell(&self, topic: &LayoutField) -> Cell<'a> {
        let Some((annex, _)) = &self.annex else { return Cell::NotSupplied };
        match annex.fields.iter().find(|field| field.key == topic.key) {
            None => Cell::NotSupplied,
            Some(field) if field.fact.value.is_null() => Cell::NotEstablished(&field.fact),
            Some(field) => Cell::Value(&field.fact),
        }
    }

    /// Where the topic stands in the State's annex.
    #[must_use]
    pub fn address(&self, topic: &LayoutField) -> Option<String> {
        self.annex.as_ref().map(|(_, page)| format!("{page}#f-{}", topic.key))
    }
}

impl<'a> ComparisonTable<'a> {
    /// The table of a book.
    #[must_use]
    pub fn of(book: &'a Book) -> Self {
        let annex = |code: &str| {
            book.pages.iter().find_map(|page| {
                let annex = page.front.annex.as_deref().filter(|annex| annex.state == code)?;
                Some((annex, page.address()))
            })
        };
        let states = book.reference.states.iter();
        Self {
            groups: groups(&book.reference),
            states: states.map(|state| StateColumn { state, annex: annex(&state.iso2) }).collect(),
        }
    }

    /// Every topic, group by group.
    pub fn topics(&self) -> impl Iterator<Item = &'a LayoutField> + '_ {
        self.groups.iter().flat_map(|group| group.topics.iter().copied())
    }

    /// How many cells have a value, and how many cells there are.
    #[must_use]
    pub fn fill(&self) -> (usize, usize) {
        let cells = || self.states.iter().flat_map(|state| self.topics().map(|topic| state.cell(topic)));
        (cells().filter(Cell::is_filled).count(), cells().count())
    }

    /// One record a cell: topics in order, each with all States.
    #[must_use]
    pub fn records(&self) -> Vec<Record<'a>> {
        let mut records = Vec::new();
        for group in &self.groups {
            for topic in &group.topics {
                for column in &self.states {
                    records.push(record(group, topic, column));
                }
            }
        }
        records
    }
}

/// The groups of the layout; fields that no group names follow, each under its own heading.
fn groups(reference: &Reference) -> Vec<TopicGroup<'_>> {
    let layout = &reference.layout;
    let mut groups: Vec<TopicGroup<'_>> = layout
        .groups
        .iter()
        .map(|group| TopicGroup {
            id: &group.id,
            title: &group.title,
            topics: group.fields.iter().filter_map(|key| layout.field(key)).collect(),
        })
        .collect();
    for field in &layout.fields {
        if layout.groups.iter().any(|group| group.fields.contains(&field.key)) {
            continue;
        }
        match groups.iter_mut().find(|group| group.id == field.heading) {
            Some(group) => group.topics.push(field),
            None => {
                let heading = layout.headings.iter().find(|heading| heading.id == field.heading);
                groups.push(TopicGroup {
                    id: &field.heading,
                    title: heading.map_or(&field.heading, |heading| &heading.title),
                    topics: vec![field],
                });
            }
        }
    }
    groups.retain(|group| !group.topics.is_empty());
    groups
}

/// A cell as it is written to files.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record<'a> {
    /// Title of the group.
    pub group: &'a str,
    /// Key of the topic.
    pub topic: &'a str,
    /// Label of the topic.
    pub label: &'a str,
    /// Code of the State.
    pub state: &'a str,
    /// Its name.
    pub name: &'a str,
    /// `value`, `not-established` or `not-supplied`.
    pub standing: &'static str,
    /// The value in words; `None` where there is none.
    pub words: Option<String>,
    /// The value as it stands in the data.
    pub value: Value,
    /// Short title of the statute.
    pub statute: Option<&'a str>,
    /// The provision.
    pub provision: Option<&'a str>,
    /// How well it is established.
    pub evidence: Evidence,
    /// Ids of documents.
    pub sources: &'a [String],
    /// What qualifies it.
    pub note: Option<&'a str>,
    /// Date on which the annex was last compared with the law.
    pub last_verified: Option<&'a str>,
    /// Where it stands in the site.
    pub address: Option<String>,
}

fn record<'a>(group: &TopicGroup<'a>, topic: &'a LayoutField, column: &StateColumn<'a>) -> Record<'a> {
    let cell = column.cell(topic);
    let annex = column.annex.as_ref().map(|(annex, _)| *annex);
    let fact = match cell {
        Cell::Value(fact) | Cell::NotEstablished(fact) => Some(fact),
        Cell::NotSupplied => None,
    };
    Record {
        group: group.title,
        topic: &topic.key,
        label: &topic.label,
        state: &column.state.iso2,
        name: &column.state.name,
        standing: cell.standing(),
        words: fact.filter(|_| cell.is_filled()).map(|fact| words(topic, fact)),
        value: fact.map_or(Value::Null, |fact| fact.value.clone()),
        statute: fact.zip(annex).and_then(|(fact, annex)| statute(annex, fact)),
        provision: fact.and_then(|fact| fact.cite.as_deref()),
        evidence: fact.map_or(Evidence::None, |fact| fact.evidence),
        sources: fact.map_or(&[], |fact| &fact.sources),
        note: fact.and_then(|fact| fact.note.as_deref()),
        last_verified: annex.map(|annex| annex.last_verified.as_str()),
        address: column.address(topic),
    }
}

/// Short title of the statute whose provision a fact cites.
#[must_use]
pub fn statute<'a>(annex: &'a Annex, fact: &Fact) -> Option<&'a str> {
    let id = fact.statute.as_deref()?;
    annex.statutes.iter().find(|statute| statute.id == id).map(|statute| statute.short.as_str())
}

/// A value in one line: `Mutual legal assistance: diplomatic channel; Extradition: not established`.
#[must_use]
pub fn words(topic: &LayoutField, fact: &Fact) -> String {
    let parts = value_parts(topic, fact).into_iter().map(|part| {
        let words = part.words.unwrap_or_else(|| NOT_ESTABLISHED.to_owned());
        match part.label {
            Some(label) => format!("{label}: {words}"),
            None => words,
        }
    });
    parts.collect::<Vec<_>>().join("; ")
}
