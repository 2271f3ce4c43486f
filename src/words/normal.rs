//! The normal form in which texts are compared, with a way back to the original bytes.

use std::borrow::Cow;
use std::ops::Range;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

use super::script::{Script, is_mark, is_young, within};

/// A text in normal form and where each of its characters came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normal {
    text: String,
    /// Start in `text`, then the range in the original, of each character; none where each byte stands
    /// for the byte at its place.
    origin: Vec<(u32, u32, u32)>,
}

impl Normal {
    /// The text in normal form.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Byte range of the original text from which a byte range of the normal form was made.
    ///
    /// Covers whole characters; an empty or foreign range gives an empty one.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        if self.origin.is_empty() {
            let whole = range.start < range.end && range.end <= self.text.len();
            return if whole { range } else { 0..0 };
        }
        let first = self.origin.partition_point(|&(start, ..)| (start as usize) < range.start);
        let last = self.origin.partition_point(|&(start, ..)| (start as usize) < range.end);
        match (self.origin.get(first), last.checked_sub(1).and_then(|last| self.origin.get(last))) {
            (Some(from), Some(to)) if first < last => from.1 as usize..to.2 as usize,
            _ => 0..0,
        }
    }

    fn push(&mut self, piece: Piece) {
        self.origin.push((self.text.len() as u32, piece.start, piece.end));
        self.text.push(piece.character);
    }
}

/// One character of the normal form and the bytes it stands for.
#[derive(Clone, Copy)]
struct Piece {
    character: char,
    start: u32,
    end: u32,
}

/// Normal form of a text for comparing and searching.
///
/// Compatibility composition (NFKC), letters in lower case, digits of every script as ASCII,
/// invisible characters removed, apostrophes of one shape; Thai and Lao `AM` composed and after
/// the tone mark, Lao `HO NO` and `HO MO` composed, Khmer `COENG DA` as `COENG TA`, Burmese `NYA`
/// before `ASAT`. Marks on Latin letters are kept: [`fold`] removes them. Characters younger than
/// Unicode 14 become spaces.
#[must_use]
pub fn normalise(text: &str) -> Normal {
    // Most texts; their bytes stay where they are.
    if text.is_ascii() && !text.contains('`') {
        return Normal { text: text.to_ascii_lowercase(), origin: Vec::new() };
    }
    let mut normal =
        Normal { text: String::with_capacity(text.len()), origin: Vec::with_capacity(text.len()) };
    let mut pieces = Vec::with_capacity(text.len());
    let mut rest = text.char_indices().filter(|&(_, character)| !is_invisible(character)).peekable();
    while let Some((start, character)) = rest.next() {
        let mut end = start + character.len_utf8();
        let plain = character.is_ascii() && character != '`';
        if plain && rest.peek().is_none_or(|&(_, next)| next.is_ascii()) {
            pieces.push(Piece {
                character: straight_apostrophe(character).to_ascii_lowercase(),
                start: start as u32,
                end: end as u32,
            });
            continue;
        }
        if is_young(character) {
            pieces.push(Piece { character: ' ', start: start as u32, end: end as u32 });
            continue;
        }
        let mut chunk = String::from(straight_apostrophe(character));
        while let Some((next, mark)) = rest.next_if(|&(_, next)| continues(next)) {
            chunk.push(mark);
            end = next + mark.len_utf8();
        }
        for character in ComposingNormalizerBorrowed::new_nfkc().normalize(&chunk).chars() {
            for character in lower(character) {
                pieces.push(Piece { character, start: start as u32, end: end as u32 });
            }
        }
    }
    if pieces.iter().any(|piece| u32::from(piece.character) >= RESPELT) {
        pieces = respell(pieces);
    }
    for piece in pieces {
        normal.push(piece);
    }
    normal
}

/// Characters that never show and do not divide words for a reader: zero-width spaces and joiners,
/// soft hyphens, direction marks, variation selectors, Hangul fillers.
fn is_invisible(character: char) -> bool {
    u32::from(character) >= INVISIBLE[0].0 && within(&INVISIBLE, character)
}

/// Ranges of the invisible characters.
pub(super) const INVISIBLE: [(u32, u32); 13] = [
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xE0000, 0xE0FFF),
];

/// Whether a character belongs to the one before it: a mark, or a later part of a Korean syllable.
fn continues(character: char) -> bool {
    matches!(u32::from(character), 0x1160..=0x11FF) || is_mark(character) && !is_young(character)
}

/// Apostrophes of every shape as U+0027; they look alike and corpora mix them.
fn straight_apostrophe(character: char) -> char {
    match character {
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' | '\u{00B4}' | '\u{0060}' | '\u{2032}' => '\'',
        other => other,
    }
}

/// A character in lower case, digits as ASCII, final sigma as sigma, sharp s as two.
fn lower(character: char) -> impl Iterator<Item = char> {
    let (first, second) = match character {
        'ß' | 'ẞ' => ('s', Some('s')),
        'ς' => ('σ', None),
        other => (digit(other).unwrap_or(other), None),
    };
    first.to_lowercase().chain(second)
}

/// First digit (zero) of each script's row of ten that NFKC leaves alone.
pub(super) const ZEROS: [u32; 35] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
    0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
];

/// ASCII digit for a digit of another script.
fn digit(character: char) -> Option<char> {
    let code = u32::from(character);
    if code < ZEROS[0] {
        return None;
    }
    let row = ZEROS.partition_point(|&zero| zero <= code);
    let value = code - ZEROS[row.checked_sub(1)?];
    if value < 10 { char::from_digit(value, 10) } else { None }
}

/// First code point of the scripts that are respelt.
const RESPELT: u32 = 0x0E00;

/// Brings spellings that readers cannot tell apart to one, in Thai, Lao, Khmer and Burmese.
fn respell(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        if u32::from(piece.character) < RESPELT {
            out.push(piece);
            continue;
        }
        let before = out.last().map(|last| last.character);
        let before_that = out.len().checked_sub(2).map(|index| out[index].character);
        match (before_that, before, piece.character) {
            // nikhahit + sara aa, the tone before or between them: sara am after the tone
            (_, Some(ring @ ('\u{0E4D}' | '\u{0ECD}')), aa @ ('\u{0E32}' | '\u{0EB2}'))
                if u32::from(aa) + 0x1B == u32::from(ring) =>
            {
                let last = out.len() - 1;
                out[last].character = following(aa);
                out[last].end = piece.end;
            }
            (Some(ring @ ('\u{0E4D}' | '\u{0ECD}')), Some(tone), aa @ ('\u{0E32}' | '\u{0EB2}'))
                if u32::from(aa) + 0x1B == u32::from(ring) && is_tone(tone) =>
            {
                let (ring_at, tone_at) = (out.len() - 2, out.len() - 1);
                let start = out[ring_at].start;
                out[ring_at] = Piece { character: tone, start, end: piece.end };
                out[tone_at] = Piece { character: following(aa), start, end: piece.end };
            }
            (_, Some('\u{0EAB}'), low @ ('\u{0E99}' | '\u{0EA1}')) => {
                let last = out.len() - 1;
                out[last].character = if low == '\u{0E99}' { '\u{0EDC}' } else { '\u{0EDD}' };
                out[last].end = piece.end;
            }
            (_, Some('\u{17D2}'), '\u{178A}') => {
                piece.character = '\u{178F}';
                out.push(piece);
            }
            (_, Some('\u{1025}'), '\u{103A}') => {
                let last = out.len() - 1;
                out[last].character = '\u{1009}';
                out.push(piece);
            }
            _ => out.push(piece),
        }
    }
    out
}

/// Sara am for sara aa, in Thai and in Lao.
fn following(aa: char) -> char {
    if aa == '\u{0E32}' { '\u{0E33}' } else { '\u{0EB3}' }
}

fn is_tone(character: char) -> bool {
    matches!(u32::from(character), 0x0E48..=0x0E4B | 0x0EC8..=0x0ECB)
}

/// A word in normal form without the marks of its Latin letters, with `đ` as `d` and no apostrophe.
///
/// Other scripts keep their marks: without its virama a Tamil word is another word. Borrowed where
/// nothing changes.
#[must_use]
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii() && byte != b'\'') {
        return Cow::Borrowed(word);
    }
    let mut folded = String::with_capacity(word.len());
    let mut latin = false;
    for character in word.chars() {
        if is_mark(character) {
            if !latin {
                folded.push(character);
            }
            continue;
        }
        latin = Script::of(character) == Script::Latin;
        if !latin {
            if character != '\'' {
                folded.push(character);
            }
            continue;
        }
        match character {
            'đ' | 'ð' => folded.push('d'),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            ascii if ascii.is_ascii() => folded.push(ascii),
            other => {
                let mut bytes = [0; 4];
                let decomposed = DecomposingNormalizerBorrowed::new_nfd();
                folded.extend(
                    decomposed
                        .normalize(other.encode_utf8(&mut bytes))
                        .chars()
                        .filter(|&part| !is_mark(part)),
                );
            }
        }
    }
    Cow::Owned(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        normalise(text).text().to_owned()
    }

    #[test]
    fn digits_case_and_width_are_one() {
        assert_eq!(text("มาตรา ๖ พ.ศ. ๒๕๕๑"), "มาตรา 6 พ.ศ. 2551");
        assert_eq!(text("១៩៩៣ ໒໐໑໕ ၂၀၀၅ ௨"), "1993 2015 2005 2");
        assert_eq!(text("ＡＲＴ． Ⅳ STRASSE Straße"), "art. iv strasse strasse");
    }

    #[test]
    fn spellings_that_look_alike_are_one() {
        for (one, other) in [
            ("น้ำ", "น\u{0E49}\u{0E4D}\u{0E32}"),
            ("น้ำ", "น\u{0E4D}\u{0E49}\u{0E32}"),
            ("ทำ", "ท\u{0E4D}\u{0E32}"),
            ("ນ້ຳ", "ນ\u{0EC9}\u{0ECD}\u{0EB2}"),
            ("ກົດໝາຍ", "ກົດຫມາຍ"),
            ("ស្ដីពី", "ស្តីពី"),
            ("ជួញ\u{200B}ដូរ", "ជួញដូរ"),
            ("ne’ebé", "ne\u{00B4}ebe\u{0301}"),
            ("ဥ\u{103A}", "ဉ\u{103A}"),
            ("ne`ebe", "ne'ebe"),
            ("Quyền", "quye\u{0302}\u{0300}n"),
        ] {
            assert_eq!(text(one), text(other), "{one} {other}");
        }
    }

    #[test]
    fn normal_form_is_stable() {
        for sample in
            ["น\u{0E4D}\u{0E49}\u{0E32}", "ﬁle Ǆ ½ İ", "ສ\u{0ECD}\u{0EC9}\u{0EB2}ຫມຫນ", "ក្ដ", "각\u{11A8}"]
        {
            let once = text(sample);
            assert_eq!(text(&once), once, "{sample:?}");
        }
    }

    #[test]
    fn ranges_lead_back_to_the_original() {
        let original = "x\u{200B}น\u{0E4D}\u{0E49}\u{0E32} e\u{0301}Z";
        let normal = normalise(original);
        let at = normal.text().find('\u{0E33}').expect("sara am");
        let range = normal.original(at..at + 3);
        assert_eq!(&original[range], "น\u{0E4D}\u{0E49}\u{0E32}", "a letter comes with its marks");
        let at = normal.text().find('é').expect("e acute");
        assert_eq!(&original[normal.original(at..at + 2)], "e\u{0301}");
        assert_eq!(&original[normal.original(0..normal.text().len())], original);
        assert_eq!(normal.original(5..5), 0..0);
    }

    #[test]
    fn marks_fold_for_latin_letters_only() {
        assert_eq!(fold("quyền"), "quyen");
        assert_eq!(fold("được"), "duoc");
        assert_eq!(fold("ne'ebé"), "neebe");
        assert_eq!(fold("தமிழ்"), "தமிழ்");
        assert_eq!(fold("ค้า"), "ค้า");
    }
}
