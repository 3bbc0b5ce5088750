//! A member's own account.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use handbook_wire::account::{
    ChangePassword, Profile, SecondFactorCode, SecondFactorSetup, SessionList,
};

use super::body::Body;
use super::failure::Refusal;
use super::schema::{self, ErrorReply};
use crate::service::{Caller, Service};

/// The caller's own account.
#[utoipa::path(get, path = "/v1/account",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::Profile), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn show_account(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Profile>, Refusal> {
    let profile = service.run(move |service| service.profile(&caller)).await?;
    Ok(Json(profile))
}

/// Changes the password; then every session of the account is over.
#[utoipa::path(post, path = "/v1/account/password", request_body = schema::ChangePassword,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 204, description = "It is changed"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn change_password(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<ChangePassword>,
) -> Result<StatusCode, Refusal> {
    service.change_password(caller, request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The devices that are logged in.
#[utoipa::path(get, path = "/v1/account/sessions",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::SessionList), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn list_sessions(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<SessionList>, Refusal> {
    let sessions = service
        .run(move |service| service.sessions(&caller))
        .await?;
    Ok(Json(sessions))
}

/// Ends one of the caller's sessions.
#[utoipa::path(delete, path = "/v1/account/sessions/{id}",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the list", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 204, description = "It has ended"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn end_session(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    service
        .run(move |service| service.end_own_session(&caller, &id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a secret for an authenticator app.
#[utoipa::path(post, path = "/v1/account/second-factor",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::SecondFactorSetup), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn set_up_second_factor(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<SecondFactorSetup>, Refusal> {
    let setup = service
        .run(move |service| service.set_up_second_factor(&caller))
        .await?;
    Ok(Json(setup))
}

/// Takes a code of an authenticator app.
#[utoipa::path(post, path = "/v1/account/second-factor/code", request_body = schema::SecondFactorCode,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 204, description = "It was right"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn confirm_second_factor(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<SecondFactorCode>,
) -> Result<StatusCode, Refusal> {
    service
        .run(move |service| service.confirm_second_factor(&caller, &request.code))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
