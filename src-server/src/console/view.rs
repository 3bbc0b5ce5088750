//! What every page has, and the pages that say that something did not work.

use std::any::Any;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use handbook_wire::ErrorCode;
use handbook_wire::entity::Phone;
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use serde::Deserialize;

use super::guard::Seat;
use super::{PAGES, Who};
use crate::api::failure::status;
use crate::service::{Failure, Service};

/// A place in the menu.
pub(super) struct Place {
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    pub(super) here: bool,
}

/// What every page of somebody who is logged in has.
pub(super) struct Page {
    pub(super) coop: String,
    pub(super) title: String,
    pub(super) name: String,
    pub(super) roles: String,
    pub(super) menu: Vec<Place>,
    /// What every form must hold.
    pub(super) token: String,
    /// What came of the last form.
    pub(super) notice: Option<&'static str>,
    /// Why the last form did not work.
    pub(super) trouble: Option<String>,
}

impl Page {
    /// The page at `path`, whose menu shows what its reader may see.
    pub(super) fn new(service: &Service, seat: &Seat, path: &str, title: &str) -> Self {
        let menu = PAGES.iter().filter_map(|page| {
            let name = page.menu?;
            let may = match page.who {
                Who::Roles(roles) => seat.visitor.roles.has_any(roles),
                _ => true,
            };
            may.then_some(Place {
                path: page.path,
                name,
                here: page.path == path,
            })
        });
        Self {
            coop: service.config().name.clone(),
            title: title.to_owned(),
            name: seat.visitor.actor.name.clone(),
            roles: seat.visitor.roles.titles(),
            menu: menu.collect(),
            token: seat.token.clone(),
            notice: None,
            trouble: None,
        }
    }
}

/// A page that was made.
pub(super) fn answer(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => {
            tracing::error!("a page can't be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[derive(Template)]
#[template(path = "console/trouble.html")]
struct TroublePage<'a> {
    title: &'a str,
    advice: &'a str,
}

/// A page that says what did not work and what to do.
pub(super) fn refuse(status: StatusCode, title: &str, advice: &str) -> Response {
    answer(status, &TroublePage { title, advice })
}

/// The page for who may not see a page.
pub(super) fn forbidden(service: &Service, seat: &Seat) -> Response {
    let mut page = Page::new(service, seat, "", "이 화면을 볼 권한이 없어요");
    page.trouble = Some(format!(
        "지금 권한: {}. 필요하면 조합의 관리자에게 부탁해 주세요.",
        match seat.visitor.roles.is_empty() {
            true => "없음".to_owned(),
            false => seat.visitor.roles.titles(),
        }
    ));
    answer(StatusCode::FORBIDDEN, &PlainPage { page })
}

/// A page with nothing but its title and what went wrong.
#[derive(Template)]
#[template(path = "console/plain.html")]
struct PlainPage {
    page: Page,
}

/// A failure on its way to a browser. What is the server's own trouble is logged here.
pub(super) struct Trouble(pub(super) Failure);

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<ErrorCode> for Trouble {
    fn from(code: ErrorCode) -> Self {
        Self(code.into())
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        if !matches!(self.0, Failure::Refused(_)) {
            tracing::error!(failure = %self.0, "page failed");
        }
        let code = self.0.reply().code;
        let (title, advice) = words(code);
        refuse(status(code), title, advice)
    }
}

/// What happened, and what to do.
pub(super) fn words(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::NotFound => (
            "찾는 것이 없어요",
            "그사이 다른 사람이 처리했거나 지워졌을 수 있어요. 목록으로 돌아가 다시 찾아 주세요.",
        ),
        ErrorCode::InvalidInput => (
            "적은 내용을 확인해 주세요",
            "뒤로 가면 적은 내용이 그대로 있어요. 고쳐서 다시 보내 주세요.",
        ),
        ErrorCode::Conflict => (
            "그사이 다른 사람이 먼저 바꿨어요",
            "목록을 새로 열어 지금 상태를 확인해 주세요.",
        ),
        ErrorCode::Throttled => (
            "너무 여러 번 해서 잠시 막았어요",
            "잠시 기다린 다음 다시 해 주세요.",
        ),
        ErrorCode::SessionExpired | ErrorCode::AccountLocked => (
            "로그인이 끝났어요",
            "다시 로그인해 주세요. 로그인이 되지 않으면 조합의 관리자에게 물어봐 주세요.",
        ),
        ErrorCode::ServerUnavailable => (
            "서버가 바빠요",
            "잠시 뒤에 다시 해 주세요. 바뀐 것은 없어요.",
        ),
        _ => (
            "서버에 문제가 생겼어요",
            "잠시 뒤에 다시 해 주세요. 계속되면 서버 기록을 확인해 주세요.",
        ),
    }
}

pub(super) fn panicked(_: Box<dyn Any + Send>) -> Response {
    Trouble(Failure::Internal("a page panicked")).into_response()
}

pub(super) async fn not_found(State(_): State<Arc<Service>>) -> Response {
    refuse(
        StatusCode::NOT_FOUND,
        "없는 화면이에요",
        "주소를 확인하거나 첫 화면으로 가 주세요.",
    )
}

/// For whoever opens the address of a form by hand, or comes back to one.
pub(super) async fn wrong_method() -> Response {
    refuse(
        StatusCode::METHOD_NOT_ALLOWED,
        "이 주소는 바로 열 수 없어요",
        "화면에 있는 단추를 눌렀을 때만 쓰는 주소예요. 첫 화면에서 다시 시작해 주세요.",
    )
}

/// For what takes longer than a browser should wait.
pub(super) fn too_slow() -> Response {
    refuse(
        StatusCode::SERVICE_UNAVAILABLE,
        "시간이 너무 오래 걸려요",
        "서버가 바빠서 기다리기를 멈췄어요. 하던 일이 됐는지 목록에서 먼저 확인하고, 안 됐으면 잠시 뒤에 다시 해 주세요.",
    )
}

pub(super) async fn style() -> Response {
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/css; charset=utf-8"),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("max-age=600")),
    ];
    (headers, include_str!("../../templates/console/style.css")).into_response()
}

/// What came of the last form, as the address of the next page has it.
#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    pub(super) done: String,
}

/// A number as people write it, without the part that nobody guesses: `010-****-1234`.
pub(super) fn masked(digits: &str) -> String {
    let phone = Phone {
        number: digits.to_owned(),
        ..Phone::default()
    };
    let text = phone.display();
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [area, middle, last] => format!("{area}-{}-{last}", "*".repeat(middle.len())),
        _ => "*".repeat(text.chars().count()),
    }
}

/// A moment (ms) as the office's clock has it: `2026. 11. 23. (월) 18:05`.
pub(super) fn moment(at: i64) -> String {
    let Ok(time) = Timestamp::from_millisecond(at) else {
        return String::new();
    };
    let time = time.to_zoned(TimeZone::fixed(offset(9)));
    let day = ["일", "월", "화", "수", "목", "금", "토"];
    let day = day[usize::from(time.weekday().to_sunday_zero_offset().unsigned_abs()) % 7];
    format!(
        "{}. {}. {}. ({day}) {:02}:{:02}",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute()
    )
}

/// The day of a moment (ms) by the office's clock: `2026. 11. 23.`
pub(super) fn day(at: i64) -> String {
    let Ok(time) = Timestamp::from_millisecond(at) else {
        return String::new();
    };
    let time = time.to_zoned(TimeZone::fixed(offset(9)));
    format!("{}. {}. {}.", time.year(), time.month(), time.day())
}

#[cfg(test)]
#[test]
fn a_moment_is_told_by_the_offices_clock() {
    assert_eq!(moment(1_795_424_700_000), "2026. 11. 23. (월) 18:05");
    assert_eq!(moment(i64::MAX), "");
}

#[cfg(test)]
#[test]
fn a_masked_number_shows_no_more_than_its_ends() {
    assert_eq!(masked("01000001234"), "010-****-1234");
    assert_eq!(masked("0315550100"), "031-***-0100");
    assert_eq!(masked("15880000"), "*********");
}
