//! Characters that a terminal must not receive raw, written as code points.

use std::borrow::Cow;

/// Whether a character could move the cursor, change the direction of the text, or hide.
///
/// Controls (Cc) but for the tab, bidirectional controls, line and paragraph separators and
/// invisible fillers. Joiners and the zero width space are left alone: Khmer, Burmese and other
/// scripts need them (see [`is_joiner`]).
pub(super) fn is_unsafe(character: char) -> bool {
    (character.is_control() && character != '\t')
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Zero width space, non-joiner and joiner: harmless, but nothing to see.
pub(super) fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200d}')
}

/// A character as its code point: `<U+202E>`.
pub(super) fn code_point(character: char) -> String {
    format!("<U+{:04X}>", u32::from(character))
}

/// A text without unsafe characters, for messages. Tabs and line ends count as unsafe here.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let hide = |character: char| is_unsafe(character) || character == '\t';
    if !text.contains(hide) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if hide(character) {
            shown.push_str(&code_point(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}
