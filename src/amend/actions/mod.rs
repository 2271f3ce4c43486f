//! What people do to the record: one file an event. Each action is a pure function of the record, the
//! input and the ledger time; what it gives is a set of files, which are written all or none.
//!
//! An action only puts its entry together. Whether the entry may be is decided by
//! [`judge`](crate::amend::judge), which also decides whether a found one may have been.

mod accept;
mod admit;
mod adopt;
mod annotate;
mod desk;
mod found;
mod intake;
mod open;
mod override_need;
mod policy;
mod redact;
mod registry;
mod reject;
mod release;
mod reopen;
mod give_back;
mod review;
mod round;
mod stale;
mod withdraw;

pub use accept::accept;
pub use admit::admit;
pub use adopt::adopt;
pub use annotate::annotate;
pub use desk::{Desk, Outcome, Transaction};
pub use found::{Founding, found};
pub use give_back::give_back;
pub use intake::{Clash, Intake, clashes, intake, receipt_again, submit};
pub use open::open;
pub use override_need::override_need;
pub use policy::change_policy;
pub use redact::redact;
pub use registry::{Revoking, add_person, change_registry, revoke_key, rotate_key};
pub use reject::{Rejection, reject};
pub use release::release;
pub use reopen::reopen;
pub use review::{Lapsed, ReviewRequest, draft_review, lapsed, record_review};
pub use round::{close_round, extend_round, open_round};
pub use stale::stale;
pub use withdraw::withdraw;
