//! The handbook on this computer's own address: its pages, its search, and each change at once.
//!
//! [`run`] builds, listens and rebuilds; [`app`] is the same server without a socket. What is
//! served is one immutable build in memory ([`Live`]), replaced as a whole when a new build is
//! good and kept when it is not. The bytes on disk stay as `build` wrote them.

mod app;
mod error;
mod listen;
mod live;
mod problems;
mod rebuild;
mod search;
mod security;
mod site;
#[cfg(test)]
mod tests;
mod watch;

pub use app::app;
pub use listen::{Notice, Options, Stop, run};
pub use live::Live;
pub use security::Hosts;
