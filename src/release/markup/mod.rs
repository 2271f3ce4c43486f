//! Finished pages as trees: read, changed, and written again as HTML or as XHTML.
//!
//! The other forms of a book are made from the pages of its site, whatever theme wrote them. A tree
//! makes this safe: a link or an id is changed as what it is, not as a piece of text.

mod node;
mod read;
mod write;

pub use node::{Element, Node};
pub use read::read;
pub use write::{Syntax, write};
