//! Amendments to the handbook: proposed in one signed file, judged by rules, kept in a record.
//!
//! Everything here is free of the terminal and of the wall clock: time is an argument, and what a
//! rule refuses comes back as a [`Refusal`] with its code, the place and what to do next.

mod amendment;
mod clash;
mod digest;
mod draft;
mod guard;
mod keys;
mod lint;
mod rebase;
mod refusal;
mod signature;
mod whole;

pub use amendment::{
    Amendment, AmendmentId, Bound, Change, Filed, Import, Kind, Move, NotAnId, Seen, SourceKind, SourceLine,
    Texts,
};
pub use clash::{Pair, Proposal, Verdict, clashes, verdict};
pub use digest::{Digest, NotADigest};
pub use draft::{
    Answers, Edit, Fix, FixKind, Imported, Normalised, compose, from_diff, normalise, verify_today,
};
pub use guard::Misplaced;
pub use keys::{KeyFile, Rounds};
pub use lint::{lint, lint_change, twins};
pub use rebase::{ClashReason, ClashView, Part, Rebase, ReviewAgain, rebase, rebase_change};
pub use refusal::{Refusal, RefusalCode, render_refusals};
pub use signature::{Namespace, PublicKey, Purpose, Signature, SignatureFault, SigningKey};
pub use whole::check_whole;
