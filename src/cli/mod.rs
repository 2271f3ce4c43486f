//! The command line: one file a verb. Only here and in `serve` is anything printed.

mod anchors;
mod build;
mod check;
mod completions;
mod doctor;
mod explain;
mod figures;
mod init;
mod man;
mod options;
mod overlap;
mod paint;
mod panic;
mod report;
mod run;
mod serve;
mod search;

pub use options::command;
pub use run::run;
