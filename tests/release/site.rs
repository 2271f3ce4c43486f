//! The site carries every edition as it was frozen, whatever came later.

use std::collections::BTreeMap;

use handbook::release::{Freezing, Listed, Shelf, freeze};
use handbook::site::{Site, SitePath};
use serde_json::Value;

use crate::support::office::key;
use crate::support::shelf::{FIRST, founding, root_of};
use crate::support::{Handbook, Tree, difference};

const LATER: &str = "2030-06-01T00:00:00Z";

fn cut(handbook: &Handbook, id: &str, at: &str) {
    handbook.succeed(&["release", "cut", id, "--draft", "--key", "keys/chair-1", "--at", at]);
}

/// A handbook with two editions, a paragraph of an annex changed between them.
fn two() -> Handbook {
    let handbook = founding();
    cut(&handbook, "2030.1", FIRST);
    handbook.edit("content/annexes/xa.md", "Two copies", "Three copies");
    handbook.succeed(&["anchors", "update"]);
    cut(&handbook, "2030.2", LATER);
    handbook
}

fn published(handbook: &Handbook, id: &str) -> Tree {
    Tree::read(&handbook.root().join("site/e").join(id))
}

#[test]
fn old_pages_keep_their_bytes_under_a_new_theme_and_a_new_text() {
    let handbook = two();
    handbook.succeed(&["build"]);
    let first = published(&handbook, "2030.1-draft");
    assert!(first.get("index.html").is_some() && first.get("manifest").is_some());
    handbook.file("themes/page.html", "{% block body %}Another theme{% endblock %}");
    handbook.file("themes/styles/handbook.css", "body { color: red }");
    handbook.edit("content/annexes/xa.md", "Three copies", "Four copies");
    handbook.succeed(&["anchors", "update"]);
    handbook.succeed(&["build", "--threads", "1"]);
    handbook.check_page("annexes/xa.html", "Another theme");
    let now = published(&handbook, "2030.1-draft");
    assert_eq!(difference(&first, &now).len(), 0);
    assert_eq!(first.digest(), now.digest());
    // What is on the site is what was signed.
    let root = root_of(&handbook, "2030.1-draft");
    let verified = handbook.succeed(&["verify", "site/e/2030.1-draft", "--root", &root]);
    assert!(verified.stdout.contains("is genuine"), "{}", verified.stdout);
}

#[test]
fn pages_say_what_they_are_and_where_the_current_edition_is() {
    let handbook = two();
    handbook.succeed(&["build"]);
    handbook.check_page("annexes/xa.html", "Working text, as of 22 November 2026, not an edition");
    handbook.check_page("annexes/xa.html", "href=\"../latest/index.html\"");
    handbook.check_page("e/2030.1-draft/annexes/xa.html", "<meta name=\"robots\" content=\"noindex\">");
    handbook.check_page(
        "e/2030.1-draft/annexes/xa.html",
        "Draft edition 2030.1-draft, 21 April 2030, not adopted",
    );
    handbook.check_page("e/2030.1-draft/annexes/xa.html", "src=\"../../../editions.js\"");
    handbook.check_page("latest/annexes/xa.html", "Three copies");
    handbook.check_page("latest/annexes/xa.html", "src=\"../../editions.js\"");
    assert!(!handbook.read("site/latest/annexes/xa.html").contains("noindex"));
    let script = handbook.read("site/editions.js");
    let line = script.lines().find_map(|line| line.trim().strip_prefix("var list = ")).unwrap();
    let list: Value = serde_json::from_str(line.strip_suffix(';').unwrap()).unwrap();
    assert_eq!(list["current"], "2030.2-draft");
    assert_eq!(list["editions"][0]["id"], "2030.1-draft");
    let annex = list["editions"][0]["pages"]["annexes/xa.html"].as_object().unwrap();
    let fates: Vec<&Value> = annex.values().collect();
    assert_eq!(fates.len(), 1, "{annex:?}");
    assert_eq!(fates[0][0], "changed");
    assert_eq!(fates[0][2], "annexes/xa.html");
    assert_eq!(list["editions"][0]["pages"]["annexes/xb.html"], serde_json::json!({}));
    assert_eq!(list["editions"][1]["pages"], serde_json::json!({}));
}

#[test]
fn an_altered_edition_is_neither_checked_nor_published() {
    let handbook = two();
    handbook.succeed(&["check"]);
    let path = "editions/2030.1-draft/site.zip";
    let other = std::fs::read(handbook.root().join("editions/2030.2-draft/site.zip")).unwrap();
    handbook.file(path, other);
    for verb in ["check", "build"] {
        let run = handbook.run(&[verb]);
        assert_eq!(run.code, Some(1), "{verb}: {}", run.stderr);
        assert!(run.stderr.contains("R0161"), "{verb}: {}", run.stderr);
    }
    assert!(!handbook.root().join("site").exists());
}

/// An edition that another program made, with pages that this one would never write.
#[test]
fn pages_of_another_program_are_published_as_they_are() {
    let handbook = founding();
    let mut pages = Site::new();
    let odd = "<!doctype html><HTML><head><title>x</title></head><body><main>\r\n<FONT>Old</FONT></main></body></HTML>";
    for (path, text) in [("index.html", odd), ("annexes/xa.html", odd), ("old/engine.js", "alert(1)")] {
        pages.insert(SitePath::new(path).unwrap(), text.as_bytes().to_vec());
    }
    let (id, shelf) = ("2029.1-draft".parse().unwrap(), Shelf::default());
    let texts = [("content/old.md".to_owned(), b"# Old\n".to_vec())].into();
    let frozen = freeze(&Freezing {
        id,
        handbook: "inner-sea",
        recorded: None,
        published: Vec::new(),
        adopted: None,
        now: "2029-04-21T08:00:00Z".parse().unwrap(),
        review_by: "2030-04-21".parse().unwrap(),
        texts: &texts,
        site: &pages,
        exports: &BTreeMap::new(),
        site_url: None,
        note: "Draft edition 2029.1-draft, not adopted",
        numbered: &[],
        changelog: "# Old\n".to_owned(),
        shelf: &shelf,
        keys: &[key("chair-1")],
    })
    .unwrap()
    .unwrap();
    for (path, bytes) in &frozen.files {
        handbook.file(path, bytes.as_deref().unwrap());
    }
    handbook.succeed(&["release", "addresses"]);
    handbook.succeed(&["build"]);
    let first = published(&handbook, "2029.1-draft");
    assert!(first.text("annexes/xa.html").contains("<main>\n<p id=\"edition-status\""));
    assert!(first.text("annexes/xa.html").ends_with("<FONT>Old</FONT></main></body></HTML>"));
    for (path, listed) in &frozen.manifest.site {
        assert_eq!(Listed::of(first.get(path).unwrap()), *listed, "{path}");
    }
    // This program cuts the next one; the pages of the other stay.
    cut(&handbook, "2030.1", FIRST);
    handbook.file("themes/page.html", "{% block body %}Another theme{% endblock %}");
    handbook.succeed(&["check"]);
    handbook.succeed(&["build"]);
    assert_eq!(difference(&first, &published(&handbook, "2029.1-draft")).len(), 0);
}
