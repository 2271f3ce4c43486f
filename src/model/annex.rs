//! The data of one State's annex: its front matter, read.

use serde::Deserialize;
use serde_json::Value;

use super::evidence::Evidence;

/// The front matter of an annex. Which fields it has is decided by the schema and the layout in
/// the handbook's data, not here: they are kept in the layout's order.
#[derive(Clone, Debug, Default)]
pub struct Annex {
    /// Code of the State (ISO 3166-1 alpha-2).
    pub state: String,
    /// Name of the State as the handbook prints it.
    pub name: String,
    /// The name in the State's own languages.
    pub native_names: Vec<NativeName>,
    /// `draft`, `delegate-confirmed` or `needs-review`.
    pub status: String,
    /// ISO date on which the annex was last compared with the law.
    pub last_verified: String,
    /// The lowest evidence among the fields that have a value.
    pub confidence: Evidence,
    /// Comparable fields, in the order of the layout.
    pub fields: Vec<AnnexField>,
    /// Offices with addresses.
    pub contacts: Vec<Contact>,
    /// Statutes that can be cited.
    pub statutes: Vec<Statute>,
    /// Treaties with single States.
    pub bilateral: Vec<BilateralTreaty>,
    /// Documents that the annex rests on.
    pub sources: Vec<AnnexSource>,
}

/// A name in another language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NativeName {
    /// BCP 47 tag.
    pub lang: String,
    /// The name.
    pub text: String,
}

/// One comparable fact about a State's law, with where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnexField {
    /// Key in the front matter and in the layout.
    pub key: String,
    /// The fact.
    pub fact: Fact,
}

/// A value with provision, sources and evidence. `value` is null where it is not established.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Fact {
    /// The value, in the form that the schema prescribes.
    #[serde(default)]
    pub value: Value,
    /// The provision, or free words.
    #[serde(default)]
    pub cite: Option<String>,
    /// Id of the statute whose provision `cite` is.
    #[serde(default)]
    pub statute: Option<String>,
    /// Ids of the documents that say it.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How well it is established.
    #[serde(default)]
    pub evidence: Evidence,
    /// What qualifies it.
    #[serde(default)]
    pub note: Option<String>,
}

/// An office.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Contact {
    /// What to turn to it for.
    #[serde(rename = "for")]
    pub purposes: Vec<String>,
    /// Its name.
    pub office: String,
    /// Postal address.
    pub address: Option<String>,
    /// Address on the web.
    pub url: Option<String>,
    /// Ids of documents.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How well it is established.
    #[serde(default)]
    pub evidence: Evidence,
    /// What qualifies it.
    pub note: Option<String>,
}

/// A statute of a State.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Statute {
    /// Id used in citations, for example `xa-mla-act`.
    pub id: String,
    /// Short title for second and later citations.
    pub short: String,
    /// Title in the handbook's language.
    pub title_en: String,
    /// Title in the State's language.
    pub title_native: Option<String>,
    /// BCP 47 tag of the native title.
    pub lang: Option<String>,
    /// Number in the State's own collection.
    pub number: Option<String>,
    /// Year.
    pub year: Option<String>,
    /// Date of entry into force, as far as known.
    pub in_force: Option<String>,
    /// Legislative amendments.
    #[serde(default)]
    pub amendments: Vec<String>,
    /// What its provisions say.
    #[serde(default)]
    pub provisions: Vec<Provision>,
    /// Where the text is published.
    pub url: Option<String>,
    /// Ids of documents.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How well it is established.
    #[serde(default)]
    pub evidence: Evidence,
    /// What qualifies it.
    pub note: Option<String>,
}

/// A provision of a statute and its gist.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Provision {
    /// What it is about.
    pub label: String,
    /// Where it stands and what it says.
    pub text: String,
}

/// A treaty or memorandum with one other State.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BilateralTreaty {
    /// The other party, in words.
    pub partner: String,
    /// Its code.
    pub partner_iso2: Option<String>,
    /// `mla`, `extradition` or `tip-mou`.
    pub kind: String,
    /// Date of signature, as far as known.
    pub signed: Option<String>,
    /// Date of entry into force, as far as known.
    pub in_force: Option<String>,
    /// Ids of documents.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How well it is established.
    #[serde(default)]
    pub evidence: Evidence,
    /// What qualifies it.
    pub note: Option<String>,
}

/// A document that an annex rests on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AnnexSource {
    /// Id used in citations.
    pub id: String,
    /// Title.
    pub title: String,
    /// Short title for second and later citations.
    #[serde(default)]
    pub short: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was read.
    pub url: Option<String>,
    /// Date of the document, as far as known.
    pub doc_date: Option<String>,
    /// Date on which it was read.
    pub accessed: String,
    /// Kind of document.
    pub kind: String,
    /// How much of it was read, where that was not the whole: `data`, `opening` or `none`.
    #[serde(default)]
    pub read: Option<String>,
    /// What qualifies it.
    pub note: Option<String>,
}

impl AnnexSource {
    /// How much of it was read.
    #[must_use]
    pub fn read(&self) -> &str {
        self.read.as_deref().unwrap_or("full")
    }
}
