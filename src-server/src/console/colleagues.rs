//! 조합직원: the list, and the form that changes one of them.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use handbook_wire::entity::Kind;

use super::company::{Which, hide};
use super::fields::Fields;
use super::guard::Seat;
use super::history::{self, EditLine};
use super::inputs::{self, Input};
use super::outcome::notice;
use super::view::{Page, Trouble, answer};
use crate::roster::STAFF_FORM;
use crate::service::console::roster::StaffView;
use crate::service::import::PLACE;
use crate::service::{Service, field};

/// What can be typed: the fields of a row, and the place in the list.
const FORM: [(&str, &str); 8] = {
    let [a, b, c, d, e, f, g] = STAFF_FORM;
    [a, b, c, d, e, f, g, (PLACE, "순서")]
};

struct Line {
    id: String,
    place: usize,
    department: String,
    position: String,
    name: String,
    extension: String,
    mobile: String,
    duties: String,
}

#[derive(Template)]
#[template(path = "console/colleagues.html")]
struct ColleaguesPage {
    page: Page,
    lines: Vec<Line>,
    keeps: bool,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let list = service.run(|service| service.staff()).await?;
    let lines = list.into_iter().map(
        |StaffView {
             id, staff, place, ..
         }| {
            let mobile = staff.mobile.as_ref().map(field::phone_text);
            Line {
                id,
                place,
                department: staff.department.unwrap_or_default(),
                position: staff.position.unwrap_or_default(),
                name: staff.name,
                extension: staff.extension.unwrap_or_default(),
                mobile: hide(&mobile.unwrap_or_default()),
                duties: staff.duties.unwrap_or_default(),
            }
        },
    );
    let mut page = Page::new(&service, &seat, "/console/roster", "조합직원");
    page.notice = notice(
        &which.done,
        &[
            ("saved", "저장했어요. 앱에도 바로 전해져요."),
            (
                "removed",
                "조합직원 명단에서 뺐어요. 그분의 로그인도 막혔어요.",
            ),
        ],
    );
    let page = ColleaguesPage {
        page,
        lines: lines.collect(),
        keeps: seat.visitor.keeps_roster(),
    };
    Ok(answer(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "console/colleague_edit.html")]
struct ColleaguePage {
    page: Page,
    /// None for somebody who is added.
    id: Option<String>,
    inputs: Vec<Input>,
    edits: Vec<EditLine>,
}

fn page_of(service: &Service, seat: &Seat, is_old: bool) -> Page {
    let title = if is_old {
        "조합직원 고치기"
    } else {
        "조합직원 더하기"
    };
    Page::new(service, seat, "/console/roster", title)
}

pub(super) async fn edit(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let id = (!which.id.is_empty()).then_some(which.id);
    let (wanted, visitor) = (id.clone(), seat.visitor.clone());
    let view = service
        .run(move |service| match wanted {
            Some(id) => service.staff_for(&visitor, &id),
            None => Ok(StaffView::default()),
        })
        .await?;
    let staff = &view.staff;
    let plain = |text: &Option<String>| text.clone().unwrap_or_default();
    let text = |name: &str| match name {
        "department" => plain(&staff.department),
        "position" => plain(&staff.position),
        "name" => staff.name.clone(),
        "extension" => plain(&staff.extension),
        "mobile" => staff
            .mobile
            .as_ref()
            .map(field::phone_text)
            .unwrap_or_default(),
        "duties" => plain(&staff.duties),
        "login" => view.login.clone(),
        PLACE if view.place > 0 => view.place.to_string(),
        _ => String::new(),
    };
    let inputs = FORM
        .iter()
        .map(|(name, title)| Input::new(name, title, text(name)));
    let page = ColleaguePage {
        page: page_of(&service, &seat, id.is_some()),
        inputs: hinted(inputs.collect(), id.is_some()),
        edits: history::lines(Kind::Staff, &view.edits, true),
        id,
    };
    Ok(answer(StatusCode::OK, &page))
}

fn hinted(mut inputs: Vec<Input>, is_old: bool) -> Vec<Input> {
    for input in &mut inputs {
        input.hint = hint(input.name, is_old);
    }
    inputs
}

fn hint(name: &str, is_old: bool) -> &'static str {
    match name {
        "name" if is_old => "이름을 바꾸면 다른 분으로 보고, 로그인을 처음부터 다시 시작해요.",
        "mobile" => "아이디를 비우면 이 번호로 앱과 콘솔에 로그인해요.",
        "login" => "휴대폰 번호 말고 다른 것으로 로그인할 때만 적어요. 영문, 숫자, . _ - @",
        PLACE => "명단에서 몇 번째인지예요. 비우면 맨 끝이에요.",
        _ => "",
    }
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
        (Some(id), true) => service.remove_staff_for(&visitor, id),
        (which, _) => service.save_staff_for(&visitor, which.as_deref(), &sent),
    });
    let saved = saved.await?;
    let error = match saved {
        Ok(()) => {
            let done = if removes { "removed" } else { "saved" };
            let to = format!("/console/roster/staff?done={done}");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(error) => error,
    };
    let mut page = page_of(&service, &seat, id.is_some());
    page.trouble = Some(inputs::trouble(&error));
    let page = ColleaguePage {
        page,
        inputs: hinted(inputs::refused(&FORM, &typed, &error), id.is_some()),
        edits: Vec::new(),
        id,
    };
    Ok(answer(inputs::status(&error), &page))
}
