//! The handbook's data apart from annexes: States, instruments, treaty status, terms, sources.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::annex::NativeName;
use super::evidence::Evidence;
use super::form::FormLibrary;
use super::route::RouteRules;

/// All reference data of a handbook, each list in the order of its file.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// The organisation of the States.
    pub organisation: Organisation,
    /// The States.
    pub states: Vec<MemberState>,
    /// Instruments that can be cited.
    pub instruments: Vec<Instrument>,
    /// Treaty status by State code.
    pub treaty_status: BTreeMap<String, TreatyStatus>,
    /// Terms.
    pub terms: Vec<Term>,
    /// Documents that chapters and data rest on.
    pub sources: Vec<Source>,
    /// The printed scale of evidence.
    pub evidence: EvidenceScale,
    /// How annexes are laid out.
    pub layout: AnnexLayout,
    /// The rules of the route.
    pub route: RouteRules,
    /// Dates for which treaty status has a page of its own.
    pub status_dates: Vec<StatusDate>,
    /// Checklists and model forms.
    pub forms: FormLibrary,
}

impl Reference {
    /// The State with this code.
    #[must_use]
    pub fn state(&self, code: &str) -> Option<&MemberState> {
        self.states.iter().find(|state| state.iso2 == code)
    }

    /// The instrument with this id.
    #[must_use]
    pub fn instrument(&self, id: &str) -> Option<&Instrument> {
        self.instruments.iter().find(|instrument| instrument.id == id)
    }

    /// The printed words for a degree of evidence.
    #[must_use]
    pub fn evidence_label(&self, evidence: Evidence) -> &str {
        let found = self.evidence.scale.iter().find(|degree| degree.id == evidence);
        found.map_or(evidence.name(), |degree| &degree.label)
    }
}

/// The organisation whose States keep the handbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Its short name.
    pub short: String,
}

/// A State that takes part.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MemberState {
    /// Code (ISO 3166-1 alpha-2).
    pub iso2: String,
    /// Name as the handbook prints it.
    pub name: String,
    /// Its name in its own languages.
    #[serde(default)]
    pub native_names: Vec<NativeName>,
    /// BCP 47 tags of its languages.
    #[serde(default)]
    pub languages: Vec<String>,
    /// When it joined or left.
    #[serde(default)]
    pub membership: Vec<Membership>,
}

/// A change of membership.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Membership {
    /// `joined` or `left`.
    pub event: String,
    /// Date, as far as known.
    pub date: String,
    /// How well it is established.
    #[serde(default)]
    pub evidence: Evidence,
    /// Ids of documents.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A treaty, model, network or tool.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Instrument {
    /// Id used in citations.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Short title for second and later citations.
    pub short: String,
    /// Other names under which it is searched for.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Kind: treaty, protocol, model and so on.
    pub kind: String,
    /// Date of adoption, as far as known.
    pub adopted: Option<String>,
    /// Date of general entry into force, as far as known.
    pub in_force: Option<String>,
    /// Who keeps it.
    pub depositary: Option<String>,
    /// Where it is registered.
    pub registration: Option<String>,
    /// Where the official text is published.
    pub url: Option<String>,
    /// Its articles with their subjects.
    #[serde(default)]
    pub articles: Vec<Article>,
    /// `yes`, `titles` or `no`.
    pub articles_seen: String,
    /// Words about the articles' standing.
    #[serde(default)]
    pub articles_note: Option<String>,
    /// Words about its status.
    #[serde(default)]
    pub status_note: Option<String>,
    /// Further facts, each with its sources.
    #[serde(default)]
    pub facts: Vec<SourcedFact>,
    /// Ids of documents.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How well the entry is established.
    #[serde(default)]
    pub evidence: Evidence,
    /// What qualifies it.
    #[serde(default)]
    pub note: Option<String>,
}

/// An article of an instrument.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Article {
    /// Its number, for example `18` or `29(3)`.
    pub number: String,
    /// What it is about.
    pub subject: String,
    /// Which parts of the handbook it serves.
    #[serde(default, rename = "use")]
    pub serves: Vec<String>,
    /// How well that is established.
    #[serde(default)]
    pub evidence: Evidence,
}

/// A fact in words with its sources.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SourcedFact {
    /// The fact.
    pub fact: String,
    /// Ids of documents.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// What one State has signed and joined.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TreatyStatus {
    /// Code of the State.
    pub state: String,
    /// One entry an instrument.
    pub entries: Vec<TreatyEntry>,
}

impl TreatyStatus {
    /// The entry for an instrument.
    #[must_use]
    pub fn entry(&self, instrument: &str) -> Option<&TreatyEntry> {
        self.entries.iter().find(|entry| entry.instrument == instrument)
    }
}

/// What one State has done about one instrument.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TreatyEntry {
    /// Id of the instrument.
    pub instrument: String,
    /// What happened, each with its date.
    #[serde(default)]
    pub events: Vec<TreatyEvent>,
    /// Reservations and declarations.
    #[serde(default)]
    pub reservations: Vec<Reservation>,
    /// Date to which the record was seen.
    pub as_of: Option<String>,
    /// Where to check it.
    pub check_against: Option<String>,
    /// How well the entry is established.
    #[serde(default)]
    pub evidence: Evidence,
    /// Ids of documents.
    #[serde(default)]
    pub sources: Vec<String>,
    /// What qualifies it.
    pub note: Option<String>,
}

impl TreatyEntry {
    /// The event by which the State consented to be bound, the first where there are several.
    #[must_use]
    pub fn consent(&self) -> Option<&TreatyEvent> {
        self.events.iter().find(|event| event.is_consent())
    }

    /// The event of this kind.
    #[must_use]
    pub fn event(&self, kind: &str) -> Option<&TreatyEvent> {
        self.events.iter().find(|event| event.kind == kind)
    }
}

/// A dated step of a State towards an instrument.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TreatyEvent {
    /// `signature`, `ratification`, `accession`, `in-force` and so on.
    pub kind: String,
    /// Date, as far as known.
    pub date: String,
    /// How a date that was not read was worked out.
    pub basis: Option<String>,
    /// How well it is established.
    #[serde(default)]
    pub evidence: Evidence,
    /// Ids of documents.
    #[serde(default)]
    pub sources: Vec<String>,
}

impl TreatyEvent {
    /// Whether the State consented to be bound by this step (Vienna Convention on the Law of
    /// Treaties, articles 11 to 15).
    #[must_use]
    pub fn is_consent(&self) -> bool {
        matches!(self.kind.as_str(), "ratification" | "accession" | "acceptance" | "approval" | "succession")
    }
}

/// A reservation or declaration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Reservation {
    /// `reservation`, `declaration` or `to-check`.
    pub kind: String,
    /// Article it concerns.
    pub article: String,
    /// What it says, in own words.
    pub summary: String,
    /// Ids of documents.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How well it is established.
    #[serde(default)]
    pub evidence: Evidence,
    /// `bars` where the article cannot serve as a direct basis of a request to this State; anything
    /// else qualifies it.
    #[serde(default)]
    pub effect: Option<String>,
}

/// A date for which treaty status has a page of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StatusDate {
    /// The day.
    pub date: String,
    /// What happened on it.
    pub label: String,
    /// Ids of documents.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A term of the glossary.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Term {
    /// Id, the anchor in the glossary.
    pub id: String,
    /// The term.
    pub term: String,
    /// Its abbreviations.
    #[serde(default)]
    pub abbreviations: Vec<String>,
    /// Other words for it.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// What it means.
    pub definition: String,
    /// Where the definition rests.
    #[serde(default)]
    pub sources: Vec<TermSource>,
    /// Ids of related terms.
    #[serde(default)]
    pub see_also: Vec<String>,
    /// How well it is established.
    #[serde(default)]
    pub evidence: Evidence,
}

/// A source of a definition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TermSource {
    /// Id of the document or instrument.
    pub id: String,
    /// The provision.
    pub pinpoint: Option<String>,
}

/// A document that chapters and data rest on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Source {
    /// Id used in citations.
    pub id: String,
    /// Title.
    pub title: String,
    /// Short title for second and later citations.
    #[serde(default)]
    pub short: Option<String>,
    /// Where it was read.
    pub url: Option<String>,
    /// Date of the document, as the register gives it.
    pub date: String,
    /// How much of it was read: `full`, `data`, `opening`, `seed`, `none`.
    pub read: String,
    /// Where to check it.
    pub check_against: Option<String>,
    /// What qualifies it.
    pub note: Option<String>,
}

/// The printed scale and the marks of research that lead to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct EvidenceScale {
    /// Degrees, strongest first.
    pub scale: Vec<EvidenceDegree>,
    /// Marks of research.
    #[serde(default)]
    pub research_marks: Vec<ResearchMark>,
}

/// A degree of the scale.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EvidenceDegree {
    /// The degree.
    pub id: Evidence,
    /// Its printed words.
    pub label: String,
    /// What it means.
    pub meaning: String,
}

/// A mark of research and the degree that it leads to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ResearchMark {
    /// The mark.
    pub mark: String,
    /// The degree.
    pub scale: Evidence,
    /// What it means.
    pub meaning: String,
}

/// How annexes are laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct AnnexLayout {
    /// The headings every annex has, in order.
    pub headings: Vec<LayoutHeading>,
    /// The comparable fields, in order.
    pub fields: Vec<LayoutField>,
    /// How the fields are grouped where States are compared.
    #[serde(default)]
    pub groups: Vec<LayoutGroup>,
}

impl AnnexLayout {
    /// The field with this key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&LayoutField> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// A heading that every annex has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LayoutHeading {
    /// Its id.
    pub id: String,
    /// Its title, for lists of gaps and comparison.
    pub title: String,
    /// What the program prints under it besides fields: `contacts`, `treaties`, `statutes`, `sources`.
    #[serde(default)]
    pub prints: Vec<String>,
}

/// Fields that are compared together.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LayoutGroup {
    /// Its id, part of addresses.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Keys of its fields, in order.
    pub fields: Vec<String>,
}

/// A comparable field.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LayoutField {
    /// Key in the front matter.
    pub key: String,
    /// Its label.
    pub label: String,
    /// Id of the heading it is printed under.
    pub heading: String,
    /// Labels of the parts of a map value, in their printed order.
    #[serde(default)]
    pub parts: indexed::Pairs,
    /// Words for enumerated values.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// Unit of a number.
    #[serde(default)]
    pub unit: Option<String>,
}

/// Maps that keep the order of their file.
pub(super) mod indexed {
    use std::fmt;

    use serde::de::{MapAccess, Visitor};
    use serde::{Deserialize, Deserializer};

    /// Key and value pairs in the order written.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Pairs(pub Vec<(String, String)>);

    impl<'de> Deserialize<'de> for Pairs {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct PairsVisitor;
            impl<'de> Visitor<'de> for PairsVisitor {
                type Value = Pairs;

                fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str("a map of texts")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                    let mut pairs = Vec::new();
                    while let Some(pair) = map.next_entry()? {
                        pairs.push(pair);
                    }
                    Ok(Pairs(pairs))
                }
            }
            deserializer.deserialize_map(PairsVisitor)
        }
    }
}
