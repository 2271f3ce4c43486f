//! Amendments to the handbook: proposed in one signed file, judged by rules, kept in a record.
//!
//! Everything here is free of the terminal and of the wall clock: time is an argument, and what a
//! rule refuses comes back as a [`Refusal`] with its code, the place and what to do next.

mod amendment;
mod digest;
mod form;
mod keys;
pub mod policy;
mod refusal;
pub mod registry;
pub mod round;
mod signature;
mod stage;

pub use amendment::{AmendmentId, Kind};
pub use digest::{Digest, NotADigest};
pub use keys::{KeyFile, Rounds};
pub use refusal::{Refusal, RefusalCode, render_refusals};
pub use signature::{Namespace, PublicKey, Purpose, Signature, SignatureFault, SigningKey};
pub use stage::{Event, Stage, TRANSITIONS, Transition};
