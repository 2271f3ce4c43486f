//! What is wrong with content: a [`Code`], a place in a text, help, and the one renderer.
//!
//! Wrong content is data, not an error: it is collected in [`Warned`] and many findings
//! are shown per run. What is wrong with the machine is [`crate::error::Error`].

mod code;
mod excerpt;
mod finding;
mod notice;
mod render;
mod text;
mod visible;

pub use code::{Code, Severity};
pub use finding::{Diagnostic, Label, Warned, sort};
pub use notice::Notice;
pub use render::{Format, Painter, render, render_notice};
pub use text::{Place, SourceText, Span};
pub use visible::visible;
