//! The command line: one file a verb. Only here and in `serve` is anything printed.

mod acting;
mod amend;
mod anchors;
mod build;
mod check;
mod completions;
mod demo;
mod diff;
mod doctor;
mod explain;
mod export;
mod figures;
mod init;
mod key;
mod ledger;
mod man;
mod options;
mod overlap;
mod paint;
mod panic;
mod policy;
mod registry;
mod release;
mod report;
mod round;
mod route;
mod run;
mod serve;
mod search;
mod treaty_status;
mod verify;

pub use options::command;
pub use run::run;
