//! EPUB 3.3 (W3C Recommendation) with what EPUB Accessibility 1.1 asks of metadata.
//!
//! The package is written by hand, so that its order, its times and with them its bytes are ours.

mod book;
mod content;
mod cover;
mod navigation;
mod package;

pub use book::epub;
