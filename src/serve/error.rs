//! What is answered where there is no page: each kind of failure with its status.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::live::{Live, Now};
use super::problems::Problems;
use super::site;
use crate::diagnostic::Diagnostic;

/// Plain text, for programs and for what should never be seen.
pub(super) fn plain(status: StatusCode, text: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// The page at `/problems`: what the last build found.
pub(super) async fn problems(State(live): State<Arc<Live>>, headers: HeaderMap) -> Response {
    let now = live.now();
    if now.pages.is_none() {
        return unbuilt(&now);
    }
    site::whole("text/html; charset=utf-8", problems_html(&now, &now.problems), &headers)
}

/// There are no pages yet: the problems stand at every address.
pub(super) fn unbuilt(now: &Now) -> Response {
    let mut response = html(StatusCode::SERVICE_UNAVAILABLE, problems_html(now, &now.problems));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

/// There is nothing at this address.
pub(super) fn missing(now: &Now) -> Response {
    let Some(pages) = &now.pages else { return unbuilt(now) };
    match pages.shell.missing_page() {
        Ok(page) => html(StatusCode::NOT_FOUND, site::with_live(page.as_bytes(), &pages.injected)),
        Err(finding) => template(now, finding),
    }
}

/// A template failed on a page made while serving, which the build could not foresee.
pub(super) fn template(now: &Now, finding: Diagnostic) -> Response {
    let problems = Problems { findings: vec![finding], machine: None };
    html(StatusCode::INTERNAL_SERVER_ERROR, problems_html(now, &problems))
}

fn problems_html(now: &Now, problems: &Problems) -> Vec<u8> {
    let page = problems.page(now.pages.is_none());
    site::with_live(page.as_bytes(), &site::live_script(&now.attempt_id()))
}

fn html(status: StatusCode, page: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}
