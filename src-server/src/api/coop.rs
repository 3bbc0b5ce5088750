//! What everybody may know, logged in or not.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use handbook_wire::ErrorCode;
use handbook_wire::coop::{Coop, DocumentText};
use handbook_wire::sign_up::{CompanyNames, CompanyQuery};

use super::address::Address;
use super::failure::Refusal;
use super::schema::{self, ErrorReply};
use crate::service::Service;

/// What everybody may know of the co-op.
#[utoipa::path(get, path = "/v1/coop",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    responses((status = 200, body = schema::Coop), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn show_coop(State(service): State<Arc<Service>>) -> Json<Coop> {
    Json(service.coop())
}

/// A text that is agreed to.
#[utoipa::path(get, path = "/v1/documents/{id}",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the co-op's documents", example = "identity-collect")),
    responses((status = 200, body = schema::DocumentText), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn show_document(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Json<DocumentText>, Refusal> {
    Ok(Json(service.document(&id)?))
}

/// Companies of the co-op by a part of their name.
#[utoipa::path(get, path = "/v1/sign-up/companies",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("name" = String, Query, description = "Two characters at least", example = "한빛")),
    responses((status = 200, body = schema::CompanyNames), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn find_companies(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    query: Result<Query<CompanyQuery>, QueryRejection>,
) -> Result<Json<CompanyNames>, Refusal> {
    let Ok(Query(query)) = query else {
        return Err(ErrorCode::InvalidInput.into());
    };
    let found = service
        .run(move |service| service.find_companies(&query, address))
        .await?;
    Ok(Json(found))
}
