//! 승인: what one member of staff asks for, another approves or refuses, and the first carries out.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded::Serializer;

use super::fields::Fields;
use super::guard::Seat;
use super::outcome::{Outcome, attempt};
use super::view::{Done, Page, Trouble, answer, moment};
use crate::service::Service;
use crate::service::console::Visitor;
use crate::service::console::approval::{Request, Standing, Task, Wish, action_title};

/// What carries a request out names the request by this field.
pub(super) const APPROVAL: &str = "approval";
const HOUR: i64 = 60 * 60 * 1000;

struct Line {
    id: String,
    who: String,
    what: &'static str,
    object: String,
    reason: String,
    at: String,
    age: String,
    state: &'static str,
    mood: &'static str,
    /// Who decided, and what was said.
    decision: String,
    /// The form that carries it out: where it goes and what is in it.
    run: Option<(String, Vec<(String, String)>)>,
    until: String,
    note: String,
    trouble: Option<String>,
}

#[derive(Template)]
#[template(path = "console/approvals.html")]
struct ApprovalsPage {
    page: Page,
    waiting: Vec<Line>,
    own: Vec<Line>,
    done: Vec<Line>,
    has_second: bool,
    on: bool,
    export_rows: u32,
    removals: u32,
}

const NOTICES: [(&str, &str); 3] = [
    (
        "asked",
        "승인을 요청했어요. 다른 담당자가 승인하면 여기에서 한 번 실행할 수 있어요.",
    ),
    (
        "approved",
        "승인했어요. 요청한 사람이 하루 안에 한 번 실행할 수 있어요.",
    ),
    ("refused", "거절했어요. 요청한 사람이 까닭을 볼 수 있어요."),
];

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(done): Query<Done>,
) -> Result<Response, Trouble> {
    list(service, seat, Outcome::done(&done.done, &NOTICES)).await
}

async fn list(
    service: Arc<Service>,
    seat: Seat,
    mut outcome: Outcome,
) -> Result<Response, Trouble> {
    let visitor = seat.visitor.clone();
    let requests = service
        .run(move |service| service.approvals_for(&visitor))
        .await?;
    let now = service.now();
    let (mut waiting, mut own, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for request in requests.list {
        let place = match (request.own, request.decides) {
            (true, _) => &mut own,
            (false, true) => &mut waiting,
            (false, false) => &mut done,
        };
        place.push(line(request, now, &mut outcome));
    }
    // What is decided is looked for from its end.
    own.reverse();
    done.reverse();
    let mut page = Page::new(&service, &seat, "/console/approvals", "승인");
    let status = outcome.tell(&mut page);
    let config = &service.config().console;
    let page = ApprovalsPage {
        page,
        waiting,
        own,
        done,
        has_second: requests.has_second,
        on: config.four_eyes,
        export_rows: config.export_rows,
        removals: config.removals,
    };
    Ok(answer(status, &page))
}

fn line(request: Request, now: i64, outcome: &mut Outcome) -> Line {
    let Request {
        approval,
        standing,
        own,
        ..
    } = request;
    let (state, mood) = match standing {
        Standing::Waiting => ("기다림", "wait"),
        Standing::Good(_) => ("승인됨", "good"),
        Standing::Refused => ("거절됨", "bad"),
        Standing::Used => ("실행함", "good"),
        Standing::Lapsed => ("기한 지남", "bad"),
    };
    let refused = outcome.on("id", &approval.id);
    let (trouble, note) = match refused {
        Some(refused) => (Some(refused.trouble.clone()), refused.typed("note")),
        None => (None, String::new()),
    };
    let run = matches!(standing, Standing::Good(_)) && own;
    Line {
        what: action_title(&approval),
        decision: match (approval.decided_at, approval.note.as_str()) {
            (None, _) => String::new(),
            (Some(at), "") => format!("{} · {}", approval.decided_name, moment(at)),
            (Some(at), note) => format!("{} · {} · {note}", approval.decided_name, moment(at)),
        },
        run: run.then(|| {
            let mut fields = Fields::parse(approval.form.as_bytes()).into_pairs();
            fields.push((APPROVAL.to_owned(), approval.id.clone()));
            (approval.path.clone(), fields)
        }),
        until: match standing {
            Standing::Good(until) => moment(until),
            _ => String::new(),
        },
        age: match (now - approval.at) / HOUR {
            ..1 => "방금 요청".to_owned(),
            hours @ 1..24 => format!("{hours}시간 기다림"),
            hours => format!("{}일 기다림", hours / 24),
        },
        at: moment(approval.at),
        id: approval.id,
        who: approval.name,
        object: approval.object,
        reason: approval.reason,
        state,
        mood,
        note,
        trouble,
    }
}

pub(super) async fn decide(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let id = fields.get("id").to_owned();
    let note: String = fields.get("note").trim().chars().take(200).collect();
    let approves = fields.get("decision") == "approve";
    let visitor = seat.visitor.clone();
    let job = move |service: &Service| service.decide_approval(&visitor, &id, approves, &note);
    match attempt(&service, job).await? {
        Ok(()) => {
            let done = if approves { "approved" } else { "refused" };
            let to = format!("/console/approvals?done={done}");
            Ok(Redirect::to(&to).into_response())
        }
        Err(trouble) => list(service, seat, Outcome::refused(fields, trouble)).await,
    }
}

/// Asks for somebody else's approval of `task`, which the form `fields` that goes to `path` would carry out.
/// A form without a reason is told so by `trouble`.
pub(super) async fn ask(
    service: &Arc<Service>,
    visitor: &Visitor,
    task: Task,
    (path, fields): (&'static str, &[(&str, &str)]),
    reason: &str,
) -> Result<Result<Response, String>, Trouble> {
    let reason = reason.trim().to_owned();
    if !(2..=200).contains(&reason.chars().count()) {
        let trouble = format!(
            "{}건이라 다른 담당자의 승인이 필요해요. 까닭을 2자 이상 적고 다시 눌러 주세요.",
            task.count
        );
        return Ok(Err(trouble));
    }
    let form = Serializer::new(String::new()).extend_pairs(fields).finish();
    let wish = Wish { path, form, reason };
    let visitor = visitor.clone();
    service
        .run(move |service| service.ask_approval(&visitor, &task, wish))
        .await?;
    Ok(Ok(
        Redirect::to("/console/approvals?done=asked").into_response()
    ))
}

/// The page for what was not done for want of an approval, with why.
pub(super) fn refused(service: &Service, seat: &Seat, trouble: String) -> Response {
    let mut page = Page::new(service, seat, "/console/approvals", "실행하지 않았어요");
    page.trouble = Some(trouble);
    answer(StatusCode::CONFLICT, &NotDonePage { page })
}

#[derive(Template)]
#[template(path = "console/not_done.html")]
struct NotDonePage {
    page: Page,
}
