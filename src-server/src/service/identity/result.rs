//! What comes back with the browser, and what the app is told.

use std::net::IpAddr;
use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::app_link::AppLink;
use handbook_wire::identity::{IdentityCheck, IdentityFailure, IdentityReply, Purpose};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{KIND, Person, Stage, TOLD, Verification, person};
use crate::identity::{Callback, IdentityError, Subject};
use crate::service::rate::What;
use crate::service::request::{is_behind, is_token, new_token};
use crate::service::{Failure, Service, hex};
use crate::storage::{Request, StorageTxn, StorageWrite};

/// Longer than any callback.
const LONGEST: usize = 16 << 10;

/// Where the provider sent the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// To the address for a result.
    Success,
    /// To the address for none.
    Failure,
}

/// What the browser's page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landing {
    /// The verification is done: the link that leads into the app.
    Verified(String),
    /// It came to nothing.
    Failed {
        /// The link that leads into the app.
        link: String,
        /// Why.
        reason: IdentityFailure,
        /// What the provider said.
        message: Option<String>,
    },
    /// The callback came before, is too late, or is of no verification.
    Over,
}

/// What to do with a callback that was taken.
enum Taken {
    Ask(Callback, String),
    Known(IdentityFailure, Option<String>),
}

impl Service {
    /// Takes what the provider sent with the browser, once, and asks the provider itself.
    ///
    /// # Errors
    /// `throttled`.
    pub async fn finish_identity(
        self: &Arc<Self>,
        state: String,
        arrival: Arrival,
        body: bytes::Bytes,
        address: IpAddr,
    ) -> Result<Landing, Failure> {
        self.rates.admit(What::Check, address, self.clock.now())?;
        // In a task of its own: a browser that goes away must not leave it half done.
        let service = Arc::clone(self);
        let task = tokio::spawn(async move { service.finish(state, arrival, body).await });
        match task.await {
            Ok(done) => done,
            Err(_) => Err(Failure::Internal("a callback's task panicked")),
        }
    }

    async fn finish(
        self: &Arc<Self>,
        state: String,
        arrival: Arrival,
        body: bytes::Bytes,
    ) -> Result<Landing, Failure> {
        let key = state.clone();
        let taken = self
            .run(move |service| service.take_callback(&key, arrival, &body))
            .await?;
        let outcome = match (taken, &self.identity) {
            (Some(Taken::Ask(callback, transaction)), Some(provider)) => {
                provider.fetch(&callback, &transaction).await.map_err(told)
            }
            (Some(Taken::Known(reason, message)), _) => Err((reason, message)),
            _ => return Ok(Landing::Over),
        };
        self.run(move |service| service.settle(&state, outcome))
            .await
    }

    fn take_callback(
        &self,
        state: &str,
        arrival: Arrival,
        body: &[u8],
    ) -> Result<Option<Taken>, Failure> {
        let Some(provider) = &self.identity else {
            return Ok(None);
        };
        let body = if body.len() > LONGEST { &[] } else { body };
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let Some((request, mut found)) = self.verification_of(txn, state)? else {
                return Ok(None);
            };
            if now >= request.expires_at || !matches!(found.stage, Stage::Waiting) {
                return Ok(None);
            }
            let taken = match arrival {
                Arrival::Failure => {
                    Taken::Known(IdentityFailure::Refused, provider.read_failure(body))
                }
                Arrival::Success => match provider.read_callback(body) {
                    Ok(callback) => {
                        let name = Sha256::digest(callback.transaction.as_bytes());
                        match txn.use_transaction(&name, now)? {
                            true => Taken::Ask(callback, found.transaction.clone()),
                            false => Taken::Known(IdentityFailure::Expired, None),
                        }
                    }
                    Err(error) => {
                        let (reason, message) = told(error);
                        Taken::Known(reason, message)
                    }
                },
            };
            found.stage = Stage::Asking;
            self.put_verification(txn, request, &found)?;
            Ok::<_, Failure>(Some(taken))
        })
    }

    /// Draws the consequences of the provider's answer.
    fn settle(
        &self,
        state: &str,
        outcome: Result<Subject, (IdentityFailure, Option<String>)>,
    ) -> Result<Landing, Failure> {
        let now = self.clock.now();
        let code = new_token()?;
        let (landing, purpose) = self.storage.writing(|txn| {
            let Some((mut request, mut found)) = self.verification_of(txn, state)? else {
                return Ok((Landing::Over, None));
            };
            if !matches!(found.stage, Stage::Asking) {
                return Ok((Landing::Over, None));
            }
            found.stage = match outcome {
                Err((reason, message)) => Stage::Failed(reason, message),
                Ok(subject) if found.person.is(&subject) => {
                    found.person.ci = subject.ci.as_ref().map(|ci| self.mac_ci(ci));
                    match self.apply(txn, &found, now)? {
                        Ok(()) => {
                            txn.set_throttle(&found.attempt, None)?;
                            Stage::Verified
                        }
                        Err(reason) => Stage::Failed(reason, None),
                    }
                }
                Ok(_) => Stage::Failed(IdentityFailure::OtherPerson, None),
            };
            found.code = Some(Sha256::digest(code.as_bytes()).to_vec());
            found.form.fields.clear();
            request.expires_at = now + TOLD;
            let link = AppLink::Identity {
                id: request.id.clone(),
                code: code.clone(),
            };
            let link = link.to_string();
            self.note_agreements(txn, &found, now)?;
            self.put_verification(txn, request, &found)?;
            let landing = match found.stage {
                Stage::Failed(reason, message) => Landing::Failed {
                    link,
                    reason,
                    message,
                },
                _ => Landing::Verified(link),
            };
            Ok::<_, Failure>((landing, Some(found.purpose)))
        })?;
        let failure = match &landing {
            Landing::Failed { reason, .. } => Some(*reason),
            _ => None,
        };
        tracing::info!(?purpose, ?failure, "verification settled");
        Ok(landing)
    }

    fn note_agreements(
        &self,
        txn: &mut dyn StorageWrite,
        found: &Verification,
        now: i64,
    ) -> Result<(), Failure> {
        let subject = match &found.by {
            Some(by) => by.account.clone(),
            None => hex(&self.mac_person(&found.person)),
        };
        for one in &found.agreed {
            txn.add_agreement(&subject, &one.document, &one.version, now)?;
        }
        Ok(())
    }

    /// How far a verification is, for whoever has its verifier.
    ///
    /// # Errors
    /// `not_found` also when the verifier is wrong, `wrong_code`, `throttled`.
    pub fn check_identity(
        &self,
        id: &str,
        check: &IdentityCheck,
        address: IpAddr,
    ) -> Result<IdentityReply, Failure> {
        let now = self.clock.now();
        self.rates.admit(What::Check, address, now)?;
        let (request, found) = self
            .storage
            .reading(|txn| self.verification(txn, id, &check.verifier))?;
        if now >= request.expires_at {
            return Ok(failed(IdentityFailure::Expired, None));
        }
        if matches!(found.stage, Stage::Waiting | Stage::Asking) && check.code.is_none() {
            return Ok(IdentityReply::Waiting);
        }
        self.storage.writing(|txn| {
            let (request, mut found) = self.verification(txn, id, &check.verifier)?;
            if let Some(code) = &check.code {
                let right = is_token(code)
                    && found.code.as_ref().is_some_and(|known| {
                        bool::from(Sha256::digest(code.as_bytes()).as_slice().ct_eq(known))
                    });
                if !right {
                    return Err(ErrorCode::WrongCode.into());
                }
                found.code = None;
            }
            let reply = match &found.stage {
                Stage::Waiting | Stage::Asking => IdentityReply::Waiting,
                Stage::Failed(reason, message) => failed(*reason, message.clone()),
                Stage::Verified => self.tell(txn, &mut found, now)?,
            };
            self.put_verification(txn, request, &found)?;
            Ok::<_, Failure>(reply)
        })
    }

    /// The verification of that id, for whoever has its verifier.
    fn verification<T: StorageTxn + ?Sized>(
        &self,
        txn: &T,
        id: &str,
        verifier: &str,
    ) -> Result<(Request, Verification), Failure> {
        let found = txn.request(id)?.filter(|request| request.kind == KIND);
        found
            .and_then(|request| {
                let found: Verification = self.open_request(&request)?;
                is_behind(verifier, &found.challenge).then_some((request, found))
            })
            .ok_or_else(|| ErrorCode::NotFound.into())
    }

    /// What a verified person is told.
    fn tell(
        &self,
        txn: &mut dyn StorageWrite,
        found: &mut Verification,
        now: i64,
    ) -> Result<IdentityReply, Failure> {
        let (mut ticket, mut login) = (None, None);
        match found.purpose {
            Purpose::FindLogin => login = self.logins_of(txn, &found.person)?,
            Purpose::SignUp | Purpose::ResetPassword => {
                // The answer may have been lost; but a ticket that was used is not replaced.
                if let Some(old) = found.ticket.take()
                    && !txn.take_request(&old)?
                {
                    return Ok(failed(IdentityFailure::Expired, None));
                }
                let (id, text) = self.issue_ticket(txn, found.purpose, &found.person, now)?;
                found.ticket = Some(id);
                ticket = Some(text);
            }
            Purpose::Account | Purpose::ChangeMobile => {}
        }
        Ok(IdentityReply::Verified { ticket, login })
    }

    /// The masked logins of the person's own accounts.
    fn logins_of<T: StorageTxn + ?Sized>(
        &self,
        txn: &T,
        person: &Person,
    ) -> Result<Option<String>, Failure> {
        let logins: Vec<String> = txn
            .accounts_by_mobile(&person.phone)?
            .iter()
            .filter(|account| self.is_owner(person, account))
            .map(|account| person::mask(&account.login))
            .collect();
        Ok((!logins.is_empty()).then(|| logins.join(", ")))
    }

    fn put_verification(
        &self,
        txn: &mut dyn StorageWrite,
        request: Request,
        found: &Verification,
    ) -> Result<(), Failure> {
        let payload = self.seal_request(KIND, &request.id, found)?;
        Ok(txn.put_request(&Request { payload, ..request })?)
    }
}

fn failed(reason: IdentityFailure, message: Option<String>) -> IdentityReply {
    IdentityReply::Failed { reason, message }
}

/// What the person is told of a provider's failure; the log is told the rest.
fn told(error: IdentityError) -> (IdentityFailure, Option<String>) {
    match error {
        IdentityError::Refused(message) => (IdentityFailure::Refused, message),
        IdentityError::OtherTransaction => {
            tracing::warn!("a result of another verification came");
            (IdentityFailure::OtherPerson, None)
        }
        IdentityError::Unavailable(reason) => {
            tracing::warn!(reason, "the identity provider's answer can't be had");
            (IdentityFailure::Unavailable, None)
        }
    }
}
