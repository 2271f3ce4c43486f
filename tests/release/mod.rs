//! Editions: cut, frozen, signed, proved.

mod addresses;
mod between;
mod codes;
mod cut;
mod signed;
mod site;
mod tampered;
mod verified;
mod withdrawn;
