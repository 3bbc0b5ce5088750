//! 소셜로그인: login by an account elsewhere that the owner has linked.

use serde::{Deserialize, Serialize};

use crate::auth::{Device, SessionReply};

/// A provider of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SocialProvider {
    /// 카카오.
    Kakao,
    /// 네이버.
    Naver,
    /// Google.
    Google,
    /// Apple.
    Apple,
    /// One that this build does not know.
    #[serde(other)]
    Unknown,
}

impl SocialProvider {
    /// Every provider that this build knows.
    pub const ALL: [SocialProvider; 4] = [
        SocialProvider::Kakao,
        SocialProvider::Naver,
        SocialProvider::Google,
        SocialProvider::Apple,
    ];

    /// The name that goes over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            SocialProvider::Kakao => "kakao",
            SocialProvider::Naver => "naver",
            SocialProvider::Google => "google",
            SocialProvider::Apple => "apple",
            SocialProvider::Unknown => "unknown",
        }
    }

    /// The provider of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|provider| provider.as_str() == name)
    }
}

/// What a person goes to a provider for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SocialPurpose {
    /// To log in.
    Login,
    /// To link the account that is logged in.
    Link,
}

/// `POST /v1/social`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialRequest {
    /// With whom.
    pub provider: SocialProvider,
    /// For what.
    pub purpose: SocialPurpose,
    /// Base64url of SHA-256 of the verifier that the app shows when it asks.
    pub challenge: String,
}

/// Answer to [`SocialRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialStarted {
    /// For `POST /v1/social/{id}`.
    pub id: String,
    /// Page of this server to open in the system's browser.
    pub url: String,
}

/// `POST /v1/social/{id}`: what came of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialCheck {
    /// What the challenge was made of.
    pub verifier: String,
    /// The one-time code that the browser brought, when it came back by the app's own link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The device, to log in on.
    pub device: Device,
}

/// Answer to [`SocialCheck`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum SocialReply {
    /// The person is still at the provider's.
    Waiting,
    /// The account is linked.
    Linked,
    /// Somebody is logged in. Told once.
    LoggedIn {
        /// The session, as a login answers it.
        session: Box<SessionReply>,
    },
    /// It came to nothing.
    Failed {
        /// Why.
        reason: SocialFailure,
    },
}

/// Why it came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SocialFailure {
    /// The person or the provider refused.
    Refused,
    /// No account is linked with that person.
    NotLinked,
    /// The person there is linked with another account.
    Taken,
    /// The account is locked.
    Locked,
    /// It took too long, or was asked for a second time.
    Expired,
    /// The provider can't be reached, or said what it must not.
    #[serde(other)]
    Unavailable,
}
