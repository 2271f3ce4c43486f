//! The nouns of the handbook: pages and their blocks, annexes, authorities, the whole book.

mod anchor;
mod annex;
mod between;
mod block;
mod book;
mod display;
mod edition;
mod evidence;
mod form;
mod glossary;
mod page;
mod passage;
mod record;
mod reference;
mod route;
mod side;

pub use anchor::{Anchor, ParagraphNumber};
pub use annex::{
    Annex, AnnexField, AnnexSource, BilateralTreaty, Contact, Fact, NativeName, Provision, Statute,
};
pub use between::{
    BetweenView, Counts, GroupRow, GroupView, HistoryStep, LeftUnit, OriginView, PageChanges, PageHistory,
    PairView, Renumbered, RenumberedRow, TextName, UnitChange, UnitHistory, WORKING,
};
pub use block::{
    AdmonitionKind, Alignment, Block, BlockKind, Citation, Definition, Footnote, Heading, Image, Inline,
    Item, Link, Mention, Table, plain_text, visit_each,
};
pub use book::{
    Authority, AuthorityKind, Book, NavigationEntry, NavigationPart, PageEntry, PinpointKey, Place, TableKey,
    Tables, UnitEntry,
};
pub use display::{NOT_ESTABLISHED, ValuePart, value_parts};
pub use edition::{Colophon, EditionMark, EditionView, PublishedView, SetAside, Standing};
pub use evidence::Evidence;
pub use form::{
    Checklist, FactChoice, FollowUp, FormField, FormLibrary, FormQuestion, FormStep, ModelForm, Need, Offer,
};
pub use glossary::TermMatcher;
pub use page::{Front, Page, PageKind, ReferenceList, Unit, address_of};
pub use passage::Passage;
pub use record::{
    AmendmentView, ChangeView, EarlierView, NeighbourView, PassageView, PersonView, ProcessView, RecordView,
    RefusalView, RequirementView, RoleView, RoundDate, RoundView, RuleView, RunView, SourceView, StepView,
    ThreeView, TransitionView, WeightyView,
};
pub use reference::{
    AnnexLayout, Article, EvidenceDegree, EvidenceScale, Instrument, LayoutField, LayoutGroup, LayoutHeading,
    MemberState, Membership, Organisation, Reference, ResearchMark, Reservation, Source, SourcedFact,
    StatusDate, Term, TermSource, TreatyEntry, TreatyEvent, TreatyStatus,
};
pub use route::{
    ArticleRule, Basis, BasisRule, BasisStatus, BilateralRule, Condition, Effect, FieldRule, InstrumentRule,
    LineRole, NationalLawRule, Outcomes, Requires, Route, RouteKind, RouteLine, RoutePart, RouteRules,
    RouteState, RouteTopic, SourceRef, Start, Statement, TopicRule,
};
pub use side::Side;
