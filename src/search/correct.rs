//! Words that look misspelt.

use std::io;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Term;

use super::postings::Postbook;

/// Shortest word in characters that is corrected, and shortest in which two letters may be wrong.
const SHORTEST: usize = 4;
const TWO_WRONG: usize = 8;

/// How many times as many passages must have a form before a word that is itself in the index is
/// taken for a misspelling of it. A misspelling may stand in the texts too.
const TIMES: u32 = 20;

/// Most passages in which one misspelling is expected, in a book of ordinary size.
const MISSPELT: usize = 2;

impl Postbook {
    /// The form that an unknown word was likely meant to be: the nearest, then the most frequent.
    pub(super) fn correction(&self, word: &str) -> io::Result<Option<String>> {
        Ok(self.alike(word, if word.chars().count() >= TWO_WRONG { 2 } else { 1 })?.map(|(_, form)| form))
    }

    /// A form one letter away that is so much more frequent than a known word that it was likely meant.
    pub(super) fn likelier(&self, word: &str) -> io::Result<Option<String>> {
        let known = self.form_frequency(word)?;
        // A word in more than a few passages is no misspelling; looking no further keeps queries fast.
        if known == 0 || known as usize > MISSPELT.max(self.len() / 5_000) {
            return Ok(None);
        }
        let found = self.alike(word, 1)?;
        Ok(found.filter(|&(frequency, _)| frequency >= known * TIMES).map(|(_, form)| form))
    }

    /// The best form within a distance (insertions, deletions, changes, swaps of neighbours).
    fn alike(&self, word: &str, distance: u8) -> io::Result<Option<(u32, String)>> {
        let plain = word.chars().all(char::is_alphabetic);
        if word.chars().count() < SHORTEST || !plain {
            return Ok(None);
        }
        let term = Term::from_field_text(self.fields.exact, word);
        let Ok(automaton) = FuzzyTermQuery::new(term, distance, true).automaton() else { return Ok(None) };
        let mut stream = self.exact.terms().search(automaton).into_stream()?;
        let mut best: Option<(usize, u32, String)> = None;
        while stream.advance() {
            let Ok(form) = std::str::from_utf8(stream.key()) else { continue };
            if form == word || !form.chars().all(char::is_alphabetic) {
                continue;
            }
            let apart = strsim::osa_distance(word, form);
            let frequency = stream.value().doc_freq;
            let better = best.as_ref().is_none_or(|(least, most, name)| {
                (apart, std::cmp::Reverse(frequency), form)
                    < (*least, std::cmp::Reverse(*most), name.as_str())
            });
            if better {
                best = Some((apart, frequency, form.to_owned()));
            }
        }
        Ok(best.map(|(_, frequency, form)| (frequency, form)))
    }
}
