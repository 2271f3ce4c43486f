//! The program is for any region: a handbook of another one, and a book without any.

use crate::support::{Handbook, repository};

/// Words that only this repository's own handbook uses: names of its States and its organisation,
/// ids of its instruments.
fn words_of_the_first_region() -> Vec<String> {
    let read = |name: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(repository().join("content/reference").join(name)).unwrap();
        serde_yaml::from_str(&text).unwrap()
    };
    let states = read("states.yaml");
    let mut words: Vec<String> = vec![
        states["organisation"]["short"].as_str().unwrap().to_owned(),
        states["organisation"]["name"].as_str().unwrap().to_owned(),
    ];
    for state in states["states"].as_array().unwrap() {
        words.push(state["name"].as_str().unwrap().to_owned());
        words.push(format!("annexes/{}.html", state["iso2"].as_str().unwrap().to_lowercase()));
    }
    for instrument in read("instruments.yaml")["instruments"].as_array().unwrap() {
        words.push(instrument["title"].as_str().unwrap().to_owned());
    }
    words.push("UNTOC".to_owned());
    // The name of a script of Unicode as well, which the program must know.
    words.retain(|word| word != "Myanmar");
    words
}

#[test]
fn nothing_of_the_first_region_is_in_the_handbook_of_another() {
    let handbook = Handbook::region();
    let run = handbook.succeed(&["build"]);
    assert_eq!(run.stderr, "", "no finding");
    let words = words_of_the_first_region();
    for (path, bytes) in handbook.site().files() {
        let text = String::from_utf8_lossy(bytes);
        if path.ends_with(".html")
            || path.ends_with(".js")
            || path.ends_with(".json")
            || path.ends_with(".csv")
        {
            for word in &words {
                assert!(!text.contains(word.as_str()), "{path} names {word}");
            }
        }
    }
    handbook.check_page("index.html", "Handbook of the League of the Inner Sea");
    handbook.check_page("annexes/xa.html", "lang=\"ka\">პირთა გადაცემის კანონი</span>");
    handbook.check_page("annexes/xb.html", "Annex XB");
    handbook.check_page("chapters/service.html", "Harbour Convention on Assistance between Chanceries");
}

#[test]
fn a_plain_book_builds_as_it_stands() {
    let handbook = Handbook::from_dir("tests/fixtures/plain");
    let run = handbook.succeed(&["build"]);
    assert!(run.stderr.contains("warning[E0201]"), "a broken link is noted: {}", run.stderr);
    assert!(!run.stderr.contains("error["), "{}", run.stderr);
    let page = handbook.read("book/index.html");
    for bad in ["alert(", "<script>alert", "onclick", "onerror", "javascript:"] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert!(page.contains("<div class=\"warning\">Raw HTML stays, <b>cleaned</b>.</div>"));
    assert!(page.contains("It – as any – has “quotes”."), "smart punctuation is on as in mdBook");
    let first = handbook.read("book/first.html");
    assert!(!first.contains("class=\"number\""), "a plain book has no numbered paragraphs");
    assert!(first.contains("id=\"setting-up\"") && first.contains("id=\"setting-up-1\""));
    assert!(first.contains("[@nothing]"), "citations are a matter of handbooks");
    assert!(first.contains("{{ not a template }}"));
    let inner = handbook.read("book/deep/inner.html");
    assert!(inner.contains("href=\"../first.html\"") && inner.contains("href=\"../index.html\""));
    assert!(inner.contains("<img src=\"../dot.svg\" alt=\"A picture\">"));
    assert_eq!(handbook.read("book/dot.svg"), handbook.read("src/dot.svg"));
    assert_eq!(handbook.run(&["check"]).code, Some(0));
    assert_eq!(handbook.run(&["anchors", "update"]).code, Some(2));
    assert!(!handbook.root().join("anchors.tsv").exists());
    assert!(!handbook.root().join("src/missing.md").exists(), "no stub is written");
}

#[test]
fn a_plain_book_without_a_configuration_has_the_defaults_of_mdbook() {
    let handbook = Handbook::empty();
    handbook.file("src/SUMMARY.md", "- [One](one.md)\n").file("src/one.md", "# One\n\nText.\n");
    handbook.succeed(&["build"]);
    assert!(handbook.root().join("book/one.html").exists());
}

#[test]
fn raw_html_in_a_handbook_is_cleaned_where_it_is_allowed() {
    let handbook = Handbook::region();
    handbook.edit("book.toml", "raw-html = \"refuse\"", "raw-html = \"sanitise\"");
    handbook.append(
        "content/chapters/surrender.md",
        "\nA line<br>with a break, <span onmouseover=\"x()\">words</span> and <iframe src=\"https://x.example\"></iframe> end.\n",
    );
    handbook.succeed(&["anchors", "update"]);
    handbook.succeed(&["build"]);
    let page = handbook.read("site/chapters/surrender.html");
    assert!(page.contains("A line<br>with a break, <span>words</span> and  end."), "{page}");
    // What the program itself writes survives the cleaning.
    for own in
        ["class=\"number\" href=\"#p-", "id=\"waiver\"", "aria-label=\"Paragraph 2.1\"", "class=\"citation\""]
    {
        assert!(page.contains(own), "{own}");
    }
}
