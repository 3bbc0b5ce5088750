use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Role, SocialProvider};

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"number": "01000001234"}))]
pub(in crate::api) struct Phone {
    /// Digits alone.
    number: String,
    /// Last digits of the last line of a block.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// 내선.
    #[serde(skip_serializing_if = "Option::is_none")]
    extension: Option<String>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "홍길동", "role": "member", "login": "01000001234", "mobile": {"number": "01000001234"},
    "company": "(주)한빛전기", "picture": "0123456789abcdef0123456789abcdef",
    "verified_at": 1_795_392_000_000_i64, "email": "gildong@hanbit.example",
    "socials": ["kakao"], "second_factor": false,
    "events": [{"at": 1_795_392_000_000_i64, "what": "new_device", "device": "Galaxy A54"}]
}))]
pub(in crate::api) struct Profile {
    /// The person's name.
    name: String,
    role: Role,
    /// What is typed to log in.
    login: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<Phone>,
    /// Name of the company.
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<String>,
    /// Id of the profile picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<String>,
    /// When the person was last verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_at: Option<i64>,
    /// E-mail address that its owner has verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Providers elsewhere by which the account can be logged in to.
    socials: Vec<SocialProvider>,
    /// Whether a second factor is set up.
    second_factor: bool,
    /// What happened lately, newest first.
    events: Vec<AccountEvent>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"at": 1_795_392_000_000_i64, "what": "new_device", "device": "Galaxy A54"}))]
pub(in crate::api) struct AccountEvent {
    /// When, in milliseconds since 1970 UTC.
    at: i64,
    /// What, such as `password_changed`.
    what: String,
    /// Name of the device that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"sessions": [{
    "id": "0123456789abcdef0123456789abcdef", "device": "Galaxy A54",
    "started_at": 1_795_392_000_000_i64, "seen_at": 1_795_392_600_000_i64, "current": true
}]}))]
pub(in crate::api) struct SessionList {
    sessions: Vec<DeviceSession>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "0123456789abcdef0123456789abcdef", "device": "Galaxy A54",
    "started_at": 1_795_392_000_000_i64, "seen_at": 1_795_392_600_000_i64, "current": true
}))]
pub(in crate::api) struct DeviceSession {
    id: String,
    /// The device's name for people.
    device: String,
    /// When it logged in.
    started_at: i64,
    /// When it was last heard of.
    seen_at: i64,
    /// Whether it is the device that asks.
    current: bool,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"current": "Kemc1234!", "new": "Hanbit-77"}))]
pub(in crate::api) struct ChangePassword {
    /// The password that was valid so far, or the invitation.
    current: String,
    /// The one that shall be.
    new: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"secret": "JBSWY3DPEHPK3PXP", "url": "otpauth://totp/…"}))]
pub(in crate::api) struct SecondFactorSetup {
    /// Base32, to type.
    secret: String,
    /// To show as QR.
    url: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "287082"}))]
pub(in crate::api) struct SecondFactorCode {
    /// Six digits.
    code: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "gildong@hanbit.example"}))]
pub(in crate::api) struct EmailChange {
    /// The address that shall be.
    email: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "287082"}))]
pub(in crate::api) struct EmailCode {
    /// Six digits.
    code: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"password": "Hanbit-77"}))]
pub(in crate::api) struct Withdrawal {
    /// The password.
    password: String,
}
