//! Texts kept by digest, and lists of texts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::Digest;

/// A list `digest  path`, one text a line, sorted by path, as `sha256sum` writes it.
///
/// The founding text is such a list, and so is the text after every entry of the ledger; the digest
/// of the list is the entry's `Tree`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    texts: BTreeMap<String, Digest>,
}

impl Listing {
    /// The list of some texts.
    pub fn of<'a>(texts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let texts = texts.into_iter().map(|(path, bytes)| (path.to_owned(), Digest::of(bytes)));
        Self { texts: texts.collect() }
    }

    /// Reads a list; `None` unless it is in the one form in which it is written.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut list = Self::default();
        for line in text.lines() {
            let (hex, path) = line.split_once("  ")?;
            list.texts.insert(path.to_owned(), Digest::from_hex(hex)?);
        }
        (list.to_string() == text).then_some(list)
    }

    /// The digest of the list.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.to_string())
    }

    /// The digest of the text at a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<Digest> {
        self.texts.get(path).copied()
    }

    /// Sets or, with `None`, removes a text.
    pub fn set(&mut self, path: &str, digest: Option<Digest>) {
        match digest {
            Some(digest) => drop(self.texts.insert(path.to_owned(), digest)),
            None => drop(self.texts.remove(path)),
        }
    }

    /// The texts in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Digest)> {
        self.texts.iter().map(|(path, digest)| (path.as_str(), *digest))
    }

    /// The digest of the list of these paths alone, `none` for those that are not there. This is
    /// what a review is bound to: the texts that the amendment touches, as they are now.
    #[must_use]
    pub fn digest_of<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> Digest {
        let mut paths: Vec<&str> = paths.into_iter().collect();
        paths.sort_unstable();
        paths.dedup();
        let mut text = String::new();
        for path in paths {
            let digest = self.get(path).map_or_else(|| "none".to_owned(), |digest| digest.hex());
            let _ = writeln!(text, "{digest}  {path}");
        }
        Digest::of(text)
    }
}

impl std::fmt::Display for Listing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (path, digest) in &self.texts {
            writeln!(formatter, "{}  {path}", digest.hex())?;
        }
        Ok(())
    }
}

/// Every text that the record names, by digest: `amendments/texts/<64 digits>`.
#[derive(Clone, Debug, Default)]
pub struct TextStore {
    texts: BTreeMap<Digest, Arc<[u8]>>,
}

impl TextStore {
    /// Keeps a text; gives its digest.
    pub fn keep(&mut self, bytes: impl Into<Arc<[u8]>>) -> Digest {
        let bytes = bytes.into();
        let digest = Digest::of(&bytes);
        self.texts.entry(digest).or_insert(bytes);
        digest
    }

    /// The text with this digest.
    #[must_use]
    pub fn get(&self, digest: Digest) -> Option<&Arc<[u8]>> {
        self.texts.get(&digest)
    }

    /// Forgets a text.
    pub(super) fn forget(&mut self, digest: Digest) {
        self.texts.remove(&digest);
    }

    /// Digests of all texts.
    pub fn digests(&self) -> impl Iterator<Item = Digest> {
        self.texts.keys().copied()
    }
}

impl super::Texts for TextStore {
    fn text(&self, digest: &Digest) -> Option<&str> {
        self.get(*digest).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_what_sha256sum_writes_and_has_one_form() {
        let list = Listing::of([("content/b.md", b"b\n".as_slice()), ("content/a.md", b"abc".as_slice())]);
        let text = list.to_string();
        assert!(
            text.starts_with(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  content/a.md\n"
            )
        );
        assert_eq!(Listing::read(&text), Some(list.clone()));
        let lines: Vec<&str> = text.lines().collect();
        for wrong in [
            format!("{}\n{}\n", lines[1], lines[0]),
            text.replace("  ", " "),
            text.trim_end().to_owned(),
            format!("{text}{text}"),
        ] {
            assert_eq!(Listing::read(&wrong), None, "{wrong}");
        }
        assert_ne!(list.digest_of(["content/a.md"]), list.digest_of(["content/b.md"]));
        assert_eq!(list.digest_of(["content/b.md", "content/a.md"]), list.digest());
    }
}
