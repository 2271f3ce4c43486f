//! Every address ever published resolves, whatever becomes of its page and its paragraph.

use std::collections::BTreeMap;

use crate::support::shelf::{FIRST, founding};
use crate::support::{Handbook, Tree, difference, repository};

const LIST: &str = "editions/addresses.txt";
const LATER: &str = "2030-06-01T00:00:00Z";
const LAST: &str = "2030-07-01T00:00:00Z";

fn cut(handbook: &Handbook, id: &str, at: &str) {
    handbook.succeed(&["anchors", "update"]);
    handbook.succeed(&["release", "cut", id, "--draft", "--key", "keys/chair-1", "--at", at]);
}

/// Every text that names a chapter names another one, and the chapter goes.
fn rename(handbook: &Handbook, old: &str, new: &str) {
    handbook.remove(&format!("content/chapters/{old}"));
    let tree = handbook.tree();
    for (path, bytes) in tree.files().filter(|(path, _)| path.starts_with("content/")) {
        let text = String::from_utf8_lossy(bytes);
        if text.contains(old) {
            handbook.file(path, text.replace(old, new));
        }
    }
}

/// A handbook whose second edition has another name for a chapter, a paragraph in another chapter, one in
/// the place of another, and no chapter of tolls; whose working text has taken out one more.
fn moved() -> Handbook {
    let handbook = founding();
    handbook.file(
        "content/chapters/tolls.md",
        "# Tolls {#tolls}\n\nA toll is paid at the gate.\n\nNo toll is paid twice.\n",
    );
    handbook.edit(
        "content/SUMMARY.md",
        "- [Surrender of persons]",
        "- [Tolls](chapters/tolls.md)\n- [Surrender of persons]",
    );
    cut(&handbook, "2030.1", FIRST);
    let service = handbook.read("content/chapters/service.md");
    let waiver = "A person may waive the hearing. The judge explains what that means.\n\n";
    let address = "Look for an address first. Most requests come back because the address is old.[^address]";
    let service = service
        .replace(address, "Begin with the tide tables, which every harbour prints in spring.[^address]");
    handbook.file(
        "content/chapters/delivery.md",
        format!("{service}\n").replacen("Name the treaty", &format!("{waiver}Name the treaty"), 1),
    );
    handbook.remove("content/chapters/tolls.md");
    handbook.edit("content/SUMMARY.md", "- [Tolls](chapters/tolls.md)\n", "");
    rename(&handbook, "service.md", "delivery.md");
    handbook.edit("content/chapters/surrender.md", waiver, "");
    cut(&handbook, "2030.2", LATER);
    handbook.edit(
        "content/chapters/surrender.md",
        "Provisional arrest ends after sixty days unless the papers have come.\n",
        "",
    );
    handbook.succeed(&["anchors", "update"]);
    handbook
}

/// Where an address of a built site leads: page and, for one with an anchor, that the page has it. Knows of
/// redirects only what a browser does.
fn resolve(site: &Tree, address: &str) -> Result<String, String> {
    let (mut page, anchor) =
        address.split_once('#').map_or((address, None), |(page, anchor)| (page, Some(anchor)));
    let mut html =
        String::from_utf8_lossy(site.get(page).ok_or_else(|| format!("{address}: no page"))?).into_owned();
    let goal;
    if let Some((_, rest)) = html.split_once("<meta http-equiv=\"refresh\" content=\"0; url=") {
        let to = rest.split('"').next().unwrap();
        assert!(!to.contains("..") || to.starts_with(".."), "{to}");
        let mut parts: Vec<&str> = page.split('/').collect();
        parts.pop();
        for part in to.split('/') {
            if part == ".." {
                parts.pop();
            } else {
                parts.push(part);
            }
        }
        goal = parts.join("/");
        page = &goal;
        html =
            String::from_utf8_lossy(site.get(page).ok_or_else(|| format!("{address}: redirect to nothing"))?)
                .into_owned();
        assert!(!html.contains("http-equiv=\"refresh\""), "{address}: a chain");
    }
    match anchor {
        Some(anchor) if !html.contains(&format!(" id=\"{anchor}\"")) => {
            Err(format!("{address}: no such place on {page}"))
        }
        _ => Ok(page.to_owned()),
    }
}

fn lines(handbook: &Handbook) -> Vec<String> {
    handbook.read(LIST).lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// The anchor of a paragraph by its words, in a frozen text.
fn anchor(handbook: &Handbook, edition: &str, page: &str, words: &str) -> String {
    let html = handbook.read(&format!("site/e/{edition}/{page}"));
    let before = &html[..html.find(words).unwrap_or_else(|| panic!("{words}"))];
    let at = before.rfind(" id=\"p-").unwrap();
    before[at + 5..].split('"').next().unwrap().to_owned()
}

#[test]
fn every_address_of_every_edition_resolves_in_one_step_at_most() {
    let handbook = moved();
    handbook.succeed(&["check"]);
    handbook.succeed(&["build"]);
    let site = handbook.site();
    let listed = lines(&handbook);
    assert!(listed.is_sorted() && listed.len() > 200, "{}", listed.len());
    let lost: Vec<String> = listed.iter().filter_map(|address| resolve(&site, address).err()).collect();
    assert_eq!(lost, Vec::<String>::new());
    // The page with another name.
    for folder in ["", "latest/"] {
        let found = resolve(&site, &format!("{folder}chapters/service.html"));
        assert_eq!(found.as_deref(), Ok(&format!("{folder}chapters/delivery.html")[..]));
        let page = handbook.read(&format!("site/{folder}chapters/service.html"));
        assert!(page.contains("<link rel=\"canonical\" href=\"delivery.html\">"), "{page}");
        assert!(page.contains("<a href=\"delivery.html\">Service of documents</a>"), "{page}");
    }
    assert_eq!(
        handbook.read("site/_redirects"),
        "/chapters/service.html /chapters/delivery.html 301\n/latest/chapters/service.html /latest/chapters/delivery.html 301\n"
    );
    assert!(handbook.read("site/redirects/nginx.conf").contains("location = \"/chapters/service.html\""));
    assert!(handbook.read("site/redirects/apache.conf").contains("^/latest/chapters/service\\.html$"));
    // Moved, replaced, repealed: each place says so.
    let of = |page: &str, words: &str| anchor(&handbook, "2030.1-draft", page, words);
    let note = |page: &str, anchor: &str| {
        let html = handbook.read(&format!("site/{page}"));
        let rest = html
            .split_once(&format!("<li id=\"{anchor}\">"))
            .unwrap_or_else(|| panic!("{page} {anchor}"))
            .1
            .to_owned();
        rest.split("</li>").next().unwrap().to_owned()
    };
    let waived = of("chapters/surrender.html", "A person may waive");
    let said = note("chapters/surrender.html", &waived);
    assert!(said.contains(&format!("is now <a href=\"delivery.html#{waived}\">paragraph 1.")), "{said}");
    assert!(said.contains("of edition 2030.1-draft"), "{said}");
    let address = of("chapters/service.html", "Look for an address");
    assert!(note("chapters/delivery.html", &address).contains("was replaced by <a href=\"#p-"));
    let arrest = of("chapters/surrender.html", "Provisional arrest");
    assert!(note("chapters/surrender.html", &arrest).contains("it was repealed"));
    assert!(!handbook.read("site/latest/chapters/surrender.html").contains(&format!("<li id=\"{arrest}\">")));
    // A page of which nothing is left says so and leads to the edition that had it.
    let gone = handbook.read("site/latest/chapters/tolls.html");
    assert!(!gone.contains("refresh") && gone.contains("../../e/2030.1-draft/chapters/tolls.html"), "{gone}");
    assert!(note("latest/chapters/tolls.html", &of("chapters/tolls.html", "No toll")).contains("repealed"));
    // What is frozen is as it was.
    assert!(!handbook.read("site/e/2030.2-draft/chapters/surrender.html").contains("class=\"former\""));
}

/// Three editions: what moved twice is reached in one step from its first address.
#[test]
fn a_page_renamed_twice_is_no_chain() {
    let handbook = moved();
    let text = handbook.read("content/chapters/delivery.md");
    handbook.file("content/chapters/letters.md", text);
    rename(&handbook, "delivery.md", "letters.md");
    cut(&handbook, "2030.3", LAST);
    // A handbook in another language says all this in its own words; those that it leaves out are ours.
    let words = std::fs::read_to_string(repository().join("themes/default/partials/words.html")).unwrap();
    let own = words
        .replace("\"moved\": \"This page has moved\",", "\"moved\": \"Cheste pagjine e je lade\",")
        .replace(
            "\"moved-text\": \"Its paragraphs now stand in {}.\",",
            "\"moved-text\": \"In {} & no chi.\",",
        )
        .replace("\"former-repealed\": \"Paragraph {} is not in this text: it was repealed.\",", "")
        .replace("\"same\": \"this paragraph, the same\",", "\"same\": \"chest paragraf, compagn\",")
        .replace("\"all\": \"All editions\"", "\"all\": \"Dutis lis edizions\"");
    handbook.file("themes/partials/words.html", own);
    handbook.edit("book.toml", "language = \"en\"", "language = \"fur\"");
    handbook.succeed(&["check"]);
    handbook.succeed(&["build"]);
    let moved = handbook.read("site/latest/chapters/service.html");
    assert!(moved.contains("<html lang=\"fur\">"), "{moved}");
    assert!(moved.contains("<h1>Cheste pagjine e je lade</h1>"), "{moved}");
    assert!(
        moved.contains("<p>In <a href=\"letters.html\">Service of documents</a> &amp; no chi.</p>"),
        "{moved}"
    );
    assert!(handbook.read("site/chapters/surrender.html").contains("is not in this text: it was repealed"));
    let script = handbook.read("site/editions.js");
    for words in ["chest paragraf, compagn", "Dutis lis edizions", "this paragraph is not in it yet"] {
        assert!(script.contains(words), "{words}");
    }
    let site = handbook.site();
    let found: BTreeMap<&str, String> = ["service", "delivery"]
        .into_iter()
        .map(|page| (page, resolve(&site, &format!("latest/chapters/{page}.html")).unwrap()))
        .collect();
    assert!(found.values().all(|page| page == "latest/chapters/letters.html"), "{found:?}");
    let lost: Vec<String> =
        lines(&handbook).iter().filter_map(|address| resolve(&site, address).err()).collect();
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
fn a_line_taken_out_is_found_and_written_again() {
    let handbook = moved();
    let whole = handbook.read(LIST);
    let kept: String = whole
        .lines()
        .filter(|line| !line.starts_with("chapters/service.html"))
        .map(|line| format!("{line}\n"))
        .collect();
    handbook.file(LIST, kept);
    for verb in ["check", "build"] {
        let run = handbook.run(&[verb]);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        assert!(
            run.stderr.contains("R0164") && run.stderr.contains("`chapters/service.html` first"),
            "{}",
            run.stderr
        );
    }
    handbook.succeed(&["release", "addresses", "--dry-run"]);
    assert_ne!(handbook.read(LIST), whole);
    handbook.succeed(&["release", "addresses"]);
    assert_eq!(handbook.read(LIST), whole);
    handbook.succeed(&["check"]);
    handbook.append(LIST, "chapters/never.html\n");
    let run = handbook.run(&["check"]);
    assert!(run.stderr.contains("R0165") && run.stderr.contains("chapters/never.html"), "{}", run.stderr);
}

/// An address that leads nowhere stops the cutting itself, and is told with everything else at once.
#[test]
fn nothing_is_cut_while_an_address_leads_nowhere() {
    let handbook = moved();
    let cut = |id: &str, more: &[&str]| {
        let cut = ["release", "cut", id, "--draft", "--key", "keys/chair-1", "--at", LAST];
        handbook.run(&[&cut[..], more].concat())
    };
    let whole = handbook.read(LIST);
    handbook.append(LIST, "chapters/never.html\nlatest/chapters/surrender.html#p-zzzzzz\n");
    let before = handbook.tree();
    for more in [&[][..], &["--dry-run"]] {
        let run = cut("2030.3", more);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        assert_eq!(run.stderr.matches("refused[").count(), 1, "{}", run.stderr);
        let told = "lead nowhere: chapters/never.html, latest/chapters/surrender.html#p-zzzzzz\n";
        assert!(run.stderr.contains("R0165") && run.stderr.contains(told), "{}", run.stderr);
    }
    // With the other reasons, though the text of an edition is not made then.
    let run = cut("2030.2", &[]);
    let codes = ["R0151", "R0165"].map(|code| run.stderr.matches(&format!("refused[{code}]")).count());
    assert_eq!(codes, [1, 1], "{}", run.stderr);
    assert_eq!(difference(&before, &handbook.tree()).len(), 0, "nothing was written");
    // An edition that was published and is not there: no other one takes its name or its number.
    handbook.file(LIST, whole);
    for path in before.paths().filter(|path| path.starts_with("editions/2030.2-draft/")) {
        handbook.remove(path);
    }
    std::fs::remove_dir_all(handbook.root().join("editions/2030.2-draft")).unwrap();
    for id in ["2030.2", "2030.3"] {
        let run = cut(id, &[]);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        assert!(run.stderr.contains("R0165") && run.stderr.contains("e/2030.2-draft/"), "{}", run.stderr);
        assert!(run.stderr.contains("every edition that was cut"), "{}", run.stderr);
    }
}

/// The addresses of the region's handbook, as they were given out: none is ever lost. A line is added here
/// when the region gets a page or paragraph, and never taken out.
#[test]
fn addresses_given_out_resolve_for_ever() {
    let committed = std::fs::read_to_string(repository().join("tests/fixtures/addresses.txt")).unwrap();
    let handbook = founding();
    handbook.succeed(&["release", "cut", "2030.1", "--draft", "--key", "keys/chair-1", "--at", FIRST]);
    let listed = handbook.read(LIST);
    handbook.succeed(&["build"]);
    let site = handbook.site();
    let mut lost = Vec::new();
    for address in committed.lines().filter(|line| !line.starts_with('#')) {
        if !listed.lines().any(|line| line == address) {
            lost.push(format!("{address}: not listed"));
        }
        lost.extend(resolve(&site, address).err());
    }
    assert_eq!(lost, Vec::<String>::new());
    assert!(committed.lines().count() > 90);
}
