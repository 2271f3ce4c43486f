//! Addresses and what answers them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use super::live::{self, Live};
use super::security::{self, Hosts};
use super::{error, search, site};

/// Longest time to wait for an answer. A search takes milliseconds and is not cut off by this; the
/// limit is for whatever waits.
const TIME: Duration = Duration::from_secs(10);

/// Longest body of a request in bytes. Nothing here reads one.
const BODY: usize = 4096;

/// The server as a service: give it requests, get responses. Only hosts in `hosts` are answered.
pub fn app(live: Arc<Live>, hosts: Hosts) -> Router {
    Router::new()
        .route("/search", get(search::page))
        .route("/search.html", get(search::old_address))
        .route("/api/search", get(search::api))
        .route("/api/related", get(search::related))
        .route("/api/openapi.json", get(search::description))
        .route("/opensearch.xml", get(search::open_search))
        .route("/events", get(live::events))
        .route("/problems", get(error::problems))
        .fallback_service(get(site::file).with_state(Arc::clone(&live)))
        .with_state(live)
        .layer(RequestBodyLimitLayer::new(BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME))
        .layer(from_fn_with_state(Arc::new(hosts), security::guard))
        .layer(from_fn(security::headers))
}
