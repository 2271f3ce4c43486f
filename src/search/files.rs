//! The file operations that search needs, in one place.
#![expect(clippy::disallowed_methods, reason = "stands in for crate::fs until that is merged")]

use std::fs as plain;

use camino::Utf8Path;

use crate::error::{Error, Result};

pub(super) fn read(path: &Utf8Path) -> Result<Vec<u8>> {
    plain::read(path).map_err(|source| Error::file("read", path.as_str(), source))
}

pub(super) fn write_atomic(path: &Utf8Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    plain::write(&beside, bytes).map_err(|source| Error::file("write", path.as_str(), source))?;
    rename(&beside, path)
}

pub(super) fn create_dir_all(path: &Utf8Path) -> Result<()> {
    plain::create_dir_all(path).map_err(|source| Error::file("create", path.as_str(), source))
}

pub(super) fn remove_dir_all(path: &Utf8Path) -> Result<()> {
    plain::remove_dir_all(path).map_err(|source| Error::file("remove", path.as_str(), source))
}

pub(super) fn rename(from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    plain::rename(from, to).map_err(|source| Error::file("rename", from.as_str(), source))
}

pub(super) fn exists(path: &Utf8Path) -> bool {
    path.exists()
}

/// Names of the folders directly in `path`, sorted; none if it cannot be read.
pub(super) fn folders(path: &Utf8Path) -> Vec<String> {
    let Ok(entries) = path.read_dir_utf8() else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(std::result::Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.file_name().to_owned())
        .collect();
    names.sort();
    names
}
