//! Data against its JSON Schema (draft 2020-12), with findings at the places in the YAML.
//!
//! Schemas are part of the handbook (`content/schemas`); nothing is fetched. What a property
//! means is read from its `description`, so a good schema is also a good help text.

mod check;
mod explain;
mod words;

pub use check::Schema;

#[cfg(test)]
mod tests;
