use handbook_wire::{ErrorCode, ErrorReply};

use crate::storage::StorageError;

/// Why the server did not do what was asked. None carries personal data.
///
/// [`Failure::Refused`] is an answer: the caller is told the code and nothing is logged. The others
/// are the server's own trouble: the caller learns only that there is one, the log says which.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The caller is told this.
    #[error("refused: {:?}", .0.code)]
    Refused(ErrorReply),
    /// The database failed.
    #[error("storage: {0}")]
    Storage(#[from] StorageError),
    /// Anything that should not be possible.
    #[error("internal: {0}")]
    Internal(&'static str),
}

impl Failure {
    /// A refusal with the milliseconds to wait, told in whole seconds.
    pub(super) fn wait(code: ErrorCode, milliseconds: i64) -> Self {
        let seconds = u32::try_from(milliseconds.max(0))
            .unwrap_or(u32::MAX)
            .div_ceil(1000)
            .max(1);
        Failure::Refused(ErrorReply {
            code,
            retry_after: Some(seconds),
        })
    }

    /// What the caller is told.
    #[must_use]
    pub fn reply(&self) -> ErrorReply {
        match self {
            Failure::Refused(reply) => reply.clone(),
            Failure::Storage(StorageError::Busy | StorageError::Full) => ErrorReply {
                code: ErrorCode::ServerUnavailable,
                retry_after: Some(5),
            },
            Failure::Storage(_) | Failure::Internal(_) => ErrorCode::Internal.into(),
        }
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        Failure::Refused(code.into())
    }
}
