//! Characters that do not show, written as code points.

use std::borrow::Cow;

/// Whether a character could move a cursor, turn the direction of a text around, or hide.
///
/// Controls but for tab and line feed, bidirectional controls, line and paragraph separators,
/// invisible fillers and tags, characters for private use, and code points that are no characters.
/// Joiners and the zero width space are left out: several scripts need them (see [`is_joiner`]).
#[must_use]
pub fn is_hidden(character: char) -> bool {
    let code = u32::from(character);
    (character.is_control() && character != '\t' && character != '\n')
        || code & 0xFFFE == 0xFFFE
        || matches!(code,
            0xAD | 0x034F | 0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200E | 0x200F
            | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xE000..=0xF8FF | 0xFDD0..=0xFDEF
            | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF9..=0xFFFB | 0xE0000..=0xE0FFF | 0xF0000..)
}

/// Zero width space, non-joiner and joiner: part of several scripts, but nothing to see.
#[must_use]
pub fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200D}')
}

/// A text with every character that does not show written as its code point: `<U+202E>`.
///
/// Tab and line feed stay; joiners are shown too.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    reveal(text, true)
}

/// As [`visible`], with the choice to leave joiners alone, where they are not what matters.
pub(super) fn reveal(text: &str, joiners: bool) -> Cow<'_, str> {
    let shown = |character: char| is_hidden(character) || (joiners && is_joiner(character));
    if !text.contains(shown) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if shown(character) {
            written.push_str(&format!("<U+{:04X}>", u32::from(character)));
        } else {
            written.push(character);
        }
    }
    Cow::Owned(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_is_written_out() {
        assert_eq!(visible("a\u{202E}b\u{200B}c\td\n"), "a<U+202E>b<U+200B>c\td\n");
        assert_eq!(reveal("ក\u{200B}ខ\u{7}", false), "ក\u{200B}ខ<U+0007>");
        assert!(matches!(visible("ค้ามนุษย์ e\u{301}"), Cow::Borrowed(_)));
    }
}
