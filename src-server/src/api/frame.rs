//! What every request goes through: a bound on size and time, a name for the log, and headers that
//! keep browsers from making anything of an answer.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use handbook_wire::ErrorCode;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;

use super::failure::Refusal;
use crate::config::Config;
use crate::service::Failure;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) fn frame(router: Router, config: &Config) -> Router {
    let secure = config.tls.is_some() || config.behind_proxy;
    router
        .layer(DefaultBodyLimit::max(config.limits.body_bytes))
        .layer(from_fn_with_state(config.limits.request, bound_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(secure, harden))
        .layer(from_fn(log))
}

/// Bounds the time until the head of the answer; a body that is streamed takes as long as it takes.
async fn bound_time(State(longest): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::from(ErrorCode::ServerUnavailable).into_response(),
    }
}

async fn harden(State(secure): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // A page has policies of its own.
    headers
        .entry(REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("no-referrer"));
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'",
        ));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if secure {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    response
}

/// One line a request: the route, never what fills it in, and nothing of the caller.
async fn log(request: Request, next: Next) -> Response {
    let id = getrandom::u64()
        .map(|id| format!("{id:016x}"))
        .unwrap_or_default();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!("request", %id, %method, route);
    let begun = tokio::time::Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        tracing::info!(
            status = response.status().as_u16(),
            milliseconds,
            "answered"
        );
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    Refusal(Failure::Internal("a handler panicked")).into_response()
}
