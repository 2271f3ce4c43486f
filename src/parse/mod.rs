//! One text to one page or one data file; pure, and parallel over files.

mod citation;
mod front_matter;
mod markdown;
mod page;
mod reference;
mod schema;
mod yaml;

pub use page::{Parsed, front_matter, lint, pages};
pub use reference::{DataFile, ReferenceTexts};
pub use schema::Schema;
pub use yaml::{Entry, Node, parse_yaml};
