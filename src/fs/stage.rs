//! A folder that is replaced as one.
#![expect(clippy::disallowed_methods, reason = "this is the module that may")]

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::fault::step;
use super::file::{folder_of, has_bytes, no_place};
use super::walk::walk_all;
use super::{Lock, create_dir_all, remove_dir_all};
use crate::error::{Error, ErrorKind, Result};

/// The file that says that a folder was made by this program and may be replaced by it.
pub const MARKER: &str = ".handbook-site";

const MARKER_TEXT: &[u8] = b"Written by handbook. The next build removes whatever else is in this folder.\n";

/// What publishing a folder did, in files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// New or changed files.
    pub written: usize,
    /// Files that already had the same bytes.
    pub unchanged: usize,
    /// Files of the old folder that the new one does not have.
    pub removed: usize,
}

/// A folder in the making, beside the one it will replace.
///
/// Until [`Stage::publish`] the published folder is not touched; a stage that is dropped leaves
/// no trace. After a kill at any moment the published folder is the old one or the new one,
/// complete; where the system cannot exchange two folders in one step there is a moment without
/// either, and [`recover`] brings the old one back. A power cut may lose files that were just
/// written; the next build compares bytes and writes them again.
///
/// Beside the folder `site` stand, for as long as needed, `.handbook-site.stage`,
/// `.handbook-site.old` and the lock file `.handbook-site.lock`.
#[derive(Debug)]
pub struct Stage {
    target: Utf8PathBuf,
    folder: Utf8PathBuf,
    progress: Mutex<Progress>,
    exchange: bool,
    published: bool,
    _lock: Lock,
}

#[derive(Debug, Default)]
struct Progress {
    written: usize,
    unchanged: usize,
    paths: BTreeSet<Utf8PathBuf>,
    folders: BTreeSet<Utf8PathBuf>,
}

impl Stage {
    /// Starts a folder that will be published as `target`. Cleans up what killed runs left.
    ///
    /// # Errors
    /// Where another run is at it, where `target` holds files but was not made by this program,
    /// or where the disk refuses.
    pub fn begin(target: &Utf8Path) -> Result<Self> {
        let target = follow_link(target)?;
        let lock = Lock::acquire_passing(&beside(&target, "lock")?).map_err(|error| match error.kind() {
            ErrorKind::File => no_place(&target, &error),
            _ => error,
        })?;
        restore(&target)?;
        refuse_foreign(&target)?;
        let folder = beside(&target, "stage")?;
        remove_leftovers(&target)?;
        create_dir_all(&folder)?;
        let stage = Self {
            target,
            folder,
            progress: Mutex::default(),
            exchange: true,
            published: false,
            _lock: lock,
        };
        stage.place(Utf8Path::new(MARKER), MARKER_TEXT)?;
        Ok(stage)
    }

    /// Adds a file; `relative` is its path in the folder. May be called from many threads.
    ///
    /// A file that is published already with the same bytes is linked, not written.
    ///
    /// # Errors
    /// Where the path leaves the folder, is taken, or the disk refuses.
    pub fn put(&self, relative: &Utf8Path, bytes: &[u8]) -> Result<()> {
        let inside = relative.components().all(|part| matches!(part, Utf8Component::Normal(_)));
        if !inside || relative.as_str().is_empty() {
            let cause = io::Error::new(io::ErrorKind::InvalidInput, "the path leaves the folder");
            return Err(Error::file("write", relative, cause));
        }
        let linked = self.place(relative, bytes)?;
        let mut progress = self.progress();
        if linked {
            progress.unchanged += 1;
        } else {
            progress.written += 1;
        }
        progress.paths.insert(relative.to_owned());
        Ok(())
    }

    /// Puts a file into the stage; tells whether the published one could be linked.
    fn place(&self, relative: &Utf8Path, bytes: &[u8]) -> Result<bool> {
        let staged = self.folder.join(relative);
        let folder = folder_of(&staged);
        if !self.progress().folders.contains(folder) {
            create_dir_all(folder)?;
            self.progress().folders.insert(folder.to_owned());
        }
        let old = self.target.join(relative);
        let same = has_bytes(&old, bytes);
        let placed = if same { link_or_write(&old, &staged, bytes) } else { write_new(&staged, bytes) };
        placed.map_err(|error| Error::file("write", staged, error))?;
        Ok(same)
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces the published folder by this one, in one step, and removes the old one.
    ///
    /// Where nothing has changed the published folder is left as it is.
    ///
    /// # Errors
    /// Where the disk refuses; the published folder is then the old one, or the new one where only
    /// the removal of the old one failed.
    pub fn publish(mut self) -> Result<Written> {
        let old = if self.target.is_dir() { walk_all(&self.target)? } else { Vec::new() };
        let written = {
            let progress = self.progress();
            let gone = |path: &&Utf8PathBuf| path.as_str() != MARKER && !progress.paths.contains(*path);
            Written {
                written: progress.written,
                unchanged: progress.unchanged,
                removed: old.iter().filter(gone).count(),
            }
        };
        let marked = old.iter().any(|path| path.as_str() == MARKER);
        if marked && written.written == 0 && written.removed == 0 {
            return Ok(written);
        }
        self.swap()?;
        self.published = true;
        remove_leftovers(&self.target)?;
        Ok(written)
    }

    fn swap(&self) -> Result<()> {
        let failed = |error| Error::file("replace the folder", &self.target, error);
        step().map_err(failed)?;
        if !self.target.exists() {
            return std::fs::rename(&self.folder, &self.target).map_err(failed);
        }
        if self.exchange && exchange(&self.folder, &self.target) {
            return Ok(());
        }
        let old = beside(&self.target, "old")?;
        std::fs::rename(&self.target, &old).map_err(failed)?;
        let moved = step().and_then(|()| std::fs::rename(&self.folder, &self.target));
        moved.map_err(|error| match std::fs::rename(&old, &self.target) {
            Ok(()) => failed(error),
            Err(again) => failed(again),
        })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.published {
            // Nothing can be done here about a failure; the next run removes the leftovers.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// Exchanges two folders in one step; `false` where the system cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Utf8Path, other: &Utf8Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one.as_str(), CWD, other.as_str(), RenameFlags::EXCHANGE).is_ok()
}

/// Exchanges two folders in one step; `false` where the system cannot.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_one: &Utf8Path, _other: &Utf8Path) -> bool {
    false
}

/// Brings back a folder that a killed run had moved aside. [`Stage::begin`] does this too; call it
/// where the folder is only read.
///
/// # Errors
/// Where another run is at it, or the disk refuses.
pub fn recover(target: &Utf8Path) -> Result<()> {
    let target = follow_link(target)?;
    if target.exists() || !beside(&target, "old")?.exists() {
        return Ok(());
    }
    let _lock = Lock::acquire_passing(&beside(&target, "lock")?)?;
    restore(&target)
}

fn restore(target: &Utf8Path) -> Result<()> {
    let old = beside(target, "old")?;
    if target.exists() || !old.is_dir() {
        return Ok(());
    }
    step()
        .and_then(|()| std::fs::rename(&old, target))
        .map_err(|error| Error::file("bring back the folder", target, error))
}

fn remove_leftovers(target: &Utf8Path) -> Result<()> {
    for suffix in ["stage", "old"] {
        let folder = beside(target, suffix)?;
        if folder.exists() {
            remove_dir_all(&folder)?;
        }
    }
    Ok(())
}

/// A folder is replaced through a symbolic link, not the link itself.
fn follow_link(target: &Utf8Path) -> Result<Utf8PathBuf> {
    if !target.is_symlink() {
        return Ok(target.to_owned());
    }
    target.canonicalize_utf8().map_err(|error| Error::file("follow the link", target, error))
}

/// The path beside the target under which this program keeps something of its own.
fn beside(target: &Utf8Path, suffix: &str) -> Result<Utf8PathBuf> {
    let name = target.file_name().ok_or_else(|| {
        Error::usage(format!("`{target}` cannot be the folder of a site; give the folder a name"))
    })?;
    Ok(folder_of(target).join(format!(".handbook-{name}.{suffix}")))
}

/// Never replaces a folder with somebody's files.
fn refuse_foreign(target: &Utf8Path) -> Result<()> {
    if !target.exists() || target.join(MARKER).is_file() {
        return Ok(());
    }
    let mut entries =
        std::fs::read_dir(target).map_err(|error| Error::file("read the folder", target, error))?;
    if entries.next().is_none() {
        return Ok(());
    }
    Err(Error::usage(format!(
        "the folder `{target}` holds files that handbook did not write; name another folder or empty this one"
    )))
}

fn link_or_write(old: &Utf8Path, staged: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
    step()?;
    match std::fs::hard_link(old, staged) {
        Ok(()) => Ok(()),
        Err(_) => write_new(staged, bytes),
    }
}

fn write_new(staged: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
    step()?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(staged)?;
    step()?;
    file.write_all(bytes)
}

#[cfg(test)]
mod tests;
