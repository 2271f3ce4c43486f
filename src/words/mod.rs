//! Words in every script.
