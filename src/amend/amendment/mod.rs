//! Kinds and ids of amendments.

mod id;
mod kind;

pub use id::AmendmentId;
pub use kind::Kind;
