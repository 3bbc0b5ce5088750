//! How Google lets the co-op in: a signed assertion is traded for an access token that lives an hour.

use std::sync::Arc;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Client, StatusCode};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::{Fate, SenderError, read, wait};
use crate::clock::Clock;
use crate::config::{FcmConfig, Secret};

const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// Seconds for which an assertion is good; Google takes no longer.
const GOOD: i64 = 3600;
/// A token is renewed so long (ms) before it runs out, so that none runs out on its way.
const EARLY: i64 = 5 * 60 * 1000;

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    scope: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: i64,
}

struct Held {
    token: Secret,
    until: i64,
}

/// The access token of a service account, renewed before it runs out.
pub(super) struct Grant {
    config: FcmConfig,
    key: EncodingKey,
    clock: Arc<dyn Clock>,
    held: Mutex<Option<Held>>,
}

impl Grant {
    pub(super) fn new(config: &FcmConfig, clock: Arc<dyn Clock>) -> Result<Self, SenderError> {
        Ok(Self {
            key: EncodingKey::from_rsa_pem(config.key.expose().as_bytes())
                .map_err(|_| SenderError::Key("notification.fcm"))?,
            config: config.clone(),
            clock,
            held: Mutex::new(None),
        })
    }

    /// A token, another one than `refused`. Whoever comes while one is fetched waits for it.
    pub(super) async fn token(
        &self,
        client: &Client,
        refused: Option<&Secret>,
    ) -> Result<Secret, Fate> {
        let mut held = self.held.lock().await;
        let now = self.clock.now();
        if let Some(held) = &*held
            && now < held.until
            && refused != Some(&held.token)
        {
            return Ok(held.token.clone());
        }
        let granted = self.fetch(client, now).await?;
        let token = Secret::new(granted.access_token);
        let life = granted.expires_in.clamp(0, GOOD).saturating_mul(1000);
        *held = Some(Held {
            token: token.clone(),
            until: now + (life - EARLY).max(life / 2),
        });
        Ok(token)
    }

    async fn fetch(&self, client: &Client, now: i64) -> Result<Granted, Fate> {
        let away = |after| Fate::NotNow { after, all: true };
        let assertion = self.assertion(now)?;
        let form = [("grant_type", GRANT), ("assertion", assertion.expose())];
        let body: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = client
            .post(self.config.token_url.clone())
            .header(
                reqwest::header::CONTENT_TYPE,
                "application/x-www-form-urlencoded",
            )
            .body(body);
        let response = request.send().await.map_err(|_| away(None))?;
        let status = response.status();
        if status == StatusCode::OK {
            return read(response).await.ok_or(away(None));
        }
        match status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            true => Err(away(wait(&response, &*self.clock))),
            false => Err(Fate::NotLet("Google refuses the service account's key")),
        }
    }

    fn assertion(&self, now: i64) -> Result<Secret, Fate> {
        let now = now.div_euclid(1000);
        let claims = Claims {
            iss: &self.config.account,
            scope: SCOPE,
            aud: self.config.token_url.as_str(),
            iat: now,
            exp: now + GOOD,
        };
        let mut header = Header::new(Algorithm::RS256);
        header.kid.clone_from(&self.config.key_id);
        encode(&header, &claims, &self.key)
            .map(Secret::new)
            .map_err(|_| Fate::NotLet("the service account's key can't sign"))
    }
}
