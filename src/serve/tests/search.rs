//! Search as a page and as JSON.

use axum::http::StatusCode;
use proptest::prelude::*;
use serde_json::Value;

use super::super::search::OPENAPI;
use super::fixture::{encoded, shared};

#[test]
fn search_finds_and_marks() {
    let served = shared();
    let page = served.get("/search?q=dual+criminality");
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    assert!(page.body.contains("<mark>Dual</mark> <mark>criminality</mark>"), "{}", page.body);
    assert!(page.body.contains("<title>dual criminality – Search"), "{}", page.body);
    assert!(page.body.contains("value=\"dual criminality\""));
    assert!(page.body.contains(">Chapters</option>"), "words of the theme");
    let thai = served.get(&format!("/search?q={}", encoded("ค้ามนุษย์")));
    assert!(thai.body.contains("<mark><span lang=\"th\">ค้ามนุษย์</span></mark>"), "{}", thai.body);
    assert!(thai.body.contains("&lt;script&gt;"), "snippets are escaped");
    let nothing = served.get("/search?q=zzzzqqqq");
    assert_eq!(nothing.status, StatusCode::OK);
    assert!(nothing.body.contains("Nothing in the handbook has these words."));
}

#[test]
fn a_query_is_escaped_wherever_it_stands() {
    let hostile = "\"><script>alert(1)</script>'&<img src=x onerror=alert(1)>";
    for key in ["q", "state", "kind", "page"] {
        let page = shared().get(&format!("/search?q=dual&{key}={}", encoded(hostile))).body;
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{key}");
    }
    let page = shared().get(&format!("/search?q={}", encoded(hostile))).body;
    assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert"));
}

#[test]
fn old_address_leads_on() {
    let served = shared();
    let moved = served.get("/search.html?q=dual+criminality&state=XA");
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    assert_eq!(moved.header("location"), "/search?q=dual+criminality&state=XA");
    let form = served.get("/search.html");
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.body.contains("name=\"state\"") && form.body.contains("action=\"search\""), "{}", form.body);
}

#[test]
fn states_and_kinds_narrow() {
    let served = shared();
    let all = served.search("q=request");
    let codes: Vec<&str> =
        all["facets"]["state"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert!(codes.contains(&"XA") && codes.contains(&"XB"), "{all}");
    let one = served.search("q=request&state=xa");
    assert_eq!(one["state"], "XA");
    assert!(one["total"].as_u64().unwrap() > 0);
    assert!(one["hits"].as_array().unwrap().iter().all(|hit| hit["state"] == "XA"));
    let chapters = served.search("q=request&kind=chapter");
    assert!(chapters["hits"].as_array().unwrap().iter().all(|hit| hit["kind"] == "chapter"));
    let unknown = served.search("q=request&state=ZZ&kind=poem");
    assert_eq!((&unknown["state"], &unknown["total"]), (&Value::Null, &all["total"]));
    let notes: Vec<&str> =
        unknown["notes"].as_array().unwrap().iter().map(|note| note["id"].as_str().unwrap()).collect();
    assert_eq!(notes, ["unknown-state", "unknown-kind"]);
    let page = served.get("/search?q=request&state=XA").body;
    assert!(page.contains("<option value=\"XA\" selected>"), "{page}");
    assert!(page.contains("<a href=\"search?q=request\">All States</a>"), "the chosen State can be given up");
    let none = served.get("/search?q=zzzzqqqq&state=XA").body;
    assert!(none.contains("href=\"search?q=zzzzqqqq\""), "{none}");
}

#[test]
fn citations_and_languages_narrow() {
    let served = shared();
    let all = served.search("q=convention");
    let cited = all["facets"]["instrument"][0]["id"].as_str().unwrap().to_owned();
    let citing = served.search(&format!("q=convention&cites={cited}"));
    assert_eq!(
        (&citing["cites"], &citing["total"]),
        (&cited.clone().into(), &all["facets"]["instrument"][0]["count"])
    );
    assert!(citing["total"].as_u64().unwrap() <= all["total"].as_u64().unwrap(), "{all}");
    let all = served.search("q=dual+criminality");
    let language = all["facets"]["language"][0]["id"].as_str().unwrap().to_owned();
    let spoken = served.search(&format!("q=dual+criminality&lang={language}"));
    assert_eq!(spoken["total"], all["facets"]["language"][0]["count"]);
    let nothing = served.search("q=dual+criminality&lang=xx&cites=nothing");
    assert_eq!((&nothing["stage"], &nothing["total"]), (&"none".into(), &0.into()));
    let page = served.get(&format!("/search?q=dual+criminality&lang={language}")).body;
    assert!(page.contains(&format!("type=\"hidden\" name=\"lang\" value=\"{language}\"")), "{page}");
    assert!(page.contains("<a href=\"search?q=dual+criminality\">All languages</a>"), "{page}");
}

#[test]
fn a_misspelt_word_is_noticed_also_where_the_search_is_narrowed() {
    for narrowing in ["", "&state=XA", "&kind=annex", "&lang=xx"] {
        let answer = shared().search(&format!("q=crimnality+{narrowing}"));
        assert_eq!(answer["suggestion"], "criminality", "{narrowing}: {answer}");
    }
}

#[test]
fn paragraphs_like_another_are_given() {
    let served = shared();
    let number = served.search("q=dual+criminality")["hits"][0]["number"].as_str().unwrap().to_owned();
    let answer = served.get(&format!("/api/related?paragraph={number}"));
    assert_eq!(answer.status, StatusCode::OK);
    let answer = answer.json();
    assert_eq!(answer["number"], number.as_str());
    let faults: Vec<String> = schema("Related").iter_errors(&answer).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}");
    let related = answer["related"].as_array().unwrap();
    assert!(!related.is_empty() && related.len() <= 5);
    assert!(related.iter().all(|other| other["address"] != answer["address"]));
    for query in ["", "?paragraph=", "?paragraph=99.99", "?paragraph=%FF"] {
        assert_eq!(served.get(&format!("/api/related{query}")).status, StatusCode::NOT_FOUND, "{query}");
    }
}

#[test]
fn pages_of_hits_have_limits() {
    let served = shared();
    let first = served.search("q=request");
    let pages = first["pages"].as_u64().unwrap();
    assert!(pages > 1, "the fixture has more than ten: {first}");
    let second = served.search("q=request&page=2");
    assert_eq!(second["page"], 2);
    assert_ne!(first["hits"][0], second["hits"][0]);
    for beyond in ["101", "18446744073709551615", "99999999999999999999999999", "1000000"] {
        let last = served.search(&format!("q=request&page={beyond}"));
        assert_eq!(last["page"], pages, "{beyond}");
        assert!(!last["hits"].as_array().unwrap().is_empty(), "{beyond}");
        assert_eq!(last["notes"][0]["id"], "last-page", "{beyond}");
    }
    for none in ["0", "-1", "x", "", "1e3", "%00"] {
        assert_eq!(served.search(&format!("q=request&page={none}"))["page"], 1, "{none}");
    }
    let html = served.get("/search?q=request&page=2").body;
    assert!(html.contains("rel=\"prev\" href=\"search?q=request\""), "{html}");
}

/// The published description, as a schema of one of its parts.
pub(super) fn schema(name: &str) -> jsonschema::Validator {
    let mut description: Value = serde_json::from_str(OPENAPI).unwrap();
    description["$ref"] = format!("#/components/schemas/{name}").into();
    jsonschema::validator_for(&description).unwrap()
}

#[test]
fn answers_are_as_described() {
    let served = shared();
    let answers = schema("Answer");
    for query in [
        "q=dual+criminality",
        "q=request&state=XB",
        "",
        "q=-x",
        "q=%22no+such+phrase%22&page=9",
        "q=dual+zzzz",
    ] {
        let answer = served.search(query);
        let faults: Vec<String> = answers.iter_errors(&answer).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{query}: {faults:?}\n{answer}");
    }
    let hit = &served.search("q=dual+criminality")["hits"][0];
    let address = hit["address"].as_str().unwrap();
    let (page, anchor) = address.split_once('#').unwrap();
    assert!(served.get(&format!("/{page}")).body.contains(&format!("id=\"{anchor}\"")), "{address}");
    assert_eq!(served.get("/api/openapi.json").json()["openapi"], "3.1.0");
    assert_eq!(served.get("/api/search?q=x").header("content-type"), "application/json");
}

#[test]
fn hostile_queries_are_answered() {
    let served = shared();
    let long = "%E0%B8%81".repeat(3_400);
    for query in [
        "q=%ff%fe%00%01",
        "q=%",
        "q=%zz&q=dual",
        "q==&=&&&",
        "q=%22%22%22%22",
        "q=-----&state=%ff",
        "q=state%3A&kind=%20",
        "q=*%3F%5B%5D%7B%7D%28%29%5E~",
        "q=a%0d%0aSet-Cookie%3A+x%3D1",
        "Q=dual",
        &format!("q={long}"),
        &format!("q={}", "a+".repeat(5_000)),
        &format!("q={}", "%22".repeat(3_000)),
    ] {
        for place in ["/search", "/api/search"] {
            let answer = served.get(&format!("{place}?{query}"));
            assert_eq!(answer.status, StatusCode::OK, "{place} {query:.60}");
            assert!(answer.header("set-cookie").is_empty());
        }
    }
    let cut = served.search(&format!("q={long}"));
    assert_eq!(cut["notes"][0]["id"], "cut");
    assert_eq!(cut["query"].as_str().unwrap().chars().count(), 512);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_query_fails(text in "\\PC{0,60}", state in "[A-Z]{0,3}", page in any::<i64>()) {
        let query = format!("q={}&state={}&page={page}", encoded(&text), encoded(&state));
        for place in ["/search", "/api/search"] {
            let answer = shared().get(&format!("{place}?{query}"));
            prop_assert_eq!(answer.status, StatusCode::OK);
        }
    }

    #[test]
    fn no_bytes_fail(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let query: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
        let answer = shared().get(&format!("/search?q={query}"));
        prop_assert_eq!(answer.status, StatusCode::OK);
    }
}

#[test]
fn browsers_learn_how_to_search() {
    let served = shared();
    let answer = served.get("/opensearch.xml");
    assert_eq!(answer.header("content-type"), "application/opensearchdescription+xml");
    assert!(answer.body.contains("template=\"http://127.0.0.1:3000/search?q={searchTerms}\""));
    assert!(served.get("/").body.contains("rel=\"search\""));
}
