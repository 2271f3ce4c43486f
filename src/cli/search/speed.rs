//! `handbook search speed`.

use std::time::Instant;

use serde::Serialize;

use crate::cli::options::{FormatChoice, SpeedArguments};
use crate::cli::paint::shown;
use crate::cli::run::{Ending, Session};
use crate::error::{Error, Result};
use crate::fs;
use crate::pipeline;
use crate::search::eval::{draw, percentile};
use crate::search::{Filters, Page, Query, Searcher, Synonyms, shards};

#[derive(Serialize)]
struct Report {
    passages: usize,
    queries: usize,
    index_s: f64,
    files_s: f64,
    files_bytes: usize,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    zero_results: f64,
}

/// Measures the making of an index in memory and of the files for a search without a server, and full answers from it: ranking, counts, ten snippets.
pub(super) fn run(session: &Session<'_>, options: &SpeedArguments) -> Result<Ending> {
    let mut passages = pipeline::texts(&options.folder)?;
    passages.truncate(options.passages.unwrap_or(usize::MAX));
    if passages.is_empty() {
        return Err(Error::usage(format!("`{}` has no Markdown or plain text", shown(&options.folder))));
    }
    let start = Instant::now();
    let searcher = Searcher::of(&passages, &Synonyms::default())?;
    let index_s = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let files = shards(&passages, &Synonyms::default()).files;
    let files_s = start.elapsed().as_secs_f64();
    if let Some(folder) = &options.files {
        fs::create_dir_all(folder)?;
        for (name, bytes) in &files {
            fs::write_atomic(&folder.join(name), bytes)?;
        }
    }
    let mut times = Vec::new();
    let mut none = 0;
    for text in draw(&passages, options.queries, options.seed) {
        let start = Instant::now();
        let found = searcher.search(&Query::parse(&text), &Filters::default(), Page::default())?;
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
        none += usize::from(found.hits.is_empty());
    }
    times.sort_by(f64::total_cmp);
    let report = Report {
        passages: passages.len(),
        queries: times.len(),
        index_s,
        files_s,
        files_bytes: files.iter().map(|(_, bytes)| bytes.len()).sum(),
        p50_ms: percentile(&times, 0.5),
        p95_ms: percentile(&times, 0.95),
        p99_ms: percentile(&times, 0.99),
        zero_results: none as f64 / times.len().max(1) as f64,
    };
    session.out.result(&if session.out.format == FormatChoice::Json {
        serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
    } else {
        format!(
            "{} paragraphs indexed in {:.2} s, as files of {} KB in {:.2} s; {} queries: p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, {:.1} % without a hit\n",
            report.passages,
            report.index_s,
            report.files_bytes / 1_000,
            report.files_s,
            report.queries,
            report.p50_ms,
            report.p95_ms,
            report.p99_ms,
            report.zero_results * 100.0
        )
    });
    Ok(Ending::Clean)
}
