//! Editions: cut, frozen, signed, proved.

mod addresses;
mod between;
mod codes;
mod cut;
mod site;
mod tampered;
mod withdrawn;
