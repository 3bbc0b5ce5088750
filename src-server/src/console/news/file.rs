//! Files of posts: taken in pieces as the app sends them, and shown to whoever writes.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use handbook_wire::ErrorCode;
use handbook_wire::entity::FileHash;
use handbook_wire::file::{Limits, UploadRequest};
use serde::Deserialize;

use super::super::fields::Fields;
use super::super::guard::Seat;
use super::super::upload::File;
use super::super::view::Trouble;
use crate::service::{Failure, Service};

#[derive(Deserialize)]
pub(in crate::console) struct Wanted {
    #[serde(default)]
    hash: String,
}

/// A picture to be shown on the page; anything else is a download, and nothing of it runs.
pub(in crate::console) async fn send(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Trouble> {
    let (file, bytes) = service.file_for(&seat.visitor, wanted.hash).await?;
    let shown = ["image/jpeg", "image/png"].contains(&file.media_type.as_str());
    let headers = [
        (CONTENT_TYPE, file.media_type),
        (
            CONTENT_DISPOSITION,
            if shown { "inline" } else { "attachment" }.to_owned(),
        ),
        (CONTENT_LENGTH, file.bytes.to_string()),
    ];
    Ok((headers, Body::from_stream(bytes)).into_response())
}

/// One step of an upload: `begin`, a `piece`, `finish`. It goes on where it stopped, as the app's does.
pub(in crate::console) async fn take(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
    piece: Option<Extension<File>>,
) -> Response {
    let visitor = seat.visitor.clone();
    let id = fields.get("id").to_owned();
    let number = |name: &str| fields.get(name).parse::<u64>().ok();
    let done = match fields.get("step") {
        "begin" => {
            let hash = FileHash::parse(fields.get("hash"));
            let (Some(hash), Some(bytes)) = (hash, number("bytes")) else {
                return refused(&ErrorCode::InvalidInput.into());
            };
            let request = UploadRequest {
                hash,
                name: fields.get("name").to_owned(),
                bytes,
            };
            let begun = service.run(move |service| service.begin_upload_for(&visitor, &request));
            begun.await.map(|reply| Json(reply).into_response())
        }
        "piece" => {
            let (Some(Extension(piece)), Some(offset)) = (piece, number("offset")) else {
                return refused(&ErrorCode::InvalidInput.into());
            };
            if piece.bytes.len() > Limits::PIECE {
                return refused(&ErrorCode::TooLarge.into());
            }
            let taken = service
                .run(move |service| service.append_upload_for(&visitor, &id, offset, &piece.bytes));
            taken.await.map(|reply| Json(reply).into_response())
        }
        "finish" => {
            let made = service.finish_upload_for(&visitor, id).await;
            made.map(|attachment| Json(attachment).into_response())
        }
        _ => Err(ErrorCode::InvalidInput.into()),
    };
    done.unwrap_or_else(|failure| refused(&failure))
}

/// In words, for the script to show.
fn refused(failure: &Failure) -> Response {
    let (status, words) = match failure.reply().code {
        ErrorCode::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "파일이 너무 커요. 사진 30MB, 문서 100MB, 영상 300MB까지 올릴 수 있어요.",
        ),
        ErrorCode::UnsupportedFile => (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "올릴 수 없는 파일이에요. 사진, 영상, 한글, 엑셀, PDF, ZIP 파일을 올려 주세요.",
        ),
        ErrorCode::Throttled => (
            StatusCode::TOO_MANY_REQUESTS,
            "올리는 파일이 너무 많아요. 잠시 뒤에 다시 올려 주세요.",
        ),
        ErrorCode::Conflict | ErrorCode::ServerUnavailable => (
            StatusCode::CONFLICT,
            "같은 파일을 다른 곳에서 올리고 있어요. 잠시 뒤에 다시 올려 주세요.",
        ),
        ErrorCode::NotFound | ErrorCode::InvalidInput => (
            StatusCode::BAD_REQUEST,
            "파일을 끝까지 받지 못했어요. 다시 올려 주세요.",
        ),
        _ => {
            tracing::error!(%failure, "a file was not taken");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "서버에 문제가 생겼어요. 잠시 뒤에 다시 올려 주세요.",
            )
        }
    };
    (status, words).into_response()
}
