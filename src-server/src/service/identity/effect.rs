//! What follows for an account from its owner's verification.

use handbook_wire::account::AccountChange;
use handbook_wire::identity::{IdentityFailure, Purpose};

use super::Verification;
use crate::service::{Failure, Service};
use crate::storage::{Account, Device, Session, StorageWrite};

impl Service {
    /// Changes the account that asked, if the verified person is its own.
    pub(super) fn apply(
        &self,
        txn: &mut dyn StorageWrite,
        found: &Verification,
        now: i64,
    ) -> Result<Result<(), IdentityFailure>, Failure> {
        let Some(by) = &found.by else {
            return Ok(Ok(()));
        };
        let account = txn
            .account(&by.account)?
            .filter(|account| !account.is_locked());
        let session = txn
            .session(&by.session)?
            .filter(|session| session.ended_at.is_none() && now < session.expires_at);
        let (Some(mut account), Some(session)) = (account, session) else {
            return Ok(Err(IdentityFailure::Expired));
        };
        let person = &found.person;
        let known = match found.purpose {
            Purpose::ChangeMobile => self.may_be(person, &account),
            _ => self.is_owner(person, &account),
        };
        if !known {
            return Ok(Err(IdentityFailure::OtherPerson));
        }
        if found.purpose == Purpose::ChangeMobile
            && let Err(reason) = self.change_mobile(txn, &mut account, &person.phone, &session)?
        {
            return Ok(Err(reason));
        }
        self.learn(&mut account, person, now);
        txn.put_account(&account)?;
        let device = txn.device(&account.id, &session.device)?;
        txn.put_device(&Device {
            verified_at: Some(now),
            ..device.unwrap_or_else(|| Device {
                account: account.id.clone(),
                id: session.device.clone(),
                name: session.device_name.clone(),
                first_seen_at: now,
                verified_at: None,
            })
        })?;
        let what = AccountChange::IdentityVerified;
        self.note(txn, &account.id, what, Some(&session))?;
        Ok(Ok(()))
    }

    /// Moves an account to another number, and its login with it when that was the number.
    fn change_mobile(
        &self,
        txn: &mut dyn StorageWrite,
        account: &mut Account,
        phone: &str,
        session: &Session,
    ) -> Result<Result<(), IdentityFailure>, Failure> {
        if account.mobile.as_deref() == Some(phone) {
            return Ok(Ok(()));
        }
        let with_number = txn.accounts_by_mobile(phone)?;
        let with_login = txn.account_by_login(phone)?;
        if (with_number.iter().chain(&with_login)).any(|other| other.id != account.id) {
            return Ok(Err(IdentityFailure::NumberTaken));
        }
        if account.mobile.as_deref() == Some(&account.login) {
            phone.clone_into(&mut account.login);
        }
        account.mobile = Some(phone.to_owned());
        let what = AccountChange::MobileChanged;
        self.note(txn, &account.id, what, Some(session))?;
        Ok(Ok(()))
    }
}
