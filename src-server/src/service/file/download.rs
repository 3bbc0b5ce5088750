use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use handbook_wire::ErrorCode;
use handbook_wire::entity::FileHash;

use super::Service;
use crate::object::ObjectError;
use crate::service::{Caller, Failure};
use crate::storage::StoredFile;

/// Bytes as they come.
pub type FileStream = BoxStream<'static, Result<Bytes, std::io::Error>>;

/// A file that somebody may have.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its hash.
    pub hash: FileHash,
    /// Content type.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
    /// What it shall be called, where that is known.
    pub name: Option<String>,
}

impl Known {
    pub(super) fn new(file: StoredFile, name: Option<String>) -> Result<Self, Failure> {
        Ok(Self {
            hash: FileHash::parse(&file.hash).ok_or(Failure::Internal("a stored hash"))?,
            media_type: file.media_type,
            bytes: file.bytes,
            name,
        })
    }
}

impl Service {
    /// The file with that hash, if the caller may have it.
    ///
    /// # Errors
    /// `not_found`, whether it does not exist or may not be had.
    pub fn known_file(&self, caller: &Caller, hash: &str) -> Result<Known, Failure> {
        Known::new(self.find_file(caller, hash)?, None)
    }

    /// Bytes of a file.
    ///
    /// # Errors
    /// `not_found` when they are gone; [`Failure`] of the store.
    pub async fn read_file(
        self: &Arc<Self>,
        file: &Known,
        range: Range<u64>,
    ) -> Result<FileStream, Failure> {
        match self.files.objects.get(&file.hash, range).await {
            Ok(stream) => Ok(stream
                .map(|part| part.map_err(std::io::Error::other))
                .boxed()),
            Err(ObjectError::Gone) => {
                tracing::error!("a file that is known is not in the store");
                Err(ErrorCode::NotFound.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}
