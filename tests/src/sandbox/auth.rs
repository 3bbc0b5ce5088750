//! What a browser and a phone see.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use super::{API_KEY, Answer, Fault, MID, Person, PhoneRequest, Shared, page};

/// The fields that must be there, each with the most bytes that it may have.
const REQUIRED: [(&str, usize); 12] = [
    ("mid", 10),
    ("reqSvcCd", 2),
    ("mTxId", 20),
    ("successUrl", 128),
    ("failUrl", 128),
    ("authHash", 64),
    ("flgFixedUser", 1),
    ("userName", 25),
    ("userPhone", 11),
    ("userBirth", 8),
    ("userHash", 64),
    ("reservedMsg", 200),
];
const AGENCIES: [&str; 8] = [
    "NAVER", "KFTC", "PASS", "TOSS", "PAYCO", "SHINHAN", "KB", "SAMSUNG",
];

/// `POST /auth`: the merchant's form.
pub(super) async fn begin(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    match take(&shared, &body) {
        Ok(request) => Html(page::waiting(&request)).into_response(),
        Err(reason) => {
            shared.lock().rejected.push(reason);
            (StatusCode::BAD_REQUEST, Html(page::rejected(reason))).into_response()
        }
    }
}

fn take(shared: &Shared, body: &[u8]) -> Result<PhoneRequest, &'static str> {
    let mut fields = HashMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        if fields
            .insert(name.into_owned(), value.into_owned())
            .is_some()
        {
            return Err("twice the same field");
        }
    }
    for (name, longest) in REQUIRED {
        let value = fields.get(name).ok_or("a field is missing")?;
        if value.is_empty() || value.len() > longest {
            return Err("a field is empty or too long");
        }
    }
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    if field("mid") != MID || field("reqSvcCd") != "01" || field("reservedMsg") != "isUseToken=Y" {
        return Err("another merchant or service");
    }
    if field("authHash") != hash(&[MID, field("mTxId"), API_KEY]) {
        return Err("wrong authHash");
    }
    let user = [
        field("userName"),
        MID,
        field("userPhone"),
        field("mTxId"),
        field("userBirth"),
        "01",
    ];
    if field("flgFixedUser") != "Y" || field("userHash") != hash(&user) {
        return Err("wrong userHash");
    }
    let agency = field("directAgency");
    if !AGENCIES.contains(&agency) {
        return Err("an unknown agency");
    }
    let (mut token, mut name) = ([0; 16], [0; 15]);
    getrandom::fill(&mut token).map_err(|_| "no random numbers")?;
    getrandom::fill(&mut name).map_err(|_| "no random numbers")?;
    let request = PhoneRequest {
        transaction: name
            .iter()
            .fold("T".to_owned(), |text, byte| format!("{text}{byte:02x}")),
        merchant_transaction: field("mTxId").to_owned(),
        agency: agency.to_owned(),
        person: Person::new(field("userName"), field("userPhone"), field("userBirth")),
        success_url: field("successUrl").to_owned(),
        failure_url: field("failUrl").to_owned(),
        token,
        answer: Answer::Waiting,
    };
    let mut state = shared.lock();
    let known = |other: &PhoneRequest| other.merchant_transaction == request.merchant_transaction;
    if state.requests.values().any(known) {
        return Err("an mTxId that was used before");
    }
    state.order.push(request.transaction.clone());
    (state.requests).insert(request.transaction.clone(), request.clone());
    Ok(request)
}

/// `GET /auth/{transaction}`: the page again.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Path(transaction): Path<String>,
) -> Response {
    let request = shared.lock().requests.get(&transaction).cloned();
    match request {
        Some(request) => Html(page::waiting(&request)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `POST /auth/{transaction}`: 인증 완료 on the provider's page.
pub(super) async fn go_on(
    State(shared): State<Arc<Shared>>,
    Path(transaction): Path<String>,
) -> Response {
    let state = shared.lock();
    let Some(request) = state.requests.get(&transaction) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // The service encodes its words once more than a form does.
    let encoded =
        |text: &str| -> String { form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    let html = match request.answer {
        Answer::Waiting => page::waiting(request),
        Answer::Denied => page::leave(
            &request.failure_url,
            &[
                ("resultCode", "9999".to_owned()),
                ("resultMsg", encoded("사용자가 인증을 취소하였습니다.")),
            ],
        ),
        Answer::Approved => {
            let url = match &state.fault {
                Fault::ForgedUrl(url) => url.clone(),
                _ => format!("http://{}/result", shared.address),
            };
            let name = match &state.fault {
                Fault::SwappedTransaction(other) => other.clone(),
                _ => request.transaction.clone(),
            };
            page::leave(
                &request.success_url,
                &[
                    ("resultCode", "0000".to_owned()),
                    ("resultMsg", encoded("성공")),
                    ("authRequestUrl", url),
                    ("txId", name),
                    ("token", STANDARD.encode(request.token)),
                ],
            )
        }
    };
    Html(html).into_response()
}

/// `POST /phone/{transaction}/{answer}`: the buttons of the phone.
pub(super) async fn answer(
    State(shared): State<Arc<Shared>>,
    Path((transaction, answer)): Path<(String, String)>,
) -> Response {
    let mut state = shared.lock();
    let Some(request) = state.requests.get_mut(&transaction) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    request.answer = match answer.as_str() {
        "approve" => Answer::Approved,
        "deny" => Answer::Denied,
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    Redirect::to(&format!("/auth/{transaction}")).into_response()
}

fn hash(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.concat());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
