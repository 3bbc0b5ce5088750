use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use handbook_wire::ErrorCode;
use handbook_wire::sync::HelloReply;
use serde::{Deserialize, Serialize};

use super::failure::Refusal;
use super::schema::{self, ErrorReply};
use crate::service::{Failure, Service};

/// `GET /healthz`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Health {
    /// Always `ok`; a server that is not answers 503.
    pub status: String,
    /// The newest revision.
    pub revision: u64,
}

/// Whether the server can serve.
#[utoipa::path(get, path = "/healthz", responses(
    (status = 200, body = schema::Health),
    (status = 503, body = ErrorReply, description = "It can't"),
))]
pub(super) async fn show_health(
    State(service): State<Arc<Service>>,
) -> Result<Json<Health>, Refusal> {
    match service.run(Service::revision).await {
        Ok(revision) => Ok(Json(Health {
            status: "ok".to_owned(),
            revision,
        })),
        Err(failure) => {
            tracing::error!(%failure, "unhealthy");
            Err(Failure::from(ErrorCode::ServerUnavailable).into())
        }
    }
}

/// Who the server is and what it speaks.
#[utoipa::path(get, path = "/v1/hello", responses(
    (status = 200, body = schema::HelloReply),
    (status = "default", body = ErrorReply, description = "A failure"),
))]
pub(super) async fn say_hello(
    State(service): State<Arc<Service>>,
) -> Result<Json<HelloReply>, Refusal> {
    Ok(Json(service.run(Service::hello).await?))
}
