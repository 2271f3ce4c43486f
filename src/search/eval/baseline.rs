//! A plain engine to compare with: tantivy as it comes, with its English stemmer.

use std::collections::BTreeSet;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, Searcher, TantivyDocument, Term};

use super::engine::{DEPTH, Engine};
use crate::error::{Error, Result};
use crate::model::Passage;

/// tantivy's analyzer for English: words, small letters, Snowball stems.
const ANALYZER: &str = "en_stem";

/// Memory that tantivy may take while building, in bytes.
const MEMORY: usize = 50_000_000;

/// tantivy with `en_stem`: title and text as two fields, any of the words, its own BM25.
pub struct Baseline {
    searcher: Searcher,
    analyzer: TextAnalyzer,
    fields: [Field; 2],
    addresses: Vec<String>,
}

impl Baseline {
    /// Indexes these passages in memory.
    ///
    /// # Errors
    /// When tantivy refuses.
    pub fn of(passages: &[Passage]) -> Result<Self> {
        Self::index(passages).map_err(|error| Error::index("build", "memory", error))
    }

    fn index(passages: &[Passage]) -> tantivy::Result<Self> {
        let mut builder = Schema::builder();
        let options = || {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(ANALYZER)
                    .set_index_option(IndexRecordOption::WithFreqs),
            )
        };
        let fields = [builder.add_text_field("title", options()), builder.add_text_field("body", options())];
        let index = Index::create_in_ram(builder.build());
        let analyzer = index.tokenizer_for_field(fields[1])?;
        let mut writer = index.writer_with_num_threads(1, MEMORY)?;
        for passage in passages {
            let mut document = TantivyDocument::new();
            document.add_text(fields[0], &passage.page_title);
            let heads = passage.headings.iter().map(String::as_str);
            let body: Vec<&str> = heads.chain([passage.text.as_str()]).collect();
            document.add_text(fields[1], body.join(" "));
            writer.add_document(document)?;
        }
        writer.commit()?;
        let searcher = index.reader()?.searcher();
        let addresses = passages.iter().map(Passage::address).collect();
        Ok(Self { searcher, analyzer, fields, addresses })
    }

    fn best(&self, text: &str) -> tantivy::Result<Vec<String>> {
        let mut words: BTreeSet<String> = BTreeSet::new();
        let mut analyzer = self.analyzer.clone();
        let mut stream = analyzer.token_stream(text);
        while stream.advance() {
            words.insert(stream.token().text.clone());
        }
        let terms = words.iter().flat_map(|word| self.fields.map(|field| Term::from_field_text(field, word)));
        let clauses = terms.map(|term| {
            let query: Box<dyn tantivy::query::Query> =
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            (Occur::Should, query)
        });
        let query = BooleanQuery::new(clauses.collect());
        let found = self.searcher.search(&query, &TopDocs::with_limit(DEPTH).order_by_score())?;
        // One writing thread and one commit make one segment, in the order of the passages.
        Ok(found
            .into_iter()
            .filter_map(|(_, place)| self.addresses.get(place.doc_id as usize).cloned())
            .collect())
    }
}

impl Engine for Baseline {
    fn name(&self) -> &'static str {
        "en_stem"
    }

    fn ask(&self, text: &str) -> Result<Vec<String>> {
        self.best(text).map_err(|error| Error::index("search", "memory", error))
    }
}
