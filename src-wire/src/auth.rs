//! Login and session, as far as sync needs them.

use serde::{Deserialize, Serialize};

/// `POST /v1/session`.
#[derive(Clone, Serialize, Deserialize)]
pub struct LoginRequest {
    /// A mobile number, with or without hyphens, or an e수첩 id.
    pub login: String,
    /// The password as typed.
    pub password: String,
    /// The device that asks.
    pub device: Device,
}

/// A device, as its owner will recognise it in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Random, made once by the app, 32 hexadecimal digits.
    pub id: String,
    /// For people, such as `Galaxy A54`.
    pub name: String,
}

/// What the account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Head of a member company (조합원사).
    Member,
    /// The co-op's own people (조합직원).
    Staff,
}

/// What must still be done before a session may see members' data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Step {
    /// 본인인증.
    VerifyIdentity,
    /// 비밀번호 변경.
    ChangePassword,
    /// The code of an authenticator app; one is set up first if there is none.
    SecondFactor,
    /// A step that this build does not know: the app must be updated to do it.
    #[serde(other)]
    Unknown,
}

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The server's id of the account, opaque.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// What the account may do.
    pub role: Role,
    /// Record id of the member company that the account belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

/// Answer to a login and to a refresh. `steps` empty: the session is full; otherwise it is limited
/// and every request for members' data is answered with
/// [`SessionLimited`](crate::ErrorCode::SessionLimited).
#[derive(Clone, Serialize, Deserialize)]
pub struct SessionReply {
    /// Bearer token of the next requests.
    pub access: String,
    /// Seconds for which `access` is good.
    pub access_seconds: u32,
    /// Good for one refresh; the answer brings the next one.
    pub refresh: String,
    /// Who is logged in.
    pub account: Account,
    /// What is still to be done, in order.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// `POST /v1/session/refresh`.
#[derive(Clone, Serialize, Deserialize)]
pub struct RefreshRequest {
    /// The newest refresh token that the device has.
    pub refresh: String,
}
