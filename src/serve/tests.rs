//! The server without a socket.

mod served;

use std::sync::mpsc;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use futures_util::StreamExt;
use proptest::prelude::*;
use serde_json::Value;
use tower::ServiceExt;

use served::*;

use super::Hosts;
use super::listen::Notice;
use super::live::Change;
use super::search::OPENAPI;
use super::watch::{Signal, Watcher};
use crate::fs;

#[test]
fn every_response_has_the_security_headers() {
    let served = shared();
    for address in ["/", "/styles/handbook.css", "/search?q=x", "/api/search?q=x", "/nowhere", "/problems"] {
        let answer = served.get(address);
        assert!(answer.header("content-security-policy").starts_with("default-src 'self';"), "{address}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{address}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{address}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{address}");
        assert!(!answer.header("permissions-policy").is_empty(), "{address}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{address}");
    }
    let refused = served.send(request(Method::POST, "/search", &[("host", HOST)]));
    assert!(!refused.header("content-security-policy").is_empty());
}

#[test]
fn pages_fit_the_policy() {
    let served = shared();
    for address in ["/", "/chapters/assistance.html", "/search?q=dual", "/problems", "/nowhere/at/all"] {
        let page = served.get(address).body;
        for part in page.split("<script").skip(1) {
            assert!(part.trim_start().starts_with("src=\""), "{address}: a script without an address");
        }
        assert!(!page.contains(" style=\"") && !page.contains("<style"), "{address}");
        assert!(!page.contains(" onclick=") && !page.contains("<base"), "{address}");
    }
}

#[test]
fn only_our_own_host_is_answered() {
    let served = shared();
    let status = |headers: &[(&str, &str)]| served.send(request(Method::GET, "/", headers)).status;
    for host in [HOST, "localhost:3000", "LOCALHOST:3000", "[::1]:3000"] {
        assert_eq!(status(&[("host", host)]), StatusCode::OK, "{host}");
    }
    for host in [
        "evil.example:3000",
        "127.0.0.1",
        "127.0.0.1:3001",
        "localhost",
        "localhost.evil.example:3000",
        "192.168.1.2:3000",
        "0.0.0.0:3000",
        "user@localhost:3000",
        "",
        ":3000",
        "[::1",
        "localhost:3000:3000",
    ] {
        assert_eq!(status(&[("host", host)]), StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    assert_eq!(status(&[]), StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(status(&[("host", HOST), ("host", "evil.example")]), StatusCode::MISDIRECTED_REQUEST);
    let absolute = request(Method::GET, "http://evil.example:3000/", &[("host", HOST)]);
    assert_eq!(served.send(absolute).status, StatusCode::MISDIRECTED_REQUEST);
}

#[test]
fn a_server_for_the_network_answers_addresses_but_no_names() {
    let open = Hosts::of("0.0.0.0:80".parse().unwrap());
    assert!(open.admits("192.168.1.2") && open.admits("192.168.1.2:80") && open.admits("[fe80::1]"));
    assert!(!open.admits("evil.example") && !open.admits("192.168.1.2:81"));
    let one = Hosts::of("192.168.1.2:3000".parse().unwrap());
    assert!(one.admits("192.168.1.2:3000") && !one.admits("192.168.1.3:3000"));
}

#[test]
fn only_get_and_head() {
    let served = shared();
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH, Method::TRACE] {
        for address in ["/", "/search", "/api/search", "/events", "/nowhere"] {
            let answer = served.send(request(method.clone(), address, &[("host", HOST)]));
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {address}");
            assert_eq!(answer.header("allow"), "GET, HEAD");
        }
    }
    for address in ["/", "/search?q=dual", "/styles/handbook.css", "/api/search?q=dual"] {
        let head = served.send(request(Method::HEAD, address, &[("host", HOST)]));
        let get = served.get(address);
        assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""), "{address}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{address}");
        assert_eq!(head.header("content-length"), get.body.len().to_string(), "{address}");
    }
}

#[test]
fn files_have_types_and_tags() {
    let served = shared();
    for (address, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/styles/handbook.css", "text/css; charset=utf-8"),
        ("/scripts/live.js?of=1", "text/javascript; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
        ("/fonts/padauk-myanmar-400-normal.woff2", "font/woff2"),
    ] {
        let answer = served.get(address);
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, kind), "{address}");
        let tag = answer.header("etag").to_owned();
        assert_eq!(tag.len(), 66, "{address}: {tag}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again =
                served.send(request(Method::GET, address, &[("host", HOST), ("if-none-match", &known)]));
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{address} {known}");
            assert_eq!((again.body.as_str(), again.header("etag")), ("", tag.as_str()));
        }
        let other =
            served.send(request(Method::GET, address, &[("host", HOST), ("if-none-match", "\"other\"")]));
        assert_eq!(other.status, StatusCode::OK);
    }
}

#[test]
fn pages_get_the_live_script_and_files_on_disk_do_not() {
    let served = shared();
    let page = served.get("/chapters/assistance.html").body;
    assert_eq!(page.matches("/scripts/live.js?of=").count(), 1);
    assert!(page.find("live.js") < page.find("</head>"));
    let written = fs::read_text(&served.options.root.join("site/chapters/assistance.html")).unwrap();
    assert!(!written.contains("live.js"));
    assert_eq!(served.get("/search?q=dual").body.matches("/scripts/live.js?of=").count(), 1);
}

#[test]
fn what_is_missing_is_said_so_at_every_depth() {
    let served = shared();
    for address in ["/nowhere", "/a/b/c.html", "/chapters/", "/%ff", "/chapters/assistance.md"] {
        let answer = served.get(address);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(answer.body.contains("href=\"/styles/handbook.css\""), "{address}");
        assert!(answer.body.contains("href=\"/chapters/assistance.html\""), "{address}");
    }
}

#[test]
fn nothing_outside_the_site_is_served() {
    let served = shared();
    for address in [
        "/../book.toml",
        "/..%2fbook.toml",
        "/%2e%2e/book.toml",
        "/chapters/../../book.toml",
        "/chapters/..%2f..%2fbook.toml",
        "/%2e%2e%5cbook.toml",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/.handbook-site",
        "/index.html%00.css",
        "/C:/Windows/win.ini",
        "/content/SUMMARY.md",
        "/anchors.tsv",
    ] {
        assert_eq!(served.get(address).status, StatusCode::NOT_FOUND, "{address}");
    }
}

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
    assert!(thai.body.contains("<mark>ค้ามนุษย์</mark>"));
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
fn schema(name: &str) -> jsonschema::Validator {
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
    assert_eq!(cut["query"].as_str().unwrap().chars().count(), 256);
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

    #[test]
    fn no_path_fails(path in "(/|%2e|%2f|\\.|%5c|%00|%ff|[a-z]){0,20}") {
        let answer = shared().get(&format!("/{path}"));
        prop_assert!(answer.status.as_u16() < 500);
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

#[test]
fn a_failed_build_keeps_the_pages() {
    let served = Served::built();
    let good = served.read(CHAPTER);
    let page = served.get("/chapters/assistance.html").body;
    served.write(CHAPTER, &format!("{good}\n[<b>bad</b> & \"x\"](nowhere.md)\n"));
    assert_eq!(served.rebuild(), Change::Kept);
    assert_eq!(served.get("/chapters/assistance.html").body, page);
    assert_eq!(served.search("q=dual+criminality")["stage"], "all");
    let problems = served.get("/problems");
    assert_eq!(problems.status, StatusCode::OK);
    assert!(
        problems.body.contains("error[E02") && problems.body.contains("assistance.md"),
        "{}",
        problems.body
    );
    assert!(problems.body.contains("&lt;b&gt;bad&lt;/b&gt; &amp; &quot;x&quot;"), "{}", problems.body);
    assert!(!problems.body.contains("<b>bad"));
    served.write(CHAPTER, &format!("{good}\nRepaired.\n"));
    assert_eq!(served.rebuild(), Change::Shown);
    assert!(served.get("/chapters/assistance.html").body.contains("Repaired."));
    assert_eq!(served.rebuild(), Change::Same, "the same text changes nothing");
    assert!(!served.get("/problems").body.contains("error[E"));
}

#[test]
fn search_follows_the_text() {
    let served = Served::built();
    assert_eq!(served.search("q=marmalade")["total"], 0);
    served.write(CHAPTER, &format!("{}\nMarmalade.\n", served.read(CHAPTER)));
    served.rebuild();
    assert_eq!(served.search("q=marmalade")["total"], 1);
}

#[test]
fn before_the_first_good_build_problems_stand_everywhere() {
    let served = Served::new();
    let good = served.read(CHAPTER);
    served.write(CHAPTER, &format!("{good}\n[x](nowhere.md)\n"));
    assert_eq!(served.rebuild(), Change::Kept);
    for address in
        ["/", "/chapters/assistance.html", "/search?q=x", "/search.html", "/problems", "/nowhere", "/%ff"]
    {
        let answer = served.get(address);
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{address}");
        assert!(answer.body.contains("nowhere.md"), "{address}");
    }
    let api = served.get("/api/search?q=x");
    assert_eq!(api.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(schema("Failure").is_valid(&api.json()));
    for address in ["/styles/handbook.css", "/scripts/live.js", "/icon.svg"] {
        assert_eq!(served.get(address).status, StatusCode::OK, "{address}");
    }
    served.write(CHAPTER, &good);
    assert_eq!(served.rebuild(), Change::Shown);
    assert_eq!(served.get("/").status, StatusCode::OK);
}

/// The first events that a page hears, while `then` happens after the first of them.
fn events(served: &Served, of: &str, count: usize, then: impl FnOnce()) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let request = request(Method::GET, &format!("/events?of={of}"), &[("host", HOST)]);
        let response = served.app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = response.into_body().into_data_stream();
        let mut heard = String::new();
        let mut then = Some(then);
        for _ in 0..count {
            let Some(part) = stream.next().await else { return heard + "end" };
            heard.push_str(std::str::from_utf8(&part.unwrap()).unwrap());
            if let Some(then) = then.take() {
                then();
            }
        }
        heard
    })
}

/// What a page says about the build it is from.
fn build_of(page: &str) -> &str {
    let (_, rest) = page.split_once("live.js?of=").unwrap();
    rest.split_once('"').unwrap().0
}

#[test]
fn open_pages_hear_of_builds() {
    let served = Served::built();
    let page = served.get("/").body;
    let good = served.read(CHAPTER);
    let heard = events(&served, build_of(&page), 2, || {
        served.write(CHAPTER, &format!("{good}\n[x](nowhere.md)\n\n[y](nowhere.md)\n"));
        served.rebuild();
    });
    assert_eq!(heard, "event: current\ndata: 0\n\nevent: failed\ndata: 2\n\n");
    let late = events(&served, build_of(&page), 1, || {});
    assert_eq!(late, "event: failed\ndata: 2\n\n", "a page that is opened now hears of it too");
    let problems = served.get("/problems").body;
    let quiet = events(&served, build_of(&problems), 1, || {});
    assert_eq!(quiet, "event: current\ndata: 0\n\n", "the problems page knows");
    let heard = events(&served, build_of(&page), 3, || {
        served.write(CHAPTER, &format!("{good}\nMore.\n"));
        served.rebuild();
        served.live.end();
    });
    assert_eq!(heard, "event: failed\ndata: 2\n\nevent: reload\ndata: 0\n\nend");
    for old in [build_of(&page), build_of(&problems), "1-b1"] {
        assert_eq!(events(&served, old, 1, || {}), "event: reload\ndata: 0\n\n", "{old}");
    }
}

#[test]
fn a_change_is_noticed_and_reading_is_none() {
    let served = Served::built();
    let (signals, heard) = mpsc::channel();
    let mut watcher = Watcher::start(&served.options.root, signals).unwrap();
    assert_eq!(served.rebuild(), Change::Same, "a build reads and writes");
    assert!(!watcher.follow().unwrap());
    assert!(heard.try_recv().is_err(), "a build does not cause a build");
    served.write(CHAPTER, "# Changed\n");
    let signal = heard.recv_timeout(Duration::from_secs(20));
    assert_eq!(signal, Ok(Signal::Changed));
}

#[test]
fn notices_can_be_shown() {
    let notice = Notice::Ready { address: "http://127.0.0.1:3000/", exposed: false };
    assert!(format!("{notice:?}").contains("3000"));
}
