//! A handbook in a folder of its own, and what a command said about it.

mod finding;
mod handbook;
mod html;
mod many;
pub(crate) mod office;
mod random;
pub(crate) mod shelf;
mod tree;

pub(crate) use finding::Finding;
pub(crate) use handbook::{Handbook, Run, repository};
pub(crate) use html::article;
pub(crate) use many::many;
pub(crate) use random::Random;
pub(crate) use tree::{Tree, difference};
