//! How long the stages of a build take for 100 and for 5,000 pages, and how they compare: two
//! threads with one, a second build with the first, an edit with a whole build.
//!
//! Run with `cargo bench`, or with `cargo bench -- amendments` for redlines, hostile inputs and a large
//! record alone. The last lines are ratios, which say more than seconds on a machine that
//! others use as well. Nothing here fails for being slow.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "benchmarks make files and report")]

mod diff;
mod hostile;
mod record;
mod search;
#[path = "../support/mod.rs"]
#[expect(dead_code, unused_imports, clippy::unwrap_used, reason = "tests use more of it")]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use criterion::{BenchmarkId, Criterion, Throughput};
use handbook::clock::Clock;
use handbook::pipeline::{self, Strictness};
use handbook::resolve::{AnchorMap, Fingerprint, PageUnits};
use handbook::search::{Filters, Page, Query, Searcher};

const SIZES: [usize; 2] = [100, 5_000];

/// A handbook of so many pages, in a folder that goes with this value.
struct Sample {
    root: Utf8PathBuf,
    _folder: tempfile::TempDir,
}

impl Sample {
    fn of(pages: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = Utf8PathBuf::try_from(folder.path().to_owned()).expect("a path in UTF-8");
        let sample = Self { root, _folder: folder };
        sample.file("book.toml", "[book]\ntitle = \"Sample\"\nsrc = \"content\"\n[build]\nbuild-dir = \"site\"\n[handbook]\nid = \"sample\"\n");
        let mut summary = String::from("# Summary\n\n# Chapters\n\n");
        for page in 0..pages {
            summary.push_str(&format!("- [Chapter {page}](chapters/c{page}.md)\n"));
            sample.file(&format!("content/chapters/c{page}.md"), &text(page, pages));
        }
        sample.file("content/SUMMARY.md", &summary);
        sample
    }

    fn file(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    fn edit(&self, turn: usize) {
        self.file(
            "content/chapters/c7.md",
            &text(7, 8).replace("requested State", &format!("State number {turn}")),
        );
    }

    fn build(&self) -> Duration {
        let start = Instant::now();
        let outcome = pipeline::build(&self.root, &clock(), Strictness::Draft).expect("a build");
        assert_eq!(outcome.errors(), 0, "{:?}", outcome.diagnostics.first());
        start.elapsed()
    }

    fn clear(&self) {
        for folder in ["site", "search-index"] {
            drop(std::fs::remove_dir_all(self.root.join(folder)));
        }
    }
}

fn clock() -> Clock {
    Clock::new(Some("2026-11-22"), None).expect("a date")
}

/// Twelve paragraphs, a table, a list and links to two other chapters.
fn text(page: usize, pages: usize) -> String {
    let mut text = format!("# Chapter {page} {{#chapter-{page}}}\n");
    for section in 0..3 {
        text.push_str(&format!("\n## Section {section} {{#s{section}}}\n\n"));
        for paragraph in 0..4 {
            let other = (page * 7 + section * 3 + paragraph + 1) % pages;
            text.push_str(&format!(
                "The authority of the requested State {page} answers within {paragraph} weeks; see [](c{other}.md#s1). \
                 A request names the offence, the facts and the law, ค้ามนุษย์ among them, and says what is asked.\n\n"
            ));
        }
    }
    text + "| State | Days |\n|---|---:|\n| One | 60 |\n| Two | 45 |\n\n- First the papers.\n- Then the seal.\n"
}

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
}

/// The middle one of some times.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn stages(criterion: &mut Criterion, samples: &[(usize, Sample)]) {
    let mut group = criterion.benchmark_group("read, parse and resolve");
    group.sample_size(10);
    for (pages, sample) in samples {
        group.throughput(Throughput::Elements(*pages as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(pages),
            &sample.root,
            |bench, root: &Utf8PathBuf| {
                bench.iter(|| black_box(pipeline::read(root, &clock(), Strictness::Draft).expect("a book")));
            },
        );
    }
    group.finish();
}

fn anchors(criterion: &mut Criterion) {
    let units: PageUnits = (0..200)
        .map(|page| {
            let prints = (0..40)
                .map(|at| Fingerprint::of(&format!("{} {page} {at}", text(page, 200).len())))
                .collect();
            (format!("chapters/c{page}.md"), prints)
        })
        .collect();
    let map = AnchorMap::default().next(&units);
    let mut edited = units.clone();
    for prints in edited.values_mut().step_by(10) {
        prints[3] = Fingerprint::of("another text that nobody has seen");
    }
    criterion.bench_function("anchors of 8,000 paragraphs, 20 of them edited", |bench| {
        bench.iter(|| black_box(map.next(black_box(&edited))));
    });
}

fn queries(criterion: &mut Criterion, root: &Utf8Path) {
    let searcher = Searcher::open(&root.join("search-index")).expect("an index");
    for words in ["authority", "\"requested State\"", "ค้ามนุษย์", "authrity seal"] {
        let query = Query::parse(words);
        criterion.bench_function(&format!("query {words}"), |bench| {
            bench.iter(|| {
                black_box(searcher.search(&query, &Filters::default(), Page::default()).expect("hits"))
            });
        });
    }
}

fn ratios(samples: &[(usize, Sample)]) {
    for (pages, sample) in samples {
        let runs = if *pages > 1_000 { 3 } else { 7 };
        let times = |prepare: &dyn Fn(usize), threads: usize| {
            let pool = pool(threads);
            median(
                (0..runs)
                    .map(|turn| {
                        prepare(turn);
                        pool.install(|| sample.build())
                    })
                    .collect(),
            )
        };
        let first_by_one = times(&|_| sample.clear(), 1);
        let first = times(&|_| sample.clear(), 2);
        let second = times(&|_| {}, 2);
        let edited = times(&|turn| sample.edit(turn), 2);
        let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
        println!(
            "{pages} pages: first build {first:.2?}, {:.3?} a page",
            first / u32::try_from(*pages).expect("a count")
        );
        println!("{pages} pages: two threads take {:.2} of the time of one", ratio(first, first_by_one));
        println!("{pages} pages: a second build takes {:.2} of the first", ratio(second, first));
        println!("{pages} pages: a build after one edit takes {:.2} of the first", ratio(edited, first));
    }
}

fn main() {
    // `cargo bench -- --test` only tries that everything runs.
    let arguments: Vec<String> = std::env::args().collect();
    if hostile::measured_memory(&arguments) {
        return;
    }
    let asked = |word: &str| arguments.iter().any(|argument| argument == word);
    let trial = asked("--test");
    if asked("amendments") {
        amendments(trial);
        return;
    }
    let sizes = SIZES.into_iter().take(if trial { 1 } else { SIZES.len() });
    let samples: Vec<(usize, Sample)> = sizes.map(|pages| (pages, Sample::of(pages))).collect();
    let mut criterion = Criterion::default().configure_from_args();
    stages(&mut criterion, &samples);
    anchors(&mut criterion);
    diff::stages(&mut criterion);
    samples[0].1.build();
    queries(&mut criterion, &samples[0].1.root);
    criterion.final_summary();
    ratios(&samples);
    search::ratios(trial);
    amendments(trial);
}

/// What is measured of amendments.
fn amendments(trial: bool) {
    diff::ratios();
    hostile::report();
    record::report(if trial { 4 } else { 1_000 });
}
