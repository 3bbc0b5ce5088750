//! 임원: the terms of the co-op, and the form that changes an officer.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use handbook_wire::ErrorCode;
use handbook_wire::entity::Kind;

use super::company::Which;
use super::fields::Fields;
use super::guard::Seat;
use super::history::{self, EditLine};
use super::inputs::{self, Input};
use super::outcome::notice;
use super::view::{Page, Trouble, answer};
use crate::roster::OFFICER_FORM;
use crate::service::{Failure, Service};

struct Line {
    id: String,
    term: String,
    role: String,
    name: String,
    company: String,
    /// Record id of the company, when it is a member.
    member: Option<String>,
    time: String,
}

#[derive(Template)]
#[template(path = "console/officers.html")]
struct OfficersPage {
    page: Page,
    lines: Vec<Line>,
    keeps: bool,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let officers = service.run(|service| service.officers()).await?;
    let lines = officers.into_iter().map(|one| Line {
        id: one.id,
        term: match one.officer.term {
            0 => String::new(),
            term => format!("제{term}대"),
        },
        time: match (one.officer.from, one.officer.to) {
            (None, None) => String::new(),
            (from, to) => format!("{} ~ {}", from.unwrap_or_default(), to.unwrap_or_default()),
        },
        role: one.officer.role,
        name: one.officer.name,
        company: one.officer.company.unwrap_or_default(),
        member: one.officer.member,
    });
    let mut page = Page::new(&service, &seat, "/console/roster", "임원");
    page.notice = notice(
        &which.done,
        &[
            ("saved", "저장했어요. 앱에도 바로 전해져요."),
            ("removed", "임원 명단에서 뺐어요. 앱에도 바로 전해져요."),
        ],
    );
    let page = OfficersPage {
        page,
        lines: lines.collect(),
        keeps: seat.visitor.keeps_roster(),
    };
    Ok(answer(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "console/officer_edit.html")]
struct OfficerPage {
    page: Page,
    /// None for an officer who is added.
    id: Option<String>,
    inputs: Vec<Input>,
    edits: Vec<EditLine>,
}

fn page_of(service: &Service, seat: &Seat, is_old: bool) -> Page {
    let title = if is_old {
        "임원 고치기"
    } else {
        "임원 더하기"
    };
    Page::new(service, seat, "/console/roster", title)
}

pub(super) async fn edit(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let id = (!which.id.is_empty()).then_some(which.id);
    let wanted = id.clone();
    let found = service
        .run(move |service| {
            let Some(id) = wanted else { return Ok(None) };
            let mut officers = service.officers()?.into_iter();
            let found = officers.find(|one| one.id == id);
            let found = found.ok_or(Failure::from(ErrorCode::NotFound))?;
            Ok(Some((found.officer, service.officer_edits(&id)?)))
        })
        .await?;
    let (officer, edits) = found.unwrap_or_default();
    let text = |name: &str| match name {
        "term" if officer.term > 0 => officer.term.to_string(),
        "role" => officer.role.clone(),
        "name" => officer.name.clone(),
        "company" => officer.company.clone().unwrap_or_default(),
        "from" => officer.from.clone().unwrap_or_default(),
        "to" => officer.to.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let inputs = OFFICER_FORM.iter();
    let inputs = inputs.map(|(name, title)| Input::new(name, title, text(name)));
    let page = OfficerPage {
        page: page_of(&service, &seat, id.is_some()),
        inputs: inputs.collect(),
        edits: history::lines(Kind::Officer, &edits, true),
        id,
    };
    Ok(answer(StatusCode::OK, &page))
}

pub(super) async fn save(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let id = fields.get("id").to_owned();
    let id = (!id.is_empty()).then_some(id);
    let removes = fields.get("do") == "remove";
    let typed = inputs::typed(&fields);
    let (visitor, which, sent) = (seat.visitor.clone(), id.clone(), typed.clone());
    let saved = inputs::run(&service, move |service| match (&which, removes) {
        (Some(id), true) => service.remove_officer_for(&visitor, id),
        (which, _) => service.save_officer_for(&visitor, which.as_deref(), &sent),
    });
    let saved = saved.await?;
    let error = match saved {
        Ok(()) => {
            let done = if removes { "removed" } else { "saved" };
            let to = format!("/console/roster/officers?done={done}");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(error) => error,
    };
    let mut page = page_of(&service, &seat, id.is_some());
    page.trouble = Some(inputs::trouble(&error));
    let page = OfficerPage {
        page,
        inputs: inputs::refused(&OFFICER_FORM, &typed, &error),
        edits: Vec::new(),
        id,
    };
    Ok(answer(inputs::status(&error), &page))
}
