//! Answering queries from a published index.

use camino::{Utf8Path, Utf8PathBuf};
use tantivy::schema::{IndexRecordOption, TantivyDocument, Term, Value};
use tantivy::{DocAddress, DocSet, Index, ReloadPolicy, SegmentReader, TERMINATED};

use super::column::Columns;
use super::folder::ReadOnly;
use super::hit::{Filters, Found, Hit, Note, Page, Stage};
use super::index::{in_memory, published, synonyms};
use super::plan::Plan;
use super::postings::Postbook;
use super::query::Query;
use super::rank::{NEAR_CANDIDATES, Ranking};
use super::schema::{Fields, length_of};
use super::shards::{CATALOGUE, Shards};
use super::snippet::{Marks, snippet};
use super::source::{Passages, Segment};
use super::synonyms::{Pointers, Synonyms, Thesaurus};
use crate::error::{Error, Result};
use crate::model::Passage;

/// Share of a query's weight that makes "all" of its words, short of one for rounding.
const ALL: f64 = 0.999;

/// Share of a query's weight that makes "most" of its words.
const MOST: f64 = 0.6;

/// Where no passage has all of the words: the least share that is shown, of the best share.
const WORTH: f64 = 0.3;

/// Where fewer passages than this meet a query, the best of those below are given too.
const FEW: usize = 10;

/// A passage that was found: its number in the index, its score, its share of the query's weight.
pub(super) type Candidate = (u32, f64, f64);

/// An open index; cheap to share between threads, never written to.
pub struct Searcher {
    path: Utf8PathBuf,
    digest: String,
    passages: Box<dyn Passages>,
    postings: Option<Postbook>,
    columns: Columns,
    thesaurus: Thesaurus,
    pointers: Pointers,
}

impl Searcher {
    /// Opens the index published in `dir`, reading only; works in a folder of another user.
    ///
    /// # Errors
    /// When no index is published there, or its files cannot be read.
    pub fn open(dir: &Utf8Path) -> Result<Self> {
        let path = published(dir)?;
        let synonyms = synonyms(&path)?;
        let index = ReadOnly::open(&path).and_then(Index::open);
        let opened =
            index.and_then(|index| Self::with(&index, path.clone(), Thesaurus::of(&synonyms), &synonyms));
        opened.map_err(|error| Error::index("open", path.as_str(), error))
    }

    /// An index of these passages in memory: for measuring, and for trying a text that is not built.
    ///
    /// # Errors
    /// When tantivy refuses.
    pub fn of(passages: &[Passage], synonyms: &Synonyms) -> Result<Self> {
        let thesaurus = Thesaurus::of(synonyms);
        let made = in_memory(passages, &thesaurus)
            .and_then(|index| Self::with(&index, Utf8PathBuf::from("memory"), thesaurus, synonyms));
        made.map_err(|error| Error::index("build", "memory", error))
    }

    fn with(
        index: &Index,
        path: Utf8PathBuf,
        thesaurus: Thesaurus,
        synonyms: &Synonyms,
    ) -> tantivy::Result<Self> {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher: tantivy::Searcher = reader.searcher();
        let (_, fields) = Fields::schema();
        let segment = searcher.segment_readers().first();
        let postings = segment.map(|segment| postings(segment, fields)).transpose()?;
        let columns = segment.map_or_else(|| Ok(Columns::default()), Columns::read)?;
        let digest = path.file_name().unwrap_or_default().to_owned();
        let passages = Box::new(Stored { searcher, fields });
        let pointers = Pointers::of(synonyms);
        Ok(Self { path, digest, passages, postings, columns, thesaurus, pointers })
    }

    /// A searcher over the files of a site without a server: it answers as the site's script does.
    ///
    /// # Errors
    /// When the files are no whole set of shards.
    pub fn of_shards(shards: &Shards) -> Result<Self> {
        let opened = shards.open().map_err(|error| Error::index("open", CATALOGUE, error))?;
        Ok(Self {
            path: CATALOGUE.into(),
            digest: shards.digest.clone(),
            passages: Box::new(opened.passages),
            postings: Some(Postbook::new(Box::new(opened.source), opened.lengths)),
            columns: opened.columns,
            thesaurus: opened.thesaurus,
            pointers: opened.pointers,
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
    /// Passages with all of the words where there are any; else those with the most of them. A
    /// phrase that no passage has is searched for word by word, and the answer says so.
    ///
    /// # Errors
    /// When a file of the index cannot be read; never because of the query.
    pub fn search(&self, query: &Query, filters: &Filters, page: Page) -> Result<Found> {
        let failed = |error| Error::index("search", self.path.as_str(), error);
        let mut plan = self.plan(query).map_err(failed)?;
        if let Some(better) = plan.suggestion.take_if(|_| plan.corrected) {
            let corrected = Query::parse(&better);
            let answered =
                self.plan(&corrected).and_then(|plan| self.answer(&corrected, plan, filters, page));
            let answered = answered.map_err(failed)?;
            if answered.stage != Stage::None {
                let mut notes = query.notes().to_vec();
                notes.push(Note::Corrected);
                return Ok(Found { suggestion: Some(better), notes, ..answered });
            }
            plan.suggestion = Some(better);
        }
        let mut found = self.answer(query, plan, filters, page).map_err(failed)?;
        let phrases = query.clauses().iter().any(|clause| clause.phrase && !clause.excluded);
        if found.stage == Stage::None && phrases {
            let loosened = query.loosened();
            let answered = self.plan(&loosened).and_then(|plan| self.answer(&loosened, plan, filters, page));
            found = answered.map_err(failed)?;
            if found.stage != Stage::None {
                found.notes.push(Note::NoSuchPhrase);
            }
        }
        if query.is_empty() {
            found.notes.push(Note::NothingAsked);
        }
        Ok(found)
    }

    /// Places in the book of all passages that hold these words side by side, as a phrase does.
    ///
    /// # Errors
    /// When a file of the index cannot be read.
    pub fn holding(&self, phrase: &str) -> Result<Vec<usize>> {
        let Some(postings) = &self.postings else { return Ok(Vec::new()) };
        let places = postings.occurrences(&crate::words::tokens(phrase));
        let places = places.map_err(|error| Error::index("search", self.path.as_str(), error))?;
        Ok(places.into_iter().map(|(doc, _)| doc as usize).collect())
    }

    /// The passage that readers call by this number, anchor (`p-k7m2qv`) or address; `None` where there
    /// is none. Of several with one anchor, the first of the book.
    ///
    /// # Errors
    /// When a file of the index cannot be read.
    pub fn named(&self, name: &str) -> Result<Option<Passage>> {
        let failed = |error| Error::index("search", self.path.as_str(), error);
        let Some(postings) = &self.postings else { return Ok(None) };
        let name = name.trim();
        let numbered = postings.numbered(&name.to_lowercase()).map_err(|error| failed(error.into()))?;
        let doc = match numbered.first() {
            Some(&doc) => Some(doc),
            None => self.passages.placed(name).map_err(failed)?,
        };
        doc.map(|doc| self.passages.passage(doc)).transpose().map_err(failed)
    }

    /// The passages most like this one, best first, without itself.
    ///
    /// # Errors
    /// When a file of the index cannot be read.
    pub fn related(&self, passage: &Passage, limit: usize) -> Result<Vec<Passage>> {
        self.like(passage, limit).map_err(|error| Error::index("search", self.path.as_str(), error))
    }

    fn like(&self, passage: &Passage, limit: usize) -> tantivy::Result<Vec<Passage>> {
        let Some(postings) = &self.postings else { return Ok(Vec::new()) };
        let ranking = postings.rank_plan(postings.plan_like(&passage.text)?)?;
        let scored = ranking.scored().filter(|&(_, score, _)| score > 0.0);
        let mut candidates: Vec<Candidate> = scored.map(|(doc, score, _)| (doc, score, 1.0)).collect();
        postings.done(ranking);
        candidates.sort_by(better);
        let mut found = Vec::new();
        for (doc, ..) in candidates {
            if found.len() == limit {
                break;
            }
            let other = self.passage(doc)?;
            if other.address() != passage.address() {
                found.push(other);
            }
        }
        Ok(found)
    }

    fn plan(&self, query: &Query) -> tantivy::Result<Plan> {
        let Some(postings) = &self.postings else { return Ok(Plan::default()) };
        Ok(postings.plan(query, &self.thesaurus)?)
    }

    fn answer(&self, query: &Query, plan: Plan, filters: &Filters, page: Page) -> tantivy::Result<Found> {
        let mut found = Found { notes: query.notes().to_vec(), ..Found::default() };
        let Some(postings) = &self.postings else { return Ok(found) };
        if query.is_empty() {
            return Ok(found);
        }
        let ranking = postings.rank(query, plan)?;
        found.suggestion = ranking.plan.suggestion.clone();
        let admitted = self.columns.admitted([query.filters(), filters]);
        let preference = self.columns.preference(&postings.pointed(query, &self.pointers));
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut best = 0.0_f64;
        for (doc, score, cover) in ranking.scored() {
            let barred = ranking.allowed.as_ref().is_some_and(|allowed| !allowed[doc as usize])
                || admitted.as_ref().is_some_and(|admitted| !admitted[doc as usize]);
            if cover > 0.0 && !barred {
                let share = cover / ranking.whole;
                best = best.max(share);
                candidates.push((doc, score * self.columns.factor(&preference, doc), share));
            }
        }
        if candidates.is_empty() {
            postings.done(ranking);
            return Ok(found);
        }
        found.stage = stage(best);
        let floor = if found.stage == Stage::All { ALL } else { best * WORTH };
        let (mut met, mut lower): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|&(.., share)| share >= floor);
        found.total = met.len();
        found.facets = self.columns.facets(&met);
        let marks = Marks::of(query, &ranking);
        found.hits = self.page(postings, &ranking, &marks, &mut met, page)?;
        if found.total < FEW && page.offset == 0 {
            let limit = FEW.min(page.limit).saturating_sub(found.total);
            found.near = self.page(postings, &ranking, &marks, &mut lower, Page { offset: 0, limit })?;
        }
        postings.done(ranking);
        Ok(found)
    }

    /// The hits of one page of these candidates.
    fn page(
        &self,
        postings: &Postbook,
        ranking: &Ranking,
        marks: &Marks,
        candidates: &mut Vec<Candidate>,
        page: Page,
    ) -> tantivy::Result<Vec<Hit>> {
        if page.limit == 0 || page.offset >= candidates.len() {
            return Ok(Vec::new());
        }
        let wanted = page.offset.saturating_add(page.limit).max(NEAR_CANDIDATES).min(candidates.len());
        if wanted < candidates.len() {
            candidates.select_nth_unstable_by(wanted - 1, better);
            candidates.truncate(wanted);
        }
        candidates.sort_by(better);
        postings.nearness(ranking, candidates)?;
        let asked = candidates.iter().skip(page.offset).take(page.limit);
        asked
            .map(|&(doc, score, share)| {
                let passage = self.passage(doc)?;
                let snippet = snippet(&passage.text, marks, &self.thesaurus);
                Ok(Hit { passage, score: score as f32, stage: stage(share), snippet })
            })
            .collect()
    }

    fn passage(&self, doc: u32) -> tantivy::Result<Passage> {
        self.passages.passage(doc)
    }
}

/// The passages stored in tantivy's index.
struct Stored {
    searcher: tantivy::Searcher,
    fields: Fields,
}

impl Passages for Stored {
    fn passage(&self, doc: u32) -> tantivy::Result<Passage> {
        let document: TantivyDocument = self.searcher.doc(DocAddress::new(0, doc))?;
        let stored = document.get_first(self.fields.passage);
        Ok(serde_json::from_str(stored.and_then(|value| value.as_str()).unwrap_or_default())?)
    }

    fn placed(&self, place: &str) -> tantivy::Result<Option<u32>> {
        let Some(segment) = self.searcher.segment_readers().first() else { return Ok(None) };
        let term = Term::from_field_text(self.fields.place, place);
        let reader = segment.inverted_index(self.fields.place)?;
        let postings = reader.read_postings(&term, IndexRecordOption::Basic)?;
        Ok(postings.map(|postings| postings.doc()).filter(|&doc| doc != TERMINATED))
    }
}

/// The postings of a segment with the lengths of its passages.
fn postings(segment: &SegmentReader, fields: Fields) -> tantivy::Result<Postbook> {
    let column = segment.fast_fields().u64("length")?;
    let lengths = (0..segment.max_doc()).map(|doc| length_of(column.first(doc).unwrap_or(0) as u8));
    Ok(Postbook::new(Box::new(Segment::open(segment, fields)?), lengths.collect()))
}

/// The order of candidates: the higher score first, then the order of the book.
fn better(one: &Candidate, other: &Candidate) -> std::cmp::Ordering {
    other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0))
}

/// The stage of a passage that has this share of the weight of the query's words.
fn stage(share: f64) -> Stage {
    if share >= ALL {
        Stage::All
    } else if share >= MOST {
        Stage::Most
    } else {
        Stage::Some
    }
}
