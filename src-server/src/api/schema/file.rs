use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "width": 1600, "height": 900, "blur": "iVBORw0KGgo=",
    "preview": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "preview_bytes": 30_000
}))]
pub(in crate::api) struct Picture {
    /// In pixels.
    width: u32,
    /// In pixels.
    height: u32,
    /// A PNG of a few pixels in base64.
    blur: String,
    /// Hash of a smaller JPEG.
    #[serde(skip_serializing_if = "Option::is_none")]
    preview: Option<String>,
    /// Its size.
    #[serde(default)]
    preview_bytes: u64,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "file": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "name": "총회 자료.pdf", "media_type": "application/pdf", "bytes": 123_456
}))]
pub(in crate::api) struct Attachment {
    /// SHA-256 of the bytes.
    file: String,
    /// As it is shown and saved.
    name: String,
    /// Content type, found in the content.
    media_type: String,
    /// Its size.
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<Picture>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "hash": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "name": "총회 자료.pdf", "bytes": 123_456
}))]
pub(in crate::api) struct UploadRequest {
    /// SHA-256 of what is going to be sent.
    hash: String,
    name: String,
    bytes: u64,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "0123456789abcdef0123456789abcdef", "offset": 65_536}))]
pub(in crate::api) struct UploadReply {
    /// Names the upload.
    id: String,
    /// How many bytes have arrived.
    offset: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<Attachment>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "총회 자료.pdf"}))]
pub(in crate::api) struct LinkRequest {
    /// What the file shall be called.
    #[serde(default)]
    name: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"path": "/files/e30.AAAA", "expires": 1_795_392_000_000_i64}))]
pub(in crate::api) struct LinkReply {
    /// Below the server's address.
    path: String,
    /// Good before this time.
    expires: i64,
}
