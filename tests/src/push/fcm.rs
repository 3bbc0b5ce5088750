//! Firebase Cloud Messaging: Google's tokens and HTTP v1.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Form, Json, Router};
use handbook_server::clock::Clock;
use handbook_server::config::{FcmConfig, Secret};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Got, Peer, Shared, key_file, lock, refusal, text};
use crate::Error;

/// The project.
pub const PROJECT: &str = "handbook-test";
/// The service account.
pub const ACCOUNT: &str = "sender@handbook-test.example";
/// How long (ms) an access token is good.
const LIFE: i64 = 3_600_000;

/// FCM and the place where its access tokens are had.
pub struct FcmPeer {
    peer: Peer,
    grants: Arc<Grants>,
    folder: tempfile::TempDir,
}

/// The access tokens that were given out.
#[derive(Default)]
struct Grants {
    given: AtomicU32,
    /// Good tokens with the time until when.
    good: Mutex<BTreeMap<String, i64>>,
    /// Faults of the next requests for a token.
    faults: Mutex<Vec<(u16, Option<String>)>>,
    url: Mutex<String>,
}

#[derive(Clone)]
struct Place {
    shared: Arc<Shared>,
    grants: Arc<Grants>,
}

impl FcmPeer {
    /// Starts one whose time is `clock`'s.
    ///
    /// # Errors
    /// When there is no port or room for it.
    pub async fn start(clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let shared = Shared::new(clock);
        let grants = Arc::<Grants>::default();
        let place = Place {
            shared: shared.clone(),
            grants: grants.clone(),
        };
        let router = Router::new()
            .route("/token", post(grant))
            .route("/v1/projects/{project}/{verb}", post(send))
            .with_state(place);
        let peer = Peer::start(shared, router).await?;
        *lock(&grants.url) = format!("{}/token", peer.url());
        Ok(Self {
            peer,
            grants,
            folder: tempfile::tempdir()?,
        })
    }

    /// The settings of a server of the same project, read in a process.
    ///
    /// # Errors
    /// When the test keys are not there.
    pub fn config(&self) -> Result<FcmConfig, Error> {
        Ok(FcmConfig {
            project: PROJECT.to_owned(),
            account: ACCOUNT.to_owned(),
            key: Secret::new(std::fs::read_to_string(key_file("fcm.pem"))?),
            key_id: Some("1".to_owned()),
            token_url: format!("{}/token", self.url()).parse()?,
            url: self.url().parse()?,
        })
    }

    /// The settings of a server that is a process of its own.
    ///
    /// # Errors
    /// When there is no room for the file of the service account.
    pub fn settings(&self) -> Result<[(&'static str, String); 2], Error> {
        let account = json!({
            "type": "service_account", "project_id": PROJECT, "client_email": ACCOUNT,
            "private_key_id": "1",
            "private_key": std::fs::read_to_string(key_file("fcm.pem"))?,
            "token_uri": format!("{}/token", self.url()),
        });
        let file = self.folder.path().join("account.json");
        std::fs::write(&file, account.to_string())?;
        Ok([
            (
                "HANDBOOK_SERVER_NOTIFICATION_FCM_KEY_FILE",
                file.display().to_string(),
            ),
            ("HANDBOOK_SERVER_NOTIFICATION_FCM_URL", self.url()),
        ])
    }

    /// How many access tokens were given out.
    #[must_use]
    pub fn grants(&self) -> u32 {
        self.grants.given.load(Ordering::SeqCst)
    }

    /// Takes every access token back.
    pub fn revoke(&self) {
        lock(&self.grants.good).clear();
    }

    /// Answers the next request for a token with this status.
    pub fn refuse_token(&self, status: u16, after: Option<&str>) {
        let fault = (status, after.map(str::to_owned));
        lock(&self.grants.faults).push(fault);
    }
}

impl Deref for FcmPeer {
    type Target = Peer;

    fn deref(&self) -> &Peer {
        &self.peer
    }
}

#[derive(Deserialize)]
struct Asked {
    grant_type: String,
    assertion: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    scope: String,
    aud: String,
    iat: i64,
    exp: i64,
}

async fn grant(State(place): State<Place>, Form(asked): Form<Asked>) -> Response {
    let grants = &place.grants;
    if let Some((status, after)) = lock(&grants.faults).pop() {
        return refusal(status, after.as_deref(), json!({"error": "unavailable"}));
    }
    let now = place.shared.clock.now();
    let claims = claims(&asked.assertion);
    let right = asked.grant_type == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        && claims.is_some_and(|claims| {
            claims.iss == ACCOUNT
                && claims.scope == "https://www.googleapis.com/auth/firebase.messaging"
                && claims.aud == *lock(&grants.url)
                && (now / 1000 - claims.iat).abs() < 60
                && claims.exp > now / 1000
                && claims.exp - claims.iat <= 3600
        });
    if !right {
        let refused = json!({"error": "invalid_grant", "error_description": "Invalid JWT"});
        return (StatusCode::BAD_REQUEST, Json(refused)).into_response();
    }
    let number = grants.given.fetch_add(1, Ordering::SeqCst);
    let token = format!("access-{number}");
    lock(&grants.good).insert(token.clone(), now + LIFE);
    Json(json!({"access_token": token, "expires_in": LIFE / 1000, "token_type": "Bearer"}))
        .into_response()
}

fn claims(assertion: &str) -> Option<Claims> {
    let key = std::fs::read(key_file("fcm.pub.pem")).ok()?;
    let key = DecodingKey::from_rsa_pem(&key).ok()?;
    let mut validation = Validation::new(Algorithm::RS256);
    // Its time is the test's.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    Some(decode(assertion, &key, &validation).ok()?.claims)
}

async fn send(
    State(place): State<Place>,
    Path((project, verb)): Path<(String, String)>,
    heads: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    if project != PROJECT || verb != "messages:send" {
        return fault(404, "NOT_FOUND", None);
    }
    let bearer = heads
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let now = place.shared.clock.now();
    let good = bearer.and_then(|token| lock(&place.grants.good).get(token).copied());
    if good.is_none_or(|until| now >= until) {
        return fault(401, "UNAUTHENTICATED", None);
    }
    let message = &body["message"];
    let token = text(&message["token"]);
    let data = &message["data"];
    let all_text = data
        .as_object()
        .is_some_and(|data| data.values().all(Value::is_string));
    if token.is_empty() || !all_text || body.to_string().len() > 4096 {
        return fault(400, "INVALID_ARGUMENT", Some("message"));
    }
    let post = text(&data["post"]);
    let version = text(&data["version"]).parse().unwrap_or(0);
    let shown = message["notification"].as_object().map(|shown| {
        let android = &message["android"]["notification"];
        let sound = android["channel_id"] == "news";
        ((text(&shown["title"]), text(&shown["body"])), sound)
    });
    // What has no tag would lie beside the one before.
    if shown.is_some() && message["android"]["notification"]["tag"] != data["post"] {
        return fault(400, "INVALID_ARGUMENT", Some("message.android"));
    }
    let got = Got {
        token,
        heads: BTreeMap::new(),
        body: body.clone(),
    };
    if let Some(response) = place.shared.take(got, &post, version, shown).await {
        return response;
    }
    Json(json!({"name": format!("projects/{PROJECT}/messages/1")})).into_response()
}

/// A failure as FCM words it.
fn fault(status: u16, code: &str, field: Option<&str>) -> Response {
    refusal(status, None, failure(status, code, field))
}

/// The body of a failure: `code` is FCM's own, `field` what is not right.
#[must_use]
pub fn failure(status: u16, code: &str, field: Option<&str>) -> Value {
    let general = match status {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        _ => "INTERNAL",
    };
    let mut details = vec![json!({
        "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code,
    })];
    if let Some(field) = field {
        details.push(json!({
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [{"field": field, "description": "Invalid"}],
        }));
    }
    json!({"error": {"code": status, "message": code, "status": general, "details": details}})
}
