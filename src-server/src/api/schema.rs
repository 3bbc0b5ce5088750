//! The wire types as OpenAPI sees them. The wire crate knows serde only, so they are mirrored here;
//! the tests hold every example against the real type, and every field of the real type against
//! the mirror.

mod account;
mod card;
mod change;
mod file;
mod identity;
mod notification;
mod post;
mod sign_up;
mod social;

pub(super) use account::*;
pub(super) use card::*;
pub(super) use change::*;
pub(super) use file::*;
pub(super) use identity::*;
pub(super) use notification::*;
pub(super) use post::*;
pub(super) use sign_up::*;
pub(super) use social::*;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"status": "ok", "revision": 12}))]
pub(super) struct Health {
    /// Always `ok`; a server that is not answers 503.
    status: String,
    /// The newest revision.
    revision: u64,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "server": "6f1c0e1b0d9a4c55b1f6f2d1a7c3e980", "name": "한국전기공업협동조합",
    "protocol": 1, "oldest_protocol": 1, "capabilities": ["events", "push", "files"],
    "card_keys": [{"key": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}]
}))]
pub(super) struct HelloReply {
    /// Random, made once with the server's database.
    server: String,
    /// The co-op's name.
    name: String,
    /// Newest protocol that the server speaks.
    protocol: u32,
    /// Oldest protocol that it still speaks.
    oldest_protocol: u32,
    /// Optional things that it can do.
    capabilities: Vec<String>,
    /// What membership cards are checked with, newest first.
    card_keys: Vec<CardKey>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "login": "010-0000-1234", "password": "Hanbit-77",
    "device": {"id": "0123456789abcdef0123456789abcdef", "name": "Galaxy A54"}
}))]
pub(super) struct LoginRequest {
    /// A mobile number, with or without hyphens, or an e수첩 id.
    login: String,
    /// The password as typed.
    password: String,
    /// The device that asks.
    device: Device,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "0123456789abcdef0123456789abcdef", "name": "Galaxy A54"}))]
pub(super) struct Device {
    /// 32 hexadecimal digits.
    #[schema(pattern = "^[0-9a-fA-F]{32}$")]
    id: String,
    /// For people.
    name: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("member"))]
pub(super) enum Role {
    Member,
    Staff,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("verify_identity"))]
pub(super) enum Step {
    VerifyIdentity,
    ChangePassword,
    SecondFactor,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "7", "name": "홍길동", "role": "member", "member": "3"}))]
pub(super) struct Account {
    /// The server's id of the account.
    id: String,
    /// The person's name.
    name: String,
    role: Role,
    /// Record id of the member company.
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<String>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "access": "eyJ…", "access_seconds": 600, "refresh": "q0T…",
    "account": {"id": "7", "name": "홍길동", "role": "member", "member": "3"}, "steps": []
}))]
pub(super) struct SessionReply {
    /// Bearer token of the next requests.
    access: String,
    /// Seconds for which `access` is good.
    access_seconds: u32,
    /// Good for one refresh.
    refresh: String,
    account: Account,
    /// What is still to be done; empty for a full session.
    steps: Vec<Step>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refresh": "q0T…"}))]
pub(super) struct RefreshRequest {
    /// The newest refresh token that the device has.
    refresh: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"cursor": "eyJ…", "kinds": ["member", "officer", "staff", "note"]}))]
pub(super) struct PullRequest {
    /// Where the device stands; none at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    /// The kinds that the device stores.
    #[schema(max_items = 64)]
    kinds: Vec<String>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
#[schema(example = json!({
    "outcome": "snapshot", "id": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "bytes": 38297, "records": 552, "cursor": "eyJ…"
}))]
pub(super) enum PullReply {
    /// Nothing has changed since the cursor.
    UpToDate,
    /// Everything is to be taken anew.
    Snapshot {
        /// Lower-case hexadecimal SHA-256 of the bytes.
        id: String,
        /// Size of the compressed file.
        bytes: u64,
        /// Records in it.
        records: u64,
        /// Where the device stands then.
        cursor: String,
    },
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"edits": [{
    "key": "0123456789abcdef0123456789abcdef", "kind": "note", "id": "7.3",
    "set": {"favourite": true}, "was": {"favourite": false}
}]}))]
pub(super) struct PushRequest {
    #[schema(max_items = 100)]
    edits: Vec<Edit>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "key": "0123456789abcdef0123456789abcdef", "kind": "note", "id": "7.3",
    "set": {"favourite": true}, "was": {"favourite": false}
}))]
pub(super) struct Edit {
    /// Idempotency key, 32 hexadecimal digits.
    #[schema(pattern = "^[0-9a-fA-F]{32}$")]
    key: String,
    /// Kind of the record.
    kind: String,
    /// Its id.
    id: String,
    /// Changed fields with their new values.
    #[schema(value_type = Object)]
    set: Map<String, Value>,
    /// The values that the editor saw.
    #[schema(value_type = Object)]
    was: Map<String, Value>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"results": [
    {"key": "0123456789abcdef0123456789abcdef", "outcome": "applied", "revision": 13}
]}))]
pub(super) struct PushReply {
    /// One an edit, in order.
    results: Vec<EditResult>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "key": "0123456789abcdef0123456789abcdef", "outcome": "merged", "revision": 13,
    "lost": [{"field": "memo", "yours": "내 것", "theirs": "먼저 온 것"}]
}))]
pub(super) struct EditResult {
    /// The edit's key.
    key: String,
    outcome: Outcome,
    /// The record's revision, unless it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u64>,
    /// With `merged`: the fields that were not taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    lost: Option<Vec<LostField>>,
    /// With `rejected`: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<ErrorCode>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("applied"))]
pub(super) enum Outcome {
    Applied,
    Merged,
    Rejected,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"field": "memo", "yours": "내 것", "theirs": "먼저 온 것"}))]
pub(super) struct LostField {
    /// Name of the field.
    field: String,
    /// What the edit wanted.
    #[schema(value_type = Object)]
    yours: Value,
    /// What stays.
    #[schema(value_type = Object)]
    theirs: Value,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "throttled", "retry_after": 20}))]
pub(super) struct ErrorReply {
    code: ErrorCode,
    /// Whole seconds to wait before trying again.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
}

/// Those that a server answers with.
#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("session_expired"))]
pub(super) enum ErrorCode {
    WrongCredentials,
    Throttled,
    AccountLocked,
    SessionExpired,
    SessionLimited,
    Forbidden,
    NotFound,
    InvalidInput,
    WeakPassword,
    WrongCode,
    Conflict,
    AskStaff,
    TooLarge,
    UnsupportedFile,
    AppTooOld,
    ServerUnavailable,
    Internal,
}
