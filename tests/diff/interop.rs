//! Stock tools read the same patches, and make the same of them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use handbook::diff::{FilePatch, Merge, Patch, merge};

use super::texts::{changed, distinct_triple, rounds, text};
use crate::support::Random;

const PATH: &str = "content/a.md";

/// Runs a tool in a folder, in the plain locale and away from any repository around it.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("GIT_CEILING_DIRECTORIES", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap()
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn git_and_patch_apply_what_is_written_here() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("content")).unwrap();
    let (git, gnu) = (has("git"), has("patch"));
    assert!(git || gnu, "neither git nor patch is installed");
    let mut random = Random::seeded(51);
    for round in 0..rounds(60, 10_000) {
        let old = text(&mut random, 30);
        let new = if round % 7 == 0 { text(&mut random, 30) } else { changed(&mut random, &old, 5) };
        let Some(file) = FilePatch::between(PATH, Some(&old), Some(&new)) else { continue };
        let written = Patch { files: vec![file] }.write();
        fs::write(root.join("x.patch"), &written).unwrap();
        let tools: [(bool, &str, &[&str]); 3] = [
            (git, "git", &["apply", "--check", "x.patch"]),
            (git, "git", &["apply", "x.patch"]),
            (gnu, "patch", &["-p1", "-F0", "-N", "--no-backup-if-mismatch", "-i", "x.patch"]),
        ];
        for (installed, program, arguments) in tools {
            if !installed {
                continue;
            }
            fs::write(root.join(PATH), &old).unwrap();
            let output = run(root, program, arguments);
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{program} {arguments:?}: {told}\n{written}");
            if arguments.contains(&"--check") {
                continue;
            }
            // GNU patch removes a text that becomes empty.
            let made = fs::read_to_string(root.join(PATH)).unwrap_or_default();
            assert_eq!(made, new, "{program}, round {round}\n{written}");
        }
    }
}

#[test]
fn git_creates_and_removes_the_same() {
    if !has("git") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let mut random = Random::seeded(52);
    for _ in 0..rounds(10, 1_000) {
        let new = text(&mut random, 10);
        let Some(file) = FilePatch::between(PATH, None, Some(&new)) else { continue };
        for (file, expected) in [(file.clone(), Some(&new)), (file.reverse(), None)] {
            fs::write(root.join("x.patch"), Patch { files: vec![file] }.write()).unwrap();
            let output = run(root, "git", &["apply", "x.patch"]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(fs::read_to_string(root.join(PATH)).ok().as_ref(), expected);
        }
    }
}

/// Where both merge without a conflict, the texts are the same; git never sees a conflict less.
#[test]
fn git_merges_the_same() {
    if !has("git") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let mut random = Random::seeded(53);
    let (mut both, mut here_only, mut there_only) = (0, 0, 0);
    for round in 0..rounds(60, 100_000) {
        let (base, ours, theirs) = distinct_triple(&mut random);
        for (name, text) in [("base", &base), ("ours", &ours), ("theirs", &theirs)] {
            fs::write(root.join(name), text).unwrap();
        }
        let output = run(root, "git", &["merge-file", "-p", "ours", "base", "theirs"]);
        let there = output.status.success().then(|| String::from_utf8(output.stdout).unwrap());
        match (merge(&base, &ours, &theirs), there) {
            (Merge::Clean(here), Some(there)) => {
                both += 1;
                assert_eq!(here, there, "round {round}\n{base}--\n{ours}--\n{theirs}");
            }
            (Merge::Clean(_), None) => here_only += 1,
            (Merge::Clash(_), Some(_)) => there_only += 1,
            (Merge::Clash(_), None) => {}
        }
    }
    // Where the last line has no line end, git may see one conflict more or less.
    assert!(both > 10 && here_only + there_only <= both / 20, "{both} {here_only} {there_only}");
}
