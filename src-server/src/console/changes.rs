//! 변경 신청: what members ask to be changed, decided field by field.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use handbook_wire::change::{ChangeDecision, ChangeEntry};
use handbook_wire::entity::{CompanyField, FieldChange};

use super::fields::Fields;
use super::guard::Seat;
use super::outcome::{Outcome, Refused, attempt};
use super::view::{Done, Page, Trouble, answer, moment};
use crate::service::Service;

/// Before the name of a field of a company in a form.
const FIELD: &str = "field.";

struct Line {
    name: String,
    title: &'static str,
    was: String,
    wanted: String,
    /// What was chosen when the form did not work.
    chosen: String,
}

struct Request {
    id: String,
    at: String,
    company: String,
    name: String,
    note: String,
    lines: Vec<Line>,
    reason: String,
    trouble: Option<String>,
}

#[derive(Template)]
#[template(path = "console/changes.html")]
struct ChangesPage {
    page: Page,
    requests: Vec<Request>,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Trouble> {
    let told = "결정했어요. 신청한 분의 앱에 바로 전해져요.";
    list(service, seat, Outcome::done(&done, &[("decided", told)])).await
}

async fn list(
    service: Arc<Service>,
    seat: Seat,
    mut outcome: Outcome,
) -> Result<Response, Trouble> {
    let visitor = seat.visitor.clone();
    let entries = service
        .run(move |service| service.waiting_changes_for(&visitor.actor))
        .await?;
    let mut requests = Vec::new();
    for entry in entries {
        let mine = outcome.on("id", &entry.id);
        requests.push(request(entry, mine));
    }
    let mut page = Page::new(&service, &seat, "/console/changes", "변경 신청");
    let status = outcome.tell(&mut page);
    Ok(answer(status, &ChangesPage { page, requests }))
}

fn request(entry: ChangeEntry, refused: Option<&Refused>) -> Request {
    let typed = |name: &str| {
        refused
            .map(|refused| refused.typed(name))
            .unwrap_or_default()
    };
    Request {
        at: moment(entry.at),
        company: entry.company,
        name: entry.name,
        note: entry.note,
        lines: entry
            .fields
            .iter()
            .filter(|(_, change)| change.decision.is_none())
            .map(|(name, change)| line(name, change, typed(&format!("{FIELD}{name}"))))
            .collect(),
        reason: typed("reason"),
        trouble: refused.map(|refused| refused.trouble.clone()),
        id: entry.id,
    }
}

fn line(name: &str, change: &FieldChange, chosen: String) -> Line {
    let field = CompanyField::parse(name);
    let text = |value: &serde_json::Value| match field {
        Some(field) if !value.is_null() => field.text(value),
        _ => String::new(),
    };
    Line {
        name: name.to_owned(),
        title: field.map_or("다른 항목", title),
        was: text(&change.was),
        wanted: text(&change.wanted),
        chosen,
    }
}

/// A field in the words of the office.
pub(super) const fn title(field: CompanyField) -> &'static str {
    match field {
        CompanyField::Name => "회사명",
        CompanyField::Representatives => "대표자",
        CompanyField::Phone => "전화",
        CompanyField::Mobile => "휴대폰",
        CompanyField::Fax => "팩스",
        CompanyField::Email => "이메일",
        CompanyField::Homepage => "홈페이지",
        CompanyField::PostalCode => "우편번호",
        CompanyField::Address => "주소",
        CompanyField::Products => "취급품목",
    }
}

pub(super) async fn decide(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let chosen = |wanted: &str| -> Vec<String> {
        fields
            .pairs()
            .filter(|(_, value)| *value == wanted)
            .filter_map(|(name, _)| Some(name.strip_prefix(FIELD)?.to_owned()))
            .collect()
    };
    let reason = fields.get("reason").trim();
    let decision = ChangeDecision {
        approve: chosen("approve"),
        reject: chosen("reject"),
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
    };
    let (id, visitor) = (fields.get("id").to_owned(), seat.visitor.clone());
    let job = move |service: &Service| service.decide_change_for(&visitor.actor, &id, &decision);
    match attempt(&service, job).await? {
        Ok(_) => Ok(Redirect::to("/console/changes?done=decided").into_response()),
        Err(trouble) => list(service, seat, Outcome::refused(fields, trouble)).await,
    }
}
