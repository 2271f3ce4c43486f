//! The record of amendments: what follows from it, what is refused, and what a change of it shows.

mod codes;
mod decisions;
mod facts;
mod flow;
mod properties;
mod root;
mod size;
mod spoilt;
mod tampered;
mod threats;
