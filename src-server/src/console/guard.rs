//! Who gets to a page, and whether a form is one of ours.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{COOKIE, HOST, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use url::Url;

use super::fields::{Fields, Kept, TOKEN};
use super::view::{self, Trouble};
use super::{Who, login, upload};
use crate::api::address::Address;
use crate::config::Config;
use crate::service::console::Visitor;
use crate::service::{Service, hex};

/// Seconds for which a browser keeps the name of its computer.
const DEVICE_SECONDS: u32 = 400 * 24 * 60 * 60;

/// What a handler finds in the request's extensions when somebody is logged in.
#[derive(Clone)]
pub(super) struct Seat {
    /// Who it is.
    pub(super) visitor: Visitor,
    /// What every form of ours must hold.
    pub(super) token: String,
}

/// Puts the check of `who` before a page.
pub(super) fn guard(
    route: MethodRouter<Arc<Service>>,
    who: Who,
    service: &Arc<Service>,
) -> MethodRouter<Arc<Service>> {
    route.layer(from_fn_with_state((Arc::clone(service), who), check))
}

async fn check(
    State((service, who)): State<(Arc<Service>, Who)>,
    request: Request,
    next: Next,
) -> Response {
    match admit(&service, who, request).await {
        Ok(request) => next.run(request).await,
        Err(response) => *response,
    }
}

async fn admit(
    service: &Arc<Service>,
    who: Who,
    request: Request,
) -> Result<Request, Box<Response>> {
    let (mut parts, body) = request.into_parts();
    let changes = !matches!(parts.method, Method::GET | Method::HEAD);
    if changes && !comes_from_us(service.config(), &parts.headers) {
        return Err(Box::new(view::refuse(
            StatusCode::FORBIDDEN,
            "이 요청은 콘솔 화면에서 온 것이 아니에요",
            "콘솔을 새로 열고 다시 해 주세요.",
        )));
    }
    let Ok(Address(address)) = Address::from_request_parts(&mut parts, service).await;
    let seat = seat(service, &parts.headers, address).await?;
    let limit = service.config().limits.body_bytes;
    let fields = match changes {
        true if upload::is_upload(&parts.headers) => {
            let token = seat.as_ref().map(|seat| seat.token.as_str());
            let upload = upload::take(&parts.headers, body, token).await?;
            if let Some(file) = upload.file {
                parts.extensions.insert(file);
            }
            upload.fields
        }
        true => {
            let bytes = to_bytes(body, limit).await.map_err(|_| {
                Box::new(view::refuse(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "보내신 것이 너무 커요",
                    "뒤로 가서 줄인 다음 다시 보내 주세요.",
                ))
            })?;
            Fields::parse(&bytes)
        }
        false => Fields::default(),
    };
    let path = parts
        .uri
        .path_and_query()
        .map_or("/console", |path| path.as_str());
    if who != Who::Anybody {
        let kept = changes.then(|| Kept::new(path, &fields));
        let Some(seat) = &seat else {
            return Err(Box::new(login::ask(service, path, kept)));
        };
        let right = fields.get(TOKEN).as_bytes().ct_eq(seat.token.as_bytes());
        if who != Who::HalfWay && !seat.visitor.passed {
            return Err(Box::new(login::ask_code(service, seat, kept)));
        }
        if who == Who::HalfWay && seat.visitor.passed {
            return Err(Box::new(Redirect::to("/console").into_response()));
        }
        if let Who::Roles(roles) = who
            && !seat.visitor.roles.has_any(roles)
        {
            return Err(Box::new(view::forbidden(service, seat)));
        }
        if let Some(kept) = kept
            && !bool::from(right)
        {
            return Err(Box::new(login::resume(
                service,
                seat,
                StatusCode::FORBIDDEN,
                kept,
            )));
        }
    }
    if let Some(seat) = seat {
        parts.extensions.insert(seat);
    }
    parts.extensions.insert(fields);
    Ok(Request::from_parts(parts, Body::empty()))
}

/// Who sits there, if the request has the cookie of a session that stands.
async fn seat(
    service: &Arc<Service>,
    headers: &HeaderMap,
    address: IpAddr,
) -> Result<Option<Seat>, Box<Response>> {
    let Some(cookie) = cookie(headers, session_cookie(service.config())).map(str::to_owned) else {
        return Ok(None);
    };
    let token = form_token(&cookie);
    let visitor = service
        .run(move |service| service.visitor(&cookie, address))
        .await
        .map_err(|failure| Box::new(Trouble(failure).into_response()))?;
    Ok(visitor.map(|visitor| Seat { visitor, token }))
}

/// What a form must hold: nobody has it who does not have the cookie.
pub(super) fn form_token(cookie: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"form\0");
    hash.update(cookie.as_bytes());
    hex(&hash.finalize())
}

/// Whether the browser says that a page of this very server sends the request.
fn comes_from_us(config: &Config, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let Some(origin) = text(ORIGIN) else {
        // Only browsers from before 2020 send neither.
        return headers
            .get("sec-fetch-site")
            .is_some_and(|site| site == "same-origin");
    };
    let Ok(url) = Url::parse(origin) else {
        return false;
    };
    let public = config.public_url.as_ref();
    if public.is_some_and(|public| public.origin() == url.origin()) {
        return true;
    }
    let scheme = if is_secure(config) { "https" } else { "http" };
    text(HOST).is_some_and(|host| origin.eq_ignore_ascii_case(&format!("{scheme}://{host}")))
}

/// Whether browsers reach the server by TLS. Without, only this very machine reaches it.
fn is_secure(config: &Config) -> bool {
    config.tls.is_some() || config.behind_proxy
}

fn session_cookie(config: &Config) -> &'static str {
    match is_secure(config) {
        true => "__Host-handbook-console",
        false => "handbook-console",
    }
}

fn device_cookie(config: &Config) -> &'static str {
    match is_secure(config) {
        true => "__Host-handbook-computer",
        false => "handbook-computer",
    }
}

/// The name of the computer that the request comes from.
pub(super) fn device(config: &Config, headers: &HeaderMap) -> Option<String> {
    let name = cookie(headers, device_cookie(config))?;
    let fits = name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| name.to_owned())
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// Gives the session's cookie to the browser, for as long as it is open; with none takes it away.
pub(super) fn set_session(config: &Config, response: &mut Response, cookie: Option<&str>) {
    let end = if cookie.is_some() { "" } else { "; Max-Age=0" };
    set(
        config,
        response,
        session_cookie(config),
        cookie.unwrap_or_default(),
        end,
    );
}

/// Gives the computer its name.
pub(super) fn set_device(config: &Config, response: &mut Response, name: &str) {
    let age = format!("; Max-Age={DEVICE_SECONDS}");
    set(config, response, device_cookie(config), name, &age);
}

fn set(config: &Config, response: &mut Response, name: &str, value: &str, age: &str) {
    let secure = if is_secure(config) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
    // Of letters, digits and punctuation alone.
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}
