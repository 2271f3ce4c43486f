//! Hostile files: each must be refused by the rule that the table names.
//!
//! The files under `tests/fixtures/amendments/hostile` are what the tables give; run the test with
//! `HANDBOOK_WRITE=corpus` after a change of the tables. `manifest.tsv` names file and code. The five
//! largest are made in memory only.

mod diffs;
mod headers;
mod outcomes;
mod seals;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use handbook::amend::{Refusal, RefusalCode, render_refusals};
use handbook::diagnostic::{Format, Painter};

use super::sample::judge;
use crate::support::{Tree, repository};

/// A hostile file: its name, the rule that must refuse it, its bytes.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) code: &'static str,
    pub(super) bytes: Vec<u8>,
}

pub(super) fn case(name: &'static str, code: &'static str, bytes: impl Into<Vec<u8>>) -> Case {
    Case { name, code, bytes: bytes.into() }
}

const FOLDER: &str = "tests/fixtures/amendments/hostile";

/// Larger than this, a file is not kept.
const KEPT: usize = 50_000;

static CORPUS: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut cases = headers::cases();
    cases.extend(diffs::cases());
    cases.extend(seals::cases());
    cases.extend(outcomes::cases());
    cases
});

#[test]
fn every_hostile_file_is_refused_by_the_rule_that_is_named() {
    let cases = &*CORPUS;
    assert!(cases.len() >= 150, "{}", cases.len());
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), cases.len(), "a name is used twice");
    let mut faults = String::new();
    for case in cases {
        let refusals = judge(&case.bytes);
        let codes: Vec<&str> = refusals.iter().map(|refusal| refusal.code.name()).collect();
        if !codes.contains(&case.code) {
            let _ = writeln!(
                faults,
                "{}: {} wanted, {codes:?} {}",
                case.name,
                case.code,
                refusals.first().map_or("", |refusal| &refusal.message)
            );
        }
        for refusal in &refusals {
            assert!(!refusal.message.is_empty() && !refusal.remedy.is_empty(), "{}", case.name);
        }
        for format in [Format::Human, Format::Short, Format::Github] {
            let shown = render_refusals(&refusals, format, Painter { colour: false });
            let raw = |c: char| {
                (c.is_control() && c != '\n')
                    || matches!(c, '\u{ad}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
            };
            assert!(!shown.contains(raw), "{}: {shown:?}", case.name);
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn the_kept_files_are_those_of_the_tables() {
    let folder = repository().join(FOLDER);
    let mut manifest = String::from("file\tcode\n");
    let mut files = BTreeMap::new();
    for case in CORPUS.iter().filter(|case| case.bytes.len() <= KEPT) {
        let _ = writeln!(manifest, "{}.amend\t{}", case.name, case.code);
        files.insert(format!("{}.amend", case.name), case.bytes.clone());
    }
    files.insert("manifest.tsv".to_owned(), manifest.into_bytes());
    if std::env::var("HANDBOOK_WRITE").is_ok_and(|value| value == "corpus") {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in &files {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
    let kept = Tree::read(&folder);
    let kept: BTreeMap<String, Vec<u8>> =
        kept.files().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect();
    let (wanted, found): (Vec<_>, Vec<_>) = (files.keys().collect(), kept.keys().collect());
    assert_eq!(wanted, found, "run with HANDBOOK_WRITE=corpus");
    for (name, bytes) in &files {
        assert_eq!(kept.get(name), Some(bytes), "{name}: run with HANDBOOK_WRITE=corpus");
    }
}

/// The kept files, as anybody finds them.
#[test]
fn the_manifest_names_what_refuses_each_kept_file() {
    let tree = Tree::read(&repository().join(FOLDER));
    let manifest: BTreeMap<&str, &str> =
        tree.text("manifest.tsv").lines().skip(1).map(|line| line.split_once('\t').unwrap()).collect();
    assert!(manifest.len() >= 90, "{}", manifest.len());
    for (name, bytes) in tree.files().filter(|(name, _)| name.ends_with(".amend")) {
        let code: RefusalCode = manifest[name].parse().unwrap();
        assert!(judge(bytes).iter().any(|refusal| refusal.code == code), "{name}: {code}");
    }
}

/// Reading, judging and drafting touch no file: nothing can be written anywhere.
#[test]
fn the_reader_knows_no_file_system() {
    for folder in ["src/amend/amendment", "src/amend/draft", "src/diff"] {
        for (path, bytes) in Tree::read(&repository().join(folder)).files() {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert!(!text.contains("crate::fs") && !text.contains("std::fs"), "{folder}/{path}");
        }
    }
}

/// The first refusal of each rule that the corpus brings.
pub(super) fn brought() -> BTreeMap<RefusalCode, Refusal> {
    let mut brought = BTreeMap::new();
    for case in &*CORPUS {
        for refusal in judge(&case.bytes).into_iter().filter(|refusal| refusal.code.name() == case.code) {
            brought.entry(refusal.code).or_insert(refusal);
        }
    }
    brought
}
