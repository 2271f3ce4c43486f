//! Tests of the whole program: each starts the real binary in a folder of its own, or calls the
//! library where a property needs thousands of cases.
#![expect(clippy::disallowed_methods, reason = "tests make and look at files as anybody does")]

#[cfg(test)]
mod support;

#[cfg(test)]
mod build;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod layers;
