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

/// A judged set of three queries in the small handbook of an invented region.
fn judged(floor: &str) -> Handbook {
    let handbook = Handbook::region();
    handbook.file("search-index/judged/en/queries.tsv", "# id, query\n1\tchancery\n2\tsurrender\n3\tzzzzz\n");
    handbook.append("book.toml", &format!("\n[search.floors]\nen = {floor}\n"));
    handbook
}

fn first_number(handbook: &Handbook, query: &str) -> String {
    let run = handbook.succeed(&["search", "--format", "json", query]);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    let hits = answer["hits"].as_array().unwrap();
    hits.iter().find_map(|hit| hit["number"].as_str().filter(|number| !number.is_empty())).unwrap().to_owned()
}

#[test]
fn judged_queries_are_measured_and_floors_held() {
    let handbook = judged("0.1");
    handbook.succeed(&["build"]);
    let number = first_number(&handbook, "chancery");
    handbook.file("search-index/judged/en/qrels.tsv", format!("1\t{number}\t3\n3\t{number}\t1\n"));
    for engine in ["server", "static"] {
        let arguments =
            ["search", "eval", "search-index/judged", "--engine", engine, "--baseline", "--format", "json"];
        let report: Value = serde_json::from_str(&handbook.succeed(&arguments).stdout).unwrap();
        assert_eq!((&report["engine"], &report["queries"]), (&engine.into(), &2.into()), "{report}");
        for key in ["ndcg_at_10", "recall_at_10", "mrr", "zero_results", "p50_ms", "p99_ms"] {
            assert!(report[key].is_number() && report["baseline"][key].is_number(), "{key}: {report}");
        }
        assert!(report["ndcg_at_10"].as_f64().unwrap() > 0.2 && report["zero_results"].as_f64() == Some(0.5));
    }
    let clean = handbook.succeed(&["check", "--search"]);
    assert!(clean.stdout.contains("judged set en, static"), "{}", clean.stdout);
    let strict = judged("0.99");
    strict.file("search-index/judged/en/qrels.tsv", handbook.read("search-index/judged/en/qrels.tsv"));
    assert_eq!(strict.run(&["check"]).code, Some(0), "floors are held when they are asked for");
    let run = strict.run(&["check", "--search"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    for part in
        ["E0801", "judged set `en`, server", "ndcg_at_10", "0.99", "worst queries: 3 (0.00)", "book.toml"]
    {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
}

#[test]
fn a_judgment_of_nothing_is_named_with_its_line() {
    let handbook = judged("0.1");
    for (table, place) in [
        ("1\t99.99\t3\n", "qrels.tsv:1: there is no paragraph `99.99`"),
        ("# x\n9\t1.1\t3\n", "qrels.tsv:2: `queries.tsv` has no query `9`"),
        ("1\t1.1\tgood\n", "qrels.tsv:1: `good` is not a grade"),
        ("1 1.1 3\n", "qrels.tsv:1: 1 columns"),
    ] {
        handbook.file("search-index/judged/en/qrels.tsv", table);
        for arguments in [&["search", "eval", "search-index/judged/en"][..], &["check", "--search"]] {
            let run = handbook.run(arguments);
            assert_eq!(run.code, Some(2), "{table:?} {arguments:?}: {}", run.stderr);
            assert!(run.stderr.contains(place), "{place}: {}", run.stderr);
        }
    }
}

#[test]
fn synonyms_come_from_the_data_and_from_the_editors_file() {
    let handbook = Handbook::region();
    handbook.append("content/chapters/surrender.md", "\nThe lighthouse keeper signs.\n");
    handbook.file(
        "search-index/synonyms.tsv",
        "# source, expressions\na dictionary\tpharos warden\tlighthouse keeper\n",
    );
    handbook.succeed(&["build"]);
    assert!(handbook.succeed(&["search", "pharos warden"]).stdout.contains("[lighthouse keeper]"));
    assert!(handbook.succeed(&["doctor"]).stdout.contains("current"));
    handbook.file("search-index/synonyms.tsv", "\tpharos warden\tlighthouse keeper\n");
    let run = handbook.run(&["build"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("synonyms.tsv:1: the group has no source"), "{}", run.stderr);
}

#[test]
fn terms_of_the_real_handbook_are_found_across_languages() {
    let thai = "การส่งผู้ร้ายข้ามแดน";
    for (query, wanted) in [
        ("extradition state:TH", "ส่งผู้ร้ายข้ามแดน"),
        (thai, "xtradition"),
        ("Palermo Convention", "UNTOC"),
        ("UNTOC kind:reference", "Palermo Convention"),
        ("AMLAT kind:reference", "Mutual Legal Assistance"),
    ] {
        let found = hits(&[query, "--limit", "200"]);
        assert!(
            found.iter().any(|hit| snippet(hit, true).contains(wanted)),
            "{query}: no `{wanted}` is marked"
        );
    }
}

/// Every stretch of what the handbook says in other scripts than its own finds its paragraph, with the
/// server and without: titles and names in the annexes, terms of the glossary and of the reference data.
#[test]
fn every_stretch_of_native_titles_and_terms_is_found() {
    let mut lines = String::new();
    for (path, bytes) in built().tree().files() {
        if path.starts_with("content/") && (path.ends_with(".md") || path.ends_with(".yaml")) {
            let text = String::from_utf8_lossy(bytes).into_owned();
            // Dashes and quotation marks alone make no line foreign.
            let letters =
                |line: &&str| line.chars().any(|letter| !letter.is_ascii() && letter.is_alphabetic());
            let own = text.lines().filter(letters);
            own.for_each(|line| lines.push_str(&format!("{}\n", line.trim().replace('\t', " "))));
        }
    }
    assert!(lines.lines().count() > 100, "{}", lines.lines().count());
    // Thai, Lao, Burmese, Khmer, Tamil, Chinese, Vietnamese.
    for block in ['\u{E00}', '\u{E80}', '\u{1000}', '\u{1780}', '\u{B80}', '\u{4E00}', '\u{1E80}'] {
        let inside = |letter: char| (block..=char::from_u32(block as u32 + 0x7F).unwrap()).contains(&letter);
        let inside = |letter: char| {
            inside(letter) || block == '\u{4E00}' && ('\u{4E00}'..='\u{9FFF}').contains(&letter)
        };
        assert!(lines.chars().any(inside), "{block}");
    }
    let handbook = Handbook::empty();
    handbook.file("titles.txt", &lines);
    for (engine, step, least) in [("server", "1", 10_000), ("static", "3", 3_000)] {
        let arguments =
            ["search", "findable", "titles.txt", "--engine", engine, "--step", step, "--format", "json"];
        let report: Value = serde_json::from_str(&handbook.succeed(&arguments).stdout).unwrap();
        assert!(report["asked"].as_u64().unwrap() > least, "{engine}: {}", report["asked"]);
        assert_eq!(report["lost"], serde_json::json!([]), "{engine}");
    }
}

#[test]
fn gold_spans_and_terms_are_tried() {
    let handbook = Handbook::empty();
    handbook.file("gold/lines.txt", "การค้ามนุษย์ในประเทศ\nThe law of the State\n");
    handbook.file("gold/spans.tsv", "0\t2\tค้ามนุษย์\n1\t2\tlaw of\n");
    handbook.file("gold/gold.tsv", "การ\tค้า\tมนุษย์\tใน\tประเทศ\nThe\tlaw\tof\tthe\tState\n");
    for file in ["gold/spans.tsv", "gold/gold.tsv", "gold/lines.txt"] {
        for engine in ["server", "static"] {
            let run = handbook.succeed(&["search", "findable", file, "--engine", engine]);
            assert!(run.stdout.contains("; 0 are not found"), "{file} {engine}");
        }
    }
    handbook.file("gold/spans.tsv", "0\t2\tค้ามนุษย์\n1\t2\tlaw off\n");
    let run = handbook.run(&["search", "findable", "gold/spans.tsv"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("line 2: law off"), "{}", run.stdout);
    handbook.file("texts/a.md", "# มาตรา\n\nความผิดฐานค้ามนุษย์\n\nข้อความอื่น\n");
    handbook.file("terms.txt", "# terms\nค้ามนุษย์\tread in a statute\n");
    for engine in ["server", "static"] {
        let run =
            handbook.succeed(&["search", "findable", "--terms", "terms.txt", "texts", "--engine", engine]);
        assert!(run.stdout.contains("1 of 1 occurrences found, precision 1.0000"), "{}", run.stdout);
    }
}

#[test]
fn related_paragraphs_and_speed_are_shown() {
    let run = built().succeed(&["search", "related", "TH.2", "--limit", "3"]);
    assert_eq!(run.stdout.lines().count(), 3, "{}", run.stdout);
    assert_eq!(built().run(&["search", "related", "99.99"]).code, Some(2));
    let run = built().succeed(&["search", "speed", "content", "--queries", "20", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["queries"], 20);
    assert!(report["passages"].as_u64().unwrap() > 500 && report["p99_ms"].is_number(), "{report}");
    assert_eq!(built().run(&["search", "eval"]).code, Some(2), "a folder is missing");
    assert_eq!(built().run(&["search", "--", "eval"]).code, Some(0), "the word itself");
}
