//! Handbooks on a disk from which editions are cut.

use handbook::amend::record::Files;
use handbook::amend::{Digest, KeyFile, actions};

use super::office::{Office, key};
use super::{Handbook, Tree, repository};

/// When the first edition is cut.
pub(crate) const FIRST: &str = "2030-04-21T08:00:00Z";

/// The office whose round is over and whose adoption is recorded, one annex amended.
pub(crate) fn adopted() -> Office {
    let mut office = Office::open();
    let id = office.intake(office.annex("Two copies", "Three copies"));
    office.accept_annex(&id);
    office.at("2030-04-12T08:00:00Z");
    office.act("chair-1", |desk| actions::close_round(desk, "2030-R1", "")).unwrap();
    office.at("2030-04-20T08:00:00Z");
    office.act("chair-1", |desk| actions::adopt(desk, "2030-R1", "Minutes of 20 April, item 3", "")).unwrap();
    office
}

/// The files of a handbook on a disk, with the throw-away keys of its people beside it.
pub(crate) fn on_disk(files: &Files) -> Handbook {
    let handbook = Handbook::empty();
    for (path, bytes) in files {
        handbook.file(path, bytes);
    }
    handbook.file("book.toml", std::fs::read(repository().join("tests/fixtures/region/book.toml")).unwrap());
    for id in ["chair-1", "chief-1", "secretary-1", "editor-1"] {
        handbook.file(&format!("keys/{id}"), KeyFile::bare(&key(id), id).unwrap().text());
    }
    handbook
}

/// The region's handbook, not founded, with a key.
pub(crate) fn founding() -> Handbook {
    on_disk(&Office::region().files)
}

/// What is frozen of an edition.
pub(crate) fn edition(handbook: &Handbook, id: &str) -> Tree {
    Tree::read(&handbook.root().join("editions").join(id))
}

/// The root fingerprint of an edition, computed from its manifest with nothing of the program.
pub(crate) fn root_of(handbook: &Handbook, id: &str) -> String {
    let manifest = handbook.read(&format!("editions/{id}/manifest"));
    let lines =
        manifest.lines().filter(|line| line.starts_with("Threshold: ") || line.starts_with("Root-Key: "));
    Digest::of(lines.map(|line| format!("{line}\n")).collect::<String>()).to_string()
}
