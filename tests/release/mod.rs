//! Editions: cut, frozen, signed, proved.

mod addresses;
mod codes;
mod cut;
mod site;
mod tampered;
mod withdrawn;
