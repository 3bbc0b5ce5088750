//! What is begun now and finished soon, once: kept sealed, found by who has its secret.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Failure, Service, hex, random};
use crate::storage::{Request, StorageError, StorageTxn};

impl Service {
    /// `content` as it is stored: a copy of the database does not tell it.
    pub(super) fn seal_request(
        &self,
        kind: &str,
        id: &str,
        content: &impl Serialize,
    ) -> Result<String, StorageError> {
        let plain = serde_json::to_vec(content).map(zeroize::Zeroizing::new);
        let plain = plain.map_err(|_| StorageError::Corrupt("request"))?;
        let sealed = self.secret.seal(&format!("{kind} {id}"), &plain)?;
        Ok(STANDARD.encode(sealed))
    }

    /// Keeps what somebody has begun who comes back by `state`, a browser's address.
    pub(super) fn begin_request(
        &self,
        kind: &str,
        id: &str,
        state: &str,
        content: &impl Serialize,
        expires_at: i64,
    ) -> Result<(), StorageError> {
        let request = Request {
            id: id.to_owned(),
            kind: kind.to_owned(),
            secret: Some(Sha256::digest(state.as_bytes()).to_vec()),
            payload: self.seal_request(kind, id, content)?,
            expires_at,
        };
        self.storage.writing(|txn| txn.put_request(&request))
    }

    /// What was sealed in `request`.
    pub(super) fn open_request<T: DeserializeOwned>(&self, request: &Request) -> Option<T> {
        let sealed = STANDARD.decode(&request.payload).ok()?;
        let context = format!("{} {}", request.kind, request.id);
        serde_json::from_slice(&self.secret.open(&context, &sealed)?).ok()
    }

    /// The request of `kind` of a browser's address, with what it holds.
    pub(super) fn request_of<T: DeserializeOwned>(
        &self,
        txn: &(impl StorageTxn + ?Sized),
        kind: &str,
        state: &str,
    ) -> Result<Option<(Request, T)>, Failure> {
        if !is_token(state) {
            return Ok(None);
        }
        let found = txn
            .request_by_secret(&Sha256::digest(state.as_bytes()))?
            .filter(|request| request.kind == kind);
        Ok(found.and_then(|request| {
            let content = self.open_request(&request)?;
            Some((request, content))
        }))
    }
}

/// 256 random bits as 43 characters.
pub(super) fn new_token() -> Result<String, StorageError> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// Whether `text` has the form of [`new_token`].
pub(super) fn is_token(text: &str) -> bool {
    text.len() == 43 && URL_SAFE_NO_PAD.decode(text).is_ok()
}

/// A random name, 32 hexadecimal digits.
pub(super) fn new_id() -> Result<String, StorageError> {
    Ok(hex(&random::<16>()?))
}

/// What can be told of a secret before it is shown: SHA-256 in Base64url.
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Whether `text` has the form of [`challenge`].
pub(super) fn is_challenge(text: &str) -> bool {
    URL_SAFE_NO_PAD
        .decode(text)
        .is_ok_and(|bytes| bytes.len() == 32)
}

/// Whether `verifier` is the secret behind `made`, in the same time whatever it is.
pub(super) fn is_behind(verifier: &str, made: &str) -> bool {
    bool::from(challenge(verifier).as_bytes().ct_eq(made.as_bytes()))
}
