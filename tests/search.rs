//! `handbook search` on the real handbook, built once.

use std::sync::OnceLock;

use serde_json::Value;

use crate::support::{Handbook, Run};

fn built() -> &'static Handbook {
    static BUILT: OnceLock<Handbook> = OnceLock::new();
    BUILT.get_or_init(|| {
        let handbook = Handbook::real();
        handbook.succeed(&["build"]);
        handbook
    })
}

fn search(arguments: &[&str]) -> Run {
    built().run(&[&["search"], arguments].concat())
}

/// Hits as JSON.
fn hits(arguments: &[&str]) -> Vec<Value> {
    let run = search(&[&["--format", "json"], arguments].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    answer["hits"].as_array().unwrap().clone()
}

fn snippet(hit: &Value, marked: bool) -> String {
    let parts = hit["snippet"].as_array().unwrap();
    parts
        .iter()
        .filter(|part| !marked || part["marked"] == true)
        .map(|part| part["text"].as_str().unwrap())
        .collect::<Vec<_>>()
        .join(if marked { " " } else { "" })
}

/// The file of the site that a hit leads to holds its anchor.
fn leads_somewhere(hit: &Value) {
    let address = hit["address"].as_str().unwrap();
    let (page, anchor) = address.split_once('#').unwrap_or((address, ""));
    let html = built().read(&format!("site/{page}"));
    assert!(anchor.is_empty() || html.contains(&format!("id=\"{anchor}\"")), "{address}");
}

#[test]
fn dual_criminality_is_found_with_its_words_marked() {
    let found = hits(&["dual", "criminality"]);
    assert!(found.len() == 10, "{}", found.len());
    assert!(found.iter().any(|hit| snippet(hit, true).to_lowercase().contains("criminality")));
    assert!(found.iter().any(|hit| hit["page_title"] == "Mutual legal assistance"));
    found.iter().for_each(leads_somewhere);
}

#[test]
fn a_state_narrows_to_its_annex() {
    for code in ["TH", "SG", "VN"] {
        let found = hits(&["dual criminality", "--state", code]);
        assert!(!found.is_empty(), "{code}");
        assert!(found.iter().all(|hit| hit["state"] == code), "{code}");
    }
    assert_eq!(
        hits(&["dual criminality state:TH"]).len(),
        hits(&["dual criminality", "--state", "TH"]).len()
    );
}

#[test]
fn words_are_found_inside_unspaced_text() {
    // Thai, Khmer, Burmese, Lao, Chinese: words inside the titles of statutes and offices.
    for (word, state) in [("ค้ามนุษย์", "TH"), ("មនុស្ស", "KH"), ("ဥပဒေ", "MM"), ("ມະນຸດ", "LA")]
    {
        let found = hits(&[word, "--limit", "50"]);
        let own: Vec<&Value> = found.iter().filter(|hit| hit["state"] == state).collect();
        assert!(!own.is_empty(), "{word} is not found for {state}: {} hits", found.len());
        assert!(own.iter().any(|hit| snippet(hit, true).contains(word)), "{word} is not marked");
        own.into_iter().for_each(leads_somewhere);
    }
}

#[test]
fn phrases_kinds_citations_and_left_out_words_narrow() {
    let all = hits(&["dual criminality", "--limit", "500"]).len();
    let phrase = hits(&["\"dual criminality\"", "--limit", "500"]);
    assert!(!phrase.is_empty() && phrase.len() <= all);
    let annexes = hits(&["dual criminality", "--kind", "annex", "--limit", "500"]);
    assert!(!annexes.is_empty() && annexes.iter().all(|hit| hit["kind"] == "annex"));
    let citing = hits(&["criminality", "--cites", "untoc:18", "--limit", "500"]);
    assert!(!citing.is_empty());
    assert!(citing.iter().all(|hit| hit["cites"].as_array().unwrap().iter().any(|key| key == "untoc")));
    assert!(
        hits(&["--limit", "500", "--", "criminality", "-dual"]).len()
            < hits(&["criminality", "--limit", "500"]).len()
    );
}

#[test]
fn people_get_number_place_snippet_and_address() {
    let run = search(&["dual criminality", "--limit", "1"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stdout.contains("[dual") || run.stdout.contains("[Dual"), "{}", run.stdout);
    assert!(run.stdout.contains(".html#p-"), "{}", run.stdout);
    assert!(!run.stdout.contains('\u{1b}'));
}

#[test]
fn any_query_gets_an_answer() {
    for query in [
        "zzzzqqq",
        "\"",
        "((((",
        "a:b:c",
        "*",
        "state:",
        "\\",
        "-",
        "  ",
        "AND OR NOT",
        "๏",
        "title:\"x",
        "^~2",
    ] {
        let run = search(&["--", query]);
        assert!(matches!(run.code, Some(0 | 2)), "{query}: {:?} {}", run.code, run.stderr);
    }
    let long = "word ".repeat(20_000);
    assert!(matches!(search(&[&long]).code, Some(0 | 2)));
    assert!(search(&["zzzzqqq"]).stdout.starts_with("Nothing found"));
}

#[test]
fn without_an_index_the_command_says_what_to_do() {
    let handbook = Handbook::region();
    let run = handbook.run(&["search", "anything"]);
    assert!(matches!(run.code, Some(2 | 3)), "{:?}", run.code);
    assert!(run.stderr.contains("build"), "{}", run.stderr);
}

#[test]
fn searching_writes_nothing() {
    let handbook = Handbook::region();
    handbook.succeed(&["build"]);
    let before = handbook.tree();
    for query in
        [&["search", "chancery"][..], &["search", "--format", "json", "chancery"], &["search", "zzz"]]
    {
        handbook.run(query);
    }
    assert_eq!(before, handbook.tree());
}

#[test]
fn an_edit_is_found_after_the_next_build_and_what_is_gone_is_not() {
    let handbook = Handbook::region();
    handbook.append("content/chapters/surrender.md", "\nThe lighthouse keeper signs.\n");
    handbook.succeed(&["build"]);
    let find = |query: &str| handbook.succeed(&["search", query]).stdout;
    assert!(find("lighthouse keeper").contains("keeper"));
    handbook.edit("content/chapters/surrender.md", "\nThe lighthouse keeper signs.\n", "");
    handbook.succeed(&["build"]);
    assert!(!find("lighthouse keeper").contains("[keeper]"));
}
