//! 네이버 아이디로 로그인: OAuth 2 with a profile, in which the person's id is the client's own.

use futures_util::future::BoxFuture;
use reqwest::Client;
use serde::Deserialize;
use url::Url;

use super::{Errand, Person, Provider, SocialError, oidc};
use crate::config::{SocialConfig, is_loopback};
use crate::outgoing::{self, ClientError};

/// The provider.
pub(super) struct Naver {
    config: SocialConfig,
    client: Client,
}

#[derive(Deserialize)]
struct Tokens {
    #[serde(default)]
    access_token: Option<String>,
}

#[derive(Deserialize)]
struct Profile {
    resultcode: String,
    #[serde(default)]
    response: Option<Me>,
}

#[derive(Deserialize)]
struct Me {
    id: String,
}

impl Naver {
    pub(super) fn new(config: SocialConfig) -> Result<Self, ClientError> {
        Ok(Self {
            client: outgoing::client(is_loopback(&config.issuer))?,
            config,
        })
    }

    fn address(&self, path: &str) -> Result<Url, SocialError> {
        let wrong = |_| SocialError::Unavailable("its address");
        self.config.issuer.join(path).map_err(wrong)
    }

    async fn ask(&self, code: &str, errand: &Errand<'_>) -> Result<Person, SocialError> {
        let refused = SocialError::Refused("the code");
        let secret = self.config.client_secret.as_ref();
        let form = oidc::form_body(&[
            ("grant_type", "authorization_code"),
            ("client_id", &self.config.client_id),
            ("client_secret", secret.map_or("", |secret| secret.expose())),
            ("code", code),
            ("state", errand.state),
        ]);
        let request = self
            .client
            .post(self.address("/oauth2.0/token")?)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        // A refusal comes with status 200 and without a token.
        let tokens: Tokens = super::ask(request, refused).await?;
        let token = tokens.access_token.ok_or(refused)?;
        let profile = match &self.config.profile_url {
            Some(address) => address.clone(),
            None => self.address("/v1/nid/me")?,
        };
        let request = self.client.get(profile).bearer_auth(token);
        let profile: Profile = super::ask(request, refused).await?;
        match profile.response {
            Some(me) if profile.resultcode == "00" => {
                let issuer = self.config.issuer.origin().ascii_serialization();
                oidc::person(issuer, me.id)
            }
            _ => Err(SocialError::Unavailable("it has no profile")),
        }
    }
}

impl Provider for Naver {
    fn authorize<'a>(&'a self, errand: &'a Errand<'_>) -> BoxFuture<'a, Result<Url, SocialError>> {
        Box::pin(async move {
            let mut address = self.address("/oauth2.0/authorize")?;
            address
                .query_pairs_mut()
                .append_pair("response_type", "code")
                .append_pair("client_id", &self.config.client_id)
                .append_pair("redirect_uri", errand.return_url)
                .append_pair("state", errand.state);
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
}
