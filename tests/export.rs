//! Carried away: the same text, numbers and citations in every form, the same bytes from every
//! machine, and clear words where something is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use handbook::clock::Clock;
use handbook::pipeline::{self, Strictness};
use handbook::release::markup::{Element, Node, read};
use handbook::release::{self, Finished, Part};

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

/// A document without what only some forms show beside the text: explanations on the screen, words for
/// reading aloud, footnotes, which stand at the end of a page of the site and at the foot of one on
/// paper.
fn bare(mut document: Element) -> Element {
    document.retain(&mut |element| {
        !["unseen", "footnote", "footnote-ref", "copy", "anchor"].iter().any(|class| element.is_of(class))
    });
    document
}

/// The units of pages that stand in files of their own.
fn units_of_files<'a>(pages: impl Iterator<Item = &'a [u8]>) -> BTreeMap<String, Unit> {
    let mut all = BTreeMap::new();
    for page in pages {
        all.append(&mut units(&root(std::str::from_utf8(page).unwrap())));
    }
    all
}

fn units_of_epub(bytes: &[u8]) -> BTreeMap<String, Unit> {
    let files = unpacked(bytes);
    let pages = files.iter().filter(|(name, _)| name.starts_with("EPUB/text/"));
    units_of_files(pages.map(|(_, bytes)| bytes.as_slice()))
}

fn bytes_of(handbook: &Handbook, name: &str) -> Vec<u8> {
    std::fs::read(handbook.root().join(name)).unwrap()
}

/// A handbook made ready to be carried away, as the command makes it.
struct Made {
    ready: pipeline::Ready,
    clock: Clock,
}

impl Made {
    fn of(handbook: &Handbook) -> Self {
        let clock = Clock::new(Some("2026-11-22"), None).unwrap();
        let ready = pipeline::ready(handbook.root(), &clock, Strictness::Draft).unwrap().value.unwrap();
        Self { ready, clock }
    }

    fn finished(&self) -> Finished<'_> {
        let checked = &self.ready.checked;
        Finished { site: &self.ready.site, book: &checked.book, config: &checked.config, clock: &self.clock }
    }

    fn pages(&self) -> impl Iterator<Item = &[u8]> {
        let pages = self.ready.site.iter().filter(|(path, _)| path.as_str().ends_with(".html"));
        pages.filter(|(path, _)| path.as_str() != "print.html").map(|(_, bytes)| &bytes[..])
    }
}

/// Compares the numbered units of all forms: number, citations, and every letter of the text. Gives the
/// one HTML file.
#[track_caller]
fn same_in_all(handbook: &Handbook, least: usize) -> Vec<u8> {
    let made = Made::of(handbook);
    let finished = made.finished();
    let site = units_of_files(made.pages());
    assert!(site.len() >= least, "{} units", site.len());
    // The folder and the zip hold the pages themselves.
    let folder = handbook.root().join("out/folder");
    made.ready.site.write(&folder).unwrap();
    let folder = Tree::read(&folder);
    let zip = unpacked(&release::zip(&finished).unwrap());
    assert_eq!(zip.len(), made.ready.site.len());
    for (name, bytes) in &zip {
        let path = name.split_once('/').unwrap().1;
        assert!(made.ready.site.get(path).is_some_and(|own| own[..] == bytes[..]), "zip: {path}");
        assert_eq!(folder.get(path), Some(bytes.as_slice()), "folder: {path}");
    }
    let one_file = release::one_file(&finished, &Part::Whole);
    let one = units(&root(std::str::from_utf8(&one_file).unwrap()));
    let epub = units_of_epub(&release::epub(&finished, &Part::Whole).unwrap());
    for (name, form) in [("one file", &one), ("EPUB", &epub)] {
        assert_eq!(site.keys().collect::<Vec<_>>(), form.keys().collect::<Vec<_>>(), "{name}");
        for (id, unit) in &site {
            assert_eq!(unit, &form[id], "{name}: {id}");
        }
    }
    // What the engine for PDF gets; what it makes of it is compared where the engine is.
    let paper = units(&bare(root(&release::pdf_source(&finished, &Part::Whole))));
    let site: BTreeMap<String, Unit> =
        made.pages().flat_map(|page| units(&bare(root(std::str::from_utf8(page).unwrap())))).collect();
    assert_eq!(site.keys().collect::<Vec<_>>(), paper.keys().collect::<Vec<_>>(), "paper");
    // Blocks stand apart by their rules, not by spaces between them.
    let close = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    for (id, unit) in &site {
        // Citations are part of the text; the engine gets no marks around them.
        assert_eq!(unit.number, paper[id].number, "paper: {id}");
        assert_eq!(close(&unit.text), close(&paper[id].text), "paper: {id}");
    }
    one_file
}

#[test]
fn all_forms_have_the_same_text_numbers_and_citations() {
    same_in_all(&Handbook::region(), 10);
}

#[test]
fn the_real_handbook_is_the_same_in_all_forms_and_one_file_is_small() {
    let one_file = same_in_all(&Handbook::real(), 1500);
    assert!(one_file.len() <= 5_000_000, "{} bytes", one_file.len());
    one_file_is_closed(std::str::from_utf8(&one_file).unwrap());
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
        (&["epub", "--output", "book.toml/a.epub"], 3, "`book.toml` is a file and no folder; choose another"),
        (&["zip", "--output", "book.toml/b/a.zip"], 3, "`book.toml` is a file and no folder; choose another"),
        (&["folder", "--output", "book.toml/a"], 3, "`book.toml` is a file and no folder; choose another"),
        (&["folder", "--output", "content"], 2, "content"),
        (&["folder", "--output", "site"], 2, "the published site with its editions"),
        (&["folder", "--output", "content/../site/new"], 2, "the published site with its editions"),
    ];
    for (arguments, code, words) in cases {
        let mut all = vec!["export"];
        all.extend_from_slice(arguments);
        let run = handbook.run(&all);
        assert_eq!(run.code, Some(*code), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{arguments:?}: {}", run.stderr);
    }
    // Nothing is left behind; where the system cannot tell files of one name apart the lock stays.
    let left = difference(&before, &handbook.tree());
    assert!(left.is_empty() || !cfg!(unix) && left == [".handbook-content.lock"], "{left:?}");
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
fn a_footnote_arrives_in_epub_and_on_paper() {
    const NOTE: &str = "The port of registry helps in most cases.";
    let handbook = Handbook::region();
    handbook.succeed(&["export", "epub", "--output", "h.epub"]);
    let files: BTreeMap<String, Vec<u8>> = unpacked(&bytes_of(&handbook, "h.epub")).into_iter().collect();
    let page = root(std::str::from_utf8(&files["EPUB/text/chapters-service.xhtml"]).unwrap());
    let reference = page.find(&|element| element.attribute("epub:type") == Some("noteref")).unwrap();
    let place = reference.attribute("href").and_then(|href| href.rsplit('#').next()).unwrap();
    let note = page.find(&|element| element.attribute("id") == Some(place)).unwrap();
    assert_eq!(note.attribute("epub:type"), Some("footnote"));
    assert!(words(&note.text()).starts_with(NOTE), "{}", note.text());
    // On paper it stands where it is referred to, and the engine puts it at the foot of that page.
    let paper = release::pdf_source(&Made::of(&handbook).finished(), &Part::Whole);
    let paper = root(&paper);
    let mut notes = Vec::new();
    paper.visit(&mut |element| {
        if element.is_of("footnote") {
            notes.push(words(&element.text()));
        }
    });
    assert_eq!(notes, [NOTE]);
    let holder = paper.find(&|element| element.is_of("unit") && element.text().contains(NOTE)).unwrap();
    assert!(holder.find(&|element| element.is_of("footnote")).is_some());
    assert!(paper.find(&|element| element.is_of("footnotes")).is_none(), "it is there twice");
}

#[test]
fn the_cover_of_an_epub_is_made_from_the_title() {
    let handbook = Handbook::region();
    handbook.succeed(&["export", "epub", "--output", "h.epub"]);
    let files: BTreeMap<String, Vec<u8>> = unpacked(&bytes_of(&handbook, "h.epub")).into_iter().collect();
    let package = root(std::str::from_utf8(&files["EPUB/package.opf"]).unwrap());
    let item = package.find(&|element| element.attribute("properties") == Some("cover-image")).unwrap();
    assert_eq!(item.attribute("media-type"), Some("image/svg+xml"));
    let cover = &files[&format!("EPUB/{}", item.attribute("href").unwrap())];
    let cover = root(std::str::from_utf8(cover).unwrap());
    let mut lines = Vec::new();
    cover.visit(&mut |element| {
        if element.name == "text" {
            lines.push(element.text());
        }
    });
    let shown = lines.join(" ");
    assert!(shown.contains("Handbook of the League of the Inner Sea"), "{shown}");
    assert!(shown.contains("Draft, as of 22 November 2026"), "{shown}");
}

/// The description of a page for machines.
fn described(handbook: &Handbook, page: &str) -> serde_json::Value {
    let page = root(&handbook.read(&format!("site/{page}")));
    let data = page.find(&|element| element.attribute("type") == Some("application/ld+json")).unwrap().text();
    serde_json::from_str(&data).unwrap()
}

#[test]
fn machines_read_what_the_data_say_and_no_more() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    let book = described(&handbook, "index.html");
    assert_eq!((&book["@context"], &book["@type"]), (&"https://schema.org".into(), &"Book".into()));
    assert_eq!(book["name"], "Handbook of the League of the Inner Sea");
    assert_eq!(book["bookEdition"], "Draft, as of 22 November 2026");
    let parts: Vec<&str> =
        book["hasPart"].as_array().unwrap().iter().map(|part| part["name"].as_str().unwrap()).collect();
    assert!(parts.contains(&"Surrender of persons") && parts.contains(&"Preface"), "{parts:?}");
    let chapter = described(&handbook, "chapters/surrender.html");
    assert_eq!((&chapter["@type"], &chapter["position"]), (&"Chapter".into(), &"2".into()));
    assert_eq!(chapter["isPartOf"]["@type"], "Book");
    let statute = chapter["citation"]
        .as_array()
        .unwrap()
        .iter()
        .find(|statute| statute["name"] == "Surrender of Persons Act of Ardania")
        .unwrap();
    assert_eq!(statute["@type"], "Legislation");
    assert_eq!(statute["legislationIdentifier"], "Act 3 of 1999");
    assert_eq!(statute["legislationJurisdiction"]["identifier"], "XA");
    assert_eq!(statute["url"], "https://law.example/xa/3-1999");
    assert_eq!(statute["alternateName"][1]["@language"], "ka");
    // What the data leave open is left out; without an address of the site there are no addresses.
    assert!(chapter.get("url").is_none() && book.get("url").is_none());
    let service = described(&handbook, "chapters/service.html");
    assert!(service.get("citation").is_none(), "it cites treaties alone: {service}");
    handbook.edit("content/annexes/xa.md", "    number: Act 3 of 1999\n", "    number: null\n");
    handbook.succeed(&["build"]);
    let chapter = described(&handbook, "chapters/surrender.html");
    let statutes = chapter["citation"].as_array().unwrap();
    let statute = statutes.iter().find(|one| one["name"] == "Surrender of Persons Act of Ardania").unwrap();
    assert!(statute.get("legislationIdentifier").is_none(), "{statute}");
}

#[test]
fn the_list_of_addresses_is_made_where_the_site_has_one() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    assert!(handbook.site().get("sitemap.xml").is_none());
    handbook.edit(
        "book.toml",
        "[output.html]\n",
        "[output.html]\nsite-url = \"https://example.org/league\"\n",
    );
    handbook.succeed(&["build"]);
    let site = handbook.site();
    let list = root(&handbook.read("site/sitemap.xml"));
    let mut listed = BTreeSet::new();
    list.visit(&mut |element| {
        if element.name == "loc" {
            listed.insert(element.text());
        }
    });
    let pages =
        site.paths().filter(|path| path.ends_with(".html") && !["404.html", "search.html"].contains(path));
    let expected: BTreeSet<String> = pages
        .map(|path| format!("https://example.org/league/{}", if path == "index.html" { "" } else { path }))
        .collect();
    assert_eq!(listed, expected);
    assert!(expected.len() > 10);
    let chapter = described(&handbook, "chapters/surrender.html");
    assert_eq!(chapter["url"], "https://example.org/league/chapters/surrender.html");
    assert_eq!(chapter["isPartOf"]["url"], "https://example.org/league/");
}

#[test]
fn words_of_the_one_file_come_from_the_theme() {
    let handbook = Handbook::region();
    let words =
        std::fs::read_to_string(crate::support::repository().join("themes/default/partials/words.html"));
    let words = words.unwrap();
    let words = words
        .replace("{% set search = \"Search\" -%}", "{% set search = \"Mâjari\" -%}")
        .replace("\"route\": \"Route\"", "\"route\": \"Cammin\"")
        .replace("\"copy\": \"Copy citation\"", "\"copy\": \"Còpia\"")
        .replace("\"which-states\": \"States to compare\"", "\"which-states\": \"Quæ\"");
    handbook.file("themes/partials/words.html", words);
    handbook.succeed(&["export", "html-file", "--output", "h.html"]);
    let page = root(&handbook.read("h.html"));
    let area = page.find(&|element| element.attribute("id") == Some("search")).unwrap();
    assert_eq!(area.find(&|element| element.name == "h2").unwrap().text(), "Mâjari");
    let mut said = BTreeSet::new();
    page.visit(&mut |element| {
        for (name, word) in element.attributes.iter().filter(|(name, _)| name.starts_with("data-word-")) {
            assert_eq!(element.name, "script", "{name} would be found by more than its script");
            said.insert(word.clone());
        }
    });
    for word in ["Cammin", "Còpia"] {
        assert!(said.contains(word), "{word}: {said:?}");
    }
}

#[test]
fn every_page_survives_being_read_and_written() {
    use handbook::release::markup::{Syntax, write};
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    for (path, bytes) in handbook.site().files().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        let once = read(html);
        // XHTML has no elements of raw text, and what is written in it has no style and no script.
        let mut plain = root(html);
        plain.retain(&mut |element| !matches!(element.name.as_str(), "style" | "script"));
        for (nodes, syntax) in [(&once, Syntax::Html), (&plain.children, Syntax::Xhtml)] {
            let again = read(&write(nodes, syntax));
            assert_eq!(words(&text(nodes)), words(&text(&again)), "{path}");
        }
        assert_eq!(once, read(&write(&once, Syntax::Html)), "{path}");
    }
}

fn text(nodes: &[Node]) -> String {
    Element { children: nodes.to_vec(), ..Element::default() }.text()
}
