//! One text to one page.

pub mod yaml;
