//! What can go wrong in the core, and the one place where it becomes what a person is told.

use handbook_wire::{ErrorCode, ErrorReply};

use crate::key::KeyStoreError;
use crate::store::StoreError;
use crate::sync::remote::RemoteError;

/// Why the handbook did not do what it was asked. None carries personal data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another instance of the app has the cache open.
    #[error("the handbook is already open")]
    AlreadyOpen,
    /// The cache directory or the network client can't be set up.
    #[error("the handbook can't be set up: {0}")]
    Setup(&'static str),
    /// The configured server address is not one that may be spoken with: https, or http on this
    /// very machine.
    #[error("the server address is not allowed")]
    Address,
    /// The key store gave no key.
    #[error("no key: {0}")]
    Key(#[from] KeyStoreError),
    /// The cache failed.
    #[error("cache: {0}")]
    Store(#[from] StoreError),
    /// The server, or the way to it, failed.
    #[error("server: {0}")]
    Remote(#[from] RemoteError),
    /// Nobody is logged in.
    #[error("nobody is logged in")]
    NotLoggedIn,
    /// The session may not see members' data yet.
    #[error("the session is limited")]
    Limited,
    /// No such record.
    #[error("no such record")]
    NotFound,
    /// An argument is out of its bounds.
    #[error("invalid input")]
    Invalid,
    /// More than is taken.
    #[error("too large")]
    TooLarge,
    /// The server speaks only protocols newer than this app.
    #[error("this app is too old for the server")]
    AppTooOld,
    /// The server is older than this app can speak with.
    #[error("the server is too old for this app")]
    ServerTooOld,
    /// A task of the handbook came to an end too early.
    #[error("a task ended early")]
    Interrupted,
}

impl From<Error> for ErrorReply {
    fn from(error: Error) -> Self {
        error.told()
    }
}

impl Error {
    /// What a person is told.
    pub(crate) fn told(&self) -> ErrorReply {
        match self {
            Error::Remote(error) => error.reply(),
            other => ErrorReply::new(match other {
                Error::AlreadyOpen | Error::Setup(_) | Error::Interrupted | Error::Remote(_) => {
                    ErrorCode::Internal
                }
                Error::Address | Error::Invalid => ErrorCode::InvalidInput,
                Error::Key(_) => ErrorCode::KeyUnavailable,
                Error::Store(StoreError::Full) => ErrorCode::StorageFull,
                Error::Store(StoreError::NewerFormat) => ErrorCode::NewerProtocol,
                Error::Store(StoreError::BadBatch) => ErrorCode::BadReply,
                Error::Store(StoreError::Closed) | Error::NotLoggedIn => ErrorCode::NotLoggedIn,
                Error::Store(_) => ErrorCode::Internal,
                Error::Limited => ErrorCode::SessionLimited,
                Error::NotFound => ErrorCode::NotFound,
                Error::TooLarge => ErrorCode::TooLarge,
                Error::AppTooOld => ErrorCode::AppTooOld,
                Error::ServerTooOld => ErrorCode::ServerTooOld,
            }),
        }
    }
}
