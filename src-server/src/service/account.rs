//! What staff do with accounts.

use handbook_wire::account::AccountChange;
use handbook_wire::auth::Role;

use super::own_account::{name_of, note};
use super::{password, random};
use crate::clock::Clock;
use crate::storage::{Account, Storage, StorageError, StorageTxn};

/// For how many days an invitation is good.
pub const INVITATION_DAYS: i64 = 14;
/// For how many days devices of a person who was seen face to face need no verification.
pub const VOUCHED_DAYS: i64 = 7;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Nobody has this login.
    #[error("이 아이디의 계정이 없어요.")]
    Unknown,
    /// One's own account, where that would lock oneself out.
    #[error("자기 계정은 여기서 바꿀 수 없어요. 다른 관리자에게 부탁해 주세요.")]
    Own,
    /// The roster has the person no more.
    #[error("명부에 없어서 정지된 계정이에요. 명부에 다시 넣으면 풀려요.")]
    LockedByRoster,
    /// The session is over, or another account's.
    #[error("이미 로그아웃된 기기예요.")]
    NoSession,
    /// Nobody was chosen.
    #[error("초대할 사람을 골라 주세요.")]
    Nobody,
    /// More were chosen than can be invited at a time.
    #[error("한 번에 100명까지 초대할 수 있어요. 나누어서 해 주세요.")]
    TooMany,
    /// The password breaks a rule.
    #[error("{0}")]
    Password(&'static str),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// An account in a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// What is typed to log in.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Whether it has a password of its own and a verified identity.
    pub active: bool,
    /// Whether it is locked, by hand or because the roster has the person no more.
    pub locked: bool,
    /// Whether an invitation stands in place of its password.
    pub invited: bool,
    /// When somebody last logged in, in milliseconds since 1970 UTC.
    pub last_login_at: Option<i64>,
}

/// `login` as it is stored: a mobile number as digits alone, anything else without the spaces
/// around it and in lower case.
#[must_use]
pub fn normalise_login(login: &str) -> String {
    let digits: String = login
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '.'))
        .collect();
    if digits.len() >= 10 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits;
    }
    login.trim().to_lowercase()
}

/// An invitation as it is compared: people type it in either case, with hyphens or without.
#[must_use]
pub(super) fn normalise_invitation(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !matches!(c, '-' | ' '))
        .flat_map(char::to_uppercase)
        .collect()
}

/// What staff does with the accounts of a database.
pub struct Desk<'a> {
    /// The database.
    pub storage: &'a dyn Storage,
    /// The time.
    pub clock: &'a dyn Clock,
}

impl Desk<'_> {
    /// Gives an account a password and vouches for its person, who was seen face to face. All its
    /// sessions end.
    ///
    /// # Errors
    /// [`AccountError`].
    pub fn activate(&self, login: &str, password: &str) -> Result<(), AccountError> {
        let account = self.storage.reading(|txn| find(txn, login))?;
        let personal: Vec<&str> = account.mobile.as_deref().into_iter().collect();
        if let Some(fault) = password::fault(password, &personal) {
            return Err(AccountError::Password(fault));
        }
        let hash = password::Checker::new(1)?.hash(password)?;
        self.change(login, AccountChange::Vouched, |account, now| {
            account.password = Some(hash);
            account.invitation = None;
            account.invitation_until = None;
            vouch(account, now);
            Sessions::End
        })
    }

    /// Puts a one-time invitation in place of any password, and answers it. It is good for
    /// [`INVITATION_DAYS`]. All sessions end.
    ///
    /// # Errors
    /// [`AccountError`].
    pub fn invite(&self, login: &str) -> Result<String, AccountError> {
        let code = code::<12>()?;
        let hash = password::Checker::new(1)?.hash(&normalise_invitation(&code))?;
        self.change(login, AccountChange::Invited, |account, now| {
            account.password = None;
            account.invitation = Some(hash);
            account.invitation_until = Some(now + INVITATION_DAYS * DAY);
            Sessions::End
        })?;
        Ok(code)
    }

    /// Vouches for the person, who was seen face to face: devices that log in within
    /// [`VOUCHED_DAYS`] need no identity verification.
    ///
    /// # Errors
    /// [`AccountError`].
    pub fn vouch(&self, login: &str) -> Result<(), AccountError> {
        self.change(login, AccountChange::Vouched, |account, now| {
            vouch(account, now);
            Sessions::Keep
        })
    }

    /// Suspends an account: its sessions end, and its devices wipe their caches at the next contact.
    /// Or restores it.
    ///
    /// # Errors
    /// [`AccountError`].
    pub fn set_suspended(&self, login: &str, suspended: bool) -> Result<(), AccountError> {
        let what = match suspended {
            true => AccountChange::Suspended,
            false => AccountChange::Restored,
        };
        self.change(login, what, |account, _| {
            account.locked_by_staff = suspended;
            match suspended {
                true => Sessions::Suspend,
                false => Sessions::Keep,
            }
        })
    }

    /// Takes the second factor away from who lost it; sessions end.
    ///
    /// # Errors
    /// [`AccountError`].
    pub fn reset_second_factor(&self, login: &str) -> Result<(), AccountError> {
        self.change(login, AccountChange::SecondFactorRemoved, |account, _| {
            account.second_factor = None;
            account.second_factor_at = None;
            account.second_factor_step = None;
            Sessions::End
        })
    }

    fn change(
        &self,
        login: &str,
        what: AccountChange,
        change: impl FnOnce(&mut Account, i64) -> Sessions,
    ) -> Result<(), AccountError> {
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let mut account = find(txn, login)?;
            let sessions = change(&mut account, now);
            txn.put_account(&account)?;
            match sessions {
                Sessions::Keep => {}
                Sessions::End => txn.end_sessions(&account.id, now, false)?,
                Sessions::Suspend => txn.end_sessions(&account.id, now, true)?,
            }
            Ok(note(txn, &account.id, what, None, now)?)
        })
    }
}

/// What becomes of an account's sessions.
enum Sessions {
    Keep,
    End,
    Suspend,
}

fn vouch(account: &mut Account, now: i64) {
    account.verified_at = Some(now);
    account.vouched_until = Some(now + VOUCHED_DAYS * DAY);
}

/// `N` letters and digits that can't be mistaken for one another, in groups of four.
pub(super) fn code<const N: usize>() -> Result<String, StorageError> {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let bytes = random::<N>()?;
    let mut code = String::with_capacity(N + N / 4);
    for (place, byte) in bytes.into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Ok(code)
}

/// All accounts, ordered by login.
///
/// # Errors
/// [`StorageError`].
pub fn list(storage: &dyn Storage) -> Result<Vec<Summary>, StorageError> {
    let accounts = storage.reading(|txn| txn.accounts())?;
    Ok(accounts
        .into_iter()
        .map(|account| Summary {
            active: account.password.is_some() && account.verified_at.is_some(),
            locked: account.is_locked(),
            invited: account.invitation.is_some(),
            last_login_at: account.last_login_at,
            login: account.login,
            name: account.name,
            role: account.role,
        })
        .collect())
}

/// Whose account it is, in words that tell no number.
///
/// # Errors
/// [`AccountError`].
pub fn whose(storage: &dyn Storage, login: &str) -> Result<String, AccountError> {
    storage.reading(|txn| {
        let account = find(txn, login)?;
        let company = match account.member() {
            Some(member) => name_of(txn, member)?,
            None => None,
        };
        Ok(match company {
            Some(company) => format!("{company} · {}", account.name),
            None => account.name,
        })
    })
}

fn find<T: StorageTxn + ?Sized>(txn: &T, login: &str) -> Result<Account, AccountError> {
    txn.account_by_login(&normalise_login(login))?
        .ok_or(AccountError::Unknown)
}

#[cfg(test)]
mod tests {
    use super::normalise_login;

    #[test]
    fn a_number_is_the_same_however_it_is_typed() {
        for typed in [
            "01000001234",
            "010-0000-1234",
            " 010 0000 1234 ",
            "010.0000.1234",
        ] {
            assert_eq!(normalise_login(typed), "01000001234");
        }
        assert_eq!(normalise_login(" Kim.Staff-1 "), "kim.staff-1");
        assert_eq!(normalise_login("#12"), "#12");
    }
}
