//! What tells the systems of phones that this server's links are the app's, and a page for browsers that
//! have no app.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use handbook_wire::ErrorCode;
use handbook_wire::app_link::{IDENTIFIER, SCHEME};
use serde_json::{Value, json};

use super::failure::Refusal;
use super::page::{Page, answer};
use super::schema::ErrorReply;
use crate::service::Service;

/// Links that the Android app may open: Google's Digital Asset Links.
#[utoipa::path(get, path = "/.well-known/assetlinks.json", responses(
    (status = 200, body = Value, description = "The app and who signs it"),
    (status = "default", body = ErrorReply, description = "No app has been named"),
))]
pub(super) async fn show_asset_links(
    State(service): State<Arc<Service>>,
) -> Result<Json<Value>, Refusal> {
    let signers = &service.config().app.android_fingerprints;
    if signers.is_empty() {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(Json(json!([{
        "relation": ["delegate_permission/common.handle_all_urls"],
        "target": {
            "namespace": "android_app",
            "package_name": IDENTIFIER,
            "sha256_cert_fingerprints": signers,
        },
    }])))
}

/// Links that the iOS app may open: Apple's app site association.
#[utoipa::path(get, path = "/.well-known/apple-app-site-association", responses(
    (status = 200, body = Value, description = "The app and its links"),
    (status = "default", body = ErrorReply, description = "No app has been named"),
))]
pub(super) async fn show_site_association(
    State(service): State<Arc<Service>>,
) -> Result<Json<Value>, Refusal> {
    let Some(team) = &service.config().app.ios_team else {
        return Err(ErrorCode::NotFound.into());
    };
    Ok(Json(json!({
        "applinks": {
            "details": [{
                "appIDs": [format!("{team}.{IDENTIFIER}")],
                "components": [{ "/": "/app/*", "comment": "a post, as it is passed on" }],
            }],
        },
    })))
}

#[derive(Template)]
#[template(path = "app/open.html")]
struct OpenPage {
    page: Page,
    link: String,
}

/// Where a link to a post leads in a browser: to the app, if it is there. It says nothing of the post.
#[utoipa::path(get, path = "/app/news/{id}",
    params(("id" = String, Path, description = "The post's record id", example = "0123456789abcdef0123456789abcdef")),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = "default", body = ErrorReply, description = "No such link"),
    ))]
pub(super) async fn show_app_link(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    if id.len() != 32 || !id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(ErrorCode::NotFound.into());
    }
    let page = Page::new(&service, "e수첩에서 열어 주세요")?;
    let nonce = page.nonce.clone();
    let link = format!("{SCHEME}://news/{id}");
    answer(StatusCode::OK, &nonce, "'none'", &OpenPage { page, link })
}
