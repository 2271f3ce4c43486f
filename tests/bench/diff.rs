//! Patches, merges and redlines of a text of 500 KB, and how they grow with the text.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use handbook::amend::rebase;
use handbook::diff::{FilePatch, Patch, merge, redline};

const PATH: &str = "content/annexes/xa.md";

/// A text of sections in English and Thai, and how it reads after changes to one line in fourteen.
fn texts(bytes: usize) -> (String, String) {
    let mut old = String::from("# Annex\n");
    let mut new = old.clone();
    for number in 0.. {
        if old.len() >= bytes {
            break;
        }
        if number % 10 == 0 {
            let heading = format!("\n## Section {number} {{#s{number}}}\n");
            old.push_str(&heading);
            new.push_str(&heading);
        }
        let line = format!(
            "\nThe central authority number {number} shall reply to each request within 30 days, \
             and says so in writing. พนักงานอัยการต้องส่งคำร้องขอไปยังผู้ประสานงานกลาง มาตรา {number}\n"
        );
        old.push_str(&line);
        let changed = number % 14 == 3;
        new.push_str(&if changed {
            line.replace("shall", "may").replace("ต้อง", "อาจ")
        } else {
            line
        });
    }
    (old, new)
}

pub(super) fn stages(criterion: &mut Criterion) {
    let (old, new) = texts(500_000);
    let file = FilePatch::between(PATH, Some(&old), Some(&new)).expect("a change");
    let written = Patch { files: vec![file.clone()] }.write();
    let theirs = old.replace("number 44 shall", "number 44 will");
    let mut group = criterion.benchmark_group("diff of 500 KB");
    group.throughput(Throughput::Bytes(old.len() as u64));
    group.bench_function("redline", |bench| bench.iter(|| black_box(redline(&old, &new))));
    group.bench_function("between", |bench| {
        bench.iter(|| black_box(FilePatch::between(PATH, Some(&old), Some(&new))));
    });
    group.bench_function("read", |bench| bench.iter(|| black_box(Patch::read(&written))));
    group.bench_function("apply", |bench| bench.iter(|| black_box(file.apply(Some(&old)))));
    group.bench_function("merge", |bench| bench.iter(|| black_box(merge(&old, &new, &theirs))));
    group.bench_function("rebase", |bench| bench.iter(|| black_box(rebase(PATH, &old, &theirs, &new))));
    group.finish();
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..9)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// A text four times as long should take four times as long, and not sixteen.
pub(super) fn ratios() {
    let (small, large) = (texts(500_000), texts(2_000_000));
    let patch = |(old, new): &(String, String)| {
        let files = FilePatch::between(PATH, Some(old), Some(new)).into_iter().collect();
        Patch { files }.write()
    };
    let patches = (patch(&small), patch(&large));
    let ratio = |name: &str, one: Duration, other: Duration| {
        println!(
            "{name}: {one:?} for 500 KB, {other:?} for 2 MB, ratio {:.1}",
            other.as_secs_f64() / one.as_secs_f64()
        );
    };
    let time = |(old, new): &(String, String)| median(|| drop(black_box(redline(old, new))));
    ratio("redline", time(&small), time(&large));
    let time = |patch: &str| median(|| drop(black_box(Patch::read(patch))));
    ratio("reading a patch", time(&patches.0), time(&patches.1));
}
