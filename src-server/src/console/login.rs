//! Coming in: password, then code. A form that came too late goes along, and is given back at the end.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use handbook_wire::ErrorCode;
use handbook_wire::account::SecondFactorSetup;
use handbook_wire::auth::Device;
use qrcode::{Color, EcLevel, QrCode};
use serde::Deserialize;

use super::fields::{Fields, Kept, is_ours};
use super::guard::{self, Seat};
use super::view::{Page, Trouble, answer};
use crate::api::address::Address;
use crate::service::console::{Entry, new_device};
use crate::service::{Failure, Service};

/// Fields that people write into; the others are choices and names of things.
const TYPED: [&str; 4] = ["note", "reason", "text", "title"];

#[derive(Template)]
#[template(path = "console/login.html")]
struct LoginPage {
    coop: String,
    login: String,
    trouble: Option<String>,
    /// Where to go afterwards.
    then: String,
    kept: Option<Kept>,
}

#[derive(Template)]
#[template(path = "console/code.html")]
struct CodePage {
    coop: String,
    name: String,
    token: String,
    trouble: Option<String>,
    /// Whether a code is asked for.
    asks: bool,
    /// Whether an authenticator app can be set up.
    may_enrol: bool,
    /// One that is being set up.
    setup: Option<(SecondFactorSetup, Drawing)>,
    then: String,
    kept: Option<Kept>,
}

#[derive(Template)]
#[template(path = "console/resume.html")]
struct ResumePage {
    page: Page,
    path: String,
    /// Each with whether it is text that somebody typed, which is shown.
    fields: Vec<(String, String, bool)>,
}

#[derive(Deserialize)]
pub(super) struct Then {
    #[serde(default)]
    then: String,
}

/// The page to log in at, on the way to `path`.
pub(super) fn ask(service: &Service, path: &str, kept: Option<Kept>) -> Response {
    let status = match kept {
        Some(_) => StatusCode::UNAUTHORIZED,
        // What is asked for is shown after the login; an address of the login itself is not.
        None => {
            let to = match is_ours(path) && path != "/console" {
                true => format!("/console/login?then={}", encoded(path)),
                false => "/console/login".to_owned(),
            };
            return Redirect::to(&to).into_response();
        }
    };
    let trouble = kept.as_ref().map(|_| {
        "오래 쓰지 않아 로그인이 끝났어요. 다시 로그인하면 적던 내용을 이어서 저장할 수 있어요."
            .to_owned()
    });
    let page = LoginPage {
        coop: service.config().name.clone(),
        login: String::new(),
        trouble,
        then: String::new(),
        kept,
    };
    answer(status, &page)
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Query(Then { then }): Query<Then>,
) -> Response {
    let page = LoginPage {
        coop: service.config().name.clone(),
        login: String::new(),
        trouble: None,
        then,
        kept: None,
    };
    answer(StatusCode::OK, &page)
}

pub(super) async fn log_in(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    headers: HeaderMap,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let config = service.config();
    let login = fields.get("login").to_owned();
    let again = |status, trouble: &str| -> Result<Response, Trouble> {
        let page = LoginPage {
            coop: config.name.clone(),
            login: login.clone(),
            trouble: Some(trouble.to_owned()),
            then: fields.get("then").to_owned(),
            kept: Kept::carried(&fields),
        };
        Ok(answer(status, &page))
    };
    let known = guard::device(config, &headers);
    let id = match &known {
        Some(id) => id.clone(),
        None => new_device().map_err(Failure::from)?,
    };
    let device = Device {
        id: id.clone(),
        name: browser(&headers),
    };
    let password = fields.get("password").to_owned();
    let entered = service
        .enter_console(login.clone(), password, device, address)
        .await;
    let cookie = match entered {
        Ok(Entry::Open(cookie)) => cookie,
        Ok(refused) => {
            let mut response = again(StatusCode::FORBIDDEN, advice(&refused))?;
            guard::set_device(config, &mut response, &id);
            return Ok(response);
        }
        Err(failure) => {
            let reply = failure.reply();
            return match (reply.code, reply.retry_after) {
                (ErrorCode::WrongCredentials | ErrorCode::InvalidInput, _) => again(
                    StatusCode::UNAUTHORIZED,
                    "아이디나 비밀번호가 맞지 않아요. 확인하고 다시 적어 주세요.",
                ),
                (ErrorCode::AccountLocked, _) => again(
                    StatusCode::FORBIDDEN,
                    "정지된 계정이에요. 조합의 관리자에게 물어봐 주세요.",
                ),
                (ErrorCode::Throttled | ErrorCode::ServerUnavailable, Some(seconds)) => again(
                    StatusCode::TOO_MANY_REQUESTS,
                    &format!("여러 번 틀려서 잠시 막았어요. {seconds}초 뒤에 다시 해 주세요."),
                ),
                _ => Err(Trouble(failure)),
            };
        }
    };
    // The form token is that of the new cookie; the next page is shown by the way of its own.
    let kept = Kept::carried(&fields);
    let mut response = match kept {
        None => {
            let then = fields.get("then");
            let to = match is_ours(then) {
                true => format!("/console/code?then={}", encoded(then)),
                false => "/console/code".to_owned(),
            };
            Redirect::to(&to).into_response()
        }
        Some(kept) => {
            let found = cookie.clone();
            let visitor = service
                .run(move |service| service.visitor(&found, address))
                .await?
                .ok_or(ErrorCode::SessionExpired)?;
            let seat = Seat {
                visitor,
                token: guard::form_token(&cookie),
            };
            ask_code(&service, &seat, Some(kept))
        }
    };
    guard::set_session(config, &mut response, Some(&cookie));
    guard::set_device(config, &mut response, &id);
    Ok(response)
}

fn advice(refused: &Entry) -> &'static str {
    match refused {
        Entry::NotStaff => "콘솔은 조합직원만 쓸 수 있어요. 조합원사는 e수첩 앱을 써 주세요.",
        Entry::PasswordFirst => {
            "먼저 e수첩 앱에서 본인인증을 하고 새 비밀번호를 정해 주세요. 그다음 여기서 로그인해 주세요."
        }
        Entry::DeviceFirst | Entry::Open(_) => {
            "처음 쓰는 컴퓨터예요. 관리자가 [직원 권한]에서 [기기 확인]을 누른 다음 다시 로그인해 주세요. 관리자가 없으면 서버에서 account vouch를 실행해 주세요."
        }
    }
}

/// The page to show a code at.
pub(super) fn ask_code(service: &Service, seat: &Seat, kept: Option<Kept>) -> Response {
    if kept.is_none() {
        return Redirect::to("/console/code").into_response();
    }
    let page = code_page(service, seat, String::new(), kept);
    answer(StatusCode::UNAUTHORIZED, &page)
}

fn code_page(service: &Service, seat: &Seat, then: String, kept: Option<Kept>) -> CodePage {
    CodePage {
        coop: service.config().name.clone(),
        name: seat.visitor.actor.name.clone(),
        token: seat.token.clone(),
        trouble: None,
        asks: seat.visitor.enrolled,
        may_enrol: !seat.visitor.enrolled,
        setup: None,
        then,
        kept,
    }
}

pub(super) async fn show_code(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(Then { then }): Query<Then>,
) -> Response {
    answer(StatusCode::OK, &code_page(&service, &seat, then, None))
}

/// Shows an authenticator app what it needs to make codes.
pub(super) async fn enrol(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let visitor = seat.visitor.clone();
    let setup = service
        .run(move |service| service.enrol_visitor(&visitor))
        .await?;
    let drawing = Drawing::new(&setup.url).ok_or(Failure::Internal("a QR code"))?;
    let then = fields.get("then").to_owned();
    let mut page = code_page(&service, &seat, then, Kept::carried(&fields));
    page.setup = Some((setup, drawing));
    page.asks = true;
    Ok(answer(StatusCode::OK, &page))
}

pub(super) async fn take_code(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
    Address(address): Address,
) -> Result<Response, Trouble> {
    let code = fields.get("code").to_owned();
    let visitor = seat.visitor.clone();
    let passed = service
        .run(move |service| service.pass_visitor(&visitor, &code))
        .await;
    let cookie = match passed {
        Ok(cookie) => cookie,
        Err(failure) => {
            let reply = failure.reply();
            let trouble = match reply.code {
                ErrorCode::WrongCode => {
                    "코드가 맞지 않아요. 인증 앱에 지금 보이는 여섯 자리를 적어 주세요.".to_owned()
                }
                ErrorCode::Throttled => format!(
                    "여러 번 틀려서 잠시 막았어요. {}초 뒤에 다시 해 주세요.",
                    reply.retry_after.unwrap_or(1)
                ),
                _ => return Err(Trouble(failure)),
            };
            let then = fields.get("then").to_owned();
            let mut page = code_page(&service, &seat, then, Kept::carried(&fields));
            // An app that was just set up has shown no code yet: the code is asked for all the same.
            page.asks = true;
            page.trouble = Some(trouble);
            return Ok(answer(StatusCode::FORBIDDEN, &page));
        }
    };
    let mut response = match Kept::carried(&fields) {
        Some(kept) => {
            let found = cookie.clone();
            let visitor = service
                .run(move |service| service.visitor(&found, address))
                .await?
                .ok_or(ErrorCode::SessionExpired)?;
            let seat = Seat {
                visitor,
                token: guard::form_token(&cookie),
            };
            resume(&service, &seat, StatusCode::OK, kept)
        }
        None => {
            let then = fields.get("then");
            Redirect::to(if is_ours(then) { then } else { "/console" }).into_response()
        }
    };
    guard::set_session(service.config(), &mut response, Some(&cookie));
    Ok(response)
}

/// Gives a form back that came too late, to be sent again.
pub(super) fn resume(service: &Service, seat: &Seat, status: StatusCode, kept: Kept) -> Response {
    let page = ResumePage {
        page: Page::new(service, seat, "", "적던 내용을 이어서 저장할까요?"),
        fields: (kept.fields().into_iter())
            .map(|(name, value)| {
                let typed = TYPED.contains(&name.as_str()) && !value.trim().is_empty();
                (name, value, typed)
            })
            .collect(),
        path: kept.path,
    };
    answer(status, &page)
}

pub(super) async fn log_out(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
) -> Result<Response, Trouble> {
    service
        .run(move |service| service.leave_console(&seat.visitor))
        .await?;
    let mut response = Redirect::to("/console/login").into_response();
    guard::set_session(service.config(), &mut response, None);
    Ok(response)
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The browser and its system in words that people know.
fn browser(headers: &HeaderMap) -> String {
    let agent = headers
        .get(USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    let first = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(sign, _)| agent.contains(sign));
        found.map_or("", |(_, name)| name)
    };
    let browser = first(&[
        ("Whale/", "웨일"),
        ("Edg/", "Edge"),
        ("SamsungBrowser/", "삼성 인터넷"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    format!("사무국 콘솔 {browser} {system}").trim().to_owned()
}

/// A QR code as a path of an SVG.
struct Drawing {
    size: usize,
    path: String,
}

impl Drawing {
    /// Modules of light around the code.
    const MARGIN: usize = 4;

    fn new(text: &str) -> Option<Self> {
        use std::fmt::Write;
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (place, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (x, y) = (place % width + Self::MARGIN, place / width + Self::MARGIN);
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        Some(Self {
            size: width + 2 * Self::MARGIN,
            path,
        })
    }
}
