//! One run at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};

use camino::Utf8Path;

use super::create_dir_all;
use super::file::folder_of;
use crate::error::{Error, Result};

/// Holds a lock file until it is dropped.
///
/// The lock is the system's on an open file, so it ends with the process, however that ends: the
/// file may stay, the lock does not.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock, without waiting for another run to end. The file and its folder are made where missing.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Locked`] where another run holds it.
    pub fn acquire(path: &Utf8Path) -> Result<Self> {
        create_dir_all(folder_of(path))?;
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(path);
        let file = open.map_err(|error| {
            let error = match error.kind() {
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => io::Error::new(
                    error.kind(),
                    format!(
                        "{error}; you may not write into this handbook: work in a copy of your own, or ask whoever keeps it for the right to write"
                    ),
                ),
                _ => error,
            };
            Error::file("open the lock", path, error)
        })?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(Error::locked(path)),
            Err(TryLockError::Error(error)) => Err(Error::file("lock", path, error)),
        }
    }
}

impl Drop for Lock {
    /// Gives the lock back by word, not by closing the file alone: a program that this process is just
    /// starting holds a copy of every open file for a moment, and the lock would last as long as the copy.
    fn drop(&mut self) {
        // Where the system refuses, closing the file gives it back.
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use camino::Utf8PathBuf;

    #[test]
    fn a_lock_is_held_once_and_leaves_nothing_stale() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::try_from(folder.path().join("a/lock")).unwrap();
        let lock = Lock::acquire(&path).unwrap();
        let refused = Lock::acquire(&path).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Locked);
        assert!(refused.to_string().contains(path.as_str()));
        drop(lock);
        Lock::acquire(&path).unwrap();
    }

    #[test]
    fn a_copy_of_the_open_file_does_not_keep_a_lock_that_was_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::try_from(folder.path().join("lock")).unwrap();
        let lock = Lock::acquire(&path).unwrap();
        let copy = lock.file.try_clone().unwrap();
        assert_eq!(Lock::acquire(&path).unwrap_err().kind(), ErrorKind::Locked);
        drop(lock);
        Lock::acquire(&path).unwrap();
        drop(copy);
    }
}
