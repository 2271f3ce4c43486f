//! The whole program on a large record: a thousand amendments, five thousand entries.

use std::process::Command;
use std::time::{Duration, Instant};

use handbook::amend::check;
use handbook::amend::record::Record;

use crate::median;
use crate::support::office::{ANNEX, config};
use crate::support::{many, repository};

/// Measures `check` and `amend blame` as people run them, and the proof alone.
pub(super) fn report(wanted: usize) {
    let (office, progress) = many(wanted);
    let folder = tempfile::tempdir().expect("a folder");
    let book = repository().join("tests/fixtures/region/book.toml");
    std::fs::copy(book, folder.path().join("book.toml")).expect("a copy");
    for (path, bytes) in &office.files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let run = |arguments: &[&str]| {
        let started = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_handbook"))
            .arg("-C")
            .arg(folder.path())
            .args(["--as-of", "2030-01-05"])
            .args(arguments)
            .output()
            .expect("the program");
        let time = started.elapsed();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        time
    };
    let prove = || {
        let started = Instant::now();
        let (record, refusals) = Record::from_files(config(), office.files.clone());
        assert_eq!(refusals, []);
        assert_eq!(check(&record, &[]).map(|found| found.head), Ok(progress.head));
        started.elapsed()
    };
    let line =
        (1..).find(|at| office.text(ANNEX).lines().nth(at - 1).is_some_and(|line| line.starts_with("1. ")));
    let place = format!("{ANNEX}:{}", line.expect("a line"));
    let times = |run: &dyn Fn() -> Duration| median((0..5).map(|_| run()).collect());
    let size = format!("{wanted} amendments, {} entries", progress.seq);
    println!("{size}: read and proved in memory {:.3?}", times(&prove));
    println!("{size}: `handbook check` {:.3?}", times(&|| run(&["check"])));
    println!("{size}: `handbook ledger verify` {:.3?}", times(&|| run(&["ledger", "verify"])));
    println!("{size}: `handbook amend blame {place}` {:.3?}", times(&|| run(&["amend", "blame", &place])));
}
