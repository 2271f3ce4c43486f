//! `handbook search eval`.

use camino::Utf8Path;
use serde::Serialize;

use crate::cli::options::{EngineChoice, EvalArguments, FormatChoice};
use crate::cli::paint::shown;
use crate::cli::run::{Ending, Session};
use crate::error::{Error, Result};
use crate::model::Passage;
use crate::pipeline::{self, Strictness, judged_sets, worst};
use crate::search::eval::{Asked, Baseline, Collection, Engine, Measures, Static, measure};
use crate::search::{Searcher, Synonyms, shards};

/// What was measured of a folder: the measures over all of its queries, then set by set.
#[derive(Serialize)]
struct Report {
    engine: &'static str,
    #[serde(flatten)]
    measures: Measures,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Measures>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sets: Vec<Set>,
}

/// What was measured of one set.
#[derive(Serialize)]
struct Set {
    set: String,
    #[serde(flatten)]
    measures: Measures,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Measures>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    worst: Vec<Asked>,
}

/// What was asked in a set: its name, the answers of the engine, those of the baseline.
type Asking = (String, Vec<Asked>, Vec<Asked>);

/// One of the answers of a set.
type Which = fn(&Asking) -> &Vec<Asked>;

/// Measures search on judged queries.
pub(super) fn run(session: &Session<'_>, options: &EvalArguments) -> Result<Ending> {
    let sets = judged_sets(&options.dir)?;
    if sets.is_empty() {
        return Err(Error::usage(format!(
            "`{}` has no `queries.tsv`, nor has a folder in it",
            shown(&options.dir)
        )));
    }
    let mut book: Option<(Vec<Passage>, Synonyms)> = None;
    let mut measured = Vec::new();
    for (name, folder) in &sets {
        measured.push(match Collection::documents(folder)? {
            Some(passages) => set(name, folder, &passages, &Synonyms::default(), options)?,
            None => {
                if book.is_none() {
                    book = Some(handbook(session)?);
                }
                let (passages, synonyms) =
                    book.as_ref().map_or((&[][..], None), |book| (&book.0, Some(&book.1)));
                set(name, folder, passages, synonyms.unwrap_or(&Synonyms::default()), options)?
            }
        });
    }
    let report = report(measured, options);
    session.out.result(&match session.out.format {
        FormatChoice::Json => serde_json::to_string_pretty(&report).unwrap_or_default() + "\n",
        _ => human(&report),
    });
    Ok(Ending::Clean)
}

/// The passages of the handbook as it stands, and its synonyms.
pub(super) fn handbook(session: &Session<'_>) -> Result<(Vec<Passage>, Synonyms)> {
    let outcome = pipeline::read(&session.common.root, &session.clock, Strictness::Draft)?;
    match &outcome.value {
        Some(checked) if outcome.errors() == 0 => {
            let synonyms = pipeline::synonyms(&checked.book, &checked.config)?;
            Ok((pipeline::passages(&checked.book), synonyms))
        }
        _ => Err(Error::usage(format!(
            "the handbook in `{}` has errors; run `handbook check` to see them",
            shown(&session.common.root)
        ))),
    }
}

/// Measures one set: what was asked of the engine and of the baseline.
fn set(
    name: &str,
    folder: &Utf8Path,
    passages: &[Passage],
    synonyms: &Synonyms,
    options: &EvalArguments,
) -> Result<Asking> {
    let collection = Collection::read(folder, passages)?;
    let engine: Box<dyn Engine> = match options.engine {
        EngineChoice::Server => Box::new(Searcher::of(passages, synonyms)?),
        EngineChoice::Static => Box::new(Static(Searcher::of_shards(&shards(passages, synonyms))?)),
    };
    let (_, asked) = measure(&collection, engine.as_ref())?;
    let mut plain = Vec::new();
    if options.baseline {
        plain = measure(&collection, &Baseline::of(passages)?)?.1;
    }
    Ok((name.to_owned(), asked, plain))
}

fn report(measured: Vec<Asking>, options: &EvalArguments) -> Report {
    let engine = match options.engine {
        EngineChoice::Server => "server",
        EngineChoice::Static => "static",
    };
    let plain = |asked: &[Asked]| options.baseline.then(|| Measures::of(asked));
    let all = |which: Which| -> Vec<Asked> { measured.iter().flat_map(which).cloned().collect() };
    let (asked, base) = (all(|set| &set.1), all(|set| &set.2));
    let several = measured.len() > 1 || options.worst > 0;
    let sets = measured.iter().filter(|_| several).map(|(name, asked, base)| Set {
        set: name.clone(),
        measures: Measures::of(asked),
        baseline: plain(base),
        worst: worst(asked, options.worst).into_iter().cloned().collect(),
    });
    Report { engine, measures: Measures::of(&asked), baseline: plain(&base), sets: sets.collect() }
}

fn human(report: &Report) -> String {
    let mut out = format!(
        "{:<16} {:>7}  {:>7}  {:>9}  {:>6}  {:>5}  {:>7}  {:>7}\n",
        "", "queries", "nDCG@10", "recall@10", "MRR", "none", "p50 ms", "p99 ms"
    );
    let mut line = |name: &str, measures: &Measures| {
        out.push_str(&format!(
            "{:<16} {:>7}  {:>7.4}  {:>9.4}  {:>6.4}  {:>5.3}  {:>7.2}  {:>7.2}\n",
            shown(Utf8Path::new(name)),
            measures.queries,
            measures.ndcg_at_10,
            measures.recall_at_10,
            measures.mrr,
            measures.zero_results,
            measures.p50_ms,
            measures.p99_ms
        ));
    };
    for set in &report.sets {
        line(&set.set, &set.measures);
        if let Some(baseline) = &set.baseline {
            line("  en_stem", baseline);
        }
    }
    line(report.engine, &report.measures);
    if let Some(baseline) = &report.baseline {
        line("en_stem", baseline);
    }
    for set in report.sets.iter().filter(|set| !set.worst.is_empty()) {
        out.push_str(&format!("\nWorst of {}:\n", set.set));
        for asked in &set.worst {
            let text = crate::diagnostic::visible(&asked.text);
            out.push_str(&format!("  {:>6.4}  {}  {text}\n", asked.ndcg_at_10, asked.id));
        }
    }
    out
}
