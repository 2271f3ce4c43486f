//! Patches that try something; each is refused for its own reason.

use std::fmt::Write as _;

use handbook::diff::{Fault, FilePatch, Patch};

use super::texts::{changed, rounds, text};
use crate::support::{Random, repository};

fn fixture(name: &str) -> String {
    let path = repository().join("tests/fixtures/patches").join(name);
    String::from_utf8(std::fs::read(path).unwrap()).unwrap()
}

fn told(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(|fault| format!("{:?}", fault.kind)).collect()
}

#[test]
fn each_is_refused_for_its_own_reason() {
    let (expected, base) = (fixture("expected.txt"), fixture("base.md"));
    let mut wrong = String::new();
    let mut count = 0;
    for line in expected.lines() {
        let (name, kind) = line.split_once(' ').unwrap();
        let patch = fixture(&format!("{name}.patch"));
        count += 1;
        let read = Patch::read_whole(&patch);
        let found = match (&read, kind.strip_prefix("apply:")) {
            (Ok(patch), Some(_)) => patch.files[0].apply(Some(&base)).err().map(|faults| told(&faults)),
            (Ok(patch), None) => {
                assert_eq!(kind, "none", "{name}");
                patch.files[0].apply(Some(&base)).unwrap();
                continue;
            }
            (Err(faults), None) => {
                for fault in faults {
                    let line = patch.split('\n').nth(fault.line as usize - 1);
                    let columns = line.map_or(0, |line| line.chars().count());
                    let at = (fault.line, fault.column);
                    assert!(line.is_some() && fault.column as usize <= columns + 1, "{name}: {at:?}");
                    let shown = fault.to_string();
                    assert!(
                        !shown.contains(|c: char| c.is_control() || c == '\u{202E}'),
                        "{name}: {shown:?}"
                    );
                }
                Some(told(faults))
            }
            (Err(faults), Some(_)) => {
                let _ = writeln!(wrong, "{name}: {faults:?}");
                continue;
            }
        };
        let kind = kind.trim_start_matches("apply:");
        let found = found.unwrap_or_default();
        if !found.first().is_some_and(|first| first.starts_with(kind)) {
            let _ = writeln!(wrong, "{name}: {found:?}, not {kind}");
        }
    }
    assert!(count >= 90, "{count}");
    assert!(wrong.is_empty(), "\n{wrong}");
    let folder = std::fs::read_dir(repository().join("tests/fixtures/patches")).unwrap();
    assert_eq!(folder.count(), count + 2, "a file is not in expected.txt");
}

#[test]
fn faults_are_collected_with_line_and_column() {
    let text = "--- a/content/a.md\n+++ b/content/a.md\n@@ -1,1 +1 @@\n-a\n+b\n@@ -9 +9 @@\n-a\n+\u{202E}b\n--- a/content/B.md\n+++ b/content/B.md\n@@ -1 +1 @@\n-a\n+b\n";
    let faults = Patch::read(text).unwrap_err();
    let places: Vec<(u32, u32)> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
    assert_eq!(places, [(3, 7), (6, 1), (8, 2), (9, 15), (10, 15)], "{faults:#?}");
}

#[test]
fn a_signature_is_found_by_the_counts_and_not_by_its_words() {
    let signature = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n";
    let old = "----BEGIN SSH SIGNATURE-----\nx\n";
    let file = FilePatch::between("content/a.md", Some(old), Some("x\n")).unwrap();
    let written = Patch { files: vec![file] }.write();
    assert!(written.contains("\n-----BEGIN SSH SIGNATURE-----\n"));
    let (patch, end) = Patch::read(&format!("{written}{signature}")).unwrap();
    assert_eq!((patch.files.len(), end), (1, written.len()));
    assert!(Patch::read_whole(&format!("{written}{signature}")).is_err());
    let blank = Patch::read(&format!("{written}\n{signature}"));
    assert_eq!(told(&blank.unwrap_err()), ["TooManyLines"]);
}

/// Pieces that mean something to the reader.
const PIECES: &[&str] = &[
    "--- a/",
    "+++ b/",
    "content/a.md",
    "/dev/null",
    "@@ -",
    " +",
    " @@\n",
    "@@ -1 +1 @@\n",
    ",",
    "0",
    "1",
    "4294967295",
    "99999999999999999999",
    "\n",
    "\n\n",
    " ",
    "-",
    "+",
    "\\ No newline at end of file\n",
    "\r",
    "\0",
    "\u{202E}",
    "\u{FEFF}",
    "diff --git a/x b/x\n",
    "rename from x\n",
    "-----BEGIN SSH SIGNATURE-----\n",
    "ก",
    "\u{301}",
    "..",
];

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn spoilt(random: &mut Random, text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..1 + random.below(3) {
        let at = boundary(&text, random.below(text.len() + 1));
        let end = boundary(&text, (at + random.below(20)).min(text.len())).max(at);
        match random.below(4) {
            0 => drop(text.drain(at..end)),
            1 => text.insert_str(at, random.pick::<&str>(PIECES)),
            2 => {
                let piece = text[at..end].to_owned();
                let to = boundary(&text, random.below(text.len() + 1));
                text.insert_str(to, &piece);
            }
            _ => text.truncate(at),
        }
    }
    text
}

/// Whatever stands in a patch, it is refused, or written again as it was. With the spoilt amendments of
/// `amendments::spoilt` the long run makes ten million.
#[test]
fn spoilt_patches_are_refused_or_are_another_patch() {
    let mut random = Random::seeded(41);
    let (mut refused, mut read) = (0, 0);
    for _ in 0..rounds(4_000, 8_000_000) {
        let old = text(&mut random, 30);
        let new = changed(&mut random, &old, 5);
        let Some(file) = FilePatch::between("content/a.md", Some(&old), Some(&new)) else { continue };
        let written = spoilt(&mut random, &Patch { files: vec![file] }.write());
        match Patch::read_whole(&written) {
            Ok(patch) => {
                read += 1;
                assert_eq!(patch.write(), written);
                if let Ok(Some(text)) = patch.files[0].apply(Some(&old)) {
                    assert_eq!(patch.files[0].reverse().apply(Some(&text)).unwrap().as_deref(), Some(&*old));
                }
            }
            Err(faults) => {
                refused += 1;
                assert!(!faults.is_empty() && faults.len() <= 50);
            }
        }
    }
    assert!(refused > read, "{refused} refused, {read} read");
}

/// The largest inputs of every shape come to an end without much memory.
#[test]
fn large_inputs_are_read_in_one_pass() {
    let size = 2 * 1024 * 1024;
    let header = "--- a/content/a.md\n+++ b/content/a.md\n";
    let hunk = "@@ -1 +1 @@\n-a\n+b\n";
    let shapes = [
        "\n".repeat(size),
        "-".repeat(size),
        format!("{header}{}", "@@ -1 +1 @@\n".repeat(size / 13)),
        format!("{header}{}", hunk.repeat(100_000)),
        format!("{header}@@ -1 +1,{} @@\n-a\n+b\n{}", size / 4, "+a\n".repeat(size / 4 - 30)),
        header.repeat(size / header.len()),
        format!("{header}@@ -1 +1 @@\n-a\n+{}\n", "ก".repeat(size / 4)),
    ];
    for (index, text) in shapes.iter().enumerate() {
        match Patch::read(text) {
            Ok((patch, end)) => {
                assert!(index == 6 && end == text.len(), "{index}");
                let line = format!("{}\n", "ก".repeat(size / 4));
                assert_eq!(patch.files[0].apply(Some("a\n")).unwrap(), Some(line));
            }
            Err(faults) => assert!(!faults.is_empty() && faults.len() <= 50, "{index}"),
        }
    }
}
