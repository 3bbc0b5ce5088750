//! Login, refresh, logout, and who a bearer of a token is.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError};

use handbook_wire::ErrorCode;
use handbook_wire::account::AccountChange;
use handbook_wire::auth::{self, LoginRequest, RefreshRequest, Role, SessionReply, Step};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use tokio::sync::SemaphorePermit;

use super::account::{normalise_invitation, normalise_login};
use super::password::{self, Checked};
use super::{Caller, Failure, Service, hex, random, restored, throttle};
use crate::storage::{Account, Device, Refresh, Session, StorageError, StorageTxn, StorageWrite};

/// Seconds for which an access token is good.
pub const ACCESS_SECONDS: u32 = 600;
/// For how long (ms) a refresh token may be used again when the answer was lost.
const GRACE: i64 = 60_000;
const DAY: i64 = 24 * 60 * 60 * 1000;
/// The most characters of an app's name and version.
const LONGEST_APP: usize = 40;

impl Service {
    /// Logs in. An unknown login, a wrong password and an account without a password are answered
    /// alike and in the same time.
    ///
    /// # Errors
    /// `invalid_input`, `throttled`, `wrong_credentials`, `account_locked` (only to who knows the
    /// password), `server_unavailable`.
    pub async fn log_in(
        self: &Arc<Self>,
        request: LoginRequest,
        address: IpAddr,
    ) -> Result<SessionReply, Failure> {
        let password = Zeroizing::new(request.password);
        let device = request.device;
        let well_formed = request.login.len() <= 100
            && password.len() <= handbook_wire::password::LONGEST
            && is_key(&device.id)
            && device.name.chars().count() <= 100;
        if !well_formed {
            return Err(ErrorCode::InvalidInput.into());
        }
        let now = self.clock.now();
        let limits = &self.config.limits;
        self.addresses
            .admit(address, limits.address_failures, now)
            .map_err(|wait| Failure::wait(ErrorCode::Throttled, wait))?;
        let login = normalise_login(&request.login);
        let _slot = self.password_slot().await?;
        let reply = self
            .run(move |service| service.log_in_now(&login, &password, device))
            .await?;
        self.addresses.forgive(address);
        Ok(reply)
    }

    /// Waits for leave to check a password, each of which takes 19 MiB.
    pub(super) async fn password_slot(&self) -> Result<SemaphorePermit<'_>, Failure> {
        let patience = self.config.limits.request / 2;
        match tokio::time::timeout(patience, self.passwords.slots.acquire()).await {
            Ok(Ok(slot)) => Ok(slot),
            _ => Err(Failure::wait(ErrorCode::ServerUnavailable, 5000)),
        }
    }

    /// Whether `password` opens the account now: its own, an invitation that stands, or the first
    /// one. Takes one hash's time whatever the account has.
    pub(super) fn check_password(&self, account: &Account, password: &str) -> Checked {
        self.check(Some(account), password)
    }

    fn check(&self, account: Option<&Account>, password: &str) -> Checked {
        let now = self.clock.now();
        let own = account.and_then(|account| account.password.as_deref());
        let invitation = account
            .filter(|account| own.is_none() && account.invitation_until > Some(now))
            .and_then(|account| account.invitation.as_deref());
        let first = account
            .filter(|account| account.invitation.is_none() && self.config.first_password)
            .and_then(|account| account.mobile.as_deref())
            .and_then(password::first)
            .map(Zeroizing::new);
        let typed = match invitation {
            Some(_) => Zeroizing::new(normalise_invitation(password)),
            None => Zeroizing::new(password.to_owned()),
        };
        self.passwords.check(
            &typed,
            own.or(invitation),
            first.as_ref().map(|first| first.as_str()),
        )
    }

    fn log_in_now(
        &self,
        login: &str,
        password: &str,
        device: auth::Device,
    ) -> Result<SessionReply, Failure> {
        let now = self.clock.now();
        let key = Sha256::digest(login.as_bytes());
        let free = self.config.limits.login_failures;
        let account = self.storage.writing(|txn| {
            let state = throttle::admit(txn.throttle(&key)?, free, now)
                .map_err(|wait| Failure::wait(ErrorCode::Throttled, wait))?;
            txn.set_throttle(&key, Some(state))?;
            Ok::<_, Failure>(txn.account_by_login(login)?)
        })?;
        let checked = self.check(account.as_ref(), password);
        let (Some(account), Checked::Right | Checked::Outdated) = (account, checked) else {
            return Err(ErrorCode::WrongCredentials.into());
        };
        let rehashed = match checked {
            Checked::Outdated if account.password.is_some() => Some(self.passwords.hash(password)?),
            _ => None,
        };
        let refused = self.storage.writing(|txn| {
            txn.set_throttle(&key, None)?;
            // The account as it is now: a change while the password was checked counts.
            let Some(mut current) = txn.account(&account.id)? else {
                return Ok(None);
            };
            if current.password != account.password || current.login != account.login {
                return Ok(None);
            }
            if current.is_locked() {
                return Ok(Some(Err(ErrorCode::AccountLocked)));
            }
            if rehashed.is_some() {
                current.password = rehashed;
            }
            current.last_login_at = Some(now);
            let session = self.open_session(txn, &mut current, device, now)?;
            txn.put_account(&current)?;
            let steps = self.steps(txn, &current, &session)?;
            let refresh = self.new_refresh(txn, &session.id, None, now)?;
            Ok::<_, StorageError>(Some(Ok((current, session.id, steps, refresh))))
        })?;
        match refused {
            None => Err(ErrorCode::WrongCredentials.into()),
            Some(Err(code)) => Err(code.into()),
            Some(Ok((account, session, steps, refresh))) => {
                self.reply(account, session, steps, refresh)
            }
        }
    }

    /// Logs in to an account whose owner was recognised; none when it is gone or locked by now.
    pub(super) fn log_in_as(
        &self,
        account: &str,
        device: auth::Device,
    ) -> Result<Option<SessionReply>, Failure> {
        let now = self.clock.now();
        let opened = self.storage.writing(|txn| {
            let found = txn.account(account)?.filter(|account| !account.is_locked());
            let Some(mut account) = found else {
                return Ok(None);
            };
            account.last_login_at = Some(now);
            let session = self.open_session(txn, &mut account, device, now)?;
            txn.put_account(&account)?;
            let steps = self.steps(txn, &account, &session)?;
            let refresh = self.new_refresh(txn, &session.id, None, now)?;
            Ok::<_, StorageError>(Some((account, session.id, steps, refresh)))
        })?;
        match opened {
            Some((account, session, steps, refresh)) => {
                self.reply(account, session, steps, refresh).map(Some)
            }
            None => Ok(None),
        }
    }

    /// Starts a session of `account` on `device`, which may be new to it.
    fn open_session(
        &self,
        txn: &mut dyn StorageWrite,
        account: &mut Account,
        device: auth::Device,
        now: i64,
    ) -> Result<Session, StorageError> {
        let session = Session {
            id: hex(&random::<16>()?),
            account: account.id.clone(),
            device: device.id.clone(),
            device_name: device.name.clone(),
            started_at: now,
            expires_at: self.session_end(now),
            ended_at: None,
            suspended: false,
            second_factor_at: None,
            seen_at: now,
            app: String::new(),
        };
        let known = txn.device(&account.id, &device.id)?;
        let is_new = known.is_none();
        let mut known = known.unwrap_or_else(|| Device {
            account: account.id.clone(),
            id: device.id,
            name: String::new(),
            first_seen_at: now,
            verified_at: None,
        });
        known.name = device.name;
        if known.verified_at.is_none() && account.vouched_until > Some(now) {
            known.verified_at = Some(now);
        }
        txn.put_device(&known)?;
        txn.put_session(&session)?;
        if is_new {
            self.note(txn, &account.id, AccountChange::NewDevice, Some(&session))?;
        }
        Ok(session)
    }

    /// What must be done in `session` before it may see members' data.
    pub(super) fn steps<T: StorageTxn + ?Sized>(
        &self,
        txn: &T,
        account: &Account,
        session: &Session,
    ) -> Result<Vec<Step>, StorageError> {
        let device = txn.device(&account.id, &session.device)?;
        let verified = device.is_some_and(|device| device.verified_at.is_some());
        let second = account.role == Role::Staff && self.config.staff_second_factor;
        let mut steps = Vec::new();
        if !verified {
            steps.push(Step::VerifyIdentity);
        }
        if account.password.is_none() {
            steps.push(Step::ChangePassword);
        }
        if second && session.second_factor_at.is_none() {
            steps.push(Step::SecondFactor);
        }
        Ok(steps)
    }

    /// Gives a new pair of tokens for a refresh token, and ends the session when a token comes a
    /// second time that can't have been lost.
    ///
    /// # Errors
    /// `session_expired`, `account_locked`.
    pub fn refresh(&self, request: &RefreshRequest) -> Result<SessionReply, Failure> {
        let now = self.clock.now();
        let hash = Sha256::digest(request.refresh.as_bytes()).to_vec();
        let done = self.storage.writing(|txn| {
            let expired = Ok::<_, Failure>(Err(ErrorCode::SessionExpired));
            let known = match txn.refresh(&hash)? {
                Some(token) => Some(token),
                None => self.adopt(txn, &request.refresh, &hash)?,
            };
            let Some(token) = known else {
                return expired;
            };
            let Some(mut session) = txn.session(&token.session)? else {
                return expired;
            };
            if session.suspended {
                return Ok(Err(ErrorCode::AccountLocked));
            }
            if session.ended_at.is_some() || now >= session.expires_at {
                return expired;
            }
            if let Some(used_at) = token.used_at {
                let lost = !token.superseded
                    && (now - used_at).abs() <= GRACE
                    && !txn.refresh_child_used(&hash)?;
                if !lost {
                    txn.end_session(&session.id, now)?;
                    let theft = AccountChange::TokenTheft;
                    self.note(txn, &session.account, theft, Some(&session))?;
                    return Ok(Err(ErrorCode::SessionExpired));
                }
            }
            let Some(account) = txn.account(&session.account)? else {
                return expired;
            };
            if account.is_locked() {
                session.ended_at = Some(now);
                session.suspended = true;
                txn.put_session(&session)?;
                return Ok(Err(ErrorCode::AccountLocked));
            }
            if token.used_at.is_none() {
                txn.use_refresh(&hash, now)?;
            }
            let refresh = self.new_refresh(txn, &session.id, Some(hash.clone()), now)?;
            session.expires_at = self.session_end(now);
            session.seen_at = now;
            txn.put_session(&session)?;
            let steps = self.steps(txn, &account, &session)?;
            Ok(Ok((account, session.id, steps, refresh)))
        })?;
        match done {
            Ok((account, session, steps, refresh)) => self.reply(account, session, steps, refresh),
            Err(code) => {
                self.learn_ended_sessions()?;
                Err(code.into())
            }
        }
    }

    /// Remembers which app a session was heard from with, as far as that is new.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn note_app(&self, reply: &SessionReply, app: &str) -> Result<(), Failure> {
        let app: String = app.chars().take(LONGEST_APP).collect();
        let Some(caller) = self.token_key.verify(&reply.access) else {
            return Ok(());
        };
        let found = self.storage.reading(|txn| txn.session(&caller.session))?;
        if found.is_none_or(|session| session.app == app) {
            return Ok(());
        }
        self.storage.writing(|txn| {
            if let Some(mut session) = txn.session(&caller.session)? {
                session.app = app;
                txn.put_session(&session)?;
            }
            Ok(())
        })
    }

    /// Takes a token that was given in a history that was lost, once a session; none for any other. A
    /// second one comes from somebody else than the first: it counts as used long ago.
    fn adopt(
        &self,
        txn: &mut dyn StorageWrite,
        token: &str,
        hash: &[u8],
    ) -> Result<Option<Refresh>, StorageError> {
        let Some(origin) = restored::origin(&self.secret, token) else {
            return Ok(None);
        };
        let lost = restored::lost(txn)?.filter(|lost| lost.gave(&origin));
        let (Some(lost), Some(_)) = (lost, txn.session(&origin.session)?) else {
            return Ok(None);
        };
        let gone_on = lost.has_gone_on(txn, &origin.session)?;
        let token = Refresh {
            hash: hash.to_vec(),
            session: origin.session,
            parent: None,
            issued_at: origin.issued_at,
            used_at: gone_on.then_some(origin.issued_at),
            superseded: gone_on,
        };
        // Those that the backup knows were given up for this one.
        txn.give_up_refreshes(&token.session, origin.issued_at)?;
        txn.add_refresh(&token)?;
        Ok(Some(token))
    }

    fn new_refresh(
        &self,
        txn: &mut dyn StorageWrite,
        session: &str,
        parent: Option<Vec<u8>>,
        now: i64,
    ) -> Result<String, StorageError> {
        let token = restored::new_token(&self.secret, session, now)?;
        txn.add_refresh(&Refresh {
            hash: Sha256::digest(token.as_bytes()).to_vec(),
            session: session.to_owned(),
            parent,
            issued_at: now,
            used_at: None,
            superseded: false,
        })?;
        Ok(token)
    }

    /// Ends the caller's session.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn log_out(&self, caller: &Caller) -> Result<(), Failure> {
        let now = self.clock.now();
        self.storage
            .writing(|txn| txn.end_session(&caller.session, now))?;
        self.learn_ended_sessions()
    }

    /// Who bears `token`, without asking the database.
    ///
    /// # Errors
    /// `session_expired` for a token that is forged, of another server, too old, or of a session
    /// that has ended.
    pub fn authenticate(&self, token: &str) -> Result<Caller, Failure> {
        let caller = self
            .token_key
            .verify(token)
            .ok_or(ErrorCode::SessionExpired)?;
        if caller.server != self.server || !self.is_live(&caller) {
            return Err(ErrorCode::SessionExpired.into());
        }
        Ok(caller)
    }

    /// Whether the caller's token is still good.
    #[must_use]
    pub fn is_live(&self, caller: &Caller) -> bool {
        self.clock.now() < caller.expires
            && !self
                .ended
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .contains_key(&caller.session)
    }

    /// Takes note of the sessions that any process has ended lately.
    pub(super) fn learn_ended_sessions(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        let since = now - 2 * i64::from(ACCESS_SECONDS) * 1000;
        let sessions = self
            .storage
            .reading(|txn| txn.sessions_ended_since(since))?;
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.retain(|_, at| *at >= since);
        for session in sessions {
            ended.entry(session).or_insert(now);
        }
        Ok(())
    }

    fn session_end(&self, now: i64) -> i64 {
        now + i64::from(self.config.session_days) * DAY
    }

    fn reply(
        &self,
        account: Account,
        session: String,
        steps: Vec<Step>,
        refresh: String,
    ) -> Result<SessionReply, Failure> {
        let caller = Caller {
            server: self.server.clone(),
            account: account.id.clone(),
            session,
            role: account.role,
            full: steps.is_empty(),
            expires: self.clock.now() + i64::from(ACCESS_SECONDS) * 1000,
            address: None,
        };
        let access = self
            .token_key
            .sign(&caller)
            .ok_or(Failure::Internal("a token can't be signed"))?;
        let member = account.member().map(str::to_owned);
        Ok(SessionReply {
            access,
            access_seconds: ACCESS_SECONDS,
            refresh,
            account: auth::Account {
                id: account.id,
                name: account.name,
                role: account.role,
                member,
            },
            steps,
        })
    }
}

/// Whether `text` is 32 hexadecimal digits, the form of device ids and idempotency keys.
pub(super) fn is_key(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
