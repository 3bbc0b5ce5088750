//! Apple Push Notification service: HTTP/2 alone, and provider tokens that are neither old nor new too
//! often.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Version};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use handbook_server::clock::Clock;
use handbook_server::config::{ApnsConfig, Secret};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Got, Peer, Shared, key_file, lock, refusal, text};
use crate::Error;

/// The team.
pub const TEAM: &str = "TEAM123456";
/// The key.
pub const KEY_ID: &str = "KEY1234567";
/// The app's bundle id.
pub const TOPIC: &str = "kr.example.esujeop";
/// The longest payload.
const LONGEST: usize = 4096;

/// APNs.
pub struct ApnsPeer {
    peer: Peer,
    provider: Arc<Provider>,
}

/// The provider token that was seen last.
#[derive(Default)]
struct Provider {
    newest: Mutex<Option<(String, i64)>>,
    seen: Mutex<u32>,
    /// Takes tokens that are older than this (s) for expired.
    strictness: Mutex<i64>,
}

#[derive(Clone)]
struct Place {
    shared: Arc<Shared>,
    provider: Arc<Provider>,
}

impl ApnsPeer {
    /// Starts one whose time is `clock`'s.
    ///
    /// # Errors
    /// When there is no port for it.
    pub async fn start(clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let shared = Shared::new(clock);
        let provider = Arc::<Provider>::default();
        *lock(&provider.strictness) = 3600;
        let place = Place {
            shared: shared.clone(),
            provider: provider.clone(),
        };
        let router = Router::new()
            .route("/3/device/{token}", post(send))
            .with_state(place);
        let peer = Peer::start(shared, router).await?;
        Ok(Self { peer, provider })
    }

    /// The settings of a server of the same team.
    ///
    /// # Errors
    /// When the test keys are not there.
    pub fn config(&self) -> Result<ApnsConfig, Error> {
        Ok(ApnsConfig {
            team: TEAM.to_owned(),
            key_id: KEY_ID.to_owned(),
            key: Secret::new(std::fs::read_to_string(key_file("apns.p8"))?),
            topic: TOPIC.to_owned(),
            url: self.url().parse()?,
        })
    }

    /// How many provider tokens it has seen.
    #[must_use]
    pub fn tokens(&self) -> u32 {
        *lock(&self.provider.seen)
    }

    /// Takes provider tokens of this age (s) for expired.
    pub fn expire_after(&self, seconds: i64) {
        *lock(&self.provider.strictness) = seconds;
    }
}

impl Deref for ApnsPeer {
    type Target = Peer;

    fn deref(&self) -> &Peer {
        &self.peer
    }
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    iat: i64,
}

/// When a provider token was made; none for one that nobody of the team has signed.
fn made_at(token: &str) -> Option<i64> {
    let key = std::fs::read(key_file("apns.pub.pem")).ok()?;
    let key = DecodingKey::from_ec_pem(&key).ok()?;
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    let claims: Claims = decode(token, &key, &validation).ok()?.claims;
    let header = decode_header(token).ok()?;
    (claims.iss == TEAM && header.kid.as_deref() == Some(KEY_ID)).then_some(claims.iat)
}

async fn send(
    State(place): State<Place>,
    Path(token): Path<String>,
    version: Version,
    heads: HeaderMap,
    body: Bytes,
) -> Response {
    if version != Version::HTTP_2 {
        return StatusCode::HTTP_VERSION_NOT_SUPPORTED.into_response();
    }
    let head = |name: &str| {
        heads
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    if let Some(refusal) = check_provider(&place, &head("authorization")) {
        return refusal;
    }
    if body.len() > LONGEST {
        return fault(413, "PayloadTooLarge");
    }
    let Ok(json) = serde_json::from_slice::<Value>(&body) else {
        return fault(400, "PayloadEmpty");
    };
    let (sort, priority) = (head("apns-push-type"), head("apns-priority"));
    let collapse = head("apns-collapse-id");
    let alert = &json["aps"]["alert"];
    let right = match sort.as_str() {
        "alert" => alert.is_object() && ["10", "5"].contains(&priority.as_str()),
        "background" => json["aps"]["content-available"] == 1 && priority == "5",
        _ => false,
    };
    if !right || head("apns-expiration").parse::<i64>().is_err() {
        return fault(400, "InvalidPushType");
    }
    if collapse.is_empty() || collapse.len() > 64 || collapse != text(&json["post"]) {
        return fault(400, "BadCollapseId");
    }
    if head("apns-topic") != TOPIC {
        return fault(400, "BadTopic");
    }
    let names = [
        "apns-topic",
        "apns-push-type",
        "apns-priority",
        "apns-collapse-id",
        "apns-expiration",
    ];
    let got = Got {
        token,
        heads: (names.iter().map(|name| ((*name).to_owned(), head(name))))
            .collect::<BTreeMap<_, _>>(),
        body: json.clone(),
    };
    let shown = (sort == "alert").then(|| {
        let sound = json["aps"]["sound"] == "default";
        ((text(&alert["title"]), text(&alert["body"])), sound)
    });
    let number = json["version"].as_u64().unwrap_or(0);
    let refused = place.shared.take(got, &collapse, number, shown).await;
    refused.unwrap_or_else(|| StatusCode::OK.into_response())
}

fn check_provider(place: &Place, authorization: &str) -> Option<Response> {
    let Some(token) = authorization.strip_prefix("Bearer ") else {
        return Some(fault(403, "MissingProviderToken"));
    };
    let Some(made_at) = made_at(token) else {
        return Some(fault(403, "InvalidProviderToken"));
    };
    let now = place.shared.clock.now() / 1000;
    if !(0..=*lock(&place.provider.strictness)).contains(&(now - made_at)) {
        return Some(fault(403, "ExpiredProviderToken"));
    }
    let mut newest = lock(&place.provider.newest);
    match &*newest {
        Some((known, _)) if known == token => return None,
        Some((_, since)) if now - since < 20 * 60 => {
            return Some(fault(429, "TooManyProviderTokenUpdates"));
        }
        _ => {}
    }
    *newest = Some((token.to_owned(), now));
    *lock(&place.provider.seen) += 1;
    None
}

fn fault(status: u16, reason: &str) -> Response {
    refusal(status, None, json!({"reason": reason}))
}
