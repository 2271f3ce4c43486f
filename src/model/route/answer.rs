//! The answer for two States, a kind of request and a date.

use serde::Serialize;

use super::rules::SourceRef;
use crate::model::evidence::Evidence;
use crate::model::side::Side;

/// The way from one State to another for one kind of request on one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Route {
    /// The date, `YYYY-MM-DD`.
    pub date: String,
    /// The requesting State.
    pub from: RouteState,
    /// The requested State.
    pub to: RouteState,
    /// Id of the kind of request.
    pub kind: String,
    /// Name of the kind.
    pub label: String,
    /// What the kind is for.
    pub description: String,
    /// Where to start.
    pub start: Start,
    /// Why the bases stand in their order.
    pub order: Vec<RouteLine>,
    /// Legal bases in the order to try them.
    pub bases: Vec<Basis>,
    /// Channel, language, conditions and so on.
    pub topics: Vec<RouteTopic>,
    /// What to read in the requested State's annex: paths with ids.
    pub headings: Vec<String>,
    /// Whose paragraphs are quoted as obstacles: paths with ids.
    pub quotes: Vec<String>,
    /// The steps in the chapters: paths with ids.
    pub steps: Vec<String>,
}

impl Route {
    /// Every line, in printed order.
    pub fn lines(&self) -> impl Iterator<Item = &RouteLine> {
        fn of(basis: &Basis) -> impl Iterator<Item = &RouteLine> {
            basis.lines.iter().chain(basis.with.iter().flat_map(|with| &with.lines))
        }
        self.order
            .iter()
            .chain(self.bases.iter().flat_map(of))
            .chain(self.topics.iter().flat_map(|topic| &topic.lines))
    }
}

impl Route {
    /// Where to start, in a sentence or two.
    #[must_use]
    pub fn advice(&self) -> String {
        let name = |at: &usize| {
            self.bases
                .get(*at)
                .map(|basis| format!("{} ({})", basis.label, basis.status_label))
                .unwrap_or_default()
        };
        let before = self.start.before.iter().map(name).collect::<Vec<_>>().join("; ");
        let first = self.start.first.as_ref().map(name);
        match (first, before.is_empty()) {
            (Some(first), true) => format!("Start with {first}."),
            (Some(first), false) => {
                format!(
                    "As far as is shown, use {first}. Find out first whether these serve, which come before it: {before}."
                )
            }
            (None, false) => format!("No basis is shown to serve. Find out whether these do: {before}."),
            (None, true) => format!(
                "No basis is shown to serve. Ask the central authority of {} on which basis it would act.",
                self.to.name
            ),
        }
    }
}

/// One of the two States.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RouteState {
    /// Its code.
    pub iso2: String,
    /// Its name.
    pub name: String,
    /// Path of its annex, where there is one.
    pub annex: Option<String>,
}

/// Which of the bases to start with; numbers count from 0 in [`Route::bases`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Start {
    /// The first that is shown to serve in every case.
    pub first: Option<usize>,
    /// Those before it that would come first and are not settled.
    pub before: Vec<usize>,
}

/// A legal basis and what was found about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// Its name.
    pub label: String,
    /// Id of the instrument, where it is one.
    pub instrument: Option<String>,
    /// The articles to name.
    pub articles: Vec<String>,
    /// For which cases alone it serves.
    pub only: Option<String>,
    /// Whether it applies.
    pub status: BasisStatus,
    /// The status in a few words.
    pub status_label: String,
    /// The status in a sentence.
    pub outcome: String,
    /// What was found.
    pub lines: Vec<RouteLine>,
    /// Instruments that stand beside it.
    pub with: Vec<Basis>,
}

/// Whether a basis applies between the two States on the date. `who` are codes of States.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum BasisStatus {
    /// Both are bound, or the requested State's law allows it.
    Applies,
    /// It applies, but a reservation, a declaration or a condition touches this use.
    AppliesWithReservation,
    /// It is on record for both, but the record of some rests on no document.
    Unverified {
        /// Whose record.
        who: Vec<String>,
    },
    /// A declaration or the law of a State shuts it out.
    Barred {
        /// Whose.
        who: Vec<String>,
    },
    /// A State is not bound on the date.
    NotBound {
        /// Which.
        who: Vec<String>,
    },
    /// It is not in force between them on the date.
    NotInForce,
    /// What is on record does not decide it.
    NotEstablished {
        /// About which States.
        who: Vec<String>,
    },
}

impl BasisStatus {
    /// The name used in data and as a class.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Applies => "applies",
            Self::AppliesWithReservation => "applies-with-reservation",
            Self::Unverified { .. } => "unverified",
            Self::Barred { .. } => "barred",
            Self::NotBound { .. } => "not-bound",
            Self::NotInForce => "not-in-force",
            Self::NotEstablished { .. } => "not-established",
        }
    }

    /// The States it is about.
    #[must_use]
    pub fn who(&self) -> &[String] {
        match self {
            Self::Unverified { who }
            | Self::Barred { who }
            | Self::NotBound { who }
            | Self::NotEstablished { who } => who,
            Self::Applies | Self::AppliesWithReservation | Self::NotInForce => &[],
        }
    }

    /// Whether a request can rest on it as far as is known.
    #[must_use]
    pub const fn serves(&self) -> bool {
        matches!(self, Self::Applies | Self::AppliesWithReservation)
    }

    /// Whether someone has to find out before it can be used or passed over.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Unverified { .. } | Self::NotEstablished { .. })
    }
}

/// One statement of the answer with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RouteLine {
    /// What it is about; none for a plain sentence.
    pub label: Option<String>,
    /// Its value.
    pub parts: Vec<RoutePart>,
    /// Id of the statute whose provision `cite` is.
    pub statute: Option<String>,
    /// The provision, or free words.
    pub cite: Option<String>,
    /// Documents.
    pub sources: Vec<SourceRef>,
    /// How well it is established.
    pub evidence: Evidence,
    /// What qualifies it.
    pub note: Option<String>,
    /// Where the handbook says more: paths of pages with ids.
    pub places: Vec<String>,
}

impl RouteLine {
    /// Whether anything in the line is not established.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        self.evidence == Evidence::None || self.parts.iter().any(|part| part.words.is_none())
    }
}

/// A part of a line's value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RoutePart {
    /// Label of the part, for values that have several.
    pub label: Option<String>,
    /// The words; `None` where the part is not established.
    pub words: Option<String>,
    /// An address on the web that belongs to it.
    pub url: Option<String>,
}

/// What is shown under one title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RouteTopic {
    /// Id, unique in the kind.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whose annex is shown.
    pub of: Side,
    /// The lines.
    pub lines: Vec<RouteLine>,
}
