use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use handbook_wire::auth::{LoginRequest, RefreshRequest, SessionReply};
use handbook_wire::sync::APP_HEADER;

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
    headers: HeaderMap,
    Body(request): Body<LoginRequest>,
) -> Result<Json<SessionReply>, Refusal> {
    let reply = service.log_in(request, address).await?;
    let app = app(&headers);
    let noted = service.run(move |service| service.note_app(&reply, &app).map(|()| reply));
    Ok(Json(noted.await?))
}

/// Which app asks, as it says.
fn app(headers: &HeaderMap) -> String {
    let said = headers.get(APP_HEADER).and_then(|said| said.to_str().ok());
    said.unwrap_or_default().to_owned()
}

/// Gives a new pair of tokens for a refresh token.
#[utoipa::path(post, path = "/v1/session/refresh", request_body = schema::RefreshRequest,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    responses((status = 200, body = schema::SessionReply), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn refresh_session(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Body(request): Body<RefreshRequest>,
) -> Result<Json<SessionReply>, Refusal> {
    let app = app(&headers);
    let job = move |service: &Service| {
        let reply = service.refresh(&request)?;
        service.note_app(&reply, &app)?;
        Ok(reply)
    };
    Ok(Json(service.run(job).await?))
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
