use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use handbook_wire::sync::BATCH_TYPE;
use handbook_wire::{ErrorCode, ErrorReply};

use super::failure::{Refusal, answer};
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
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let common = [
        (CONTENT_TYPE, BATCH_TYPE.to_owned()),
        (ETAG, tag.clone()),
        (ACCEPT_RANGES, "bytes".to_owned()),
        // Its bytes never change, but they are personal data: no cache but the app's own.
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    if text(IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|other| other.trim() == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let length = made.bytes.len();
    let range = match text(IF_RANGE) {
        Some(other) if other != tag => None,
        _ => text(RANGE),
    };
    Ok(match range.map_or(Part::All, |range| part(range, length)) {
        Part::All => (common, made.bytes.clone()).into_response(),
        Part::Range(from, to) => {
            let range = [(CONTENT_RANGE, format!("bytes {from}-{to}/{length}"))];
            (
                StatusCode::PARTIAL_CONTENT,
                common,
                range,
                made.bytes.slice(from..=to),
            )
                .into_response()
        }
        Part::None => {
            let reply = ErrorReply::new(ErrorCode::InvalidInput);
            let range = [(CONTENT_RANGE, format!("bytes */{length}"))];
            (range, answer(StatusCode::RANGE_NOT_SATISFIABLE, reply)).into_response()
        }
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    All,
    /// From the first byte to the last, both included.
    Range(usize, usize),
    None,
}

/// What `range` asks of `length` bytes. Several ranges, other units and what is no range are
/// answered with everything, as HTTP allows.
fn part(range: &str, length: usize) -> Part {
    let Some((from, to)) = range
        .trim()
        .strip_prefix("bytes=")
        .filter(|ranges| !ranges.contains(','))
        .and_then(|range| range.split_once('-'))
    else {
        return Part::All;
    };
    let last = length.saturating_sub(1);
    match (from.trim().parse::<usize>(), to.trim()) {
        (Ok(from), _) if from >= length => Part::None,
        (Ok(from), "") => Part::Range(from, last),
        (Ok(from), to) => match to.parse::<usize>() {
            Ok(to) if to >= from => Part::Range(from, to.min(last)),
            _ => Part::All,
        },
        (Err(_), to) if from.trim().is_empty() => match to.parse::<usize>() {
            Ok(0) => Part::None,
            Ok(_) if length == 0 => Part::None,
            Ok(suffix) => Part::Range(length - suffix.min(length), last),
            Err(_) => Part::All,
        },
        _ => Part::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_http_says() {
        for (range, expected) in [
            ("bytes=0-", Part::Range(0, 9)),
            ("bytes=4-", Part::Range(4, 9)),
            ("bytes=4-5", Part::Range(4, 5)),
            ("bytes=4-99", Part::Range(4, 9)),
            ("bytes=9-", Part::Range(9, 9)),
            ("bytes=10-", Part::None),
            ("bytes=-3", Part::Range(7, 9)),
            ("bytes=-30", Part::Range(0, 9)),
            ("bytes=-0", Part::None),
            ("bytes=5-4", Part::All),
            ("bytes=0-1,3-4", Part::All),
            ("items=0-1", Part::All),
            ("bytes=", Part::All),
            ("bytes=x-", Part::All),
        ] {
            assert_eq!(part(range, 10), expected, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), Part::None);
        assert_eq!(part("bytes=-1", 0), Part::None);
    }
}
