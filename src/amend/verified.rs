//! The date of verification of an annex where two amendments have moved it.

use std::ops::Range;

use jiff::civil::Date;

/// The field of the front matter.
const FIELD: &str = "last_verified:";

/// The three texts of a rebase with the later of two dates of verification in each, where both sides
/// have moved it from what it was, to different days; `None` where there is nothing to settle. Lines
/// stay what they are but for that date.
pub(super) fn one_day(path: &str, texts: [&str; 3]) -> Option<[String; 3]> {
    if !path.ends_with(".md") {
        return None;
    }
    let dates = texts.map(date);
    let [Some((_, base)), Some((_, current)), Some((_, amended))] = &dates else { return None };
    if base == current || base == amended || current == amended {
        return None;
    }
    let later = current.max(amended).to_string();
    let mut settled = texts.map(str::to_owned);
    for (text, date) in settled.iter_mut().zip(dates) {
        text.replace_range(date?.0, &later);
    }
    Some(settled)
}

/// The date in the front matter and its place, where it is one.
fn date(text: &str) -> Option<(Range<usize>, Date)> {
    let front =
        text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map(|end| &text[..end + 4])?;
    let line = front.find(&format!("\n{FIELD}"))? + 1;
    let value = front[line + FIELD.len()..].lines().next()?;
    let date = value.trim().trim_matches(['"', '\'']);
    let start = line + FIELD.len() + value.find(date)?;
    Some((start..start + date.len(), date.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annex(date: &str, words: &str) -> String {
        format!("---\niso2: XA\nlast_verified: \"{date}\"\n---\n# A\n\n{words}\n\nlast_verified: x\n")
    }

    #[test]
    fn the_later_day_stands_in_all_three() {
        let texts = [
            annex("2026-01-01", "one"),
            annex("2026-11-20", "two"),
            annex("2026-11-22", "three").replace('"', ""),
        ];
        let settled = one_day("a.md", [&texts[0], &texts[1], &texts[2]]).unwrap();
        assert_eq!(settled[0], annex("2026-11-22", "one"));
        assert_eq!(settled[1], annex("2026-11-22", "two"));
        assert_eq!(settled[2], texts[2]);
        let swapped = one_day("a.md", [&texts[0], &texts[2], &texts[1]]).unwrap();
        assert_eq!(swapped[2], settled[1], "whichever came first");
    }

    #[test]
    fn where_only_one_side_moved_it_nothing_is_settled() {
        let (old, new) = (annex("2026-01-01", "one"), annex("2026-11-20", "two"));
        for texts in [[&old, &old, &new], [&old, &new, &old], [&old, &new, &new]] {
            assert_eq!(one_day("a.md", texts.map(String::as_str)), None);
        }
        let odd = annex("soon", "one");
        assert_eq!(one_day("a.md", [&old, &new, &odd]), None);
        assert_eq!(one_day("a.yaml", [&old, &new, &annex("2026-12-01", "three")]), None);
        assert_eq!(one_day("a.md", ["", "last_verified: 2026-01-01\n", "---\n---\n"]), None);
    }
}
