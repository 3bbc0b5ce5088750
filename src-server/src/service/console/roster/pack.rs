//! How the parts of an uploaded roster are kept: JSON or the file itself, packed.

use serde::Serialize;

use crate::storage::StorageError;

/// How hard parts are packed.
const LEVEL: i32 = 3;

pub(super) fn packed(value: &impl Serialize) -> Result<Vec<u8>, StorageError> {
    let text = serde_json::to_vec(value).map_err(|_| StorageError::Corrupt("roster upload"))?;
    packed_bytes(&text)
}

pub(super) fn packed_bytes(bytes: &[u8]) -> Result<Vec<u8>, StorageError> {
    zstd::encode_all(bytes, LEVEL).map_err(|_| StorageError::Corrupt("roster upload"))
}

pub(super) fn unpacked<T: serde::de::DeserializeOwned>(
    bytes: Option<Vec<u8>>,
) -> Result<T, StorageError> {
    let bytes = bytes.ok_or(StorageError::Corrupt("roster upload"))?;
    serde_json::from_slice(&unpacked_bytes(&bytes)?)
        .map_err(|_| StorageError::Corrupt("roster upload"))
}

pub(super) fn unpacked_bytes(bytes: &[u8]) -> Result<Vec<u8>, StorageError> {
    zstd::decode_all(bytes).map_err(|_| StorageError::Corrupt("roster upload"))
}
