//! The OpenAPI document, from what stands at the handlers.

use axum::Json;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{events, health, schema, session, snapshot, sync};

#[derive(OpenApi)]
#[openapi(
    info(title = "e수첩", description = "The authority is docs/sync-protocol.md."),
    paths(
        health::show_health,
        health::say_hello,
        show_document,
        session::log_in,
        session::refresh_session,
        session::log_out,
        sync::pull_changes,
        snapshot::send_snapshot,
        sync::push_edits,
        events::stream_events,
    ),
    components(schemas(
        schema::Account,
        schema::Device,
        schema::Edit,
        schema::EditResult,
        schema::ErrorCode,
        schema::ErrorReply,
        schema::Health,
        schema::HelloReply,
        schema::LoginRequest,
        schema::LostField,
        schema::Outcome,
        schema::PullReply,
        schema::PullRequest,
        schema::PushReply,
        schema::PushRequest,
        schema::RefreshRequest,
        schema::Role,
        schema::SessionReply,
        schema::Step,
    )),
    modifiers(&Bearer)
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        if let Some(components) = &mut document.components {
            let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
            components.add_security_scheme("session", bearer);
        }
    }
}

/// The OpenAPI document of all routes.
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// This document.
#[utoipa::path(get, path = "/v1/openapi.json", responses((status = 200, description = "OpenAPI")))]
pub(super) async fn show_document() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}
