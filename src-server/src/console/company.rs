//! One company: what it is, who logs in for it, what was changed of it; and the form that changes it.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use handbook_wire::entity::Kind;
use serde::Deserialize;

use super::fields::Fields;
use super::guard::Seat;
use super::history::{self, EditLine, NUMBERS};
use super::inputs::{self, Input};
use super::outcome::notice;
use super::view::{Page, Trouble, answer, masked, moment};
use crate::roster::FORM;
use crate::service::Service;
use crate::service::console::audit::Action;
use crate::service::console::roster::CompanyView;

#[derive(Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    pub(super) id: String,
    #[serde(default)]
    pub(super) done: String,
}

struct Line {
    title: &'static str,
    text: String,
}

struct PersonLine {
    name: String,
    how: &'static str,
    locked: bool,
    last_login: String,
}

#[derive(Template)]
#[template(path = "console/company.html")]
struct CompanyPage {
    page: Page,
    id: String,
    lines: Vec<Line>,
    people: Vec<PersonLine>,
    officers: Vec<String>,
    edits: Vec<EditLine>,
    keeps: bool,
    /// Whether its numbers are shown.
    shown: bool,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let told = notice(
        &which.done,
        &[("saved", "저장했어요. 앱에도 바로 전해져요.")],
    );
    page(service, seat, which.id, Action::ReadCompany, told).await
}

/// Numbers are shown by a form rather than a link, so that nobody is led to it.
pub(super) async fn show_numbers(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let id = fields.get("id").to_owned();
    page(service, seat, id, Action::ShowNumbers, None).await
}

async fn page(
    service: Arc<Service>,
    seat: Seat,
    id: String,
    action: Action,
    notice: Option<&'static str>,
) -> Result<Response, Trouble> {
    let (visitor, keeps) = (seat.visitor.clone(), seat.visitor.keeps_roster());
    let view = service
        .run(move |service| service.company_for(&visitor, &id, action))
        .await?;
    let shown = action == Action::ShowNumbers;
    let mut page = Page::new(&service, &seat, "/console/roster", &view.text("name"));
    page.notice = notice;
    let page = CompanyPage {
        page,
        keeps,
        shown,
        lines: lines(&view, shown),
        people: people(&view),
        officers: officers(&view),
        edits: history::lines(Kind::Member, &view.edits, shown),
        id: view.id,
    };
    Ok(answer(StatusCode::OK, &page))
}

fn lines(view: &CompanyView, shown: bool) -> Vec<Line> {
    let line = |(name, title): &(&'static str, &'static str)| {
        let text = view.text(name);
        Line {
            title,
            text: match name {
                _ if view.hidden.iter().any(|hidden| hidden == name) => {
                    "회사가 비공개로 함".to_owned()
                }
                name if NUMBERS.contains(name) && !shown => hide(&text),
                _ => text,
            },
        }
    };
    FORM.iter().map(line).collect()
}

/// A number with its middle masked.
pub(super) fn hide(text: &str) -> String {
    match text.is_empty() {
        true => String::new(),
        false => {
            let digits: String = text
                .split(['~', '('])
                .next()
                .unwrap_or_default()
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            masked(&digits)
        }
    }
}

fn people(view: &CompanyView) -> Vec<PersonLine> {
    let people = view.people.iter().map(|person| PersonLine {
        name: person.name.clone(),
        how: match person.by_sign_up {
            true => "가입 신청",
            false => "명부의 휴대폰",
        },
        locked: person.locked,
        last_login: person.last_login_at.map(moment).unwrap_or_default(),
    });
    people.collect()
}

fn officers(view: &CompanyView) -> Vec<String> {
    let officers = view.officers.iter().map(|officer| {
        let term = match officer.term {
            0 => String::new(),
            term => format!("제{term}대 "),
        };
        let until = match (&officer.from, &officer.to) {
            (None, None) => String::new(),
            (from, to) => format!(
                " ({}~{})",
                from.as_deref().unwrap_or_default(),
                to.as_deref().unwrap_or_default()
            ),
        };
        format!("{term}{} {}{until}", officer.role, officer.name)
    });
    officers.collect()
}

#[derive(Template)]
#[template(path = "console/company_edit.html")]
struct EditPage {
    page: Page,
    /// None for a company that is added.
    id: Option<String>,
    inputs: Vec<Input>,
    hidden: Vec<&'static str>,
}

pub(super) async fn edit(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let id = (!which.id.is_empty()).then_some(which.id);
    let view = match id.clone() {
        Some(id) => {
            let visitor = seat.visitor.clone();
            service
                .run(move |service| service.company_for(&visitor, &id, Action::ShowNumbers))
                .await?
        }
        None => CompanyView::default(),
    };
    let inputs = FORM
        .iter()
        .map(|(name, title)| Input::new(name, title, view.text(name)));
    let hidden = |input: &Input| view.hidden.iter().any(|hidden| hidden == input.name);
    let (hidden, inputs): (Vec<Input>, Vec<Input>) = inputs.partition(hidden);
    let page = EditPage {
        page: page_of(&service, &seat, id.is_some()),
        id,
        inputs,
        hidden: hidden.into_iter().map(|input| input.title).collect(),
    };
    Ok(answer(StatusCode::OK, &page))
}

fn page_of(service: &Service, seat: &Seat, is_old: bool) -> Page {
    let title = match is_old {
        true => "회사 고치기",
        false => "회사 더하기",
    };
    Page::new(service, seat, "/console/roster", title)
}

pub(super) async fn save(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let id = fields.get("id").to_owned();
    let id = (!id.is_empty()).then_some(id);
    let typed = inputs::typed(&fields);
    let (visitor, which, sent) = (seat.visitor.clone(), id.clone(), typed.clone());
    let saved = inputs::run(&service, move |service| {
        service.save_company_for(&visitor, which.as_deref(), &sent)
    });
    let saved = saved.await?;
    let error = match saved {
        Ok(id) => {
            let to = format!("/console/roster/company?id={id}&done=saved");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(error) => error,
    };
    let mut page = page_of(&service, &seat, id.is_some());
    page.trouble = Some(inputs::trouble(&error));
    let status = inputs::status(&error);
    let page = EditPage {
        page,
        inputs: inputs::refused(&FORM, &typed, &error),
        id,
        hidden: Vec::new(),
    };
    Ok(answer(status, &page))
}
