//! Inputs of the largest size that is read, made to be slow or to take memory.

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use handbook::amend::{Answers, Digest, Edit, Filed, Kind, SourceKind, SourceLine, compose};
use handbook::diff::{FilePatch, Patch, redline};

use crate::median;

/// The size above which an amendment is not read.
const SIZE: usize = 2 * 1024 * 1024;
const PATH: &str = "content/annexes/xa.md";

/// The argument with which this program measures the memory of one input, in a process of its own.
const MEMORY: &str = "--memory-of";

fn answers() -> Answers {
    Answers {
        kind: Kind::Annex,
        state: Some("XA".to_owned()),
        round: None,
        author: "xa-delegate".to_owned(),
        title: "Large".to_owned(),
        base_edition: None,
        heading: None,
        objects_to: None,
        sources: vec![SourceLine {
            kind: SourceKind::Act,
            title: "Act".to_owned(),
            provision: None,
            place: None,
            in_force: None,
        }],
        ledger_seen: None,
        supersedes: None,
        created: "2026-11-20T03:12:00Z".parse().expect("a time"),
        rationale: "Because.".to_owned(),
    }
}

/// Two texts of which every line differs, and whose diff is a little under the largest size.
fn rewritten() -> (String, String) {
    let lines = SIZE / 2 / 64 - 40;
    let text = |word: &str| -> String {
        (0..lines)
            .map(|line| format!("{word} {line:06}, the authority replies within 30 days, or not.\n"))
            .collect()
    };
    (text("old"), text("new"))
}

/// Every shape by its name: the bytes of a file that somebody sends.
fn shapes() -> Vec<(&'static str, String)> {
    let (old, new) = rewritten();
    let edit = Edit { path: PATH.to_owned(), before: Some(old), after: Some(new) };
    let good = compose(answers(), &[edit], Vec::new()).expect("an amendment").payload();
    assert!(good.len() <= SIZE && good.len() > SIZE * 9 / 10, "{}", good.len());
    let at = good.find("\n--- a/").expect("a diff") + 1;
    let (head, diff) = good.split_at(at);
    let files = format!("--- a/{PATH}\n+++ b/{PATH}\n");
    let fill = |start: String, piece: &str| {
        let times = (SIZE - start.len()) / piece.len();
        start + &piece.repeat(times)
    };
    let source = "Source: act | Act | s. 1\n";
    let title = head.find("Title: ").expect("a title") + 7;
    vec![
        ("every line is another", good.clone()),
        ("the same without its end", good[..good.len() - 1].to_owned()),
        (
            "its lines in disorder",
            head.to_owned() + &diff.lines().rev().flat_map(|line| [line, "\n"]).collect::<String>(),
        ),
        ("empty lines", fill(head.to_owned(), "\n")),
        ("one line", fill(format!("{head}{files}@@ -1 +1 @@\n-a\n+"), "ก")),
        ("hunks of one line", fill(format!("{head}{files}"), "@@ -1 +1 @@\n-a\n+b\n")),
        ("heads of hunks", fill(format!("{head}{files}"), "@@ -1 +1 @@\n")),
        ("heads of files", fill(head.to_owned(), &files)),
        ("sources", fill(head[..head.find("Source: ").expect("a source")].to_owned(), source)),
        ("a title without end", fill(head[..title].to_owned(), "x ")),
        ("reasons", fill(head.to_owned(), "| x\n")),
        ("characters that hide", fill(head.to_owned(), "\u{202e}")),
        ("marks on one letter", fill(format!("{head}{files}@@ -1 +1 @@\n-a\n+a"), "\u{301}")),
        ("carriage returns", fill(head.to_owned(), "\r\n")),
        ("heads of signatures", fill(good[..at].to_owned(), "-----BEGIN SSH SIGNATURE-----\n")),
        ("bytes that are no text", String::new()),
    ]
}

fn bytes(shape: &(&str, String)) -> Vec<u8> {
    if shape.1.is_empty() { vec![0xff; SIZE] } else { shape.1.clone().into_bytes() }
}

/// Reads a file as an editor's program does: the form, and what it makes of its texts.
fn read(bytes: &[u8], texts: &std::collections::BTreeMap<Digest, String>) {
    match Filed::read("x.amend", bytes) {
        Ok(filed) => drop(black_box(filed.apply(texts))),
        Err(refusals) => drop(black_box(refusals)),
    }
}

fn texts() -> std::collections::BTreeMap<Digest, String> {
    let (old, _) = rewritten();
    [(Digest::of(&old), old)].into()
}

/// The most memory this process has had so far, and what it has now, in KiB.
fn memory() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().ok()
    };
    Some((field("VmHWM")?, field("VmRSS")?))
}

/// In a process of its own: prints the most memory that reading one shape took, in KiB.
pub(super) fn measured_memory(arguments: &[String]) -> bool {
    let Some(at) = arguments.iter().position(|argument| argument == MEMORY) else { return false };
    let number: usize = arguments[at + 1].parse().expect("a number");
    let texts = texts();
    let bytes = bytes(&shapes().swap_remove(number));
    // The peak begins anew at what is held now.
    let reset = std::fs::write("/proc/self/clear_refs", "5");
    if let (Ok(()), Some((_, before))) = (reset, memory()) {
        read(&bytes, &texts);
        let (peak, _) = memory().expect("as before");
        println!("{}", peak.saturating_sub(before));
    }
    true
}

fn time(mut run: impl FnMut()) -> Duration {
    median(
        (0..5)
            .map(|_| {
                let started = Instant::now();
                run();
                started.elapsed()
            })
            .collect(),
    )
}

/// Time and memory of each shape, and of redlines of texts that have nothing in common.
pub(super) fn report() {
    let texts = texts();
    let program = std::env::current_exe().expect("this program");
    let (mut slowest, mut largest) = (Duration::ZERO, 0.0_f64);
    for (number, shape) in shapes().iter().enumerate() {
        let bytes = bytes(shape);
        let took = time(|| read(&bytes, &texts));
        let child = Command::new(&program).args([MEMORY, &number.to_string()]).output().expect("a process");
        let peak: Option<f64> = String::from_utf8_lossy(&child.stdout).trim().parse().ok();
        let times = peak.map(|peak| peak * 1024.0 / bytes.len() as f64);
        let told =
            times.map_or_else(|| "not known".to_owned(), |times| format!("{times:.1} times the input"));
        println!("2 MiB, {}: {took:.1?}, memory {told}", shape.0);
        slowest = slowest.max(took);
        largest = largest.max(times.unwrap_or(0.0));
    }
    println!("2 MiB, the worst of {}: {slowest:.1?}, memory {largest:.1} times the input", shapes().len());
    let unlike = |seed: u64| -> String {
        let mut state = seed;
        (0..74_000)
            .map(|at| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                format!("{:x}{}", (state >> 33) % 50_000, if at % 12 == 0 { "\n" } else { " " })
            })
            .collect()
    };
    let (one, other) = (unlike(1), unlike(2));
    let reversed: String = one.lines().rev().flat_map(|line| [line, "\n"]).collect();
    println!(
        "redline of two unrelated texts of {} KB: {:.1?}",
        one.len() / 1000,
        time(|| drop(redline(&one, &other)))
    );
    println!("redline of a text and its lines reversed: {:.1?}", time(|| drop(redline(&one, &reversed))));
    let apart = |text: &str| text.replace(' ', "\n");
    let (one, other) = (apart(&one), apart(&other));
    println!("redline of the same, a word a line: {:.1?}", time(|| drop(redline(&one, &other))));
    let patch = FilePatch::between(PATH, Some(&one), Some(&other));
    println!(
        "patch between them: {:.1?}",
        time(|| drop(black_box(FilePatch::between(PATH, Some(&one), Some(&other)))))
    );
    drop(Patch { files: patch.into_iter().collect() });
}
