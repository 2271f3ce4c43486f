//! Builds while the server runs.

use std::sync::mpsc;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use futures_util::StreamExt;
use tower::ServiceExt;

use super::super::live::Change;
use super::super::watch::{Signal, Watcher};
use super::fixture::{CHAPTER, HOST, Served, request};
use super::search::schema;

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
