//! What the merchant's server is told.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Fault, IV, MID, PhoneRequest, Shared, seed};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Request {
    mid: String,
    tx_id: String,
}

/// `POST /result`.
pub(super) async fn tell(
    State(shared): State<Arc<Shared>>,
    Json(request): Json<Request>,
) -> Response {
    let (found, fault) = {
        let mut state = shared.lock();
        state.fetched += 1;
        let fault = state.fault.clone();
        if let Fault::Unavailable(left) = &mut state.fault {
            *left = left.saturating_sub(1);
        }
        (state.requests.get(&request.tx_id).cloned(), fault)
    };
    match fault {
        Fault::Unavailable(1..) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Fault::Hang => return std::future::pending().await,
        Fault::Redirect(to) => {
            return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response();
        }
        Fault::Endless => {
            let chunk = Ok::<_, std::convert::Infallible>(vec![b' '; 4096]);
            let body = Body::from_stream(futures_util::stream::repeat_with(move || chunk.clone()));
            return body.into_response();
        }
        _ => {}
    }
    let known = found.filter(|found| request.mid == MID && found.answer == Answer::Approved);
    match known {
        Some(found) if fault != Fault::RefusedResult => {
            Json(answer(&found, &fault)).into_response()
        }
        _ => Json(json!({"resultCode": "2001", "resultMsg": "인증 정보가 없습니다."}))
            .into_response(),
    }
}

fn answer(request: &PhoneRequest, fault: &Fault) -> serde_json::Value {
    let person = match fault {
        Fault::OtherPerson(other) => other,
        _ => &request.person,
    };
    let mut iv = [0; 16];
    iv.copy_from_slice(IV.as_bytes());
    let sealed = |text: &str| match fault {
        Fault::Plaintext => text.to_owned(),
        Fault::WrongPadding => {
            let mut block = text.as_bytes().to_vec();
            block.resize(block.len().next_multiple_of(16), b'!');
            STANDARD.encode(seed::encrypt_blocks(request.token, iv, &block))
        }
        _ => STANDARD.encode(seed::encrypt(request.token, iv, text.as_bytes())),
    };
    let merchant_transaction = match fault {
        Fault::OtherTransaction => "ffffffffffffffffffff",
        _ => &request.merchant_transaction,
    };
    let mut answer = json!({
        "resultCode": "0000", "resultMsg": "%EC%84%B1%EA%B3%B5", "txId": request.transaction,
        "mTxId": merchant_transaction, "svcCd": "01", "providerDevCd": request.agency,
        "userName": sealed(&person.name), "userPhone": sealed(&person.phone),
        "userBirthday": sealed(&person.birth),
    });
    if let Some(ci) = person.ci.as_ref().filter(|_| *fault != Fault::MissingCi) {
        answer["userCi"] = sealed(ci).into();
    }
    answer
}
