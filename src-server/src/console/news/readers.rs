//! Who has read a post, reminding those who have not, and what a post was.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use handbook_wire::ErrorCode;
use handbook_wire::post::{PostReaders, PostVersion};

use super::super::fields::Fields;
use super::super::guard::Seat;
use super::super::outcome::notice;
use super::super::view::{Page, Trouble, answer, moment};
use super::editor::pictured;
use super::{PLACE, Which, mood};
use crate::service::console::news::state_title;
use crate::service::{Failure, Service};

struct Line {
    name: String,
    branch: String,
    people: u32,
    read: u32,
}

#[derive(Template)]
#[template(path = "console/readers.html")]
struct ReadersPage {
    page: Page,
    id: String,
    title: String,
    lines: Vec<Line>,
    people: u32,
    read: u32,
    /// Devices that a reminder would reach; none where nobody can be reminded.
    devices: Option<u32>,
    /// How the last reminder went.
    last: String,
}

pub(in crate::console) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let told = notice(
        &which.done,
        &[("reminded", "안 읽은 조합원의 기기에 다시 알렸어요.")],
    );
    page(service, seat, which.id, StatusCode::OK, told, None).await
}

async fn page(
    service: Arc<Service>,
    seat: Seat,
    id: String,
    status: StatusCode,
    notice: Option<&'static str>,
    trouble: Option<String>,
) -> Result<Response, Trouble> {
    let (visitor, wanted) = (seat.visitor.clone(), id.clone());
    let (title, readers) = service
        .run(move |service| service.post_readers_for(&visitor, &wanted))
        .await?;
    let PostReaders {
        companies,
        devices,
        reminder,
    } = readers;
    let mut page = Page::new(&service, &seat, PLACE, "읽은 사람");
    page.notice = notice;
    page.trouble = trouble;
    let page = ReadersPage {
        page,
        people: companies.iter().map(|one| one.people).sum(),
        read: companies.iter().map(|one| one.read).sum(),
        devices,
        last: reminder
            .map(|last| {
                format!(
                    "{} · {} · {}명의 기기 {}대에 알렸어요 (보냄 {}, 기다림 {}). {}부터 다시 할 수 있어요.",
                    moment(last.at),
                    last.by,
                    last.people,
                    last.devices,
                    last.sent,
                    last.waiting,
                    moment(last.again_at)
                )
            })
            .unwrap_or_default(),
        lines: companies
            .into_iter()
            .map(|one| Line {
                name: one.name,
                branch: one.branch.unwrap_or_default(),
                people: one.people,
                read: one.read,
            })
            .collect(),
        id,
        title,
    };
    Ok(answer(status, &page))
}

pub(in crate::console) async fn remind(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let id = fields.get("id").to_owned();
    let (visitor, wanted) = (seat.visitor.clone(), id.clone());
    let done = service
        .run(move |service| {
            service.post_for(&visitor, &wanted)?;
            match service.remind_readers_for(&visitor, &wanted) {
                Err(Failure::Refused(reply)) => Ok(Err(reply.code)),
                other => other.map(Ok),
            }
        })
        .await?;
    let trouble = match done {
        Ok(_) => {
            let to = format!("{PLACE}/readers?id={id}&done=reminded");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(ErrorCode::Throttled) => "알린 지 여섯 시간이 지나지 않았어요.",
        Err(ErrorCode::NotFound) => "이 서버는 알림을 보내도록 설정되어 있지 않아요.",
        Err(_) => "게시 중인 소식만 알릴 수 있어요.",
    };
    let trouble = Some(trouble.to_owned());
    page(service, seat, id, StatusCode::CONFLICT, None, trouble).await
}

struct Version {
    at: String,
    by: String,
    state: &'static str,
    mood: &'static str,
    title: String,
    /// Safe HTML.
    body: String,
}

#[derive(Template)]
#[template(path = "console/post_history.html")]
struct HistoryPage {
    page: Page,
    id: String,
    versions: Vec<Version>,
}

pub(in crate::console) async fn history(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let (visitor, wanted) = (seat.visitor.clone(), which.id.clone());
    let history = service
        .run(move |service| service.post_history_for(&visitor, &wanted))
        .await?;
    let version = |one: PostVersion| Version {
        at: moment(one.at),
        by: match one.by.is_empty() {
            true => "서버".to_owned(),
            false => one.by,
        },
        state: state_title(one.state),
        mood: mood(one.state),
        title: one.draft.title,
        body: pictured(&one.draft.body),
    };
    let page = HistoryPage {
        page: Page::new(&service, &seat, PLACE, "소식이 바뀐 기록"),
        id: which.id,
        versions: history.versions.into_iter().map(version).collect(),
    };
    Ok(answer(StatusCode::OK, &page))
}
