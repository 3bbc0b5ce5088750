use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use handbook_wire::sync::{BATCH_TYPE, PullReply, PullRequest, PushReply, PushRequest};

use super::body::Body;
use super::failure::Refusal;
use super::schema::{self, ErrorReply};
use crate::service::{Caller, Pulled, Service};

/// What has changed since a cursor: JSON, or a batch when there are changes.
#[utoipa::path(post, path = "/v1/sync/pull", request_body = schema::PullRequest, params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses(
        (status = 200, description = "JSON, or a batch of changes", content(
            (schema::PullReply = "application/json"),
            (Vec<u8> = "application/vnd.handbook.batch+zstd"),
        )),
        (status = "default", body = ErrorReply, description = "A failure"),
    ))]
pub(super) async fn pull_changes(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<PullRequest>,
) -> Result<Response, Refusal> {
    Ok(match service.pull(caller, request).await? {
        Pulled::UpToDate => Json(PullReply::UpToDate).into_response(),
        Pulled::Snapshot(snapshot) => Json(PullReply::Snapshot(snapshot)).into_response(),
        Pulled::Batch(bytes) => ([(CONTENT_TYPE, BATCH_TYPE)], bytes).into_response(),
    })
}

/// Takes edits, each exactly once.
#[utoipa::path(post, path = "/v1/sync/push", request_body = schema::PushRequest, params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::PushReply), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn push_edits(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<PushRequest>,
) -> Result<Json<PushReply>, Refusal> {
    Ok(Json(service.push(caller, request).await?))
}
