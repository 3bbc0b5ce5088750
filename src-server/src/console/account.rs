//! One account: where it is logged in, and what can be done with it.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::accounts::{Line, line, login, shown};
use super::fields::Fields;
use super::guard::Seat;
use super::outcome::{Outcome, attempt};
use super::view::{Page, Trouble, answer, masked, moment};
use crate::service::Service;
use crate::service::account::AccountError;
use crate::service::console::Visitor;
use crate::service::console::accounts::State as Stage;

struct Device {
    id: String,
    name: String,
    started: String,
    seen: String,
}

#[derive(Template)]
#[template(path = "console/account.html")]
struct AccountPage {
    page: Page,
    line: Line,
    mobile: String,
    masked: bool,
    verified: String,
    second_factor: bool,
    locked: bool,
    locked_by_roster: bool,
    active: bool,
    own: bool,
    devices: Vec<Device>,
}

/// Which account, and what came of the last form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    id: String,
    done: String,
}

const NOTICES: [(&str, &str); 5] = [
    (
        "locked",
        "정지했어요. 로그인된 기기는 모두 로그아웃되고, 다음에 서버에 닿으면 받아 둔 명부를 지워요.",
    ),
    ("unlocked", "정지를 풀었어요. 다시 로그인할 수 있어요."),
    ("ended", "그 기기를 로그아웃했어요."),
    (
        "vouched",
        "본인을 확인했다고 적었어요. 7일 안에 로그인하는 기기는 본인인증 없이 쓸 수 있어요.",
    ),
    (
        "factor",
        "인증 앱을 해제했어요. 다음에 로그인할 때 다시 등록해요.",
    ),
];

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(ask): Query<Ask>,
) -> Result<Response, Trouble> {
    let outcome = Outcome::done(&ask.done, &NOTICES);
    one(service, seat, &ask.id, outcome, true).await
}

async fn one(
    service: Arc<Service>,
    seat: Seat,
    id: &str,
    outcome: Outcome,
    mask: bool,
) -> Result<Response, Trouble> {
    let (id, visitor) = (id.to_owned(), seat.visitor.clone());
    let detail = service
        .run(move |service| service.account_for(&visitor, &id))
        .await?;
    let mut line = line(&detail.row);
    line.login = login(&detail.row, mask);
    let mut page = Page::new(&service, &seat, "/console/accounts", &line.name);
    let status = outcome.tell(&mut page);
    let devices = detail.sessions.into_iter().map(|session| Device {
        id: session.id,
        name: session.device_name,
        started: moment(session.started_at),
        seen: moment(session.seen_at.max(session.started_at)),
    });
    let number = |digits: &String| match mask {
        true => masked(digits),
        false => shown(digits),
    };
    let page = AccountPage {
        page,
        mobile: detail.mobile.as_ref().map(number).unwrap_or_default(),
        masked: mask,
        verified: detail.verified_at.map(moment).unwrap_or_default(),
        second_factor: detail.second_factor,
        locked: detail.row.state == Stage::Locked,
        locked_by_roster: detail.locked_by_roster,
        active: detail.row.state == Stage::Active,
        own: detail.own,
        devices: devices.collect(),
        line,
    };
    Ok(answer(status, &page))
}

/// Shows the number as a whole, which is written down.
pub(super) async fn show_phone(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let (id, visitor) = (fields.get("id").to_owned(), seat.visitor.clone());
    let asked = id.clone();
    service
        .run(move |service| service.show_phone_for(&visitor, &asked))
        .await?;
    one(service, seat, &id, Outcome::default(), false).await
}

pub(super) async fn lock(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let lock = fields.get("lock") != "no";
    let word = if lock { "locked" } else { "unlocked" };
    change(
        service,
        seat,
        fields,
        word,
        move |service, visitor, fields| service.lock_for(visitor, fields.get("id"), lock),
    )
    .await
}

pub(super) async fn vouch(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    change(
        service,
        seat,
        fields,
        "vouched",
        |service, visitor, fields| service.vouch_by_id(visitor, fields.get("id")),
    )
    .await
}

pub(super) async fn reset_second_factor(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    change(
        service,
        seat,
        fields,
        "factor",
        |service, visitor, fields| service.reset_second_factor_for(visitor, fields.get("id")),
    )
    .await
}

pub(super) async fn end(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    change(
        service,
        seat,
        fields,
        "ended",
        |service, visitor, fields| {
            service.end_session_for(visitor, fields.get("id"), fields.get("session"))
        },
    )
    .await
}

/// Does `job` and comes back to the account.
async fn change(
    service: Arc<Service>,
    seat: Seat,
    fields: Fields,
    word: &'static str,
    job: impl FnOnce(&Service, &Visitor, &Fields) -> Result<(), AccountError> + Send + 'static,
) -> Result<Response, Trouble> {
    let (visitor, form) = (seat.visitor.clone(), fields.clone());
    let done = attempt(&service, move |service| job(service, &visitor, &form)).await?;
    let id = fields.get("id").to_owned();
    match done {
        Ok(()) => {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("id", &id)
                .append_pair("done", word)
                .finish();
            Ok(Redirect::to(&format!("/console/account?{query}")).into_response())
        }
        Err(trouble) => {
            let outcome = Outcome::refused(fields, trouble);
            one(service, seat, &id, outcome, true).await
        }
    }
}
