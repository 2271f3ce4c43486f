//! Several files changed as one.

use std::collections::BTreeMap;
use std::io;

use camino::{Utf8Component, Utf8Path};

use super::{exists, read_text, remove_dir_all, remove_file, rename, write_atomic};
use crate::error::{Error, Result};

/// Folder with what is about to be written, in the handbook's folder.
const FOLDER: &str = ".handbook-commit";
/// The list of what is in it. Once it is there, the change will happen.
const READY: &str = "ready";

/// Writes (`Some`) and removes (`None`) files under `root`, all of them or none.
///
/// The new bytes are first laid beside, then a list of them; from then on the change is decided, and
/// after a kill at any moment [`recover_commit`] ends it. Hold a lock over it: two at a time would
/// take each other's files.
///
/// # Errors
/// Where a path leaves the folder, or the disk refuses. Before the list is written nothing has changed.
pub fn commit(root: &Utf8Path, files: &BTreeMap<String, Option<Vec<u8>>>) -> Result<()> {
    recover_commit(root)?;
    let folder = root.join(FOLDER);
    let mut list = String::new();
    for (number, (path, bytes)) in files.iter().enumerate() {
        let inside = Utf8Path::new(path).components().all(|part| matches!(part, Utf8Component::Normal(_)));
        if !inside || path.is_empty() || path.contains(['\n', '\t']) {
            let cause = io::Error::new(io::ErrorKind::InvalidInput, "the path leaves the folder");
            return Err(Error::file("write", path, cause));
        }
        match bytes {
            Some(bytes) => {
                write_atomic(&folder.join(number.to_string()), bytes)?;
                list.push_str(&format!("{number}\t{path}\n"));
            }
            None => list.push_str(&format!("-\t{path}\n")),
        }
    }
    write_atomic(&folder.join(READY), list.as_bytes())?;
    finish(root, &list)
}

/// Ends a change that was decided and not ended, and clears away one that was not decided.
///
/// # Errors
/// Where the disk refuses.
pub fn recover_commit(root: &Utf8Path) -> Result<()> {
    let ready = root.join(FOLDER).join(READY);
    if exists(&ready) {
        let list = read_text(&ready)?;
        return finish(root, &list);
    }
    remove_dir_all(&root.join(FOLDER))
}

/// Puts the files of a list in their places; those that are there already are gone from beside.
fn finish(root: &Utf8Path, list: &str) -> Result<()> {
    let folder = root.join(FOLDER);
    for (number, path) in list.lines().filter_map(|line| line.split_once('\t')) {
        let target = root.join(path);
        if number == "-" {
            remove_file(&target)?;
            continue;
        }
        let laid = folder.join(number);
        if exists(&laid) {
            super::create_dir_all(super::file::folder_of(&target))?;
            rename(&laid, &target)?;
        }
    }
    // The list goes first: without it what is left beside means nothing.
    remove_file(&folder.join(READY))?;
    remove_dir_all(&folder)
}

#[cfg(test)]
mod tests {
    use camino::Utf8PathBuf;

    use super::super::walk;
    use super::*;

    fn change() -> BTreeMap<String, Option<Vec<u8>>> {
        BTreeMap::from([
            ("a/new.txt".to_owned(), Some(b"new".to_vec())),
            ("b/old.txt".to_owned(), None),
            ("c.txt".to_owned(), Some(b"two".to_vec())),
        ])
    }

    fn root() -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::try_from(folder.path().to_owned()).unwrap();
        write_atomic(&root.join("b/old.txt"), b"old").unwrap();
        write_atomic(&root.join("c.txt"), b"one").unwrap();
        (folder, root)
    }

    fn state(root: &Utf8Path) -> Vec<(String, String)> {
        let paths = walk(root).unwrap();
        paths.iter().map(|path| (path.to_string(), read_text(&root.join(path)).unwrap())).collect()
    }

    #[test]
    fn all_or_nothing_wherever_it_stops() {
        let (_kept, whole) = root();
        let before = state(&whole);
        commit(&whole, &change()).unwrap();
        let after = state(&whole);
        assert_ne!(before, after);
        assert!(!exists(&whole.join(FOLDER)));
        let list = "0\ta/new.txt\n-\tb/old.txt\n2\tc.txt\n";
        let lay = |root: &Utf8Path| {
            write_atomic(&root.join(FOLDER).join("0"), b"new").unwrap();
            write_atomic(&root.join(FOLDER).join("2"), b"two").unwrap();
        };
        // Stopped before the list was there: the old files stay.
        let (_kept, root_early) = root();
        lay(&root_early);
        recover_commit(&root_early).unwrap();
        assert_eq!(state(&root_early), before);
        // Stopped after so many of the files were in their places: the new files come.
        for done in 0..=3 {
            let (_kept, root) = root();
            lay(&root);
            write_atomic(&root.join(FOLDER).join(READY), list.as_bytes()).unwrap();
            for (number, path) in list.lines().filter_map(|line| line.split_once('\t')).take(done) {
                match number {
                    "-" => remove_file(&root.join(path)).unwrap(),
                    _ => write_atomic(
                        &root.join(path),
                        &crate::fs::read(&root.join(FOLDER).join(number)).unwrap(),
                    )
                    .and_then(|()| remove_file(&root.join(FOLDER).join(number)))
                    .unwrap(),
                }
            }
            recover_commit(&root).unwrap();
            assert_eq!(state(&root), after, "{done}");
            assert!(!exists(&root.join(FOLDER)));
        }
    }

    #[test]
    fn a_path_out_of_the_folder_is_refused() {
        let (_kept, root) = root();
        for path in ["../x", "/x", "a/../../x", "", "a\nb"] {
            let files = BTreeMap::from([(path.to_owned(), Some(Vec::new()))]);
            assert!(commit(&root, &files).is_err(), "{path}");
        }
    }
}
