//! One run at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::time::Duration;

use camino::Utf8Path;

use super::create_dir_all;
use super::file::folder_of;
use crate::error::{Error, Result};

/// How often a lock that is held is tried again. A process that this one is just starting holds a
/// copy of every open file for a moment, also of a lock that was given back.
const TRIES: u32 = 10;
/// Time between two tries.
const PAUSE: Duration = Duration::from_millis(10);

/// Holds a lock file until it is dropped.
///
/// The lock is the system's on an open file, so it ends with the process, however that ends: the
/// file may stay, the lock does not.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, without waiting for another run to end. The file and its folder are made where missing.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Locked`] where another run holds it.
    pub fn acquire(path: &Utf8Path) -> Result<Self> {
        create_dir_all(folder_of(path))?;
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(path);
        let file = open.map_err(|error| Error::file("open the lock", path, error))?;
        let mut tries = 0;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if tries < TRIES => {
                    tries += 1;
                    std::thread::sleep(PAUSE);
                }
                Err(TryLockError::WouldBlock) => return Err(Error::locked(path)),
                Err(TryLockError::Error(error)) => return Err(Error::file("lock", path, error)),
            }
        }
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
}
