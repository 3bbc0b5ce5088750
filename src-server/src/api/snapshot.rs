use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use handbook_wire::sync::BATCH_TYPE;
use handbook_wire::{ErrorCode, ErrorReply};

use super::failure::{Refusal, answer};
use super::range::{self, Part};
use super::schema;
use crate::service::{Caller, Service};

/// A snapshot's bytes, or a part of them.
#[utoipa::path(method(get, head), path = "/v1/sync/snapshot/{id}", params(
        ("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "SHA-256 of the bytes"),
        ("range" = Option<String>, Header, description = "`bytes=N-`"),
    ),
    security(("session" = [])),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/vnd.handbook.batch+zstd"),
        (status = 206, body = Vec<u8>, content_type = "application/vnd.handbook.batch+zstd"),
        (status = 304, description = "The copy at hand is good"),
        (status = 416, body = schema::ErrorReply, description = "Nothing lies in that range"),
        (status = "default", body = schema::ErrorReply, description = "A failure"),
    ))]
pub(super) async fn send_snapshot(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let made = service.find_snapshot(&caller, &id)?;
    let tag = format!("\"{}\"", made.id);
    let common = [
        (CONTENT_TYPE, BATCH_TYPE.to_owned()),
        (ETAG, tag.clone()),
        (ACCEPT_RANGES, "bytes".to_owned()),
        // Its bytes never change, but they are personal data: no cache but the app's own.
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    let length = made.bytes.len();
    Ok(match range::asked(&headers, &tag, length as u64) {
        Part::Same => (StatusCode::NOT_MODIFIED, common).into_response(),
        Part::All => (common, made.bytes.clone()).into_response(),
        Part::Range(from, to) => {
            let range = [(CONTENT_RANGE, format!("bytes {from}-{to}/{length}"))];
            // Both lie within the length, which is an usize.
            let bytes = made.bytes.slice(from as usize..=to as usize);
            (StatusCode::PARTIAL_CONTENT, common, range, bytes).into_response()
        }
        Part::None => {
            let reply = ErrorReply::new(ErrorCode::InvalidInput);
            let range = [(CONTENT_RANGE, format!("bytes */{length}"))];
            (range, answer(StatusCode::RANGE_NOT_SATISFIABLE, reply)).into_response()
        }
    })
}
