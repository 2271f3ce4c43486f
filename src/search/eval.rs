//! Measuring search on judged queries.
//!
//! A collection is a folder with three tables of tab-separated values: `docs.tsv` (id, title, body),
//! `queries.tsv` (id, text) and `qrels.tsv` (query, document, grade). The measures are those of the
//! field: nDCG with linear gain (Järvelin and Kekäläinen 2002), recall, mean reciprocal rank.

use std::collections::BTreeMap;
use std::time::Instant;

use camino::Utf8Path;
use serde::Serialize;

use super::files;
use super::{Filters, Page, Query, Searcher};
use crate::error::{Error, Result};
use crate::model::Passage;

/// Hits that count.
const DEPTH: usize = 10;

/// Judged queries and, where it brings its own, the texts they were judged on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collection {
    /// The texts; the id stands in [`Passage::anchor`]. Empty where the queries judge a handbook.
    pub passages: Vec<Passage>,
    /// Queries: id and text, in the order of the table.
    pub queries: Vec<(String, String)>,
    /// For each query its relevant passages with their grades, above 0.
    pub judgments: BTreeMap<String, BTreeMap<String, f64>>,
}

impl Collection {
    /// Reads the tables of a folder; `docs.tsv` may be missing.
    ///
    /// # Errors
    /// When a table cannot be read or a line has too few columns.
    pub fn read(dir: &Utf8Path) -> Result<Self> {
        let mut collection = Self::default();
        if files::exists(&dir.join("docs.tsv")) {
            for row in rows(&dir.join("docs.tsv"), 3)? {
                let [id, title, body] = row;
                collection.passages.push(Passage {
                    page: format!("{id}.html"),
                    page_title: title,
                    anchor: id,
                    kind: "chapter".to_owned(),
                    text: body,
                    ..Passage::default()
                });
            }
        }
        for row in rows(&dir.join("queries.tsv"), 2)? {
            let [id, text, _] = row;
            collection.queries.push((id, text));
        }
        for row in rows(&dir.join("qrels.tsv"), 3)? {
            let [query, document, grade] = row;
            let grade: f64 = grade
                .parse()
                .map_err(|_| Error::usage(format!("`{grade}` in `{dir}/qrels.tsv` is not a number")))?;
            if grade > 0.0 {
                collection.judgments.entry(query).or_default().insert(document, grade);
            }
        }
        Ok(collection)
    }
}

/// Rows of a table, the first three columns; missing ones beyond `least` are empty.
fn rows(path: &Utf8Path, least: usize) -> Result<Vec<[String; 3]>> {
    let text = String::from_utf8_lossy(&files::read(path)?).into_owned();
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
        .map(|(index, line)| {
            let mut columns = line.splitn(3, '\t');
            if line.matches('\t').count() + 1 < least {
                return Err(Error::usage(format!("`{path}` line {}: fewer than {least} columns", index + 1)));
            }
            Ok(std::array::from_fn(|_| columns.next().unwrap_or_default().to_owned()))
        })
        .collect()
}

/// What was measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Measures {
    /// Number of judged queries.
    pub queries: usize,
    /// Normalised discounted cumulative gain of the first ten hits, mean over the queries.
    pub ndcg_at_10: f64,
    /// Share of the relevant passages among the first ten hits, mean over the queries.
    pub recall_at_10: f64,
    /// Mean of one over the rank of the first relevant hit.
    pub mrr: f64,
    /// Share of the queries that found nothing.
    pub zero_results: f64,
    /// Median time of a query in milliseconds.
    pub p50_ms: f64,
    /// Time in milliseconds that one query in a hundred exceeds.
    pub p99_ms: f64,
}

/// Asks every judged query and measures the answers.
///
/// `ask` gives the ids of the first hits, best first.
///
/// # Errors
/// When `ask` fails.
pub fn measure(
    collection: &Collection,
    mut ask: impl FnMut(&str) -> Result<Vec<String>>,
) -> Result<Measures> {
    let mut sums = Measures::default();
    let mut times = Vec::new();
    for (id, text) in &collection.queries {
        let Some(judged) = collection.judgments.get(id) else { continue };
        let start = Instant::now();
        let found = ask(text)?;
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
        let found = &found[..found.len().min(DEPTH)];
        let grade = |document: &String| judged.get(document).copied().unwrap_or(0.0);
        let mut ideal: Vec<f64> = judged.values().copied().collect();
        ideal.sort_by(|one, other| other.total_cmp(one));
        sums.queries += 1;
        sums.ndcg_at_10 += gain(found.iter().map(grade)) / gain(ideal.into_iter().take(DEPTH));
        let relevant = found.iter().filter(|document| judged.contains_key(*document)).count();
        sums.recall_at_10 += relevant as f64 / judged.len() as f64;
        let first = found.iter().position(|document| judged.contains_key(document));
        sums.mrr += first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64);
        sums.zero_results += if found.is_empty() { 1.0 } else { 0.0 };
    }
    let count = sums.queries.max(1) as f64;
    times.sort_by(f64::total_cmp);
    let time = |share: f64| {
        times
            .get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0.0)
    };
    Ok(Measures {
        queries: sums.queries,
        ndcg_at_10: sums.ndcg_at_10 / count,
        recall_at_10: sums.recall_at_10 / count,
        mrr: sums.mrr / count,
        zero_results: sums.zero_results / count,
        p50_ms: time(0.5),
        p99_ms: time(0.99),
    })
}

/// Measures the search of a server on a collection.
///
/// # Errors
/// When the index cannot be read.
pub fn measure_server(collection: &Collection, searcher: &Searcher) -> Result<Measures> {
    measure(collection, |text| {
        let found = searcher.search(&Query::parse(text), &Filters::default(), Page::default())?;
        Ok(found.hits.into_iter().chain(found.near).map(|hit| hit.passage.anchor).collect())
    })
}

/// Discounted cumulative gain of grades in the order of the hits.
fn gain(grades: impl Iterator<Item = f64>) -> f64 {
    grades.enumerate().map(|(rank, grade)| grade / (rank as f64 + 2.0).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_those_of_the_textbook() {
        let judged = BTreeMap::from([("a".to_owned(), 3.0), ("b".to_owned(), 1.0)]);
        let collection = Collection {
            queries: vec![("1".to_owned(), "x".to_owned()), ("2".to_owned(), "y".to_owned())],
            judgments: BTreeMap::from([("1".to_owned(), judged.clone()), ("2".to_owned(), judged)]),
            ..Collection::default()
        };
        let measures = measure(&collection, |text| {
            Ok(if text == "x" { vec!["c".to_owned(), "a".to_owned()] } else { Vec::new() })
        })
        .expect("measures");
        let ideal = 3.0 + 1.0 / 3f64.log2();
        assert_eq!(measures.queries, 2);
        assert!((measures.ndcg_at_10 - (3.0 / 3f64.log2()) / ideal / 2.0).abs() < 1e-12);
        assert!((measures.recall_at_10 - 0.25).abs() < 1e-12);
        assert!((measures.mrr - 0.25).abs() < 1e-12);
        assert!((measures.zero_results - 0.5).abs() < 1e-12);
    }
}
