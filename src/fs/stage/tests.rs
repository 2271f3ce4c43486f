use std::process::Command;

use super::super::{read_text, walk, write_atomic};
use super::*;
use crate::error::ErrorKind;

fn root() -> (tempfile::TempDir, Utf8PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8PathBuf::try_from(folder.path().to_owned()).unwrap();
    (folder, root)
}

fn publish(target: &Utf8Path, files: &[(&str, &str)]) -> Result<Written> {
    let stage = Stage::begin(target)?;
    for (path, text) in files {
        stage.put(Utf8Path::new(path), text.as_bytes())?;
    }
    stage.publish()
}

fn shown(target: &Utf8Path) -> Vec<(String, String)> {
    let paths = walk(target).unwrap();
    paths.iter().map(|path| (path.to_string(), read_text(&target.join(path)).unwrap())).collect()
}

fn entries(folder: &Utf8Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

const OLD: &[(&str, &str)] = &[("index.html", "old"), ("a/same.css", "same"), ("a/gone.html", "gone")];
const NEW: &[(&str, &str)] = &[("index.html", "new"), ("a/same.css", "same"), ("b/c/more.html", "more")];

/// What stands in a folder after a run; elsewhere the file of the lock stays.
const LEFT: &[&str] = if cfg!(unix) { &["site"] } else { &[".handbook-site.lock", "site"] };

#[test]
fn only_what_changed_is_written() {
    let (_folder, root) = root();
    let target = root.join("site");
    let first = publish(&target, OLD).unwrap();
    assert_eq!(first, Written { written: 3, unchanged: 0, removed: 0 });
    let again = publish(&target, OLD).unwrap();
    assert_eq!(again, Written { written: 0, unchanged: 3, removed: 0 });
    let before = std::fs::metadata(target.join("a/same.css")).unwrap().modified().unwrap();
    let second = publish(&target, NEW).unwrap();
    assert_eq!(second, Written { written: 2, unchanged: 1, removed: 1 });
    assert_eq!(std::fs::metadata(target.join("a/same.css")).unwrap().modified().unwrap(), before);
    assert_eq!(shown(&target).len(), 3);
    assert_eq!(entries(&root), LEFT);
}

#[test]
fn a_dropped_stage_changes_nothing() {
    let (_folder, root) = root();
    let target = root.join("site");
    publish(&target, OLD).unwrap();
    let stage = Stage::begin(&target).unwrap();
    stage.put(Utf8Path::new("index.html"), b"new").unwrap();
    assert_eq!(Stage::begin(&target).unwrap_err().kind(), ErrorKind::Locked);
    drop(stage);
    assert_eq!(shown(&target)[2].1, "old");
    assert_eq!(entries(&root), LEFT);
}

#[test]
fn somebody_elses_folder_is_refused() {
    let (_folder, root) = root();
    let target = root.join("site");
    write_atomic(&target.join("thesis.txt"), b"years of work").unwrap();
    let refused = publish(&target, NEW).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Usage);
    assert!(refused.to_string().contains("did not write"), "{refused}");
    assert_eq!(shown(&target).len(), 1);
    assert!(publish(&target.join("thesis.txt"), NEW).is_err(), "a file, not a folder");
    create_dir_all(&root.join("empty")).unwrap();
    assert!(publish(&root.join("empty"), NEW).is_ok());
    assert!(publish(Utf8Path::new("/"), NEW).is_err());
}

#[test]
fn paths_stay_in_the_folder() {
    let (_folder, root) = root();
    let stage = Stage::begin(&root.join("site")).unwrap();
    for path in ["../x", "/x", "a/../../x", "", ".", "a/.."] {
        assert!(stage.put(Utf8Path::new(path), b"x").is_err(), "{path}");
    }
    stage.put(Utf8Path::new("x"), b"x").unwrap();
    assert!(stage.put(Utf8Path::new("x"), b"x").is_err(), "taken");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_folder_stays_a_link() {
    let (_folder, root) = root();
    create_dir_all(&root.join("disk")).unwrap();
    std::os::unix::fs::symlink(root.join("disk"), root.join("site")).unwrap();
    publish(&root.join("site"), OLD).unwrap();
    publish(&root.join("site"), NEW).unwrap();
    assert!(root.join("site").is_symlink());
    assert_eq!(shown(&root.join("disk")).len(), 3);
}

/// Run by the tests below in a process of its own, where `HANDBOOK_FAULT` is set; else nothing.
#[test]
fn child() {
    let Ok(target) = std::env::var("HANDBOOK_TEST_TARGET") else { return };
    let mut stage = Stage::begin(Utf8Path::new(&target)).unwrap();
    stage.exchange = std::env::var("HANDBOOK_TEST_PLAIN").is_err();
    for (path, text) in NEW {
        stage.put(Utf8Path::new(path), text.as_bytes()).unwrap();
    }
    stage.publish().unwrap();
}

fn run_child(target: &Utf8Path, fault: &str, plain: bool) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "fs::stage::tests::child", "--test-threads=1"]);
    command.env("HANDBOOK_TEST_TARGET", target).env("HANDBOOK_FAULT", fault).env("RUST_BACKTRACE", "0");
    if plain {
        command.env("HANDBOOK_TEST_PLAIN", "1");
    }
    command.output().unwrap().status.success()
}

fn sorted(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut files: Vec<_> = files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    files.sort();
    files
}

#[test]
fn a_fault_at_any_step_leaves_the_old_folder_or_the_new_one() {
    for plain in [false, true] {
        let (_folder, root) = root();
        let count = root.join("count");
        publish(&root.join("counted"), OLD).unwrap();
        assert!(run_child(&root.join("counted"), &format!("count:{count}"), plain));
        let steps: u64 = read_text(&count).unwrap().parse().unwrap();
        assert!(steps > 8, "{steps}");
        for fault in ["fail", "kill"] {
            for step in 1..=steps + 1 {
                let target = root.join(format!("{fault}-{step}"));
                publish(&target, OLD).unwrap();
                let finished = run_child(&target, &format!("{fault}:{step}"), plain);
                assert_eq!(finished, step > steps, "{fault}:{step} of {steps}");
                recover(&target).unwrap();
                let now = shown(&target);
                assert!(now == sorted(OLD) || now == sorted(NEW), "{fault}:{step}: {now:?}");
                assert!(!finished || now == sorted(NEW));
                publish(&target, NEW).unwrap();
                assert_eq!(shown(&target), sorted(NEW), "{fault}:{step}");
            }
        }
        let left: Vec<String> = entries(&root)
            .into_iter()
            .filter(|name| name.starts_with('.') && !name.ends_with(".lock"))
            .collect();
        assert_eq!(left, Vec::<String>::new(), "leftovers");
    }
}
