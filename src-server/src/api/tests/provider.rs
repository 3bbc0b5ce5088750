//! The identity provider as the tests see it: a result host that answers about one person.

use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::State;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handbook_wire::app_link::AppLink;
use handbook_wire::auth::{SessionReply, Step};
use handbook_wire::entity::{Member, Phone};
use handbook_wire::identity::{
    IdentityFailure, IdentityReply, IdentityRequest, IdentityStarted, Purpose,
};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Coop, member};
use crate::config::{Config, InicisConfig, Iv, ResultHost, Secret};

/// The person of the published vectors, and what is sealed of it under [`TOKEN`].
pub(super) const NAME: &str = "홍길동";
pub(super) const PHONE: &str = "01012345678";
pub(super) const BIRTH: &str = "19900315";
pub(super) const SEALED_NAME: &str = "CJvSWHp9AsLzynvgtSJI9Q==";
pub(super) const SEALED_PHONE: &str = "1UsDmFXZUf0mXDOJ1bAjiA==";
pub(super) const SEALED_BIRTH: &str = "v440MFbQGdOQrs4NJVZz/A==";
pub(super) const TOKEN: &str = "BwcHBwcHBwcHBwcHBwcHBw==";
pub(super) const VERIFIER: &str = "the secret of an app";

/// Lets a configuration take the loopback port for the provider.
pub(super) fn configure(config: &mut Config, port: u16) {
    config.public_url = Some("http://127.0.0.1:8787".parse().unwrap());
    config.identity = Some(InicisConfig {
        mid: "SANDBOX001".into(),
        api_key: Secret::new("sandbox-api-key".into()),
        iv: Iv::parse("SASKGINICIS00000").unwrap(),
        agencies: handbook_wire::identity::Agency::ALL.to_vec(),
        auth_url: format!("http://127.0.0.1:{port}/auth").parse().unwrap(),
        result_hosts: vec![ResultHost::Loopback([127, 0, 0, 1].into(), port)],
    });
}

/// A result host that answers about the person of the vectors.
pub(super) struct Host {
    pub(super) port: u16,
    /// Laid over the usual answer.
    answer: Arc<Mutex<Value>>,
    task: tokio::task::JoinHandle<()>,
}

impl Host {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer = Arc::new(Mutex::new(json!({})));
        let router = axum::Router::new()
            .route("/result", post(tell))
            .with_state(Arc::clone(&answer));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, answer, task }
    }

    pub(super) fn set(&self, name: &str, value: &str) {
        self.answer.lock().unwrap()[name] = value.into();
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn tell(State(over): State<Arc<Mutex<Value>>>, Json(asked): Json<Value>) -> Json<Value> {
    let mut answer = json!({
        "resultCode": "0000", "txId": asked["txId"], "svcCd": "01",
        "userName": SEALED_NAME, "userPhone": SEALED_PHONE, "userBirthday": SEALED_BIRTH,
    });
    for (name, value) in over.lock().unwrap().as_object().unwrap() {
        answer[name] = value.clone();
    }
    Json(answer)
}

/// A co-op whose sixth company is the vectors' person's.
pub(super) async fn coop(host: &Host) -> Coop {
    let port = host.port;
    let coop = Coop::with(|config| configure(config, port)).await;
    coop.import((1..=5).map(member).chain([hong(PHONE)]));
    coop
}

pub(super) fn hong(mobile: &str) -> Member {
    Member {
        representatives: vec![NAME.into()],
        mobile: Some(Phone {
            number: mobile.into(),
            ..Phone::default()
        }),
        ..member(6)
    }
}

pub(super) fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// Agreement to every text of `occasion`, as the server tells it.
pub(super) async fn agreed(coop: &Coop, occasion: &str) -> Value {
    let told: Value = coop
        .request(Method::GET, "/v1/coop")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let documents = told["documents"].as_array().unwrap().iter();
    documents
        .filter(|document| document["occasion"] == occasion)
        .map(|document| json!({"document": document["id"], "version": document["version"]}))
        .collect()
}

pub(super) async fn request(coop: &Coop, purpose: Purpose) -> IdentityRequest {
    serde_json::from_value(json!({
        "purpose": purpose, "agency": "toss", "name": NAME, "phone": PHONE, "birth": BIRTH,
        "agreed": agreed(coop, "identity").await, "challenge": challenge(),
    }))
    .unwrap()
}

pub(super) async fn try_start(coop: &Coop, token: &str, request: &IdentityRequest) -> Response {
    let body = serde_json::to_value(request).unwrap();
    coop.post("/v1/identity", token, body).await
}

/// A verification that has begun.
pub(super) struct Begun {
    pub(super) id: String,
    /// Path of the browser's page.
    pub(super) path: String,
}

pub(super) async fn start(coop: &Coop, token: &str, purpose: Purpose) -> Begun {
    begun(try_start(coop, token, &request(coop, purpose).await).await).await
}

/// What a start was answered.
pub(super) async fn begun(response: Response) -> Begun {
    assert_eq!(response.status(), 200);
    let started: IdentityStarted = response.json().await.unwrap();
    let path = started.url.strip_prefix("http://127.0.0.1:8787").unwrap();
    Begun {
        id: started.id,
        path: path.to_owned(),
    }
}

pub(super) async fn page(coop: &Coop, path: &str) -> (u16, String) {
    let response = coop.request(Method::GET, path).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// The browser comes back with the result `transaction`.
pub(super) async fn come_back(
    coop: &Coop,
    host: &Host,
    begun: &Begun,
    transaction: &str,
) -> (u16, String) {
    let (status, html) = page(coop, &begun.path).await;
    if status == 200 {
        let (_, rest) = html.split_once("name=\"mTxId\" value=\"").unwrap();
        host.set("mTxId", &rest[..20]);
    }
    callback(coop, host, begun, transaction).await
}

pub(super) async fn callback(
    coop: &Coop,
    host: &Host,
    begun: &Begun,
    transaction: &str,
) -> (u16, String) {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("resultCode", "0000")
        .append_pair(
            "authRequestUrl",
            &format!("http://127.0.0.1:{}/result", host.port),
        )
        .append_pair("txId", transaction)
        .append_pair("token", TOKEN)
        .finish();
    let response = coop
        .request(Method::POST, &format!("{}/success", begun.path))
        .body(body)
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// The code of the link in a page.
pub(super) fn link_code(html: &str) -> String {
    let (_, rest) = html.split_once("href=\"esujeop:").unwrap();
    let link = format!("esujeop:{}", rest.split('"').next().unwrap());
    let Some(AppLink::Identity { code, .. }) = AppLink::parse(&link) else {
        panic!("no link of ours: {link}");
    };
    code
}

pub(super) async fn try_check(
    coop: &Coop,
    id: &str,
    verifier: &str,
    code: Option<&str>,
) -> Response {
    let body = json!({"verifier": verifier, "code": code});
    coop.post(&format!("/v1/identity/{id}"), "", body).await
}

pub(super) async fn check(coop: &Coop, begun: &Begun) -> IdentityReply {
    let response = try_check(coop, &begun.id, VERIFIER, None).await;
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

pub(super) async fn why(coop: &Coop, begun: &Begun) -> IdentityFailure {
    match check(coop, begun).await {
        IdentityReply::Failed { reason, .. } => reason,
        _ => panic!("it did not fail"),
    }
}

/// A verification from start to end; answers what the app is told.
pub(super) async fn verify(
    coop: &Coop,
    host: &Host,
    token: &str,
    purpose: Purpose,
) -> IdentityReply {
    let begun = start(coop, token, purpose).await;
    come_back(coop, host, &begun, &begun.id).await;
    check(coop, &begun).await
}

/// A ticket for `purpose` of the vectors' person.
pub(super) async fn ticket(coop: &Coop, host: &Host, purpose: Purpose) -> String {
    match verify(coop, host, "", purpose).await {
        IdentityReply::Verified {
            ticket: Some(ticket),
            login: None,
        } => ticket,
        _ => panic!("no ticket"),
    }
}

pub(super) async fn steps(coop: &Coop, session: &SessionReply) -> Vec<Step> {
    let reply: SessionReply = coop.refresh(&session.refresh).await.json().await.unwrap();
    reply.steps
}
