//! The server without a socket.

mod changes;
mod fixture;
mod pages;
mod search;
