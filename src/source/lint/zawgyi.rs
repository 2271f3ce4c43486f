//! Burmese that was typed for the Zawgyi font.
//!
//! Zawgyi uses the code points of the Myanmar block for other signs and stores them in the order
//! in which they are seen. Text in it looks right in one font only, is not found by a search and
//! is read aloud as noise.
//!
//! The rule looks for sequences that Unicode's order of a syllable rules out (Unicode Technical
//! Note #11, "Representing Myanmar in Unicode", version 4) and that Zawgyi text is full of, as
//! the conversion rules of CLDR show (transform `Zawgyi-my`):
//!
//! 1. U+1039 without a consonant after it, or with a vowel sign before it: in Unicode it stacks
//!    the next consonant below; in Zawgyi it is the visible killer (Unicode U+103A).
//! 2. U+1031 that does not follow a consonant or a medial: in Unicode the vowel E is stored after
//!    its consonant, in Zawgyi before it.
//! 3. U+103B at the start of a word, or after a vowel sign or tone: in Unicode it is medial ya
//!    after its consonant, in Zawgyi medial ra before it.
//! 4. U+103A with one of the vowel signs U+102B to U+102E after it: in Unicode it closes the
//!    syllable (U+102F may follow, as in ကျွန်ုပ်), in Zawgyi it is medial ya.
//! 5. U+1037 twice, or one more below a U+1094 or U+1095.
//! 6. U+1033 and U+1034, which are letters of Mon, in a line without other letters of Mon.
//! 7. U+1080 to U+108D, which belong to Shan (Zawgyi: joined forms), in a word with a consonant
//!    that Shan does not have but Burmese does.
//! 8. A tone or digit of Shan and its neighbours, U+1087 to U+108D or U+108F to U+1099 (Zawgyi:
//!    joined forms and variants of letters), with a vowel sign or medial after it.
//!
//! One such sequence is enough for its word. What is written in Unicode for Burmese, Mon, Shan
//! and the Karen languages has none; a single sign on its own, as in a grammar, is left alone.
//! Some short words are spelled alike in both encodings (ဥပေဒ); they are found by the words
//! around them.

use std::sync::Arc;

use super::findings::Places;
use crate::diagnostic::{Code, SourceText, Span};

/// E0107: words in Zawgyi encoding.
pub(super) fn zawgyi(source: &Arc<SourceText>) -> Places<'_> {
    let mut places = Places::new(source);
    if !source.text().contains(is_myanmar) {
        return places;
    }
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        if line.contains(is_myanmar) {
            let mon = line.contains(is_mon);
            for (at, word) in words(line) {
                if let Some(label) = evidence(word, mon) {
                    places.add(Code::E0107, Span::new(start + at..start + at + word.len()), || {
                        let message = "this Burmese is in Zawgyi encoding, not in Unicode".to_owned();
                        (message, label, "convert the text to Unicode and compare it with the original")
                    });
                }
            }
        }
        start += line.len();
    }
    places
}

/// Runs of characters of the Myanmar blocks, with their offsets.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.split(|character| !is_myanmar(character))
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - line.as_ptr() as usize, word))
}

/// What shows that a word is Zawgyi, if anything does.
fn evidence(word: &str, mon: bool) -> Option<&'static str> {
    let signs: Vec<char> =
        word.chars().filter(|character| !matches!(character, '\u{200b}'..='\u{200d}')).collect();
    if signs.len() < 2 {
        return None;
    }
    let burmese = signs.iter().any(|&sign| is_burmese_only(sign));
    (0..signs.len()).find_map(|index| {
        let before = index.checked_sub(1).map(|index| signs[index]);
        sign_of_zawgyi(before, signs[index], signs.get(index + 1).copied(), mon, burmese)
    })
}

fn sign_of_zawgyi(
    before: Option<char>,
    sign: char,
    after: Option<char>,
    mon: bool,
    burmese: bool,
) -> Option<&'static str> {
    match sign {
        '\u{1039}' if !after.is_some_and(is_consonant) => Some("U+1039 without a consonant after it"),
        '\u{1039}' if before.is_some_and(is_vowel_or_tone) => Some("U+1039 after a vowel sign"),
        '\u{1031}' if !before.is_some_and(carries_e) => Some("U+1031 before its consonant"),
        '\u{103b}' if before.is_none_or(is_vowel_or_tone) => Some("U+103B before its consonant"),
        '\u{103a}' if matches!(after, Some('\u{102b}'..='\u{102e}')) => Some("U+103A before a vowel sign"),
        '\u{1037}' if matches!(before, Some('\u{1037}' | '\u{1094}' | '\u{1095}')) => Some("U+1037 twice"),
        '\u{1033}' | '\u{1034}' if !mon => Some("U+1033 or U+1034, which Burmese does not have"),
        '\u{1080}'..='\u{108d}' if burmese => Some("a sign that Burmese does not have"),
        '\u{1087}'..='\u{108d}' | '\u{108f}'..='\u{1099}' if after.is_some_and(is_dependent) => {
            Some("a tone or digit of Shan before a vowel sign")
        }
        _ => None,
    }
}

/// The Myanmar block and its two extensions, less digits and punctuation, and the joiners, which
/// do not end a word. Digits count: they are typed for letters of the same look.
fn is_myanmar(character: char) -> bool {
    matches!(character,
        '\u{1000}'..='\u{1049}' | '\u{1050}'..='\u{109d}' | '\u{a9e0}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{200b}'..='\u{200d}')
}

/// Consonants and independent vowels of every language of the script.
fn is_consonant(character: char) -> bool {
    matches!(character,
        '\u{1000}'..='\u{102a}' | '\u{103f}' | '\u{1050}'..='\u{1055}' | '\u{105a}'..='\u{105d}' | '\u{1061}'
        | '\u{1065}' | '\u{1066}' | '\u{106e}'..='\u{1070}' | '\u{1075}'..='\u{1081}' | '\u{108e}'
        | '\u{a9e0}'..='\u{a9e4}' | '\u{a9e7}'..='\u{a9ef}' | '\u{a9fa}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa76}'
        | '\u{aa7a}' | '\u{aa7e}' | '\u{aa7f}')
}

/// What the vowel E may follow: a consonant, a medial, or a digit typed for a letter.
fn carries_e(character: char) -> bool {
    is_consonant(character)
        || matches!(character,
            '\u{103b}'..='\u{103e}' | '\u{105e}'..='\u{1060}' | '\u{1082}' | '\u{1040}' | '\u{1047}')
}

/// Vowel signs, anusvara, dot below, visarga.
fn is_vowel_or_tone(character: char) -> bool {
    matches!(character, '\u{102b}'..='\u{1038}')
}

/// Vowel signs, killer and medials: what must follow a letter.
fn is_dependent(character: char) -> bool {
    matches!(character, '\u{102b}'..='\u{1030}' | '\u{1032}' | '\u{1036}' | '\u{103a}'..='\u{103e}')
}

/// Letters that Mon has and Burmese has not.
fn is_mon(character: char) -> bool {
    matches!(character, '\u{1028}' | '\u{1035}' | '\u{105a}'..='\u{105d}')
}

/// Consonants that Burmese has and Shan has not (Unicode Technical Note #11, Shan).
fn is_burmese_only(character: char) -> bool {
    matches!(character,
        '\u{1000}'..='\u{1003}' | '\u{1005}'..='\u{100e}' | '\u{1012}'..='\u{1014}' | '\u{1016}'..='\u{1018}'
        | '\u{1021}')
}
