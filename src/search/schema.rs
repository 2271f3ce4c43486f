//! The fields of the index.

use tantivy::schema::{
    Field, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::model::Passage;

/// Version of the fields and of the words in them; part of the digest of every index.
pub(super) const FORMAT: &str = "handbook-index-3";

/// Value of the standing of a passage that says that nothing was established.
pub(super) const OPEN: &str = "open";

/// Value of the standing of a passage without a printed number: an entry of a list or a field.
pub(super) const ENTRY: &str = "entry";

/// What a passage is, where that decides how high it stands.
pub(super) fn standing(passage: &Passage) -> Option<&'static str> {
    if passage.open {
        Some(OPEN)
    } else if passage.number.is_empty() {
        Some(ENTRY)
    } else {
        None
    }
}

/// Steps of the length code in each doubling.
const LENGTH_STEPS: f64 = 16.0;

/// The code, in one byte, of a length in words; the same for every engine.
pub(super) fn length_code(words: f64) -> u8 {
    (LENGTH_STEPS * (1.0 + words).log2()).round().min(255.0) as u8
}

/// The length in words of a code.
pub(super) fn length_of(code: u8) -> f64 {
    power(code % 16) * f64::from(1_u32 << (code / 16)) - 1.0
}

/// A power of [`STEP`], by multiplication alone, which gives the same bits on every machine.
pub(super) fn power(steps: u8) -> f64 {
    (0..steps).fold(1.0, |power, _| power * STEP)
}

/// The sixteenth root of two.
pub(super) const STEP: f64 = 1.044_273_782_427_413_8;

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
    /// Anchor and address, whole.
    pub(super) place: Field,
    /// State, kind, languages, cited instruments, pinpoints: whole values.
    pub(super) state: Field,
    pub(super) kind: Field,
    pub(super) language: Field,
    pub(super) cites: Field,
    pub(super) pinpoints: Field,
    /// What [`standing`] gives.
    pub(super) standing: Field,
    /// Code of the length of the text, see [`length_code`].
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
            place: builder.add_text_field("place", STRING),
            state: builder.add_text_field("state", whole()),
            kind: builder.add_text_field("kind", whole()),
            language: builder.add_text_field("language", whole()),
            cites: builder.add_text_field("cites", whole()),
            pinpoints: builder.add_text_field("pinpoints", whole()),
            standing: builder.add_text_field("standing", whole()),
            length: builder.add_u64_field("length", NumericOptions::default().set_fast()),
            passage: builder.add_text_field("passage", STORED),
        };
        (builder.build(), fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_survive_their_code() {
        assert_eq!(length_of(length_code(0.0)), 0.0);
        for words in [1.0, 7.0, 30.0, 100.0, 1_000.0, 10_000.0] {
            assert!((length_of(length_code(words)) / words - 1.0).abs() < 0.05, "{words}");
        }
        assert_eq!(length_code(1e9), 255);
    }
}
