//! Checklists and model forms: the list, one page a form, and the annexes' data for their script.

mod data;
mod demands;
mod list;
mod page;

pub(super) use data::files;
pub(super) use page::pages;
