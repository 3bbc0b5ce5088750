use handbook_wire::batch::BatchError;
use rusqlite::ErrorCode;

/// Why the cache did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no room; what was there before is still there.
    #[error("no room")]
    Full,
    /// The file is damaged or of another key.
    #[error("damaged")]
    Corrupt,
    /// A newer build of the app wrote the file.
    #[error("written by a newer app")]
    NewerSchema,
    /// A batch is of a newer format; nothing of it was taken.
    #[error("newer batch format")]
    NewerFormat,
    /// A batch is cut off or no batch; nothing of it was taken.
    #[error("bad batch")]
    BadBatch,
    /// SQLite was built without its cipher; nothing was written.
    #[error("no cipher")]
    NoCipher,
    /// The cache is not there: nobody is logged in.
    #[error("closed")]
    Closed,
    /// Anything else; the code is SQLite's.
    #[error("failed with {0}")]
    Failed(i32),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => StoreError::Full,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Corrupt,
                ErrorCode::SystemIoFailure => match failure.extended_code {
                    rusqlite::ffi::SQLITE_IOERR_SHMSIZE => StoreError::Full,
                    // The file ends where a page should be, or a page can't be deciphered.
                    rusqlite::ffi::SQLITE_IOERR_SHORT_READ
                    | rusqlite::ffi::SQLITE_IOERR_CORRUPTFS
                    | rusqlite::ffi::SQLITE_IOERR_DATA => StoreError::Corrupt,
                    other => StoreError::Failed(other),
                },
                _ => StoreError::Failed(failure.extended_code),
            },
            // The schema holds what it holds: a value of another type or none is damage.
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => StoreError::Corrupt,
            _ => StoreError::Failed(rusqlite::ffi::SQLITE_ERROR),
        }
    }
}

impl From<BatchError> for StoreError {
    fn from(error: BatchError) -> Self {
        match error {
            BatchError::NewerFormat(_) => StoreError::NewerFormat,
            BatchError::Io(_) | BatchError::Malformed(_) => StoreError::BadBatch,
        }
    }
}

impl From<serde_json::Error> for StoreError {
    /// JSON that the cache wrote itself and can't read back is damage.
    fn from(_: serde_json::Error) -> Self {
        StoreError::Corrupt
    }
}
