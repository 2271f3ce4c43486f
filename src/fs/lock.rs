//! One run at a time.
#![expect(clippy::disallowed_methods, reason = "this is the module that may")]

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};

use camino::{Utf8Path, Utf8PathBuf};

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
    /// The file to take away with the lock; none where it stays.
    passing: Option<Utf8PathBuf>,
}

/// How often a lock is tried whose file another run takes away at that moment.
const TRIES: usize = 16;

impl Lock {
    /// Takes the lock, without waiting for another run to end. The file and its folder are made where missing.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Locked`] where another run holds it.
    pub fn acquire(path: &Utf8Path) -> Result<Self> {
        create_dir_all(folder_of(path))?;
        for _ in 0..TRIES {
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
                Ok(()) if is_at(&file, path) => return Ok(Self { file, passing: None }),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => break,
                Err(TryLockError::Error(error)) => return Err(Error::file("lock", path, error)),
            }
        }
        Err(Error::locked(path))
    }

    /// As [`Lock::acquire`], and the file is taken away with the lock, where the system tells one file from
    /// another of the same name: whoever has opened it before finds that it is not there any more, and
    /// opens the next one.
    ///
    /// # Errors
    /// As [`Lock::acquire`].
    pub fn acquire_passing(path: &Utf8Path) -> Result<Self> {
        let mut lock = Self::acquire(path)?;
        lock.passing = cfg!(unix).then(|| path.to_owned());
        Ok(lock)
    }
}

/// Whether a path still leads to an open file.
#[cfg(unix)]
fn is_at(file: &File, path: &Utf8Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: std::fs::Metadata| (found.dev(), found.ino());
    file.metadata().ok().map(place) == path.metadata().ok().map(place)
}

/// Whether a path still leads to an open file; nobody takes it away here.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Utf8Path) -> bool {
    true
}

impl Drop for Lock {
    /// Gives the lock back by word, not by closing the file alone: a program that this process is just
    /// starting holds a copy of every open file for a moment, and the lock would last as long as the copy.
    fn drop(&mut self) {
        if let Some(path) = &self.passing {
            // As long as the lock is held nobody else takes the file away; where it stays it does no harm.
            let _ = std::fs::remove_file(path);
        }
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

    #[cfg(unix)]
    #[test]
    fn a_passing_lock_takes_its_file_away_and_is_still_held_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::try_from(folder.path().join("lock")).unwrap();
        let lock = Lock::acquire_passing(&path).unwrap();
        assert_eq!(Lock::acquire_passing(&path).unwrap_err().kind(), ErrorKind::Locked);
        assert!(path.exists(), "whoever does not get the lock takes nothing away");
        drop(lock);
        assert!(!path.exists());
        // Many at once: one after the other at most.
        let (held, most) = (std::sync::atomic::AtomicUsize::new(0), std::sync::atomic::AtomicUsize::new(0));
        let count = std::sync::atomic::Ordering::SeqCst;
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let Ok(lock) = Lock::acquire_passing(&path) else { continue };
                        most.fetch_max(held.fetch_add(1, count) + 1, count);
                        std::thread::yield_now();
                        held.fetch_sub(1, count);
                        drop(lock);
                    }
                });
            }
        });
        assert_eq!(most.into_inner(), 1);
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
