//! Building: the same text gives the same bytes, and only what changed is written.

use crate::support::{Handbook, Tree, article, difference};

#[test]
fn every_page_of_the_order_is_built() {
    let handbook = Handbook::region();
    let run = handbook.succeed(&["build"]);
    assert!(run.stdout.starts_with("built `"), "{}", run.stdout);
    let site = handbook.site();
    for entry in handbook.read("content/SUMMARY.md").lines().filter_map(|line| line.split(".md)").next()) {
        if let Some((_, path)) = entry.split_once("](") {
            assert!(site.get(&format!("{path}.html")).is_some(), "{path}");
        }
    }
    for page in ["index.html", "print.html", "404.html", "search.html"] {
        assert!(site.get(page).is_some(), "{page}");
    }
}

#[test]
fn a_second_build_gives_the_same_bytes_and_writes_nothing() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    let (site, marks) = (handbook.site(), Tree::marks(&handbook.root().join("site")));
    let index = Tree::marks(&handbook.root().join("search-index"));
    let run = handbook.succeed(&["build"]);
    assert!(run.stdout.contains(": 0 files written, "), "{}", run.stdout);
    assert_eq!(site.digest(), handbook.site().digest());
    assert_eq!(marks, Tree::marks(&handbook.root().join("site")), "a file was written again");
    assert_eq!(index, Tree::marks(&handbook.root().join("search-index")), "the index was written again");
}

#[test]
fn the_real_handbook_is_the_same_whoever_builds_it() {
    let one = Handbook::real();
    one.succeed(&["build", "--threads", "1"]);
    let expected = one.tree();
    // Another folder, the files made in another order, more threads.
    for threads in ["2", "8"] {
        let other = Handbook::empty();
        Handbook::real().tree().write_backwards(other.root());
        other.succeed(&["build", "--threads", threads]);
        assert_eq!(difference(&expected, &other.tree()), [] as [&str; 0], "{threads} threads");
    }
    // From outside its folder, with another working directory.
    let other = Handbook::real();
    let outside = Handbook::empty();
    outside.succeed(&["build", "-C", other.root().as_str()]);
    assert_eq!(difference(&expected, &other.tree()), [] as [&str; 0], "built from outside");
    let site = one.site();
    let path = one.root().as_str();
    for (name, bytes) in site.files() {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(path), "{name} holds the path of the folder");
    }
}

#[test]
fn findings_do_not_depend_on_threads_or_order() {
    let spoil = |handbook: &Handbook| {
        let pages: Vec<String> = (handbook.tree().paths())
            .filter(|path| path.ends_with(".md") && !path.ends_with("SUMMARY.md"))
            .map(str::to_owned)
            .collect();
        for page in pages {
            handbook.append(&page, "\nNo [page](none.md), no note[^none], no key [@none].\n\n<b>x\n");
        }
    };
    let one = Handbook::real();
    spoil(&one);
    let expected = one.run(&["check", "--threads", "1"]);
    for threads in ["2", "8"] {
        let other = Handbook::empty();
        one.tree().write_backwards(other.root());
        let run = other.run(&["check", "--threads", threads]);
        assert_eq!((run.code, &run.stderr), (expected.code, &expected.stderr), "{threads} threads");
    }
}

#[test]
fn the_date_is_an_argument() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    handbook.check_page("chapters/service.html", "22 November 2026");
    handbook.succeed(&["build", "--as-of", "2026-03-04"]);
    handbook.check_page("chapters/service.html", "4 March 2026");
    let first = handbook.site();
    handbook.succeed(&["build"]);
    handbook.succeed(&["build", "--as-of", "2026-03-04"]);
    assert_eq!(first, handbook.site());
}

/// Names of the files of the site that an edit changes, with those that were written again.
fn changed_by(handbook: &Handbook, edit: impl FnOnce(&Handbook)) -> Vec<String> {
    handbook.succeed(&["build"]);
    let (before, marks) = (handbook.site(), Tree::marks(&handbook.root().join("site")));
    edit(handbook);
    handbook.succeed(&["build"]);
    let (after, new_marks) = (handbook.site(), Tree::marks(&handbook.root().join("site")));
    // Every word that is added or gone moves files of the search, which are named by their contents.
    let is_page = |path: &String| !path.starts_with("search/");
    let changed: Vec<String> = difference(&before, &after).into_iter().filter(is_page).collect();
    let written: Vec<String> = new_marks
        .iter()
        .filter(|(path, mark)| is_page(path) && marks.get(*path) != Some(mark))
        .map(|(path, _)| path.clone())
        .collect();
    assert_eq!(changed, written, "files whose bytes stayed are not written");
    changed
}

#[test]
fn an_edited_paragraph_rewrites_only_what_shows_it() {
    let changed = changed_by(&Handbook::region(), |handbook| {
        handbook.edit("content/chapters/surrender.md", "ends after sixty days", "ends after ninety days");
    });
    assert_eq!(changed, ["chapters/surrender.html", "print.html"]);
}

#[test]
fn a_renamed_heading_rewrites_the_pages_that_name_it() {
    let changed = changed_by(&Handbook::region(), |handbook| {
        handbook.edit("content/chapters/surrender.md", "## Waiver {", "## Waiver of the hearing {");
    });
    assert_eq!(changed, ["chapters/surrender.html", "preface.html", "print.html"]);
}

#[test]
fn a_small_book_has_exactly_these_pages() {
    let handbook = Handbook::from_dir("tests/fixtures/base");
    handbook.succeed(&["build"]);
    handbook.check_site(&[
        "404.html",
        "annexes/xa.html",
        "chapters/one.html",
        "index.html",
        "print.html",
        "search.html",
    ]);
}

#[test]
fn a_page_that_is_gone_is_removed_from_the_site() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    handbook.edit("content/SUMMARY.md", "- [Glossary](reference/glossary.md)\n", "");
    handbook.remove("content/reference/glossary.md");
    handbook.file("content/map.txt", "a file that is copied\n");
    let before = handbook.site();
    handbook.succeed(&["build"]);
    let after = handbook.site();
    let gone: Vec<&str> =
        before.paths().filter(|path| !path.starts_with("search/") && after.get(path).is_none()).collect();
    assert_eq!(gone, ["reference/glossary.html"]);
    assert_eq!(handbook.site().text("map.txt"), "a file that is copied\n");
}

#[test]
fn every_number_is_a_link_to_its_own_paragraph() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    let site = handbook.site();
    let html = article(site.text("chapters/service.html"));
    let units: Vec<(&str, &str)> = html
        .split("class=\"number\" href=\"#")
        .skip(1)
        .map(|rest| {
            let anchor = rest.split('"').next().unwrap();
            let number = rest.split('>').nth(1).unwrap().split('<').next().unwrap();
            assert!(html.contains(&format!(" id=\"{anchor}\">")), "{anchor}");
            (anchor, number)
        })
        .collect();
    let numbers: Vec<&str> = units.iter().map(|(_, number)| *number).collect();
    assert_eq!(numbers, (1..=11).map(|at| format!("1.{at}")).collect::<Vec<_>>());
    // The map, the page and `anchors show` say the same.
    let shown = handbook.succeed(&["anchors", "show"]).stdout;
    for (anchor, number) in units {
        assert!(shown.contains(&format!("{anchor}\tchapters/service.md\t{number}\n")), "{anchor} {number}");
    }
}

#[test]
fn the_site_asks_nothing_of_other_sites() {
    let handbook = Handbook::real();
    handbook.succeed(&["build"]);
    let site = handbook.site();
    let mut pages = 0;
    for (path, bytes) in site.files().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        pages += 1;
        for element in html.split('<').skip(1) {
            let loads = ["script", "img", "iframe", "source", "link", "audio", "video", "object", "embed"];
            let name = element.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap();
            // What machines read about a page is no script: its addresses are names.
            let is_data = element.starts_with("script type=\"application/ld+json\"");
            if loads.contains(&name) && !is_data {
                assert!(
                    !element.contains("//") || element.contains("rel=\"canonical\""),
                    "{path}: <{element}"
                );
            }
        }
    }
    assert!(pages > 20);
    // Data for scripts holds addresses of offices, as the pages do; nothing is loaded from them.
    // So do the files of the search, which hold the text.
    let is_code = |path: &str| {
        path.ends_with(".css")
            || (path.ends_with(".js") && !path.ends_with("-data.js") && !path.starts_with("search/"))
    };
    for (path, bytes) in site.files().filter(|(path, _)| is_code(path)) {
        let text = std::str::from_utf8(bytes).unwrap();
        let free = |part: &str| !part.starts_with("http://") && !part.starts_with("https://");
        let addresses = text.match_indices("http").filter(|(at, _)| !free(&text[*at..]));
        for (at, _) in addresses {
            // Names of XML vocabularies are no places that anything is loaded from.
            let is_name = ["http://www.w3.org/", "http://schemas.openxmlformats.org/", "http://purl.org/"]
                .iter()
                .any(|name| text[at..].starts_with(name));
            assert!(is_name, "{path}: {}", text[at..].chars().take(40).collect::<String>());
        }
    }
}

#[test]
fn warnings_and_disclaimers_stand_where_they_must() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    for page in ["annexes/xa.html", "annexes/xb.html", "print.html"] {
        handbook.check_page(page, "Confirm with the chancery first.");
        handbook.check_page(page, "An invented handbook, for tests.");
    }
    handbook.check_page("chapters/service.html", "Draft, as of 22 November 2026");
}
