//! The files of a folder.

use std::collections::BTreeMap;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use handbook::site::sha256;

/// Paths with their bytes, and what tells whether a file is still the same one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    files: BTreeMap<String, Vec<u8>>,
}

impl Tree {
    /// All files under a folder, hidden ones too; none where there is no folder.
    pub(crate) fn read(folder: &Utf8Path) -> Self {
        let mut tree = Self::default();
        tree.gather(folder, "");
        tree
    }

    fn gather(&mut self, folder: &Utf8Path, prefix: &str) {
        let Ok(entries) = folder.read_dir_utf8() else { return };
        for entry in entries {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                self.gather(entry.path(), &format!("{name}/"));
            } else {
                self.files.insert(name, std::fs::read(entry.path()).unwrap());
            }
        }
    }

    /// Writes the files into a folder, in the order of their paths.
    pub(crate) fn write(&self, folder: &Utf8Path) {
        self.write_in_order(folder, self.paths());
    }

    /// Writes the files into a folder from the last to the first.
    pub(crate) fn write_backwards(&self, folder: &Utf8Path) {
        self.write_in_order(folder, self.files.keys().rev().map(String::as_str));
    }

    fn write_in_order<'a>(&self, folder: &Utf8Path, paths: impl Iterator<Item = &'a str>) {
        for path in paths {
            let target = folder.join(path);
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(target, &self.files[path]).unwrap();
        }
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(crate) fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The text of a file.
    #[track_caller]
    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes = self.get(path).unwrap_or_else(|| panic!("there is no `{path}`"));
        std::str::from_utf8(bytes).unwrap()
    }

    /// Paths and bytes.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The files whose path `keep` wants.
    pub(crate) fn only(mut self, keep: impl Fn(&str) -> bool) -> Self {
        self.files.retain(|path, _| keep(path));
        self
    }

    /// One digest of everything, as `sha256sum` over all files in order would give it.
    pub(crate) fn digest(&self) -> String {
        let lines: String =
            self.files.iter().map(|(path, bytes)| format!("{}  {path}\n", sha256(bytes))).collect();
        sha256(lines.as_bytes())
    }

    /// Inode and time of the last change of each file: what must stay where nothing is written.
    pub(crate) fn marks(folder: &Utf8Path) -> BTreeMap<String, (u64, SystemTime)> {
        use std::os::unix::fs::MetadataExt as _;
        Self::read(folder)
            .files
            .into_keys()
            .map(|path| {
                let found = Utf8PathBuf::from(folder).join(&path).metadata().unwrap();
                (path, (found.ino(), found.modified().unwrap()))
            })
            .collect()
    }
}

/// Paths whose bytes differ, or that only one of two trees has.
pub(crate) fn difference(one: &Tree, other: &Tree) -> Vec<String> {
    let mut paths: Vec<String> = one
        .files
        .iter()
        .filter(|(path, bytes)| other.files.get(*path) != Some(bytes))
        .map(|(path, _)| path.clone())
        .collect();
    paths.extend(other.files.keys().filter(|path| !one.files.contains_key(*path)).cloned());
    paths.sort();
    paths
}
