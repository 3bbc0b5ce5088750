//! The sync feed: hello, pull, snapshot, push, live events. See `docs/sync-protocol.md`.

use serde::{Deserialize, Serialize};

use crate::card::CardKey;

/// The protocol that this build speaks.
pub const PROTOCOL: u32 = 1;
/// The oldest server protocol that this build still speaks with.
pub const OLDEST_SERVER_PROTOCOL: u32 = 1;
/// Request header that carries the app's [`PROTOCOL`].
pub const PROTOCOL_HEADER: &str = "handbook-protocol";

/// Header in which an app says its version and platform, such as `0.1.0 android`.
pub const APP_HEADER: &str = "handbook-app";
/// Content type of a batch of records: [`crate::batch`] compressed with zstd.
pub const BATCH_TYPE: &str = "application/vnd.handbook.batch+zstd";
/// The longest time between two signs of life on the event stream, in seconds.
pub const HEARTBEAT_SECONDS: u32 = 20;

/// `GET /v1/hello`, open to everybody: who the server is and what it speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelloReply {
    /// Random, made once with the server's database.
    pub server: String,
    /// The co-op's name.
    pub name: String,
    /// Newest protocol that the server speaks.
    pub protocol: u32,
    /// Oldest protocol that it still speaks.
    pub oldest_protocol: u32,
    /// Optional things that it can do: `events`, `push`.
    #[serde(default)]
    pub capabilities: Vec<String>,
    /// What membership cards of the co-op's are checked with, newest first.
    #[serde(default)]
    pub card_keys: Vec<CardKey>,
}

/// Where a device stands in the feed. Opaque to the app: kept as it came, sent as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// `POST /v1/sync/pull`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// Where the device stands; none at first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// The kinds that the device stores; the server sends no other.
    pub kinds: Vec<String>,
}

/// Answer to a pull when it is JSON. (When there are changes, the answer is a batch of
/// [`BATCH_TYPE`] instead, whose header carries the new cursor.)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum PullReply {
    /// Nothing has changed since the cursor.
    UpToDate,
    /// The device must take everything anew from this snapshot: it has no cursor, or one that the
    /// server can't continue from.
    Snapshot(Snapshot),
}

/// A full copy of what a view may see at a revision; it never changes under its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Lower-case hexadecimal SHA-256 of the bytes; fetched as `GET /v1/sync/snapshot/{id}`, with
    /// `Range` to go on after a broken line.
    pub id: String,
    /// Size of the compressed file in bytes.
    pub bytes: u64,
    /// Records in it.
    pub records: u64,
    /// Where the device stands once it has taken the snapshot.
    pub cursor: Cursor,
}

/// `POST /v1/sync/push`: edits made on the device, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PushRequest {
    /// At most [`MAX_EDITS`].
    pub edits: Vec<Edit>,
}

/// The most edits that one push may carry.
pub const MAX_EDITS: usize = 100;

/// A change of some fields of one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// Idempotency key: random, 32 hexadecimal digits, the same each time the edit is sent.
    pub key: String,
    /// Kind of the record.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Changed fields with their new values.
    pub set: serde_json::Map<String, serde_json::Value>,
    /// The values that the editor saw in those fields; a field that was absent is null.
    pub was: serde_json::Map<String, serde_json::Value>,
}

/// Answer to a push: one result an edit, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PushReply {
    /// What became of each edit.
    pub results: Vec<EditResult>,
}

/// What became of one edit; sending the edit again gives the same answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditResult {
    /// The edit's idempotency key.
    pub key: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: EditOutcome,
}

/// What became of an edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum EditOutcome {
    /// All of it holds, from this revision on.
    Applied {
        /// The record's revision.
        revision: u64,
    },
    /// Some fields had been changed by another device first; theirs stay, the others hold.
    Merged {
        /// The record's revision.
        revision: u64,
        /// The fields that were not taken.
        lost: Vec<LostField>,
    },
    /// Nothing of it holds, and sending it again won't help.
    Rejected {
        /// Why.
        code: crate::ErrorCode,
    },
}

/// A field of an edit that gave way to an earlier change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LostField {
    /// Name of the field.
    pub field: String,
    /// What the edit wanted.
    pub yours: serde_json::Value,
    /// What stays.
    pub theirs: serde_json::Value,
}

/// Data of an `event: head` on `GET /v1/sync/events`: there is something to pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadEvent {
    /// The server's newest revision that concerns the listener.
    pub revision: u64,
}
