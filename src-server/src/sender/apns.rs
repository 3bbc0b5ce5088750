//! Apple Push Notification service: HTTP/2, and a provider token that is renewed in time and not too often.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use handbook_wire::notification::PushService;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Client, Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Fate, Message, Sender, SenderError, read, unanswered, wait};
use crate::clock::Clock;
use crate::config::{ApnsConfig, Secret, is_loopback};
use crate::outgoing;

/// A provider token is renewed at this age (ms). Apple takes none that is older than an hour, ...
const RENEW: i64 = 40 * 60 * 1000;
/// ... and no new one sooner than this (ms).
const SOONEST: i64 = 20 * 60 * 1000;

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    iat: i64,
}

#[derive(Clone, PartialEq)]
struct Held {
    token: Secret,
    made_at: i64,
}

/// APNs.
pub struct Apns {
    client: Client,
    config: ApnsConfig,
    key: EncodingKey,
    clock: Arc<dyn Clock>,
    held: Mutex<Option<Held>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Failure {
    reason: String,
    /// Since when the token is dead, in milliseconds since 1970 UTC.
    timestamp: Option<i64>,
}

impl Apns {
    /// APNs for the configured app.
    ///
    /// # Errors
    /// [`SenderError`].
    pub fn new(config: &ApnsConfig, clock: Arc<dyn Clock>) -> Result<Self, SenderError> {
        Ok(Self {
            client: outgoing::http2_client(is_loopback(&config.url), true)?,
            key: EncodingKey::from_ec_pem(config.key.expose().as_bytes())
                .map_err(|_| SenderError::Key("notification.apns"))?,
            config: config.clone(),
            clock,
            held: Mutex::new(None),
        })
    }

    /// The provider token. One that was `refused` is made anew as soon as Apple takes another.
    fn provider_token(&self, refused: Option<&Held>) -> Result<Held, Fate> {
        let now = self.clock.now();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = &*held {
            let age = now - held.made_at;
            let is_refused = refused == Some(held);
            if is_refused && (0..SOONEST).contains(&age) {
                return Err(Fate::NotLet("Apple does not take the provider token"));
            }
            if !is_refused && (0..RENEW).contains(&age) {
                return Ok(held.clone());
            }
        }
        let claims = Claims {
            iss: &self.config.team,
            iat: now.div_euclid(1000),
        };
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.config.key_id.clone());
        let token = encode(&header, &claims, &self.key)
            .map_err(|_| Fate::NotLet("the provider's key can't sign"))?;
        let made = Held {
            token: Secret::new(token),
            made_at: now,
        };
        *held = Some(made.clone());
        Ok(made)
    }

    async fn deliver(&self, message: &Message) -> Fate {
        let mut refused = None;
        loop {
            let token = match self.provider_token(refused.as_ref()) {
                Ok(token) => token,
                Err(fate) => return fate,
            };
            let response = match self.post(message, &token.token).await {
                Ok(response) => response,
                Err(error) => return unanswered(&error),
            };
            let status = response.status();
            if status.is_success() {
                return Fate::Taken;
            }
            let after = wait(&response, &*self.clock);
            let failure: Failure = read(response).await.unwrap_or_default();
            if failure.reason == "ExpiredProviderToken" && refused.is_none() {
                refused = Some(token);
                continue;
            }
            return fate(status, after, &failure);
        }
    }

    async fn post(&self, message: &Message, token: &Secret) -> reqwest::Result<Response> {
        let mut address = self.config.url.clone();
        address.set_path(&format!("/3/device/{}", message.token));
        let (sort, priority) = match &message.shown {
            Some(_) if !message.quiet => ("alert", "10"),
            Some(_) => ("alert", "5"),
            None => ("background", "5"),
        };
        self.client
            .post(address)
            .bearer_auth(token.expose())
            .header("apns-topic", &self.config.topic)
            .header("apns-push-type", sort)
            .header("apns-priority", priority)
            .header("apns-collapse-id", &message.post)
            .header(
                "apns-expiration",
                message.expires_at.div_euclid(1000).to_string(),
            )
            .json(&body(message))
            .send()
            .await
    }
}

impl Sender for Apns {
    fn service(&self) -> PushService {
        PushService::Apns
    }

    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Fate> {
        Box::pin(self.deliver(message))
    }
}

fn body(message: &Message) -> Value {
    let (what, aps) = match &message.shown {
        Some(shown) => {
            let mut aps = json!({
                "alert": {"title": shown.title, "body": shown.text}, "thread-id": message.kind,
            });
            match message.quiet {
                true => aps["interruption-level"] = json!("passive"),
                false => aps["sound"] = json!("default"),
            }
            ("post", aps)
        }
        None => ("withdrawal", json!({"content-available": 1})),
    };
    json!({
        "aps": aps, "what": what, "post": message.post, "kind": message.kind,
        "version": message.version, "link": message.link(),
    })
}

fn fate(status: StatusCode, after: Option<std::time::Duration>, failure: &Failure) -> Fate {
    match (status.as_u16(), failure.reason.as_str()) {
        (410, _) => Fate::Dead {
            since: failure.timestamp,
        },
        (400, "BadDeviceToken" | "DeviceTokenNotForTopic") => Fate::Dead { since: None },
        (400, "BadTopic" | "MissingTopic" | "TopicDisallowed") => {
            Fate::NotLet("Apple does not know the topic")
        }
        (400 | 404 | 405 | 413, _) => Fate::Refused("Apple says that the message is not right"),
        (403, _) => Fate::NotLet("Apple does not take the provider's key"),
        (429, "TooManyProviderTokenUpdates") => Fate::NotNow { after, all: true },
        // Too many to this one device.
        (429, _) => Fate::NotNow { after, all: false },
        (500.., _) => Fate::NotNow {
            after,
            all: status == StatusCode::SERVICE_UNAVAILABLE,
        },
        _ => Fate::Refused("Apple answers what it does not document"),
    }
}
