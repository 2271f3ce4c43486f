//! The ledger: signed entries, each naming the one before, never changed.

mod entry;
mod receipt;
mod subject;

pub use entry::{Entry, Sealed, entry_path};
pub use receipt::{Receipt, SignedReceipt};
pub use subject::Subject;
