//! What staff do with accounts.

use handbook_wire::auth::Role;

use super::password;
use crate::clock::Clock;
use crate::storage::{Account, Storage, StorageError, StorageTxn};

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Nobody has this login.
    #[error("이 아이디의 계정이 없어요.")]
    Unknown,
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

/// Gives an account a password and marks its identity as verified: staff has seen the person. All
/// its sessions end.
///
/// # Errors
/// [`AccountError`].
pub fn activate(
    storage: &dyn Storage,
    clock: &dyn Clock,
    login: &str,
    password: &str,
) -> Result<(), AccountError> {
    let account = storage.reading(|txn| find(txn, login))?;
    if let Some(fault) = password::fault(password, account.mobile.as_deref()) {
        return Err(AccountError::Password(fault));
    }
    let hash = password::Checker::new(1)?.hash(password)?;
    let now = clock.now();
    storage.writing(|txn| {
        let mut account = find(txn, login)?;
        account.password = Some(hash);
        account.verified_at = Some(now);
        txn.put_account(&account)?;
        txn.end_sessions(&account.id, now)?;
        Ok(())
    })
}

/// Locks an account and ends its sessions, or takes the lock by hand away.
///
/// # Errors
/// [`AccountError`].
pub fn set_lock(
    storage: &dyn Storage,
    clock: &dyn Clock,
    login: &str,
    locked: bool,
) -> Result<(), AccountError> {
    storage.writing(|txn| {
        let mut account = find(txn, login)?;
        account.locked_by_staff = locked;
        txn.put_account(&account)?;
        if locked {
            txn.end_sessions(&account.id, clock.now())?;
        }
        Ok(())
    })
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
            locked: account.locked_by_staff || account.locked_by_roster,
            login: account.login,
            name: account.name,
            role: account.role,
        })
        .collect())
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
