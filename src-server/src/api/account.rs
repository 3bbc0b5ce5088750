//! A member's own account.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use handbook_wire::ErrorCode;
use handbook_wire::account::{
    ChangePassword, EmailChange, EmailCode, Profile, SecondFactorCode, SecondFactorSetup,
    SessionList, Withdrawal,
};
use handbook_wire::card::{CardReply, CardRequest};
use handbook_wire::entity::Portrait;

use super::address::Address;
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

/// Puts a picture in the place of the caller's.
#[utoipa::path(put, path = "/v1/account/picture", request_body(content = Vec<u8>, content_type = "image/jpeg"),
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 204, description = "Done"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn set_picture(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, Refusal> {
    let bytes = bytes.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::TooLarge,
        _ => ErrorCode::InvalidInput,
    })?;
    service.set_picture(caller, bytes.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets the caller's picture.
#[utoipa::path(delete, path = "/v1/account/picture",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 204, description = "Done"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn remove_picture(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<StatusCode, Refusal> {
    service
        .run(move |service| service.remove_picture(&caller))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A picture.
#[utoipa::path(get, path = "/v1/pictures/{id}",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From a portrait", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn show_picture(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let bytes = service.run(move |service| service.picture(&id)).await?;
    Ok(([(CONTENT_TYPE, Portrait::TYPE)], bytes).into_response())
}

/// Signs a membership card for the caller's device.
#[utoipa::path(post, path = "/v1/account/card", request_body = schema::CardRequest,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::CardReply), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn issue_card(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<CardRequest>,
) -> Result<Json<CardReply>, Refusal> {
    let reply = service
        .run(move |service| service.issue_card(&caller, &request))
        .await?;
    Ok(Json(reply))
}

/// Sends a code to an e-mail address.
#[utoipa::path(post, path = "/v1/account/email", request_body = schema::EmailChange,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 204, description = "Done"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn start_email(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Address(address): Address,
    Body(request): Body<EmailChange>,
) -> Result<StatusCode, Refusal> {
    service.start_email(caller, request, address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the code that came to the e-mail address.
#[utoipa::path(post, path = "/v1/account/email/code", request_body = schema::EmailCode,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 204, description = "Done"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn confirm_email(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<EmailCode>,
) -> Result<StatusCode, Refusal> {
    service.confirm_email(caller, request.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets the e-mail address.
#[utoipa::path(delete, path = "/v1/account/email",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 204, description = "Done"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn remove_email(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<StatusCode, Refusal> {
    service.remove_email(caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives the account up.
#[utoipa::path(post, path = "/v1/account/withdrawal", request_body = schema::Withdrawal,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 204, description = "Done"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn withdraw(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<Withdrawal>,
) -> Result<StatusCode, Refusal> {
    service.withdraw(caller, request).await?;
    Ok(StatusCode::NO_CONTENT)
}
