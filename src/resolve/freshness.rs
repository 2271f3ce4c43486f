//! How fresh and how full the annexes are.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::compare::{Cell, ComparisonTable};
use crate::clock;
use crate::model::Evidence;

/// The board of all States.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FreshnessBoard {
    /// Age in months from which an annex counts as stale.
    pub limit_months: u32,
    /// Comparable cells with a value.
    pub filled: usize,
    /// All comparable cells, those of States without an annex too.
    pub cells: usize,
    /// One line a State.
    pub states: Vec<StateFreshness>,
}

/// How one annex stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateFreshness {
    /// Code of the State.
    pub state: String,
    /// Its name.
    pub name: String,
    /// Status of the annex; `None` where there is no annex.
    pub status: Option<String>,
    /// Date on which it was last compared with the law.
    pub last_verified: Option<String>,
    /// Whole months since then; `None` where the date cannot be read.
    pub age_months: Option<i32>,
    /// Whether the limit is reached, or the age unknown.
    pub stale: bool,
    /// The lowest evidence among the fields that have a value; `None` where none has.
    pub lowest_evidence: Option<Evidence>,
    /// How many fields there are of each evidence.
    pub evidence: BTreeMap<Evidence, usize>,
    /// Keys of the fields without a value, in the order of the comparison.
    pub empty: Vec<String>,
    /// Fields with a value.
    pub filled: usize,
    /// All comparable fields.
    pub cells: usize,
}

/// The board of a comparison on a date.
#[must_use]
pub fn board(table: &ComparisonTable<'_>, today: Date, limit_months: u32) -> FreshnessBoard {
    let (filled, cells) = table.fill();
    let states = table.states.iter().map(|column| {
        let annex = column.annex.as_ref().map(|(annex, _)| *annex);
        let mut evidence = BTreeMap::new();
        let mut empty = Vec::new();
        for topic in table.topics() {
            match column.cell(topic) {
                Cell::Value(fact) => *evidence.entry(fact.evidence).or_insert(0) += 1,
                Cell::NotEstablished(_) | Cell::NotSupplied => empty.push(topic.key.clone()),
            }
        }
        let cells = table.topics().count();
        let age_months = annex
            .and_then(|annex| clock::full_date(&annex.last_verified))
            .map(|date| clock::months_between(date, today));
        StateFreshness {
            state: column.state.iso2.clone(),
            name: column.state.name.clone(),
            status: annex.map(|annex| annex.status.clone()),
            last_verified: annex.map(|annex| annex.last_verified.clone()),
            age_months,
            stale: age_months.is_none_or(|age| i64::from(age) >= i64::from(limit_months)),
            lowest_evidence: evidence.keys().next_back().copied(),
            evidence,
            filled: cells - empty.len(),
            empty,
            cells,
        }
    });
    FreshnessBoard { limit_months, filled, cells, states: states.collect() }
}

/// A share in whole per cent, rounded down, so that only what is full is called 100 per cent.
#[must_use]
pub fn percent(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(0)
}
