//! 명부 올리기: a file is compared, explained, chosen from, taken over, and taken back.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use handbook_wire::entity::Kind;
use serde::Deserialize;

use super::approvals::{self, APPROVAL};
use super::fields::Fields;
use super::guard::Seat;
use super::outcome::notice;
use super::upload::File;
use super::view::{Page, Trouble, answer, moment};
use crate::config::ConsoleConfig;
use crate::roster::{Fault, SheetColumns};
use crate::service::console::approval::ApprovalError;
use crate::service::console::audit::Action;
use crate::service::console::roster::{ApplyError, PlanItem, Stage, UploadError};
use crate::service::import::{Choice, What};
use crate::service::{Failure, Service};
use crate::storage::UploadState;

/// Changes on a page.
const LINES: usize = 50;
/// The most faults that are shown.
const FAULTS: usize = 100;
const KINDS: [(Kind, &str); 3] = [
    (Kind::Member, "조합원사"),
    (Kind::Officer, "임원"),
    (Kind::Staff, "조합직원"),
];

const fn what_title(what: What) -> &'static str {
    match what {
        What::New => "새로",
        What::Changed => "바뀜",
        What::Missing => "파일에 없음",
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    id: String,
    /// Which changes are shown: a kind and a sort, as `member.changed`.
    show: String,
    page: usize,
    done: String,
}

struct Upload {
    id: String,
    name: String,
    at: String,
    by: String,
    state: &'static str,
    mood: &'static str,
}

#[derive(Template)]
#[template(path = "console/upload.html")]
struct UploadPage {
    page: Page,
    uploads: Vec<Upload>,
}

pub(super) async fn list(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
) -> Result<Response, Trouble> {
    uploads(service, seat, StatusCode::OK, None).await
}

async fn uploads(
    service: Arc<Service>,
    seat: Seat,
    status: StatusCode,
    trouble: Option<String>,
) -> Result<Response, Trouble> {
    let gists = service.run(|service| service.uploads()).await?;
    let uploads = gists.into_iter().map(|gist| {
        let (state, mood) = state(gist.upload.state);
        Upload {
            state,
            mood,
            id: gist.upload.id,
            name: gist.upload.name,
            at: moment(gist.upload.at),
            by: gist.by,
        }
    });
    let mut page = Page::new(&service, &seat, "/console/roster/upload", "명부 올리기");
    page.trouble = trouble;
    let uploads = uploads.collect();
    Ok(answer(status, &UploadPage { page, uploads }))
}

const fn state(state: UploadState) -> (&'static str, &'static str) {
    match state {
        UploadState::Open => ("아직 안 가져옴", "wait"),
        UploadState::Applied => ("가져옴", "good"),
        UploadState::Undone => ("되돌림", "bad"),
    }
}

pub(super) async fn receive(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    file: Option<Extension<File>>,
) -> Result<Response, Trouble> {
    let Some(Extension(file)) = file else {
        let trouble =
            Some("올릴 파일을 골라 주세요. 엑셀(.xlsx)이나 CSV 파일이면 돼요.".to_owned());
        return uploads(service, seat, StatusCode::BAD_REQUEST, trouble).await;
    };
    let visitor = seat.visitor.clone();
    let received = service
        .run(
            move |service| match service.receive_roster(&visitor, &file.name, &file.bytes) {
                Err(UploadError::Failed(failure)) => Err(failure),
                other => Ok(other.map_err(|error| error.to_string())),
            },
        )
        .await?;
    let to = match received {
        Ok(received) if received.ask_columns => {
            format!("/console/roster/columns?id={}", received.id)
        }
        Ok(received) => format!("/console/roster/plan?id={}", received.id),
        Err(trouble) => {
            return uploads(service, seat, StatusCode::BAD_REQUEST, Some(trouble)).await;
        }
    };
    Ok(Redirect::to(&to).into_response())
}

/// A sort of changes.
struct Group {
    name: String,
    sheet: &'static str,
    what: &'static str,
    count: usize,
    wanted: bool,
    here: bool,
    is_gone: bool,
}

struct Line {
    key: String,
    wanted: bool,
    name: String,
    place: String,
    fields: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "console/plan.html")]
struct PlanPage {
    page: Page,
    id: String,
    file: String,
    at: String,
    open: bool,
    /// How many go, when that needs somebody else's approval; and why, as it was typed.
    needs: Option<usize>,
    reason: String,
    applied: bool,
    can_undo: bool,
    groups: Vec<Group>,
    unchanged: usize,
    show: String,
    shown: String,
    /// Whether the sort that is shown is wanted as a whole.
    all: bool,
    /// Whether what is shown is there already, once compared: it only differs.
    differs: bool,
    lines: Vec<Line>,
    faults: Vec<Fault>,
    more_faults: usize,
    fault_count: usize,
    absent: String,
    unknown: String,
    many: bool,
    wanted: usize,
    at_page: usize,
    before: Option<String>,
    after: Option<String>,
    /// What stays because it was changed since: whose, and which field.
    kept: Vec<(String, String)>,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    page(service, seat, StatusCode::OK, which, Said::default()).await
}

/// What a page has to say besides.
#[derive(Default)]
struct Said {
    trouble: Option<String>,
    kept: Vec<(String, String)>,
    /// Why it is wanted, as it was typed.
    reason: String,
}

async fn page(
    service: Arc<Service>,
    seat: Seat,
    status: StatusCode,
    which: Which,
    said: Said,
) -> Result<Response, Trouble> {
    let (visitor, id) = (seat.visitor.clone(), which.id.clone());
    let stage = service
        .run(move |service| service.upload_for(&visitor, &id))
        .await?;
    if stage.plan.unreadable.is_some() {
        let to = format!("/console/roster/columns?id={}", which.id);
        return Ok(Redirect::to(&to).into_response());
    }
    let mut page = Page::new(
        &service,
        &seat,
        "/console/roster/upload",
        "올린 명부 살펴보기",
    );
    page.notice = notice(
        &which.done,
        &[
            (
                "applied",
                "가져왔어요. 앱에도 바로 전해져요. 하루 안에는 한 번에 되돌릴 수 있어요.",
            ),
            (
                "undone",
                "가져오기 전으로 되돌렸어요. 앱에도 바로 전해져요.",
            ),
            (
                "chosen",
                "고른 것을 적어 두었어요. 아직 아무것도 바꾸지 않았어요.",
            ),
        ],
    );
    page.trouble.clone_from(&said.trouble);
    let config = &service.config().console;
    Ok(answer(status, &plan_page(page, config, stage, which, said)))
}

fn plan_page(
    page: Page,
    config: &ConsoleConfig,
    stage: Stage,
    which: Which,
    said: Said,
) -> PlanPage {
    let Stage {
        upload,
        plan,
        choice,
        can_undo,
    } = stage;
    let open = upload.state == UploadState::Open;
    let needs = open.then(|| plan.removals(&choice));
    let needs = needs.filter(|gone| config.needs_second(Action::ApplyRoster, *gone));
    let (many, wanted) = (plan.many_go(&choice), plan.wanted(&choice).len());
    let mut groups: Vec<Group> = Vec::new();
    for (kind, sheet) in KINDS {
        for what in What::ALL {
            let items = plan.items.iter();
            let count = items
                .filter(|it| it.kind == kind && it.what == what)
                .count();
            if count > 0 {
                groups.push(Group {
                    name: format!("{}.{}", kind.as_str(), what.as_str()),
                    sheet,
                    what: what_title(what),
                    count,
                    wanted: choice.wants_all(kind, what),
                    here: false,
                    is_gone: what == What::Missing,
                });
            }
        }
    }
    let here = groups.iter().position(|group| group.name == which.show);
    let (mut shown, mut all, mut differs) = (String::new(), true, false);
    let mut show = String::new();
    if let Some(group) = groups.get_mut(here.unwrap_or(0)) {
        group.here = true;
        all = group.wanted;
        differs = group.what == what_title(What::Changed);
        shown = format!("{} · {}", group.sheet, group.what);
        show.clone_from(&group.name);
    }
    let name = |item: &PlanItem| format!("{}.{}", item.kind.as_str(), item.what.as_str());
    let items: Vec<&PlanItem> = plan.items.iter().filter(|it| name(it) == show).collect();
    let pages = items.len().div_ceil(LINES).max(1);
    let at_page = which.page.clamp(1, pages);
    let lines = items.into_iter().skip((at_page - 1) * LINES).take(LINES);
    let lines = lines.map(|item| line(item, &choice)).collect();
    let link = |page: usize| {
        format!(
            "/console/roster/plan?id={}&show={show}&page={page}",
            upload.id
        )
    };
    let sheets = [plan.sheets.members, plan.sheets.officers, plan.sheets.staff];
    let fault_count = plan.faults.len();
    PlanPage {
        page,
        before: (at_page > 1).then(|| link(at_page - 1)),
        after: (at_page < pages).then(|| link(at_page + 1)),
        file: upload.name,
        at: moment(upload.at),
        open,
        needs,
        reason: said.reason,
        applied: upload.state == UploadState::Applied,
        id: upload.id,
        can_undo,
        groups,
        unchanged: sheets.iter().map(|counts| counts.unchanged).sum(),
        show,
        shown,
        all,
        differs,
        lines,
        faults: plan.faults.into_iter().take(FAULTS).collect(),
        more_faults: fault_count.saturating_sub(FAULTS),
        fault_count,
        absent: plan.absent.join(", "),
        unknown: plan.unknown.join(", "),
        many,
        wanted,
        at_page,
        kept: said.kept,
    }
}

fn line(item: &PlanItem, choice: &Choice) -> Line {
    Line {
        wanted: choice.wants_one(&item.key),
        key: item.key.clone(),
        name: item.name.clone(),
        place: match &item.place {
            Some((sheet, row)) => format!("{sheet} {row}행"),
            None => String::new(),
        },
        fields: item.fields.clone(),
    }
}

pub(super) async fn choose(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let id = fields.get("id").to_owned();
    let which = Which {
        id: id.clone(),
        show: fields.get("show").to_owned(),
        page: fields.get("page").parse().unwrap_or(1),
        done: String::new(),
    };
    let applies = fields.get("do") == "apply";
    let many = fields.get("many").to_owned();
    let many_may_go = many == "yes";
    let [reason, approval] = ["reason", APPROVAL].map(|name| fields.get(name).to_owned());
    let visitor = seat.visitor.clone();
    let done = service
        .run(move |service| {
            let chosen = service.choose(&id, |choice, _| note(choice, &fields));
            match chosen {
                // What is done is shown as it is.
                Err(Failure::Refused(reply))
                    if reply.code == handbook_wire::ErrorCode::Conflict =>
                {
                    return Ok(Err(ApplyError::Done));
                }
                other => other?,
            }
            if !applies {
                return Ok(Ok(()));
            }
            match service.apply_roster(&visitor, &id, many_may_go, &approval) {
                Err(ApplyError::Failed(failure)) => Err(failure),
                other => Ok(other),
            }
        })
        .await?;
    let to = |done: &str| {
        let Which { id, show, page, .. } = &which;
        format!("/console/roster/plan?id={id}&show={show}&page={page}&done={done}")
    };
    match done {
        Ok(()) if applies => Ok(Redirect::to(&to("applied")).into_response()),
        Ok(()) => Ok(Redirect::to(&to("chosen")).into_response()),
        Err(error) => {
            let id = which.id.clone();
            let sent = [("id", id.as_str()), ("do", "apply"), ("many", &many)];
            let form = ("/console/roster/plan", &sent[..]);
            not_done(service, seat, error, form, which, reason).await
        }
    }
}

/// Asks for an approval where that is what is missing; else the page says why it was not done.
async fn not_done(
    service: Arc<Service>,
    seat: Seat,
    error: ApplyError,
    form: (&'static str, &[(&str, &str)]),
    which: Which,
    reason: String,
) -> Result<Response, Trouble> {
    let trouble = match error {
        ApplyError::Approval(ApprovalError::Needed(task)) => {
            match approvals::ask(&service, &seat.visitor, *task, form, &reason).await? {
                Ok(response) => return Ok(response),
                Err(trouble) => trouble,
            }
        }
        other => other.to_string(),
    };
    let said = Said {
        trouble: Some(trouble),
        reason,
        ..Said::default()
    };
    page(service, seat, StatusCode::CONFLICT, which, said).await
}

/// Notes what is ticked: `group` and `key` are what the page showed, `wants` and `take` what of it is
/// ticked.
fn note(choice: &mut Choice, fields: &Fields) {
    for (kind, _) in KINDS {
        for what in What::ALL {
            let name = format!("{}.{}", kind.as_str(), what.as_str());
            if fields.all("group").any(|shown| shown == name) {
                let wanted = fields.all("wants").any(|wanted| wanted == name);
                choice.set_all(kind, what, wanted);
            }
        }
    }
    let taken: std::collections::HashSet<&str> = fields.all("take").collect();
    for key in fields.all("key") {
        choice.set_one(key, taken.contains(key));
    }
}

pub(super) async fn undo(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let id = fields.get("id").to_owned();
    let (visitor, upload) = (seat.visitor.clone(), id.clone());
    let [reason, approval] = ["reason", APPROVAL].map(|name| fields.get(name).to_owned());
    let undone = service
        .run(
            move |service| match service.undo_roster(&visitor, &upload, &approval) {
                Err(ApplyError::Failed(failure)) => Err(failure),
                other => Ok(other),
            },
        )
        .await?;
    let which = Which {
        id: id.clone(),
        ..Which::default()
    };
    match undone {
        Ok(kept) if kept.is_empty() => {
            let to = format!("/console/roster/plan?id={id}&done=undone");
            Ok(Redirect::to(&to).into_response())
        }
        Ok(kept) => {
            let which = Which {
                done: "undone".to_owned(),
                ..which
            };
            let said = Said {
                kept,
                ..Said::default()
            };
            page(service, seat, StatusCode::OK, which, said).await
        }
        Err(error) => {
            let sent = [("id", id.as_str())];
            let form = ("/console/roster/undo", &sent[..]);
            not_done(service, seat, error, form, which, reason).await
        }
    }
}

#[derive(Template)]
#[template(path = "console/columns.html")]
struct ColumnsPage {
    page: Page,
    id: String,
    sheets: Vec<SheetColumns>,
}

pub(super) async fn columns(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let id = which.id.clone();
    let sheets = service.run(move |service| service.columns_of(&id)).await?;
    let mut page = Page::new(&service, &seat, "/console/roster/upload", "열 맞추기");
    if sheets.iter().all(|sheet| !sheet.known) {
        page.trouble = Some(
            "제목 줄을 알아보지 못했어요. 열마다 무엇인지 골라 주세요. 회사명은 꼭 있어야 해요."
                .to_owned(),
        );
    }
    let id = which.id;
    Ok(answer(StatusCode::OK, &ColumnsPage { page, id, sheets }))
}

pub(super) async fn explain(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let _ = seat;
    let id = fields.get("id").to_owned();
    let titles = fields.all("title").zip(fields.all("was"));
    let meanings = titles.zip(fields.all("meaning"));
    let changed = meanings.filter(|((_, was), meaning)| was != meaning);
    let changed: Vec<(String, Option<String>)> = changed
        .map(|((title, _), meaning)| {
            let meaning = (!meaning.is_empty()).then(|| meaning.to_owned());
            (title.to_owned(), meaning)
        })
        .collect();
    let upload = id.clone();
    let readable = service
        .run(move |service| service.explain_columns(&upload, &changed))
        .await?;
    let to = match readable {
        true => format!("/console/roster/plan?id={id}"),
        false => format!("/console/roster/columns?id={id}"),
    };
    Ok(Redirect::to(&to).into_response())
}
