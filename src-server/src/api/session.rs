use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use handbook_wire::auth::{LoginRequest, RefreshRequest, SessionReply};

use super::address::Address;
use super::body::Body;
use super::failure::Refusal;
use super::schema::{self, ErrorReply};
use crate::service::{Caller, Service};

/// Logs in.
#[utoipa::path(post, path = "/v1/session", request_body = schema::LoginRequest,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    responses((status = 200, body = schema::SessionReply), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn log_in(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    Body(request): Body<LoginRequest>,
) -> Result<Json<SessionReply>, Refusal> {
    Ok(Json(service.log_in(request, address).await?))
}

/// Gives a new pair of tokens for a refresh token.
#[utoipa::path(post, path = "/v1/session/refresh", request_body = schema::RefreshRequest,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    responses((status = 200, body = schema::SessionReply), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn refresh_session(
    State(service): State<Arc<Service>>,
    Body(request): Body<RefreshRequest>,
) -> Result<Json<SessionReply>, Refusal> {
    Ok(Json(
        service
            .run(move |service| service.refresh(&request))
            .await?,
    ))
}

/// Ends the session.
#[utoipa::path(delete, path = "/v1/session", params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 204, description = "It has ended"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn log_out(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<StatusCode, Refusal> {
    service.run(move |service| service.log_out(&caller)).await?;
    Ok(StatusCode::NO_CONTENT)
}
