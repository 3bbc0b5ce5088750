use serde::{Deserialize, Serialize};

use super::{AskedPost, IdentityProgress, SocialProgress};
use crate::ErrorReply;
use crate::auth::{Account, Step};

/// Arguments of [`WatchStatus`](super::WatchStatus).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WatchArgs {
    /// [`Status::number`] of the newest status seen.
    pub seen: u64,
}

/// Where the app stands: one value that every screen can show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Grows with every change.
    pub number: u64,
    /// The co-op's name, once a server has told it.
    pub coop: Option<String>,
    /// Who is logged in.
    pub account: Option<Account>,
    /// What the account must still do before it sees members' data.
    pub steps: Vec<Step>,
    /// The 본인인증 that was begun last and not yet forgotten.
    #[serde(default)]
    pub identity: Option<IdentityProgress>,
    /// The way to a provider of accounts that was begun last and not yet forgotten.
    #[serde(default)]
    pub social: Option<SocialProgress>,
    /// What sync is doing.
    pub sync: SyncState,
    /// When this device last equalled the server, in milliseconds since 1970 UTC.
    pub last_synced: Option<i64>,
    /// Member companies in the cache.
    pub members: u64,
    /// Edits that wait for a connection.
    pub pending_edits: u64,
    /// Edits that gave way and wait to be read.
    pub lost_edits: u64,
    /// Posts (조합소식) that were never opened.
    #[serde(default)]
    pub unread_posts: u64,
    /// The post that somebody asked for from without the page, until it was opened.
    #[serde(default)]
    pub asked_post: Option<AskedPost>,
    /// Grows whenever cached records change, so that a screen knows when to ask again.
    pub data: u64,
}

/// What sync is doing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SyncState {
    /// Nothing, nobody is logged in.
    Idle,
    /// Asking the server.
    Connecting,
    /// Taking a snapshot.
    Receiving {
        /// Bytes that have come.
        bytes: u64,
        /// Bytes in all.
        total_bytes: u64,
        /// Records in the snapshot.
        records: u64,
    },
    /// Writing received records into the cache.
    Storing {
        /// Records written.
        done: u64,
        /// Records in all.
        total: u64,
    },
    /// The cache equals the server, and changes will come by themselves.
    Live,
    /// There is no connection; the cache answers.
    Offline,
    /// Something is wrong that waiting alone may not mend.
    Failed {
        /// What.
        error: ErrorReply,
    },
}

/// Arguments of [`Login`](super::Login).
#[derive(Clone, Serialize, Deserialize)]
pub struct LoginArgs {
    /// As typed: a mobile number or an id.
    pub login: String,
    /// As typed.
    pub password: String,
    /// 로그인상태유지: whether the session outlives the app.
    pub keep: bool,
}

/// The lock of the app on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockView {
    /// Whether the device can tell its owner: by finger, face, or its own PIN.
    pub available: bool,
    /// Whether the app asks.
    pub on: bool,
}

/// Arguments of [`SetLock`](super::SetLock).
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct LockArgs {
    /// Whether the app shall ask.
    pub on: bool,
}
