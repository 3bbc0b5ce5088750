//! What a member does with his own account.

use handbook_wire::ErrorCode;
use handbook_wire::account::{
    AccountChange, AccountEvent, ChangePassword, DeviceSession, Profile, SessionList,
};
use handbook_wire::auth::Step;
use handbook_wire::entity::{Kind, Phone};
use handbook_wire::password as rule;
use handbook_wire::social::SocialProvider;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use std::sync::Arc;

use super::password::Checked;
use super::{Caller, Failure, Service, throttle};
use crate::storage::{Account, Event, Session, StorageError, StorageTxn, StorageWrite};

/// The most events that an owner is shown.
const EVENTS: usize = 20;

impl Service {
    /// The caller's own account.
    ///
    /// # Errors
    /// `session_expired` when the account is gone.
    pub fn profile(&self, caller: &Caller) -> Result<Profile, Failure> {
        self.storage.reading(|txn| {
            let account = txn
                .account(&caller.account)?
                .ok_or(ErrorCode::SessionExpired)?;
            let company = match account.member() {
                Some(member) => name_of(txn, member)?,
                None => None,
            };
            let events = txn.events(&account.id, EVENTS)?;
            Ok(Profile {
                name: account.name,
                role: account.role,
                login: account.login,
                mobile: account.mobile.map(|number| Phone {
                    number,
                    ..Phone::default()
                }),
                company,
                picture: txn.picture_of(&account.id)?,
                email: account.email,
                socials: (txn.social_links(&account.id)?.iter())
                    .filter_map(|link| SocialProvider::parse(&link.provider))
                    .collect(),
                verified_at: account.verified_at,
                second_factor: account.second_factor_at.is_some(),
                events: events.into_iter().map(told).collect(),
            })
        })
    }

    /// The devices that are logged in, the caller's first.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn sessions(&self, caller: &Caller) -> Result<SessionList, Failure> {
        let now = self.clock.now();
        let open = self
            .storage
            .reading(|txn| txn.open_sessions(&caller.account))?;
        let mut sessions: Vec<DeviceSession> = open
            .into_iter()
            .filter(|session| now < session.expires_at)
            .map(|session| DeviceSession {
                current: session.id == caller.session,
                id: session.id,
                device: session.device_name,
                started_at: session.started_at,
                seen_at: session.seen_at.max(session.started_at),
            })
            .collect();
        sessions.sort_by_key(|session| !session.current);
        Ok(SessionList { sessions })
    }

    /// Ends one of the caller's sessions.
    ///
    /// # Errors
    /// `not_found`, also for another account's.
    pub fn end_own_session(&self, caller: &Caller, id: &str) -> Result<(), Failure> {
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let own = txn.session(id)?.is_some_and(|session| {
                session.account == caller.account && session.ended_at.is_none()
            });
            if !own {
                return Err(Failure::from(ErrorCode::NotFound));
            }
            Ok(txn.end_session(id, now)?)
        })?;
        self.learn_ended_sessions()
    }

    /// Changes the caller's password; then every session of the account is over.
    ///
    /// # Errors
    /// `session_limited` before the identity is verified, `wrong_credentials`, `weak_password`,
    /// `throttled`.
    pub async fn change_password(
        self: &Arc<Self>,
        caller: Caller,
        request: ChangePassword,
    ) -> Result<(), Failure> {
        let current = Zeroizing::new(request.current);
        let new = Zeroizing::new(request.new);
        let _slot = self.password_slot().await?;
        self.run(move |service| service.change_password_now(&caller, &current, &new))
            .await
    }

    fn change_password_now(
        &self,
        caller: &Caller,
        current: &str,
        new: &str,
    ) -> Result<(), Failure> {
        let account = self.storage.reading(|txn| {
            let (account, session) = self.own(txn, caller)?;
            let earlier = self.steps(txn, &account, &session)?;
            if earlier.first() == Some(&Step::VerifyIdentity) {
                return Err(Failure::from(ErrorCode::SessionLimited));
            }
            Ok(account)
        })?;
        let personal: Vec<&str> = account.mobile.as_deref().into_iter().collect();
        if rule::unmet(new, &personal).is_some() || new == current {
            return Err(ErrorCode::WeakPassword.into());
        }
        let attempt = self.admit_attempt("password", &caller.account)?;
        if self.check_password(&account, current) == Checked::Wrong {
            return Err(ErrorCode::WrongCredentials.into());
        }
        let hash = self.passwords.hash(new)?;
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let (mut present, session) = self.own(txn, caller)?;
            if present.password != account.password || present.invitation != account.invitation {
                return Err(ErrorCode::Conflict.into());
            }
            present.password = Some(hash);
            present.invitation = None;
            present.invitation_until = None;
            txn.put_account(&present)?;
            txn.set_throttle(&attempt, None)?;
            self.note(
                txn,
                &present.id,
                AccountChange::PasswordChanged,
                Some(&session),
            )?;
            txn.end_sessions(&present.id, now, false)?;
            Ok::<_, Failure>(())
        })?;
        self.learn_ended_sessions()
    }

    /// The caller's account and session, as they are now.
    pub(super) fn own<T: StorageTxn + ?Sized>(
        &self,
        txn: &T,
        caller: &Caller,
    ) -> Result<(Account, Session), Failure> {
        let session = txn
            .session(&caller.session)?
            .filter(|session| session.ended_at.is_none())
            .ok_or(ErrorCode::SessionExpired)?;
        let account = txn
            .account(&caller.account)?
            .ok_or(ErrorCode::SessionExpired)?;
        if account.is_locked() {
            return Err(ErrorCode::AccountLocked.into());
        }
        Ok((account, session))
    }

    /// Refuses while a step before the second factor is left.
    pub(super) fn require_earlier_steps<T: StorageTxn + ?Sized>(
        &self,
        txn: &T,
        account: &Account,
        session: &Session,
    ) -> Result<(), Failure> {
        match self.steps(txn, account, session)?.first() {
            None | Some(Step::SecondFactor) => Ok(()),
            Some(_) => Err(ErrorCode::SessionLimited.into()),
        }
    }

    /// Counts an attempt at something secret of `who`, and answers where it is counted, so that a
    /// right one can be forgiven.
    pub(super) fn admit_attempt(&self, what: &str, who: &str) -> Result<Vec<u8>, Failure> {
        let key = Sha256::digest(format!("{what}\0{who}")).to_vec();
        let now = self.clock.now();
        let free = self.config.limits.login_failures;
        self.storage.writing(|txn| {
            let state = throttle::admit(txn.throttle(&key)?, free, now)
                .map_err(|wait| Failure::wait(ErrorCode::Throttled, wait))?;
            Ok::<_, Failure>(txn.set_throttle(&key, Some(state))?)
        })?;
        Ok(key)
    }

    /// Notes what happened to an account, for its owner.
    pub(super) fn note(
        &self,
        txn: &mut dyn StorageWrite,
        account: &str,
        what: AccountChange,
        by: Option<&Session>,
    ) -> Result<(), StorageError> {
        note(
            txn,
            account,
            what,
            by.map(|session| session.device_name.clone()),
            self.clock.now(),
        )
    }
}

/// Notes what happened to an account, for its owner.
pub(super) fn note(
    txn: &mut dyn StorageWrite,
    account: &str,
    what: AccountChange,
    device: Option<String>,
    at: i64,
) -> Result<(), StorageError> {
    let what = match serde_json::to_value(what) {
        Ok(serde_json::Value::String(name)) => name,
        _ => return Err(StorageError::Corrupt("account event")),
    };
    txn.add_event(account, &Event { at, what, device })
}

fn told(event: Event) -> AccountEvent {
    AccountEvent {
        at: event.at,
        what: serde_json::from_value(serde_json::Value::String(event.what))
            .unwrap_or(AccountChange::Unknown),
        device: event.device,
    }
}

/// 회사명 of a member company that is still there.
pub(super) fn name_of<T: StorageTxn + ?Sized>(
    txn: &T,
    member: &str,
) -> Result<Option<String>, StorageError> {
    let found = txn.entity(Kind::Member, member)?;
    Ok(found.filter(|entity| !entity.deleted).and_then(|entity| {
        let payload: serde_json::Value = serde_json::from_str(&entity.payload).ok()?;
        Some(payload.get("name")?.as_str()?.to_owned())
    }))
}
