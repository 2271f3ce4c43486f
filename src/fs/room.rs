//! What the machine has room for and allows, asked without changing anything.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::Result;

/// Bytes that may still be written on the disk that holds `path`; `None` where the system does
/// not say.
///
/// # Errors
/// When the disk cannot be asked, for example because `path` does not exist.
#[cfg(unix)]
pub fn free_space(path: &Utf8Path) -> Result<Option<u64>> {
    use crate::error::Error;

    let disk = rustix::fs::statvfs(path.as_std_path())
        .map_err(|error| Error::file("ask for the free space of", path, error.into()))?;
    Ok(Some(disk.f_bavail.saturating_mul(disk.f_frsize)))
}

/// Bytes that may still be written; this system does not say.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn free_space(_path: &Utf8Path) -> Result<Option<u64>> {
    Ok(None)
}

/// Whether files can be made in the folder `path`, or, where it is not there yet, in the nearest
/// folder above it that is.
#[must_use]
pub fn is_writable(path: &Utf8Path) -> bool {
    let mut folder = if path.as_str().is_empty() { Utf8PathBuf::from(".") } else { path.to_owned() };
    while !folder.exists() {
        folder = match folder.parent() {
            Some(above) if !above.as_str().is_empty() => above.to_owned(),
            _ => Utf8PathBuf::from("."),
        };
    }
    folder.is_dir() && may_write(&folder)
}

#[cfg(unix)]
fn may_write(folder: &Utf8Path) -> bool {
    use rustix::fs::Access;
    rustix::fs::access(folder.as_std_path(), Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn may_write(folder: &Utf8Path) -> bool {
    folder.metadata().is_ok_and(|found| !found.permissions().readonly())
}

/// Whether anything has this name: a file, a folder, or a link that leads nowhere.
#[must_use]
pub fn is_taken(path: &Utf8Path) -> bool {
    path.symlink_metadata().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_above_answers_for_one_that_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::try_from(folder.path().to_owned()).unwrap();
        assert!(is_writable(&root.join("not/yet")));
        assert!(is_writable(Utf8Path::new("")));
        let file = root.join("file");
        super::super::write_atomic(&file, b"x").unwrap();
        assert!(!is_writable(&file.join("below")), "a file is no folder");
        assert!(is_taken(&file) && !is_taken(&root.join("none")));
    }

    #[cfg(unix)]
    #[test]
    fn free_space_of_a_disk() {
        assert!(free_space(Utf8Path::new(".")).unwrap().is_some());
        assert!(free_space(Utf8Path::new("no/such/folder")).is_err());
    }
}
