//! The fields of the index and the terms of a passage.

use tantivy::schema::{
    Field, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token as TantivyToken};

use crate::model::Passage;
use crate::words::{Token, TokenKind, bigrams, stem, tokens};

/// Version of the fields and of the words in them; part of the digest of every index.
pub(super) const FORMAT: &str = "handbook-index-1";

/// Length of a passage is counted in words; a cluster of an unspaced script counts for this many
/// hundredths of one (a Thai word has some three clusters).
const CLUSTER_LENGTH: u64 = 35;

/// Empty positions between the body, the headings and the title of a passage, so that no phrase
/// reaches from one into the next.
const GAP: usize = 16;

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// Stems of the page's title; pairs of clusters for unspaced scripts.
    pub(super) title: Field,
    /// Stems of the headings above the passage.
    pub(super) headings: Field,
    /// Stems of the text, with positions.
    pub(super) body: Field,
    /// Words as they stand, and pairs of clusters, of text, headings and title, with positions.
    pub(super) exact: Field,
    /// The printed number in small letters.
    pub(super) number: Field,
    /// State, kind, languages, cited instruments, pinpoints: whole values.
    pub(super) state: Field,
    pub(super) kind: Field,
    pub(super) language: Field,
    pub(super) cites: Field,
    pub(super) pinpoints: Field,
    /// Length in hundredths of a word.
    pub(super) length: Field,
    /// The passage as JSON.
    pub(super) passage: Field,
}

impl Fields {
    /// The schema and its fields.
    pub(super) fn schema() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let terms = |record| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("raw")
                    .set_fieldnorms(false)
                    .set_index_option(record),
            )
        };
        let whole = || STRING.set_fast("raw");
        let fields = Self {
            title: builder.add_text_field("title", terms(IndexRecordOption::WithFreqs)),
            headings: builder.add_text_field("headings", terms(IndexRecordOption::WithFreqs)),
            body: builder.add_text_field("body", terms(IndexRecordOption::WithFreqsAndPositions)),
            exact: builder.add_text_field("exact", terms(IndexRecordOption::WithFreqsAndPositions)),
            number: builder.add_text_field("number", STRING),
            state: builder.add_text_field("state", whole()),
            kind: builder.add_text_field("kind", whole()),
            language: builder.add_text_field("language", whole()),
            cites: builder.add_text_field("cites", whole()),
            pinpoints: builder.add_text_field("pinpoints", whole()),
            length: builder.add_u64_field("length", NumericOptions::default().set_fast()),
            passage: builder.add_text_field("passage", STORED),
        };
        (builder.build(), fields)
    }
}

/// The terms of one passage, field by field.
pub(super) struct Terms {
    pub(super) title: PreTokenizedString,
    pub(super) headings: PreTokenizedString,
    pub(super) body: PreTokenizedString,
    pub(super) exact: PreTokenizedString,
    pub(super) length: u64,
}

impl Terms {
    /// Cuts a passage into terms.
    pub(super) fn of(passage: &Passage) -> Self {
        let body = tokens(&passage.text);
        let headings: Vec<Vec<Token>> = passage.headings.iter().map(|heading| tokens(heading)).collect();
        let title = tokens(&passage.page_title);
        let mut exact = Vec::with_capacity(body.len());
        let mut at = surface(&body, 0, &mut exact) + GAP;
        for heading in &headings {
            at = surface(heading, at, &mut exact) + GAP;
        }
        surface(&title, at, &mut exact);
        let length =
            body.iter().map(|token| if token.kind == TokenKind::Word { 100 } else { CLUSTER_LENGTH }).sum();
        Self {
            title: pretokenised(keys(&title)),
            headings: pretokenised(headings.iter().flat_map(|heading| keys(heading)).collect()),
            body: pretokenised(keys(&body)),
            exact: pretokenised(exact),
            length,
        }
    }
}

/// The key under which search files each token: the stem of a word, a pair of clusters.
pub(super) fn keys(tokens: &[Token]) -> Vec<(usize, String)> {
    tokens
        .iter()
        .zip(bigrams(tokens))
        .map(|(token, text)| if token.kind == TokenKind::Word { stem(&text) } else { text })
        .enumerate()
        .collect()
}

/// Adds the tokens as they stand, from position `at`; returns the position after the last.
fn surface(tokens: &[Token], at: usize, into: &mut Vec<(usize, String)>) -> usize {
    into.extend(bigrams(tokens).enumerate().map(|(index, text)| (at + index, text)));
    at + tokens.len()
}

/// Terms with positions as tantivy takes them; the text itself is not given again.
fn pretokenised(terms: Vec<(usize, String)>) -> PreTokenizedString {
    let tokens = terms
        .into_iter()
        .map(|(position, text)| TantivyToken { position, text, ..TantivyToken::default() })
        .collect();
    PreTokenizedString { text: String::new(), tokens }
}
