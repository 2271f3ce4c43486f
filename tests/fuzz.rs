//! Texts spoilt at random, the same on every run: whatever stands in a file, the program answers
//! with findings and never falls over. `HANDBOOK_FUZZ=long` tries two hundred times as many.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8Path;
use handbook::clock::Clock;
use handbook::config;
use handbook::diagnostic::{Diagnostic, Format, Painter, SourceText, render as render_findings};
use handbook::render::{self, Theme};
use handbook::resolve::{self, AnchorMap};
use handbook::source::{SourceTree, Summary};
use handbook::{parse, pipeline};

use crate::support::{Handbook, Random, Tree, repository};

/// Pieces that mean something to one of the parsers.
const PIECES: &[&str] = &[
    "---\n",
    "\n---\n",
    "# ",
    "\n## x {#x}\n",
    "{#",
    "}",
    "[",
    "]",
    "(",
    ")",
    "[](",
    "![",
    "[^",
    "]: ",
    "[@",
    "; @",
    ", art. ",
    "`",
    "```",
    "|",
    "\n|---|\n",
    "> ",
    "> [!NOTE]\n",
    "- [ ] ",
    "1. ",
    "\n: ",
    "*",
    "**",
    "_",
    "~~",
    "<",
    ">",
    "</",
    "<!--",
    "<b>",
    "<script>",
    "&",
    "&#",
    "&#x0;",
    "\\",
    "\t",
    "\r\n",
    "\n\n",
    "    ",
    "{{",
    "{%",
    "javascript:",
    "data:",
    "//",
    "../",
    "#",
    "%",
    "%ff",
    ":",
    ": ",
    "- ",
    "\"",
    "'",
    "? ",
    "!!",
    "!!str",
    "&a",
    "*a",
    "<<: ",
    "|\n",
    ">-\n",
    "[a, b",
    "{a: b",
    "null",
    "~",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "\u{0}",
    "\u{1b}[31m",
    "\u{301}",
    "ก",
    "្",
    "\u{1031}\u{1000}",
    "😀",
    "\u{10ffff}",
    "9999999999999999999",
    "2026-02-30",
    "p-aaaaaa",
    "= [",
    "[[",
    "]]",
    "\"\"\"",
    "=",
    "\u{85}",
    "\u{2028}",
    "$",
    "@",
    "content/",
    ".md",
    "reference/",
    "annexes/xa.md#",
];

fn rounds(few: usize) -> usize {
    if std::env::var("HANDBOOK_FUZZ").is_ok_and(|value| value == "long") { few * 200 } else { few }
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The text with one to eight random changes.
fn spoilt(text: &str, random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..1 + random.below(8) {
        let at = boundary(&text, random.below(text.len() + 1));
        let end = boundary(&text, (at + random.below(60)).min(text.len())).max(at);
        match random.below(7) {
            0 => drop(text.drain(at..end)),
            1 => {
                let piece = text[at..end].to_owned();
                let to = boundary(&text, random.below(text.len() + 1));
                text.insert_str(to, &piece);
            }
            2 => text.truncate(at),
            3 => {
                let line = text[at..].find('\n').map_or(text.len(), |line| at + line + 1);
                let piece = text[at..line].to_owned();
                text.insert_str(at, &piece);
            }
            4 => {
                let piece = random.pick(PIECES).repeat(1 + random.below(40));
                text.insert_str(at, &piece);
            }
            _ => {
                let piece: &&str = random.pick(PIECES);
                text.insert_str(at, piece);
            }
        }
    }
    text
}

/// Findings can be shown in every format.
fn shown(findings: &[Diagnostic]) {
    for format in [Format::Human, Format::Short, Format::Json, Format::Github] {
        let text = render_findings(findings, format, Painter { colour: false });
        assert!(format == Format::Json || !text.contains('\u{1b}'), "an escape byte reached the terminal");
    }
    for found in findings {
        assert!(!found.message.is_empty());
        let (start, end) = (found.span.start as usize, found.span.end as usize);
        assert!(start <= end, "{}: {start}..{end}", found.code);
    }
}

/// A handbook in memory: its files, some of them spoilt.
struct Sample {
    files: BTreeMap<String, String>,
}

impl Sample {
    fn read(folder: &str) -> Self {
        let tree = Tree::read(&repository().join(folder));
        let texts = tree.files().filter_map(|(path, bytes)| {
            Some((
                path.strip_prefix("content/").or(path.strip_prefix("src/")).unwrap_or(path).to_owned(),
                String::from_utf8(bytes.to_vec()).ok()?,
            ))
        });
        Self { files: texts.collect() }
    }

    /// The whole road, from texts to a site.
    fn build(&self, base: &config::Config) {
        let text = |path: &str| {
            let text = self.files.get(path).cloned().unwrap_or_default();
            SourceText::new(format!("content/{path}"), text)
        };
        let mut findings = Vec::new();
        let summary_text = text("SUMMARY.md");
        let summary = Summary::parse(&summary_text).drain_into(&mut findings);
        let entries: Vec<String> = summary.entries().iter().filter_map(|entry| entry.path.clone()).collect();
        let pages = entries.into_iter().filter(|path| self.files.contains_key(path) && path.ends_with(".md"));
        let data = self.files.keys().filter(|path| path.ends_with(".yaml") || path.ends_with(".json"));
        let tree = SourceTree {
            pages: pages.map(|path| (path.clone(), text(&path))).collect(),
            data: data.map(|path| (path.clone(), text(path))).collect(),
            summary,
            summary_text,
            assets: Vec::new(),
        };
        let parsed = parse::pages(&tree, base).drain_into(&mut findings);
        let anchors =
            SourceText::new("anchors.tsv", self.files.get("anchors.tsv").cloned().unwrap_or_default());
        let clock = Clock::new(Some("2026-11-22"), None).unwrap();
        let resolved = resolve::book(&parsed, &tree, base, &anchors, clock.date()).drain_into(&mut findings);
        // Also what a check would have stopped is written: nothing that is read may break the writer.
        let book = Arc::new(resolved.book);
        let theme = Theme::load(base).unwrap().value;
        let site = render::site(&book, Arc::new(theme), base, &clock, &[], None, None)
            .drain_into(&mut findings)
            .site;
        assert!(site.len() > 10);
        for (path, bytes) in site.iter().filter(|(path, _)| path.as_str().ends_with(".html")) {
            let html = std::str::from_utf8(bytes).unwrap();
            assert!(!html.contains("<script>alert"), "{path}");
            assert!(!html.contains("href=\"javascript:"), "{path}");
        }
        drop(pipeline::passages(&book));
        let read = AnchorMap::parse(&SourceText::new("anchors.tsv", resolved.anchors.format()));
        assert!(read.diagnostics.is_empty(), "the map that would be written can be read");
        shown(&findings);
    }
}

fn road(folder: &str, which: impl Fn(&str) -> bool, seed: u64, few: usize) {
    let sample = Sample::read(folder);
    let config = config::parse(&repository().join(folder), &sample.files["book.toml"]).value;
    let names: Vec<String> = sample.files.keys().filter(|path| which(path)).cloned().collect();
    assert!(!names.is_empty());
    for round in 0..rounds(few) {
        let mut random = Random::seeded(seed ^ (round as u64) << 8);
        let mut files = sample.files.clone();
        for _ in 0..1 + random.below(3) {
            let name = random.pick(&names);
            let text = spoilt(&files[name], &mut random);
            files.insert(name.clone(), text);
        }
        let spoilt = Sample { files };
        let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| spoilt.build(&config)));
        assert!(run.is_ok(), "round {round} of seed {seed}: {names:?}");
    }
}

#[test]
fn spoilt_markdown_and_front_matter() {
    road("tests/fixtures/region", |path| path.ends_with(".md"), 1, 60);
}

#[test]
fn spoilt_data_and_schemas() {
    road("tests/fixtures/region", |path| path.ends_with(".yaml") || path.ends_with(".json"), 2, 60);
}

#[test]
fn spoilt_order_and_anchors() {
    road("tests/fixtures/region", |path| path == "SUMMARY.md" || path == "anchors.tsv", 3, 40);
}

#[test]
fn spoilt_plain_books() {
    road("tests/fixtures/plain", |path| path.ends_with(".md"), 4, 60);
}

#[test]
fn spoilt_configuration() {
    for (seed, folder) in [(5, "tests/fixtures/region"), (6, "tests/fixtures/plain"), (7, "")] {
        let text = std::fs::read_to_string(repository().join(folder).join("book.toml")).unwrap();
        for round in 0..rounds(600) {
            let mut random = Random::seeded(seed ^ (round as u64) << 8);
            let text = spoilt(&text, &mut random);
            let read = config::parse(Utf8Path::new("somewhere"), &text);
            shown(&read.diagnostics);
            let inside =
                |path: &Utf8Path| !path.as_str().split('/').any(|part| part == "..") && !path.is_absolute();
            let config = &read.value;
            assert!(inside(&config.src) && inside(&config.build_dir) && inside(&config.search_dir), "{text}");
        }
    }
}

/// Bytes that are no text at all, through the real program.
#[test]
fn files_of_random_bytes() {
    for round in 0..rounds(6) {
        let mut random = Random::seeded(8 ^ (round as u64) << 8);
        let handbook = Handbook::region();
        let names: Vec<String> = handbook.tree().paths().map(str::to_owned).collect();
        let name = random.pick(&names).clone();
        let bytes: Vec<u8> = (0..random.below(4000)).map(|_| random.next().to_le_bytes()[0]).collect();
        handbook.file(&name, bytes);
        let run = handbook.run(&["check"]);
        assert!(matches!(run.code, Some(0..=3)), "{name}: {run:?}");
    }
}

/// Content nested without end does not exhaust the stack.
#[test]
fn nesting_without_end() {
    let handbook = Handbook::region();
    for deep in [
        "> ".repeat(20_000) + "x\n",
        (0..3_000).map(|depth| format!("{}- x\n", "  ".repeat(depth.min(600)))).collect(),
        "*".repeat(50_000) + "x\n",
        "[".repeat(50_000) + "x" + &"]".repeat(50_000) + "\n",
        "![".repeat(5_000) + "x" + &"](y)".repeat(5_000) + "\n",
        "<".repeat(50_000) + "\n",
        "`".repeat(50_000) + "x\n",
    ] {
        let copy = handbook.copy();
        copy.append("content/chapters/surrender.md", &format!("\n{deep}"));
        let run = copy.run(&["check", "--format", "short"]);
        assert!(matches!(run.code, Some(0 | 1)), "{}", &run.stderr[..run.stderr.len().min(400)]);
    }
    for deep in ["[".repeat(10_000), "{a: ".repeat(10_000), "- ".repeat(10_000), "a:\n ".repeat(200)] {
        let copy = handbook.copy();
        copy.file("content/reference/glossary.yaml", format!("terms: {deep}\n"));
        let run = copy.run(&["check", "--format", "short"]);
        assert_eq!(run.code, Some(1), "{}", &run.stderr[..run.stderr.len().min(400)]);
    }
}
