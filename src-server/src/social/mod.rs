//! Who people are elsewhere: one file a sort of provider. Callers see a person's lasting name alone;
//! no e-mail address, no name and no picture is asked for.

mod apple;
mod naver;
mod oidc;

use futures_util::future::BoxFuture;
use handbook_wire::social::SocialProvider;
use reqwest::{RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use crate::config::SocialConfig;
use crate::outgoing::{self, ClientError};

/// The most bytes of a provider's answer.
const LONGEST_ANSWER: usize = 128 << 10;

/// One person's way to a provider and back.
#[derive(Debug, Clone, Copy)]
pub struct Errand<'a> {
    /// Comes back with the browser.
    pub state: &'a str,
    /// Comes back in the identity token.
    pub nonce: &'a str,
    /// What PKCE's challenge is made of.
    pub verifier: &'a str,
    /// SHA-256 of it in Base64url.
    pub challenge: &'a str,
    /// Where the provider sends the browser.
    pub return_url: &'a str,
}

/// Who somebody is elsewhere, for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Names the provider.
    pub issuer: String,
    /// Names the person there.
    pub subject: String,
}

/// Why a provider did not say who somebody is. Carries nothing of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SocialError {
    /// It refused the code.
    #[error("the provider refused: {0}")]
    Refused(&'static str),
    /// It can't be reached, or said what it must not.
    #[error("the provider's answer can't be had: {0}")]
    Unavailable(&'static str),
}

/// A provider of accounts.
pub trait Provider: Send + Sync {
    /// The address that a browser begins at.
    fn authorize<'a>(&'a self, errand: &'a Errand<'_>) -> BoxFuture<'a, Result<Url, SocialError>>;

    /// Who came back with `code`.
    fn exchange<'a>(
        &'a self,
        code: &'a str,
        errand: &'a Errand<'_>,
    ) -> BoxFuture<'a, Result<Person, SocialError>>;

    /// Whose consent is over, by a notice that the provider signed.
    fn read_notice<'a>(
        &'a self,
        _notice: &'a str,
    ) -> BoxFuture<'a, Result<Option<Person>, SocialError>> {
        Box::pin(async { Err(SocialError::Refused("it sends no notices")) })
    }
}

/// A provider's answer as JSON. A server that fails is away; one that refuses means what `refused`
/// says.
async fn ask<T: DeserializeOwned>(
    request: RequestBuilder,
    refused: SocialError,
) -> Result<T, SocialError> {
    let away = SocialError::Unavailable("it does not answer");
    let response = request.send().await.map_err(|_| away)?;
    match response.status() {
        StatusCode::OK => {}
        status if status.is_server_error() => return Err(away),
        _ => return Err(refused),
    }
    let bytes = outgoing::body(response, LONGEST_ANSWER)
        .await
        .map_err(|_| away)?;
    serde_json::from_slice(&bytes).map_err(|_| SocialError::Unavailable("its answer can't be read"))
}

/// The provider as it is configured.
///
/// # Errors
/// [`ClientError`].
pub fn open(config: &SocialConfig) -> Result<Box<dyn Provider>, ClientError> {
    Ok(match config.provider {
        SocialProvider::Naver => Box::new(naver::Naver::new(config.clone())?),
        _ => Box::new(oidc::Oidc::new(config.clone())?),
    })
}
