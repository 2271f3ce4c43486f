//! Editions: cut, frozen, signed, proved.

mod codes;
mod cut;
mod site;
mod tampered;
