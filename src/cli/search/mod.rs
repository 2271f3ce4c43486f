//! `handbook search`: asking, and measuring what asking gives.

mod eval;
mod findable;
mod query;
mod related;
mod speed;

pub(super) use query::run;
