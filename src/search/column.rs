//! The values by which passages are narrowed and counted.

use std::collections::BTreeSet;

use tantivy::SegmentReader;

use super::hit::{Facet, Facets, Filters};
use super::schema::{ENTRY, OPEN};
use super::searcher::Candidate;

/// What the score of a passage about a State that the query points to is multiplied by.
const PREFERRED: f64 = 3.0;

/// What the score of a passage that says that nothing was established is multiplied by, where the query
/// points to no State: with one it is an answer, without it stands in the way of those who have one.
const NOTHING: f64 = 0.6;

/// What the score of a passage without a printed number is multiplied by: fields and entries of lists say
/// in short what a paragraph says in full, and only a paragraph can be cited.
const UNNUMBERED: f64 = 0.6;

/// Which passages a query prefers.
pub(super) struct Preference {
    preferred: Vec<bool>,
    none: bool,
}

/// The values of all passages.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) state: Column,
    pub(super) kind: Column,
    pub(super) language: Column,
    pub(super) cites: Column,
    pub(super) pinpoints: Column,
    /// What the passage is, see [`super::schema::standing`].
    pub(super) standing: Column,
}

impl Columns {
    /// Reads the values of a segment.
    pub(super) fn read(segment: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self {
            state: Column::read(segment, "state")?,
            kind: Column::read(segment, "kind")?,
            language: Column::read(segment, "language")?,
            cites: Column::read(segment, "cites")?,
            pinpoints: Column::read(segment, "pinpoints")?,
            standing: Column::read(segment, "standing")?,
        })
    }

    /// Which passages all of the filters admit; none where nothing is filtered.
    pub(super) fn admitted(&self, all: [&Filters; 2]) -> Option<Vec<bool>> {
        let mut admitted: Option<Vec<bool>> = None;
        for filters in all {
            for (column, value) in [
                (&self.state, &filters.state),
                (&self.kind, &filters.kind),
                (&self.language, &filters.language),
                (&self.cites, &filters.instrument),
            ] {
                let Some(value) = value else { continue };
                let pinpoint = std::ptr::eq(column, &self.cites) && value.contains(':');
                let has = if pinpoint { &self.pinpoints } else { column }.having(value);
                match &mut admitted {
                    Some(before) => before.iter_mut().zip(has).for_each(|(one, other)| *one &= other),
                    None => admitted = Some(has),
                }
            }
        }
        admitted
    }

    /// What the scores of passages are multiplied by: more for those about one of these States, less for
    /// those in which nothing was established.
    pub(super) fn preference(&self, states: &BTreeSet<&str>) -> Preference {
        let mut preferred = vec![false; self.state.starts.len().saturating_sub(1)];
        for state in states {
            preferred.iter_mut().zip(self.state.having(state)).for_each(|(one, other)| *one |= other);
        }
        Preference { preferred, none: states.is_empty() }
    }

    /// What the score of a passage is multiplied by.
    pub(super) fn factor(&self, preference: &Preference, doc: u32) -> f64 {
        let preferred = preference.preferred[doc as usize];
        let standing = match self.standing.first(doc) {
            Some(ENTRY) => UNNUMBERED,
            Some(OPEN) if preference.none => NOTHING,
            _ => 1.0,
        };
        if preferred { standing * PREFERRED } else { standing }
    }

    /// Counts of the values of these passages.
    pub(super) fn facets(&self, found: &[Candidate]) -> Facets {
        Facets {
            state: self.state.count(found),
            kind: self.kind.count(found),
            instrument: self.cites.count(found),
            language: self.language.count(found),
        }
    }
}

/// The values of one field.
#[derive(Default)]
pub(super) struct Column {
    names: Vec<String>,
    /// Where the values of each passage begin in `values`; one more at the end.
    starts: Vec<u32>,
    values: Vec<u32>,
}

impl Column {
    /// A column of these names, and the numbers of names that each passage has.
    pub(super) fn new(names: Vec<String>, rows: impl Iterator<Item = Vec<u32>>) -> Self {
        let mut column = Self { names, starts: vec![0], values: Vec::new() };
        for row in rows {
            column.values.extend(row);
            column.starts.push(column.values.len() as u32);
        }
        column
    }

    /// The first name that a passage has.
    fn first(&self, doc: u32) -> Option<&str> {
        let at = self.starts[doc as usize];
        (at < self.starts[doc as usize + 1]).then(|| self.names[self.values[at as usize] as usize].as_str())
    }

    /// The names that a passage has, in order.
    pub(super) fn names_of(&self, doc: u32) -> Vec<String> {
        let range = self.starts[doc as usize] as usize..self.starts[doc as usize + 1] as usize;
        self.values[range].iter().map(|&name| self.names[name as usize].clone()).collect()
    }

    fn read(segment: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let mut column = Self { starts: vec![0], ..Self::default() };
        let stored = segment.fast_fields().str(name)?;
        if let Some(stored) = &stored {
            let mut text = String::new();
            for ord in 0..stored.num_terms() as u64 {
                text.clear();
                stored.ord_to_str(ord, &mut text)?;
                column.names.push(text.clone());
            }
        }
        for doc in 0..segment.max_doc() {
            if let Some(stored) = &stored {
                column.values.extend(stored.term_ords(doc).map(|ord| ord as u32));
            }
            column.starts.push(column.values.len() as u32);
        }
        Ok(column)
    }

    /// The values of each passage, as numbers of names.
    fn rows(&self) -> impl Iterator<Item = &[u32]> {
        self.starts.windows(2).map(|range| &self.values[range[0] as usize..range[1] as usize])
    }

    /// Which passages have a value.
    fn having(&self, value: &str) -> Vec<bool> {
        let fits: Vec<bool> = self.names.iter().map(|name| fits(name, value)).collect();
        self.rows().map(|row| row.iter().any(|&name| fits[name as usize])).collect()
    }

    fn count(&self, found: &[Candidate]) -> Vec<Facet> {
        let mut counts = vec![0; self.names.len()];
        for &(doc, ..) in found {
            let range = self.starts[doc as usize] as usize..self.starts[doc as usize + 1] as usize;
            for &name in &self.values[range] {
                counts[name as usize] += 1;
            }
        }
        let mut facets: Vec<Facet> = self
            .names
            .iter()
            .zip(counts)
            .filter(|&(_, count)| count > 0)
            .map(|(name, count)| Facet { id: name.clone(), count })
            .collect();
        facets.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.id.cmp(&other.id)));
        facets
    }
}

/// Whether a stored value answers a wanted one, in any case; `untoc:18(15)` answers `untoc:18`.
fn fits(stored: &str, wanted: &str) -> bool {
    let (stored, wanted) = (stored.to_lowercase(), wanted.to_lowercase());
    let inside = |rest: &str| rest.is_empty() || (wanted.contains(':') && rest.starts_with('('));
    stored.strip_prefix(&wanted).is_some_and(inside)
}
