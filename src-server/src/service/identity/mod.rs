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

use handbook_wire::identity::{Agreement, IdentityFailure, Purpose};
use serde::{Deserialize, Serialize};

use super::{Failure, Service};
use crate::storage::{Request, StorageTxn};

pub(super) use person::Person;
pub use result::{Arrival, Landing};
pub use start::BrowserForm;

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
    /// The verification of the browser's address.
    fn verification_of<T: StorageTxn + ?Sized>(
        &self,
        txn: &T,
        state: &str,
    ) -> Result<Option<(Request, Verification)>, Failure> {
        self.request_of(txn, KIND, state)
    }
}
