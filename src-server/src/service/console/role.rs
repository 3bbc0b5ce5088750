//! Who may do what in the console. Only staff have roles there, and nobody has one unless it was given.

use handbook_wire::auth::Role;

use crate::service::account::normalise_login;
use crate::storage::{Account, Storage, StorageError, StorageTxn};

/// What a member of staff does in the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsoleRole {
    /// 관리자: accounts, staff and the audit log, and everything else.
    Admin,
    /// 명부: companies, change requests and sign-ups.
    Roster,
    /// 소식: what the co-op publishes.
    News,
    /// 열람: looks at companies, changes nothing.
    Reader,
}

impl ConsoleRole {
    /// Every role.
    pub const ALL: [ConsoleRole; 4] = [
        ConsoleRole::Admin,
        ConsoleRole::Roster,
        ConsoleRole::News,
        ConsoleRole::Reader,
    ];

    /// Its stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ConsoleRole::Admin => "admin",
            ConsoleRole::Roster => "roster",
            ConsoleRole::News => "news",
            ConsoleRole::Reader => "reader",
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            ConsoleRole::Admin => "관리자",
            ConsoleRole::Roster => "명부",
            ConsoleRole::News => "소식",
            ConsoleRole::Reader => "열람",
        }
    }

    /// The role that is called so, by either name.
    #[must_use]
    pub fn parse(name: &str) -> Option<ConsoleRole> {
        ConsoleRole::ALL
            .into_iter()
            .find(|role| role.as_str() == name || role.title() == name)
    }
}

/// Roles that somebody has, in the order of [`ConsoleRole::ALL`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles(Vec<ConsoleRole>);

impl Roles {
    /// Those roles, each once.
    pub fn new(roles: impl IntoIterator<Item = ConsoleRole>) -> Self {
        let mut roles: Vec<_> = roles.into_iter().collect();
        roles.sort();
        roles.dedup();
        Self(roles)
    }

    /// Whether `role` is among them.
    #[must_use]
    pub fn has(&self, role: ConsoleRole) -> bool {
        self.0.contains(&role)
    }

    /// Whether any of `roles` is among them.
    #[must_use]
    pub fn has_any(&self, roles: &[ConsoleRole]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their names for people.
    #[must_use]
    pub fn titles(&self) -> String {
        let titles: Vec<_> = self.0.iter().map(|role| role.title()).collect();
        titles.join(", ")
    }
}

/// Why roles were not set.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// Nobody has this login, or it is a member company's.
    #[error("이 아이디의 조합직원 계정이 없어요.")]
    Unknown,
    /// Nobody could give roles any more.
    #[error("관리자가 한 사람은 있어야 해요. 먼저 다른 사람을 관리자로 정해 주세요.")]
    LastAdmin,
    /// A name that no role has.
    #[error("권한은 관리자, 명부, 소식, 열람 가운데서 골라 주세요.")]
    NoSuchRole,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// An account of staff with its roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// What is typed to log in.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// Whether it is locked.
    pub locked: bool,
    /// Whether an authenticator app is set up.
    pub second_factor: bool,
    /// When somebody last logged in.
    pub last_login_at: Option<i64>,
}

/// The accounts of staff, ordered by name.
///
/// # Errors
/// [`StorageError`].
pub fn holders(storage: &dyn Storage) -> Result<Vec<Holder>, StorageError> {
    storage.reading(|txn| {
        let mut holders = Vec::new();
        for account in txn.accounts()? {
            if account.role != Role::Staff {
                continue;
            }
            holders.push(Holder {
                roles: roles(txn, &account.id)?,
                locked: account.is_locked(),
                second_factor: account.second_factor_at.is_some(),
                last_login_at: account.last_login_at,
                login: account.login,
                name: account.name,
            });
        }
        holders.sort_by(|a, b| (&a.name, &a.login).cmp(&(&b.name, &b.login)));
        Ok(holders)
    })
}

/// Sets what the account with that login may do.
///
/// # Errors
/// [`RoleError`].
pub fn set(storage: &dyn Storage, login: &str, wanted: &Roles) -> Result<(), RoleError> {
    storage.writing(|txn| {
        let account = txn
            .account_by_login(&normalise_login(login))?
            .filter(|account| account.role == Role::Staff)
            .ok_or(RoleError::Unknown)?;
        let before = roles(txn, &account.id)?;
        let takes = before.has(ConsoleRole::Admin) && !wanted.has(ConsoleRole::Admin);
        if takes && !has_other_admin(txn, &account)? {
            return Err(RoleError::LastAdmin);
        }
        let names: Vec<_> = wanted.0.iter().map(|role| role.as_str()).collect();
        Ok(txn.set_console_roles(&account.id, &names)?)
    })
}

fn has_other_admin<T: StorageTxn + ?Sized>(txn: &T, than: &Account) -> Result<bool, StorageError> {
    for account in txn.accounts()? {
        let may = account.role == Role::Staff && !account.is_locked() && account.id != than.id;
        if may && roles(txn, &account.id)?.has(ConsoleRole::Admin) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What an account may do. A name that this server does not know grants nothing.
pub(in crate::service) fn roles<T: StorageTxn + ?Sized>(
    txn: &T,
    account: &str,
) -> Result<Roles, StorageError> {
    let names = txn.console_roles(account)?;
    Ok(Roles::new(
        names.iter().filter_map(|name| ConsoleRole::parse(name)),
    ))
}
