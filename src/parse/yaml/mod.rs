//! YAML 1.2 as a tree in which every key and value knows its place.
//!
//! Only plain data is read: one document, no anchors, aliases or tags, keys that are single words.
//! What a plain word means follows the core schema (YAML 1.2.2, section 10.3.2): `no`, `on` and
//! `y` are words, `true` and `null` are not, and what stands in quotation marks always is a text.

mod build;
mod node;
mod scalar;
mod trouble;

pub use build::parse_yaml;
pub(super) use node::NodeValue;
pub use node::{Entry, Node};

#[cfg(test)]
mod tests;
