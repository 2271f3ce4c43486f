//! Finding the terms of the glossary in running text.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::reference::Term;

/// Shorter abbreviations than this stand for too many things to be found in running text.
const LEAST_ABBREVIATION: usize = 3;

/// Finds terms in text: the longest form first, singular and plural, in any case; abbreviations
/// only as they are written.
#[derive(Clone, Debug)]
pub struct TermMatcher {
    automaton: Option<AhoCorasick>,
    forms: Vec<Form>,
}

#[derive(Clone, Debug)]
struct Form {
    term: usize,
    words: String,
    exact: bool,
}

impl TermMatcher {
    /// A matcher for the terms of a glossary.
    ///
    /// Forms are the term itself and its synonyms of several words; a term with a qualifier in
    /// brackets, `Means (element of trafficking)`, has an everyday meaning as well and is found by
    /// its synonyms of several words only. Where two terms share a form the first one has it.
    #[must_use]
    pub fn new(terms: &[Term]) -> Self {
        let mut forms: Vec<Form> = Vec::new();
        let mut add = |term: usize, words: String, exact: bool| {
            let taken = forms.iter().any(|form| form.words.eq_ignore_ascii_case(&words));
            if !taken && !words.is_empty() {
                forms.push(Form { term, words, exact });
            }
        };
        for (index, term) in terms.iter().enumerate() {
            if !term.term.contains('(') {
                for form in inflected(&term.term) {
                    add(index, form, is_abbreviation(&term.term));
                }
            }
        }
        for (index, term) in terms.iter().enumerate() {
            for synonym in term.synonyms.iter().filter(|synonym| synonym.contains(' ')) {
                for form in inflected(synonym) {
                    add(index, form, false);
                }
            }
            for short in term.abbreviations.iter().filter(|short| short.len() >= LEAST_ABBREVIATION) {
                add(index, short.clone(), true);
                add(index, format!("{short}s"), true);
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(forms.iter().map(|form| &form.words))
            .ok();
        Self { automaton, forms }
    }

    /// The terms in `text`: byte range and index in the glossary, in order, not overlapping.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        // A term may stand on two lines of the source; the replacement keeps every offset.
        let folded = text.replace('\n', " ");
        let is_letter = |letter: char| letter.is_alphanumeric();
        automaton
            .find_iter(&folded)
            .filter_map(|found| {
                let range = found.range();
                let form = &self.forms[found.pattern().as_usize()];
                let whole = !folded[..range.start].ends_with(is_letter)
                    && !folded[range.end..].starts_with(is_letter);
                let cased = !form.exact || folded[range.clone()] == form.words;
                (whole && cased).then_some((range, form.term))
            })
            .collect()
    }
}

/// Whether a term is written in capitals, digits and signs.
fn is_abbreviation(term: &str) -> bool {
    term.bytes().filter(u8::is_ascii_uppercase).count() > 1 && !term.contains(' ')
}

/// Singular and plural of a form: of its last word, and of the word before "of", "for" or "in".
fn inflected(form: &str) -> Vec<String> {
    let mut forms = vec![form.to_owned(), plural(form)];
    for preposition in [" of ", " for ", " in "] {
        if let Some((head, rest)) = form.split_once(preposition) {
            forms.push(format!("{}{preposition}{rest}", plural(head)));
        }
    }
    forms
}

fn plural(words: &str) -> String {
    let vowel_before_y = words.len() > 1 && "aeiou".contains(words.chars().rev().nth(1).unwrap_or('a'));
    if let Some(stem) = words.strip_suffix('y').filter(|_| !vowel_before_y) {
        format!("{stem}ies")
    } else if ["s", "x", "ch", "sh"].iter().any(|ending| words.ends_with(ending)) {
        format!("{words}es")
    } else {
        format!("{words}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(id: &str, words: &str, abbreviations: &[&str], synonyms: &[&str]) -> Term {
        let owned = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        Term {
            id: id.to_owned(),
            term: words.to_owned(),
            abbreviations: owned(abbreviations),
            synonyms: owned(synonyms),
            definition: String::new(),
            sources: Vec::new(),
            see_also: Vec::new(),
            evidence: super::super::Evidence::Unverified,
        }
    }

    fn found(text: &str) -> Vec<(String, usize)> {
        let terms = [
            term("extradition", "Extradition", &[], &[]),
            term("informal", "Informal extradition", &[], &["deportation in place of extradition"]),
            term("authority", "Central authority", &["CAU"], &["competent office"]),
            term("letter", "Letter of request", &["LOR"], &[]),
            term("means", "Means (element)", &[], &["coercion", "abuse of vulnerability"]),
        ];
        let matcher = TermMatcher::new(&terms);
        matcher.find(text).into_iter().map(|(range, term)| (text[range].to_owned(), term)).collect()
    }

    #[test]
    fn longest_first_plural_and_case() {
        assert_eq!(
            found("INFORMAL EXTRADITION is not extradition; central\nauthorities send letters of request"),
            [
                ("INFORMAL EXTRADITION".to_owned(), 1),
                ("extradition".to_owned(), 0),
                ("central\nauthorities".to_owned(), 2),
                ("letters of request".to_owned(), 3),
            ]
        );
    }

    #[test]
    fn everyday_words_and_parts_of_words_are_left_alone() {
        assert!(
            found("by means of coercion; extraditions' and nonextradition lor")
                .iter()
                .all(|(_, term)| *term == 0)
        );
        assert_eq!(found("an abuse of vulnerability").len(), 1);
        assert_eq!(found("the LOR and the lor").len(), 1);
    }
}
