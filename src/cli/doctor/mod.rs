//! `handbook doctor`: whether the machine and the handbook's folder are fit for work, each fault
//! with its remedy. Writes nothing.

mod handbook;
mod machine;
mod report;

pub(super) use report::run;
