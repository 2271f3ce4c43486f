//! What Markdown becomes: literate cases in `tests/cases`.
//!
//! A case is a heading `## name`, a fence `markdown` and a fence `html`: what the article of the
//! page then holds. `markdown plain` reads it as a plain book does, `markdown smart` with
//! typographic quotes. With `HANDBOOK_BLESS=1` the `html` fences are written anew; look at them
//! before they are kept.

use std::fmt::Write as _;

use crate::support::{Handbook, Tree, article, repository};

struct Case<'a> {
    name: &'a str,
    manner: &'a str,
    markdown: String,
    html: String,
}

const FENCE: &str = "`````";

fn cases(text: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    let mut name = "";
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            name = title;
        }
        let Some(kind) = line.strip_prefix(FENCE) else { continue };
        let inner = lines.by_ref().take_while(|line| *line != FENCE);
        let text: String = inner.flat_map(|line| [line, "\n"]).collect();
        match kind.split_once(' ').unwrap_or((kind, "")) {
            ("markdown", manner) => cases.push(Case { name, manner, markdown: text, html: String::new() }),
            ("html", _) => cases.last_mut().expect("markdown before html").html = text,
            _ => panic!("unknown fence `{kind}`"),
        }
    }
    cases
}

/// The article that the Markdown of a case becomes.
fn rendered(case: &Case<'_>) -> String {
    if case.manner == "plain" {
        let handbook = Handbook::empty();
        handbook.file("src/SUMMARY.md", "- [Case](case.md)\n");
        handbook.file("src/case.md", format!("# Case\n\n{}", case.markdown));
        handbook.succeed(&["build"]);
        return article(&handbook.read("book/case.html")).to_owned();
    }
    let handbook = Handbook::region();
    handbook.edit("content/SUMMARY.md", "- [Service", "- [Case](chapters/case.md)\n- [Service");
    handbook.file("content/chapters/case.md", format!("# Case {{#case}}\n\n{}", case.markdown));
    handbook.file("content/chapters/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
    if case.manner == "smart" {
        handbook.edit("book.toml", "smart-punctuation = false", "smart-punctuation = true");
    }
    handbook.succeed(&["anchors", "update"]);
    let run = handbook.run(&["build"]);
    assert_eq!(run.code, Some(0), "{}: {}", case.name, run.stderr);
    article(&handbook.read("site/chapters/case.html")).to_owned()
}

#[test]
fn every_case_becomes_its_html() {
    let bless = std::env::var_os("HANDBOOK_BLESS").is_some();
    let folder = repository().join("tests/cases");
    let mut wrong = String::new();
    let mut count = 0;
    for (file, bytes) in Tree::read(&folder).files() {
        let text = std::str::from_utf8(bytes).unwrap();
        let mut blessed = text.to_owned();
        for case in cases(text) {
            count += 1;
            let html = rendered(&case) + "\n";
            if html != case.html {
                let _ = writeln!(wrong, "{file}, {}: expected\n{}\nfound\n{html}", case.name, case.html);
                let markdown = format!("{}{FENCE}\n", case.markdown);
                let old = format!("{markdown}\n{FENCE}html\n{}{FENCE}\n", case.html);
                let new = format!("{markdown}\n{FENCE}html\n{html}{FENCE}\n");
                blessed = blessed.replacen(&old, &new, 1);
            }
        }
        if bless {
            std::fs::write(folder.join(file), blessed).unwrap();
        }
    }
    assert!(count >= 25, "{count}");
    assert!(wrong.is_empty() || bless, "\n{wrong}");
}
