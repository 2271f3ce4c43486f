//! Where joiners, the zero width space and variation selectors have a sense.

use icu_properties::props::{Emoji, GeneralCategory, Script};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Scripts written without blanks between words, or in which a joiner changes the form of letters
/// (Unicode Standard, sections 9.2, 12 and 16; UAX #31, section 2.3).
const NEED_JOINERS: &[Script] = &[
    Script::Thai,
    Script::Lao,
    Script::Khmer,
    Script::Myanmar,
    Script::TaiLe,
    Script::NewTaiLue,
    Script::TaiTham,
    Script::TaiViet,
    Script::Javanese,
    Script::Balinese,
    Script::Sundanese,
    Script::Buginese,
    Script::Cham,
    Script::Tibetan,
    Script::Arabic,
    Script::Syriac,
    Script::Thaana,
    Script::Mongolian,
    Script::Devanagari,
    Script::Bengali,
    Script::Gurmukhi,
    Script::Gujarati,
    Script::Oriya,
    Script::Tamil,
    Script::Telugu,
    Script::Kannada,
    Script::Malayalam,
    Script::Sinhala,
];

/// Whether a joiner or zero width space may stand between these two characters.
pub(super) fn may_join(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    (needs_joiners(before) && needs_joiners(after)) || (is_emoji(before) && is_emoji(after))
}

/// A letter, mark or digit of a script that needs joiners.
fn needs_joiners(character: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    let word = matches!(
        category,
        GeneralCategory::OtherLetter
            | GeneralCategory::ModifierLetter
            | GeneralCategory::NonspacingMark
            | GeneralCategory::SpacingMark
            | GeneralCategory::DecimalNumber
    );
    word && NEED_JOINERS.contains(&CodePointMapData::<Script>::new().get(character))
}

fn is_emoji(character: char) -> bool {
    // Digits are emoji too (they form keycaps), but no sequence joins them.
    !character.is_ascii()
        && (CodePointSetData::new::<Emoji>().contains(character)
            || matches!(character, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'))
}

/// Whether a variation selector may follow this character (Unicode, `StandardizedVariants.txt`
/// and `emoji-variation-sequences.txt`, taken broadly).
pub(super) fn may_vary(before: Option<char>) -> bool {
    before.is_some_and(|character| {
        CodePointSetData::new::<Emoji>().contains(character)
            || matches!(
                CodePointMapData::<Script>::new().get(character),
                Script::Han | Script::Hiragana | Script::Katakana | Script::Myanmar
            )
            || matches!(character, '\u{2190}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff1f}')
    })
}

/// The first word with letters of two scripts in a name such as an id or a key, and the two.
///
/// A word in which one letter is of another script looks like a word it is not (UTS #39, section 5:
/// single script, with the scripts that Japanese and Korean mix taken as one).
#[must_use]
pub fn mixed(name: &str) -> Option<(&str, [&'static str; 2])> {
    let scripts = CodePointMapData::<Script>::new();
    let family = |character: char| match scripts.get(character) {
        Script::Common | Script::Inherited | Script::Unknown => None,
        Script::Hiragana | Script::Katakana | Script::Hangul => Some(Script::Han),
        script => Some(script),
    };
    let named = icu_properties::PropertyNamesLong::<Script>::new();
    let words = name.split(|character: char| !character.is_alphanumeric() && family(character).is_none());
    for word in words {
        let mut found = word.chars().filter_map(family);
        let Some(first) = found.next() else { continue };
        if let Some(other) = found.find(|script| *script != first) {
            let name = |script| named.get(script).unwrap_or("another script");
            return Some((word, [name(first), name(other)]));
        }
    }
    None
}

/// Greek letters that look like Latin ones (UTS #39, `confusables.txt`); not those that stand beside Latin
/// letters for a purpose of their own, as in units and symbols.
const GREEK_LIKE_LATIN: &str = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϒϹϺαγικνορυϲϳ";

/// The first word of a line that has a Cyrillic or Greek letter which looks like a Latin one among
/// Latin letters: where it begins, the word, and the letter.
///
/// Such a word looks like another and is not that word, for a search and for who reads aloud. A word
/// wholly in one script is none.
#[must_use]
pub fn look_alike(line: &str) -> Option<(usize, &str, char)> {
    let foreign = |letter: char| match letter {
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{a640}'..='\u{a69f}' => true,
        _ => GREEK_LIKE_LATIN.contains(letter),
    };
    if line.is_ascii() || !line.chars().any(|letter| !letter.is_ascii() && foreign(letter)) {
        return None;
    }
    let scripts = CodePointMapData::<Script>::new();
    let inside = |letter: char| letter.is_alphanumeric() || scripts.get(letter) == Script::Inherited;
    let words = line.split(|letter: char| !inside(letter));
    words
        .filter(|word| word.chars().any(|letter| scripts.get(letter) == Script::Latin))
        .find_map(|word| Some((word, word.chars().find(|letter| !letter.is_ascii() && foreign(*letter))?)))
        .map(|(word, letter)| (word.as_ptr() as usize - line.as_ptr() as usize, word, letter))
}
