//! Facts of each page, then merged tables: a whole [`Book`](crate::model::Book).
//!
//! Every pass is a file. The passes work on [`facts::PageFacts`], never on another page's tree, so
//! that one edited page redoes its own facts and the tables.

mod anchors;
mod authorities;
mod book;
pub mod compare;
mod data;
mod facts;
pub mod freshness;
mod forms;
mod layout;
mod links;
mod number;
mod route;
pub mod open_points;
pub mod treaties;

pub use anchors::{AnchorMap, Fingerprint, PageUnits};
pub use book::{Resolved, book};
pub use facts::PageFacts;
pub use links::{Fault, Target, relative, resolve as resolve_link, unsafe_links};
pub use route::{AnnexAt, Place, Quote, annexes, place, quotes, route};
