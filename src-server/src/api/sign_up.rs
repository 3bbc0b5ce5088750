//! 회원가입: applications, and staff's decisions.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use handbook_wire::sign_up::{
    SignUpCheck, SignUpDecision, SignUpList, SignUpReceived, SignUpRequest, SignUpState,
};

use super::address::Address;
use super::body::Body;
use super::failure::Refusal;
use super::schema::{self, ErrorReply};
use crate::service::{Caller, Service};

/// Applies for an account.
#[utoipa::path(post, path = "/v1/sign-up", request_body = schema::SignUpRequest,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    responses((status = 200, body = schema::SignUpReceived), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn sign_up(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    Body(request): Body<SignUpRequest>,
) -> Result<Json<SignUpReceived>, Refusal> {
    Ok(Json(service.sign_up(request, address).await?))
}

/// What became of an application.
#[utoipa::path(post, path = "/v1/sign-up/{id}", request_body = schema::SignUpCheck,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the application", example = "0123456789abcdef0123456789abcdef")),
    responses((status = 200, body = schema::SignUpState), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn check_sign_up(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    Path(id): Path<String>,
    Body(check): Body<SignUpCheck>,
) -> Result<Json<SignUpState>, Refusal> {
    let state = service
        .run(move |service| service.check_sign_up(&id, &check, address))
        .await?;
    Ok(Json(state))
}

/// Applications that wait.
#[utoipa::path(get, path = "/v1/staff/sign-ups",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::SignUpList), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn list_sign_ups(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<SignUpList>, Refusal> {
    let waiting = service
        .run(move |service| service.list_sign_ups(&caller))
        .await?;
    Ok(Json(waiting))
}

/// Approves an application or turns it down.
#[utoipa::path(post, path = "/v1/staff/sign-ups/{id}", request_body = schema::SignUpDecision,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the list", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 204, description = "It is done"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn decide_sign_up(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Body(decision): Body<SignUpDecision>,
) -> Result<StatusCode, Refusal> {
    service
        .run(move |service| service.decide_sign_up(&caller, &id, &decision))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
