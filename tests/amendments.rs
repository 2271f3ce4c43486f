//! Amendment files: hostile ones, honest ones, the ways they travel, stock tools.

mod honest;
mod hostile;
mod interop;
mod rules;
mod sample;
mod spoilt;
mod transport;
