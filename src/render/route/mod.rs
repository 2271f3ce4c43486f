//! The route on pages: the choice of States and kind, and one page for each pair of States.

mod basis;
mod choice;
mod form;
mod line;
mod pair;

pub(super) use form::Choice;
pub(super) use pair::{files, pages};
