//! Search over 42,000 paragraphs: the server's index, the files of a site without a server, and
//! tantivy as it comes with its English stemmer, made and asked in one run.
//!
//! The paragraphs are put together from the handbook's own words, the same on every run.

use std::time::{Duration, Instant};

use handbook::model::Passage;
use handbook::search::eval::{Baseline, Engine, Static, draw, percentile};
use handbook::search::{Searcher, Synonyms, shards};

use crate::support::Random;

const PASSAGES: usize = 42_000;
const QUERIES: usize = 500;

/// The lines of the handbook's chapters and annexes.
fn lines() -> Vec<String> {
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut texts: Vec<std::path::PathBuf> = Vec::new();
    for folder in ["chapters", "annexes"] {
        let found = std::fs::read_dir(content.join(folder)).expect("the handbook's text");
        texts.extend(found.map(|entry| entry.expect("an entry").path()));
    }
    texts.sort();
    let texts = texts.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let long = |line: &&str| line.split_whitespace().count() > 8;
    texts.flat_map(|text| text.lines().filter(long).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Paragraphs of three stretches of some lines each.
fn passages(count: usize) -> Vec<Passage> {
    let (lines, mut random) = (lines(), Random::seeded(42));
    let mut stretch = || {
        let words: Vec<&str> = lines[random.below(lines.len())].split_whitespace().collect();
        let length = words.len().min(8 + random.below(12));
        let from = random.below(words.len() - length + 1);
        words[from..from + length].join(" ")
    };
    let passage = |number: usize, text: String, heading: String| Passage {
        page: format!("page-{}.html", number / 40),
        page_title: format!("Page {}", number / 40),
        anchor: format!("p-{number}"),
        number: format!("{}.{}", number / 40, number % 40),
        kind: "chapter".to_owned(),
        headings: vec![heading],
        text,
        ..Passage::default()
    };
    let mut heading = String::new();
    (0..count)
        .map(|number| {
            if number % 10 == 0 {
                heading = stretch().chars().take(40).collect();
            }
            let text = [stretch(), stretch(), stretch()].join(" ");
            passage(number, text, heading.clone())
        })
        .collect()
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let made = work();
    (made, start.elapsed())
}

/// Median and 99th percentile of the time for a query, in milliseconds.
fn asked(engine: &dyn Engine, queries: &[String]) -> (f64, f64) {
    let mut times: Vec<f64> = queries
        .iter()
        .map(|query| timed(|| engine.ask(query).expect("an answer")).1.as_secs_f64() * 1_000.0)
        .collect();
    times.sort_by(f64::total_cmp);
    (percentile(&times, 0.5), percentile(&times, 0.99))
}

/// Prints how the three compare. `trial` only tries that everything runs.
pub(super) fn ratios(trial: bool) {
    let passages = passages(if trial { 400 } else { PASSAGES });
    let queries = draw(&passages, if trial { 20 } else { QUERIES }, 1);
    let none = Synonyms::default();
    let (plain, plain_made) = timed(|| Baseline::of(&passages).expect("an index"));
    let (server, server_made) = timed(|| Searcher::of(&passages, &none).expect("an index"));
    let (files, files_made) = timed(|| shards(&passages, &none));
    let alone = Static(Searcher::of_shards(&files).expect("a whole set"));
    let count = passages.len();
    let bytes: usize = files.files.iter().map(|(_, bytes)| bytes.len()).sum();
    println!("{count} paragraphs: the files take {} KB per 1,000", bytes / count);
    for (name, made) in [("index", server_made), ("files", files_made)] {
        let ratio = made.as_secs_f64() / plain_made.as_secs_f64();
        println!("{count} paragraphs: the {name} made in {made:.2?}, {ratio:.2} of a plain index of tantivy");
    }
    let (plain_median, plain_worst) = asked(&plain, &queries);
    let engines: [(&str, &dyn Engine); 2] = [("with the index", &server), ("with the files", &alone)];
    for (name, engine) in engines {
        // Once over, so that nothing is read for the first time.
        asked(engine, &queries);
        let (median, worst) = asked(engine, &queries);
        println!(
            "{count} paragraphs: a query {name} takes p50 {median:.2} ms, p99 {worst:.2} ms: {:.2} and {:.2} of a plain query of tantivy",
            median / plain_median,
            worst / plain_worst
        );
    }
}
