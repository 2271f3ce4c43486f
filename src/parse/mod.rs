//! One text to one page.

pub mod schema;
pub mod yaml;
