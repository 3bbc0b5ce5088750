use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use handbook_wire::sync::HeadEvent;

use super::failure::Refusal;
use super::schema::ErrorReply;
use crate::service::{Caller, Listener, Service, Signal};

/// Says when there is something to pull, as server-sent events.
#[utoipa::path(get, path = "/v1/sync/events", params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)), security(("session" = [])),
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn stream_events(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let listener = service.listen(caller).await?;
    let lines = stream::unfold(listener, |mut listener: Listener| async move {
        let line = write(listener.next().await?);
        Some((Ok::<_, std::convert::Infallible>(line), listener))
    });
    let headers = [(CONTENT_TYPE, "text/event-stream"), (NO_BUFFER, "no")];
    Ok((headers, Body::from_stream(lines)).into_response())
}

/// Tells a proxy in front to pass every event on at once.
const NO_BUFFER: axum::http::HeaderName = axum::http::HeaderName::from_static("x-accel-buffering");

fn write(signal: Signal) -> Bytes {
    match signal {
        Signal::Heartbeat => Bytes::from_static(b":\n\n"),
        Signal::Head(revision) => {
            let data = serde_json::to_string(&HeadEvent { revision }).unwrap_or_default();
            format!("event: head\ndata: {data}\n\n").into()
        }
    }
}
