//! 직원 권한: who of the staff may do what in the console.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::fields::Fields;
use super::guard::Seat;
use super::outcome::{Outcome, attempt};
use super::view::{Done, Page, Trouble, answer, moment};
use crate::service::Service;
use crate::service::console::role::{ConsoleRole, Roles};

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
    trouble: Option<String>,
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
    let notices = [
        ("roles", "권한을 저장했어요. 바로 적용돼요."),
        (
            "vouch",
            "본인을 확인했다고 적었어요. 7일 안에 로그인하는 기기는 본인인증 없이 쓸 수 있어요.",
        ),
    ];
    list(service, seat, Outcome::done(&done, &notices)).await
}

async fn list(
    service: Arc<Service>,
    seat: Seat,
    mut outcome: Outcome,
) -> Result<Response, Trouble> {
    let holders = service.run(|service| service.staff_accounts()).await?;
    let mut rows = Vec::new();
    for holder in holders {
        let trouble = outcome
            .on("login", &holder.login)
            .map(|form| form.trouble.clone());
        let choices = ConsoleRole::ALL.into_iter().map(|role| Choice {
            name: role.as_str(),
            title: role.title(),
            chosen: holder.roles.has(role),
        });
        rows.push(Row {
            choices: choices.collect(),
            login: holder.login,
            name: holder.name,
            locked: holder.locked,
            second_factor: holder.second_factor,
            last_login: holder.last_login_at.map(moment).unwrap_or_default(),
            trouble,
        });
    }
    let mut page = Page::new(&service, &seat, "/console/staff", "직원 권한");
    let status = outcome.tell(&mut page);
    Ok(answer(status, &StaffPage { page, rows }))
}

pub(super) async fn set_roles(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let login = fields.get("login").to_owned();
    let roles = Roles::new(fields.all("role").filter_map(ConsoleRole::parse));
    let visitor = seat.visitor.clone();
    let job = move |service: &Service| service.set_console_roles(&visitor, &login, &roles);
    match attempt(&service, job).await? {
        Ok(()) => Ok(Redirect::to("/console/staff?done=roles").into_response()),
        Err(trouble) => list(service, seat, Outcome::refused(fields, trouble)).await,
    }
}

pub(super) async fn vouch(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let login = fields.get("login").to_owned();
    let visitor = seat.visitor.clone();
    let job = move |service: &Service| service.vouch_for(&visitor, &login);
    match attempt(&service, job).await? {
        Ok(()) => Ok(Redirect::to("/console/staff?done=vouch").into_response()),
        Err(trouble) => list(service, seat, Outcome::refused(fields, trouble)).await,
    }
}
