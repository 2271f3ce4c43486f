//! A family for each file of a font.
//!
//! On the web a font comes in several files of one family, each with some of its letters (`unicode-range`). The
//! engine takes files of one family, weight and style for one font and would print letters of one file with the
//! shapes of another: `đ` as `ì`. So each file gets a family of its own here, and whoever names the family
//! names all of them.

use std::collections::BTreeMap;

/// Where a rule for a font begins.
const FACE: &str = "@font-face";

/// The rules for fonts and a style sheet, as they must stand in the document for the engine.
pub(super) fn one_file_each(faces: &str, styles: &str) -> String {
    let mut rules: Vec<&str> = faces.split(FACE).collect();
    let before = if rules.is_empty() { "" } else { rules.remove(0) };
    let mut count: BTreeMap<[&str; 3], usize> = BTreeMap::new();
    let mut most: BTreeMap<&str, usize> = BTreeMap::new();
    // The last file goes before those that come earlier, as the later of two rules does on the web.
    let named: Vec<String> = rules
        .iter()
        .rev()
        .map(|rule| {
            let family = value(rule, "font-family").trim_matches(['"', '\'']);
            let files =
                count.entry([family, value(rule, "font-weight"), value(rule, "font-style")]).or_default();
            *files += 1;
            let most = most.entry(family).or_default();
            *most = (*most).max(*files);
            match *files {
                1 => (*rule).to_owned(),
                nth => rule.replacen(family, &part(family, nth), 1),
            }
        })
        .collect();
    let mut document = before.to_owned();
    for rule in named.iter().rev() {
        document.push_str(FACE);
        document.push_str(rule);
    }
    let mut styles = styles.to_owned();
    for (family, files) in most.into_iter().filter(|(family, files)| *files > 1 && !family.is_empty()) {
        let all: Vec<String> = (1..=files)
            .map(|nth| format!("\"{}\"", if nth == 1 { family.to_owned() } else { part(family, nth) }))
            .collect();
        styles = styles.replace(&format!("\"{family}\""), &all.join(", "));
    }
    document + &styles
}

/// The family of a further file.
fn part(family: &str, nth: usize) -> String {
    format!("{family} part {nth}")
}

/// The value of a property in a rule; empty where it has none.
fn value<'a>(rule: &'a str, property: &str) -> &'a str {
    let found = rule
        .split([';', '{', '}'])
        .find_map(|line| line.trim().strip_prefix(property)?.trim().strip_prefix(':'));
    found.unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_family_weight_and_style_are_told_apart() {
        let face = |family: &str, weight: &str, more: &str, file: &str| {
            format!(
                "@font-face {{ font-family: \"{family}\"; font-weight: {weight}; {more}src: url(data:{file}); }}\n"
            )
        };
        let faces = [
            face("A", "400", "", "one"),
            face("A", "400", "", "two"),
            face("A", "400", "font-style: italic; ", "three"),
            face("A", "700", "", "four"),
            face("B", "400", "", "five"),
        ];
        let found = one_file_each(&faces.concat(), "html { font: 1em \"A\", \"B\", serif; }");
        let expected = faces.concat().replacen("\"A\"", "\"A part 2\"", 1)
            + "html { font: 1em \"A\", \"A part 2\", \"B\", serif; }";
        assert_eq!(found, expected);
        assert_eq!(one_file_each("", "p { color: red }"), "p { color: red }");
    }
}
