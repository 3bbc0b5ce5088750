//! 변경 신청: staff's decisions. The requests themselves come by sync.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use handbook_wire::change::{ChangeDecision, ChangeEntry, ChangeList};

use super::body::Body;
use super::failure::Refusal;
use super::schema::{self, ErrorReply};
use crate::service::{Caller, Service};

/// Requests that wait.
#[utoipa::path(get, path = "/v1/staff/change-requests",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::ChangeList), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn list_change_requests(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<ChangeList>, Refusal> {
    let waiting = service
        .run(move |service| service.list_changes(&caller))
        .await?;
    Ok(Json(waiting))
}

/// Decides on fields of a request.
#[utoipa::path(post, path = "/v1/staff/change-requests/{id}", request_body = schema::ChangeDecision,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the list", example = "7.0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 200, body = schema::ChangeEntry), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn decide_change_request(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Body(decision): Body<ChangeDecision>,
) -> Result<Json<ChangeEntry>, Refusal> {
    let entry = service
        .run(move |service| service.decide_change(&caller, &id, &decision))
        .await?;
    Ok(Json(entry))
}
