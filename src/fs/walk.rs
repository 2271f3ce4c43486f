//! Which files are in a folder.

use std::fs::FileType;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::{DirEntry, WalkDir};

use super::file::TEMPORARY;
use crate::error::{Error, Result};

/// The files under a folder: paths relative to it, with `/`, sorted as text.
///
/// Hidden files and folders (names with a leading dot) are skipped and symbolic links are not
/// followed, so the answer depends on nothing outside the folder.
///
/// # Errors
/// Where a folder cannot be read, or a name is not UTF-8.
pub fn walk(root: &Utf8Path) -> Result<Vec<Utf8PathBuf>> {
    let visible = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(entry);
    entries(root, visible, FileType::is_file)
}

/// All files under a folder, the hidden ones too.
///
/// # Errors
/// As [`walk`].
pub fn walk_all(root: &Utf8Path) -> Result<Vec<Utf8PathBuf>> {
    entries(root, |_| true, FileType::is_file)
}

/// Why [`walk`] passes something by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// Its name begins with a dot.
    Hidden,
    /// It is a symbolic link.
    Link,
    /// It is neither a file nor a folder.
    Device,
}

/// What [`walk`] passes by under a folder, sorted by path; of a hidden folder the folder alone, and not
/// what killed runs left of [`super::write_atomic`].
///
/// # Errors
/// As [`walk`].
pub fn unseen(root: &Utf8Path) -> Result<Vec<(Utf8PathBuf, Unseen)>> {
    let mut found = Vec::new();
    let mut walker = WalkDir::new(root).min_depth(1).into_iter();
    while let Some(entry) = walker.next() {
        let entry = entry.map_err(|error| failed(root, error))?;
        let kind = entry.file_type();
        let what = if kind.is_symlink() {
            Unseen::Link
        } else if is_hidden(&entry) {
            Unseen::Hidden
        } else if kind.is_file() || kind.is_dir() {
            continue;
        } else {
            Unseen::Device
        };
        if kind.is_dir() {
            walker.skip_current_dir();
        }
        if !entry.file_name().as_encoded_bytes().starts_with(TEMPORARY.as_bytes()) {
            found.push((relative(root, &entry), what));
        }
    }
    found.sort_unstable_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
    Ok(found)
}

fn failed(root: &Utf8Path, error: walkdir::Error) -> Error {
    let path = error.path().map_or_else(|| root.to_string(), |path| path.display().to_string());
    Error::file("read the folder", path, error.into())
}

/// What is under a folder and is neither file nor folder: symbolic links, which are not followed, and the like.
///
/// # Errors
/// As [`walk`].
pub fn walk_strange(root: &Utf8Path) -> Result<Vec<Utf8PathBuf>> {
    entries(root, |_| true, |kind| !kind.is_file() && !kind.is_dir())
}

fn entries(
    root: &Utf8Path,
    wanted: impl Fn(&DirEntry) -> bool,
    kind: impl Fn(&FileType) -> bool,
) -> Result<Vec<Utf8PathBuf>> {
    let mut paths = Vec::new();
    for entry in WalkDir::new(root).into_iter().filter_entry(wanted) {
        let entry = entry.map_err(|error| failed(root, error))?;
        if entry.depth() > 0 && entry.file_name().to_str().is_none() {
            let cause = io::Error::new(io::ErrorKind::InvalidData, "the name is not UTF-8");
            return Err(Error::file("read", entry.path().display().to_string(), cause));
        }
        if kind(&entry.file_type()) {
            paths.push(relative(root, &entry));
        }
    }
    paths.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
    Ok(paths)
}

/// Names of the files and folders directly in a folder, hidden ones too, sorted; none where there
/// is no such folder.
///
/// # Errors
/// Where the folder cannot be read, or a name is not UTF-8.
pub fn names(folder: &Utf8Path) -> Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |error| Error::file("read the folder", folder, error);
    let mut names = Vec::new();
    for entry in folder.read_dir_utf8().map_err(failed)? {
        names.push(entry.map_err(failed)?.file_name().to_owned());
    }
    names.sort_unstable();
    Ok(names)
}

/// Removes what killed runs left of [`super::write_atomic`] directly in a folder. Call it only
/// where no other run writes there.
///
/// # Errors
/// Where it cannot be read, or something cannot be removed.
pub fn remove_temporary(folder: &Utf8Path) -> Result<()> {
    for name in names(folder)?.iter().filter(|name| name.starts_with(TEMPORARY)) {
        super::remove_file(&folder.join(name))?;
    }
    Ok(())
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn relative(root: &Utf8Path, entry: &DirEntry) -> Utf8PathBuf {
    let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
    Utf8PathBuf::from(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::super::write_atomic;
    use super::*;

    #[test]
    fn sorted_without_hidden_files_and_links() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::try_from(folder.path().to_owned()).unwrap();
        for name in ["b.md", "a/z.md", "a.md", "a-b/c.md", ".git/config", "a/.hidden", "ก/ข.md"] {
            write_atomic(&root.join(name), b"x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.join("a"), root.join("link")).unwrap();
        let names: Vec<String> = walk(&root).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(names, ["a-b/c.md", "a.md", "a/z.md", "b.md", "ก/ข.md"]);
        assert!(walk_all(&root).unwrap().len() == 7);
        let passed: Vec<String> =
            unseen(&root).unwrap().iter().map(|(path, what)| format!("{path} {what:?}")).collect();
        let link = if cfg!(unix) { "link Link" } else { "" };
        assert_eq!(passed.join(" "), format!(".git Hidden a/.hidden Hidden {link}").trim_end());
        #[cfg(unix)]
        assert_eq!(walk_strange(&root).unwrap(), ["link"]);
        assert!(walk(&root.join("missing")).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_utf8_is_named() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::try_from(folder.path().to_owned()).unwrap();
        let name = std::ffi::OsStr::from_bytes(b"bad\xff.md");
        #[expect(clippy::disallowed_methods, reason = "no UTF-8 path can name it")]
        std::fs::write(folder.path().join(name), "x").unwrap();
        let message = walk(&root).unwrap_err().to_string();
        assert!(message.contains("bad\u{fffd}.md") && message.contains("not UTF-8"), "{message}");
    }
}
