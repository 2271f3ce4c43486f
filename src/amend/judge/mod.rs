//! Whether an entry follows from what was before. The same judgement refuses an action that is about
//! to be recorded and an entry that somebody put into the ledger: there is one place for each rule.

mod accept;
mod actor;
mod case;
mod consent;
mod decision;
mod intake;
mod limits;
mod needs;
mod redact;
mod rights;
mod root;
mod rounds;
mod step;

pub use actor::ACTORS;
pub use consent::{Binding, Voice, voices};
pub use intake::unheard;
pub use limits::{beyond, is_page};
pub use needs::{Requirement, Status, requirements};
pub use rights::{Admission, admission, draft_admission};
pub use step::{found, step};
