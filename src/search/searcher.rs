//! Answering queries from a published index.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use tantivy::schema::{TantivyDocument, Value};
use tantivy::{DocAddress, Index, ReloadPolicy, SegmentReader};

use super::folder::ReadOnly;
use super::hit::{Facet, Facets, Filters, Found, Hit, Note, Page, Stage};
use super::index::published;
use super::query::Query;
use super::rank::{Postbook, Ranking};
use super::schema::Fields;
use super::snippet::snippet;
use crate::error::{Error, Result};
use crate::model::Passage;

/// Share of a query's weight that makes "most" of its words.
const MOST: f32 = 0.6;

/// Where fewer passages than this meet a query, the best of lower stages are given too.
const FEW: usize = 10;

/// Passages whose order looks at how near the words stand; a page beyond them is not reordered.
const REORDERED: usize = 100;

/// An open index; cheap to share between threads, never written to.
pub struct Searcher {
    path: Utf8PathBuf,
    digest: String,
    searcher: tantivy::Searcher,
    postings: Option<Postbook>,
    state: Column,
    kind: Column,
    language: Column,
    cites: Column,
    pinpoints: Column,
}

impl Searcher {
    /// Opens the index published in `dir`, reading only; works in a folder of another user.
    ///
    /// # Errors
    /// When no index is published there, or its files cannot be read.
    pub fn open(dir: &Utf8Path) -> Result<Self> {
        let path = published(dir)?;
        let digest = path.file_name().unwrap_or_default().to_owned();
        let failed = |error| Error::index("open", path.as_str(), error);
        let searcher = open(&path).map_err(failed)?;
        let (_, fields) = Fields::schema();
        let segment = searcher.segment_readers().first();
        let postings = segment.map(|segment| Postbook::open(segment, fields)).transpose().map_err(failed)?;
        let column =
            |name| segment.map_or_else(|| Ok(Column::default()), |segment| Column::read(segment, name));
        Ok(Self {
            state: column("state").map_err(failed)?,
            kind: column("kind").map_err(failed)?,
            language: column("language").map_err(failed)?,
            cites: column("cites").map_err(failed)?,
            pinpoints: column("pinpoints").map_err(failed)?,
            path,
            digest,
            searcher,
            postings,
        })
    }

    /// Digest of the open index.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Number of passages in the index.
    #[must_use]
    pub fn len(&self) -> usize {
        self.postings.as_ref().map_or(0, Postbook::len)
    }

    /// Whether the index has no passage.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Answers a query; what was typed in it (`state:TH`) narrows in addition to `filters`.
    ///
    /// Passages with all of the words where there are any; else those with most of them; else those
    /// with some. A phrase that no passage has is searched for word by word, and the answer says so.
    ///
    /// # Errors
    /// When a file of the index cannot be read; never because of the query.
    pub fn search(&self, query: &Query, filters: &Filters, page: Page) -> Result<Found> {
        let mut found = self
            .answer(query, filters, page)
            .map_err(|error| Error::index("search", self.path.as_str(), error))?;
        if found.stage == Stage::None
            && query.clauses().iter().any(|clause| clause.phrase && !clause.excluded)
        {
            found = self
                .answer(&query.loosened(), filters, page)
                .map_err(|error| Error::index("search", self.path.as_str(), error))?;
            if found.stage != Stage::None {
                found.notes.push(Note::NoSuchPhrase);
            }
        }
        if query.is_empty() {
            found.notes.push(Note::NothingAsked);
        }
        Ok(found)
    }

    fn answer(&self, query: &Query, filters: &Filters, page: Page) -> tantivy::Result<Found> {
        let mut found = Found { notes: query.notes().to_vec(), ..Found::default() };
        let Some(postings) = &self.postings else { return Ok(found) };
        if query.is_empty() {
            return Ok(found);
        }
        let ranking = postings.rank(query)?;
        let admitted = self.admitted(query.filters(), filters);
        let mut stages: [Vec<(u32, f32)>; 3] = Default::default();
        for (index, (&score, &cover)) in ranking.scores.iter().zip(&ranking.cover).enumerate() {
            let barred = ranking.allowed.as_ref().is_some_and(|allowed| !allowed[index])
                || admitted.as_ref().is_some_and(|admitted| !admitted[index]);
            if cover > 0.0 && !barred {
                stages[stage(cover, ranking.whole) as usize - 1].push((index as u32, score));
            }
        }
        let Some(best) = (0..3).rev().find(|&stage| !stages[stage].is_empty()) else { return Ok(found) };
        found.stage = STAGES[best];
        found.total = stages[best].len();
        found.facets = self.facets(&stages[best]);
        found.hits = self.page(postings, &ranking, &mut stages[best], page, STAGES[best])?;
        if found.total < FEW && page.offset == 0 {
            let mut wanted = FEW.min(page.limit).saturating_sub(found.total);
            for lower in (0..best).rev() {
                let page = Page { offset: 0, limit: wanted };
                let more = self.page(postings, &ranking, &mut stages[lower], page, STAGES[lower])?;
                wanted -= more.len();
                found.near.extend(more);
            }
        }
        Ok(found)
    }

    /// The hits of one page of these candidates.
    fn page(
        &self,
        postings: &Postbook,
        ranking: &Ranking,
        candidates: &mut Vec<(u32, f32)>,
        page: Page,
        stage: Stage,
    ) -> tantivy::Result<Vec<Hit>> {
        if page.limit == 0 || page.offset >= candidates.len() {
            return Ok(Vec::new());
        }
        let wanted = page.offset.saturating_add(page.limit).max(REORDERED).min(candidates.len());
        let better = |one: &(u32, f32), other: &(u32, f32)| {
            other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0))
        };
        if wanted < candidates.len() {
            candidates.select_nth_unstable_by(wanted - 1, better);
            candidates.truncate(wanted);
        }
        candidates.sort_by(better);
        postings.nearness(ranking, candidates)?;
        candidates
            .iter()
            .skip(page.offset)
            .take(page.limit)
            .map(|&(doc, score)| {
                let passage = self.passage(doc)?;
                let snippet = snippet(&passage.text, &ranking.marks);
                Ok(Hit { passage, score, stage, snippet })
            })
            .collect()
    }

    fn passage(&self, doc: u32) -> tantivy::Result<Passage> {
        let document: TantivyDocument = self.searcher.doc(DocAddress::new(0, doc))?;
        let (_, fields) = Fields::schema();
        let json = document.get_first(fields.passage).and_then(|value| value.as_str()).unwrap_or_default();
        Ok(serde_json::from_str(json).unwrap_or_default())
    }

    /// Which passages the filters admit; none where nothing is filtered.
    fn admitted(&self, typed: &Filters, given: &Filters) -> Option<Vec<bool>> {
        let mut admitted: Option<Vec<bool>> = None;
        for filters in [typed, given] {
            for (column, value) in [
                (&self.state, &filters.state),
                (&self.kind, &filters.kind),
                (&self.language, &filters.language),
                (&self.cites, &filters.instrument),
            ] {
                let Some(value) = value else { continue };
                let column = if value.contains(':') { &self.pinpoints } else { column };
                let has = column.having(value, self.len());
                match &mut admitted {
                    Some(before) => before.iter_mut().zip(has).for_each(|(one, other)| *one &= other),
                    None => admitted = Some(has),
                }
            }
        }
        admitted
    }

    fn facets(&self, docs: &[(u32, f32)]) -> Facets {
        Facets {
            state: self.state.count(docs),
            kind: self.kind.count(docs),
            instrument: self.cites.count(docs),
            language: self.language.count(docs),
        }
    }
}

const STAGES: [Stage; 3] = [Stage::Some, Stage::Most, Stage::All];

/// The stage of a passage that has words of weight `cover` of `whole`.
fn stage(cover: f32, whole: f32) -> Stage {
    let share = cover / whole.max(f32::MIN_POSITIVE);
    if share >= 0.999 {
        Stage::All
    } else if share >= MOST {
        Stage::Most
    } else {
        Stage::Some
    }
}

fn open(path: &Utf8Path) -> tantivy::Result<tantivy::Searcher> {
    let index = Index::open(ReadOnly::open(path)?)?;
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}

/// The values of one field of all passages.
#[derive(Default)]
struct Column {
    names: Vec<String>,
    /// Where the values of each passage begin in `values`; one more at the end.
    starts: Vec<u32>,
    values: Vec<u32>,
}

impl Column {
    fn read(segment: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let mut column = Self::default();
        let Some(stored) = segment.fast_fields().str(name)? else { return Ok(column) };
        let mut text = String::new();
        for ord in 0..stored.num_terms() as u64 {
            text.clear();
            stored.ord_to_str(ord, &mut text)?;
            column.names.push(text.clone());
        }
        column.starts.push(0);
        for doc in 0..segment.max_doc() {
            column.values.extend(stored.term_ords(doc).map(|ord| ord as u32));
            column.starts.push(column.values.len() as u32);
        }
        Ok(column)
    }

    fn of(&self, doc: usize) -> &[u32] {
        match (self.starts.get(doc), self.starts.get(doc + 1)) {
            (Some(&from), Some(&to)) => &self.values[from as usize..to as usize],
            _ => &[],
        }
    }

    /// Which passages have a value: the same in any case, or, for a pinpoint, one inside it.
    fn having(&self, value: &str, count: usize) -> Vec<bool> {
        let fits: Vec<bool> = self.names.iter().map(|name| fits(name, value)).collect();
        (0..count).map(|doc| self.of(doc).iter().any(|&name| fits[name as usize])).collect()
    }

    fn count(&self, docs: &[(u32, f32)]) -> Vec<Facet> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for &(doc, _) in docs {
            for &name in self.of(doc as usize) {
                *counts.entry(name).or_default() += 1;
            }
        }
        let mut facets: Vec<Facet> = counts
            .into_iter()
            .map(|(name, count)| Facet { id: self.names[name as usize].clone(), count })
            .collect();
        facets.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.id.cmp(&other.id)));
        facets
    }
}

/// Whether a stored value answers a wanted one: `untoc:18(15)` answers `untoc:18`.
fn fits(stored: &str, wanted: &str) -> bool {
    let (stored, wanted) = (stored.to_lowercase(), wanted.to_lowercase());
    stored
        .strip_prefix(&wanted)
        .is_some_and(|rest| rest.is_empty() || (wanted.contains(':') && rest.starts_with('(')))
}
