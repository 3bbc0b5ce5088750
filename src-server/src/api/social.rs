//! 소셜로그인: the app's requests, and the browser's way to a provider and back.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use handbook_wire::social::{
    SocialCheck, SocialFailure, SocialPurpose, SocialReply, SocialRequest, SocialStarted,
};
use serde::Deserialize;

use super::access;
use super::address::Address;
use super::body::Body;
use super::failure::Refusal;
use super::page::{Page, answer};
use super::schema::{self, ErrorReply};
use crate::service::{Caller, Service, SocialLanding};

/// Begins a way to a provider.
#[utoipa::path(post, path = "/v1/social", request_body = schema::SocialRequest,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    responses((status = 200, body = schema::SocialStarted), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn start_social(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    headers: HeaderMap,
    Body(request): Body<SocialRequest>,
) -> Result<Json<SocialStarted>, Refusal> {
    let caller = match request.purpose {
        SocialPurpose::Link => Some(access::caller(&service, &headers)?),
        SocialPurpose::Login => None,
    };
    let started = service
        .run(move |service| service.start_social(&request, caller.as_ref(), address))
        .await?;
    Ok(Json(started))
}

/// What came of a way to a provider.
#[utoipa::path(post, path = "/v1/social/{id}", request_body = schema::SocialCheck,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the start", example = "0123456789abcdef0123456789abcdef")),
    responses((status = 200, body = schema::SocialReply), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn check_social(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    Path(id): Path<String>,
    Body(check): Body<SocialCheck>,
) -> Result<Json<SocialReply>, Refusal> {
    let reply = service
        .run(move |service| service.check_social(&id, &check, address))
        .await?;
    Ok(Json(reply))
}

/// Unlinks a provider.
#[utoipa::path(delete, path = "/v1/account/socials/{provider}",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("provider" = String, Path, description = "Its name", example = "kakao")),
    security(("session" = [])),
    responses((status = 204, description = "Done"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn unlink_social(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(provider): Path<String>,
) -> Result<StatusCode, Refusal> {
    service
        .run(move |service| service.unlink_social(&caller, &provider))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leads a browser on to the provider.
#[utoipa::path(get, path = "/social/{state}",
    params(("state" = String, Path, description = "From the start", example = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
    responses((status = 303, description = "To the provider"), (status = 410, body = String, content_type = "text/html", description = "Nothing is to be done there"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn show_social(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    Path(state): Path<String>,
) -> Result<Response, Refusal> {
    match service.social_address(state, address).await? {
        Some(address) => {
            let to = [(LOCATION, address.to_string())];
            Ok((StatusCode::SEE_OTHER, to).into_response())
        }
        None => show_landing(&service, SocialLanding::Over),
    }
}

/// What a provider sends with the browser.
#[derive(Deserialize)]
pub(super) struct Return {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: Option<String>,
}

/// Takes the browser back from the provider.
#[utoipa::path(get, path = "/social/return/{provider}",
    params(("provider" = String, Path, description = "Its name", example = "kakao")),
    responses((status = 200, body = String, content_type = "text/html"), (status = 410, body = String, content_type = "text/html", description = "It came before, or too late"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn take_return(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    Path(provider): Path<String>,
    Query(back): Query<Return>,
) -> Result<Response, Refusal> {
    let landing = service
        .finish_social(provider, back.state, back.code, address)
        .await?;
    show_landing(&service, landing)
}

/// A notice of a provider's server.
#[derive(Deserialize)]
pub(super) struct Notice {
    payload: String,
}

/// Takes a notice of a provider's server that a person has taken the consent back.
#[utoipa::path(post, path = "/social/notice/{provider}",
    params(("provider" = String, Path, description = "Its name", example = "apple")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 204, description = "Taken"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn take_notice(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    Path(provider): Path<String>,
    notice: Result<Form<Notice>, axum::extract::rejection::FormRejection>,
) -> Result<StatusCode, Refusal> {
    let Form(notice) = notice.map_err(|_| handbook_wire::ErrorCode::InvalidInput)?;
    service
        .take_social_notice(&provider, &notice.payload, address)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Template)]
#[template(path = "identity/social.html")]
struct SocialPage {
    page: Page,
    advice: &'static str,
    /// Leads into the app, and what to type there when it does not.
    back: Option<(String, String)>,
}

fn show_landing(service: &Service, landing: SocialLanding) -> Result<Response, Refusal> {
    let (status, title, advice, back) = match landing {
        SocialLanding::Done { link, code } => (
            StatusCode::OK,
            "확인했어요",
            "앱으로 돌아가 계속해 주세요. 앱이 저절로 열리지 않으면 아래 버튼을 누르거나, 앱을 직접 열고 확인 번호를 입력해 주세요.",
            Some((link, code)),
        ),
        SocialLanding::Failed(reason) => {
            let (title, advice) = words(reason);
            (StatusCode::OK, title, advice, None)
        }
        SocialLanding::Over => (
            StatusCode::GONE,
            "이미 끝났거나 시간이 지났어요",
            "앱으로 돌아가 처음부터 다시 해 주세요.",
            None,
        ),
    };
    let page = Page::new(service, title)?;
    let nonce = page.nonce.clone();
    let page = SocialPage { page, advice, back };
    answer(status, &nonce, "'none'", &page)
}

/// Title and advice for a way that came to nothing.
fn words(reason: SocialFailure) -> (&'static str, &'static str) {
    match reason {
        SocialFailure::Refused => (
            "로그인이 완료되지 않았어요",
            "취소하셨거나 거절됐어요. 앱으로 돌아가 다시 해 주세요.",
        ),
        SocialFailure::NotLinked => (
            "연결된 e수첩 계정이 없어요",
            "먼저 휴대폰 번호와 비밀번호로 로그인한 뒤, 내 계정에서 소셜로그인을 연결해 주세요.",
        ),
        SocialFailure::Taken => (
            "다른 e수첩 계정에 연결되어 있어요",
            "그 계정에서 연결을 끊은 뒤 다시 해 주세요.",
        ),
        SocialFailure::Locked => ("사용이 중지된 계정이에요", "조합 사무국에 문의해 주세요."),
        SocialFailure::Expired => ("시간이 지났어요", "앱으로 돌아가 처음부터 다시 해 주세요."),
        _ => (
            "지금은 확인할 수 없어요",
            "상대 서비스와 연결이 되지 않아요. 잠시 뒤에 앱에서 다시 해 주세요.",
        ),
    }
}
