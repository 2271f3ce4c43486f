//! One text to one page or one data file; pure, and parallel over files.

mod citation;
mod front_matter;
mod markdown;
mod page;
mod reference;
mod schema;
mod yaml;

pub use page::{Parsed, alone, front_matter, pages};
pub use reference::{DataFile, ReferenceTexts};
pub use schema::Schema;
pub use yaml::{Entry, Node, parse_yaml};
