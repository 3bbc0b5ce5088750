//! The co-op's office: who sits at the console, and what is written down of what is done there.
//!
//! A session of the console is a session like any other, with a cookie in the place of tokens. It is
//! open once the second factor was shown in it, whatever the configuration says of the app.

pub mod accounts;
pub mod approval;
pub mod audit;
pub mod news;
mod numbers;
mod queue;
pub mod role;
pub mod roster;

use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handbook_wire::ErrorCode;
use handbook_wire::account::{SecondFactorSetup, SessionList};
use handbook_wire::auth::{self, LoginRequest, Role, Step};
use sha2::{Digest, Sha256};

use super::account::{AccountError, Desk};
use super::{Caller, Failure, Service, hex, random};
use crate::storage::{AuditEntry, AuditFilter, ConsoleSession, Storage, StorageError};
pub use numbers::{HEARD_DAYS, Numbers};
pub use queue::{decided_change, decided_sign_up};

use approval::{ApprovalError, Task};
use audit::{Action, Actor, Audited, Deed, Way};
use role::{RoleError, Roles};

/// A session of the console ends after this time (ms), used or not.
const LONGEST: i64 = 12 * 60 * 60 * 1000;
const MINUTE: i64 = 60_000;

/// Somebody at the console.
#[derive(Debug, Clone)]
pub struct Visitor {
    caller: Caller,
    /// Who it is in the audit log.
    pub actor: Actor,
    /// What is typed to log in.
    pub login: String,
    /// What may be done; nothing before the second factor was shown.
    pub roles: Roles,
    /// Whether the second factor was shown in this session.
    pub passed: bool,
    /// Whether an authenticator app is set up.
    pub enrolled: bool,
}

/// What became of a login at the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// The cookie; the second factor is still to be shown.
    Open(String),
    /// The account is a member company's.
    NotStaff,
    /// The first password or an invitation stands: a password has to be set in the app.
    PasswordFirst,
    /// Nobody has verified the person on this computer, or vouched for it.
    DeviceFirst,
}

impl Service {
    /// Logs in with a password on the computer `device` names.
    ///
    /// # Errors
    /// As of [`Service::log_in`].
    pub async fn enter_console(
        self: &Arc<Self>,
        login: String,
        password: String,
        device: auth::Device,
        address: IpAddr,
    ) -> Result<Entry, Failure> {
        let request = LoginRequest {
            login,
            password,
            device,
        };
        let reply = self.log_in(request, address).await?;
        let caller = self.authenticate(&reply.access)?;
        self.run(move |service| service.open_console(&caller, &reply.steps))
            .await
    }

    fn open_console(&self, caller: &Caller, steps: &[Step]) -> Result<Entry, Failure> {
        let refused = match caller.role {
            Role::Member => Some(Entry::NotStaff),
            Role::Staff if steps.contains(&Step::VerifyIdentity) => Some(Entry::DeviceFirst),
            Role::Staff if steps.contains(&Step::ChangePassword) => Some(Entry::PasswordFirst),
            Role::Staff => None,
        };
        if let Some(refused) = refused {
            self.log_out(caller)?;
            return Ok(refused);
        }
        let now = self.clock.now();
        let cookie = new_cookie()?;
        self.storage.writing(|txn| {
            let (_, mut session) = self.own(txn, caller)?;
            session.expires_at = now + LONGEST;
            txn.put_session(&session)?;
            txn.put_console_session(&ConsoleSession {
                hash: hash(&cookie),
                session: session.id,
                passed_at: None,
            })?;
            Ok::<_, Failure>(())
        })?;
        Ok(Entry::Open(cookie))
    }

    /// Who has this cookie; none when it is nobody's, or the session is over. A session that nobody
    /// used for the configured time ends here.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn visitor(&self, cookie: &str, address: IpAddr) -> Result<Option<Visitor>, Failure> {
        let now = self.clock.now();
        let hash = hash(cookie);
        let found = self.storage.reading(|txn| {
            let Some(console) = txn.console_session(&hash)? else {
                return Ok(None);
            };
            let Some(session) = txn.session(&console.session)? else {
                return Ok(None);
            };
            let Some(account) = txn.account(&session.account)? else {
                return Ok(None);
            };
            let roles = match console.passed_at {
                Some(_) => role::roles(txn, &account.id)?,
                None => Roles::default(),
            };
            Ok::<_, StorageError>(Some((console, session, account, roles)))
        })?;
        let Some((console, session, account, roles)) = found else {
            return Ok(None);
        };
        if session.ended_at.is_some() {
            return Ok(None);
        }
        let idle = i64::from(self.config.console.idle_minutes) * MINUTE;
        let over = now >= session.expires_at || now - session.seen_at >= idle;
        if over || account.is_locked() || account.role != Role::Staff {
            self.storage
                .writing(|txn| txn.end_session(&session.id, now))?;
            self.learn_ended_sessions()?;
            return Ok(None);
        }
        // Once a minute is often enough to tell who is idle.
        if !(0..MINUTE).contains(&(now - session.seen_at)) {
            self.storage.writing(|txn| {
                if let Some(mut session) = txn.session(&session.id)? {
                    session.seen_at = now;
                    txn.put_session(&session)?;
                }
                Ok::<_, StorageError>(())
            })?;
        }
        Ok(Some(Visitor {
            caller: Caller {
                server: self.server.clone(),
                account: account.id.clone(),
                session: session.id,
                role: account.role,
                full: console.passed_at.is_some(),
                expires: session.expires_at,
                address: Some(address),
            },
            actor: Actor {
                account: account.id,
                name: account.name,
                origin: Way::Console.origin(Some(address)),
            },
            login: account.login,
            roles,
            passed: console.passed_at.is_some(),
            enrolled: account.second_factor_at.is_some(),
        }))
    }

    /// Begins with an authenticator app.
    ///
    /// # Errors
    /// As of [`Service::set_up_second_factor`].
    pub fn enrol_visitor(&self, visitor: &Visitor) -> Result<SecondFactorSetup, Failure> {
        self.set_up_second_factor(&visitor.caller)
    }

    /// Takes a code of the authenticator app, and gives the cookie that takes the place of the one
    /// from before.
    ///
    /// # Errors
    /// As of [`Service::confirm_second_factor`].
    pub fn pass_visitor(&self, visitor: &Visitor, code: &str) -> Result<String, Failure> {
        self.confirm_second_factor(&visitor.caller, code)?;
        let now = self.clock.now();
        let cookie = new_cookie()?;
        let deed = Deed::new(Action::LogIn, &visitor.login);
        self.audited(&visitor.actor, deed).writing(|txn| {
            txn.put_console_session(&ConsoleSession {
                hash: hash(&cookie),
                session: visitor.caller.session.clone(),
                passed_at: Some(now),
            })
        })?;
        Ok(cookie)
    }

    /// Ends the visitor's session.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn leave_console(&self, visitor: &Visitor) -> Result<(), Failure> {
        self.log_out(&visitor.caller)
    }

    /// The visitor's own sessions, those of the app included.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn visitor_sessions(&self, visitor: &Visitor) -> Result<SessionList, Failure> {
        self.sessions(&visitor.caller)
    }

    /// Ends one of the visitor's own sessions.
    ///
    /// # Errors
    /// `not_found`, also for another account's.
    pub fn end_visitor_session(&self, visitor: &Visitor, id: &str) -> Result<(), Failure> {
        let list = self.visitor_sessions(visitor)?.sessions;
        let Some(session) = list.into_iter().find(|session| session.id == id) else {
            return Err(ErrorCode::NotFound.into());
        };
        let now = self.clock.now();
        let deed = Deed::new(Action::EndSession, session.device);
        self.audited(&visitor.actor, deed)
            .writing(|txn| txn.end_session(id, now))?;
        self.learn_ended_sessions()
    }

    /// Sets what a member of staff may do here.
    ///
    /// # Errors
    /// [`RoleError`].
    pub fn set_console_roles(
        &self,
        visitor: &Visitor,
        login: &str,
        roles: &Roles,
    ) -> Result<(), RoleError> {
        let deed = Deed::new(Action::SetRoles, login).with(match roles.is_empty() {
            true => "권한 없음".to_owned(),
            false => roles.titles(),
        });
        role::set(&self.audited(&visitor.actor, deed), login, roles)
    }

    /// Vouches for a person who was seen face to face: a computer or phone from which that person logs
    /// in within the next days needs no identity verification.
    ///
    /// # Errors
    /// [`AccountError`].
    pub fn vouch_for(&self, visitor: &Visitor, login: &str) -> Result<(), AccountError> {
        let deed = Deed::new(Action::Vouch, login);
        let desk = Desk {
            storage: &self.audited(&visitor.actor, deed),
            clock: &*self.clock,
        };
        desk.vouch(login)
    }

    /// The accounts of staff with their roles.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn staff_accounts(&self) -> Result<Vec<role::Holder>, Failure> {
        Ok(role::holders(&*self.storage)?)
    }

    /// Lines of the audit log, newest first, at most `limit`. Looking is written down itself.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn read_audit(
        &self,
        visitor: &Visitor,
        filter: &AuditFilter,
        limit: usize,
    ) -> Result<Vec<AuditEntry>, Failure> {
        let entries = self.storage.reading(|txn| txn.audit(filter, limit))?;
        let deed = Deed::new(Action::ReadAudit, "접속기록").with(&filter.text);
        self.audited(&visitor.actor, deed)
            .writing(|_| Ok::<_, Failure>(()))?;
        Ok(entries)
    }

    /// Lines of the audit log, newest first, to be taken along for a reason that is written down.
    ///
    /// # Errors
    /// [`ApprovalError`].
    pub fn export_audit(
        &self,
        visitor: &Visitor,
        filter: &AuditFilter,
        reason: &str,
        approval: &str,
    ) -> Result<Vec<AuditEntry>, ApprovalError> {
        let entries = self.storage.reading(|txn| txn.audit(filter, usize::MAX))?;
        let task = Task {
            action: Action::ExportAudit,
            subject: format!("{filter:?}"),
            object: format!("접속기록 {}줄", entries.len()),
            count: entries.len(),
        };
        let detail = format!("{reason}{}", self.approver(approval)?);
        let deed = Deed::new(Action::ExportAudit, &task.object).with(detail);
        let (now, config) = (self.clock.now(), &self.config.console);
        self.audited(&visitor.actor, deed)
            .writing(|txn| approval::pass(txn, config, now, visitor, &task, approval))?;
        Ok(entries)
    }

    /// Whether the audit log is as it was written.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn check_audit(&self) -> Result<audit::Verdict, Failure> {
        Ok(self.book.check(&*self.storage)?)
    }

    /// Who a member of staff in the app is in the audit log.
    ///
    /// # Errors
    /// `session_expired` when the account is gone.
    pub(super) fn in_app(&self, caller: &Caller) -> Result<Actor, Failure> {
        let found = self.storage.reading(|txn| txn.account(&caller.account))?;
        Ok(Actor {
            account: caller.account.clone(),
            name: found.ok_or(ErrorCode::SessionExpired)?.name,
            origin: Way::App.origin(caller.address),
        })
    }

    /// Writes down what a member of staff does in the app, where nothing else is written.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub(super) fn note_in_app(&self, caller: &Caller, deed: Deed) -> Result<(), Failure> {
        let actor = self.in_app(caller)?;
        self.audited(&actor, deed).writing(|_| Ok(()))
    }

    /// The storage for something that `actor` does.
    fn audited<'a>(&'a self, actor: &'a Actor, deed: Deed) -> Audited<'a> {
        Audited {
            storage: &*self.storage,
            book: &self.book,
            now: self.clock.now(),
            actor,
            deed,
        }
    }
}

impl Audited<'_> {
    /// Runs `job` in a writing transaction that has the line in it.
    fn writing<T, E: From<StorageError>>(
        &self,
        job: impl FnOnce(&mut dyn crate::storage::StorageWrite) -> Result<T, E>,
    ) -> Result<T, E> {
        (self as &dyn Storage).writing(job)
    }
}

/// Names a computer that has no name yet.
///
/// # Errors
/// [`StorageError`] when the system gives no random numbers.
pub fn new_device() -> Result<String, StorageError> {
    Ok(hex(&random::<16>()?))
}

fn new_cookie() -> Result<String, StorageError> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

fn hash(cookie: &str) -> Vec<u8> {
    Sha256::digest(cookie.as_bytes()).to_vec()
}
