//! Tickets: what a verified person may do once without a session.

use std::net::IpAddr;
use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::account::AccountChange;
use handbook_wire::identity::{Purpose, ResetPassword};
use handbook_wire::password;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{Person, TOLD};
use crate::service::rate::What;
use crate::service::request::{is_token, new_id, new_token};
use crate::service::{Failure, Service};
use crate::storage::{Request, StorageError, StorageTxn, StorageWrite};

/// The kind of request that a ticket is.
const KIND: &str = "ticket";

/// What a ticket is good for.
#[derive(Serialize, Deserialize)]
struct Ticket {
    purpose: Purpose,
    person: Person,
}

impl Service {
    /// A new ticket: its id and its text.
    pub(super) fn issue_ticket(
        &self,
        txn: &mut dyn StorageWrite,
        purpose: Purpose,
        person: &Person,
        now: i64,
    ) -> Result<(String, String), StorageError> {
        let (id, text) = (new_id()?, new_token()?);
        let ticket = Ticket {
            purpose,
            person: person.clone(),
        };
        let payload = self.seal_request(KIND, &id, &ticket)?;
        txn.put_request(&Request {
            id: id.clone(),
            kind: KIND.to_owned(),
            secret: Some(Sha256::digest(text.as_bytes()).to_vec()),
            payload,
            expires_at: now + TOLD,
        })?;
        Ok((id, text))
    }

    /// Who holds a ticket for `purpose`, and its id, without taking it.
    ///
    /// # Errors
    /// `wrong_code` for one that is unknown, used, too old or for something else.
    pub(in crate::service) fn ticket<T: StorageTxn + ?Sized>(
        &self,
        txn: &T,
        text: &str,
        purpose: Purpose,
    ) -> Result<(String, Person), Failure> {
        let found = match is_token(text) {
            true => txn.request_by_secret(&Sha256::digest(text.as_bytes()))?,
            false => None,
        };
        let now = self.clock.now();
        found
            .filter(|request| request.kind == KIND && now < request.expires_at)
            .and_then(|request| {
                let ticket: Ticket = self.open_request(&request)?;
                (ticket.purpose == purpose).then_some((request.id, ticket.person))
            })
            .ok_or_else(|| ErrorCode::WrongCode.into())
    }

    /// Gives the accounts of a ticket's holder a new password; their sessions end. The answer is
    /// the same, and takes the same work, when there are none.
    ///
    /// # Errors
    /// `wrong_code`, `weak_password` (the ticket stays good), `throttled`, `server_unavailable`.
    pub async fn reset_password(
        self: &Arc<Self>,
        request: ResetPassword,
        address: IpAddr,
    ) -> Result<(), Failure> {
        self.rates.admit(What::Ticket, address, self.clock.now())?;
        let (ticket, new) = (request.ticket, Zeroizing::new(request.new));
        let _slot = self.password_slot().await?;
        self.run(move |service| service.reset_password_now(&ticket, &new))
            .await
    }

    fn reset_password_now(&self, ticket: &str, new: &str) -> Result<(), Failure> {
        let purpose = Purpose::ResetPassword;
        let (_, person) = self
            .storage
            .reading(|txn| self.ticket(txn, ticket, purpose))?;
        if password::unmet(new, &[&person.phone, &person.birth]).is_some() {
            return Err(ErrorCode::WeakPassword.into());
        }
        let hash = self.passwords.hash(new)?;
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let (id, person) = self.ticket(txn, ticket, purpose)?;
            if !txn.take_request(&id)? {
                return Err(Failure::from(ErrorCode::WrongCode));
            }
            for mut account in txn.accounts_by_mobile(&person.phone)? {
                if account.is_locked() || !self.is_owner(&person, &account) {
                    continue;
                }
                account.password = Some(hash.clone());
                account.invitation = None;
                account.invitation_until = None;
                self.learn(&mut account, &person, now);
                txn.put_account(&account)?;
                txn.set_throttle(&Sha256::digest(account.login.as_bytes()), None)?;
                self.note(txn, &account.id, AccountChange::PasswordReset, None)?;
                txn.end_sessions(&account.id, now, false)?;
            }
            Ok(())
        })?;
        self.learn_ended_sessions()
    }
}
