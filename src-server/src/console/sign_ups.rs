//! 가입 신청: who wants an account, and for which company.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use handbook_wire::sign_up::SignUpDecision;

use super::fields::Fields;
use super::guard::Seat;
use super::view::{Done, Page, Trouble, answer, masked, moment};
use crate::service::sign_up::DecisionError;
use crate::service::{Failure, Service};

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
    let notice = match done.as_str() {
        "approved" => Some("승인했어요. 신청한 분은 이제 로그인할 수 있어요."),
        "rejected" => Some("승인하지 않기로 했어요. 신청한 분은 앱에서 까닭을 볼 수 있어요."),
        _ => None,
    };
    list(service, seat, StatusCode::OK, notice, None).await
}

async fn list(
    service: Arc<Service>,
    seat: Seat,
    status: StatusCode,
    notice: Option<&'static str>,
    refused: Option<(Fields, String)>,
) -> Result<Response, Trouble> {
    let visitor = seat.visitor.clone();
    let waiting = service
        .run(move |service| service.waiting_sign_ups_for(&visitor))
        .await?;
    let mut page = Page::new(&service, &seat, "/console/sign-ups", "가입 신청");
    page.notice = notice;
    let (mut rows, mut shown) = (Vec::new(), false);
    for one in waiting {
        let mine = refused
            .as_ref()
            .filter(|(fields, _)| fields.get("id") == one.id);
        shown |= mine.is_some();
        rows.push(Row {
            at: moment(one.at),
            name: one.name,
            phone: masked(&one.phone),
            company: one.company,
            position: one.position,
            reason: mine
                .map_or("", |(fields, _)| fields.get("reason"))
                .to_owned(),
            trouble: mine.map(|(_, trouble)| trouble.clone()),
            id: one.id,
        });
    }
    if let Some((_, trouble)) = refused.filter(|_| !shown) {
        page.trouble = Some(trouble);
    }
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
    let decided = service
        .run(
            move |service| match service.decide_sign_up_for(&visitor, &id, &decision) {
                Err(DecisionError::Storage(error)) => Err(Failure::from(error)),
                other => Ok(other.map_err(|error| error.to_string())),
            },
        )
        .await?;
    match decided {
        Ok(()) if approves => Ok(Redirect::to("/console/sign-ups?done=approved").into_response()),
        Ok(()) => Ok(Redirect::to("/console/sign-ups?done=rejected").into_response()),
        Err(trouble) => {
            let refused = Some((fields, trouble));
            list(service, seat, StatusCode::CONFLICT, None, refused).await
        }
    }
}
