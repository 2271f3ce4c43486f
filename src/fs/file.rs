//! Single files.
#![expect(clippy::disallowed_methods, reason = "this is the module that may")]

use std::io::{self, Write};

use camino::{Utf8Path, Utf8PathBuf};

use super::fault::step;
use crate::error::{Error, Result};

/// The bytes of a file.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(path: &Utf8Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| Error::file("read", path, error))
}

/// The text of a file.
///
/// # Errors
/// Where the file cannot be read or is not UTF-8.
pub fn read_text(path: &Utf8Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| Error::file("read", path, error))
}

/// Whether there is a file or folder of this name.
#[must_use]
pub fn exists(path: &Utf8Path) -> bool {
    path.exists()
}

/// Whether there is a folder of this name.
#[must_use]
pub fn is_dir(path: &Utf8Path) -> bool {
    path.is_dir()
}

/// Whether a file can be run as a program.
#[must_use]
pub fn is_program(path: &std::path::Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    {
        path.is_file()
    }
}

/// Size of a file in bytes.
///
/// # Errors
/// Where there is no such file.
pub fn size(path: &Utf8Path) -> Result<u64> {
    path.metadata().map(|found| found.len()).map_err(|error| Error::file("measure", path, error))
}

/// How the names of the temporary files of [`write_atomic`] begin.
pub(super) const TEMPORARY: &str = ".handbook-write-";

/// The path from the root of the system, without links and `..`.
///
/// # Errors
/// Where there is no such file or folder, or its path is not UTF-8.
pub fn full_path(path: &Utf8Path) -> Result<Utf8PathBuf> {
    path.canonicalize_utf8().map_err(|error| Error::file("find", path, error))
}

/// Writes a file so that its name always stands for the old bytes or for all of the new ones.
///
/// The bytes go to a temporary file in the same folder, are forced to the disk and renamed.
/// Folders on the way are made.
///
/// # Errors
/// Where one of these steps fails; the old file is then untouched.
pub fn write_atomic(path: &Utf8Path, bytes: &[u8]) -> Result<()> {
    let folder = folder_of(path);
    create_dir_all(folder).map_err(|error| no_place(path, &error))?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // The permissions of any new file; temporary files are private otherwise.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    whole(&mut builder, folder, bytes)
        .and_then(|temporary| temporary.persist(path).map_err(|error| error.error))
        .and_then(|_| sync_folder(folder))
        .map_err(|error| no_place(path, &error))
}

/// That a file or folder cannot be made at `path`: what is in the way, and that another place is to be chosen.
pub(super) fn no_place(path: &Utf8Path, error: &dyn std::fmt::Display) -> Error {
    let in_the_way = path.ancestors().skip(1).find(|above| above.exists() && !above.is_dir());
    if let Some(file) = in_the_way {
        return Error::place(path, format!("`{file}` is a file and no folder"));
    }
    // The name of a temporary file says nothing to anybody.
    let words = error.to_string();
    let words = words.split(" at path ").next().unwrap_or_default();
    Error::place(path, format!("nothing can be written in `{}` ({words})", folder_of(path)))
}

/// Writes a new file that only its owner can read or change (`0600`), for secrets. Folders on the
/// way are made.
///
/// # Errors
/// Where a file of this name exists, or one of the steps fails.
pub fn write_private(path: &Utf8Path, bytes: &[u8]) -> Result<()> {
    let folder = folder_of(path);
    create_dir_all(folder)?;
    // Temporary files are private.
    whole(&mut tempfile::Builder::new(), folder, bytes)
        .and_then(|temporary| temporary.persist_noclobber(path).map_err(|error| error.error))
        .and_then(|_| sync_folder(folder))
        .map_err(|error| Error::file("write", path, error))
}

/// A temporary file with all the bytes, on the disk, ready to get its name.
fn whole(
    builder: &mut tempfile::Builder<'_, '_>,
    folder: &Utf8Path,
    bytes: &[u8],
) -> io::Result<tempfile::NamedTempFile> {
    step()?;
    let mut temporary = builder.prefix(TEMPORARY).tempfile_in(folder)?;
    step()?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    step()?;
    Ok(temporary)
}

/// Forces the new name in a folder to the disk, where the system can.
fn sync_folder(folder: &Utf8Path) -> io::Result<()> {
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The folder a file is in; the current one for a bare name.
pub(super) fn folder_of(path: &Utf8Path) -> &Utf8Path {
    match path.parent() {
        Some(folder) if !folder.as_str().is_empty() => folder,
        _ => Utf8Path::new("."),
    }
}

/// [`write_atomic`], unless the file has these bytes already. Tells whether it was written.
///
/// # Errors
/// As [`write_atomic`].
pub fn write_if_changed(path: &Utf8Path, bytes: &[u8]) -> Result<bool> {
    if has_bytes(path, bytes) {
        return Ok(false);
    }
    write_atomic(path, bytes)?;
    Ok(true)
}

/// Whether a file can be read and holds exactly these bytes.
pub(super) fn has_bytes(path: &Utf8Path, bytes: &[u8]) -> bool {
    let same_length = std::fs::symlink_metadata(path)
        .is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
    same_length && std::fs::read(path).is_ok_and(|found| found == bytes)
}

/// Makes a folder and those above it that are missing.
///
/// # Errors
/// Where one cannot be made.
pub fn create_dir_all(path: &Utf8Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    step()
        .and_then(|()| std::fs::create_dir_all(path))
        .map_err(|error| Error::file("make the folder", path, error))
}

/// Removes a file; one that is not there is no error.
///
/// # Errors
/// Where it cannot be removed.
pub fn remove_file(path: &Utf8Path) -> Result<()> {
    gone(step().and_then(|()| std::fs::remove_file(path))).map_err(|error| Error::file("remove", path, error))
}

/// Removes a folder with all that is in it; one that is not there is no error.
///
/// # Errors
/// Where something in it cannot be removed.
pub fn remove_dir_all(path: &Utf8Path) -> Result<()> {
    gone(step().and_then(|()| std::fs::remove_dir_all(path)))
        .map_err(|error| Error::file("remove the folder", path, error))
}

/// Gives a file or folder another name; what had that name is replaced, as the system allows.
///
/// # Errors
/// Where the system does not.
pub fn rename(from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    step().and_then(|()| std::fs::rename(from, to)).map_err(|error| Error::file("rename", from, error))
}

/// What is not there needs no removing.
fn gone(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_and_only_when_changed() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::try_from(folder.path().to_owned()).unwrap();
        let path = root.join("a/b.txt");
        assert!(write_if_changed(&path, b"one").unwrap());
        assert!(!write_if_changed(&path, b"one").unwrap());
        assert!(write_if_changed(&path, b"two").unwrap());
        assert_eq!(read_text(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(root.join("a")).unwrap().count(), 1, "no temporary file is left");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o400, 0o400);
            std::fs::write(root.join("plain"), "").unwrap();
            let plain = std::fs::metadata(root.join("plain")).unwrap().permissions().mode();
            assert_eq!(mode, plain, "as readable as any other file");
        }
        remove_file(&path).unwrap();
        remove_file(&path).unwrap();
        remove_dir_all(&root.join("a")).unwrap();
        remove_dir_all(&root.join("a")).unwrap();
        assert!(!exists(&root.join("a")));
    }

    #[test]
    fn errors_name_verb_and_path() {
        let message = read(Utf8Path::new("no/such/file")).unwrap_err().to_string();
        assert!(message.starts_with("read `no/such/file`: "), "{message}");
    }
}
