//! 본인인증 from the app's request to what follows from it.
//!
//! A verification is kept for a short time, sealed. It is found by its id, for whoever has the
//! verifier, and by the state in the browser's address. It goes `Waiting` → `Asking` (the callback
//! has come, the provider is being asked) → `Verified` or `Failed`, never back.

mod effect;
mod person;
mod result;
mod start;
mod ticket;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use handbook_wire::identity::{Agreement, IdentityFailure, Purpose};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Failure, Service, hex, random};
use crate::storage::{Request, StorageError, StorageTxn};

pub(super) use person::Person;
pub use result::{Arrival, Landing};
pub use start::BrowserForm;
pub(super) use start::is_challenge;

/// For how long (ms) a verification can be done.
const OPEN: i64 = 15 * 60 * 1000;
/// For how long (ms) its result is told, and a ticket is good.
const TOLD: i64 = 10 * 60 * 1000;
/// The kind of request that a verification is.
const KIND: &str = "identity";

/// A verification on its way.
#[derive(Serialize, Deserialize)]
struct Verification {
    purpose: Purpose,
    person: Person,
    agreed: Vec<Agreement>,
    /// SHA-256 of the app's verifier, as the app sent it.
    challenge: String,
    /// The provider's name for it.
    transaction: String,
    /// What the browser's page posts.
    form: SavedForm,
    /// Whose it is, where the purpose needs that.
    by: Option<By>,
    /// Where the start was counted.
    attempt: Vec<u8>,
    stage: Stage,
    /// SHA-256 of the one-time code that the browser brings back; none before there is one and
    /// after it was used.
    code: Option<Vec<u8>>,
    /// The ticket that was given for it.
    ticket: Option<String>,
}

/// Account and session that asked.
#[derive(Serialize, Deserialize)]
struct By {
    account: String,
    session: String,
}

#[derive(Serialize, Deserialize)]
struct SavedForm {
    action: String,
    origin: String,
    fields: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
enum Stage {
    Waiting,
    Asking,
    Failed(IdentityFailure, Option<String>),
    Verified,
}

impl Service {
    /// Keeps something short-lived, sealed: a copy of the database does not tell it.
    fn seal_request(
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

    fn open_request<T: DeserializeOwned>(&self, request: &Request) -> Option<T> {
        let sealed = STANDARD.decode(&request.payload).ok()?;
        let context = format!("{} {}", request.kind, request.id);
        serde_json::from_slice(&self.secret.open(&context, &sealed)?).ok()
    }

    /// The verification of the browser's address.
    fn verification_of<T: StorageTxn + ?Sized>(
        &self,
        txn: &T,
        state: &str,
    ) -> Result<Option<(Request, Verification)>, Failure> {
        if !is_token(state) {
            return Ok(None);
        }
        let found = txn
            .request_by_secret(&Sha256::digest(state.as_bytes()))?
            .filter(|request| request.kind == KIND);
        Ok(found.and_then(|request| {
            let verification = self.open_request(&request)?;
            Some((request, verification))
        }))
    }
}

/// 256 random bits as 43 characters.
fn new_token() -> Result<String, StorageError> {
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

/// Whether `verifier` is the secret behind `challenge`, in the same time whatever it is.
pub(super) fn is_behind(verifier: &str, challenge: &str) -> bool {
    let made = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    bool::from(made.as_bytes().ct_eq(challenge.as_bytes()))
}
