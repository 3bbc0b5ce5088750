//! 직원 권한: who of the staff may do what in the console.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::fields::Fields;
use super::guard::Seat;
use super::view::{Done, Page, Trouble, answer, moment};
use crate::service::account::AccountError;
use crate::service::console::role::{ConsoleRole, RoleError, Roles};
use crate::service::{Failure, Service};

struct Choice {
    name: &'static str,
    title: &'static str,
    chosen: bool,
}

struct Row {
    login: String,
    name: String,
    locked: bool,
    second_factor: bool,
    last_login: String,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "console/staff.html")]
struct StaffPage {
    page: Page,
    rows: Vec<Row>,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Trouble> {
    let notice = match done.as_str() {
        "roles" => Some("권한을 저장했어요. 바로 적용돼요."),
        "vouch" => Some(
            "본인을 확인했다고 적었어요. 7일 안에 로그인하는 기기는 본인인증 없이 쓸 수 있어요.",
        ),
        _ => None,
    };
    list(service, seat, StatusCode::OK, notice, None).await
}

async fn list(
    service: Arc<Service>,
    seat: Seat,
    status: StatusCode,
    notice: Option<&'static str>,
    trouble: Option<String>,
) -> Result<Response, Trouble> {
    let holders = service.run(|service| service.staff_accounts()).await?;
    let rows = holders.into_iter().map(|holder| Row {
        choices: ConsoleRole::ALL
            .into_iter()
            .map(|role| Choice {
                name: role.as_str(),
                title: role.title(),
                chosen: holder.roles.has(role),
            })
            .collect(),
        login: holder.login,
        name: holder.name,
        locked: holder.locked,
        second_factor: holder.second_factor,
        last_login: holder.last_login_at.map(moment).unwrap_or_default(),
    });
    let mut page = Page::new(&service, &seat, "/console/staff", "직원 권한");
    page.notice = notice;
    page.trouble = trouble;
    let page = StaffPage {
        page,
        rows: rows.collect(),
    };
    Ok(answer(status, &page))
}

pub(super) async fn set_roles(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let login = fields.get("login").to_owned();
    let roles = Roles::new(fields.all("role").filter_map(ConsoleRole::parse));
    let visitor = seat.visitor.clone();
    let set = service
        .run(
            move |service| match service.set_console_roles(&visitor, &login, &roles) {
                Err(RoleError::Storage(error)) => Err(Failure::from(error)),
                other => Ok(other.map_err(|error| error.to_string())),
            },
        )
        .await?;
    match set {
        Ok(()) => Ok(Redirect::to("/console/staff?done=roles").into_response()),
        Err(trouble) => list(service, seat, StatusCode::CONFLICT, None, Some(trouble)).await,
    }
}

pub(super) async fn vouch(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let login = fields.get("login").to_owned();
    let visitor = seat.visitor.clone();
    let done = service
        .run(move |service| match service.vouch_for(&visitor, &login) {
            Err(AccountError::Storage(error)) => Err(Failure::from(error)),
            other => Ok(other.map_err(|error| error.to_string())),
        })
        .await?;
    match done {
        Ok(()) => Ok(Redirect::to("/console/staff?done=vouch").into_response()),
        Err(trouble) => list(service, seat, StatusCode::CONFLICT, None, Some(trouble)).await,
    }
}
