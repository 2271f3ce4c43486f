//! Words that look misspelt.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io;

use super::postings::Postbook;

/// Shortest word in characters that is corrected, and shortest in which two letters may be wrong.
const SHORTEST: usize = 4;
const TWO_WRONG: usize = 8;

/// How many times as many passages must have a form before a word that is itself in the index is
/// taken for a misspelling of it. A misspelling may stand in the texts too.
pub(super) const TIMES: u32 = 20;

/// Most passages in which one misspelling is expected, in a book of ordinary size.
const MISSPELT: usize = 2;

/// Whether a word in so many of all passages may be a misspelling that stands in the texts.
pub(super) fn rare(known: u32, passages: usize) -> bool {
    known > 0 && known as usize <= MISSPELT.max(passages / 5_000)
}

/// Whether a form is one that is compared with others.
fn plain(form: &str) -> bool {
    form.chars().count() >= SHORTEST - 1 && form.chars().all(char::is_alphabetic)
}

/// The forms frequent enough to be meant by a misspelling, under all texts that they give with a letter
/// left out: two forms one letter apart share one (Mor and Fraenkel 1982).
#[derive(Default)]
pub(super) struct Frequent {
    forms: Vec<(u32, String)>,
    shortened: HashMap<String, Vec<u32>>,
}

impl Frequent {
    /// Adds a form with the number of passages that have it; passes over what is not frequent.
    pub(super) fn add(&mut self, form: &str, frequency: u32) {
        if frequency < TIMES || !plain(form) {
            return;
        }
        for shorter in shortened(form) {
            self.shortened.entry(shorter).or_default().push(self.forms.len() as u32);
        }
        self.forms.push((frequency, form.to_owned()));
    }

    /// The most frequent form one letter away from a word, then the first.
    pub(super) fn beside(&self, word: &str) -> Option<(u32, String)> {
        if word.chars().count() < SHORTEST || !plain(word) {
            return None;
        }
        let near = shortened(word).into_iter().filter_map(|shorter| self.shortened.get(&shorter)).flatten();
        let near = near.map(|&number| &self.forms[number as usize]);
        let near = near.filter(|(_, other)| strsim::osa_distance(word, other) == 1);
        near.min_by_key(|(frequency, other)| (Reverse(*frequency), other)).cloned()
    }
}

/// A form with each of its letters left out, and itself.
fn shortened(form: &str) -> Vec<String> {
    let mut found: Vec<String> = form
        .char_indices()
        .map(|(at, character)| format!("{}{}", &form[..at], &form[at + character.len_utf8()..]))
        .collect();
    found.push(form.to_owned());
    found.sort_unstable();
    found.dedup();
    found
}

impl Postbook {
    /// The form that an unknown word was likely meant to be: the nearest, then the most frequent.
    pub(super) fn correction(&self, word: &str) -> io::Result<Option<String>> {
        // The nearest wins; a search two letters wide costs many times one.
        let mut found = self.alike(word, 1)?;
        if found.is_none() && word.chars().count() >= TWO_WRONG {
            found = self.alike(word, 2)?;
        }
        Ok(found.map(|(_, form)| form))
    }

    /// A form one letter away that is so much more frequent than a word that it was likely meant. The
    /// word stands in few passages, or in none where others of its family do (`trafficing` beside `traffic`).
    pub(super) fn likelier(&self, word: &str) -> io::Result<Option<String>> {
        let known = self.form_frequency(word)?;
        // A word in more than a few passages is no misspelling; looking no further keeps queries fast.
        if known > 0 && !rare(known, self.len()) {
            return Ok(None);
        }
        let found = self.frequent()?.beside(word);
        let found = found.filter(|&(frequency, _)| frequency >= known.max(1) * TIMES).map(|(_, form)| form);
        // Another form of the same word finds the same.
        Ok(found.filter(|form| self.source().key(form) != self.source().key(word)))
    }

    fn frequent(&self) -> io::Result<&Frequent> {
        if let Some(frequent) = self.frequent.get() {
            return Ok(frequent);
        }
        let mut frequent = Frequent::default();
        self.source().forms("", &mut |form, frequency| frequent.add(form, frequency))?;
        Ok(self.frequent.get_or_init(|| frequent))
    }

    /// The best form within a distance (insertions, deletions, changes, swaps of neighbours).
    fn alike(&self, word: &str, distance: u8) -> io::Result<Option<(u32, String)>> {
        let plain = word.chars().all(char::is_alphabetic);
        if word.chars().count() < SHORTEST || !plain {
            return Ok(None);
        }
        let mut best: Option<(usize, u32, String)> = None;
        self.source().alike(word, distance, &mut |form, frequency| {
            if form == word || !form.chars().all(char::is_alphabetic) {
                return;
            }
            let apart = strsim::osa_distance(word, form);
            let better = best.as_ref().is_none_or(|(least, most, name)| {
                (apart, Reverse(frequency), form) < (*least, Reverse(*most), name.as_str())
            });
            if better {
                best = Some((apart, frequency, form.to_owned()));
            }
        })?;
        Ok(best.map(|(_, frequency, form)| (frequency, form)))
    }
}
