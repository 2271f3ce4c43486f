//! Copies of editions are verified.

use camino::{Utf8Path, Utf8PathBuf};

use crate::amend::Digest;
use crate::error::Result;
use crate::fs;
use crate::release::{self as editions, Carried, EXPORTS, Manifest, Verdict};

/// The files of a folder, hidden ones too, and the paths of what is neither file nor folder.
pub(super) fn folder(path: &Utf8Path) -> Result<(Carried, Vec<String>)> {
    let files = fs::walk_all(path)?;
    let files = files.into_iter().map(|file| Ok((file.to_string(), fs::read(&path.join(&file))?)));
    let strange = fs::walk_strange(path)?.into_iter().map(Utf8PathBuf::into_string);
    Ok((files.collect::<Result<_>>()?, strange.collect()))
}

/// Statements that withdraw editions, found beside and in a copy: the files `ID.withdrawal` next to it, in
/// it, and those that an edition cut later took along.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn statements(path: &Utf8Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let folders =
        [path.parent(), Some(path), Some(&path.join("withdrawn"))].map(|one| one.map(Utf8Path::to_owned));
    for folder in folders.into_iter().flatten() {
        let folder = if folder.as_str().is_empty() { Utf8Path::new(".").to_owned() } else { folder };
        if !fs::is_dir(&folder) {
            continue;
        }
        for name in fs::names(&folder)?.into_iter().filter(|name| name.ends_with(".withdrawal")) {
            found.push(String::from_utf8_lossy(&fs::read(&folder.join(name))?).into_owned());
        }
    }
    Ok(found)
}

/// Verifies a copy of an edition, or one file of it, against a root fingerprint. Nothing outside the
/// copy is asked; for one file the folders above it are, up to the one with the manifest.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn verify(path: &Utf8Path, root: Digest, newest: Option<&Utf8Path>) -> Result<Verdict> {
    if fs::is_dir(path) {
        let (files, strange) = folder(path)?;
        return Ok(editions::verify(&files, root, None).with_strange(&strange));
    }
    let bytes = fs::read(path)?;
    let is_zip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    if is_zip || bytes.starts_with(b"PK") {
        match editions::carried_zip(&bytes) {
            Ok(carried) if carried.contains_key("manifest") => {
                return Ok(editions::verify(&carried, root, None));
            }
            Err(words) if beside(path).is_none() => return Ok(Verdict::damaged(path.as_str(), &words)),
            _ => {}
        }
    }
    let Some((folder, name)) = beside(path) else {
        return match newest {
            Some(newest) => exported(path, bytes, root, newest),
            None => Ok(editions::verify(&Carried::new(), root, None)),
        };
    };
    let mut carried = Carried::from([(name.clone(), bytes)]);
    for file in ["manifest", "manifest.sigs"] {
        if fs::exists(&folder.join(file)) {
            carried.insert(file.to_owned(), fs::read(&folder.join(file))?);
        }
    }
    Ok(editions::verify(&carried, root, Some(&name)))
}

/// Verifies one file by itself, which carries no manifest: by the folders of editions that are shown, the
/// one named and those beside it.
fn exported(path: &Utf8Path, bytes: Vec<u8>, root: Digest, newest: &Utf8Path) -> Result<Verdict> {
    let mut folders = vec![newest.to_owned()];
    if let Some(parent) = newest.parent().filter(|_| fs::is_dir(newest)) {
        let parent = if parent.as_str().is_empty() { Utf8Path::new(".") } else { parent };
        folders.extend(fs::names(parent)?.into_iter().map(|name| parent.join(name)));
    }
    for folder in folders.iter().filter(|folder| fs::exists(&folder.join("manifest"))) {
        let text = String::from_utf8_lossy(&fs::read(&folder.join("manifest"))?).into_owned();
        let Ok(manifest) = Manifest::read("manifest", &text) else { continue };
        let listed = editions::Listed::of(&bytes);
        let mut exports = manifest.files.iter().filter(|(name, _)| name.starts_with(EXPORTS));
        let Some((name, _)) = exports.find(|(_, file)| **file == listed) else { continue };
        let mut carried = Carried::from([(name.clone(), bytes), ("manifest".to_owned(), text.into_bytes())]);
        let signatures = folder.join("manifest.sigs");
        if fs::exists(&signatures) {
            carried.insert("manifest.sigs".to_owned(), fs::read(&signatures)?);
        }
        return Ok(editions::verify(&carried, root, Some(name)));
    }
    let words =
        "none of the editions that were shown lists this file: it was altered, or made apart from them";
    Ok(Verdict::damaged(path.as_str(), words))
}

/// The nearest folder above a file that has a manifest, and the file's path in it.
fn beside(path: &Utf8Path) -> Option<(&Utf8Path, String)> {
    let found = path.ancestors().skip(1).find(|folder| fs::exists(&folder.join("manifest")))?;
    Some((found, path.strip_prefix(found).ok()?.as_str().replace('\\', "/")))
}
