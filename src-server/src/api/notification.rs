//! 알림: what an account wants to be told, and how its devices are reached.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use handbook_wire::notification::{NotificationSetting, Notifications, PushDevice};
use handbook_wire::post::Reminder;

use super::body::Body;
use super::failure::Refusal;
use super::schema::{self, ErrorReply};
use crate::service::{Caller, Service};

/// What the caller's account wants to be told, and whether this device is reached.
#[utoipa::path(get, path = "/v1/account/notification",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::Notifications), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn show_notifications(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Notifications>, Refusal> {
    let reply = service.run(move |service| service.notifications(&caller));
    Ok(Json(reply.await?))
}

/// Sets what the caller's account wants to be told.
#[utoipa::path(put, path = "/v1/account/notification", request_body = schema::NotificationSetting,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::Notifications), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn set_notifications(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Body(setting): Body<NotificationSetting>,
) -> Result<Json<Notifications>, Refusal> {
    let reply = service.run(move |service| service.set_notifications(&caller, &setting));
    Ok(Json(reply.await?))
}

/// Says how the device of this session is reached.
#[utoipa::path(put, path = "/v1/account/notification/device", request_body = schema::PushDevice,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 204, description = "It is reached"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn register_device(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Body(device): Body<PushDevice>,
) -> Result<StatusCode, Refusal> {
    service
        .run(move |service| service.register_device(&caller, &device))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reaches the device of this session no more.
#[utoipa::path(delete, path = "/v1/account/notification/device",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 204, description = "It is reached no more"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn forget_device(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<StatusCode, Refusal> {
    service
        .run(move |service| service.forget_device(&caller))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reminds the members who have not read a post.
#[utoipa::path(post, path = "/v1/staff/posts/{id}/reminder",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the list", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 200, body = schema::Reminder), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn remind_readers(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<Reminder>, Refusal> {
    let reminder = service.run(move |service| service.remind_readers(&caller, &id));
    Ok(Json(reminder.await?))
}
