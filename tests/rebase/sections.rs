//! The suite of wrong sections, and random ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use handbook::amend::{Rebase, Verdict, rebase, verdict};
use handbook::diff::Outline;

use crate::support::{Random, repository};

/// Texts in fences, by the word after the fence.
pub(super) fn fenced(page: &str, fence: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut lines = page.split_inclusive('\n');
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix(fence).map(str::trim).filter(|name| !name.is_empty()) {
            let text: String = lines.by_ref().take_while(|line| line.trim_end() != fence).collect();
            found.insert(name.to_owned(), text);
        }
    }
    found
}

struct Scenario {
    name: String,
    expect: String,
    under: String,
    line: String,
    path: &'static str,
    texts: [String; 3],
}

impl Scenario {
    fn all() -> Vec<Self> {
        let folder = crate::support::Tree::read(&repository().join("tests/fixtures/sections"));
        let mut found = Vec::new();
        for (name, bytes) in folder.files() {
            let page = std::str::from_utf8(bytes).unwrap();
            let field = |field: &str| {
                let start = format!("{field}: ");
                page.lines().find_map(|line| line.strip_prefix(&start)).unwrap().to_owned()
            };
            let mut texts = fenced(page, "````");
            let mut text = |name: &str| texts.remove(name).unwrap();
            let texts = [text("base"), text("current"), text("amended")];
            found.push(Self {
                name: name.to_owned(),
                expect: field("Expect"),
                under: field("Under"),
                line: field("Line"),
                path: if texts[0].starts_with("version:") { "a.yaml" } else { "a.md" },
                texts,
            });
        }
        found
    }
}

/// The headings or fields above the one line that holds some words.
fn above(path: &str, text: &str, words: &str) -> String {
    let lines: Vec<usize> =
        text.lines().enumerate().filter(|(_, line)| line.contains(words)).map(|(index, _)| index).collect();
    assert_eq!(lines.len(), 1, "{words} in\n{text}");
    Outline::of(path, text).titles(lines[0]).join(" > ")
}

#[test]
fn no_amendment_lands_under_another_heading_without_a_word() {
    let scenarios = Scenario::all();
    assert!(scenarios.len() >= 30, "{}", scenarios.len());
    let mut wrong = String::new();
    for Scenario { name, expect, under, line, path, texts: [base, current, amended] } in &scenarios {
        assert_ne!(base, current, "{name}");
        assert_ne!(base, amended, "{name}");
        let found = rebase(path, base, current, amended);
        let seen = match &found {
            Rebase::Clash(_) => "clash",
            Rebase::Clean { again, .. } if again.is_empty() => "clean",
            Rebase::Clean { .. } => "again",
        };
        if seen != expect && expect != "any" {
            let _ = writeln!(wrong, "{name}: {seen}, not {expect}: {found:#?}");
        }
        if let Rebase::Clean { text, .. } = &found {
            let stands = above(path, text, line);
            if !stands.contains(under) {
                let _ = writeln!(wrong, "{name}: stands under {stands}, not {under}");
            }
        }
        let (one, other) = (verdict(path, base, current, amended), verdict(path, base, amended, current));
        if one != other || (seen == "clash" && !one.is_clash()) {
            let _ = writeln!(wrong, "{name}: {one:?} and {other:?}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn verdicts_say_how_two_changes_stand_to_each_other() {
    let base = "## A\n\none\ntwo\n\nthree\n\n## B\n\nfour\n";
    let with = |from: &str, to: &str| base.replace(from, to);
    for (one, other, expected) in [
        (with("one", "1"), with("four", "4"), Verdict::Independent),
        (with("one", "1"), with("three", "3"), Verdict::SameSection),
        (with("one", "1"), with("two", "2"), Verdict::Adjacent),
        (with("one", "1"), with("one", "I"), Verdict::Overlap),
        (with("one", "1"), with("one", "1"), Verdict::Same),
        (with("three", "3"), with("## A", "## X"), Verdict::MovesSection),
    ] {
        assert_eq!(verdict("a.md", base, &one, &other), expected, "{one}\n--\n{other}");
        assert_eq!(verdict("a.md", base, &other, &one), expected, "{other}\n--\n{one}");
    }
}

/// A section of a random text: what it is, whatever its heading says.
#[derive(Clone)]
struct Section {
    subject: usize,
    heading: String,
    body: Vec<&'static str>,
}

const BODY: &[&str] =
    &["Not available.", "Ask the court.", "Within 30 days.", "In English.", "By post.", "None."];

fn written(sections: &[Section]) -> String {
    let mut text = String::from("# Annex\n");
    for section in sections {
        let _ = write!(text, "\n## {}\n", section.heading);
        for line in &section.body {
            let _ = write!(text, "\n{line}\n");
        }
    }
    text
}

/// Sections with texts that repeat from one to the next, as in an annex.
fn sections(random: &mut Random) -> Vec<Section> {
    let body: Vec<&str> = (0..2 + random.below(4)).map(|_| *random.pick(BODY)).collect();
    (0..2 + random.below(4))
        .map(|subject| Section {
            subject,
            heading: format!("Subject {subject}"),
            body: if random.below(4) == 0 { vec![*random.pick::<&str>(BODY)] } else { body.clone() },
        })
        .collect()
}

/// What an editor does meanwhile: insert, rename, move, remove, split sections.
fn edited(random: &mut Random, sections: &[Section]) -> Vec<Section> {
    let mut found = sections.to_vec();
    for _ in 0..1 + random.below(3) {
        let at = random.below(found.len());
        match random.below(6) {
            0 | 1 => {
                let subject = 100 + random.below(100);
                let mut new = found[at].clone();
                new.subject = subject;
                new.heading = format!("Subject {subject}");
                found.insert(at + random.below(2), new);
            }
            2 => found[at].heading.push_str(" (revised)"),
            3 => {
                let moved = found.remove(at);
                found.insert(random.below(found.len() + 1), moved);
            }
            4 if found.len() > 1 => drop(found.remove(at)),
            4 => {}
            _ => {
                let cut = found[at].body.len() / 2;
                let rest = found[at].body.split_off(cut);
                let subject = 200 + random.below(100);
                found.insert(at + 1, Section { subject, heading: format!("Subject {subject}"), body: rest });
            }
        }
    }
    found
}

/// The marked line of the author may stand under the heading that its subject has now, and no other.
#[test]
fn random_sections_never_change_hands() {
    const MARK: &str = "Marked by the author.";
    let mut random = Random::seeded(21);
    let (mut clean, mut clashes) = (0, 0);
    for round in 0..crate::diff::rounds(2_000, 400_000) {
        let base = sections(&mut random);
        let current = edited(&mut random, &base);
        let mut amended = base.clone();
        let at = random.below(base.len());
        let line = random.below(base[at].body.len() + 1);
        if line < base[at].body.len() && random.below(2) == 0 {
            amended[at].body[line] = MARK;
        } else {
            amended[at].body.insert(line, MARK);
        }
        let (base_text, current_text) = (written(&base), written(&current));
        match rebase("a.md", &base_text, &current_text, &written(&amended)) {
            Rebase::Clash(views) => {
                assert!(!views.is_empty());
                clashes += 1;
            }
            Rebase::Clean { text, .. } => {
                clean += 1;
                let stands = above("a.md", &text, MARK);
                let heading = stands.rsplit(" > ").next().unwrap();
                let subject = current.iter().find(|section| section.heading == heading);
                assert_eq!(
                    subject.map(|section| section.subject),
                    Some(base[at].subject),
                    "round {round}: under {stands}\n{base_text}\n--\n{current_text}\n--\n{text}"
                );
            }
        }
    }
    assert!(clean > 100 && clashes > 100, "{clean} clean, {clashes} clashes");
}
