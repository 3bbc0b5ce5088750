//! 내 로그인: where one is logged in, and ending it.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::fields::Fields;
use super::guard::Seat;
use super::view::{Page, Trouble, answer, moment};
use crate::service::Service;

struct Row {
    id: String,
    device: String,
    started: String,
    seen: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "console/own.html")]
struct OwnPage {
    page: Page,
    idle_minutes: u32,
    rows: Vec<Row>,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
) -> Result<Response, Trouble> {
    let visitor = seat.visitor.clone();
    let list = service
        .run(move |service| service.visitor_sessions(&visitor))
        .await?;
    let rows = list.sessions.into_iter().map(|session| Row {
        id: session.id,
        device: session.device,
        started: moment(session.started_at),
        seen: moment(session.seen_at),
        current: session.current,
    });
    let page = OwnPage {
        page: Page::new(&service, &seat, "/console/own", "내 로그인"),
        idle_minutes: service.config().console.idle_minutes,
        rows: rows.collect(),
    };
    Ok(answer(StatusCode::OK, &page))
}

pub(super) async fn end(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let id = fields.get("id").to_owned();
    service
        .run(move |service| service.end_visitor_session(&seat.visitor, &id))
        .await?;
    Ok(Redirect::to("/console/own").into_response())
}
