//! Invented words: each sentence says that it belongs to a demonstration.

use jiff::civil::Date;

/// The words that every invented sentence begins with.
pub(super) const MARK: &str = "Demonstration:";
/// Invented paragraphs of the first edition, in their order, and what the second one makes of each.
pub(super) const PARAGRAPHS: [(&str, Then); 5] = [
    (
        "the words of this paragraph are changed in the second edition, and it still has its address.",
        Then::Reads(
            "most words of this paragraph were changed in the second edition, and it still has its address.",
        ),
    ),
    ("whoever looks for this one afterwards is told that it was repealed.", Then::Goes),
    ("nothing happens here except that numbers around it move.", Then::Stays),
    (
        "seven clerks file an old form in a green box by the door.",
        Then::Reads("Instead of that, an electronic register answers every query within minutes."),
    ),
    ("this one goes to another chapter, and links to it follow.", Then::Moves),
];

/// What becomes of an invented paragraph.
pub(super) enum Then {
    Stays,
    Reads(&'static str),
    Goes,
    Moves,
}

/// The text with a sentence, marked as a demonstration, at the end of a paragraph: the first after the
/// front matter, or one after it. Only
/// paragraphs of running words that end with a full stop or a citation count.
#[must_use]
pub fn with_sentence(text: &str, place: usize, words: &str) -> String {
    let body = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map_or(0, |end| end + 9);
    let mut out = text[..body.min(text.len())].to_owned();
    let mut found = 0;
    let mut done = false;
    let lines: Vec<&str> = text[body.min(text.len())..].split_inclusive('\n').collect();
    for (at, line) in lines.iter().enumerate() {
        let is_words = line.starts_with(|first: char| first.is_alphabetic());
        let bare = line.trim_end_matches('\n');
        let last = lines.get(at + 1).is_none_or(|next| next.trim().is_empty());
        let ends = last && bare.ends_with(['.', ']']);
        out.push_str(bare);
        if is_words && ends && !done {
            if found == place {
                out.push_str(&format!(" {MARK} {words}"));
                done = true;
            }
            found += 1;
        }
        out.push_str(&line[bare.len()..]);
    }
    if !done {
        out.push_str(&format!("\n{MARK} {words}\n"));
    }
    out
}

/// The text with paragraphs after its first one of running words, or at its end.
pub(super) fn with_paragraphs(text: &str, paragraphs: &[String]) -> String {
    let marked = with_sentence(text, 0, "");
    let mark = format!(" {MARK} ");
    let words = paragraphs.join("\n\n");
    match marked.find(&mark) {
        Some(at) => format!("{}\n\n{words}{}", &marked[..at], &marked[at + mark.len()..]),
        None => format!("{text}\n{words}\n"),
    }
}

/// The first two chapters as the second edition has them.
pub(super) fn second_edition(text: &str, chapter: usize) -> String {
    if chapter > 0 {
        let moved = PARAGRAPHS.iter().filter(|(_, then)| matches!(then, Then::Moves));
        return with_paragraphs(text, &moved.map(|(words, _)| format!("{MARK} {words}")).collect::<Vec<_>>());
    }
    let mut text = text.to_owned();
    for (words, then) in &PARAGRAPHS {
        let paragraph = format!("{MARK} {words}\n\n");
        text = match then {
            Then::Stays => continue,
            Then::Reads(new) => text.replacen(&paragraph, &format!("{MARK} {new}\n\n"), 1),
            Then::Goes | Then::Moves => text.replacen(&paragraph, "", 1),
        };
    }
    with_paragraphs(&text, &[format!("{MARK} this paragraph is new in the second edition.")])
}

/// An annex as it could have been on a day before it was verified: with that day as its date of verification, and
/// a remark that says so. `None` where it has no later one.
pub(super) fn verified_before(text: &str, day: Date) -> Option<String> {
    let head = text.strip_prefix("---\n")?.find("\n---\n")? + 4;
    let line = text[..head].lines().find(|line| line.starts_with("last_verified:"))?;
    let date: Date = line["last_verified:".len()..].trim().trim_matches('"').parse().ok()?;
    let earlier = format!("last_verified: \"{day}\" # {MARK} invented, to lie before what the State reports");
    (date > day).then(|| text.replacen(line, &earlier, 1))
}

/// Treaty status with an invented event where none is established, or a note where all have one.
pub(super) fn with_event(text: &str, day: Date) -> String {
    let Some(at) = text.find("    events: []\n") else {
        return format!("# {MARK} a ratification would be reported here.\n{text}");
    };
    let rest = &text[at..];
    let sources = rest.lines().find_map(|line| line.strip_prefix("    sources: ")).unwrap_or("[]");
    let event = format!(
        "    events:\n      - kind: ratification\n        date: \"{day}\"\n        precision: day\n        \
         basis: \"{MARK} no such act has taken place\"\n        evidence: unverified\n        sources: {sources}\n"
    );
    format!("{}{event}{}", &text[..at], &rest["    events: []\n".len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_stands_at_the_end_of_a_paragraph_of_words() {
        let text = "---\na: 1\n---\n# Title\n\n- a list\n\nFirst line\nof a paragraph.\n\nSecond.\n";
        let first = with_sentence(text, 0, "x.");
        assert!(first.contains("of a paragraph. Demonstration: x.\n\nSecond.\n"), "{first}");
        let second = with_sentence(text, 1, "x.");
        assert!(second.ends_with("Second. Demonstration: x.\n"), "{second}");
        assert!(with_sentence(text, 9, "x.").ends_with("Second.\n\nDemonstration: x.\n"));
    }

    #[test]
    fn a_date_of_verification_goes_back_and_says_so() {
        let day = Date::new(2026, 11, 2).unwrap();
        let text = "---\niso2: XA\nlast_verified: \"2026-11-21\"\n---\n# A\n\nlast_verified: x\n";
        let earlier = verified_before(text, day).unwrap();
        assert!(earlier.contains("\nlast_verified: \"2026-11-02\" # Demonstration: invented"), "{earlier}");
        assert!(earlier.ends_with("\n---\n# A\n\nlast_verified: x\n"), "{earlier}");
        assert_eq!(verified_before(&earlier.replace(" # ", " # x"), day), None);
        assert_eq!(verified_before("# No front matter\n", day), None);
    }

    #[test]
    fn an_event_says_that_it_did_not_happen() {
        let day = Date::new(2026, 11, 22).unwrap();
        let text = "state: XA\nentries:\n  - instrument: a\n    events: []\n    reservations: []\n    sources: [s]\n";
        let new = with_event(text, day);
        assert!(new.contains("basis: \"Demonstration: no such act has taken place\"\n"), "{new}");
        assert!(new.contains("        sources: [s]\n    reservations: []\n"), "{new}");
        assert!(with_event("state: XA\n", day).starts_with("# Demonstration:"));
    }
}
