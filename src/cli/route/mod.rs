//! `handbook route`.

mod answer;
mod names;
mod text;

pub(super) use answer::run;
