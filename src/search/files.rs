//! The file operations that search needs.

use camino::Utf8Path;

use crate::error::Result;
use crate::fs::{is_dir, names, remove_temporary};

pub(super) use crate::fs::{create_dir_all, exists, read, remove_dir_all, rename, write_atomic};

/// Names of the folders directly in `path`, sorted; none if it cannot be read.
pub(super) fn folders(path: &Utf8Path) -> Vec<String> {
    let mut names = names(path).unwrap_or_default();
    names.retain(|name| is_dir(&path.join(name)));
    names
}

/// Removes what a killed build left in the folder of the index.
pub(super) fn tidy(path: &Utf8Path, unfinished: &str) -> Result<()> {
    remove_temporary(path)?;
    for name in folders(path).iter().filter(|name| name.starts_with(unfinished)) {
        remove_dir_all(&path.join(name))?;
    }
    Ok(())
}

/// Size of the files directly in a folder, in bytes.
pub(super) fn sizes(path: &Utf8Path) -> u64 {
    let names = names(path).unwrap_or_default();
    names.iter().filter_map(|name| crate::fs::size(&path.join(name)).ok()).sum()
}
