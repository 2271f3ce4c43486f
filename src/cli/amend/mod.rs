//! `handbook amend`: one file a verb or a group of verbs that ask the same of people.

mod blame;
mod check;
mod decide;
mod found;
mod intake;
mod listing;
mod new;
mod options;
mod preview;
mod print;
mod rebase;
mod redact;
mod review;
mod run;
mod show;
mod sign;

pub(super) use options::AmendArguments;
pub(super) use print::{runs, terms};
pub(super) use run::run;
