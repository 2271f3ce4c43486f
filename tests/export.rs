//! Carried away: the same text, numbers and citations in every form, the same bytes from every
//! machine, and clear words where something is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use handbook::release::markup::{Element, Node, read};

use crate::support::{Handbook, Tree, difference};

/// A document as a tree under one root.
fn root(html: &str) -> Element {
    Element { children: read(html), ..Element::default() }
}

/// Files of an archive by name, in its order.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// A numbered unit as a reader sees it.
#[derive(Debug, PartialEq, Eq)]
struct Unit {
    number: String,
    text: String,
    citations: Vec<String>,
}

/// Words without what only some forms have: marks where a line may end, explanations that open on the
/// screen, boxes to tick.
fn words(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !matches!(c, '\u{200b}' | '☐' | '☑')).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The numbered units of a document by anchor.
fn units(document: &Element) -> BTreeMap<String, Unit> {
    let mut document = document.clone();
    document.retain(&mut |element| !element.is_of("definition"));
    let mut units = BTreeMap::new();
    document.visit(&mut |element| {
        let number = element.elements().find(|child| child.is_of("number"));
        if let (true, Some(id), Some(number)) = (element.is_of("unit"), element.attribute("id"), number) {
            let mut citations = Vec::new();
            element.visit(&mut |inner| {
                if inner.is_of("citation") {
                    citations.push(words(&inner.text()));
                }
            });
            let unit = Unit { number: words(&number.text()), text: words(&element.text()), citations };
            assert!(units.insert(id.to_owned(), unit).is_none(), "{id} is there twice");
        }
    });
    units
}

fn units_of_site(site: &Tree) -> BTreeMap<String, Unit> {
    let mut all = BTreeMap::new();
    for (path, bytes) in site.files() {
        if path.ends_with(".html") && path != "print.html" {
            all.append(&mut units(&root(std::str::from_utf8(bytes).unwrap())));
        }
    }
    all
}

fn units_of_epub(bytes: &[u8]) -> BTreeMap<String, Unit> {
    let mut all = BTreeMap::new();
    for (name, bytes) in unpacked(bytes) {
        if name.starts_with("EPUB/text/") {
            all.append(&mut units(&root(std::str::from_utf8(&bytes).unwrap())));
        }
    }
    all
}

fn bytes_of(handbook: &Handbook, name: &str) -> Vec<u8> {
    std::fs::read(handbook.root().join(name)).unwrap()
}

#[track_caller]
fn same_in_all(handbook: &Handbook, least: usize) {
    handbook.succeed(&["build"]);
    handbook.succeed(&["export", "html-file", "--output", "out/h.html"]);
    handbook.succeed(&["export", "epub", "--output", "out/h.epub"]);
    let site = units_of_site(&handbook.site());
    assert!(site.len() >= least, "{} units", site.len());
    let one = units(&root(&handbook.read("out/h.html")));
    let epub = units_of_epub(&bytes_of(handbook, "out/h.epub"));
    for (name, form) in [("one file", &one), ("EPUB", &epub)] {
        assert_eq!(site.keys().collect::<Vec<_>>(), form.keys().collect::<Vec<_>>(), "{name}");
        for (id, unit) in &site {
            assert_eq!(unit.number, form[id].number, "{name}: {id}");
            assert_eq!(unit.text, form[id].text, "{name}: {id}");
            assert_eq!(unit.citations, form[id].citations, "{name}: {id}");
        }
    }
}

#[test]
fn all_forms_have_the_same_text_numbers_and_citations() {
    same_in_all(&Handbook::region(), 10);
}

#[test]
fn the_real_handbook_is_the_same_in_all_forms_and_one_file_is_small() {
    let handbook = Handbook::real();
    same_in_all(&handbook, 1500);
    let size = bytes_of(&handbook, "out/h.html").len();
    assert!(size <= 5_000_000, "{size} bytes");
    one_file_is_closed(&handbook.read("out/h.html"));
}

/// No request leaves the document, every link in it leads somewhere, and no id is there twice.
#[track_caller]
fn one_file_is_closed(html: &str) {
    let document = root(html);
    let mut ids = BTreeSet::new();
    let mut twice = Vec::new();
    document.visit(&mut |element| {
        if let Some(id) = element.attribute("id")
            && !ids.insert(id.to_owned())
        {
            twice.push(id.to_owned());
        }
    });
    assert_eq!(twice, [] as [&str; 0]);
    let mut wrong = Vec::new();
    document.visit(&mut |element| {
        let outside =
            |address: &str| ["https://", "http://", "mailto:", "tel:"].iter().any(|s| address.starts_with(s));
        for name in ["href", "src", "action", "data-pages"] {
            let Some(address) = element.attribute(name) else { continue };
            let fine = match (element.name.as_str(), address.strip_prefix('#')) {
                (_, Some(id)) => ids.contains(id) || id.starts_with("route/"),
                ("a", None) => outside(address),
                (_, None) => address.starts_with("data:"),
            };
            if !fine {
                wrong.push(format!("<{} {name}={}>", element.name, &address[..address.len().min(80)]));
            }
        }
        if element.name == "style" {
            let css = element.text();
            wrong.extend(
                css.split("url(")
                    .skip(1)
                    .filter(|rest| !rest.starts_with("data:"))
                    .map(|rest| rest[..40].to_owned()),
            );
            assert!(!css.contains("@import"), "a style sheet asks for another");
        }
    });
    assert_eq!(wrong, [] as [&str; 0]);
}

#[test]
fn one_file_asks_for_nothing_and_its_links_lead_inside() {
    for handbook in [
        Handbook::region(),
        Handbook::from_dir("tests/fixtures/plain"),
        Handbook::from_dir("tests/fixtures/route"),
    ] {
        handbook.succeed(&["export", "html-file", "--output", "h.html"]);
        one_file_is_closed(&handbook.read("h.html"));
    }
    let part = Handbook::region();
    part.succeed(&["export", "html-file", "--output", "xa.html", "--annex", "xa"]);
    let html = part.read("xa.html");
    one_file_is_closed(&html);
    assert_eq!(html.matches("<article").count(), 1);
}

#[test]
fn folder_and_zip_hold_the_site_and_nothing_else() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    handbook.succeed(&["export", "folder", "--output", "stick/handbook"]);
    handbook.succeed(&["export", "zip", "--output", "h.zip"]);
    let site = handbook.site();
    assert_eq!(difference(&site, &Tree::read(&handbook.root().join("stick/handbook"))), [] as [&str; 0]);
    let files = unpacked(&bytes_of(&handbook, "h.zip"));
    let names: Vec<&str> =
        files.iter().filter_map(|(name, _)| name.split_once('/').map(|(_, path)| path)).collect();
    let expected: Vec<&str> = site.paths().filter(|path| !path.starts_with('.')).collect();
    assert_eq!(names, expected);
    for (name, bytes) in &files {
        assert_eq!(site.get(name.split_once('/').unwrap().1), Some(bytes.as_slice()), "{name}");
    }
    let folders: BTreeSet<&str> = files.iter().filter_map(|(name, _)| name.split('/').next()).collect();
    assert_eq!(folders.len(), 1, "all below one folder: {folders:?}");
}

#[test]
fn the_same_handbook_gives_the_same_bytes_everywhere() {
    let forms = [("zip", "h.zip"), ("html-file", "h.html"), ("epub", "h.epub")];
    let one = Handbook::region();
    let other = Handbook::empty();
    Handbook::region().tree().write_backwards(other.root());
    for (form, name) in forms {
        one.succeed(&["export", form, "--output", name, "--threads", "1"]);
        other.succeed(&["export", form, "--output", name, "--threads", "8"]);
        assert!(bytes_of(&one, name) == bytes_of(&other, name), "{form}");
        let own = bytes_of(&one, name);
        let path = one.root().as_str().as_bytes();
        assert!(!own.windows(path.len()).any(|part| part == path), "{form} holds the path of the folder");
        one.succeed(&["export", form, "--output", name]);
        assert!(own == bytes_of(&one, name), "{form} a second time");
    }
}

#[test]
fn an_epub_can_be_recognised_and_lists_every_number() {
    let handbook = Handbook::region();
    handbook.succeed(&["export", "epub", "--output", "h.epub"]);
    let bytes = bytes_of(&handbook, "h.epub");
    assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
    let files: BTreeMap<String, Vec<u8>> = unpacked(&bytes).into_iter().collect();
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let package = text("EPUB/package.opf");
    assert!(package.contains("<meta property=\"dcterms:modified\">2026-11-22T00:00:00Z</meta>"), "{package}");
    let navigation = root(&text("EPUB/nav.xhtml"));
    let list = navigation.find(&|element| element.attribute("epub:type") == Some("page-list")).unwrap();
    let mut listed = Vec::new();
    list.visit(&mut |element| {
        if element.name == "a" {
            listed.push(element.text());
        }
    });
    let mut numbers: Vec<String> = units_of_epub(&bytes).into_values().map(|unit| unit.number).collect();
    listed.sort();
    numbers.sort();
    assert_eq!(listed, numbers);
}

#[test]
fn scripts_without_spaces_may_be_broken_in_an_epub_and_are_tagged() {
    let handbook = Handbook::region();
    handbook.append("content/chapters/service.md", "\nThe word ค้ามนุษย์ has no space.\n");
    handbook.succeed(&["anchors", "update"]);
    handbook.succeed(&["export", "epub", "--output", "h.epub"]);
    let files: BTreeMap<String, Vec<u8>> = unpacked(&bytes_of(&handbook, "h.epub")).into_iter().collect();
    let page = String::from_utf8(files["EPUB/text/chapters-service.xhtml"].clone()).unwrap();
    assert!(page.contains("<span lang=\"th\" xml:lang=\"th\">ค้า\u{200b}มนุษย์</span>"), "{page}");
    let package = String::from_utf8(files["EPUB/package.opf"].clone()).unwrap();
    assert!(package.contains("<dc:language>th</dc:language>"), "{package}");
}

#[test]
fn what_cannot_be_exported_is_said_before_anything_is_written() {
    let handbook = Handbook::region();
    let before = handbook.tree();
    let cases: &[(&[&str], i32, &str)] = &[
        (&["epub", "--output", "a.epub", "--annex", "xq"], 2, "no annex `xq`"),
        (&["epub", "--output", "a.epub", "--chapter", "servise"], 2, "did you mean"),
        (&["zip", "--output", "a.zip", "--annex", "XA"], 2, "holds the whole handbook"),
        (&["epub", "--output", "content"], 2, "is a folder"),
        (&["html-file", "--output", "book.toml"], 2, "--force"),
        (&["epub", "--output", "book.toml/a.epub"], 3, "book.toml"),
        (&["folder", "--output", "content"], 2, "content"),
    ];
    for (arguments, code, words) in cases {
        let mut all = vec!["export"];
        all.extend_from_slice(arguments);
        let run = handbook.run(&all);
        assert_eq!(run.code, Some(*code), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{arguments:?}: {}", run.stderr);
    }
    // The lock beside a folder stays, as beside the site.
    assert_eq!(difference(&before, &handbook.tree()), [".handbook-content.lock"]);
    let run = handbook.succeed(&["export", "epub", "--output", "a.epub", "--dry-run"]);
    assert!(run.stdout.starts_with("would write `a.epub`"), "{}", run.stdout);
    assert!(!handbook.root().join("a.epub").exists());
}

#[test]
fn only_an_earlier_export_is_replaced() {
    let handbook = Handbook::region();
    handbook.file("h.epub", "my own notes");
    let run = handbook.run(&["export", "epub", "--output", "h.epub"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert_eq!(handbook.read("h.epub"), "my own notes");
    handbook.succeed(&["export", "epub", "--output", "h.epub", "--force"]);
    handbook.succeed(&["export", "epub", "--output", "h.epub"]);
}

#[test]
fn a_broken_text_is_not_exported() {
    let handbook = Handbook::region();
    handbook.append("content/chapters/service.md", "\nSee [nothing](nowhere.md).\n");
    let run = handbook.run(&["export", "epub", "--output", "h.epub"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(!handbook.root().join("h.epub").exists());
}

#[test]
fn a_pdf_without_the_engine_says_how_to_get_it() {
    let handbook = Handbook::region();
    let mut command = handbook.command(&["export", "pdf", "--output", "h.pdf"]);
    let run = crate::support::Run::of(command.env("PATH", "").output().unwrap());
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains("weasyprint") && run.stderr.contains("pipx install"), "{}", run.stderr);
    assert!(!handbook.root().join("h.pdf").exists());
}

#[test]
fn every_page_survives_being_read_and_written() {
    use handbook::release::markup::{Syntax, write};
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    for (path, bytes) in handbook.site().files().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        let once = read(html);
        for syntax in [Syntax::Html, Syntax::Xhtml] {
            let again = read(&write(&once, syntax));
            assert_eq!(words(&text(&once)), words(&text(&again)), "{path}");
        }
        assert_eq!(once, read(&write(&once, Syntax::Html)), "{path}");
    }
}

fn text(nodes: &[Node]) -> String {
    Element { children: nodes.to_vec(), ..Element::default() }.text()
}
