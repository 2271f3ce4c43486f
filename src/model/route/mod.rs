//! The route from a requesting State to a requested State: the rules, which are data, and the
//! answer that they give for two States on a date.

mod answer;
mod rules;

pub use answer::{Basis, BasisStatus, Route, RouteLine, RoutePart, RouteState, RouteTopic, Start};
pub use rules::{
    ArticleRule, BasisRule, BilateralRule, Condition, Effect, FieldRule, InstrumentRule, NationalLawRule,
    Outcomes, Requires, RouteKind, RouteRules, SourceRef, Statement, TopicRule,
};
