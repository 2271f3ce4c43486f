//! `handbook` publishes a legal handbook that several States keep up to date together.
//!
//! The modules below stand in the order in which the text travels, from a Markdown file to a
//! reader. A module imports only from modules above it; a test enforces this.

pub mod diagnostic;
pub mod error;
pub mod clock;
pub mod fs;
pub mod words;
pub mod diff;
pub mod config;
pub mod source;
pub mod model;
pub mod parse;
pub mod resolve;
pub mod site;
pub mod render;
pub mod search;
pub mod amend;
pub mod release;
pub mod pipeline;
pub mod serve;
pub mod cli;
