//! Names of characters that cannot be seen.

/// A character by code point and name (Unicode Character Database, `NamesList.txt`): `U+202E
/// (right-to-left override)`.
#[must_use]
pub fn name(character: char) -> String {
    let point = u32::from(character);
    match known(character) {
        Some(name) => format!("U+{point:04X} ({name})"),
        None => format!("U+{point:04X}"),
    }
}

fn known(character: char) -> Option<&'static str> {
    Some(match character {
        '\0' => "null",
        '\u{7}' => "bell",
        '\u{8}' => "backspace",
        '\u{b}' => "line tabulation",
        '\u{c}' => "form feed",
        '\u{1b}' => "escape",
        '\u{7f}' => "delete",
        '\u{85}' => "next line",
        '\u{ad}' => "soft hyphen",
        '\u{34f}' => "combining grapheme joiner",
        '\u{61c}' => "Arabic letter mark",
        '\u{115f}' => "Hangul choseong filler",
        '\u{1160}' => "Hangul jungseong filler",
        '\u{17b4}' => "Khmer vowel inherent aq",
        '\u{17b5}' => "Khmer vowel inherent aa",
        '\u{180b}'..='\u{180d}' | '\u{180f}' => "Mongolian free variation selector",
        '\u{180e}' => "Mongolian vowel separator",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "pop directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2061}' => "function application",
        '\u{2062}' => "invisible times",
        '\u{2063}' => "invisible separator",
        '\u{2064}' => "invisible plus",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "pop directional isolate",
        '\u{206a}'..='\u{206f}' => "deprecated format character",
        '\u{3164}' => "Hangul filler",
        '\u{feff}' => "zero width no-break space",
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => "variation selector",
        '\u{ffa0}' => "halfwidth Hangul filler",
        '\u{fff9}'..='\u{fffb}' => "interlinear annotation character",
        '\u{e0000}'..='\u{e007f}' => "tag character",
        '\0'..='\u{9f}' => "control character",
        _ => return None,
    })
}
