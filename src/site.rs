//! The published files: path to bytes. What is rendered ends here, and only [`Site::write`] puts
//! it on a disk.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::sync::Arc;

use camino::Utf8Path;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::fs::{MARKER, Stage, Written};

/// The path of a file in a site: relative, with `/`, without `.`, `..` or empty parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// The path, or `None` where it is no path of a site: empty, absolute, with a backslash, a
    /// colon, a control character, an empty part, `.` or `..`, or the name of our own marker.
    #[must_use]
    pub fn new(path: impl AsRef<str>) -> Option<Self> {
        let path = path.as_ref();
        let sound = |part: &str| {
            !part.is_empty()
                && !matches!(part, "." | ".." | MARKER)
                && !part.contains(|c: char| matches!(c, '\\' | ':') || c.is_control())
        };
        path.split('/').all(sound).then(|| Self(path.into()))
    }

    /// The path with `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How to get from the folder of this file to the top of the site: `""`, `"../"`, `"../../"`.
    #[must_use]
    pub fn up(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl AsRef<str> for SitePath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// All files of a site, sorted by path.
///
/// Bytes are shared, so that keeping the last site beside the next one costs little.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    files: BTreeMap<SitePath, Arc<[u8]>>,
}

impl Site {
    /// A site without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, and hands back the bytes that stood under this path before.
    pub fn insert(&mut self, path: SitePath, bytes: impl Into<Arc<[u8]>>) -> Option<Arc<[u8]>> {
        self.files.insert(path, bytes.into())
    }

    /// Adds the files of another site. The paths that both have keep the bytes of this one, and
    /// are handed back.
    pub fn merge(&mut self, other: Self) -> Vec<SitePath> {
        let mut taken = Vec::new();
        for (path, bytes) in other.files {
            match self.files.entry(path) {
                Entry::Occupied(entry) => taken.push(entry.key().clone()),
                Entry::Vacant(entry) => {
                    entry.insert(bytes);
                }
            }
        }
        taken
    }

    /// The bytes of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.files.get(&SitePath::new(path)?)
    }

    /// The files in order of their paths.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&SitePath, &Arc<[u8]>)> {
        self.files.iter()
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Publishes the site as a folder, in one step; see [`Stage`] for what this guarantees.
    ///
    /// # Errors
    /// Where another run is at it, the folder is somebody else's, or the disk refuses.
    pub fn write(&self, folder: &Utf8Path) -> Result<Written> {
        let stage = Stage::begin(folder)?;
        self.files.par_iter().try_for_each(|(path, bytes)| stage.put(Utf8Path::new(path.as_str()), bytes))?;
        stage.publish()
    }

    /// SHA-256, in small hexadecimal letters, of one line `digest  path` a file, sorted by path:
    /// the digest of what `sha256sum` prints for the files of the site.
    #[must_use]
    pub fn digest(&self) -> String {
        let files: Vec<_> = self.files.iter().collect();
        let lines: Vec<String> =
            files.par_iter().map(|(path, bytes)| format!("{}  {path}\n", sha256(bytes))).collect();
        sha256(lines.concat().as_bytes())
    }
}

impl FromIterator<(SitePath, Arc<[u8]>)> for Site {
    fn from_iter<I: IntoIterator<Item = (SitePath, Arc<[u8]>)>>(files: I) -> Self {
        Self { files: files.into_iter().collect() }
    }
}

/// SHA-256 (FIPS 180-4) in small hexadecimal letters.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    use fmt::Write as _;
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use camino::Utf8PathBuf;

    fn site(files: &[(&str, &str)]) -> Site {
        files.iter().map(|(path, text)| (SitePath::new(path).unwrap(), text.as_bytes().into())).collect()
    }

    #[test]
    fn paths_of_a_site() {
        for path in ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\\b", "c:a", "a\nb", MARKER] {
            assert!(SitePath::new(path).is_none(), "{path}");
        }
        let path = SitePath::new("annexes/th.html").unwrap();
        assert_eq!((path.as_str(), path.up().as_str()), ("annexes/th.html", "../"));
        assert!(SitePath::new(".nojekyll").is_some());
        assert_eq!(SitePath::new("ก.html").unwrap().up(), "");
    }

    #[test]
    fn the_digest_is_that_of_sha256sum() {
        let one = site(&[("b.html", "b\n"), ("a/c.html", "c\n")]);
        let listed = format!("{}  a/c.html\n{}  b.html\n", sha256(b"c\n"), sha256(b"b\n"));
        assert_eq!(one.digest(), sha256(listed.as_bytes()));
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_ne!(one.digest(), site(&[("b.html", "b\n"), ("a/c.html", "d\n")]).digest());
    }

    #[test]
    fn written_files_are_those_of_the_site() {
        let folder = tempfile::tempdir().unwrap();
        let target = Utf8PathBuf::try_from(folder.path().join("site")).unwrap();
        let mut one = site(&[("index.html", "x"), ("a/b.css", "y")]);
        assert_eq!(one.write(&target).unwrap().written, 2);
        one.insert(SitePath::new("index.html").unwrap(), *b"z");
        assert_eq!(one.write(&target).unwrap(), Written { written: 1, unchanged: 1, removed: 0 });
        assert_eq!(crate::fs::read(&target.join("index.html")).unwrap(), b"z");
        assert_eq!(one.get("a/b.css").map(|bytes| bytes.to_vec()), Some(b"y".to_vec()));
        assert!(one.get("../x").is_none());
    }

    #[test]
    fn merging_keeps_what_is_there() {
        let mut one = site(&[("a", "1")]);
        let taken = one.merge(site(&[("a", "2"), ("b", "3")]));
        assert_eq!(taken, [SitePath::new("a").unwrap()]);
        assert_eq!(one.get("a").unwrap().as_ref(), b"1");
        assert_eq!(one.len(), 2);
    }
}
