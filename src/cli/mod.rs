//! The command line: one file a verb. Only here and in `serve` is anything printed.

mod anchors;
mod build;
mod check;
mod completions;
mod doctor;
mod explain;
mod export;
mod figures;
mod init;
mod man;
mod options;
mod overlap;
mod paint;
mod panic;
mod report;
mod route;
mod run;
mod serve;
mod search;
mod treaty_status;

pub use options::command;
pub use run::run;
