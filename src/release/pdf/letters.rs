//! What the shapes in a PDF stand for when its text is copied, searched or read aloud.
//!
//! A PDF draws shapes, and a table for each font (`ToUnicode`, ISO 32000-1, 9.10.3) says which letters each
//! shape stands for. The engine fills it in when it first draws a shape, and where several shapes make one
//! syllable, it gives all letters of the syllable to the last shape and none to the others. The shape of ព,
//! first drawn in ព្រ, then stands for ព្រ wherever it is drawn, and the sign before it for nothing: words
//! copied from the file are other words. The fonts say what each of their shapes stands for.

use std::fmt::Write as _;

use super::shapes::Shapes;

/// The table with the letters that the fonts say, where the engine gives a shape several letters or none.
/// One letter stands as it is. `None` where nothing changes.
pub(super) fn corrected(table: &str, fonts: &[Shapes]) -> Option<String> {
    let entries: Vec<(u16, String)> = table.lines().filter_map(entry).collect();
    let fonts: Vec<&Shapes> = fonts.iter().filter(|font| is_of(&entries, font)).collect();
    let mut corrected = String::with_capacity(table.len());
    let mut changed = false;
    for line in table.split_inclusive('\n') {
        let better = entry(line).and_then(|(shape, given)| {
            // The first is the sign that a font lacks a letter.
            if shape == 0 || given.chars().count() == 1 {
                return None;
            }
            let mut said = fonts.iter().map(|font| font.letters(shape));
            let letters = said.next()??;
            (said.all(|other| other.as_ref() == Some(&letters)) && letters != given)
                .then_some((shape, letters))
        });
        match better {
            Some((shape, letters)) => {
                changed = true;
                let _ = write!(corrected, "<{shape:04x}> <");
                for unit in letters.encode_utf16() {
                    let _ = write!(corrected, "{unit:04x}");
                }
                corrected.push_str(">\n");
            }
            None => corrected.push_str(line),
        }
    }
    changed.then_some(corrected)
}

/// Whether a table is one of this font: it has every shape, and where the table gives one letter, the font
/// shows that letter with the shape. A letter can be shown with the shape of another that looks the same, so
/// that one in ten may differ.
fn is_of(entries: &[(u16, String)], font: &Shapes) -> bool {
    let (mut same, mut other) = (0_usize, 0_usize);
    for (shape, given) in entries {
        let mut letters = given.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            match font.shows(*shape, letter) {
                Some(true) => same += 1,
                Some(false) => other += 1,
                None => {}
            }
        }
    }
    same > 0 && other * 10 <= same && entries.iter().all(|(shape, _)| font.has(*shape))
}

/// A line of the table: `<0014> <178017d2179a>`, a shape and its letters in UTF-16.
fn entry(line: &str) -> Option<(u16, String)> {
    let (shape, letters) = line.trim_end().strip_prefix('<')?.strip_suffix('>')?.split_once("> <")?;
    if shape.len() != 4 || !letters.is_ascii() {
        return None;
    }
    let (fours, rest) = letters.as_bytes().as_chunks::<4>();
    let units: Option<Vec<u16>> =
        fours.iter().map(|four| u16::from_str_radix(str::from_utf8(four).ok()?, 16).ok()).collect();
    let letters = String::from_utf16(&units.filter(|_| rest.is_empty())?).ok()?;
    Some((u16::from_str_radix(shape, 16).ok()?, letters))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::DEFAULT_THEME;

    fn fonts() -> Vec<Shapes> {
        DEFAULT_THEME.iter().filter_map(|file| Shapes::read(file.bytes)).collect()
    }

    /// The number of a shape of the Khmer font, from its letters.
    fn shape(letters: &str) -> u16 {
        let khmer = DEFAULT_THEME.iter().find(|file| file.path.contains("khmer-400")).unwrap();
        let font = Shapes::read(khmer.bytes).unwrap();
        (1..u16::MAX).find(|shape| font.letters(*shape).as_deref() == Some(letters)).unwrap()
    }

    fn table(entries: &[(u16, &str)]) -> String {
        let mut table = format!("begincmap\n{} beginbfchar\n<0000> <ffff>\n", entries.len() + 1);
        for (shape, letters) in entries {
            let units: String = letters.encode_utf16().map(|unit| format!("{unit:04x}")).collect();
            table.push_str(&format!("<{shape:04x}> <{units}>\n"));
        }
        table + "endbfchar\nendcmap"
    }

    #[test]
    fn a_shape_stands_for_its_own_letters_not_for_the_syllable_in_which_it_was_first_drawn() {
        let (ko, ro, mo, e) = (shape("ក"), shape("្រ"), shape("ម"), shape("េ"));
        let engine = table(&[(ro, ""), (ko, "ក្រ"), (mo, "ម"), (e, "")]);
        let right = table(&[(ro, "្រ"), (ko, "ក"), (mo, "ម"), (e, "េ")]);
        assert_eq!(corrected(&engine, &fonts()).as_deref(), Some(right.as_str()));
        assert_eq!(corrected(&right, &fonts()), None, "what is right stays");
    }

    #[test]
    fn a_table_of_a_font_that_is_not_known_stays() {
        let (ko, mo) = (shape("ក"), shape("ម"));
        // Shape for shape other letters than those of the Khmer font; a shape that it does not have; no
        // letter by which to know it.
        for other in [table(&[(ko, ""), (mo, "x")]), table(&[(60_000, ""), (mo, "ម")]), table(&[(ko, "")])]
        {
            assert_eq!(corrected(&other, &fonts()), None, "{other}");
        }
        assert_eq!(corrected(&table(&[(ko, ""), (mo, "ម")]), &[]), None);
    }

    #[test]
    fn garbage_is_no_entry() {
        for line in [
            "",
            "<",
            "<>",
            "<0014>",
            "<0014> <",
            "<0014> <12>",
            "<0014> <d800>",
            "<zzzz> <0041>",
            "<0014> <кк>",
            "<14> <0041>",
        ] {
            assert_eq!(entry(line), None, "{line}");
        }
        assert_eq!(entry("<0014> <>\n"), Some((0x14, String::new())));
    }

    #[test]
    fn every_shape_of_the_theme_for_scripts_that_change_shapes_says_its_letters() {
        for file in DEFAULT_THEME.iter().filter(|file| {
            ["khmer-", "thai-", "myanmar-"]
                .iter()
                .any(|script| file.path.ends_with(".woff2") && file.path.contains(script))
        }) {
            let font = Shapes::read(file.bytes).unwrap();
            let silent = (2..u16::MAX)
                .take_while(|shape| font.has(*shape))
                .filter(|shape| font.letters(*shape).is_none())
                .count();
            // Some are shown for two characters that look the same.
            assert!(silent <= 10, "{}: {silent}", file.path);
        }
    }

    #[test]
    fn files_that_are_no_fonts_are_none() {
        let khmer = DEFAULT_THEME.iter().find(|file| file.path.contains("khmer-400")).unwrap().bytes;
        for cut in [0, 3, 20, 47, 60, khmer.len() / 2] {
            assert!(Shapes::read(&khmer[..cut]).is_none(), "{cut}");
        }
        for at in (4..khmer.len()).step_by(97) {
            let mut spoilt = khmer.to_vec();
            spoilt[at] ^= 0x5A;
            // Whatever comes of it, it ends.
            let _ = Shapes::read(&spoilt);
        }
        assert!(Shapes::read(b"not a font").is_none());
    }
}
