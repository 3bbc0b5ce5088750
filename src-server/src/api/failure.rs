//! The one place where a failure becomes a status.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use handbook_wire::{ErrorCode, ErrorReply};

use crate::service::Failure;

/// A failure on its way to the caller. What is the server's own trouble is logged here.
pub(super) struct Refusal(pub(super) Failure);

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Self(code.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if !matches!(self.0, Failure::Refused(_)) {
            tracing::error!(failure = %self.0, "request failed");
        }
        let reply = self.0.reply();
        answer(status(reply.code), reply)
    }
}

/// A failure's answer with a status of its own.
pub(super) fn answer(status: StatusCode, reply: ErrorReply) -> Response {
    let wait = reply.retry_after;
    let mut response = (status, Json(reply)).into_response();
    if let Some(seconds) = wait {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The status that goes with a code.
pub(crate) fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::InvalidInput | ErrorCode::WeakPassword => StatusCode::BAD_REQUEST,
        ErrorCode::WrongCredentials | ErrorCode::SessionExpired => StatusCode::UNAUTHORIZED,
        ErrorCode::SessionLimited
        | ErrorCode::Forbidden
        | ErrorCode::AccountLocked
        | ErrorCode::WrongCode
        | ErrorCode::AskStaff => StatusCode::FORBIDDEN,
        ErrorCode::Conflict => StatusCode::CONFLICT,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::UnsupportedFile => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::AppTooOld => StatusCode::UPGRADE_REQUIRED,
        ErrorCode::Throttled => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::ServerUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

pub(super) async fn not_found() -> Response {
    Refusal::from(ErrorCode::NotFound).into_response()
}

pub(super) async fn method_not_allowed() -> Response {
    answer(
        StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::InvalidInput.into(),
    )
}
