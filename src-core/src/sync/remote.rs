//! The co-op's server as sync sees it.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use handbook_wire::auth::{LoginRequest, RefreshRequest, SessionReply};
use handbook_wire::entity::FileHash;
use handbook_wire::sync::{HelloReply, PullRequest, PushReply, PushRequest, Snapshot};
use handbook_wire::{ErrorCode, ErrorReply};

/// A reply that is still to come.
pub type Reply<T> = BoxFuture<'static, Result<T, RemoteError>>;
/// Bytes as they come.
pub type ByteStream = BoxStream<'static, Result<Bytes, RemoteError>>;

/// Answer to a pull.
#[derive(Debug, Clone, PartialEq)]
pub enum Pulled {
    /// Nothing has changed.
    UpToDate,
    /// Everything must be taken anew.
    Snapshot(Snapshot),
    /// A compressed batch.
    Batch(Bytes),
}

/// Why the server did not answer as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemoteError {
    /// No connection, or it broke.
    #[error("offline")]
    Offline,
    /// The server refused.
    #[error("refused: {:?}", .0.code)]
    Refused(ErrorReply),
    /// What came is not what the protocol says.
    #[error("bad reply")]
    BadReply,
}

impl RemoteError {
    /// What a person is told.
    #[must_use]
    pub fn reply(&self) -> ErrorReply {
        match self {
            RemoteError::Offline => ErrorReply::new(ErrorCode::Offline),
            RemoteError::Refused(reply) => reply.clone(),
            RemoteError::BadReply => ErrorReply::new(ErrorCode::BadReply),
        }
    }
}

/// A request of the account protocol.
#[derive(Clone)]
pub struct Ask {
    /// How.
    pub method: Method,
    /// Where: a path without a slash in front, made of constants and ids that were checked.
    pub path: String,
    /// The bearer token, if there is one.
    pub access: Option<String>,
    /// What is sent, if anything is.
    pub body: Option<Body>,
}

/// What a request sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// JSON.
    Json(serde_json::Value),
    /// Anything else: content type and bytes.
    Bytes(&'static str, Bytes),
}

/// How a request of the account protocol is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

/// A server. `access` is the bearer token.
pub trait Remote: Send + Sync {
    /// Who the server is.
    fn hello(&self) -> Reply<HelloReply>;
    /// Logs in.
    fn login(&self, request: LoginRequest) -> Reply<SessionReply>;
    /// Trades a refresh token for new tokens.
    fn refresh(&self, request: RefreshRequest) -> Reply<SessionReply>;
    /// Ends the session.
    fn end_session(&self, access: &str) -> Reply<()>;
    /// What has changed.
    fn pull(&self, access: &str, request: PullRequest) -> Reply<Pulled>;
    /// The bytes of a snapshot from `from` on.
    fn snapshot(&self, access: &str, id: &str, from: u64) -> Reply<ByteStream>;
    /// The bytes of a file from `from` on.
    fn file(&self, access: &str, file: &FileHash, from: u64) -> Reply<ByteStream>;
    /// Sends edits.
    fn push(&self, access: &str, request: PushRequest) -> Reply<PushReply>;
    /// Any request of the account protocol; the answer is JSON, nothing, or
    /// what the request says.
    fn ask(&self, ask: Ask) -> Reply<Bytes>;
    /// The event stream.
    fn events(&self, access: &str) -> Reply<ByteStream>;
}
