//! Firebase Cloud Messaging, HTTP v1.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use handbook_wire::notification::PushService;
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::grant::Grant;
use super::{Fate, Message, Sender, SenderError, read, unanswered, wait};
use crate::clock::Clock;
use crate::config::{FcmConfig, is_loopback};
use crate::outgoing;

/// Channels of the app on Android: with a sound and without.
const LOUD: &str = "news";
const QUIET: &str = "news_quiet";
/// The longest (s) that FCM keeps a message for a device that is away.
const LONGEST: i64 = 28 * 24 * 60 * 60;

/// FCM.
pub struct Fcm {
    client: Client,
    address: url::Url,
    grant: Grant,
    clock: Arc<dyn Clock>,
}

impl Fcm {
    /// FCM for the configured project.
    ///
    /// # Errors
    /// [`SenderError`].
    pub fn new(config: &FcmConfig, clock: Arc<dyn Clock>) -> Result<Self, SenderError> {
        let mut address = config.url.clone();
        address.set_path(&format!("/v1/projects/{}/messages:send", config.project));
        Ok(Self {
            client: outgoing::http2_client(is_loopback(&config.url), false)?,
            address,
            grant: Grant::new(config, Arc::clone(&clock))?,
            clock,
        })
    }

    async fn deliver(&self, message: &Message) -> Fate {
        let body = body(message, self.clock.now());
        let mut refused = None;
        loop {
            let token = match self.grant.token(&self.client, refused.as_ref()).await {
                Ok(token) => token,
                Err(fate) => return fate,
            };
            let request = self
                .client
                .post(self.address.clone())
                .bearer_auth(token.expose())
                .json(&body);
            let response = match request.send().await {
                Ok(response) => response,
                Err(error) => return unanswered(&error),
            };
            let status = response.status();
            if status.is_success() {
                return Fate::Taken;
            }
            let after = wait(&response, &*self.clock);
            let failure: Failure = read(response).await.unwrap_or_default();
            // A token can be taken back before its time.
            if status == StatusCode::UNAUTHORIZED
                && failure.code() != "THIRD_PARTY_AUTH_ERROR"
                && refused.is_none()
            {
                refused = Some(token);
                continue;
            }
            return fate(status, after, &failure);
        }
    }
}

impl Sender for Fcm {
    fn service(&self) -> PushService {
        PushService::Fcm
    }

    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Fate> {
        Box::pin(self.deliver(message))
    }
}

fn body(message: &Message, now: i64) -> Value {
    let ttl = (message.expires_at - now)
        .div_euclid(1000)
        .clamp(0, LONGEST);
    let what = match message.shown {
        Some(_) => "post",
        None => "withdrawal",
    };
    // No collapse key: FCM keeps four of them at most for a device that is away, and would drop news.
    // On the device the tag lets a later message take the place of this one.
    let mut body = json!({"message": {
        "token": message.token,
        "data": {
            "what": what, "post": message.post, "kind": message.kind,
            "version": message.version.to_string(), "link": message.link(),
        },
        "android": {
            "ttl": format!("{ttl}s"),
            "priority": if message.shown.is_some() && !message.quiet { "HIGH" } else { "NORMAL" },
        },
    }});
    if let Some(shown) = &message.shown {
        body["message"]["notification"] = json!({"title": shown.title, "body": shown.text});
        body["message"]["android"]["notification"] = json!({
            "tag": message.post,
            "channel_id": if message.quiet { QUIET } else { LOUD },
        });
    }
    body
}

#[derive(Default, Deserialize)]
struct Failure {
    #[serde(default)]
    error: Status,
}

#[derive(Default, Deserialize)]
struct Status {
    #[serde(default)]
    status: String,
    #[serde(default)]
    details: Vec<Detail>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Detail {
    error_code: String,
    field_violations: Vec<Violation>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Violation {
    field: String,
}

impl Failure {
    /// FCM's own code where there is one, else the general status.
    fn code(&self) -> &str {
        let mut details = self.error.details.iter();
        details
            .find(|detail| !detail.error_code.is_empty())
            .map_or(self.error.status.as_str(), |detail| &detail.error_code)
    }

    /// Whether it names the token as what is wrong.
    fn is_about_token(&self) -> bool {
        let mut fields = (self.error.details.iter()).flat_map(|detail| &detail.field_violations);
        fields.any(|violation| violation.field == "message.token")
    }
}

fn fate(status: StatusCode, after: Option<std::time::Duration>, failure: &Failure) -> Fate {
    match (status.as_u16(), failure.code()) {
        (404, "UNREGISTERED") | (403, "SENDER_ID_MISMATCH") => Fate::Dead { since: None },
        (400, _) if failure.is_about_token() => Fate::Dead { since: None },
        (400 | 413, _) => Fate::Refused("FCM says that the message is not right"),
        (429, _) => Fate::NotNow {
            // FCM asks for a minute where it says nothing.
            after: Some(after.unwrap_or(std::time::Duration::from_secs(60))),
            all: true,
        },
        (500.., _) => Fate::NotNow {
            after,
            all: status == StatusCode::SERVICE_UNAVAILABLE,
        },
        (401, _) => Fate::NotLet("FCM does not take the service account's token"),
        (403, _) => Fate::NotLet("the service account may not send messages"),
        (404, _) => Fate::NotLet("FCM does not know the project"),
        _ => Fate::Refused("FCM answers what it does not document"),
    }
}
