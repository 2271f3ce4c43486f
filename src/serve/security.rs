//! Who is answered, and what a browser is told about every response.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::error;

/// Headers of every response. Pages use only what comes from this server, run no script of their
/// text, and are part of no other site's page.
const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
];

/// The names under which the server answers.
///
/// A page elsewhere can point a name of its own at this computer (DNS rebinding) and would then
/// read the handbook as if it were its own site; so only addresses, `localhost` and the right port
/// are answered.
#[derive(Clone, Debug)]
pub struct Hosts {
    bound: SocketAddr,
}

impl Hosts {
    /// The names of a server that listens at this address.
    #[must_use]
    pub const fn of(bound: SocketAddr) -> Self {
        Self { bound }
    }

    /// Whether a request for this host and port is answered.
    #[must_use]
    pub fn admits(&self, authority: &str) -> bool {
        let (host, port) = match authority.rsplit_once(':') {
            // The colons of an IPv6 address stand before its bracket.
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
            _ => (authority, Some(80)),
        };
        if port != Some(self.bound.port()) {
            return false;
        }
        if host.eq_ignore_ascii_case("localhost") {
            return true;
        }
        let address: Option<IpAddr> = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(host) => host.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
            None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
        };
        // Whoever listens at every address is reached under each of them; a name cannot be told
        // from a rebound one and stays refused.
        address.is_some_and(|address| {
            address == Ipv4Addr::LOCALHOST
                || address == Ipv6Addr::LOCALHOST
                || address == self.bound.ip()
                || self.bound.ip().is_unspecified()
        })
    }

    fn admits_all(&self, request: &Request) -> bool {
        let mut named = request.headers().get_all(header::HOST).iter();
        let (Some(host), None) = (named.next(), named.next()) else { return false };
        host.to_str().is_ok_and(|host| self.admits(host))
            && request.uri().authority().is_none_or(|authority| self.admits(authority.as_str()))
    }
}

/// Turns away requests for another host and methods other than GET and HEAD.
pub(super) async fn guard(State(hosts): State<Arc<Hosts>>, request: Request, next: Next) -> Response {
    if !hosts.admits_all(&request) {
        return error::plain(
            StatusCode::MISDIRECTED_REQUEST,
            "This server answers only under its own address, as `handbook serve` printed it.\n",
        );
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = error::plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.\n");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    next.run(request).await
}

/// Puts [`HEADERS`] on a response; what is served is never kept without asking again.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}
