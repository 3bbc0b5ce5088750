//! What Apple does differently: the client's secret is signed anew each time, and a person who takes
//! the consent back is told of by a notice.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::{Deserialize, Serialize};

use super::{Person, SocialError, oidc};
use crate::config::{AppleKey, Secret, SocialConfig};

/// Seconds for which a secret is good; Apple takes up to half a year.
const GOOD: u64 = 300;

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    iat: u64,
    exp: u64,
    aud: &'a str,
    sub: &'a str,
}

/// The client's secret for the next minutes.
pub(super) fn client_secret(config: &SocialConfig, key: &AppleKey) -> Result<Secret, SocialError> {
    let failed = SocialError::Unavailable("our key can't sign");
    let now = jsonwebtoken::get_current_timestamp();
    let claims = Claims {
        iss: &key.team,
        iat: now,
        exp: now + GOOD,
        aud: config.issuer.as_str().trim_end_matches('/'),
        sub: &config.client_id,
    };
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(key.id.clone());
    let signer = EncodingKey::from_ec_pem(key.pem.expose().as_bytes()).map_err(|_| failed)?;
    encode(&header, &claims, &signer)
        .map(Secret::new)
        .map_err(|_| failed)
}

/// A server-to-server notice.
#[derive(Deserialize)]
pub(super) struct Notice {
    iss: String,
    /// JSON, as text.
    events: String,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    what: String,
    sub: String,
}

impl Notice {
    /// Who has taken the consent back or deleted the account there; none for a notice of anything
    /// else.
    pub(super) fn whose_consent_is_over(self) -> Result<Option<Person>, SocialError> {
        let event: Event = serde_json::from_str(&self.events)
            .map_err(|_| SocialError::Refused("a notice that can't be read"))?;
        match event.what.as_str() {
            "consent-revoked" | "account-delete" | "account-deleted" => {
                oidc::person(self.iss, event.sub).map(Some)
            }
            _ => Ok(None),
        }
    }
}
