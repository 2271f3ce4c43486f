//! What changed between editions: on the command line, on pages, in the history and in the switch.

use serde_json::Value;

use crate::support::office::Office;
use crate::support::shelf::{FIRST, adopted, founding, on_disk};
use crate::support::{Handbook, Tree};

const SERVICE: &str = "content/chapters/service.md";
const SURRENDER: &str = "content/chapters/surrender.md";

fn cut(handbook: &Handbook, id: &str, at: &str) {
    handbook.succeed(&["release", "cut", id, "--draft", "--key", "keys/chair-1", "--at", at]);
}

/// Two draft editions and a working text. From the first to the second a paragraph moved and changed,
/// one was replaced, one repealed, one changed in Thai, and a number changed in the front matter.
fn two() -> Handbook {
    let handbook = founding();
    handbook.edit(SURRENDER, "## Time {#time}\n", "## Time {#time}\n\nพนักงานอัยการต้องปฏิเสธคำร้องขอ\n");
    handbook.succeed(&["anchors", "update"]);
    cut(&handbook, "2030.1", FIRST);
    handbook
        .edit("content/annexes/xa.md", "Two copies", "Three copies")
        .edit("content/annexes/xa.md", "value: 60", "value: 45")
        .edit(SURRENDER, "ต้อง", "อาจ")
        .edit(
            SURRENDER,
            "The statute of the requested State sets the form [@xa-surrender-act, s. 3; @xb-surrender-act, s. 7].",
            "Papers may come by boat, by rider or by lantern.",
        )
        .edit(SERVICE, "Name the treaty in the request [@harbour-convention, art. 4; @harbour-convention, art. 5].\n\n", "")
        .edit(
            SERVICE,
            "- Ask the port authority for the register of crews.\n- Ask the chancery for the",
            "- Ask the chancery within ten days for the",
        )
        .edit(SERVICE, "[@lantern-protocol].\n", "[@lantern-protocol].\n- Ask the port authority for the register of crews.\n");
    handbook.succeed(&["anchors", "update"]);
    cut(&handbook, "2030.2", "2030-06-01T00:00:00Z");
    handbook.edit("content/annexes/xb.md", "The chancery", "Every chancery");
    handbook.succeed(&["anchors", "update"]);
    handbook
}

/// Every link of these pages leads to a page of the site, and to a place on it.
fn links_lead_somewhere(site: &Tree, pages: &[&str]) {
    let mut count = 0;
    for page in pages {
        for link in site.text(page).split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if link.starts_with("https:") {
                continue;
            }
            let (path, id) = link.split_once('#').unwrap_or((link, ""));
            let mut parts: Vec<&str> = if path.is_empty() { Vec::new() } else { page.split('/').collect() };
            parts.pop();
            for part in path.split('/') {
                match part {
                    ".." => drop(parts.pop()),
                    part => parts.push(part),
                }
            }
            let target = if path.is_empty() { (*page).to_owned() } else { parts.join("/") };
            assert!(site.get(&target).is_some(), "{page} leads to {target}, which is not there");
            let named = id.is_empty() || id == "top" || site.text(&target).contains(&format!("id=\"{id}\""));
            assert!(named, "{page} leads to {link}, and {target} has no such place");
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

fn json(handbook: &Handbook, arguments: &[&str]) -> Value {
    let run = handbook.succeed(&[&["diff"], arguments, &["--format", "json"]].concat());
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn texts_are_compared_on_the_command_line() {
    let handbook = two();
    the_command_line_tells_moved_changed_replaced_and_repealed_apart(&handbook);
    a_page_or_a_paragraph_is_compared_alone_and_programs_get_json(&handbook);
    one_file_stands_alone(&handbook);
    what_is_not_there_is_named_with_what_is(&handbook);
}

#[test]
fn texts_are_compared_on_the_site() {
    let handbook = two();
    handbook.succeed(&["build"]);
    the_site_has_redlines_a_table_of_numbers_and_histories(&handbook);
    the_switch_knows_what_became_of_each_paragraph_and_of_each_page(&handbook);
}

fn the_command_line_tells_moved_changed_replaced_and_repealed_apart(handbook: &Handbook) {
    let run = handbook.succeed(&["diff", "2030.1-draft", "2030.2-draft"]);
    for part in [
        "Chapter 1: Service of documents (content/chapters/service.md)\n",
        "1.2 p-fowvws (repealed)\n    [-Name the treaty",
        "(moved and changed, before: 1.4)\n    - Ask the chancery {+within ten days +}for the register",
        "  number added: ten\n",
        "(replaced by 2.2)\n    [-The statute of the requested State",
        "(added)\n    {+Papers may come by boat, by rider or by lantern.+}\n",
        "    พนักงานอัยการ[-ต้อง-]{+อาจ+}ปฏิเสธคำร้องขอ\n  obligation changed: ต้อง → อาจ\n",
        "[-Two-]{+Three+} copies of the request.\n  number changed: Two → Three\n",
        "front matter › provisional_arrest_days › value\n",
        "value: [-60-]{+45+}\n",
        "another number, the same words: ",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{}", run.stdout);
    }
    assert!(!run.stdout.contains('\u{1b}'), "no terminal, no escape bytes");
    assert!(!run.stdout.contains("Belmere"), "what did not change is not shown");
    // The other way round, and from an edition to the working text.
    let back = handbook.succeed(&["diff", "2030.2-draft", "2030.1-draft", "--page", "XA"]);
    assert!(back.stdout.contains("[-Three-]{+Two+} copies"), "{}", back.stdout);
    assert!(!back.stdout.contains("Chapter"), "{}", back.stdout);
    let since = handbook.succeed(&["diff", "latest"]);
    assert!(since.stdout.contains("[-The-]{+Every+} chancery"), "{}", since.stdout);
    let same = handbook.succeed(&["diff", "working", "working"]);
    assert!(same.stdout.contains("nothing changed"), "{}", same.stdout);
}

fn a_page_or_a_paragraph_is_compared_alone_and_programs_get_json(handbook: &Handbook) {
    let whole = json(handbook, &["2030.1-draft", "2030.2-draft"]);
    assert_eq!(whole["version"], 1);
    assert_eq!(whole["counts"]["repealed"], 1);
    assert_eq!(whole["counts"]["replaced"], 1);
    for name in [
        "chapters/surrender.md",
        "content/chapters/surrender.md",
        "chapters/surrender.html",
        "2",
        "Chapter 2",
    ] {
        let page = json(handbook, &["2030.1-draft", "2030.2-draft", "--page", name]);
        assert_eq!(page["pages"].as_array().unwrap().len(), 1, "{name}");
        assert_eq!(page["pages"][0]["path"], SURRENDER, "{name}");
    }
    let thai = json(handbook, &["2030.1-draft", "2030.2-draft", "--paragraph", "2.5"]);
    let unit = &thai["pages"][0]["units"][0];
    assert_eq!((&unit["what"], &unit["new"]), (&Value::from("changed"), &Value::from("2.5")));
    let anchor = unit["anchor"].as_str().unwrap();
    assert_eq!(json(handbook, &["2030.1-draft", "2030.2-draft", "--paragraph", anchor]), thai);
    let same = handbook.succeed(&["diff", "2030.1-draft", "2030.2-draft", "--paragraph", "XB.1"]);
    assert!(same.stdout.contains("the same number and the same words"), "{}", same.stdout);
}

fn what_is_not_there_is_named_with_what_is(handbook: &Handbook) {
    for (arguments, parts) in [
        (&["2031.1"][..], &["`2031.1`", "2030.1-draft, 2030.2-draft", "`working`"][..]),
        (&["latest", "--page", "nowhere"], &["no page `nowhere`", "annexes/xa.md"]),
        (&["latest", "--paragraph", "9.99"], &["no paragraph `9.99`", "anchor"]),
    ] {
        let run = handbook.run(&[&["diff"], arguments].concat());
        assert_eq!(run.code, Some(2), "{arguments:?}");
        for part in parts {
            assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
        }
    }
    let none = founding().run(&["diff", "latest"]);
    assert_eq!(none.code, Some(2));
    assert!(none.stderr.contains("release cut"), "{}", none.stderr);
    // What was altered is not compared.
    handbook.append("editions/2030.1-draft/text/content/annexes/xb.md", "More.\n");
    let run = handbook.run(&["diff", "2030.1-draft", "working"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("R0161"), "{}", run.stderr);
}

fn one_file_stands_alone(handbook: &Handbook) {
    handbook.succeed(&["diff", "2030.1-draft", "2030.2-draft", "--html", "changes.html"]);
    let html = handbook.read("changes.html");
    for part in ["<del>ต้อง</del><ins>อาจ</ins>", "<style>", "What changed from 2030.1-draft to 2030.2-draft"]
    {
        assert!(html.contains(part), "{part}");
    }
    for outside in ["href=", "src=", "url(", "<script", "@import"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

fn the_site_has_redlines_a_table_of_numbers_and_histories(handbook: &Handbook) {
    let site = handbook.site();
    let pair = "editions/2030.1-draft-2030.2-draft";
    let here: Vec<&str> = site.paths().filter(|path| path.starts_with("editions/2030.")).collect();
    assert_eq!(
        here,
        [
            "editions/2030.1-draft-2030.2-draft/annexes/xa.html",
            "editions/2030.1-draft-2030.2-draft/chapters/service.html",
            "editions/2030.1-draft-2030.2-draft/chapters/surrender.html",
            "editions/2030.1-draft-2030.2-draft/concordance.html",
            "editions/2030.1-draft-2030.2-draft/index.html",
            "editions/2030.2-draft-working/annexes/xb.html",
            "editions/2030.2-draft-working/concordance.html",
            "editions/2030.2-draft-working/index.html",
        ]
    );
    handbook.check_page(
        &format!("{pair}/chapters/surrender.html"),
        "พนักงานอัยการ<del>ต้อง</del><ins>อาจ</ins>ปฏิเสธคำร้องขอ",
    );
    handbook.check_page(&format!("{pair}/index.html"), "<h2 id=\"group-1\">Ardania</h2>");
    handbook.check_page(&format!("{pair}/index.html"), "This handbook has no record of amendments");
    handbook.check_page(&format!("{pair}/concordance.html"), ">moved and changed</a>");
    let history = site.text("editions/history/chapters/service.html");
    assert!(
        history.contains("<h2 id=\"gone\">") && history.contains("id=\"p-fowvws\""),
        "the repealed one is there"
    );
    // Every link of these pages leads somewhere, and they are nothing for searches and site maps.
    let own: Vec<&str> =
        site.paths().filter(|path| path.starts_with("editions/") && path.ends_with(".html")).collect();
    links_lead_somewhere(&site, &[&own[..], &["annexes/xa.html", "annexes/xb.html"]].concat());
    assert!(own.iter().all(|path| site.text(path).contains("content=\"noindex\"")));
    // A page of the working text leads to itself in each edition.
    handbook.check_page("annexes/xa.html", "<a href=\"../e/2030.1-draft/annexes/xa.html\">");
    handbook.check_page("annexes/xb.html", "<a href=\"../editions/2030.2-draft-working/annexes/xb.html\">");
    // Nothing of it is frozen, and nothing of it is carried away.
    assert!(site.paths().all(|path| !path.starts_with("e/2030.2-draft/editions/")));
    handbook.succeed(&["export", "folder", "--output", "carried"]);
    let carried = Tree::read(&handbook.root().join("carried"));
    assert!(carried.paths().all(|path| !path.starts_with("editions")), "no edition is in it");
    assert!(!carried.text("annexes/xa.html").contains("edition-switch"));
    assert!(!carried.text("annexes/xa.html").contains("latest/index.html"));
}

fn the_switch_knows_what_became_of_each_paragraph_and_of_each_page(handbook: &Handbook) {
    let script = handbook.read("site/editions.js");
    let line = script.lines().find_map(|line| line.trim().strip_prefix("var all = ")).unwrap();
    let all: Value = serde_json::from_str(line.strip_suffix(';').unwrap()).unwrap();
    let ids: Vec<&str> =
        all["texts"].as_array().unwrap().iter().map(|text| text["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["2030.1-draft", "2030.2-draft", "working"]);
    let rows = all["steps"][0]["rows"].as_object().unwrap();
    assert_eq!(rows["p-fowvws"][1], Value::Null, "repealed");
    let replaced = rows.values().find(|row| row[1].is_null() && row[2] != "").unwrap();
    let heir = &rows[replaced[2].as_str().unwrap()];
    assert_eq!(heir[0], Value::Null);
    assert_eq!(heir[1][0], "chapters/surrender.html");
    assert_eq!(rows[heir[2].as_str().unwrap()], *replaced, "the way back");
    assert_eq!(all["steps"][1]["rows"].as_object().unwrap().len(), 1);
    assert_eq!(all["steps"][1]["gone"], serde_json::json!([]));
}

#[test]
fn a_history_names_the_amendment_its_state_who_approved_and_the_source() {
    let early = on_disk(&Office::open().files);
    early.succeed(&[
        "release",
        "cut",
        "2030.1",
        "--draft",
        "--key",
        "keys/chair-1",
        "--at",
        "2030-01-02T09:00:00Z",
    ]);
    let handbook = on_disk(&adopted().files);
    for (path, bytes) in Tree::read(&early.root().join("editions")).files() {
        handbook.file(&format!("editions/{path}"), bytes);
    }
    handbook.succeed(&[
        "release",
        "cut",
        "2030.1",
        "--at",
        FIRST,
        "--key",
        "keys/chair-1",
        "--key",
        "keys/chief-1",
    ]);
    handbook.succeed(&["build"]);
    let history = handbook.site().text("editions/history/annexes/xa.html").to_owned();
    let entry = &history[history.find("<section class=\"unit-history\"").unwrap()..];
    for part in [
        "Edition 2030.1, adopted 20 April 2030",
        "Ardania: ",
        "Proposed by Person xa-delegate-1",
        "approved by ",
        "Person xa-focal",
        "Legal sources: ",
    ] {
        assert!(entry.contains(part), "{part}\n{entry}");
    }
    handbook.check_page("editions/2030.1-draft-2030.1/index.html", "<h2 id=\"amendments\">");
    links_lead_somewhere(
        &handbook.site(),
        &["editions/history/annexes/xa.html", "editions/2030.1-draft-2030.1/index.html"],
    );
}
