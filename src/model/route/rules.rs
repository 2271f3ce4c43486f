//! The rules of the route as `reference/route.yaml` gives them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::evidence::Evidence;
use crate::model::side::Side;

/// All rules of the route. A handbook without the file has none, and no route.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct RouteRules {
    /// A short label for each status, by the name of the status.
    pub labels: BTreeMap<String, String>,
    /// A sentence for each status, by sort of basis.
    pub outcomes: Outcomes,
    /// What contacts are for, in words, by the word of the data.
    pub purposes: BTreeMap<String, String>,
    /// Kinds of request, in order.
    pub kinds: Vec<RouteKind>,
}

impl RouteRules {
    /// The kind with this id.
    #[must_use]
    pub fn kind(&self, id: &str) -> Option<&RouteKind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }
}

/// Sentences by the name of the status, with `{who}`, `{from}` and `{to}` for names of States.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Outcomes {
    /// For treaties of the two States alone.
    pub bilateral: BTreeMap<String, String>,
    /// For treaties of many States.
    pub instrument: BTreeMap<String, String>,
    /// For the law of the requested State.
    pub national_law: BTreeMap<String, String>,
}

/// A kind of request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RouteKind {
    /// Id, the anchor on the pages.
    pub id: String,
    /// Its name.
    pub label: String,
    /// What it is for, in one line.
    pub description: String,
    /// Why the bases stand in their order.
    pub order: Vec<Statement>,
    /// Legal bases in the order to try them.
    pub bases: Vec<BasisRule>,
    /// What is shown of the annexes, in order.
    pub topics: Vec<TopicRule>,
    /// Headings of the requested State's annex to read.
    pub headings: Vec<String>,
    /// Headings of the requested State's annex whose paragraphs are quoted.
    pub quotes: Vec<String>,
    /// Places in the chapters, in order.
    pub steps: Vec<String>,
}

/// A statement with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Statement {
    /// What is said.
    pub text: String,
    /// What it rests on.
    pub sources: Vec<SourceRef>,
    /// How well it is shown; `none` where it says that something is not established.
    pub evidence: Evidence,
    /// Where the handbook says more: paths of pages with ids.
    pub places: Vec<String>,
}

/// A document or instrument with the provision.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct SourceRef {
    /// Id of the document, instrument or statute.
    pub id: String,
    /// The provision or paragraph.
    pub pinpoint: Option<String>,
}

impl SourceRef {
    /// A reference without provision.
    #[must_use]
    pub fn whole(id: &str) -> Self {
        Self { id: id.to_owned(), pinpoint: None }
    }
}

/// A legal basis to try.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "basis", rename_all = "kebab-case")]
pub enum BasisRule {
    /// Treaties of the two States alone.
    Bilateral(BilateralRule),
    /// A treaty of many States.
    Instrument(InstrumentRule),
    /// The law of the requested State.
    NationalLaw(NationalLawRule),
}

/// Treaties of the two States alone, as both annexes list them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BilateralRule {
    /// The kind of treaty in the annexes' lists.
    pub kind: String,
    /// Name of the basis.
    pub label: String,
    /// What is always said of it.
    pub says: Vec<Statement>,
}

/// A treaty of many States.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct InstrumentRule {
    /// Id of the instrument.
    pub instrument: String,
    /// Name of the basis.
    pub label: String,
    /// The articles to name.
    pub articles: Vec<String>,
    /// What must be on record of both States.
    pub requires: Requires,
    /// Articles on which a reservation or declaration matters.
    pub reservations: Vec<String>,
    /// For which cases alone it serves.
    pub only: Option<String>,
    /// What is always said of it.
    pub says: Vec<Statement>,
    /// What is said for certain values of an annex field.
    pub when: Vec<Condition>,
    /// What differs where a State is not bound.
    pub without: Option<Statement>,
    /// Instruments that stand beside it, such as a protocol.
    pub with: Vec<ArticleRule>,
}

/// An instrument that stands beside a basis.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ArticleRule {
    /// Id of the instrument.
    pub instrument: String,
    /// The articles to name.
    pub articles: Vec<String>,
    /// Articles on which a reservation or declaration matters.
    pub reservations: Vec<String>,
    /// What is always said of it.
    pub says: Vec<Statement>,
    /// What differs where a State is not bound.
    pub without: Option<Statement>,
}

/// What must be on record of a State before it counts as bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requires {
    /// Its consent, for treaties that bind from deposit.
    BothConsented,
    /// Its consent and the entry into force for it.
    BothInForce,
}

/// The law of the requested State.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NationalLawRule {
    /// Key of the comparable field that says whether the State acts without a treaty.
    pub field: String,
    /// Name of the basis.
    pub label: String,
    /// Values with which it serves.
    pub serves: Vec<String>,
    /// Values that shut it out.
    pub bars: Vec<String>,
    /// What is always said of it.
    pub says: Vec<Statement>,
    /// What is said for certain values of an annex field.
    pub when: Vec<Condition>,
}

/// What is said, and what becomes of a basis, for certain values of an annex field.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Condition {
    /// Whose annex is looked at.
    pub of: Side,
    /// Key of the field.
    pub field: String,
    /// Values for which it holds; empty: where no value is established.
    pub values: Vec<String>,
    /// What becomes of a basis that would apply.
    pub effect: Effect,
    /// What is said.
    #[serde(flatten)]
    pub statement: Statement,
}

/// What a condition does to a basis that would apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing.
    None,
    /// It applies with a reservation.
    Qualifies,
    /// Whether it serves is not established.
    NotEstablished,
}

/// What is shown of an annex under one title.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TopicRule {
    /// Id, unique in the kind.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whose annex is shown.
    pub of: Side,
    /// Comparable fields, in order.
    pub fields: Vec<FieldRule>,
    /// Which contacts are shown, by what they are for.
    pub contacts: Vec<String>,
    /// What is always said under the title.
    pub says: Vec<Statement>,
}

/// A comparable field to show.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FieldRule {
    /// Its key.
    pub key: String,
    /// The one part of it to show; `None` for all.
    pub part: Option<String>,
}
