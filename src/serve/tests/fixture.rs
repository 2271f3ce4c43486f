//! A small handbook and a server for it.

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

use super::super::listen::{Notice, Options};
use super::super::live::Change;
use super::super::rebuild::{build, rebuild};
use super::super::{Hosts, Live, app};
use crate::clock::Clock;
use crate::diagnostic::{Format, Painter, render};
use crate::fs;

pub(super) const HOST: &str = "127.0.0.1:3000";

pub(super) const CHAPTER: &str = "chapters/assistance.md";

/// Put at the end of the chapter: what the tests look for.
const TEXT: &str = "\n## Found here {#found-here}\n\nDual criminality is asked for. Two States <b>\\<script\\></b> aside, ค้ามนุษย์ is \
                    trafficking.\n\nA second paragraph on dual criminality, for “quotation”.\n";

/// A handbook in a folder of its own and a server for it.
pub(super) struct Served {
    _folder: TempDir,
    pub(super) options: Options,
    pub(super) live: Arc<Live>,
    pub(super) app: Router,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Served {
    /// The handbook that `handbook init` makes, without a layout of annexes and what rests on it, and
    /// with some text of ours; not built yet.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::try_from(folder.path().to_owned()).unwrap();
        let repository = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
        for (from, to) in [("src/cli/init/handbook", ""), ("content/schemas", "content/schemas")] {
            let lists = ["content/reference/route.", "content/reference/forms."];
            let without = |path: &str| lists.iter().any(|list| path.starts_with(list));
            for path in fs::walk(&repository.join(from)).unwrap() {
                if without(path.as_str()) {
                    continue;
                }
                let text = fs::read_text(&repository.join(from).join(&path)).unwrap();
                let text = text.replace("@today@", "2026-11-22").replace("@title@", "\"An Example\"");
                let text = text.replace("@id@", "\"example\"").replace("@language@", "\"en\"");
                let kept = |line: &&str| {
                    !line.contains("reference/route.md") && !line.contains("reference/forms.md")
                };
                let text: String = text.split_inclusive('\n').filter(kept).collect();
                fs::write_atomic(&root.join(to).join(&path), text.as_bytes()).unwrap();
            }
        }
        let served = Self {
            _folder: folder,
            options: Options {
                root,
                clock: Clock::new(Some("2026-11-22"), None).unwrap(),
                host: [127, 0, 0, 1].into(),
                port: 3000,
                open: false,
            },
            live: Arc::new(Live::new()),
            app: Router::new(),
        };
        let text = served.read(CHAPTER) + &TEXT.replace("<b>", "").replace("</b>", "");
        served.write(CHAPTER, &text);
        Self { app: app(Arc::clone(&served.live), Hosts::of(HOST.parse().unwrap())), ..served }
    }

    pub(super) fn built() -> Self {
        let served = Self::new();
        let findings = RefCell::new(String::new());
        let change = build(&served.live, &served.options, &|notice| {
            if let Notice::Built { outcome, .. } = notice {
                let painter = Painter { colour: false };
                *findings.borrow_mut() = render(&outcome.diagnostics, Format::Short, painter);
            }
        });
        assert_eq!(change.unwrap(), Change::Shown, "{}", findings.borrow());
        served
    }

    fn path(&self, file: &str) -> Utf8PathBuf {
        self.options.root.join("content").join(file)
    }

    pub(super) fn read(&self, file: &str) -> String {
        fs::read_text(&self.path(file)).unwrap()
    }

    pub(super) fn write(&self, file: &str, text: &str) {
        fs::write_atomic(&self.path(file), text.as_bytes()).unwrap();
    }

    pub(super) fn rebuild(&self) -> Change {
        rebuild(&self.live, &self.options, &|_| {}).unwrap()
    }

    pub(super) fn send(&self, request: Request<Body>) -> Answer {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = self.app.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.unwrap();
            Answer {
                status: parts.status,
                headers: parts.headers,
                body: String::from_utf8_lossy(&bytes).into_owned(),
            }
        })
    }

    pub(super) fn get(&self, address: &str) -> Answer {
        self.send(request(Method::GET, address, &[(header::HOST.as_str(), HOST)]))
    }

    pub(super) fn search(&self, query: &str) -> Value {
        let answer = self.get(&format!("/api/search?{query}"));
        assert_eq!(answer.status, StatusCode::OK);
        answer.json()
    }
}

pub(super) fn request(method: Method, address: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

/// One good build that tests share which only ask.
pub(super) fn shared() -> &'static Served {
    static SERVED: OnceLock<Served> = OnceLock::new();
    SERVED.get_or_init(Served::built)
}

pub(super) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
