//! The catalogue: what a script must know before it can look anything up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::lexicon::{ENDINGS, INSTEAD, LONG_ENDINGS};
use crate::model::Passage;
use crate::search::column::{Column, Columns};
use crate::search::schema::OPEN;
use crate::search::synonyms::Expression;
use crate::words::tables;

/// Name of the catalogue's file without its ending; the names of all others are digests.
pub(in crate::search) const CATALOGUE: &str = "catalogue";

/// Version of the format; the script refuses another.
pub(super) const FORMAT: u32 = 3;

/// Blocks in order, each with what comes first in it and the name of its file.
pub(super) type Directory<T> = Vec<(T, String)>;

/// The catalogue.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Catalogue {
    pub(super) format: u32,
    /// Code of the length of each passage.
    pub(super) lengths: Vec<u8>,
    /// Printed number of each passage.
    pub(super) numbers: Vec<String>,
    pub(super) lexicon: Directory<String>,
    pub(super) postings: Directory<String>,
    /// By number of the first passage.
    pub(super) texts: Directory<usize>,
    pub(super) columns: Vec<Values>,
    /// Expressions that have synonyms.
    pub(super) expressions: Vec<Expression>,
    /// Codes of States, and the expressions that point to them.
    pub(super) states: Vec<String>,
    pub(super) pointers: Vec<Expression>,
    pub(super) tables: Tables,
}

/// What a script needs to know of words and weights beside the rules.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Tables {
    function_words: Vec<String>,
    provisions: Vec<String>,
    parts: Vec<String>,
    zeros: Vec<u32>,
    unspaced: Vec<(u32, u32)>,
    invisible: Vec<(u32, u32)>,
    young: Vec<(u32, u32)>,
    endings: Vec<String>,
    long_endings: Vec<String>,
    instead: Vec<String>,
}

impl Tables {
    pub(super) fn new() -> Self {
        let tables = tables();
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Self {
            function_words: owned(tables.function_words),
            provisions: owned(tables.provisions),
            parts: owned(tables.parts),
            zeros: tables.zeros.to_vec(),
            unspaced: tables.unspaced.to_vec(),
            invisible: tables.invisible.to_vec(),
            young: tables.young.to_vec(),
            endings: owned(&ENDINGS),
            long_endings: owned(&LONG_ENDINGS),
            instead: owned(&INSTEAD),
        }
    }
}

/// The values of one field: names, sets of them, and the set of each passage.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Values {
    names: Vec<String>,
    sets: Vec<Vec<u32>>,
    of: Vec<u32>,
}

impl Values {
    /// The values that each passage has.
    fn new<'p>(rows: impl Iterator<Item = Vec<&'p String>>) -> Self {
        let mut values = Self::default();
        let mut names: BTreeMap<&str, u32> = BTreeMap::new();
        let mut sets: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        for row in rows {
            let set: Vec<u32> = row
                .into_iter()
                .map(|name| {
                    *names.entry(name).or_insert_with(|| {
                        values.names.push(name.clone());
                        values.names.len() as u32 - 1
                    })
                })
                .collect();
            let number = *sets.entry(set.clone()).or_insert_with(|| {
                values.sets.push(set);
                values.sets.len() as u32 - 1
            });
            values.of.push(number);
        }
        values
    }

    fn column(self) -> Option<Column> {
        let whole = self.sets.iter().flatten().all(|&name| (name as usize) < self.names.len());
        let rows = self.of.iter().map(|&set| self.sets.get(set as usize).cloned());
        let rows = rows.collect::<Option<Vec<_>>>().filter(|_| whole)?;
        Some(Column::new(self.names, rows.into_iter()))
    }
}

/// The columns of passages: State, kind, language, cited instruments, pinpoints, standing.
pub(super) fn values(passages: &[Passage]) -> Vec<Values> {
    let open = OPEN.to_owned();
    vec![
        Values::new(passages.iter().map(|passage| passage.state.iter().collect())),
        Values::new(passages.iter().map(|passage| vec![&passage.kind])),
        Values::new(passages.iter().map(|passage| passage.languages.iter().collect())),
        Values::new(passages.iter().map(|passage| passage.cites.iter().collect())),
        Values::new(passages.iter().map(|passage| passage.pinpoints.iter().collect())),
        Values::new(passages.iter().map(|passage| if passage.open { vec![&open] } else { Vec::new() })),
    ]
}

/// The columns again; none where one is missing or damaged.
pub(super) fn columns(values: Vec<Values>) -> Option<Columns> {
    let mut columns = values.into_iter().map(Values::column);
    Some(Columns {
        state: columns.next()??,
        kind: columns.next()??,
        language: columns.next()??,
        cites: columns.next()??,
        pinpoints: columns.next()??,
        standing: columns.next()??,
    })
}
