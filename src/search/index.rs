//! Building an index and publishing it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use tantivy::directory::{Directory, RamDirectory};
use tantivy::schema::TantivyDocument;
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexSettings};

use super::files;
use super::schema::{FORMAT, Fields, standing};
use super::synonyms::{Synonyms, Thesaurus};
use super::terms::Cut;
use crate::error::{Error, Result};
use crate::fs::Lock;
use crate::model::Passage;

/// File that names the folder of the published index.
const POINTER: &str = "current";

/// File beside tantivy's with the synonyms, which a query needs too.
const SYNONYMS: &str = "synonyms.json";

/// File that is locked while an index is built.
const LOCK: &str = ".handbook-index.lock";

/// How the names of folders begin whose index is not whole yet.
const UNFINISHED: &str = ".new-";

/// Memory that tantivy may take for its tables while building, in bytes.
const MEMORY: usize = 100_000_000;

/// About how many bytes of passages are packed together. Ten hits lie in as many blocks, and each is
/// unpacked whole: small blocks cost some space and save time.
const STORED: usize = 4_096;

/// What [`build`] made, or found already made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// SHA-256, in hexadecimal, of all that decides the index; the name of its folder.
    pub digest: String,
    /// Number of passages in it.
    pub passages: usize,
    /// Size of its files in bytes.
    pub bytes: u64,
}

/// Builds the index of these passages in `dir` and publishes it.
///
/// Passages with an expression of a group in `synonyms` are found by the others of the group.
/// The index stands in `dir/DIGEST/`; the file `dir/current` names it. It is built beside and
/// renamed when whole, so that a reader sees the old index or the new one. An index that stands
/// already is not built again. The one that was published before stays for readers that still have
/// it open; older ones are removed, and so is what a killed run left.
///
/// # Errors
/// When another run builds here, a file cannot be written, or tantivy refuses.
pub fn build(passages: &[Passage], synonyms: &Synonyms, dir: &Utf8Path) -> Result<Built> {
    let digest = digest(passages, synonyms);
    let folder = dir.join(&digest);
    let _lock = Lock::acquire(&dir.join(LOCK))?;
    files::tidy(dir, UNFINISHED)?;
    if !files::exists(&folder.join("meta.json")) {
        let index_files =
            index(passages, synonyms, &digest).map_err(|error| Error::index("build", dir.as_str(), error))?;
        let beside = dir.join(format!("{UNFINISHED}{digest}"));
        files::create_dir_all(&beside)?;
        for (name, bytes) in &index_files {
            files::write_atomic(&beside.join(name), bytes)?;
        }
        files::rename(&beside, &folder)?;
    }
    publish(dir, &digest)?;
    let bytes = files::sizes(&folder);
    Ok(Built { digest, passages: passages.len(), bytes })
}

/// The folder of the index published in `dir`.
pub(super) fn published(dir: &Utf8Path) -> Result<Utf8PathBuf> {
    let pointer = dir.join(POINTER);
    if !files::exists(&pointer) {
        return Err(Error::index("open", dir.as_str(), "there is none yet; build the handbook first"));
    }
    let name = String::from_utf8_lossy(&files::read(&pointer)?).trim().to_owned();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Error::index("open", dir.as_str(), format!("`{POINTER}` does not name an index")));
    }
    Ok(dir.join(name))
}

/// Digest of the index published in `dir`; `None` where there is none.
///
/// # Errors
/// When the file that names it cannot be read or names nothing.
pub fn published_digest(dir: &Utf8Path) -> Result<Option<String>> {
    if !files::exists(&dir.join(POINTER)) {
        return Ok(None);
    }
    Ok(published(dir)?.file_name().map(str::to_owned))
}

/// The synonyms with which the index in a folder was built.
pub(super) fn synonyms(folder: &Utf8Path) -> Result<Synonyms> {
    serde_json::from_slice(&files::read(&folder.join(SYNONYMS))?)
        .map_err(|error| Error::index("open", folder.as_str(), error))
}

/// Names the index as the published one and removes those that nobody needs.
fn publish(dir: &Utf8Path, digest: &str) -> Result<()> {
    let before = published(dir).ok().and_then(|path| path.file_name().map(str::to_owned));
    if before.as_deref() == Some(digest) {
        return Ok(());
    }
    files::write_atomic(&dir.join(POINTER), format!("{digest}\n").as_bytes())?;
    for name in files::folders(dir) {
        let ours = name.len() == digest.len() && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        if ours && name != digest && Some(&name) != before.as_ref() {
            files::remove_dir_all(&dir.join(name))?;
        }
    }
    Ok(())
}

/// Digest of all that decides the index of these passages: its name once it is published.
#[must_use]
pub fn digest(passages: &[Passage], synonyms: &Synonyms) -> String {
    let mut hasher = Sha256::new();
    hasher.update(FORMAT);
    let mut add = |json: Vec<u8>| {
        hasher.update((json.len() as u64).to_le_bytes());
        hasher.update(json);
    };
    add(serde_json::to_vec(synonyms).unwrap_or_default());
    for passage in passages {
        add(serde_json::to_vec(passage).unwrap_or_default());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Passages that are cut into words at a time, on all threads, while one thread writes those before them.
const CHUNK: usize = 1_024;

/// Indexes passages into a folder in memory: one segment, written by one thread in the order of the
/// book, so that a passage's number in the index is its place in the book, and the bytes do not
/// depend on the number of threads.
fn fill(passages: &[Passage], thesaurus: &Thesaurus, directory: &RamDirectory) -> tantivy::Result<Index> {
    let (schema, fields) = Fields::schema();
    let settings = IndexSettings { docstore_blocksize: STORED, ..IndexSettings::default() };
    let mut writer = Index::builder()
        .schema(schema)
        .settings(settings)
        .single_segment_index_writer::<TantivyDocument>(directory.clone(), MEMORY)?;
    let cut = |some: Option<&[Passage]>| -> Vec<TantivyDocument> {
        some.unwrap_or_default().par_iter().map(|passage| document(passage, thesaurus, &fields)).collect()
    };
    let mut chunks = passages.chunks(CHUNK);
    let mut documents = cut(chunks.next());
    while !documents.is_empty() {
        let next = chunks.next();
        let write = || documents.drain(..).try_for_each(|document| writer.add_document(document));
        let (written, cut) = rayon::join(write, || cut(next));
        written?;
        documents = cut;
    }
    writer.finalize()
}

/// An index in memory, for measuring; nothing is published.
pub(super) fn in_memory(passages: &[Passage], thesaurus: &Thesaurus) -> tantivy::Result<Index> {
    fill(passages, thesaurus, &RamDirectory::create())
}

/// The files of the index, named after the digest.
///
/// Made in memory: tantivy writes some of its files for their owner alone and names them at
/// random; written by us they are readable by all and the same on every run.
fn index(passages: &[Passage], synonyms: &Synonyms, digest: &str) -> tantivy::Result<Vec<(String, Vec<u8>)>> {
    let directory = RamDirectory::create();
    let index = fill(passages, &Thesaurus::of(synonyms), &directory)?;
    let mut found = Vec::new();
    let mut meta = String::from_utf8_lossy(&directory.atomic_read("meta.json".as_ref())?).into_owned();
    let metas = index.load_metas()?;
    let paths: BTreeSet<PathBuf> = metas.list_segment_files().into_iter().collect();
    for segment in &metas.segments {
        meta = rename_segment(&meta, &segment.id().uuid_string(), digest);
    }
    for path in paths {
        if directory.exists(&path)? {
            let name = path.to_string_lossy();
            let ending = name.find('.').map_or("", |at| &name[at..]);
            let bytes = directory.open_read(&path)?.read_bytes()?.to_vec();
            found.push((format!("{}{ending}", &digest[..32]), bytes));
        }
    }
    found.push(("meta.json".to_owned(), meta.into_bytes()));
    found.push((SYNONYMS.to_owned(), serde_json::to_vec(synonyms).unwrap_or_default()));
    found.sort();
    Ok(found)
}

/// Replaces tantivy's random name of a segment, in both of its spellings.
fn rename_segment(meta: &str, random: &str, digest: &str) -> String {
    let hyphened =
        |name: &str| [&name[..8], &name[8..12], &name[12..16], &name[16..20], &name[20..32]].join("-");
    meta.replace(random, &digest[..32]).replace(&hyphened(random), &hyphened(digest))
}

/// A passage as tantivy takes it.
fn document(passage: &Passage, thesaurus: &Thesaurus, fields: &Fields) -> TantivyDocument {
    let cut = Cut::of(passage, thesaurus);
    let mut document = TantivyDocument::new();
    document.add_pre_tokenized_text(fields.exact, pretokenised(cut.exact()));
    document.add_u64(fields.length, u64::from(cut.length));
    document.add_pre_tokenized_text(fields.title, pretokenised(cut.title.keys));
    for heading in cut.headings {
        document.add_pre_tokenized_text(fields.headings, pretokenised(heading.keys));
    }
    document.add_pre_tokenized_text(fields.body, pretokenised(cut.body.keys));
    if !passage.number.is_empty() {
        document.add_text(fields.number, passage.number.to_lowercase());
    }
    let address = passage.address();
    for place in [&passage.anchor, &address].into_iter().filter(|place| !place.is_empty()) {
        document.add_text(fields.place, place);
    }
    document.add_text(fields.kind, &passage.kind);
    if let Some(standing) = standing(passage) {
        document.add_text(fields.standing, standing);
    }
    if let Some(state) = &passage.state {
        document.add_text(fields.state, state);
    }
    for (field, values) in [
        (fields.language, &passage.languages),
        (fields.cites, &passage.cites),
        (fields.pinpoints, &passage.pinpoints),
    ] {
        for value in values {
            document.add_text(field, value);
        }
    }
    document.add_text(fields.passage, serde_json::to_string(passage).unwrap_or_default());
    document
}

/// Terms with positions as tantivy takes them; the text itself is not given again.
fn pretokenised(terms: Vec<(usize, String)>) -> PreTokenizedString {
    let tokens =
        terms.into_iter().map(|(position, text)| Token { position, text, ..Token::default() }).collect();
    PreTokenizedString { text: String::new(), tokens }
}
