//! Pages for browsers: self-contained, each under a policy of its own.

use askama::Template;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::failure::Refusal;
use crate::service::{Failure, Service};

/// What every page has.
pub(super) struct Page {
    /// The co-op's name.
    pub coop: String,
    /// The heading.
    pub title: &'static str,
    /// Names the page's own style and script, so that no other runs.
    pub nonce: String,
}

impl Page {
    pub fn new(service: &Service, title: &'static str) -> Result<Self, Refusal> {
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|_| Failure::Internal("no random numbers"))?;
        Ok(Self {
            coop: service.config().name.clone(),
            title,
            nonce: STANDARD.encode(nonce),
        })
    }
}

/// A page that loads nothing, runs its own script alone and posts to `form_action` alone.
pub(super) fn answer(
    status: StatusCode,
    nonce: &str,
    form_action: &str,
    page: &impl Template,
) -> Result<Response, Refusal> {
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; \
         form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
    );
    let policy =
        HeaderValue::from_str(&policy).map_err(|_| Failure::Internal("a page's policy"))?;
    let html = page.render().map_err(|_| Failure::Internal("a page"))?;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let headers = [(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, policy)];
    Ok((status, headers, html).into_response())
}
