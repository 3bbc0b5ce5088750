//! 계정: who has one, who has never come in, and inviting them.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use handbook_wire::auth::Role;
use handbook_wire::entity::Phone;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::fields::Fields;
use super::guard::Seat;
use super::outcome::attempt;
use super::pager::Pager;
use super::view::{Page, Trouble, answer, day, masked, moment};
use crate::service::Service;
use crate::service::console::accounts::{
    Invitation, MOST_INVITED, Row, Show, State as Stage, Wanted,
};

/// Rows on a page.
const ROWS: usize = MOST_INVITED;
/// The most characters that are searched for.
const LONGEST: usize = 100;

/// What is looked for, as the page's address has it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    text: String,
    show: String,
    page: usize,
}

const SHOWS: [(&str, &str, Show); 6] = [
    ("", "모두", Show::All),
    ("never", "로그인한 적 없음", Show::Never),
    ("first", "초대할 계정", Show::First),
    ("invited", "초대해 둔 계정", Show::Invited),
    ("active", "쓰는 계정", Show::Active),
    ("locked", "정지된 계정", Show::Locked),
];

struct Choice {
    name: &'static str,
    title: &'static str,
    chosen: bool,
}

pub(super) struct Line {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) company: String,
    pub(super) login: String,
    pub(super) staff: bool,
    pub(super) state: String,
    pub(super) tag: &'static str,
    pub(super) last_login: String,
    /// Whether inviting it takes nothing from anybody.
    inviting: bool,
}

#[derive(Template)]
#[template(path = "console/accounts.html")]
struct AccountsPage {
    page: Page,
    ask: Ask,
    shows: Vec<Choice>,
    lines: Vec<Line>,
    found: usize,
    pager: Pager,
    any_inviting: bool,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(ask): Query<Ask>,
) -> Result<Response, Trouble> {
    list(service, seat, StatusCode::OK, ask, None).await
}

async fn list(
    service: Arc<Service>,
    seat: Seat,
    status: StatusCode,
    ask: Ask,
    trouble: Option<String>,
) -> Result<Response, Trouble> {
    let wanted = Wanted {
        text: ask.text.trim().chars().take(LONGEST).collect(),
        show: SHOWS
            .iter()
            .find(|(name, ..)| *name == ask.show)
            .map_or(Show::All, |(.., show)| *show),
    };
    let visitor = seat.visitor.clone();
    let rows = service
        .run(move |service| service.accounts_for(&visitor, &wanted))
        .await?;
    let found = rows.len();
    let pager = Pager::new(found, ROWS, ask.page, |page| {
        let mut query = Serializer::new(String::new());
        query
            .append_pair("text", &ask.text)
            .append_pair("show", &ask.show)
            .append_pair("page", &page.to_string());
        format!("/console/accounts?{}", query.finish())
    });
    let lines: Vec<Line> = rows.iter().skip(pager.skip).take(ROWS).map(line).collect();
    let mut page = Page::new(&service, &seat, "/console/accounts", "계정");
    page.trouble = trouble;
    let page = AccountsPage {
        page,
        shows: SHOWS
            .iter()
            .map(|(name, title, _)| Choice {
                name,
                title,
                chosen: *name == ask.show,
            })
            .collect(),
        any_inviting: lines.iter().any(|line| line.inviting),
        lines,
        found,
        pager,
        ask,
    };
    Ok(answer(status, &page))
}

pub(super) fn line(row: &Row) -> Line {
    let (state, tag) = match row.state {
        Stage::Locked => ("정지".to_owned(), "bad"),
        Stage::Invited(until) => (format!("초대 중 · {}까지", day(until)), "wait"),
        Stage::Lapsed => ("초대 지남".to_owned(), "wait"),
        Stage::First => ("처음 비밀번호".to_owned(), "wait"),
        Stage::Shut => ("비밀번호 없음".to_owned(), "wait"),
        Stage::Active => ("사용".to_owned(), "good"),
    };
    Line {
        id: row.id.clone(),
        name: row.name.clone(),
        company: row.company.clone(),
        login: login(row, true),
        staff: row.role == Role::Staff,
        state,
        tag,
        last_login: row.last_login_at.map(moment).unwrap_or_default(),
        inviting: matches!(
            row.state,
            Stage::Invited(_) | Stage::Lapsed | Stage::First | Stage::Shut
        ),
    }
}

/// A login for people; one that is a phone's number with its middle masked, if so wanted.
pub(super) fn login(row: &Row, mask: bool) -> String {
    let is_number = row.login.bytes().all(|byte| byte.is_ascii_digit()) && row.login.len() >= 10;
    match (is_number, mask) {
        (true, true) => masked(&row.login),
        (true, false) => shown(&row.login),
        (false, _) => row.login.clone(),
    }
}

/// A number as people write it.
pub(super) fn shown(digits: &str) -> String {
    let phone = Phone {
        number: digits.to_owned(),
        ..Phone::default()
    };
    phone.display()
}

struct Sheet {
    name: String,
    company: String,
    login: String,
    code: String,
    until: String,
    /// What is sent instead of the sheet.
    text: String,
}

#[derive(Template)]
#[template(path = "console/invitations.html")]
struct InvitationsPage {
    page: Page,
    office: String,
    sheets: Vec<Sheet>,
    passed_over: Vec<(String, String)>,
}

/// Invites whoever was chosen, and shows what to hand over.
pub(super) async fn invite(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let chosen = match fields.get("all") {
        "yes" => "shown",
        _ => "id",
    };
    let ids: Vec<String> = fields.all(chosen).map(str::to_owned).collect();
    let reset = fields.get("reset") == "yes";
    let visitor = seat.visitor.clone();
    let job = move |service: &Service| service.invite_for(&visitor, &ids, reset);
    let invited = match attempt(&service, job).await? {
        Ok(invited) => invited,
        Err(trouble) => {
            let ask = Ask {
                text: fields.get("text").to_owned(),
                show: fields.get("show").to_owned(),
                page: fields.get("page").parse().unwrap_or_default(),
            };
            let status = StatusCode::CONFLICT;
            return list(service, seat, status, ask, Some(trouble)).await;
        }
    };
    let config = service.config();
    let office = config.coop.phone.as_deref().map(shown).unwrap_or_default();
    let sheets = invited.made.iter().map(|one| sheet(&config.name, one));
    let page = InvitationsPage {
        sheets: sheets.collect(),
        page: Page::new(&service, &seat, "", "초대장"),
        office,
        passed_over: invited.passed_over,
    };
    Ok(answer(StatusCode::OK, &page))
}

fn sheet(coop: &str, invitation: &Invitation) -> Sheet {
    let Invitation { row, code, until } = invitation;
    let (login, until) = (login(row, false), day(*until));
    Sheet {
        text: format!(
            "[{coop}] {}님, e수첩에 초대해요.\n아이디: {login}\n초대 코드: {code}\n\
             {until}까지 e수첩 앱에서 아이디와, 비밀번호 자리에 초대 코드를 넣고 로그인한 다음 새 비밀번호를 정해 주세요. \
             초대 코드는 한 번만 쓸 수 있으니 다른 분께 알려 주지 마세요.",
            row.name
        ),
        name: row.name.clone(),
        company: row.company.clone(),
        login,
        code: code.clone(),
        until,
    }
}
