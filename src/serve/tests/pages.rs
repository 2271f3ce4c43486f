//! Files, headers, hosts, methods.

use axum::http::{Method, StatusCode};
use proptest::prelude::*;

use super::super::Hosts;
use super::fixture::{HOST, request, shared};
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
            let part = part.trim_start();
            // Data for machines, which no browser runs and the policy does not touch.
            let is_data = part.starts_with("type=\"application/ld+json\">");
            assert!(is_data || part.starts_with("src=\""), "{address}: a script without an address");
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_path_fails(path in "(/|%2e|%2f|\\.|%5c|%00|%ff|[a-z]){0,20}") {
        let answer = shared().get(&format!("/{path}"));
        prop_assert!(answer.status.as_u16() < 500);
    }
}
