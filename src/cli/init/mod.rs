//! `handbook init`: a first handbook, or a plain book, from templates in the program.

mod templates;
mod write;

pub(super) use write::run;
