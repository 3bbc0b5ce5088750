use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "key": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "until": 1_795_996_800_000_i64
}))]
pub(in crate::api) struct CardKey {
    /// An Ed25519 public key in Base64.
    key: String,
    /// For a key that signs no more: when its last certificate ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"key": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}))]
pub(in crate::api) struct CardRequest {
    /// The device's Ed25519 public key in Base64.
    key: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"certificate": "AAAA"}))]
pub(in crate::api) struct CardReply {
    /// What `docs/membership-card.md` says, with the co-op's signature, in Base64.
    certificate: String,
}
