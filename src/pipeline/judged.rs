//! Measuring the search of a handbook on its editors' judged queries, and holding the floors.

use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};

use super::passages::passages;
use super::road::Checked;
use super::synonyms::synonyms;
use crate::config::{self, Floor};
use crate::diagnostic::{Code, Diagnostic, SourceText, Span};
use crate::error::Result;
use crate::fs;
use crate::search::eval::{Asked, Collection, Engine, Measures, Static, measure};
use crate::search::{Searcher, shards};

/// Folder of the judged queries, in the folder of the search index; one folder a set.
pub const JUDGED: &str = "judged";

/// File that makes a folder a judged set.
const QUERIES: &str = "queries.tsv";

/// Most queries that a missed floor names.
const WORST: usize = 5;

/// Names and folders of the judged sets in a folder: the folder itself where it has queries, else
/// those in it that have.
///
/// # Errors
/// When the folder cannot be read.
pub fn judged_sets(dir: &Utf8Path) -> Result<Vec<(String, Utf8PathBuf)>> {
    if fs::exists(&dir.join(QUERIES)) {
        return Ok(vec![(dir.file_name().unwrap_or(dir.as_str()).to_owned(), dir.to_owned())]);
    }
    if !fs::is_dir(dir) {
        return Ok(Vec::new());
    }
    let names = fs::names(dir)?.into_iter();
    let sets = names.map(|name| (name.clone(), dir.join(name)));
    Ok(sets.filter(|(_, folder)| fs::exists(&folder.join(QUERIES))).collect())
}

/// What came of holding the floors.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Measures of each set that has a floor, by engine.
    pub measured: Vec<(String, &'static str, Measures)>,
    /// Floors that were missed, each at its place in `book.toml`.
    pub missed: Vec<Diagnostic>,
}

/// Measures every judged set that has a floor in `book.toml`, on the text as it is. Nothing is
/// written and no built index is needed.
///
/// # Errors
/// When a set cannot be read or names a paragraph that is not there.
pub fn hold_floors(checked: &Checked) -> Result<Held> {
    let mut held = Held::default();
    let config = &checked.config;
    if config.floors.is_empty() {
        return Ok(held);
    }
    let found = passages(&checked.book);
    let groups = synonyms(&checked.book, config)?;
    let engines: [Box<dyn Engine>; 2] = [
        Box::new(Searcher::of(&found, &groups)?),
        Box::new(Static(Searcher::of_shards(&shards(&found, &groups))?)),
    ];
    let toml = fs::read(&config.root.join(config::FILE))?;
    let toml = SourceText::new(config::FILE, String::from_utf8_lossy(&toml).into_owned());
    let judged = config.search_dir.join(JUDGED);
    let sets = judged_sets(&config.root.join(&judged))?;
    let mut names: Vec<&str> = config.floors.iter().map(|floor| floor.set.as_str()).collect();
    names.dedup();
    for name in names {
        let floors: Vec<&Floor> = config.floors.iter().filter(|floor| floor.set == name).collect();
        let Some((_, folder)) = sets.iter().find(|(known, _)| known == name) else {
            let message = format!("there is no judged set `{name}` to hold this floor");
            let help = format!("write `{judged}/{name}/{QUERIES}`, or take the floor away");
            held.missed.push(finding(&toml, floors[0].span.clone(), message).help(help));
            continue;
        };
        let collection = Collection::read(folder, &found)?;
        for engine in &engines {
            let (measures, asked) = measure(&collection, engine.as_ref())?;
            for floor in &floors {
                let reached = measures.named(&floor.measure).unwrap_or(0.0);
                if reached < floor.least {
                    let message = format!(
                        "judged set `{name}`, {}: {} is {reached:.4}, below its floor of {}",
                        engine.name(),
                        floor.measure,
                        floor.least
                    );
                    held.missed.push(finding(&toml, floor.span.clone(), message).help(worst_of(&asked)));
                }
            }
            held.measured.push((name.to_owned(), engine.name(), measures));
        }
    }
    Ok(held)
}

fn finding(toml: &std::sync::Arc<SourceText>, span: Range<usize>, message: String) -> Diagnostic {
    Diagnostic::new(Code::E0801, toml, Span::new(span), message)
}

/// The worst answered queries first.
#[must_use]
pub fn worst(asked: &[Asked], count: usize) -> Vec<&Asked> {
    let mut sorted: Vec<&Asked> = asked.iter().collect();
    sorted.sort_by(|one, other| one.ndcg_at_10.total_cmp(&other.ndcg_at_10));
    sorted.truncate(count);
    sorted
}

fn worst_of(asked: &[Asked]) -> String {
    let worst: Vec<String> = worst(asked, WORST)
        .into_iter()
        .map(|asked| format!("{} ({:.2})", asked.id, asked.ndcg_at_10))
        .collect();
    format!("worst queries: {}", worst.join(", "))
}
