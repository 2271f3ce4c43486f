//! Editions: cut, frozen, signed, proved.

mod between;
mod codes;
mod cut;
mod site;
mod tampered;
