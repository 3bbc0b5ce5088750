//! What the app is told of a way, and how a link ends.

use std::net::IpAddr;
use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::account::AccountChange;
use handbook_wire::auth::SessionReply;
use handbook_wire::social::{
    SocialCheck, SocialFailure, SocialProvider, SocialPurpose, SocialReply,
};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{KIND, Stage, Way};
use crate::service::rate::What;
use crate::service::request::is_behind;
use crate::service::session::is_key;
use crate::service::{Caller, Failure, Service, account};

/// Wrong codes after which it is over.
const TRIES: u32 = 5;

impl Service {
    /// What came of a way, for whoever has its verifier and, once it is done, the browser's code.
    ///
    /// # Errors
    /// `not_found` also when the verifier is wrong, `wrong_code`, `throttled`.
    pub fn check_social(
        &self,
        id: &str,
        check: &SocialCheck,
        address: IpAddr,
    ) -> Result<SocialReply, Failure> {
        let now = self.clock.now();
        self.rates.admit(What::Check, address, now)?;
        if !is_key(&check.device.id) || check.device.name.chars().count() > 100 {
            return Err(ErrorCode::InvalidInput.into());
        }
        let done = self.storage.writing(|txn| {
            let found = txn.request(id)?.filter(|request| request.kind == KIND);
            let found = found.and_then(|request| {
                let way: Way = self.open_request(&request)?;
                is_behind(&check.verifier, &way.challenge).then_some((request, way))
            });
            let (request, mut way) = found.ok_or(ErrorCode::NotFound)?;
            if now >= request.expires_at {
                return Ok(Ok(Told::Reply(failed(SocialFailure::Expired))));
            }
            let (account, code) = match (&way.stage, &check.code) {
                (Stage::Failed(reason), _) => return Ok(Ok(Told::Reply(failed(*reason)))),
                (Stage::Waiting | Stage::Asking, None) | (Stage::Done { .. }, None) => {
                    return Ok(Ok(Told::Reply(SocialReply::Waiting)));
                }
                (Stage::Waiting | Stage::Asking, Some(_)) => return Ok(Err(())),
                (Stage::Done { account, code }, Some(_)) => (account.clone(), code.clone()),
            };
            let typed = account::normalise_invitation(check.code.as_deref().unwrap_or_default());
            if !bool::from(Sha256::digest(typed.as_bytes()).as_slice().ct_eq(&code)) {
                way.wrong += 1;
                if way.wrong >= TRIES {
                    way.stage = Stage::Failed(SocialFailure::Expired);
                }
                self.put_way(txn, request, &way)?;
                return Ok(Err(()));
            }
            txn.take_request(id)?;
            Ok::<_, Failure>(Ok(match way.purpose {
                SocialPurpose::Link => Told::Reply(SocialReply::Linked),
                SocialPurpose::Login => Told::LogIn(account),
            }))
        })?;
        match done {
            Err(()) => Err(ErrorCode::WrongCode.into()),
            Ok(Told::Reply(reply)) => Ok(reply),
            Ok(Told::LogIn(account)) => {
                let session = self.log_in_as(&account, check.device.clone())?;
                Ok(match session {
                    Some(session) => logged_in(session),
                    None => failed(SocialFailure::Locked),
                })
            }
        }
    }

    /// Unlinks the caller's account from a provider.
    ///
    /// # Errors
    /// `not_found` when it is not linked.
    pub fn unlink_social(&self, caller: &Caller, provider: &str) -> Result<(), Failure> {
        self.storage.writing(|txn| {
            let (account, session) = self.own(txn, caller)?;
            if !txn.remove_social_link(&account.id, provider)? {
                return Err(Failure::from(ErrorCode::NotFound));
            }
            let what = AccountChange::SocialUnlinked;
            Ok(self.note(txn, &account.id, what, Some(&session))?)
        })
    }

    /// Takes a provider's notice that a person has taken the consent back.
    ///
    /// # Errors
    /// `not_found`, `invalid_input` for what the provider did not sign, `throttled`.
    pub async fn take_social_notice(
        self: &Arc<Self>,
        provider: &str,
        notice: &str,
        address: IpAddr,
    ) -> Result<(), Failure> {
        self.rates.admit(What::Check, address, self.clock.now())?;
        let name = SocialProvider::parse(provider).ok_or(ErrorCode::NotFound)?;
        let provider = self.social(name).ok_or(ErrorCode::NotFound)?;
        let person = provider.read_notice(notice).await.map_err(|error| {
            tracing::warn!(%error, "a notice was not taken");
            ErrorCode::InvalidInput
        })?;
        let Some(person) = person else {
            return Ok(());
        };
        self.run(move |service| {
            service.storage.writing(|txn| {
                let link = txn.social_link(&person.issuer, &person.subject)?;
                if let Some(link) = link {
                    txn.remove_social_link(&link.account, &link.provider)?;
                    let what = AccountChange::SocialUnlinked;
                    service.note(txn, &link.account, what, None)?;
                }
                Ok(())
            })
        })
        .await
    }
}

enum Told {
    Reply(SocialReply),
    LogIn(String),
}

fn failed(reason: SocialFailure) -> SocialReply {
    SocialReply::Failed { reason }
}

fn logged_in(session: SessionReply) -> SocialReply {
    SocialReply::LoggedIn {
        session: Box::new(session),
    }
}
