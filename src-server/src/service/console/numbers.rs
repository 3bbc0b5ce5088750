//! How the co-op and its handbook are, in numbers that name nobody.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use handbook_wire::auth::Role;
use handbook_wire::entity::{Kind, Member};

use super::approval;
use super::audit::Action;
use crate::service::post::{MustRead, must_read};
use crate::service::{Failure, Service};
use crate::storage::{AuditFilter, Session, StorageError, StorageTxn};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// Days within which devices were last heard from; older ones come after them all.
pub const HEARD_DAYS: [i64; 3] = [1, 7, 30];
/// The most posts of 필독 that are counted: each asks for a mark of everybody.
const POSTS: usize = 5;

/// The numbers of the first page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Change requests that wait.
    pub changes: usize,
    /// When the oldest of them came.
    pub oldest_change: Option<i64>,
    /// Applications that wait.
    pub sign_ups: usize,
    /// When the oldest of them came.
    pub oldest_sign_up: Option<i64>,
    /// Requests for approval that wait.
    pub approvals: usize,
    /// When the oldest of them came.
    pub oldest_approval: Option<i64>,
    /// Accounts that nobody has invited, or whose invitation ran out.
    pub uninvited: usize,
    /// Companies that belong to the co-op.
    pub companies: usize,
    /// Of those, how many have somebody who has logged in.
    pub reached: usize,
    /// Those by 지회, the largest first; without one last: name, companies, and how many are reached.
    pub branches: Vec<(String, usize, usize)>,
    /// Accounts of member companies that are not locked.
    pub accounts: usize,
    /// Of those, how many have logged in.
    pub entered: usize,
    /// Accounts that are locked.
    pub locked: usize,
    /// Devices that are logged in.
    pub devices: usize,
    /// Those by when they were last heard from, as [`HEARD_DAYS`] has it.
    pub heard: [usize; HEARD_DAYS.len() + 1],
    /// Those by the app that they have, the most used first. Computers have none.
    pub apps: Vec<(String, usize)>,
    /// The newest posts of 필독.
    pub must_read: Vec<MustRead>,
    /// Files of posts.
    pub files: u64,
    /// Their bytes.
    pub file_bytes: u64,
    /// Bytes of the database.
    pub database_bytes: u64,
    /// When the last backup was made.
    pub backup_at: Option<i64>,
}

impl Service {
    /// How the co-op and its handbook are.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn office_numbers(&self) -> Result<Numbers, Failure> {
        let now = self.clock.now();
        let mut numbers = self.storage.reading(|txn| {
            let changes = txn.waiting_changes(None)?;
            let sign_ups = txn.waiting_sign_ups()?;
            let (files, file_bytes) = txn.file_totals()?;
            let (approvals, oldest_approval) = approval::waiting(txn, now)?;
            let mut numbers = Numbers {
                approvals,
                oldest_approval,
                changes: changes.len(),
                oldest_change: changes.iter().map(|one| one.at).min(),
                sign_ups: sign_ups.len(),
                oldest_sign_up: sign_ups.iter().map(|one| one.at).min(),
                files,
                file_bytes,
                must_read: must_read(txn, POSTS)?,
                backup_at: last_backup(txn)?,
                ..Numbers::default()
            };
            let entered = self.count_accounts(txn, &mut numbers, now)?;
            count_companies(txn, &mut numbers, &entered)?;
            Ok::<_, Failure>(numbers)
        })?;
        let database = self.config.database();
        numbers.database_bytes = std::fs::metadata(database).map_or(0, |file| file.len());
        Ok(numbers)
    }

    /// Answers the companies of which somebody has logged in.
    fn count_accounts(
        &self,
        txn: &dyn StorageTxn,
        numbers: &mut Numbers,
        now: i64,
    ) -> Result<HashSet<String>, StorageError> {
        let (mut entered, mut apps) = (HashSet::new(), BTreeMap::<String, usize>::new());
        for account in txn.accounts()? {
            if account.is_locked() {
                numbers.locked += 1;
                continue;
            }
            if account.role == Role::Member {
                numbers.accounts += 1;
                let stands = account.invitation_until.is_some_and(|until| until > now);
                numbers.uninvited += usize::from(account.password.is_none() && !stands);
            }
            if account.last_login_at.is_none() {
                continue;
            }
            if let (Role::Member, Some(member)) = (account.role, account.member()) {
                numbers.entered += 1;
                entered.insert(member.to_owned());
            }
            for session in txn.open_sessions(&account.id)? {
                if now < session.expires_at {
                    count_device(numbers, &mut apps, &session, now);
                }
            }
        }
        numbers.apps = apps.into_iter().collect();
        numbers.apps.sort_by_key(|(_, count)| Reverse(*count));
        Ok(entered)
    }
}

fn count_device(
    numbers: &mut Numbers,
    apps: &mut BTreeMap<String, usize>,
    session: &Session,
    now: i64,
) {
    numbers.devices += 1;
    let since = now - session.seen_at.max(session.started_at);
    let place = HEARD_DAYS.iter().position(|days| since <= days * DAY);
    numbers.heard[place.unwrap_or(HEARD_DAYS.len())] += 1;
    if !session.app.is_empty() {
        *apps.entry(session.app.clone()).or_default() += 1;
    }
}

fn count_companies(
    txn: &dyn StorageTxn,
    numbers: &mut Numbers,
    entered: &HashSet<String>,
) -> Result<(), StorageError> {
    let mut branches = BTreeMap::<String, (usize, usize)>::new();
    for record in txn.entities(Kind::Member)? {
        if record.deleted {
            continue;
        }
        let member: Member =
            serde_json::from_str(&record.payload).map_err(|_| StorageError::Corrupt("payload"))?;
        if !member.status.is_current() {
            continue;
        }
        let reached = usize::from(entered.contains(&record.id));
        let branch = branches
            .entry(member.branch.unwrap_or_default())
            .or_default();
        branch.0 += 1;
        branch.1 += reached;
        numbers.companies += 1;
        numbers.reached += reached;
    }
    numbers.branches = branches
        .into_iter()
        .map(|(name, (companies, reached))| (name, companies, reached))
        .collect();
    numbers
        .branches
        .sort_by_key(|(name, count, _)| (name.is_empty(), Reverse(*count)));
    Ok(())
}

fn last_backup(txn: &dyn StorageTxn) -> Result<Option<i64>, StorageError> {
    let filter = AuditFilter {
        actions: vec![Action::Backup.as_str().to_owned()],
        ..AuditFilter::default()
    };
    Ok(txn.audit(&filter, 1)?.first().map(|line| line.at))
}
