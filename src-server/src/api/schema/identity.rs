use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("naver"))]
pub(in crate::api) enum Agency {
    Naver,
    Kftc,
    Pass,
    Toss,
    Payco,
    Shinhan,
    Kb,
    Samsung,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("account"))]
pub(in crate::api) enum Purpose {
    Account,
    ChangeMobile,
    SignUp,
    FindLogin,
    ResetPassword,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "purpose": "find_login", "agency": "naver", "name": "홍길동", "phone": "01000001234",
    "birth": "19881225", "agreed": [{"document": "identity-collect", "version": "2026-11-23"}],
    "challenge": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
}))]
pub(in crate::api) struct IdentityRequest {
    purpose: Purpose,
    agency: Agency,
    /// 이름.
    name: String,
    /// 전화번호, digits alone.
    phone: String,
    /// 생년월일, `19881225`.
    birth: String,
    /// The texts that were agreed to.
    agreed: Vec<Agreement>,
    /// Base64url without padding of SHA-256 of the app's secret.
    challenge: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"document": "identity-collect", "version": "2026-11-23"}))]
pub(in crate::api) struct Agreement {
    document: String,
    version: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "0123456789abcdef0123456789abcdef", "url": "https://handbook.example.kr/identity/AAAA…",
    "seconds": 900
}))]
pub(in crate::api) struct IdentityStarted {
    id: String,
    /// Page to open in the system's browser.
    url: String,
    /// Seconds for which it can be done.
    seconds: u32,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"verifier": "the app's secret", "code": "AAAA…"}))]
pub(in crate::api) struct IdentityCheck {
    /// The secret behind the challenge.
    verifier: String,
    /// The one-time code from the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
#[schema(example = json!({"outcome": "verified", "ticket": "AAAA…"}))]
pub(in crate::api) enum IdentityReply {
    /// The person has not confirmed yet.
    Waiting,
    /// Done.
    Verified {
        /// Good once, for 10 minutes.
        #[serde(skip_serializing_if = "Option::is_none")]
        ticket: Option<String>,
        /// The masked login.
        #[serde(skip_serializing_if = "Option::is_none")]
        login: Option<String>,
    },
    /// It came to nothing.
    Failed {
        reason: IdentityFailure,
        /// What the provider said.
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("other_person"))]
pub(in crate::api) enum IdentityFailure {
    Refused,
    OtherPerson,
    NumberTaken,
    Unavailable,
    Expired,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"ticket": "AAAA…", "new": "Hanbit-77"}))]
pub(in crate::api) struct ResetPassword {
    /// From the verification.
    ticket: String,
    /// The new password.
    new: String,
}
