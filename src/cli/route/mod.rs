//! `handbook route`.

mod answer;
mod names;
mod text;
#[cfg(test)]
mod tests;

pub(super) use answer::run;
