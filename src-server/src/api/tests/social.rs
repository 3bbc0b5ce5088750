//! Social login against a provider of our own, which can also be one that lies.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response as Answer};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handbook_wire::ErrorCode;
use handbook_wire::app_link::AppLink;
use handbook_wire::social::{SocialFailure, SocialProvider, SocialReply, SocialStarted};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::{KeyPair, PublicKeyData};
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use super::provider::{VERIFIER, challenge};
use super::{Coop, DEVICE, PASSWORD, SECOND_DEVICE, code, member};
use crate::config::{AppleKey, Secret, SocialConfig};

const CLIENT: &str = "handbook";
const SECRET: &str = "the-secret-of-the-handbook";

/// Kakao on a port of this machine.
pub(super) fn kakao(port: u16) -> SocialConfig {
    SocialConfig {
        provider: SocialProvider::Kakao,
        issuer: format!("http://127.0.0.1:{port}").parse().unwrap(),
        profile_url: None,
        client_id: CLIENT.into(),
        client_secret: Some(Secret::new(SECRET.into())),
        apple: None,
    }
}

/// What the provider says.
struct Says {
    issuer: String,
    key: KeyPair,
    /// Key that it signs with, when that is not the one that it shows.
    signs_with: Option<KeyPair>,
    subject: String,
    nonce: String,
    /// Laid over the token's claims.
    claims: Value,
    header: Header,
    /// Status of the token endpoint.
    status: StatusCode,
    asked: Vec<HashMap<String, String>>,
}

struct Elsewhere {
    port: u16,
    says: Arc<Mutex<Says>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn signed(says: &Says, claims: &Value) -> String {
    let key = says.signs_with.as_ref().unwrap_or(&says.key);
    let key = match says.header.alg {
        // The oldest trick: the public key, or whatever is known, as a shared secret.
        Algorithm::HS256 => EncodingKey::from_secret(SECRET.as_bytes()),
        _ => EncodingKey::from_ec_pem(key.serialize_pem().as_bytes()).unwrap(),
    };
    jsonwebtoken::encode(&says.header, claims, &key).unwrap()
}

fn token(says: &Says) -> String {
    let now = jsonwebtoken::get_current_timestamp();
    let mut claims = json!({
        "iss": says.issuer, "aud": CLIENT, "sub": says.subject, "nonce": says.nonce,
        "iat": now, "exp": now + 300,
    });
    for (name, value) in says.claims.as_object().unwrap() {
        claims[name] = value.clone();
    }
    signed(says, &claims)
}

async fn about(State(says): State<Arc<Mutex<Says>>>) -> Json<Value> {
    let issuer = says.lock().unwrap().issuer.clone();
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
    }))
}

async fn keys(State(says): State<Arc<Mutex<Says>>>) -> Json<Value> {
    let says = says.lock().unwrap();
    let point = says.key.der_bytes();
    let (x, y) = point[1..].split_at(32);
    Json(json!({"keys": [
        {"kty": "oct", "kid": "strange", "k": "AAAA"},
        {
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "one",
            "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
        },
    ]}))
}

async fn give(
    State(says): State<Arc<Mutex<Says>>>,
    Form(form): Form<HashMap<String, String>>,
) -> Answer {
    let mut says = says.lock().unwrap();
    says.asked.push(form);
    if says.status != StatusCode::OK {
        return says.status.into_response();
    }
    Json(json!({"access_token": "x", "expires_in": "3600", "id_token": token(&says)}))
        .into_response()
}

async fn me(State(says): State<Arc<Mutex<Says>>>) -> Json<Value> {
    let subject = says.lock().unwrap().subject.clone();
    Json(json!({"resultcode": "00", "message": "success", "response": {"id": subject}}))
}

impl Elsewhere {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some("one".into());
        let says = Arc::new(Mutex::new(Says {
            issuer: format!("http://127.0.0.1:{port}"),
            key: KeyPair::generate().unwrap(),
            signs_with: None,
            subject: "gildong".into(),
            nonce: String::new(),
            claims: json!({}),
            header,
            status: StatusCode::OK,
            asked: Vec::new(),
        }));
        let router = axum::Router::new()
            .route("/.well-known/openid-configuration", get(about))
            .route("/keys", get(keys))
            .route("/token", post(give))
            .route("/oauth2.0/token", post(give))
            .route("/v1/nid/me", get(me))
            .with_state(Arc::clone(&says));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, says, task }
    }

    fn set(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap());
    }

    /// A co-op that takes Kakao, Naver and Apple from here.
    async fn coop(&self) -> Coop {
        let port = self.port;
        Coop::with(|config| {
            config.public_url = Some("http://127.0.0.1:8787".parse().unwrap());
            let of = |provider| SocialConfig {
                provider,
                ..kakao(port)
            };
            config.socials = vec![
                of(SocialProvider::Kakao),
                SocialConfig {
                    profile_url: Some(
                        format!("http://127.0.0.1:{port}/v1/nid/me")
                            .parse()
                            .unwrap(),
                    ),
                    ..of(SocialProvider::Naver)
                },
                SocialConfig {
                    client_secret: None,
                    apple: Some(AppleKey {
                        team: "TEAM".into(),
                        id: "KEY".into(),
                        pem: Secret::new(KeyPair::generate().unwrap().serialize_pem()),
                    }),
                    ..of(SocialProvider::Apple)
                },
            ];
        })
        .await
    }
}

/// Somebody's way, begun by the app with [`VERIFIER`].
struct Way {
    id: String,
    state: String,
    provider: &'static str,
}

async fn start(coop: &Coop, token: &str, provider: &'static str, purpose: &str) -> Way {
    let body = json!({"provider": provider, "purpose": purpose, "challenge": challenge()});
    let response = coop.post("/v1/social", token, body).await;
    assert_eq!(response.status(), 200);
    let started: SocialStarted = response.json().await.unwrap();
    let state = started.url.rsplit('/').next().unwrap().to_owned();
    Way {
        id: started.id,
        state,
        provider,
    }
}

/// Where the browser goes on to from the way's address.
async fn lead(coop: &Coop, way: &Way) -> Url {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let url = format!("{}/social/{}", coop.server.url(), way.state);
    let response = client.get(url).send().await.unwrap();
    assert_eq!(response.status(), 303);
    response.headers()["location"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap()
}

/// The browser comes back; answers the page's status and text.
async fn come_back(coop: &Coop, provider: &str, query: &str) -> (u16, String) {
    let url = format!("{}/social/return/{provider}?{query}", coop.server.url());
    let response = coop.client.get(url).send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.text().await.unwrap())
}

/// The whole way; answers the code that the browser shows, if it shows one.
async fn go(coop: &Coop, there: &Elsewhere, way: &Way) -> Option<String> {
    let address = lead(coop, way).await;
    let asked: HashMap<_, _> = address.query_pairs().into_owned().collect();
    let expected = format!("http://127.0.0.1:8787/social/return/{}", way.provider);
    assert_eq!(asked["redirect_uri"], expected);
    assert_eq!(asked["state"], way.state);
    there.set(|says| says.nonce = asked.get("nonce").cloned().unwrap_or_default());
    let query = format!("state={}&code=a-code", way.state);
    let (status, page) = come_back(coop, way.provider, &query).await;
    assert_eq!(status, 200);
    let link = page.split("href=\"").nth(1)?.split('"').next()?.to_owned();
    match AppLink::parse(&link) {
        Some(AppLink::Social { id, code }) => {
            assert_eq!(id, way.id);
            Some(code)
        }
        _ => panic!("{link}"),
    }
}

async fn try_check(coop: &Coop, way: &Way, code: Option<&str>) -> reqwest::Response {
    let body = json!({
        "verifier": VERIFIER, "code": code, "device": {"id": DEVICE, "name": "시험"},
    });
    let path = format!("/v1/social/{}", way.id);
    let request = coop.request(Method::POST, &path).json(&body);
    request.send().await.unwrap()
}

async fn check(coop: &Coop, way: &Way, code: Option<&str>) -> SocialReply {
    let response = try_check(coop, way, code).await;
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

async fn link(coop: &Coop, there: &Elsewhere, token: &str, provider: &'static str) -> SocialReply {
    let way = start(coop, token, provider, "link").await;
    let code = go(coop, there, &way).await;
    check(coop, &way, code.as_deref()).await
}

async fn log_in(coop: &Coop, there: &Elsewhere, provider: &'static str) -> SocialReply {
    let way = start(coop, "", provider, "login").await;
    let code = go(coop, there, &way).await;
    check(coop, &way, code.as_deref()).await
}

fn failure(reply: &SocialReply) -> Option<SocialFailure> {
    match reply {
        SocialReply::Failed { reason } => Some(*reason),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_linked_logs_in_and_nothing_else_does() {
    let there = Elsewhere::start().await;
    let coop = there.coop().await;
    let first = coop.log_in("01000000001", PASSWORD).await;
    for provider in ["kakao", "naver", "apple"] {
        there.set(|says| says.subject = format!("gildong at {provider}"));
        // Nobody is linked yet, whoever it may be.
        let reply = log_in(&coop, &there, provider).await;
        assert_eq!(failure(&reply), Some(SocialFailure::NotLinked));
        let reply = link(&coop, &there, &first.access, provider).await;
        assert!(matches!(reply, SocialReply::Linked), "{provider}");
        let SocialReply::LoggedIn { session } = log_in(&coop, &there, provider).await else {
            panic!("{provider}");
        };
        assert_eq!(session.account.id, first.account.id);
        assert!(session.steps.is_empty());
        // Somebody else there is nobody here, and may not become the first one's.
        there.set(|says| says.subject = "somebody".into());
        let reply = log_in(&coop, &there, provider).await;
        assert_eq!(failure(&reply), Some(SocialFailure::NotLinked));
    }
    let second = coop.log_in_on(SECOND_DEVICE, "01000000002", PASSWORD).await;
    there.set(|says| says.subject = "gildong at kakao".into());
    let reply = link(&coop, &there, &second.access, "kakao").await;
    assert_eq!(failure(&reply), Some(SocialFailure::Taken));

    let profile = coop.request(Method::GET, "/v1/account");
    let profile = profile.bearer_auth(&first.access).send().await.unwrap();
    let profile: Value = profile.json().await.unwrap();
    assert_eq!(profile["socials"], json!(["apple", "kakao", "naver"]));
    assert_eq!(profile["events"][0]["what"], "social_linked");

    // An account that staff suspended is not opened by the back door.
    coop.desk(|desk| desk.set_suspended("01000000001", true))
        .unwrap();
    let reply = log_in(&coop, &there, "kakao").await;
    assert_eq!(failure(&reply), Some(SocialFailure::Locked));
    coop.desk(|desk| desk.set_suspended("01000000001", false))
        .unwrap();
    let first = coop.log_in("01000000001", PASSWORD).await;
    let unlink = coop
        .request(Method::DELETE, "/v1/account/socials/kakao")
        .bearer_auth(&first.access);
    assert_eq!(unlink.send().await.unwrap().status(), 204);
    let reply = log_in(&coop, &there, "kakao").await;
    assert_eq!(failure(&reply), Some(SocialFailure::NotLinked));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_elsewhere_spares_no_step_here() {
    let there = Elsewhere::start().await;
    let coop = there.coop().await;
    let first = coop.log_in("01000000001", PASSWORD).await;
    link(&coop, &there, &first.access, "kakao").await;
    // Whoever was vouched for at the start is so no more: a new device is verified again.
    coop.clock.advance(8 * 24 * 60 * 60 * 1000);
    let way = start(&coop, "", "kakao", "login").await;
    let code = go(&coop, &there, &way).await;
    let body = json!({
        "verifier": VERIFIER, "code": code, "device": {"id": SECOND_DEVICE, "name": "새 기기"},
    });
    let response = coop.post(&format!("/v1/social/{}", way.id), "", body).await;
    let SocialReply::LoggedIn { session } = response.json().await.unwrap() else {
        panic!();
    };
    assert_eq!(session.steps, [handbook_wire::auth::Step::VerifyIdentity]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_quite_right_is_refused() {
    let there = Elsewhere::start().await;
    let coop = there.coop().await;
    let first = coop.log_in("01000000001", PASSWORD).await;
    let usual = there.says.lock().unwrap().header.clone();
    let header = |alg, kid: &str| {
        let mut header = Header::new(alg);
        header.kid = Some(kid.to_owned());
        header
    };
    let lies: [(&str, Value, Header, bool); 9] = [
        (
            "another's audience",
            json!({"aud": "other"}),
            usual.clone(),
            false,
        ),
        (
            "another issuer",
            json!({"iss": "https://issuer.example"}),
            usual.clone(),
            false,
        ),
        ("another login", json!({"nonce": "x"}), usual.clone(), false),
        ("no login", json!({"nonce": null}), usual.clone(), false),
        (
            "too old",
            json!({"exp": 1_700_000_000}),
            usual.clone(),
            false,
        ),
        (
            "for somebody else",
            json!({"azp": "other"}),
            usual.clone(),
            false,
        ),
        ("another's signature", json!({}), usual.clone(), true),
        (
            "our own secret",
            json!({}),
            header(Algorithm::HS256, "one"),
            false,
        ),
        (
            "a key that is none",
            json!({}),
            header(Algorithm::ES256, "two"),
            false,
        ),
    ];
    for (what, claims, header, other_key) in lies {
        there.set(|says| {
            says.claims = claims;
            says.header = header;
            says.signs_with = other_key.then(|| KeyPair::generate().unwrap());
        });
        let reply = link(&coop, &there, &first.access, "kakao").await;
        assert_eq!(failure(&reply), Some(SocialFailure::Refused), "{what}");
    }
    there.set(|says| {
        says.claims = json!({});
        says.header = usual;
        says.signs_with = None;
        says.status = StatusCode::SERVICE_UNAVAILABLE;
    });
    let reply = link(&coop, &there, &first.access, "kakao").await;
    assert_eq!(failure(&reply), Some(SocialFailure::Unavailable));
    there.set(|says| says.status = StatusCode::BAD_REQUEST);
    let reply = link(&coop, &there, &first.access, "naver").await;
    assert_eq!(failure(&reply), Some(SocialFailure::Refused));
    there.set(|says| says.status = StatusCode::OK);
    let reply = link(&coop, &there, &first.access, "kakao").await;
    assert!(matches!(reply, SocialReply::Linked));
    // What the provider was asked with.
    let says = there.says.lock().unwrap();
    let asked = says.asked.last().unwrap();
    assert_eq!(asked["client_secret"], SECRET);
    assert_eq!(asked["code"], "a-code");
    assert_eq!(asked["code_verifier"].len(), 43);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_is_taken_once_from_where_it_was_sent() {
    let there = Elsewhere::start().await;
    let coop = there.coop().await;
    let first = coop.log_in("01000000001", PASSWORD).await;
    let way = start(&coop, &first.access, "kakao", "link").await;
    // An answer of one provider says nothing for another.
    let query = format!("state={}&code=a-code", way.state);
    assert_eq!(come_back(&coop, "naver", &query).await.0, 410);
    assert_eq!(come_back(&coop, "nobody", &query).await.0, 410);
    assert!(matches!(
        check(&coop, &way, None).await,
        SocialReply::Waiting
    ));
    let right = go(&coop, &there, &way).await.unwrap();
    assert_eq!(come_back(&coop, "kakao", &query).await.0, 410);
    // Whoever has no code of the browser learns nothing, and can't guess it.
    assert!(matches!(
        check(&coop, &way, None).await,
        SocialReply::Waiting
    ));
    let stranger = json!({
        "verifier": "x", "code": right, "device": {"id": DEVICE, "name": "x"},
    });
    let path = format!("/v1/social/{}", way.id);
    assert_eq!(coop.post(&path, "", stranger).await.status(), 404);
    for _ in 0..5 {
        let wrong = try_check(&coop, &way, Some("AAAAAAAA")).await;
        assert_eq!(wrong.status(), 403);
        assert_eq!(code(wrong).await, ErrorCode::WrongCode);
    }
    let reply = check(&coop, &way, Some(&right)).await;
    assert_eq!(failure(&reply), Some(SocialFailure::Expired));

    // Typed by hand, in small letters and groups, it is the same code; it is good once.
    let way = start(&coop, "", "kakao", "login").await;
    let right = go(&coop, &there, &way).await.unwrap().to_lowercase();
    let typed = format!("{}-{}", &right[..4], &right[4..]);
    let reply = check(&coop, &way, Some(&typed)).await;
    assert!(matches!(reply, SocialReply::LoggedIn { .. }));
    assert_eq!(try_check(&coop, &way, Some(&typed)).await.status(), 404);

    // The person says no.
    let way = start(&coop, "", "kakao", "login").await;
    let query = format!("state={}&error=access_denied", way.state);
    let (status, page) = come_back(&coop, "kakao", &query).await;
    assert_eq!(status, 200);
    assert!(page.contains("완료되지 않았어요"));
    let reply = check(&coop, &way, None).await;
    assert_eq!(failure(&reply), Some(SocialFailure::Refused));

    // Too late.
    let way = start(&coop, "", "kakao", "login").await;
    coop.clock.advance(11 * 60 * 1000);
    let query = format!("state={}&code=a-code", way.state);
    assert_eq!(come_back(&coop, "kakao", &query).await.0, 410);
    let reply = check(&coop, &way, None).await;
    assert_eq!(failure(&reply), Some(SocialFailure::Expired));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_the_consent_back_there_is_unlinked_here() {
    let there = Elsewhere::start().await;
    let coop = there.coop().await;
    coop.import((1..=5).map(member));
    let first = coop.log_in("01000000001", PASSWORD).await;
    link(&coop, &there, &first.access, "apple").await;
    let notice = |what: &str, sub: &str| {
        let says = there.says.lock().unwrap();
        let now = jsonwebtoken::get_current_timestamp();
        let events = json!({"type": what, "sub": sub, "event_time": now}).to_string();
        let claims = json!({
            "iss": says.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "jti": "1",
            "events": events,
        });
        signed(&says, &claims)
    };
    let send = async |provider: &str, notice: String| {
        let url = format!("{}/social/notice/{provider}", coop.server.url());
        let body = format!("payload={notice}");
        let request = coop
            .client
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(
        send("kakao", notice("consent-revoked", "gildong")).await,
        400
    );
    assert_eq!(send("apple", "x.y.z".into()).await, 400);
    assert_eq!(
        send("apple", notice("email-disabled", "gildong")).await,
        204
    );
    let reply = log_in(&coop, &there, "apple").await;
    assert!(matches!(reply, SocialReply::LoggedIn { .. }));
    assert_eq!(
        send("apple", notice("consent-revoked", "gildong")).await,
        204
    );
    let reply = log_in(&coop, &there, "apple").await;
    assert_eq!(failure(&reply), Some(SocialFailure::NotLinked));
}
