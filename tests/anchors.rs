//! Permanent anchors: whatever happens to the text around it, a paragraph keeps its own.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use handbook::clock::Clock;
use handbook::diagnostic::SourceText;
use handbook::pipeline::{self, Strictness};
use handbook::resolve::{AnchorMap, Fingerprint, PageUnits};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::support::{Handbook, Random};

/// A paragraph with a name by which the test knows it.
#[derive(Clone, Debug)]
struct Paragraph {
    name: u32,
    words: Vec<String>,
    /// What happened to it in this round.
    touched: Touch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Touch {
    None,
    /// One word became another.
    Word,
    /// New, split or joined.
    Else,
}

impl Paragraph {
    fn text(&self) -> String {
        self.words.join(" ")
    }
}

/// A book in the small: paragraphs by page.
#[derive(Clone, Debug, Default)]
struct Book {
    pages: BTreeMap<String, Vec<Paragraph>>,
    next: u32,
}

/// Something that an editor does.
#[derive(Clone, Copy, Debug)]
enum Act {
    Insert,
    Word,
    Delete,
    Move,
    Split,
    Join,
    MovePage,
    Copy,
}

const WORDS: &[&str] = &[
    "request",
    "authority",
    "evidence",
    "witness",
    "search",
    "seizure",
    "treaty",
    "court",
    "judge",
    "State",
    "law",
    "record",
    "bank",
    "transfer",
    "victim",
    "trial",
    "order",
    "freeze",
    "asset",
    "return",
    "ประเทศ",
    "ច្បាប់",
    "ဥပဒေ",
    "must",
    "may",
    "where",
    "under",
    "before",
    "after",
    "without",
    "unless",
    "and",
    "or",
    "the",
    "of",
    "in",
    "to",
];

impl Book {
    fn paragraph(&mut self, random: &mut Random) -> Paragraph {
        self.next += 1;
        let length = 12 + random.below(30);
        let mut words: Vec<String> = (0..length).map(|_| (*random.pick(WORDS)).to_owned()).collect();
        // No two paragraphs of a book are word for word the same, unless one is copied.
        words.push(format!("case{}", self.next));
        Paragraph { name: self.next, words, touched: Touch::Else }
    }

    fn place(&self, random: &mut Random) -> Option<(String, usize)> {
        let pages: Vec<&String> =
            self.pages.iter().filter(|(_, list)| !list.is_empty()).map(|(page, _)| page).collect();
        let page = (*pages.get(random.below(pages.len().max(1)))?).clone();
        let at = random.below(self.pages[&page].len());
        Some((page, at))
    }

    fn act(&mut self, act: Act, random: &mut Random) {
        let names: Vec<String> = self.pages.keys().cloned().collect();
        let page = random.pick(&names).clone();
        let spot = random.below(self.pages[&page].len() + 1);
        let Some((from, at)) = self.place(random) else {
            let new = self.paragraph(random);
            self.pages.get_mut(&page).unwrap().insert(0, new);
            return;
        };
        match act {
            Act::Insert => {
                let new = self.paragraph(random);
                self.pages.get_mut(&page).unwrap().insert(spot, new);
            }
            Act::Word => {
                let paragraph = &mut self.pages.get_mut(&from).unwrap()[at];
                let word = random.below(paragraph.words.len());
                paragraph.words[word] = format!("changed{}", random.below(1000));
                paragraph.touched = if paragraph.touched == Touch::None { Touch::Word } else { Touch::Else };
            }
            Act::Delete => drop(self.pages.get_mut(&from).unwrap().remove(at)),
            Act::Move => {
                let paragraph = self.pages.get_mut(&from).unwrap().remove(at);
                let target = self.pages.get_mut(&page).unwrap();
                let spot = spot.min(target.len());
                target.insert(spot, paragraph);
            }
            Act::Split => {
                self.next += 1;
                let name = self.next;
                let list = self.pages.get_mut(&from).unwrap();
                let half = list[at].words.len() / 2;
                let words = list[at].words.split_off(half);
                list[at].touched = Touch::Else;
                list.insert(at + 1, Paragraph { name, words, touched: Touch::Else });
            }
            Act::Join => {
                let list = self.pages.get_mut(&from).unwrap();
                if at + 1 < list.len() {
                    let second = list.remove(at + 1);
                    list[at].words.extend(second.words);
                    list[at].touched = Touch::Else;
                }
            }
            Act::MovePage => {
                let list = self.pages.remove(&from).unwrap();
                self.next += 1;
                self.pages.insert(format!("chapters/moved-{}.md", self.next), list);
            }
            Act::Copy => {
                self.next += 1;
                let list = self.pages.get_mut(&from).unwrap();
                list[at].touched = Touch::Else;
                let copy = Paragraph { name: self.next, ..list[at].clone() };
                self.pages.get_mut(&page).unwrap().push(copy);
            }
        }
    }

    /// Texts that stand in the book more than once.
    fn repeated(&self) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        self.pages.values().flatten().map(Paragraph::text).filter(|text| !seen.insert(text.clone())).collect()
    }

    fn units(&self) -> PageUnits {
        let prints = |list: &Vec<Paragraph>| list.iter().map(|one| Fingerprint::of(&one.text())).collect();
        self.pages.iter().map(|(page, list)| (page.clone(), prints(list))).collect()
    }

    /// The anchor of each paragraph by its name.
    fn anchors(&self, map: &AnchorMap) -> BTreeMap<u32, String> {
        let mut found = BTreeMap::new();
        for (page, list) in &self.pages {
            let anchors: Vec<String> = map.anchors(page).map(|anchor| anchor.as_str().to_owned()).collect();
            assert_eq!(anchors.len(), list.len(), "every paragraph of {page} has an anchor");
            found.extend(list.iter().map(|one| one.name).zip(anchors));
        }
        found
    }
}

fn parse(text: &str) -> AnchorMap {
    let read = AnchorMap::parse(&SourceText::new("anchors.tsv", text));
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    read.value
}

fn acts() -> impl Strategy<Value = Vec<Vec<Act>>> {
    let act = prop_oneof![
        4 => Just(Act::Insert),
        4 => Just(Act::Word),
        2 => Just(Act::Delete),
        3 => Just(Act::Move),
        2 => Just(Act::Split),
        2 => Just(Act::Join),
        1 => Just(Act::MovePage),
        1 => Just(Act::Copy),
    ];
    prop::collection::vec(prop::collection::vec(act, 0..12), 1..6)
}

/// The runner of proptest with the same cases on every run.
fn runner(cases: u32) -> TestRunner {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    TestRunner::new_with_rng(Config { cases, failure_persistence: None, ..Config::default() }, rng)
}

#[test]
fn untouched_paragraphs_keep_their_anchors_whatever_happens_around_them() {
    let (kept, of) = (Cell::new(0_u32), Cell::new(0_u32));
    let outcome = runner(300).run(&(any::<u64>(), acts()), |(seed, rounds)| {
        let mut random = Random::seeded(seed);
        let mut book = Book::default();
        for page in ["chapters/one.md", "chapters/two.md", "annexes/xa.md"] {
            let list = (0..random.below(9)).map(|_| book.paragraph(&mut random)).collect();
            book.pages.insert(page.to_owned(), list);
        }
        let mut map = AnchorMap::default().next(&book.units());
        let mut ever: BTreeSet<String> = BTreeSet::new();
        let mut retired: BTreeSet<String> = BTreeSet::new();
        for round in rounds {
            let before = book.anchors(&map);
            let mut twice = book.repeated();
            book.pages.values_mut().flatten().for_each(|one| one.touched = Touch::None);
            for act in round {
                book.act(act, &mut random);
            }
            let known: BTreeSet<String> =
                map.all().map(|(anchor, _, _)| anchor.as_str().to_owned()).collect();
            let next = map.next(&book.units());

            // An untouched paragraph keeps its anchor, wherever it went.
            let after = book.anchors(&next);
            // Of the same text twice either may have either anchor.
            twice.extend(book.repeated());
            for one in book.pages.values().flatten().filter(|one| !twice.contains(&one.text())) {
                match (one.touched, before.get(&one.name)) {
                    (Touch::None, Some(old)) => prop_assert_eq!(old, &after[&one.name], "{}", one.text()),
                    (Touch::Word, Some(old)) => {
                        of.set(of.get() + 1);
                        kept.set(kept.get() + u32::from(*old == after[&one.name]));
                    }
                    _ => {}
                }
            }
            // No anchor stands twice, none is lost, none comes back, none is given again.
            let all: Vec<String> = next.all().map(|(anchor, _, _)| anchor.as_str().to_owned()).collect();
            let unique: BTreeSet<String> = all.iter().cloned().collect();
            prop_assert_eq!(all.len(), unique.len());
            prop_assert!(unique.is_superset(&known));
            for (anchor, _, in_use) in next.all() {
                let anchor = anchor.as_str().to_owned();
                if in_use {
                    prop_assert!(!retired.contains(&anchor), "{} was out of use", anchor);
                    let owner = before.iter().find(|(_, old)| **old == anchor);
                    prop_assert!(owner.is_some() || !ever.contains(&anchor), "{} is used again", anchor);
                } else {
                    retired.insert(anchor.clone());
                }
                ever.insert(anchor);
            }
            // The same text again changes nothing, and the file says all that there is.
            prop_assert_eq!(&next.next(&book.units()), &next);
            prop_assert_eq!(&parse(&next.format()), &next);
            prop_assert_eq!(parse(&next.format()).format(), next.format());
            map = next;
        }
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
    // One word of a paragraph is an edit, not another paragraph: seldom it is taken for one.
    let (kept, of) = (kept.get(), of.get());
    assert!(of > 500 && f64::from(kept) / f64::from(of) > 0.97, "{kept} of {of}");
}

#[test]
fn two_authors_of_different_texts_never_get_the_same_new_anchor() {
    let mut random = Random::seeded(11);
    let mut book = Book::default();
    book.pages.insert("chapters/one.md".to_owned(), Vec::new());
    let map = AnchorMap::default().next(&book.units());
    let mut seen = BTreeSet::new();
    for _ in 0..500 {
        let mut branch = Book { next: book.next, ..Book::default() };
        let paragraph = branch.paragraph(&mut random);
        book.next = branch.next;
        branch.pages.insert("chapters/one.md".to_owned(), vec![paragraph]);
        let next = map.next(&branch.units());
        let anchor = next.anchors("chapters/one.md").next().unwrap().as_str().to_owned();
        assert!(seen.insert(anchor));
    }
}

/// Text and anchor of every numbered unit of a handbook, as the program sees it now.
fn anchored(handbook: &Handbook) -> BTreeMap<String, String> {
    let clock = Clock::new(Some("2026-11-22"), None).unwrap();
    let outcome = pipeline::read(handbook.root(), &clock, Strictness::Draft).unwrap();
    let checked = outcome.value.unwrap();
    let mut found = BTreeMap::new();
    for page in &checked.book.pages {
        for ((span, _), anchor) in page.units().zip(checked.anchors.anchors(&page.path)) {
            found.insert(page.source.text()[span.range()].trim().to_owned(), anchor.as_str().to_owned());
        }
    }
    found
}

fn git(handbook: &Handbook, arguments: &[&str]) -> bool {
    let mut command = Command::new("git");
    command.current_dir(handbook.root()).args(["-c", "user.name=t", "-c", "user.email=t@example.org"]);
    command.args(["-c", "commit.gpgsign=false", "-c", "merge.conflictStyle=merge"]).args(arguments);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap()
        .status
        .success()
}

/// A few edits of one author, between top-level paragraphs of the two chapters.
fn author(handbook: &Handbook, name: &str, random: &mut Random) {
    for turn in 0..1 + random.below(3) {
        let page = *random.pick(&["content/chapters/surrender.md", "content/chapters/service.md"]);
        let text = handbook.read(page);
        let heads: Vec<usize> = text.match_indices("\n## ").map(|(at, _)| at + 1).collect();
        let head = *random.pick(&heads);
        let at = head + text[head..].find("\n\n").unwrap() + 2;
        // Now and then both authors write the same.
        let new = match random.below(5) {
            0 => "Both authors write this very paragraph.".to_owned(),
            _ => format!("Paragraph {turn} of {name}, on {} and {}.", random.pick(WORDS), random.pick(WORDS)),
        };
        if !text.contains(&new) {
            handbook.file(page, format!("{}{new}\n\n{}", &text[..at], &text[at..]));
        }
    }
    if random.below(3) == 0 && handbook.read("content/chapters/surrender.md").contains("sixty days") {
        let days = if random.below(2) == 0 { "ninety days" } else { "forty days" };
        handbook.edit("content/chapters/surrender.md", "sixty days", days);
    }
    handbook.succeed(&["anchors", "update"]);
    assert!(handbook.findings().is_empty());
    assert!(git(handbook, &["commit", "-qam", name]));
}

/// What a person does with a conflict who keeps both texts.
fn keep_both(handbook: &Handbook, path: &str) {
    let text = handbook.read(path);
    let is_mark =
        |line: &str| line == "=======" || ["<<<<<<< ", ">>>>>>> "].iter().any(|mark| line.starts_with(mark));
    // In a page a mark becomes a blank line, so that paragraphs stay apart.
    let between = if path.ends_with(".md") { "" } else { "#" };
    let kept: String =
        text.lines().flat_map(|line| [if is_mark(line) { between } else { line }, "\n"]).collect();
    handbook.file(path, kept);
}

#[test]
fn branches_that_both_add_text_merge_or_conflict_visibly() {
    let (mut clean, mut conflicts) = (0, 0);
    for seed in 0..14 {
        let mut random = Random::seeded(seed);
        let handbook = Handbook::region();
        assert!(git(&handbook, &["init", "-q", "-b", "main"]) && git(&handbook, &["add", "."]));
        assert!(git(&handbook, &["commit", "-qm", "base"]));
        let base = anchored(&handbook);
        assert!(git(&handbook, &["checkout", "-qb", "ours"]));
        author(&handbook, "ours", &mut random);
        let ours = anchored(&handbook);
        assert!(
            git(&handbook, &["checkout", "-q", "main"]) && git(&handbook, &["checkout", "-qb", "theirs"])
        );
        author(&handbook, "theirs", &mut random);
        let theirs = anchored(&handbook);

        if git(&handbook, &["merge", "-q", "-m", "merge", "ours"]) {
            clean += 1;
        } else {
            conflicts += 1;
            // The marks are in the files, and the check does not let them through.
            let codes: BTreeSet<String> = handbook.findings().into_iter().map(|found| found.code).collect();
            assert!(codes.contains("E0214") || codes.contains("E0502"), "seed {seed}: {codes:?}");
            for page in ["content/chapters/surrender.md", "content/chapters/service.md", "anchors.tsv"] {
                keep_both(&handbook, page);
            }
            // The same line from both sides counts once.
            let text = handbook.read("anchors.tsv");
            let mut seen = BTreeSet::new();
            let lines: Vec<&str> =
                text.lines().filter(|line| seen.insert(line.split('\t').next().unwrap())).collect();
            handbook.file("anchors.tsv", lines.join("\n") + "\n");
        }
        let codes: BTreeSet<String> = handbook.findings().into_iter().map(|found| found.code).collect();
        let told = codes.contains("E0501") || codes.contains("E0503");
        assert!(codes.iter().all(|code| code == "E0501" || code == "E0503"), "seed {seed}: {codes:?}");
        let merged = anchored(&handbook);
        if told {
            handbook.succeed(&["anchors", "update"]);
            assert!(handbook.findings().is_empty(), "seed {seed}");
            assert_eq!(merged, anchored(&handbook), "seed {seed}: what is shown is what is written");
        }
        // Whoever wrote a paragraph, it has the anchor that its author saw.
        for (text, anchor) in &merged {
            let seen: Vec<&String> =
                [&base, &ours, &theirs].into_iter().filter_map(|side| side.get(text)).collect();
            // Where both versions of an edited paragraph were kept, one of them has it.
            let by_other = merged.iter().any(|(other, held)| other != text && seen.contains(&held));
            assert!(
                seen.contains(&anchor) || by_other,
                "seed {seed}: `{text}` has {anchor}, its authors saw {seen:?}"
            );
        }
        for (text, anchor) in &base {
            if ours.get(text) == Some(anchor) && theirs.get(text) == Some(anchor) {
                assert_eq!(merged.get(text), Some(anchor), "seed {seed}: {text}");
            }
        }
    }
    assert!(clean > 0 && conflicts > 0, "{clean} clean, {conflicts} with conflicts");
}

#[test]
fn update_is_done_once() {
    let handbook = Handbook::region();
    handbook.append("content/chapters/surrender.md", "\nA new paragraph.\n\n- One item.\n- Another item.\n");
    let first = handbook.succeed(&["anchors", "update"]);
    assert!(first.stdout.contains("26 anchors kept, 3 new, 0 out of use"), "{}", first.stdout);
    let text = handbook.read("anchors.tsv");
    handbook.succeed(&["anchors", "update"]);
    assert_eq!(text, handbook.read("anchors.tsv"));
    handbook.edit("content/chapters/surrender.md", "\nA new paragraph.\n", "");
    let last = handbook.succeed(&["anchors", "update"]);
    assert!(last.stdout.contains("1 out of use"), "{}", last.stdout);
    assert!(handbook.read("anchors.tsv").contains("\t-\t-\n"), "the anchor is kept out of use");
    assert!(handbook.findings().is_empty());
}

#[test]
fn a_map_that_cannot_be_read_is_never_written_over() {
    let handbook = Handbook::region();
    handbook.append("anchors.tsv", "<<<<<<< ours\n");
    handbook.append("content/chapters/surrender.md", "\nA new paragraph.\n");
    let before = handbook.read("anchors.tsv");
    assert_eq!(handbook.run(&["anchors", "update"]).code, Some(1));
    assert_eq!(before, handbook.read("anchors.tsv"));
}

#[test]
fn a_link_to_a_paragraph_outlives_its_number() {
    let handbook = Handbook::region();
    let shown = handbook.succeed(&["anchors", "show"]).stdout;
    let anchor =
        shown.lines().find(|line| line.ends_with("\t2.4")).unwrap().split('\t').next().unwrap().to_owned();
    handbook.append("content/preface.md", &format!("\nSee [](chapters/surrender.md#{anchor}).\n"));
    handbook.succeed(&["build"]);
    handbook.check_page(
        "preface.html",
        &format!("<a href=\"chapters/surrender.html#{anchor}\">paragraph 2.4</a>"),
    );
    handbook.edit(
        "content/chapters/surrender.md",
        "## Basis {#basis}\n",
        "## Basis {#basis}\n\nFirst, a new one.\n",
    );
    handbook.succeed(&["anchors", "update"]);
    handbook.succeed(&["build"]);
    handbook.check_page(
        "preface.html",
        &format!("<a href=\"chapters/surrender.html#{anchor}\">paragraph 2.5</a>"),
    );
    let shown = handbook.succeed(&["anchors", "show", &anchor]).stdout;
    assert_eq!(shown, format!("{anchor}\tchapters/surrender.md\t2.5\n"));
    assert_eq!(handbook.run(&["anchors", "show", "p-222222"]).code, Some(2));
}
