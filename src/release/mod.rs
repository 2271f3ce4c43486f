//! A finished handbook in the forms in which it is carried away: folder, zip, one HTML file, EPUB and
//! PDF.
//!
//! Every form is made from the pages of the finished site, so that all have the same text, numbers
//! and citations, in whatever theme. The bytes depend on text, theme and the date of the run alone.

mod address;
mod archive;
mod bundle;
mod epub;
mod fonts;
mod links;
pub mod markup;
mod one_file;
mod pages;
mod paper;
mod part;
mod pdf;

pub use bundle::zip;
pub use epub::epub;
pub use one_file::one_file;
pub use part::{Finished, Part};
pub use pdf::{Engine, pdf, pdf_source};
