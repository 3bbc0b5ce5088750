//! Files that records list, and how staff send them.

use std::sync::Arc;

use axum::body::{Body as Stream, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG,
};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, put};
use axum::{Extension, Json};
use handbook_wire::entity::Attachment;
use handbook_wire::file::{Limits, LinkReply, LinkRequest, UploadReply, UploadRequest};
use handbook_wire::{ErrorCode, ErrorReply};

use super::body::Body;
use super::failure::{Refusal, answer};
use super::range::{self, Part};
use super::schema;
use crate::service::{Caller, Known, Service};

/// Nothing that is sent can run, load or be framed, whatever a browser takes it for.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// Begins an upload, or tells where it stands.
#[utoipa::path(post, path = "/v1/staff/files", request_body = schema::UploadRequest,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::UploadReply), (status = "default", body = schema::ErrorReply, description = "A failure")))]
pub(super) async fn begin_upload(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<UploadRequest>,
) -> Result<Json<UploadReply>, Refusal> {
    let reply = service
        .run(move |service| service.begin_upload(&caller, &request))
        .await?;
    Ok(Json(reply))
}

/// The route that takes bytes, with a bound of its own on them.
pub(super) fn pieces() -> MethodRouter<Arc<Service>> {
    put(append_upload).layer(DefaultBodyLimit::max(Limits::PIECE))
}

/// Takes bytes of an upload.
#[utoipa::path(put, path = "/v1/staff/files/{id}/{offset}", request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "Of the upload", example = "0123456789abcdef0123456789abcdef"),
        ("offset" = u64, Path, description = "Where the bytes begin", example = 0)),
    security(("session" = [])),
    responses((status = 200, body = schema::UploadReply), (status = "default", body = schema::ErrorReply, description = "A failure")))]
pub(super) async fn append_upload(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path((id, offset)): Path<(String, String)>,
    request: Request,
) -> Result<Json<UploadReply>, Refusal> {
    let offset: u64 = offset.parse().map_err(|_| ErrorCode::InvalidInput)?;
    // What announces more than a piece is refused before any of it is read.
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > Limits::PIECE as u64) {
        return Err(ErrorCode::TooLarge.into());
    }
    let bytes =
        Bytes::from_request(request, &service)
            .await
            .map_err(|rejection| match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::TooLarge,
                _ => ErrorCode::InvalidInput,
            })?;
    let reply = service
        .run(move |service| service.append_upload(&caller, &id, offset, &bytes))
        .await?;
    Ok(Json(reply))
}

/// Makes a file of an upload.
#[utoipa::path(post, path = "/v1/staff/files/{id}",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "Of the upload", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 200, body = schema::Attachment), (status = "default", body = schema::ErrorReply, description = "A failure")))]
pub(super) async fn finish_upload(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<Attachment>, Refusal> {
    Ok(Json(service.finish_upload(caller, id).await?))
}

/// Gives an upload up.
#[utoipa::path(delete, path = "/v1/staff/files/{id}",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "Of the upload", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 204, description = "Done"), (status = "default", body = schema::ErrorReply, description = "A failure")))]
pub(super) async fn abandon_upload(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    service
        .run(move |service| service.abandon_upload(&caller, &id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A file's bytes, or a part of them.
#[utoipa::path(method(get, head), path = "/v1/files/{hash}", params(
        ("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("hash" = String, Path, description = "SHA-256 of the bytes"),
        ("range" = Option<String>, Header, description = "`bytes=N-M`"),
    ),
    security(("session" = [])),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "The copy at hand is good"),
        (status = 416, body = schema::ErrorReply, description = "Nothing lies in that range"),
        (status = "default", body = schema::ErrorReply, description = "A failure"),
    ))]
pub(super) async fn send_file(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let file = service
        .run(move |service| service.known_file(&caller, &hash))
        .await?;
    send(&service, &file, &headers).await
}

/// Gives an address of a file that needs no session, for a short time.
#[utoipa::path(post, path = "/v1/files/{hash}/link", request_body = schema::LinkRequest,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("hash" = String, Path, description = "SHA-256 of the bytes")),
    security(("session" = [])),
    responses((status = 200, body = schema::LinkReply), (status = "default", body = schema::ErrorReply, description = "A failure")))]
pub(super) async fn link_file(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(hash): Path<String>,
    Body(request): Body<LinkRequest>,
) -> Result<Json<LinkReply>, Refusal> {
    let reply = service
        .run(move |service| service.link_file(&caller, &hash, &request))
        .await?;
    Ok(Json(reply))
}

/// A file by such an address.
#[utoipa::path(method(get, head), path = "/files/{token}", params(
        ("token" = String, Path, description = "From the link"),
        ("range" = Option<String>, Header, description = "`bytes=N-M`"),
    ),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "The copy at hand is good"),
        (status = 416, body = schema::ErrorReply, description = "Nothing lies in that range"),
        (status = "default", body = schema::ErrorReply, description = "A failure"),
    ))]
pub(super) async fn send_linked_file(
    State(service): State<Arc<Service>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let file = service
        .run(move |service| service.linked_file(&token))
        .await?;
    send(&service, &file, &headers).await
}

async fn send(
    service: &Arc<Service>,
    file: &Known,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let tag = format!("\"{}\"", file.hash);
    let common = [
        (CONTENT_TYPE, file.media_type.clone()),
        (CONTENT_DISPOSITION, disposition(file.name.as_deref())),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (ETAG, tag.clone()),
        (ACCEPT_RANGES, "bytes".to_owned()),
    ];
    let length = |bytes: u64| [(CONTENT_LENGTH, bytes.to_string())];
    Ok(match range::asked(headers, &tag, file.bytes) {
        Part::Same => (StatusCode::NOT_MODIFIED, common).into_response(),
        Part::All => {
            let bytes = service.read_file(file, 0..file.bytes).await?;
            (common, length(file.bytes), Stream::from_stream(bytes)).into_response()
        }
        Part::Range(from, to) => {
            let bytes = service.read_file(file, from..to + 1).await?;
            let range = content_range(format!("bytes {from}-{to}/{}", file.bytes));
            let part = (length(to + 1 - from), Stream::from_stream(bytes));
            (StatusCode::PARTIAL_CONTENT, common, range, part.0, part.1).into_response()
        }
        Part::None => {
            let reply = ErrorReply::new(ErrorCode::InvalidInput);
            let range = content_range(format!("bytes */{}", file.bytes));
            (range, answer(StatusCode::RANGE_NOT_SATISFIABLE, reply)).into_response()
        }
    })
}

fn content_range(text: String) -> [(HeaderName, String); 1] {
    [(CONTENT_RANGE, text)]
}

/// Always a download, never something to be shown.
fn disposition(name: Option<&str>) -> String {
    use std::fmt::Write;
    let mut text = "attachment".to_owned();
    if let Some(name) = name {
        text.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                    text.push(char::from(byte));
                }
                other => {
                    let _ = write!(text, "%{other:02X}");
                }
            }
        }
    }
    text
}
