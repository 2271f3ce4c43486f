//! The measures.

use std::time::Instant;

use serde::Serialize;

use super::collection::Collection;
use super::engine::{DEPTH, Engine};
use crate::error::Result;

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

impl Measures {
    /// The means of what was asked.
    #[must_use]
    pub fn of(asked: &[Asked]) -> Self {
        let mean = |value: &dyn Fn(&Asked) -> f64| {
            asked.iter().fold(0.0, |sum, asked| sum + value(asked)) / asked.len().max(1) as f64
        };
        let mut times: Vec<f64> = asked.iter().map(|asked| asked.ms).collect();
        times.sort_by(f64::total_cmp);
        Self {
            queries: asked.len(),
            ndcg_at_10: mean(&|asked| asked.ndcg_at_10),
            recall_at_10: mean(&|asked| asked.recall_at_10),
            mrr: mean(&|asked| asked.reciprocal_rank),
            zero_results: mean(&|asked| f64::from(u8::from(asked.hits == 0))),
            p50_ms: percentile(&times, 0.5),
            p99_ms: percentile(&times, 0.99),
        }
    }

    /// The measure of a name that a floor may set; `None` for another name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<f64> {
        match name {
            "ndcg_at_10" => Some(self.ndcg_at_10),
            "recall_at_10" => Some(self.recall_at_10),
            "mrr" => Some(self.mrr),
            _ => None,
        }
    }
}

/// How one judged query was answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked {
    /// Id of the query in its table.
    pub id: String,
    /// The query.
    pub text: String,
    /// Its nDCG at 10.
    pub ndcg_at_10: f64,
    /// Its recall at 10.
    pub recall_at_10: f64,
    /// One over the rank of its first relevant hit; 0 where there is none among the first ten.
    pub reciprocal_rank: f64,
    /// Number of hits, at most ten.
    pub hits: usize,
    /// Time it took in milliseconds.
    pub ms: f64,
}

/// Asks every judged query of a collection and measures the answers: the means, and each query in the order of
/// the table. A query that nobody judged is not asked.
///
/// # Errors
/// When the engine cannot read its index.
pub fn measure(collection: &Collection, engine: &dyn Engine) -> Result<(Measures, Vec<Asked>)> {
    let mut asked = Vec::new();
    for (id, text) in &collection.queries {
        let Some(judged) = collection.judgments.get(id) else { continue };
        let start = Instant::now();
        let found = engine.ask(text)?;
        let ms = start.elapsed().as_secs_f64() * 1_000.0;
        let found = &found[..found.len().min(DEPTH)];
        let grade = |address: &String| judged.get(address).copied().unwrap_or(0.0);
        let mut ideal: Vec<f64> = judged.values().copied().collect();
        ideal.sort_by(|one, other| other.total_cmp(one));
        let relevant = found.iter().filter(|address| judged.contains_key(*address)).count();
        let first = found.iter().position(|address| judged.contains_key(address));
        asked.push(Asked {
            id: id.clone(),
            text: text.clone(),
            ndcg_at_10: gain(found.iter().map(grade)) / gain(ideal.into_iter().take(DEPTH)),
            recall_at_10: relevant as f64 / judged.len() as f64,
            reciprocal_rank: first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64),
            hits: found.len(),
            ms,
        });
    }
    Ok((Measures::of(&asked), asked))
}

/// The value that this share of sorted values does not exceed; 0 where there are none.
#[must_use]
pub fn percentile(sorted: &[f64], share: f64) -> f64 {
    let at = (sorted.len() as f64 * share) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

/// Discounted cumulative gain of grades in the order of the hits.
fn gain(grades: impl Iterator<Item = f64>) -> f64 {
    grades.enumerate().fold(0.0, |sum, (rank, grade)| sum + grade / (rank as f64 + 2.0).log2())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    struct Fixed;

    impl Engine for Fixed {
        fn name(&self) -> &'static str {
            "fixed"
        }

        fn ask(&self, text: &str) -> Result<Vec<String>> {
            Ok(if text == "x" { vec!["c".to_owned(), "a".to_owned()] } else { Vec::new() })
        }
    }

    #[test]
    fn measures_are_those_of_the_textbook() {
        let judged = BTreeMap::from([("a".to_owned(), 3.0), ("b".to_owned(), 1.0)]);
        let query = |id: &str, text: &str| (id.to_owned(), text.to_owned());
        let collection = Collection {
            queries: vec![query("1", "x"), query("2", "y"), query("3", "nobody judged this")],
            judgments: BTreeMap::from([("1".to_owned(), judged.clone()), ("2".to_owned(), judged)]),
        };
        let (measures, asked) = measure(&collection, &Fixed).expect("measures");
        let ideal = 3.0 + 1.0 / 3f64.log2();
        assert_eq!((measures.queries, asked.len()), (2, 2));
        assert!((measures.ndcg_at_10 - (3.0 / 3f64.log2()) / ideal / 2.0).abs() < 1e-12);
        assert!((measures.recall_at_10 - 0.25).abs() < 1e-12);
        assert!((measures.mrr - 0.25).abs() < 1e-12);
        assert!((measures.zero_results - 0.5).abs() < 1e-12);
        assert_eq!(measures.named("mrr"), Some(measures.mrr));
        assert_eq!(measures.named("p50_ms"), None);
    }

    #[test]
    fn percentiles_of_few_values() {
        assert_eq!(percentile(&[], 0.5), 0.0);
        assert_eq!(percentile(&[1.0], 0.99), 1.0);
        assert_eq!(percentile(&[1.0, 2.0, 3.0, 4.0], 0.5), 3.0);
    }
}
