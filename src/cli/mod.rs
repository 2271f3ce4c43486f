//! The command line: one file a verb. Only here and in `serve` is anything printed.

mod anchors;
mod build;
mod check;
mod options;
mod report;
mod route;
mod run;

pub use options::command;
pub use run::run;
