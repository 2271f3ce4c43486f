//! Which script a character belongs to, and the runs of one script in a text.

use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

/// The scripts that are told apart; all others are [`Script::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Script {
    /// Spaces, digits, punctuation and signs that many scripts share.
    Common,
    /// Latin letters, in the page's own language.
    Latin,
    /// Thai.
    Thai,
    /// Lao.
    Lao,
    /// Khmer.
    Khmer,
    /// Burmese and the other languages written with Myanmar letters.
    Myanmar,
    /// Chinese characters.
    Han,
    /// Hiragana and Katakana.
    Kana,
    /// Korean.
    Hangul,
    /// Tamil.
    Tamil,
    /// Devanagari.
    Devanagari,
    /// Bengali.
    Bengali,
    /// Arabic.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Greek.
    Greek,
    /// Cyrillic.
    Cyrillic,
    /// Any script not named here.
    Other,
}

impl Script {
    /// Script of a character after the Unicode property of that name.
    ///
    /// Characters of another script's block that are common by property (the Thai currency sign)
    /// are common here too.
    #[must_use]
    pub fn of(character: char) -> Self {
        use icu_properties::props::Script as Property;
        if character.is_ascii() {
            return if character.is_ascii_alphabetic() { Self::Latin } else { Self::Common };
        }
        match CodePointMapData::<Property>::new().get(character) {
            Property::Common | Property::Inherited | Property::Unknown => Self::Common,
            Property::Latin => Self::Latin,
            Property::Thai => Self::Thai,
            Property::Lao => Self::Lao,
            Property::Khmer => Self::Khmer,
            Property::Myanmar => Self::Myanmar,
            Property::Han | Property::Bopomofo => Self::Han,
            Property::Hiragana | Property::Katakana => Self::Kana,
            Property::Hangul => Self::Hangul,
            Property::Tamil => Self::Tamil,
            Property::Devanagari => Self::Devanagari,
            Property::Bengali => Self::Bengali,
            Property::Arabic => Self::Arabic,
            Property::Hebrew => Self::Hebrew,
            Property::Greek => Self::Greek,
            Property::Cyrillic => Self::Cyrillic,
            _ => Self::Other,
        }
    }

    /// BCP 47 tag of the language that the script most likely stands for; none for Latin and
    /// Cyrillic letters, which write many languages, and for what many scripts share.
    #[must_use]
    pub fn language(self) -> Option<&'static str> {
        Some(match self {
            Self::Thai => "th",
            Self::Lao => "lo",
            Self::Khmer => "km",
            Self::Myanmar => "my",
            Self::Han => "zh",
            Self::Kana => "ja",
            Self::Hangul => "ko",
            Self::Tamil => "ta",
            Self::Devanagari => "hi",
            Self::Bengali => "bn",
            Self::Arabic => "ar",
            Self::Hebrew => "he",
            Self::Greek => "el",
            Self::Common | Self::Latin | Self::Cyrillic | Self::Other => return None,
        })
    }

    /// Whether the script is written from right to left.
    #[must_use]
    pub fn right_to_left(self) -> bool {
        matches!(self, Self::Arabic | Self::Hebrew)
    }
}

/// A stretch of text in one script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Byte range in the text.
    pub range: Range<usize>,
    /// Script of the letters in it; never [`Script::Common`] unless the text has no letter.
    pub script: Script,
}

impl Run {
    /// Language tag for the run; none where the page's own language stands.
    #[must_use]
    pub fn language(&self) -> Option<&'static str> {
        self.script.language()
    }
}

/// The runs of a text, in order, without gaps.
///
/// What many scripts share (spaces, digits, punctuation) goes with the letters on both sides where
/// these are of one script. Between two scripts, and at the ends of the text, it goes with the
/// Latin side, so that brackets and full stops of a sentence stay outside a foreign name in it.
/// Chinese characters beside kana count as Japanese.
#[must_use]
pub fn runs(text: &str) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut open: Option<Range<usize>> = None;
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        let script = Script::of(character);
        if script == Script::Common {
            match (&mut open, found.last_mut()) {
                // A mark that many scripts share belongs to the letter before it.
                (None, Some(last)) if is_mark(character) => last.range.end = end,
                (Some(pending), _) => pending.end = end,
                (None, _) => open = Some(start..end),
            }
            continue;
        }
        let pending = open.take();
        match found.last_mut() {
            Some(last) if last.script == script => last.range.end = end,
            Some(last) => {
                let mut from = start;
                if let Some(pending) = pending {
                    if script == Script::Latin {
                        from = pending.start;
                    } else if last.script == Script::Latin {
                        last.range.end = pending.end;
                    } else {
                        found.push(Run { range: pending, script: Script::Latin });
                    }
                }
                found.push(Run { range: from..end, script });
            }
            None => {
                let mut from = start;
                if let Some(pending) = pending {
                    if script == Script::Latin {
                        from = pending.start;
                    } else {
                        found.push(Run { range: pending, script: Script::Latin });
                    }
                }
                found.push(Run { range: from..end, script });
            }
        }
    }
    if let Some(pending) = open {
        match found.last_mut() {
            Some(last) if last.script == Script::Latin => last.range.end = pending.end,
            Some(_) => found.push(Run { range: pending, script: Script::Latin }),
            None => found.push(Run { range: pending, script: Script::Common }),
        }
    }
    japanese(found)
}

/// Joins Chinese characters with the kana they touch.
fn japanese(found: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::with_capacity(found.len());
    for run in found {
        let east = |script| matches!(script, Script::Han | Script::Kana);
        match joined.last_mut() {
            Some(last) if last.script != run.script && east(last.script) && east(run.script) => {
                last.range.end = run.range.end;
                last.script = Script::Kana;
            }
            Some(last) if last.script == run.script => last.range.end = run.range.end,
            _ => joined.push(run),
        }
    }
    joined
}

/// Whether a character is a combining mark (general category M).
#[must_use]
pub fn is_mark(character: char) -> bool {
    !character.is_ascii()
        && GeneralCategoryGroup::Mark.contains(CodePointMapData::<GeneralCategory>::new().get(character))
}

/// Whether a character is part of a word: letter, mark or number (general categories L, M, N).
pub(super) fn is_word_character(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    GeneralCategoryGroup::Letter.contains(category)
        || GeneralCategoryGroup::Mark.contains(category)
        || GeneralCategoryGroup::Number.contains(category)
}

/// Whether one of these ranges of code points, which come in order, holds a character.
pub(super) fn within(ranges: &[(u32, u32)], character: char) -> bool {
    let code = u32::from(character);
    let at = ranges.partition_point(|&(_, last)| last < code);
    ranges.get(at).is_some_and(|&(first, _)| first <= code)
}

/// Ranges of the scripts that are written without spaces between words.
///
/// Code points rather than a Unicode property, so that the browser's script can hold the same
/// table and cannot disagree.
pub(super) const UNSPACED: [(u32, u32); 16] = [
    (0x0E00, 0x0EFF), // Thai, Lao
    (0x1000, 0x109F), // Myanmar
    (0x1780, 0x17FF), // Khmer
    (0x1950, 0x19FF), // Tai Le, New Tai Lue, Khmer symbols
    (0x1A20, 0x1AAF), // Tai Tham
    (0x3005, 0x3007), // iteration mark, closing mark, zero
    (0x3021, 0x3029),
    (0x3041, 0x312F), // kana, Bopomofo
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), // Chinese characters
    (0x4E00, 0x9FFF),
    (0xA9E0, 0xA9FF),
    (0xAA60, 0xAADF), // Myanmar extended, Tai Viet
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
];

/// Letters, marks and numbers younger than Unicode 14, with what is unassigned between them.
///
/// One browser knows them and another does not; so they are parts of words for neither.
pub(super) const YOUNG: [(u32, u32); 57] = [
    (0x0558, 0x0558),
    (0x058B, 0x058C),
    (0x05C8, 0x05C9),
    (0x088F, 0x088F),
    (0x0897, 0x0897),
    (0x0B53, 0x0B54),
    (0x0C5C, 0x0C5C),
    (0x0CDC, 0x0CDC),
    (0x0CF3, 0x0CF3),
    (0x0ECE, 0x0ECE),
    (0x1ACF, 0x1AF0),
    (0x1C89, 0x1C8A),
    (0x208F, 0x208F),
    (0x209D, 0x209F),
    (0xA7CB, 0xA7CF),
    (0xA7D2, 0xA7D2),
    (0xA7D4, 0xA7D4),
    (0xA7DA, 0xA7F1),
    (0xAB6C, 0xAB6D),
    (0x105C0, 0x105F3),
    (0x107BB, 0x107BF),
    (0x10940, 0x10959),
    (0x10D40, 0x10D85),
    (0x10EC2, 0x10EFF),
    (0x1123F, 0x11241),
    (0x11380, 0x113E2),
    (0x116D0, 0x116E3),
    (0x11B0A, 0x11BF9),
    (0x11DB0, 0x11DF1),
    (0x11F00, 0x11F5A),
    (0x1246F, 0x1246F),
    (0x12475, 0x1247F),
    (0x12550, 0x12686),
    (0x1342F, 0x1342F),
    (0x13440, 0x143FA),
    (0x16100, 0x16139),
    (0x16D40, 0x16D79),
    (0x16EA0, 0x16ED3),
    (0x16FF2, 0x16FF6),
    (0x187F8, 0x187FF),
    (0x18CD6, 0x18CFF),
    (0x18D09, 0x191D2),
    (0x1B123, 0x1B132),
    (0x1B155, 0x1B155),
    (0x1B168, 0x1B168),
    (0x1CCD6, 0x1CCF9),
    (0x1D127, 0x1D128),
    (0x1D250, 0x1D2D3),
    (0x1D6A6, 0x1D6A6),
    (0x1DF1F, 0x1DFFF),
    (0x1E030, 0x1E08F),
    (0x1E4D0, 0x1E6FF),
    (0x2B739, 0x2B73F),
    (0x2B81E, 0x2B81E),
    (0x2CEA2, 0x2CEAD),
    (0x2EBF0, 0x2EE5D),
    (0x31350, 0x3FC3F),
];

/// Whether a character is too young to be known everywhere.
pub(super) fn is_young(character: char) -> bool {
    u32::from(character) >= YOUNG[0].0 && within(&YOUNG, character)
}

/// Whether a character belongs to a script that is written without spaces between words.
pub(super) fn is_unspaced(character: char) -> bool {
    u32::from(character) >= UNSPACED[0].0 && within(&UNSPACED, character) && is_word_character(character)
}

/// Whether a token begins with a character of a script without spaces, so that it is made of clusters.
#[must_use]
pub fn is_unspaced_text(token: &str) -> bool {
    token.chars().next().is_some_and(is_unspaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(&str, Option<&'static str>)> {
        runs(text).into_iter().map(|run| (&text[run.range.clone()], run.language())).collect()
    }

    #[test]
    fn punctuation_of_the_sentence_stays_outside_a_foreign_name() {
        assert_eq!(
            shown("The Act (พระราชบัญญัติ พ.ศ. ๒๕๕๑) applies."),
            [("The Act (", None), ("พระราชบัญญัติ พ.ศ. ๒๕๕๑", Some("th")), (") applies.", None)]
        );
    }

    #[test]
    fn scripts_side_by_side_are_cut() {
        assert_eq!(shown("ไทยລາວ"), [("ไทย", Some("th")), ("ລາວ", Some("lo"))]);
        assert_eq!(shown("ไทย, ລາວ"), [("ไทย", Some("th")), (", ", None), ("ລາວ", Some("lo"))]);
        assert_eq!(shown("日本のこと"), [("日本のこと", Some("ja"))]);
        assert_eq!(shown("18 (15)"), [("18 (15)", None)]);
        assert_eq!(shown(""), []);
    }

    #[test]
    fn runs_cover_the_text_without_gaps() {
        for text in ["a ก b", "…ก", "ก…", "n\u{301}ក្ក\u{200B}ក x", "中文 English 中文"]
        {
            let mut end = 0;
            for run in runs(text) {
                assert_eq!(run.range.start, end, "{text:?}");
                end = run.range.end;
            }
            assert_eq!(end, text.len());
        }
    }
}
