//! The fields of the header, in their one order.

use super::Kind;

/// A field of the header. The order of the variants is the order in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Version,
    Kind,
    State,
    Round,
    Author,
    Title,
    BaseEdition,
    Heading,
    ObjectsTo,
    Base,
    Result,
    Moves,
    Source,
    LedgerSeen,
    Supersedes,
    Created,
    Rationale,
}

/// How often a field stands in the file of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Times {
    Never,
    Once,
    /// Any number of times; what must be there is told by the changes.
    Many,
    /// Once or more.
    Some,
}

impl Field {
    pub(super) const ALL: [Self; 17] = [
        Self::Version,
        Self::Kind,
        Self::State,
        Self::Round,
        Self::Author,
        Self::Title,
        Self::BaseEdition,
        Self::Heading,
        Self::ObjectsTo,
        Self::Base,
        Self::Result,
        Self::Moves,
        Self::Source,
        Self::LedgerSeen,
        Self::Supersedes,
        Self::Created,
        Self::Rationale,
    ];

    /// The name in the file.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Version => "Handbook-Amendment",
            Self::Kind => "Kind",
            Self::State => "State",
            Self::Round => "Round",
            Self::Author => "Author",
            Self::Title => "Title",
            Self::BaseEdition => "Base-Edition",
            Self::Heading => "Heading",
            Self::ObjectsTo => "Objects-To",
            Self::Base => "Base",
            Self::Result => "Result",
            Self::Moves => "Moves",
            Self::Source => "Source",
            Self::LedgerSeen => "Ledger-Seen",
            Self::Supersedes => "Supersedes",
            Self::Created => "Created",
            Self::Rationale => "Rationale",
        }
    }

    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// How often it stands in an amendment of a kind.
    pub(super) const fn times(self, kind: Kind) -> Times {
        match (self, kind) {
            (Self::Heading, Kind::Remark) | (Self::ObjectsTo, Kind::Objection) => Times::Once,
            (Self::Heading | Self::ObjectsTo, _) => Times::Never,
            (Self::Base, Kind::Remark) => Times::Once,
            (Self::Base | Self::Result, Kind::Objection) | (Self::Result, Kind::Remark) => Times::Never,
            (Self::Base | Self::Result, Kind::Structure) => Times::Many,
            (Self::Base | Self::Result, Kind::Confirmation) => Times::Once,
            (Self::Base | Self::Result, _) => Times::Some,
            (Self::Moves, Kind::Structure) | (Self::Source, _) => Times::Many,
            (Self::Moves, _) => Times::Never,
            _ => Times::Once,
        }
    }

    /// What an author should write, for help, to be put between backticks.
    pub(super) const fn example(self) -> &'static str {
        match self {
            Self::Version => "Handbook-Amendment: 1",
            Self::Kind => "Kind: annex",
            Self::State => "State: XA`, or for people without a State `State: none",
            Self::Round => "Round: 2026-R2`, or `Round: none",
            Self::Author => "Author: xa-delegate-1",
            Self::Title => "Title: What the amendment does, in one line",
            Self::BaseEdition => "Base-Edition: 2026.1`, or `Base-Edition: none",
            Self::Heading => "Heading: the words of the heading`, or for the whole page `Heading: none",
            Self::ObjectsTo => "Objects-To: XA-k7m2qv4dx3p6a2he",
            Self::Base => "Base: sha256:<64 digits> content/annexes/xa.md",
            Self::Result => "Result: sha256:<64 digits> content/annexes/xa.md",
            Self::Moves => "Moves: content/chapters/one.md -> content/chapters/two.md",
            Self::Source => "Source: act | Title of the act | s. 14 | https://law.example/act",
            Self::LedgerSeen => "Ledger-Seen: 000213 sha256:<64 digits>`, or `Ledger-Seen: none",
            Self::Supersedes => "Supersedes: XA-k7m2qv4dx3p6a2he`, or `Supersedes: none",
            Self::Created => "Created: 2026-11-20T03:12:00Z",
            Self::Rationale => "Rationale:` and below it lines that begin with `| ",
        }
    }
}
