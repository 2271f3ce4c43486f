//! The route: which legal bases apply between two States on a date, and what the requested State's
//! annex says about the request. The rules are data; this is their one interpreter.
//!
//! Nothing is guessed. A State counts as bound only on a dated consent that lies before the date and
//! was not withdrawn; a partial date counts as past only once all of it has passed.

mod basis;
mod bilateral;
mod check;
mod compose;
mod instrument;
mod lines;
mod places;
mod reservations;
mod standing;

pub use compose::{AnnexAt, annexes, route};
pub use places::{Place, Quote, place, quotes};

pub(super) use check::check;
