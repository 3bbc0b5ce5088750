use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Device, SessionReply};

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("kakao"))]
pub(in crate::api) enum SocialProvider {
    Kakao,
    Naver,
    Google,
    Apple,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("login"))]
pub(in crate::api) enum SocialPurpose {
    Login,
    Link,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "provider": "kakao", "purpose": "login",
    "challenge": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
}))]
pub(in crate::api) struct SocialRequest {
    provider: SocialProvider,
    purpose: SocialPurpose,
    /// Base64url without padding of SHA-256 of the app's secret.
    challenge: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "0123456789abcdef0123456789abcdef",
    "url": "https://handbook.example.kr/social/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
}))]
pub(in crate::api) struct SocialStarted {
    id: String,
    /// To open in the system's browser.
    url: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "verifier": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "code": "ABCD2345",
    "device": {"id": "0123456789abcdef0123456789abcdef", "name": "Galaxy A54"}
}))]
pub(in crate::api) struct SocialCheck {
    verifier: String,
    /// What the browser brought.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    device: Device,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[schema(example = json!({"outcome": "waiting"}))]
pub(in crate::api) enum SocialReply {
    Waiting,
    Linked,
    LoggedIn { session: SessionReply },
    Failed { reason: SocialFailure },
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("not_linked"))]
pub(in crate::api) enum SocialFailure {
    Refused,
    NotLinked,
    Taken,
    Locked,
    Expired,
    Unavailable,
}
