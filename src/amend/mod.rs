//! Amendments to the handbook: proposed in one signed file, judged by rules, kept in a record.
//!
//! Everything here is free of the terminal and of the wall clock: time is an argument, and what a
//! rule refuses comes back as a [`Refusal`] with its code, the place and what to do next.

pub mod actions;
mod amendment;
mod candidate;
mod check;
mod clash;
pub mod demo;
mod digest;
mod doubt;
mod draft;
mod fields;
mod form;
mod guard;
pub mod judge;
mod keys;
pub mod ledger;
mod lint;
mod personal;
pub mod policy;
pub mod progress;
mod propose;
mod rebase;
pub mod record;
mod redacted;
mod refusal;
pub mod registry;
mod replay;
mod resolved;
mod review;
pub mod round;
mod signature;
mod stage;
mod take_in;
mod texts;
mod verified;
pub mod view;
mod whole;

pub use amendment::{
    Amendment, AmendmentId, Bound, Change, Filed, Import, Kind, Move, NotAnId, Seen, SourceKind, SourceLine,
    Texts,
};
pub use candidate::{Candidate, candidate, clash_places};
pub use check::{check, policy_test, prove};
pub use clash::{Pair, Proposal, Verdict, clashes, verdict};
pub use digest::{Digest, NotADigest};
pub use doubt::{Doubt, DoubtfulPart, doubt};
pub use draft::{
    Answers, Edit, Fix, FixKind, Imported, Normalised, compose, from_diff, normalise, verify_today,
};
pub use form::{Day, Moment};
pub use guard::Misplaced;
pub use keys::{KeyFile, Rounds};
pub use lint::{lint, lint_change, twins};
pub use personal::personal;
pub use propose::{Proposed, Proposing, current_text, propose, source_line};
pub use rebase::{ClashReason, ClashView, Part, Rebase, ReviewAgain, rebase, rebase_change};
pub use redacted::Redacted;
pub use refusal::{Refusal, RefusalCode, render_refusals};
pub use replay::{follows, prefix, replay};
pub use review::{Decision, Review, SignedReview, review_path};
pub use signature::{Namespace, PublicKey, Purpose, Signature, SignatureFault, SigningKey};
pub use stage::{Event, Stage, TRANSITIONS, Transition};
pub use take_in::take_in;
pub use texts::{Listing, TextStore};
pub use whole::check_whole;
