//! Who signs for which State, in which role, with which key: `amendments/registry.toml`.

mod allowed;
mod key;
mod person;
mod read;
mod role;

pub use allowed::allowed_signers;
pub use key::{Assurance, Key, Revocation, Standing};
pub use person::{Person, Registry};
pub use read::read;
pub use role::{Role, in_words};
