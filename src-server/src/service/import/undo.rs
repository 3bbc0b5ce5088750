//! An import taken back. What somebody has changed since stays as it is, and is told.

use std::collections::BTreeSet;

use handbook_wire::auth::Role;
use handbook_wire::entity::Kind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::choice::Item;
use super::record::{Nameless, Writer, member_name};
use crate::service::{canonical, company};
use crate::storage::{Account, Entity, StorageError, StorageWrite};

/// What an import changed: every record and account as it was, and as it was left.
#[derive(Default, Serialize, Deserialize)]
pub struct Inverse {
    records: Vec<(Option<Entity>, Entity)>,
    accounts: Vec<(Option<Account>, Account)>,
}

impl Inverse {
    pub(super) fn new(items: &[Item], accounts: Vec<(Option<Account>, Account)>) -> Self {
        let records = items.iter();
        Self {
            records: records
                .map(|item| (item.was.clone(), item.now.clone()))
                .collect(),
            accounts,
        }
    }
}

impl Inverse {
    /// How many companies and members of staff would leave the roster again.
    #[must_use]
    pub fn removals(&self) -> usize {
        let came = |(was, now): &&(Option<Entity>, Entity)| {
            matches!(now.kind, Kind::Member | Kind::Staff)
                && !now.deleted
                && was.as_ref().is_none_or(|was| was.deleted)
        };
        self.records.iter().filter(came).count()
    }
}

/// In [`KeptBack::field`]: the account that logs in for the record.
pub const ACCOUNT: &str = "account";

/// Something that was changed since and stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBack {
    /// Kind of the record.
    pub kind: Kind,
    /// Its id.
    pub record: String,
    /// The field; empty for the record as a whole.
    pub field: String,
}

/// Takes an import back in a transaction that is open already. Sessions that it ended stay ended, and so
/// do change requests that it settled.
///
/// # Errors
/// [`StorageError`].
pub fn undo(
    txn: &mut dyn StorageWrite,
    now: i64,
    inverse: Inverse,
) -> Result<Vec<KeptBack>, StorageError> {
    let mut kept = Vec::new();
    let mut living = BTreeSet::new();
    let mut writer = Writer::new(txn, now);
    for (was, left) in inverse.records {
        let Some(present) = writer.txn().entity(left.kind, &left.id)? else {
            continue;
        };
        let id = left.id.clone();
        let untouched = present.deleted == left.deleted && present.payload == left.payload;
        match was {
            Some(was) if untouched => {
                if !was.deleted {
                    living.insert(id);
                }
                writer.restore(&was)?;
            }
            None if untouched => writer.restore(&tombstone(&left)?)?,
            Some(was) if !was.deleted && !left.deleted && !present.deleted => {
                living.insert(id);
                let payload = merged(&was, &left, &present, &mut kept)?;
                writer.restore(&Entity {
                    payload,
                    ..present.clone()
                })?;
            }
            _ => {
                if !present.deleted {
                    living.insert(id.clone());
                }
                kept.push(KeptBack {
                    kind: left.kind,
                    record: id,
                    field: String::new(),
                });
            }
        }
    }
    restore_accounts(writer.txn(), now, inverse.accounts, &living, &mut kept)?;
    writer.finish()?;
    Ok(kept)
}

/// What becomes of a record that the import brought in.
fn tombstone(left: &Entity) -> Result<Entity, StorageError> {
    let payload = match left.kind {
        Kind::Member => {
            let member = serde_json::from_str(&left.payload)
                .map_err(|_| StorageError::Corrupt("payload"))?;
            company::tombstone(&member_name(&member), left)?
        }
        _ => canonical::text(&Nameless {})?,
    };
    Ok(Entity {
        deleted: true,
        payload,
        ..left.clone()
    })
}

/// The record as it is, with every field as it was that nobody has changed since the import.
fn merged(
    was: &Entity,
    left: &Entity,
    present: &Entity,
    kept: &mut Vec<KeptBack>,
) -> Result<String, StorageError> {
    let read = |entity: &Entity| canonical::map(&entity.payload);
    let (was, before, mut fields) = (read(was)?, read(left)?, read(present)?);
    let names: BTreeSet<&String> = was.keys().chain(before.keys()).collect();
    for name in names {
        let (old, imported) = (was.get(name), before.get(name));
        if old == imported {
            continue;
        }
        if fields.get(name) == imported {
            put(&mut fields, name, old);
        } else if fields.get(name) != old {
            kept.push(KeptBack {
                kind: present.kind,
                record: present.id.clone(),
                field: name.clone(),
            });
        }
    }
    canonical::text(&fields)
}

fn put(fields: &mut Map<String, Value>, name: &str, value: Option<&Value>) {
    match value {
        Some(value) => fields.insert(name.to_owned(), value.clone()),
        None => fields.remove(name),
    };
}

/// Puts accounts back. One that was made by the import and not used since goes; one whose person has
/// done something with it since keeps that, and is locked when its company is gone again.
fn restore_accounts(
    txn: &mut dyn StorageWrite,
    now: i64,
    accounts: Vec<(Option<Account>, Account)>,
    living: &BTreeSet<String>,
    kept: &mut Vec<KeptBack>,
) -> Result<(), StorageError> {
    let mut puts = Vec::new();
    for (was, left) in accounts {
        let Some(present) = txn.account(&left.id)? else {
            continue;
        };
        let wanted = match was {
            Some(was) if present == left => was,
            Some(was) => {
                if was.name != left.name {
                    // Another person has begun to use it.
                    kept.push(KeptBack {
                        kind: match left.role {
                            Role::Member => Kind::Member,
                            Role::Staff => Kind::Staff,
                        },
                        record: left.subject.clone(),
                        field: ACCOUNT.to_owned(),
                    });
                }
                let undone = |was: &Option<String>, left: &Option<String>, is: &Option<String>| {
                    if is == left { was.clone() } else { is.clone() }
                };
                let moved = present.login == left.login;
                Account {
                    login: if moved {
                        was.login
                    } else {
                        present.login.clone()
                    },
                    mobile: undone(&was.mobile, &left.mobile, &present.mobile),
                    roster_mobile: was.roster_mobile,
                    locked_by_roster: was.locked_by_roster,
                    ..present.clone()
                }
            }
            None if present == left => {
                txn.remove_account(&left.id)?;
                continue;
            }
            None => {
                let stays = left.role == Role::Member && living.contains(&left.subject);
                Account {
                    locked_by_roster: !stays,
                    ..present.clone()
                }
            }
        };
        if wanted != present {
            puts.push((present, wanted));
        }
    }
    for (present, wanted) in &puts {
        if present.login != wanted.login {
            txn.release_login(&present.id)?;
        }
    }
    for (present, mut wanted) in puts {
        let holder = txn.account_by_login(&wanted.login)?;
        if holder.is_some_and(|holder| holder.id != wanted.id) {
            // Somebody else logs in so by now.
            wanted.login = format!("#{}", wanted.id);
        }
        let ends = wanted.is_locked() && !present.is_locked() || wanted.name != present.name;
        txn.put_account(&wanted)?;
        if ends {
            txn.end_sessions(&wanted.id, now, wanted.is_locked())?;
        }
    }
    Ok(())
}
