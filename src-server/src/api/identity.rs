//! 본인인증: the app's requests, and the pages that lead a browser to the provider and back.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use handbook_wire::identity::{
    IdentityCheck, IdentityFailure, IdentityReply, IdentityRequest, IdentityStarted, Purpose,
    ResetPassword,
};

use super::access;
use super::address::Address;
use super::body::Body;
use super::failure::Refusal;
use super::page::{Page, answer};
use super::schema::{self, ErrorReply};
use crate::service::{Arrival, BrowserForm, Landing, Service};

/// Begins a verification.
#[utoipa::path(post, path = "/v1/identity", request_body = schema::IdentityRequest,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    responses((status = 200, body = schema::IdentityStarted), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn start_identity(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    headers: HeaderMap,
    Body(request): Body<IdentityRequest>,
) -> Result<Json<IdentityStarted>, Refusal> {
    // Only these belong to an account; a token that came with the others says nothing.
    let caller = match request.purpose {
        Purpose::Account | Purpose::ChangeMobile => Some(access::caller(&service, &headers)?),
        Purpose::SignUp | Purpose::FindLogin | Purpose::ResetPassword => None,
    };
    let started = service
        .run(move |service| service.start_identity(&request, caller.as_ref(), address))
        .await?;
    Ok(Json(started))
}

/// How far a verification is.
#[utoipa::path(post, path = "/v1/identity/{id}", request_body = schema::IdentityCheck,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the start", example = "0123456789abcdef0123456789abcdef")),
    responses((status = 200, body = schema::IdentityReply), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn check_identity(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    Path(id): Path<String>,
    Body(check): Body<IdentityCheck>,
) -> Result<Json<IdentityReply>, Refusal> {
    let reply = service
        .run(move |service| service.check_identity(&id, &check, address))
        .await?;
    Ok(Json(reply))
}

/// Sets a new password with a ticket.
#[utoipa::path(post, path = "/v1/password", request_body = schema::ResetPassword,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    responses((status = 204, description = "Done, whether or not there is an account"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn reset_password(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    Body(request): Body<ResetPassword>,
) -> Result<StatusCode, Refusal> {
    service.reset_password(request, address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The page that leads a browser to the provider.
#[utoipa::path(get, path = "/identity/{state}",
    params(("state" = String, Path, description = "From the start", example = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
    responses((status = 200, body = String, content_type = "text/html"), (status = 410, body = String, content_type = "text/html", description = "Nothing is to be done there"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn show_start(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    Path(state): Path<String>,
) -> Result<Response, Refusal> {
    let form = service
        .run(move |service| service.identity_form(&state, address))
        .await?;
    let Some(form) = form else {
        return show_landing(&service, Landing::Over);
    };
    let page = Page::new(&service, "본인인증을 시작할게요")?;
    let origin = form.origin.clone();
    answer(
        StatusCode::OK,
        &page.nonce.clone(),
        &origin,
        &StartPage { page, form },
    )
}

/// Takes the browser back from the provider.
#[utoipa::path(post, path = "/identity/{state}/{result}",
    params(("state" = String, Path, description = "From the start", example = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("result" = String, Path, description = "`success` or `failure`", example = "success")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html"), (status = 410, body = String, content_type = "text/html", description = "It came before, or too late"), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn take_callback(
    State(service): State<Arc<Service>>,
    Address(address): Address,
    Path((state, result)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let arrival = match result.as_str() {
        "success" => Some(Arrival::Success),
        "failure" => Some(Arrival::Failure),
        _ => None,
    };
    let landing = match arrival {
        Some(arrival) => {
            service
                .finish_identity(state, arrival, body, address)
                .await?
        }
        None => Landing::Over,
    };
    show_landing(&service, landing)
}

#[derive(Template)]
#[template(path = "identity/start.html")]
struct StartPage {
    page: Page,
    form: BrowserForm,
}

#[derive(Template)]
#[template(path = "identity/result.html")]
struct ResultPage {
    page: Page,
    /// What the provider said.
    said: Option<String>,
    advice: &'static str,
    /// Leads into the app.
    link: Option<String>,
}

fn show_landing(service: &Service, landing: Landing) -> Result<Response, Refusal> {
    let (status, title, said, advice, link) = match landing {
        Landing::Verified(link) => (
            StatusCode::OK,
            "인증에 성공하였습니다.",
            None,
            "앱으로 돌아가 계속해 주세요. 앱이 저절로 열리지 않으면 아래 버튼을 누르거나, 앱을 직접 열고 [인증확인]을 눌러 주세요.",
            Some(link),
        ),
        Landing::Failed {
            link,
            reason,
            message,
        } => {
            let (title, advice) = words(reason);
            (StatusCode::OK, title, message, advice, Some(link))
        }
        Landing::Over => (
            StatusCode::GONE,
            "이미 끝났거나 시간이 지난 인증이에요",
            None,
            "앱으로 돌아가 [인증확인]을 눌러 주세요. 끝나지 않았다면 앱에서 처음부터 다시 해 주세요.",
            None,
        ),
    };
    let page = Page::new(service, title)?;
    let nonce = page.nonce.clone();
    let page = ResultPage {
        page,
        said,
        advice,
        link,
    };
    answer(status, &nonce, "'none'", &page)
}

/// Title and advice for a verification that came to nothing.
fn words(reason: IdentityFailure) -> (&'static str, &'static str) {
    match reason {
        IdentityFailure::Refused => (
            "인증이 완료되지 않았어요",
            "취소하셨거나 인증기관에서 거절했어요. 앱으로 돌아가 다시 해 주세요.",
        ),
        IdentityFailure::OtherPerson => (
            "인증하신 분이 달라요",
            "이 계정의 주인, 그리고 입력하신 이름·전화번호·생년월일과 같은 분이 인증해야 해요. 앱으로 돌아가 확인하고 다시 해 주세요.",
        ),
        IdentityFailure::NumberTaken => (
            "다른 계정에서 쓰는 번호예요",
            "이 번호로 바꿀 수 없어요. 조합 사무국에 문의해 주세요.",
        ),
        IdentityFailure::Expired => (
            "시간이 지났거나 이미 쓴 인증이에요",
            "앱으로 돌아가 처음부터 다시 해 주세요.",
        ),
        _ => (
            "인증 결과를 확인할 수 없어요",
            "인증기관과 연결이 되지 않아요. 잠시 뒤에 앱에서 다시 해 주세요.",
        ),
    }
}
