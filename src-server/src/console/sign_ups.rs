//! 가입 신청: who wants an account, and for which company.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use handbook_wire::sign_up::SignUpDecision;

use super::fields::Fields;
use super::guard::Seat;
use super::outcome::{Outcome, attempt};
use super::view::{Done, Page, Trouble, answer, masked, moment};
use crate::service::Service;

struct Row {
    id: String,
    at: String,
    name: String,
    phone: String,
    company: String,
    position: String,
    reason: String,
    trouble: Option<String>,
}

#[derive(Template)]
#[template(path = "console/sign_ups.html")]
struct SignUpsPage {
    page: Page,
    rows: Vec<Row>,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Trouble> {
    let notices = [
        (
            "approved",
            "승인했어요. 신청한 분은 이제 로그인할 수 있어요.",
        ),
        (
            "rejected",
            "승인하지 않기로 했어요. 신청한 분은 앱에서 까닭을 볼 수 있어요.",
        ),
    ];
    list(service, seat, Outcome::done(&done, &notices)).await
}

async fn list(
    service: Arc<Service>,
    seat: Seat,
    mut outcome: Outcome,
) -> Result<Response, Trouble> {
    let visitor = seat.visitor.clone();
    let waiting = service
        .run(move |service| service.waiting_sign_ups_for(&visitor.actor))
        .await?;
    let mut rows = Vec::new();
    for one in waiting {
        let mine = outcome.on("id", &one.id);
        rows.push(Row {
            at: moment(one.at),
            name: one.name,
            phone: masked(&one.phone),
            company: one.company,
            position: one.position,
            reason: mine.map(|form| form.typed("reason")).unwrap_or_default(),
            trouble: mine.map(|form| form.trouble.clone()),
            id: one.id,
        });
    }
    let mut page = Page::new(&service, &seat, "/console/sign-ups", "가입 신청");
    let status = outcome.tell(&mut page);
    Ok(answer(status, &SignUpsPage { page, rows }))
}

pub(super) async fn decide(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let approves = fields.get("decision") == "approve";
    let decision = match approves {
        true => SignUpDecision::Approve,
        false => SignUpDecision::Reject {
            reason: fields.get("reason").to_owned(),
        },
    };
    let (id, visitor) = (fields.get("id").to_owned(), seat.visitor.clone());
    let job = move |service: &Service| service.decide_sign_up_for(&visitor.actor, &id, &decision);
    match attempt(&service, job).await? {
        Ok(()) if approves => Ok(Redirect::to("/console/sign-ups?done=approved").into_response()),
        Ok(()) => Ok(Redirect::to("/console/sign-ups?done=rejected").into_response()),
        Err(trouble) => list(service, seat, Outcome::refused(fields, trouble)).await,
    }
}
