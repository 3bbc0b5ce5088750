use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "was": {"number": "0315550100"}, "wanted": {"number": "0315550199"}, "decision": "rejected",
    "reason": "번호를 확인할 수 없어요."
}))]
pub(in crate::api) struct FieldChange {
    /// The value that the author saw.
    #[schema(value_type = Object)]
    was: Value,
    /// The value that the author wants.
    #[schema(value_type = Object)]
    wanted: Value,
    /// What became of it; none while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<Decision>,
    /// Why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The value that stands instead of a superseded one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    now: Option<Value>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("approved"))]
pub(in crate::api) enum Decision {
    Approved,
    Rejected,
    Superseded,
    Cancelled,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("waiting"))]
pub(in crate::api) enum RequestState {
    Waiting,
    Approved,
    Partly,
    Rejected,
    Superseded,
    Cancelled,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "7.0123456789abcdef0123456789abcdef", "at": 1_795_392_000_000_i64, "name": "홍길동",
    "member": "3", "company": "(주)한빛전기", "note": "", "state": "waiting",
    "fields": {"phone": {"was": {"number": "0315550100"}, "wanted": {"number": "0315550199"}}}
}))]
pub(in crate::api) struct ChangeEntry {
    id: String,
    /// When it was received.
    at: i64,
    /// Who asks.
    name: String,
    /// Record id of the company.
    member: String,
    /// Its name.
    company: String,
    /// The author's word.
    note: String,
    state: RequestState,
    /// What shall change, by name of the field.
    fields: BTreeMap<String, FieldChange>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"change_requests": [{
    "id": "7.0123456789abcdef0123456789abcdef", "at": 1_795_392_000_000_i64, "name": "홍길동",
    "member": "3", "company": "(주)한빛전기", "note": "", "state": "waiting",
    "fields": {"phone": {"was": {"number": "0315550100"}, "wanted": {"number": "0315550199"}}}
}]}))]
pub(in crate::api) struct ChangeList {
    /// Oldest first.
    change_requests: Vec<ChangeEntry>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "approve": ["phone"], "reject": ["email"], "reason": "주소를 확인할 수 없어요."
}))]
pub(in crate::api) struct ChangeDecision {
    /// Fields that are written into the roster.
    #[serde(default)]
    approve: Vec<String>,
    /// Fields that are turned down.
    #[serde(default)]
    reject: Vec<String>,
    /// What the author is told about those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}
