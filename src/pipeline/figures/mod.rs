//! The book in figures: how much it says, on what authority, how well established, how readable.
//!
//! A program can count citations; it cannot tell whether a sentence asserts law. So the units
//! without a citation are listed for an editor to judge ([`uncited`]), and a seeded draw of units
//! with one is traced to its sources for a reader to verify ([`draw`]).

mod count;
mod draw;
mod established;
mod readability;
mod unit;

pub use count::{
    ByEvidence, ByKind, CitationFigures, Counts, Figures, LongSentence, PageFigures, UnitFigures, figures,
};
pub use draw::{TracedCitation, TracedUnit, UncitedUnit, draw, uncited};
pub use established::{FactFigures, FillFigures, authority_evidence, mention_evidence};
pub use readability::{LONG_SENTENCE, Reading, flesch, sentences, syllables};
