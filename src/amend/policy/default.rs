//! The policy that founding writes where there is none.

/// A policy for a handbook of several States: one national track, one for the chapters.
pub const DEFAULT_POLICY: &str = include_str!("default.toml");
