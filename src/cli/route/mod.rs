//! `handbook route`.

mod answer;
pub(super) mod names;
mod text;
#[cfg(test)]
mod tests;

pub(super) use answer::run;
