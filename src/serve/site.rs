//! The files of the site, from memory.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::error;
use super::live::Live;
use crate::error::Result;
use crate::pipeline::{Built, Choices};
use crate::render::{DEFAULT_THEME, Shell, escape};
use crate::search::Searcher;
use crate::site::{Site, SitePath, sha256};

/// Parameter in which a page says which build it is from.
pub(super) const OF: &str = "of";

/// Characters that do not stand as they are in the path of an address.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?');

/// One good build: files, index, and the frame for pages made on request.
pub(super) struct Pages {
    pub site: Arc<Site>,
    pub shell: Arc<Shell>,
    pub searcher: Searcher,
    pub choices: Choices,
    /// What every page gets in its head while it is served.
    pub injected: String,
    /// Entity tags, made when a file is first asked for.
    tags: BTreeMap<SitePath, OnceLock<HeaderValue>>,
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("files", &self.site.len())
            .field("index", &self.searcher.digest())
            .finish_non_exhaustive()
    }
}

impl Pages {
    /// Takes a build into service under this name.
    pub(super) fn open(built: &Built, build: &str) -> Result<Self> {
        let injected = format!(
            "<link rel=\"search\" type=\"application/opensearchdescription+xml\" title=\"{}\" \
             href=\"/opensearch.xml\">\n{}",
            escape(built.shell.short_title()),
            live_script(build)
        );
        Ok(Self {
            site: Arc::clone(&built.site),
            shell: Arc::clone(&built.shell),
            searcher: Searcher::open(&built.search)?,
            choices: built.choices.clone(),
            injected,
            tags: built.site.iter().map(|(path, _)| (path.clone(), OnceLock::new())).collect(),
        })
    }

    /// The response with a file of the site, if there is such a file.
    fn file(&self, path: &SitePath, asked: &HeaderMap) -> Option<Response> {
        let bytes = self.site.get(path.as_str())?;
        let kind = content_type(path.as_str());
        let body = if kind.starts_with("text/html") {
            Bytes::from(with_live(bytes, &self.injected))
        } else {
            Bytes::from_owner(Arc::clone(bytes))
        };
        let made = self.tags.get(path).map(|tag| tag.get_or_init(|| entity_tag(&body)).clone());
        let tag = made.unwrap_or_else(|| entity_tag(&body));
        Some(tagged(kind, body, tag, asked))
    }
}

/// A file of the site, `index.html` for a folder, or the page for what is missing.
pub(super) async fn file(State(live): State<Arc<Live>>, uri: Uri, asked: HeaderMap) -> Response {
    let now = live.now();
    let path = wanted(uri.path());
    let Some(pages) = &now.pages else {
        let built_in = path.and_then(|path| built_in(&path, &asked));
        return built_in.unwrap_or_else(|| error::unbuilt(&now));
    };
    let Some(path) = path else { return error::missing(&now) };
    if let Some(response) = pages.file(&path, &asked) {
        return response;
    }
    let folder =
        SitePath::new(format!("{path}/index.html")).filter(|index| pages.site.get(index.as_str()).is_some());
    match folder {
        // Relative links on the page need the final slash.
        Some(_) => {
            Redirect::to(&format!("/{}/", utf8_percent_encode(path.as_str(), ESCAPED))).into_response()
        }
        None => error::missing(&now),
    }
}

/// The path of a site's file that an address means; none for one that cannot be in a site.
fn wanted(path: &str) -> Option<SitePath> {
    let path = percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
    if path.is_empty() || path.ends_with('/') {
        SitePath::new(format!("{path}index.html"))
    } else {
        SitePath::new(path)
    }
}

/// Styles, scripts and fonts of the default theme, for the problems page while there is no site.
fn built_in(path: &SitePath, asked: &HeaderMap) -> Option<Response> {
    let kind = content_type(path.as_str());
    let file = DEFAULT_THEME.iter().find(|file| file.path == path.as_str())?;
    (!kind.starts_with("text/html")).then(|| whole(kind, Bytes::from_static(file.bytes), asked))
}

/// A response with its own entity tag.
pub(super) fn whole(kind: &'static str, body: impl Into<Bytes>, asked: &HeaderMap) -> Response {
    let body = body.into();
    let tag = entity_tag(&body);
    tagged(kind, body, tag, asked)
}

/// The body, or 304 where the browser has it already.
fn tagged(kind: &'static str, body: Bytes, tag: HeaderValue, asked: &HeaderMap) -> Response {
    let known = asked.get_all(header::IF_NONE_MATCH).iter().any(|known| names(known, &tag));
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind)], Body::from(body)).into_response()
    };
    response.headers_mut().insert(header::ETAG, tag);
    response
}

/// Whether `If-None-Match` (RFC 9110, 13.1.2) names this tag.
fn names(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else { return false };
    known.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

fn entity_tag(body: &[u8]) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{}\"", sha256(body))).unwrap_or(HeaderValue::from_static("\"\""))
}

/// The script that loads a page again when there is a new build.
pub(super) fn live_script(of: &str) -> String {
    format!("<script src=\"/scripts/live.js?{OF}={of}\" defer></script>\n")
}

/// A page with something more at the end of its head; as it is where it has no head.
pub(super) fn with_live(page: &[u8], injected: &str) -> Vec<u8> {
    const END: &[u8] = b"</head>";
    let at = page.windows(END.len()).position(|window| window.eq_ignore_ascii_case(END));
    let Some(at) = at else { return page.to_vec() };
    [&page[..at], injected.as_bytes(), &page[at..]].concat()
}

/// The media type for the ending of a file's name; browsers are told not to guess another.
fn content_type(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "tsv" => "text/tab-separated-values; charset=utf-8",
        "yaml" | "yml" => "application/yaml",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        "epub" => "application/epub+zip",
        "zip" => "application/zip",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        _ => "application/octet-stream",
    }
}
