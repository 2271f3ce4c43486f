//! Tests of the whole program: each starts the real binary in a folder of its own, or calls the
//! library where a property needs thousands of cases.
#![expect(clippy::disallowed_methods, reason = "tests make and look at files as anybody does")]

#[cfg(test)]
mod support;

#[cfg(test)]
mod amendments;
#[cfg(test)]
mod anchors;
#[cfg(test)]
mod build;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod compare;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod diff;
#[cfg(test)]
mod export;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod markdown;
#[cfg(test)]
mod reads;
#[cfg(test)]
mod rebase;
#[cfg(test)]
mod record;
#[cfg(test)]
mod region;
#[cfg(test)]
mod release;
#[cfg(test)]
mod round;
#[cfg(test)]
mod search;
#[cfg(test)]
mod search_script;
#[cfg(test)]
mod theme;
#[cfg(test)]
mod typed;
#[cfg(test)]
mod verbs;
