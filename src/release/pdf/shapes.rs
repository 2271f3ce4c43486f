//! What the shapes of a font stand for.

use std::collections::BTreeMap;

use ttf_parser::{Face, GlyphId, RawFaceTables};

use super::woff2;

/// The letters of each shape of one font, as the font itself tells them: by its table of characters, and by
/// the names of its shapes.
///
/// A font has more shapes than characters: a consonant written below another, a sign set lower. Their names
/// say what they stand for (Adobe Glyph List Specification, section 2: `uni17D2179A.low` is U+17D2 U+179A).
#[derive(Clone, Debug)]
pub(super) struct Shapes {
    /// How many shapes there are.
    count: u16,
    /// Characters that are shown with a shape when nothing beside them changes it.
    characters: BTreeMap<u16, Vec<char>>,
    /// What the name of a shape says.
    named: BTreeMap<u16, String>,
}

impl Shapes {
    /// Reads a TrueType, OpenType or WOFF 2.0 file; `None` for any other and for one that cannot be read.
    pub(super) fn read(file: &[u8]) -> Option<Self> {
        if !file.starts_with(b"wOF2") {
            return Some(Self::of(&Face::parse(file, 0).ok()?));
        }
        let tables = woff2::tables(file)?;
        let table = |tag: &[u8; 4]| tables.get(tag).map(Vec::as_slice);
        let face = Face::from_raw_tables(RawFaceTables {
            head: table(b"head")?,
            hhea: table(b"hhea")?,
            maxp: table(b"maxp")?,
            cmap: table(b"cmap"),
            post: table(b"post"),
            ..RawFaceTables::default()
        });
        Some(Self::of(&face.ok()?))
    }

    fn of(face: &Face<'_>) -> Self {
        let count = face.number_of_glyphs();
        let mut characters: BTreeMap<u16, Vec<char>> = BTreeMap::new();
        for table in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables) {
            if !table.is_unicode() {
                continue;
            }
            table.codepoints(|code| {
                let shape = table.glyph_index(code).map(|shape| shape.0);
                if let (Some(shape), Some(character)) = (shape, char::from_u32(code)) {
                    let shown = characters.entry(shape).or_default();
                    if !shown.contains(&character) {
                        shown.push(character);
                    }
                }
            });
        }
        let named = (0..count)
            .filter_map(|shape| Some((shape, letters(face.glyph_name(GlyphId(shape))?)?)))
            .collect();
        Self { count, characters, named }
    }

    /// Whether the font has this shape.
    pub(super) fn has(&self, shape: u16) -> bool {
        shape < self.count
    }

    /// Whether the character is one that is shown with this shape; `None` where the font shows none with it
    /// by itself.
    pub(super) fn shows(&self, shape: u16, character: char) -> Option<bool> {
        self.characters.get(&shape).map(|shown| shown.contains(&character))
    }

    /// What the shape stands for; `None` where the font does not say, or more than one thing.
    pub(super) fn letters(&self, shape: u16) -> Option<String> {
        let named = self.named.get(&shape);
        match self.characters.get(&shape).map(Vec::as_slice) {
            None => named.cloned(),
            Some([one]) => Some(one.to_string()),
            Some(several) => {
                named.filter(|name| several.iter().any(|one| **name == one.to_string())).cloned()
            }
        }
    }
}

/// What the name of a shape stands for, as far as it is written with the numbers of its characters or is one
/// letter.
fn letters(name: &str) -> Option<String> {
    let parts = name.split('.').next().filter(|stem| !stem.is_empty())?.split('_');
    parts.map(part).collect()
}

/// One part of a name: `uni` and four digits for each character, `u` and four to six digits, or one letter.
fn part(name: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    let character = |text: &str| char::from_u32(u32::from_str_radix(text, 16).ok()?);
    if let Some(numbers) = name.strip_prefix("uni").filter(|numbers| digits(numbers) && numbers.len() >= 4) {
        let (fours, rest) = numbers.as_bytes().as_chunks::<4>();
        return rest
            .is_empty()
            .then_some(fours)?
            .iter()
            .map(|four| character(str::from_utf8(four).ok()?))
            .collect();
    }
    if let Some(number) =
        name.strip_prefix('u').filter(|number| digits(number) && (4..=6).contains(&number.len()))
    {
        return character(number).map(String::from);
    }
    (name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_shapes_say_their_letters() {
        for (name, stands_for) in [
            ("uni17D2179A.low", Some("\u{17D2}\u{179A}")),
            ("uni1780", Some("\u{1780}")),
            ("u1F600", Some("\u{1F600}")),
            ("f_i", Some("fi")),
            ("uni17D2_uni179A", Some("\u{17D2}\u{179A}")),
            (".notdef", None),
            ("glyph00066", None),
            ("uni17D", None),
            ("uni17D21", None),
            ("uniD800", None),
            ("unicorn", None),
            ("niggahita_maiEklao", None),
        ] {
            assert_eq!(letters(name).as_deref(), stands_for, "{name}");
        }
    }
}
