//! Random texts and changes of them.

use crate::support::Random;

/// Lines that repeat, as in an annex, that look like parts of a patch, and in several scripts.
const LINES: &[&str] = &[
    "",
    "a",
    "b",
    "c",
    "The central authority shall reply within 30 days.",
    "Documents are accepted in English.",
    "## Extradition {#extradition}",
    "## Mutual legal assistance",
    "พนักงานอัยการต้องส่งคำร้องขอ",
    "ມາດຕາ ໖ ກົດໝາຍ",
    "មាត្រា ៦ ច្បាប់ស្តីពី",
    "ပုဒ်မ ၆",
    "Điều 6. Cơ quan trung ương phải trả lời",
    "-- a/content/a.md",
    "++ b/content/a.md",
    "--- a/content/a.md",
    "+++ b/content/a.md",
    "@@ -1 +1 @@",
    "@@ -1,3 +1,3 @@",
    "\\ No newline at end of file",
    "----BEGIN SSH SIGNATURE-----",
    "-----BEGIN SSH SIGNATURE-----",
    "diff --git a/x b/x",
    "    indented",
    "| table | row |",
    "-",
    "+",
];

/// How many rounds to run.
pub(crate) fn rounds(few: usize, long: usize) -> usize {
    if std::env::var("HANDBOOK_FUZZ").is_ok_and(|value| value == "long") { long } else { few }
}

/// Up to `most` lines; one in six texts has no final line end.
pub(crate) fn text(random: &mut Random, most: usize) -> String {
    let count = random.below(most + 1);
    // Few different lines make many places alike.
    let kinds = 1 + random.below(LINES.len());
    let mut text: String = (0..count).flat_map(|_| [LINES[random.below(kinds)], "\n"]).collect();
    if random.below(6) == 0 {
        unended(&mut text);
    }
    text
}

/// Takes away the final line end, unless this would take away a line.
fn unended(text: &mut String) {
    if text.ends_with('\n') && text.len() > 1 && !text.ends_with("\n\n") {
        text.pop();
    }
}

/// The text with up to `most` changes of whole lines.
pub(crate) fn changed(random: &mut Random, text: &str, most: usize) -> String {
    let mut lines: Vec<String> =
        text.split_inclusive('\n').map(|line| line.trim_end_matches('\n').to_owned()).collect();
    for _ in 0..random.below(most + 1) {
        let at = random.below(lines.len() + 1);
        let end = (at + random.below(4)).min(lines.len());
        match random.below(5) {
            0 => drop(lines.drain(at..end)),
            1 => lines.insert(at, (*random.pick(LINES)).to_owned()),
            2 => {
                let moved: Vec<String> = lines.drain(at..end).collect();
                let to = random.below(lines.len() + 1);
                lines.splice(to..to, moved);
            }
            3 => {
                if let Some(line) = lines.get_mut(at) {
                    line.push_str(random.pick::<&str>(&[" may", " shall", " อาจ", " 31"]));
                }
            }
            _ => {
                if let Some(line) = lines.get_mut(at) {
                    (*random.pick(LINES)).clone_into(line);
                }
            }
        }
    }
    let mut text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    if random.below(6) == 0 {
        unended(&mut text);
    }
    text
}

/// A text of which no two lines are alike, and two changes of it.
///
/// Where lines repeat, two tools may see the same change at different copies of a line, and both be
/// right; here there is one answer.
pub(crate) fn distinct_triple(random: &mut Random) -> (String, String, String) {
    let count = 1 + random.below(30);
    let base: String = (0..count).map(|line| format!("{line} {}\n", random.pick(LINES))).collect();
    (base.clone(), reworded(random, &base), reworded(random, &base))
}

/// The text with some lines reworded, removed or added, each of them new.
fn reworded(random: &mut Random, text: &str) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for _ in 0..1 + random.below(3) {
        let at = random.below(lines.len() + 1);
        let new = format!("{} {}\n", random.pick(LINES), random.next() % 10_000);
        match random.below(3) {
            0 if at < lines.len() => drop(lines.remove(at)),
            1 => lines.insert(at, new),
            _ => {
                if let Some(line) = lines.get_mut(at) {
                    *line = new;
                }
            }
        }
    }
    let mut text = lines.concat();
    if random.below(8) == 0 {
        unended(&mut text);
    }
    text
}
