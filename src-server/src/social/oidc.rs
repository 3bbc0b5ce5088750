//! OpenID Connect, code flow: Kakao, Google, Apple.

use std::sync::PoisonError;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use handbook_wire::social::SocialProvider;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reqwest::Client;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::{Errand, Person, Provider, SocialError, apple};
use crate::config::{SocialConfig, is_loopback};
use crate::outgoing::{self, ClientError};

/// How long what a provider says of itself is good.
const FRESH: Duration = Duration::from_secs(60 * 60);
/// The least time between two looks for a key that is not known.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// The longest name of a person.
const LONGEST_SUBJECT: usize = 255;

/// A provider.
pub(super) struct Oidc {
    config: SocialConfig,
    client: Client,
    known: Mutex<Option<Known>>,
}

/// What the provider says of itself.
#[derive(Clone)]
struct Known {
    about: Arc<About>,
    keys: Arc<Vec<Value>>,
    at: Instant,
}

#[derive(Deserialize)]
struct About {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    azp: Option<String>,
}

impl Oidc {
    pub(super) fn new(config: SocialConfig) -> Result<Self, ClientError> {
        Ok(Self {
            client: outgoing::client(is_loopback(&config.issuer))?,
            known: Mutex::default(),
            config,
        })
    }

    /// What the provider says of itself, not older than `age`.
    async fn known(&self, age: Duration) -> Result<Known, SocialError> {
        let held = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held().clone().filter(|known| known.at.elapsed() < age) {
            return Ok(known);
        }
        let issuer = self.config.issuer.as_str().trim_end_matches('/');
        let address = format!("{issuer}/.well-known/openid-configuration");
        let address = Url::parse(&address).map_err(|_| SocialError::Unavailable("its address"))?;
        let about: About = self.get(address).await?;
        if about.issuer.trim_end_matches('/') != issuer {
            return Err(SocialError::Unavailable("it names another issuer"));
        }
        let addresses = [
            &about.authorization_endpoint,
            &about.token_endpoint,
            &about.jwks_uri,
        ];
        if !addresses.iter().all(|address| self.may_ask(address)) {
            return Err(SocialError::Unavailable("an address of it is not https"));
        }
        let keys: Keys = self.get(about.jwks_uri.clone()).await?;
        let known = Known {
            about: Arc::new(about),
            keys: Arc::new(keys.keys),
            at: Instant::now(),
        };
        *held() = Some(known.clone());
        Ok(known)
    }

    fn may_ask(&self, address: &Url) -> bool {
        let alone = is_loopback(&self.config.issuer) && is_loopback(address);
        address.scheme() == "https" || address.scheme() == "http" && alone
    }

    async fn get<T: DeserializeOwned>(&self, address: Url) -> Result<T, SocialError> {
        let refused = SocialError::Unavailable("it does not answer");
        super::ask(self.client.get(address), refused).await
    }

    /// What `token` says, if the provider signed it for us and it is good now.
    async fn read<T: DeserializeOwned>(&self, token: &str) -> Result<T, SocialError> {
        let header =
            decode_header(token).map_err(|_| SocialError::Refused("its token can't be read"))?;
        // The algorithm is one of these, whatever the token asks for; never a shared secret.
        if !matches!(header.alg, Algorithm::RS256 | Algorithm::ES256) {
            return Err(SocialError::Refused("the token's algorithm"));
        }
        let find = |known: &Known| {
            let fits = |key: &&Value| match &header.kid {
                Some(kid) => key.get("kid").and_then(Value::as_str) == Some(kid),
                None => known.keys.len() == 1,
            };
            let key = known.keys.iter().find(fits)?;
            serde_json::from_value::<Jwk>(key.clone()).ok()
        };
        let mut known = self.known(FRESH).await?;
        let mut key = find(&known);
        if key.is_none() {
            // It may have a new key.
            known = self.known(LOOK_AGAIN).await?;
            key = find(&known);
        }
        let key = key.ok_or(SocialError::Refused("a key that it does not have"))?;
        let key = DecodingKey::from_jwk(&key)
            .map_err(|_| SocialError::Unavailable("its key can't be used"))?;
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&known.about.issuer]);
        validation.set_audience(&[&self.config.client_id]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        let claims = decode::<T>(token, &key, &validation)
            .map_err(|_| SocialError::Refused("a token that is not good"))?;
        Ok(claims.claims)
    }

    async fn ask(&self, code: &str, errand: &Errand<'_>) -> Result<Person, SocialError> {
        let known = self.known(FRESH).await?;
        let secret = match (&self.config.apple, &self.config.client_secret) {
            (Some(key), _) => Some(apple::client_secret(&self.config, key)?),
            (None, secret) => secret.clone(),
        };
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", errand.return_url),
            ("client_id", &self.config.client_id),
        ];
        if let Some(secret) = &secret {
            form.push(("client_secret", secret.expose()));
        }
        if self.has_pkce() {
            form.push(("code_verifier", errand.verifier));
        }
        let request = self
            .client
            .post(known.about.token_endpoint.clone())
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form_body(&form));
        let tokens: Tokens = super::ask(request, SocialError::Refused("the code")).await?;
        let claims: Claims = self.read(&tokens.id_token).await?;
        if claims.nonce.as_deref() != Some(errand.nonce) {
            return Err(SocialError::Refused("a token of another login"));
        }
        if claims
            .azp
            .is_some_and(|party| party != self.config.client_id)
        {
            return Err(SocialError::Refused("a token for somebody else"));
        }
        person(claims.iss, claims.sub)
    }

    /// Apple documents none.
    fn has_pkce(&self) -> bool {
        self.config.provider != SocialProvider::Apple
    }
}

/// A person whose name can be kept.
pub(super) fn person(issuer: String, subject: String) -> Result<Person, SocialError> {
    if (1..=LONGEST_SUBJECT).contains(&subject.len()) {
        Ok(Person { issuer, subject })
    } else {
        Err(SocialError::Unavailable("a person without a name"))
    }
}

/// `fields` as a form is sent.
pub(super) fn form_body(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

impl Provider for Oidc {
    fn authorize<'a>(&'a self, errand: &'a Errand<'_>) -> BoxFuture<'a, Result<Url, SocialError>> {
        Box::pin(async move {
            let mut address = self
                .known(FRESH)
                .await?
                .about
                .authorization_endpoint
                .clone();
            let mut query = address.query_pairs_mut();
            query
                .append_pair("response_type", "code")
                .append_pair("client_id", &self.config.client_id)
                .append_pair("redirect_uri", errand.return_url)
                .append_pair("state", errand.state)
                .append_pair("nonce", errand.nonce);
            if self.has_pkce() {
                query
                    .append_pair("scope", "openid")
                    .append_pair("code_challenge", errand.challenge)
                    .append_pair("code_challenge_method", "S256");
            }
            drop(query);
            Ok(address)
        })
    }

    fn exchange<'a>(
        &'a self,
        code: &'a str,
        errand: &'a Errand<'_>,
    ) -> BoxFuture<'a, Result<Person, SocialError>> {
        Box::pin(self.ask(code, errand))
    }

    fn read_notice<'a>(
        &'a self,
        notice: &'a str,
    ) -> BoxFuture<'a, Result<Option<Person>, SocialError>> {
        Box::pin(async move {
            if self.config.provider != SocialProvider::Apple {
                return Err(SocialError::Refused("it sends no notices"));
            }
            let notice: apple::Notice = self.read(notice).await?;
            notice.whose_consent_is_over()
        })
    }
}
