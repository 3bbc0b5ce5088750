//! The one list of failures that a person may be told about.
//!
//! The server answers a failed request with [`ErrorReply`]; the core maps its own errors to an
//! [`ErrorCode`] in one place; the screens turn the code into Korean. None carries personal data.

use serde::{Deserialize, Serialize};

/// Why something did not work, as far as a member or a member of staff needs to know.
///
/// A code that this build does not know (from a newer server) reads as [`ErrorCode::Internal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorCode {
    /// Id or password is wrong; the two are never told apart.
    WrongCredentials,
    /// Too many attempts; [`ErrorReply::retry_after`] says when to try again.
    Throttled,
    /// The account is locked by staff.
    AccountLocked,
    /// The session is over or not of this server: log in again.
    SessionExpired,
    /// The session may not see members' data before identity verification and a new password.
    SessionLimited,
    /// The role may not do this.
    Forbidden,
    /// No such thing (any more).
    NotFound,
    /// Something typed or sent is not of the right form.
    InvalidInput,
    /// The new password does not meet the rule of [`crate::password`].
    WeakPassword,
    /// The code is wrong, too old or used already.
    WrongCode,
    /// What is asked for has been decided or done meanwhile.
    Conflict,
    /// The step can't be done from here: staff of the co-op do it.
    AskStaff,
    /// More than the receiver takes.
    TooLarge,
    /// The file is of a type that the co-op does not take.
    UnsupportedFile,
    /// This app is older than the server still speaks with: update it.
    AppTooOld,
    /// The server answered in a protocol newer than this app reads: update the app.
    NewerProtocol,
    /// The server is older than this app can speak with.
    ServerTooOld,
    /// The server can't be reached.
    Offline,
    /// The server answered that it can't serve now.
    ServerUnavailable,
    /// The answer was cut off or is not what the protocol says.
    BadReply,
    /// The device has no room left.
    StorageFull,
    /// The device's key store gave no key (locked, or refused).
    KeyUnavailable,
    /// The app is locked until the device's owner opens it.
    AppLocked,
    /// Nobody is logged in.
    NotLoggedIn,
    /// Anything else; the log of the side that failed knows more.
    #[serde(other)]
    Internal,
}

/// Body of every answer with a status of 400 or more, and of every failed command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorReply {
    /// What went wrong.
    pub code: ErrorCode,
    /// Whole seconds to wait before trying again, with [`ErrorCode::Throttled`] and
    /// [`ErrorCode::ServerUnavailable`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl ErrorReply {
    /// A reply that says only `code`.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            retry_after: None,
        }
    }
}

impl From<ErrorCode> for ErrorReply {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}
