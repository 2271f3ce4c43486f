//! How hard the prose is to read: sentences, words, syllables and the reading ease of Flesch.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::words::{Script, dictionary_words};

/// A sentence of more words than this is listed.
pub const LONG_SENTENCE: usize = 30;

/// Abbreviations of legal English after which a sentence goes on.
const ABBREVIATIONS: &[&str] = &[
    "art.", "arts.", "s.", "ss.", "para.", "paras.", "pt.", "pts.", "ch.", "chs.", "sch.", "no.", "nos.",
    "reg.", "e.g.", "i.e.", "cf.", "v.", "vs.", "st.", "dr.", "u.s.",
];

/// What was counted in prose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Reading {
    /// Sentences; an item of a list without a full stop is one.
    pub sentences: usize,
    /// Words in Latin letters and numbers; words in other scripts are not counted here.
    pub words: usize,
    /// Syllables of these words, estimated.
    pub syllables: usize,
    /// Sentences of more than [`LONG_SENTENCE`] words.
    pub long_sentences: usize,
    /// Words a sentence.
    pub average_words: f64,
    /// Flesch reading ease; see [`flesch`].
    pub reading_ease: f64,
}

impl Reading {
    /// Adds the sentences of a run of prose and hands out the long ones with their words.
    pub(super) fn read<'t>(&mut self, prose: &'t str) -> Vec<(&'t str, usize)> {
        let mut long = Vec::new();
        for sentence in sentences(prose) {
            let words: Vec<&str> = latin_words(sentence).collect();
            if words.is_empty() {
                continue;
            }
            self.sentences += 1;
            self.words += words.len();
            self.syllables += words.iter().map(|word| syllables(word)).sum::<usize>();
            if words.len() > LONG_SENTENCE {
                long.push((sentence, words.len()));
            }
        }
        self.long_sentences += long.len();
        long
    }

    /// Adds what another one counted.
    pub(super) fn add(&mut self, other: &Self) {
        self.sentences += other.sentences;
        self.words += other.words;
        self.syllables += other.syllables;
        self.long_sentences += other.long_sentences;
    }

    /// Works out average and ease, to one decimal place.
    #[must_use]
    pub(super) fn finished(mut self) -> Self {
        self.average_words = round(ratio(self.words, self.sentences));
        self.reading_ease = round(flesch(self.words, self.sentences, self.syllables));
        self
    }
}

/// Flesch reading ease: `206.835 - 1.015 (words / sentences) - 84.6 (syllables / words)`.
///
/// R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948), 221 to 233.
/// 60 to 70 is plain English; the higher the easier; 0 where nothing was counted.
#[must_use]
pub fn flesch(words: usize, sentences: usize, syllables: usize) -> f64 {
    if words == 0 || sentences == 0 {
        return 0.0;
    }
    206.835 - 1.015 * ratio(words, sentences) - 84.6 * ratio(syllables, words)
}

/// A quotient; 0 where the divisor is.
#[expect(clippy::cast_precision_loss, reason = "no book has 2^52 words")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The sentences of a text: the boundaries of UAX 29, less those after an abbreviation.
#[must_use]
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut end) = (0, 0);
    for (at, piece) in text.split_sentence_bound_indices() {
        end = at + piece.len();
        let last = piece.split_whitespace().next_back().unwrap_or("").to_lowercase();
        let last = last.trim_start_matches('(');
        if !ABBREVIATIONS.contains(&last) {
            found.push(text[start..end].trim());
            start = end;
        }
    }
    if start < end {
        found.push(text[start..end].trim());
    }
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// Words of which the first letter is Latin, and numbers.
fn latin_words(text: &str) -> impl Iterator<Item = &str> {
    dictionary_words(text).into_iter().map(|range| &text[range]).filter(|word| {
        word.starts_with(|first: char| first.is_ascii_alphanumeric() || Script::of(first) == Script::Latin)
    })
}

/// Syllables of an English word, estimated: groups of vowels, less a silent `e`, more where two
/// vowels are spoken apart (`trial`, `violence`).
///
/// A number counts as one, an abbreviation in up to three capitals as one a letter.
#[must_use]
pub fn syllables(word: &str) -> usize {
    let letters: Vec<char> = word.chars().filter(|letter| letter.is_alphabetic()).collect();
    if letters.is_empty() {
        return 1;
    }
    if letters.len() <= 3 && letters.len() > 1 && letters.iter().all(|letter| letter.is_uppercase()) {
        return letters.len();
    }
    let word: String = letters.iter().flat_map(|letter| letter.to_lowercase()).collect();
    let mut count = groups_of_vowels(&word);
    if count > 1 && has_silent_e(&word) {
        count -= 1;
    }
    let apart = word.matches("ia").count() + word.matches("io").count() + word.matches("iu").count();
    let together = ["cia", "tia", "sia", "gia", "ion", "iou", "giu"]
        .iter()
        .map(|group| word.matches(group).count())
        .sum::<usize>();
    (count + apart.saturating_sub(together)).max(1)
}

fn groups_of_vowels(word: &str) -> usize {
    let mut count = 0;
    let mut within = false;
    for letter in word.chars() {
        let vowel = is_vowel(letter);
        count += usize::from(vowel && !within);
        within = vowel;
    }
    count
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'à'..='æ' | 'è'..='ï' | 'ò'..='ö' | 'ù'..='ý' | 'ắ'..='ỹ')
}

/// Whether an `e` is written and not spoken near the end: cause, caused, causes but not branches,
/// statement; not table, granted, agreed.
fn has_silent_e(word: &str) -> bool {
    ["ement", "ely", "ed", "es", "e"].iter().any(|ending| {
        let Some(stem) = word.strip_suffix(ending) else { return false };
        let mut letters = stem.chars().rev();
        let Some(last) = letters.next().filter(|&last| !is_vowel(last)) else { return false };
        let spoken = match *ending {
            "ed" => matches!(last, 't' | 'd'),
            "es" => {
                matches!(last, 's' | 'x' | 'z' | 'c' | 'g') || stem.ends_with("ch") || stem.ends_with("sh")
            }
            _ => false,
        };
        let with_l = last == 'l' && letters.next().is_some_and(|letter| !is_vowel(letter));
        !spoken && !with_l
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_near_enough() {
        for (word, count) in [
            ("the", 1),
            ("law", 1),
            ("request", 2),
            ("table", 2),
            ("caused", 1),
            ("granted", 2),
            ("causes", 2),
            ("names", 1),
            ("trial", 2),
            ("violence", 3),
            ("extradition", 4),
            ("special", 2),
            ("state", 1),
            ("three", 1),
            ("agreement", 3),
            ("MLA", 3),
            ("2009", 1),
            ("criminal", 3),
            ("agreed", 2),
            ("statement", 2),
            ("branches", 2),
        ] {
            assert_eq!(syllables(word), count, "{word}");
        }
    }

    #[test]
    fn sentences_go_on_after_an_abbreviation() {
        let text = "See art. 18 of the treaty. It binds (e.g. Both) sides; no more. End";
        assert_eq!(
            sentences(text),
            ["See art. 18 of the treaty.", "It binds (e.g. Both) sides; no more.", "End"]
        );
    }

    #[test]
    fn ease_follows_the_formula() {
        assert!((flesch(10, 1, 15) - (206.835 - 10.15 - 126.9)).abs() < 1e-9);
        assert!(flesch(0, 0, 0).abs() < f64::EPSILON);
        let mut reading = Reading::default();
        let long = format!("{} end.", "word ".repeat(30));
        assert_eq!(reading.read(&long).len(), 1);
        assert_eq!(reading.read("ค้ามนุษย์ A short one.").len(), 0);
        let reading = reading.finished();
        assert_eq!((reading.sentences, reading.words, reading.long_sentences), (2, 34, 1));
    }
}
