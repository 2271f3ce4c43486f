//! PDF for paper, made by a paged-media engine that is installed beside this program.
//!
//! This module writes the document that the engine sets: the print page of the site with its own
//! style sheet, contents and references that the engine completes with numbers of pages, footnotes
//! where they are referred to. In what the engine gives back, it corrects which letters the shapes of a font
//! stand for.

mod engine;
mod families;
mod letters;
mod shapes;
mod source;
mod spaces;
mod tagged;
mod update;
mod woff2;

pub use engine::{Engine, pdf};
pub use source::pdf_source;
