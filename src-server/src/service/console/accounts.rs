//! Accounts as the office sees them: found, invited, locked, logged out.

use std::collections::HashMap;

use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::entity::Kind;

use super::Visitor;
use super::audit::{Action, Deed};
use crate::service::account::{AccountError, Desk, INVITATION_DAYS};
use crate::service::{Failure, Service};
use crate::storage::{Account, Session, StorageError, StorageTxn};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// The most accounts that are invited at a time: each invitation is a password's hash.
pub const MOST_INVITED: usize = 100;

/// How far an account has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody can log in: staff or the roster has locked it.
    Locked,
    /// An invitation waits to be used, until then (ms).
    Invited(i64),
    /// An invitation ran out unused.
    Lapsed,
    /// The manual's first password stands.
    First,
    /// It has no password, and the first one is switched off.
    Shut,
    /// It has a password of its own.
    Active,
}

impl State {
    fn of(account: &Account, first_password: bool, now: i64) -> Self {
        let has_mobile = account.mobile.is_some();
        match (
            account.is_locked(),
            &account.password,
            account.invitation_until,
        ) {
            (true, ..) => State::Locked,
            (false, Some(_), _) => State::Active,
            (false, None, Some(until)) if until > now => State::Invited(until),
            (false, None, Some(_)) => State::Lapsed,
            (false, None, None) if first_password && has_mobile => State::First,
            (false, None, None) => State::Shut,
        }
    }
}

/// Which accounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Show {
    /// All of them.
    #[default]
    All,
    /// Nobody has ever logged in.
    Never,
    /// The first password, or an invitation that ran out, stands.
    First,
    /// An invitation waits to be used.
    Invited,
    /// Those that are locked.
    Locked,
    /// Those with a password of their own.
    Active,
}

impl Show {
    fn fits(self, row: &Row) -> bool {
        match self {
            Show::All => true,
            Show::Never => row.last_login_at.is_none() && row.state != State::Locked,
            Show::First => matches!(row.state, State::First | State::Lapsed | State::Shut),
            Show::Invited => matches!(row.state, State::Invited(_)),
            Show::Locked => row.state == State::Locked,
            Show::Active => row.state == State::Active,
        }
    }
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// In the person's or company's name, the login or the branch; empty for any.
    pub text: String,
    /// Which.
    pub show: Show,
}

/// An account in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// What is typed to log in.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// 회사명, empty for staff and for a company that has left.
    pub company: String,
    /// 지회.
    pub branch: String,
    /// How far it has come.
    pub state: State,
    /// When somebody last logged in.
    pub last_login_at: Option<i64>,
}

/// One account with what belongs to it.
#[derive(Clone)]
pub struct Detail {
    /// As in the list.
    pub row: Row,
    /// Digits of the mobile number, if there is one.
    pub mobile: Option<String>,
    /// When the person was verified last.
    pub verified_at: Option<i64>,
    /// Whether an authenticator app is set up.
    pub second_factor: bool,
    /// Whether it is the roster that has locked it.
    pub locked_by_roster: bool,
    /// Where it is logged in.
    pub sessions: Vec<Session>,
    /// Whether it is the visitor's own.
    pub own: bool,
}

/// An invitation as it is handed over: nobody sees the code again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Whom it is for.
    pub row: Row,
    /// The code.
    pub code: String,
    /// Good before this time (ms).
    pub until: i64,
}

/// What became of inviting.
#[derive(Debug, Default)]
pub struct Invited {
    /// The invitations that were made.
    pub made: Vec<Invitation>,
    /// Names of those who got none, and why.
    pub passed_over: Vec<(String, String)>,
}

impl Service {
    /// The accounts that fit, companies' first, by company and name.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn accounts_for(&self, visitor: &Visitor, wanted: &Wanted) -> Result<Vec<Row>, Failure> {
        let text = plain(&wanted.text);
        let mut rows = self.storage.reading(|txn| self.rows(txn))?;
        rows.retain(|row| {
            let said = [&row.name, &row.company, &row.login, &row.branch];
            wanted.show.fits(row)
                && (text.is_empty() || said.iter().any(|said| plain(said).contains(&text)))
        });
        rows.sort_by(|a, b| {
            let order = |row: &Row| (row.role == Role::Staff, row.company.is_empty());
            (order(a), &a.company, &a.name, &a.id).cmp(&(order(b), &b.company, &b.name, &b.id))
        });
        let deed = Deed::new(Action::ReadAccounts, format!("{}개", rows.len()));
        self.audited(&visitor.actor, deed.with(&wanted.text))
            .writing(|_| Ok::<_, Failure>(()))?;
        Ok(rows)
    }

    /// One account.
    ///
    /// # Errors
    /// `not_found`.
    pub fn account_for(&self, visitor: &Visitor, id: &str) -> Result<Detail, Failure> {
        let now = self.clock.now();
        let detail = self.storage.reading(|txn| {
            let account = txn.account(id)?.ok_or(ErrorCode::NotFound)?;
            let mut sessions = txn.open_sessions(id)?;
            sessions.retain(|session| now < session.expires_at);
            let company = match account.member() {
                Some(member) => company(txn, member)?,
                None => None,
            };
            Ok::<_, Failure>(Detail {
                row: self.row(&account, company.as_ref(), now),
                mobile: account.mobile.clone(),
                verified_at: account.verified_at,
                second_factor: account.second_factor_at.is_some(),
                locked_by_roster: account.locked_by_roster,
                sessions,
                own: account.id == visitor.actor.account,
            })
        })?;
        let deed = Deed::new(Action::ReadAccounts, about(&detail.row));
        self.audited(&visitor.actor, deed)
            .writing(|_| Ok::<_, Failure>(()))?;
        Ok(detail)
    }

    /// Writes down that a number, which is masked otherwise, was shown.
    ///
    /// # Errors
    /// `not_found`.
    pub fn show_phone_for(&self, visitor: &Visitor, id: &str) -> Result<(), Failure> {
        let row = self.found(id)?.ok_or(ErrorCode::NotFound)?;
        self.audited(&visitor.actor, Deed::new(Action::ShowPhone, about(&row)))
            .writing(|_| Ok(()))
    }

    /// Puts a one-time invitation in the place of the password of each account. Those who have a
    /// password of their own are passed over, unless `reset` says that it is to go.
    ///
    /// # Errors
    /// [`AccountError::TooMany`], [`AccountError::Nobody`]; [`AccountError::Storage`].
    pub fn invite_for(
        &self,
        visitor: &Visitor,
        ids: &[String],
        reset: bool,
    ) -> Result<Invited, AccountError> {
        match ids.len() {
            0 => return Err(AccountError::Nobody),
            count if count > MOST_INVITED => return Err(AccountError::TooMany),
            _ => {}
        }
        let mut invited = Invited::default();
        for id in ids {
            let Some(row) = self.found(id)? else {
                invited
                    .passed_over
                    .push((String::new(), AccountError::Unknown.to_string()));
                continue;
            };
            let why = match row.state {
                State::Locked => Some("정지된 계정이에요."),
                _ if row.id == visitor.actor.account => Some("자기 계정은 초대할 수 없어요."),
                State::Active if !reset => Some("이미 비밀번호를 정한 계정이에요."),
                _ => None,
            };
            if let Some(why) = why {
                invited.passed_over.push((about(&row), why.to_owned()));
                continue;
            }
            let until = self.clock.now() + INVITATION_DAYS * DAY;
            let deed = Deed::new(Action::Invite, about(&row));
            let code = self.desk(visitor, deed, |desk| desk.invite(&row.login))?;
            invited.made.push(Invitation { row, code, until });
        }
        self.learn_ended_sessions().map_err(broken)?;
        Ok(invited)
    }

    /// Locks an account or unlocks it.
    ///
    /// # Errors
    /// [`AccountError`], also for the visitor's own and for one that the roster has locked.
    pub fn lock_for(&self, visitor: &Visitor, id: &str, lock: bool) -> Result<(), AccountError> {
        let account = self.account_to_change(visitor, id)?;
        if !lock && account.locked_by_roster {
            return Err(AccountError::LockedByRoster);
        }
        let row = self.row_of(&account)?;
        let action = match lock {
            true => Action::LockAccount,
            false => Action::UnlockAccount,
        };
        let deed = Deed::new(action, about(&row));
        self.desk(visitor, deed, |desk| {
            desk.set_suspended(&account.login, lock)
        })?;
        self.learn_ended_sessions().map_err(broken)
    }

    /// Takes the authenticator app away from who lost it.
    ///
    /// # Errors
    /// [`AccountError`], also for the visitor's own.
    pub fn reset_second_factor_for(&self, visitor: &Visitor, id: &str) -> Result<(), AccountError> {
        let account = self.account_to_change(visitor, id)?;
        let deed = Deed::new(Action::ResetSecondFactor, about(&self.row_of(&account)?));
        self.desk(visitor, deed, |desk| {
            desk.reset_second_factor(&account.login)
        })?;
        self.learn_ended_sessions().map_err(broken)
    }

    /// Vouches for a person who was seen face to face, by the account's id.
    ///
    /// # Errors
    /// [`AccountError`].
    pub fn vouch_by_id(&self, visitor: &Visitor, id: &str) -> Result<(), AccountError> {
        let found = self.storage.reading(|txn| txn.account(id))?;
        let account = found.ok_or(AccountError::Unknown)?;
        let deed = Deed::new(Action::Vouch, about(&self.row_of(&account)?));
        self.desk(visitor, deed, |desk| desk.vouch(&account.login))
    }

    /// Ends a session of an account.
    ///
    /// # Errors
    /// [`AccountError::NoSession`] when it is over already, or another account's.
    pub fn end_session_for(
        &self,
        visitor: &Visitor,
        id: &str,
        session: &str,
    ) -> Result<(), AccountError> {
        let now = self.clock.now();
        let row = self.found(id)?.ok_or(AccountError::Unknown)?;
        let found = self.storage.reading(|txn| txn.session(session))?;
        let open = found.filter(|one| one.account == id && one.ended_at.is_none());
        let Some(session) = open else {
            return Err(AccountError::NoSession);
        };
        let deed = Deed::new(Action::EndDevice, about(&row)).with(&session.device_name);
        self.audited(&visitor.actor, deed)
            .writing(|txn| txn.end_session(&session.id, now))?;
        self.learn_ended_sessions().map_err(broken)
    }

    fn desk<T>(
        &self,
        visitor: &Visitor,
        deed: Deed,
        job: impl FnOnce(&Desk<'_>) -> Result<T, AccountError>,
    ) -> Result<T, AccountError> {
        job(&Desk {
            storage: &self.audited(&visitor.actor, deed),
            clock: &*self.clock,
        })
    }

    fn account_to_change(&self, visitor: &Visitor, id: &str) -> Result<Account, AccountError> {
        let found = self.storage.reading(|txn| txn.account(id))?;
        let account = found.ok_or(AccountError::Unknown)?;
        match account.id == visitor.actor.account {
            true => Err(AccountError::Own),
            false => Ok(account),
        }
    }

    fn found(&self, id: &str) -> Result<Option<Row>, StorageError> {
        match self.storage.reading(|txn| txn.account(id))? {
            Some(account) => self.row_of(&account).map(Some),
            None => Ok(None),
        }
    }

    fn row_of(&self, account: &Account) -> Result<Row, StorageError> {
        let company = match account.member() {
            Some(member) => self.storage.reading(|txn| company(txn, member))?,
            None => None,
        };
        Ok(self.row(account, company.as_ref(), self.clock.now()))
    }

    fn rows(&self, txn: &dyn StorageTxn) -> Result<Vec<Row>, StorageError> {
        let now = self.clock.now();
        let mut companies = HashMap::new();
        for record in txn.entities(Kind::Member)? {
            if !record.deleted {
                companies.insert(record.id, named(&record.payload)?);
            }
        }
        let accounts = txn.accounts()?.into_iter().map(|account| {
            let company = account.member().and_then(|member| companies.get(member));
            self.row(&account, company, now)
        });
        Ok(accounts.collect())
    }

    fn row(&self, account: &Account, company: Option<&(String, String)>, now: i64) -> Row {
        let (company, branch) = company.cloned().unwrap_or_default();
        Row {
            state: State::of(account, self.config.first_password, now),
            id: account.id.clone(),
            login: account.login.clone(),
            name: account.name.clone(),
            role: account.role,
            company,
            branch,
            last_login_at: account.last_login_at,
        }
    }
}

fn company(txn: &dyn StorageTxn, member: &str) -> Result<Option<(String, String)>, StorageError> {
    match txn.entity(Kind::Member, member)? {
        Some(record) if !record.deleted => named(&record.payload).map(Some),
        _ => Ok(None),
    }
}

/// 회사명 and 지회.
fn named(payload: &str) -> Result<(String, String), StorageError> {
    let member: handbook_wire::entity::Member =
        serde_json::from_str(payload).map_err(|_| StorageError::Corrupt("payload"))?;
    Ok((member.name, member.branch.unwrap_or_default()))
}

/// An account in the words of the audit log: whose, and not by which number.
fn about(row: &Row) -> String {
    match row.company.is_empty() {
        true => row.name.clone(),
        false => format!("{} · {}", row.company, row.name),
    }
}

/// As it is compared: without spaces and hyphens, in lower case.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_lowercase)
        .collect()
}

fn broken(failure: Failure) -> AccountError {
    AccountError::Storage(match failure {
        Failure::Storage(error) => error,
        other => StorageError::Backend(other.to_string()),
    })
}
