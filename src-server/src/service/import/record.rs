//! Records as they are stored, and what writing them takes.

use std::collections::HashMap;

use handbook_wire::auth::Role;
use handbook_wire::entity::{CompanyName, Kind, Member, Officer, Staff};
use serde::{Serialize, de::DeserializeOwned};

use super::account::Accounts;
use super::{Counts, Item};
use crate::roster::CellRef;
use crate::service::{canonical, change, company, picture, post};
use crate::storage::{Account, Change, Entity, StorageError, StorageWrite};

/// An entity that rosters bring.
pub(super) trait Rostered: Serialize + DeserializeOwned {
    const KIND: Kind;

    /// The payload of a row in the place of `old`.
    fn follow(row: &Self, _old: &Entity) -> Result<String, StorageError> {
        canonical::text(row)
    }

    /// The entity as rosters still say, when they don't know yet what is stored.
    fn former(_payload: &str) -> Option<Self> {
        None
    }
}

impl Rostered for Member {
    const KIND: Kind = Kind::Member;

    fn follow(row: &Self, old: &Entity) -> Result<String, StorageError> {
        company::follow_roster(row, old)
    }

    fn former(payload: &str) -> Option<Self> {
        company::as_in_roster(payload)
    }
}

impl Rostered for Officer {
    const KIND: Kind = Kind::Officer;
}

impl Rostered for Staff {
    const KIND: Kind = Kind::Staff;
}

/// A stored record; of a tombstone, `value` has only what names it.
pub(super) struct Stored<T> {
    pub(super) entity: Entity,
    pub(super) value: T,
    pub(super) former: Option<Box<T>>,
}

impl<T> Stored<T> {
    /// What rosters may say of it.
    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.value).chain(self.former.as_deref())
    }

    /// Names the account that belongs to the record.
    pub(super) fn key(&self) -> (Role, &str) {
        let role = match self.entity.kind {
            Kind::Staff => Role::Staff,
            _ => Role::Member,
        };
        (role, &self.entity.id)
    }
}

/// What a tombstone of an officer or of staff keeps.
#[derive(Serialize)]
pub(super) struct Nameless {}

/// What a tombstone of a company keeps: a company that comes back gets its old id, and with it the
/// notes that members made on it.
pub(super) fn member_name(member: &Member) -> Member {
    Member {
        number: member.number.clone(),
        business_number: member.business_number.clone(),
        ..Member::default()
    }
}

/// All records of a kind, tombstones included.
pub(super) fn load<T: Rostered>(txn: &dyn StorageWrite) -> Result<Vec<Stored<T>>, StorageError> {
    txn.entities(T::KIND)?
        .into_iter()
        .map(|entity| {
            let value = serde_json::from_str(&entity.payload)
                .map_err(|_| StorageError::Corrupt("payload"))?;
            let former = T::former(&entity.payload).map(Box::new);
            Ok(Stored {
                entity,
                value,
                former,
            })
        })
        .collect()
}

/// Gives a row what the record says in fields for which the file has no column.
pub(super) fn keep_absent(
    row: &mut Member,
    old: &Stored<Member>,
    absent: &[&str],
) -> Result<(), StorageError> {
    if absent.is_empty() || old.entity.deleted {
        return Ok(());
    }
    let said = old.former.as_deref().unwrap_or(&old.value);
    let mut fields = canonical::map(&canonical::text(row)?)?;
    let mut said = canonical::map(&canonical::text(said)?)?;
    let position = absent.contains(&"address").then_some(&"position");
    for name in absent.iter().chain(position) {
        match said.remove(*name) {
            Some(value) => fields.insert((*name).to_owned(), value),
            None => fields.remove(*name),
        };
    }
    *row = serde_json::from_value(serde_json::Value::Object(fields))
        .map_err(|_| StorageError::Corrupt("payload"))?;
    Ok(())
}

/// Writes records; the first change moves the revision.
pub(super) struct Writer<'a> {
    txn: &'a mut dyn StorageWrite,
    now: i64,
    revision: Option<u64>,
    items: Vec<Item>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(txn: &'a mut dyn StorageWrite, now: i64) -> Self {
        Self {
            txn,
            now,
            revision: None,
            items: Vec::new(),
        }
    }

    pub(super) fn txn(&mut self) -> &mut dyn StorageWrite {
        self.txn
    }

    /// Puts every row in the place of the record that it matches, if it differs, and gives the ids.
    pub(super) fn put<'r, T: Rostered>(
        &mut self,
        (rows, places): (&[T], impl Iterator<Item = &'r CellRef>),
        matches: &[Option<usize>],
        stored: &[Stored<T>],
        counts: &mut Counts,
    ) -> Result<Vec<String>, StorageError> {
        let mut ids = Vec::with_capacity(rows.len());
        for ((row, at), found) in rows.iter().zip(places).zip(matches) {
            let old = found.map(|index| &stored[index].entity);
            let payload = match old {
                Some(old) => T::follow(row, old)?,
                None => canonical::text(row)?,
            };
            let id = match old {
                Some(old) => old.id.clone(),
                None => self.txn.next_id()?.to_string(),
            };
            match old {
                Some(old) if !old.deleted && old.payload == payload => counts.unchanged += 1,
                Some(old) if !old.deleted => {
                    counts.changed += 1;
                    self.write(T::KIND, &id, false, payload, Some(at))?;
                }
                _ => {
                    counts.new += 1;
                    self.write(T::KIND, &id, false, payload, Some(at))?;
                }
            }
            ids.push(id);
        }
        Ok(ids)
    }

    /// Leaves a tombstone that keeps `name`.
    pub(super) fn remove(
        &mut self,
        old: &Entity,
        name: &impl Serialize,
    ) -> Result<(), StorageError> {
        self.write(old.kind, &old.id, true, canonical::text(name)?, None)
    }

    /// As [`Writer::remove`], of a company.
    pub(super) fn remove_member(&mut self, old: &Stored<Member>) -> Result<(), StorageError> {
        let payload = company::tombstone(&member_name(&old.value), &old.entity)?;
        self.write(Kind::Member, &old.entity.id, true, payload, None)
    }

    /// Puts a record that stands in no file.
    pub(super) fn put_one(
        &mut self,
        kind: Kind,
        id: &str,
        payload: String,
    ) -> Result<(), StorageError> {
        self.write(kind, id, false, payload, None)
    }

    /// Puts a record back as it was.
    pub(super) fn restore(&mut self, to: &Entity) -> Result<(), StorageError> {
        self.write(to.kind, &to.id, to.deleted, to.payload.clone(), None)
    }

    /// Puts a record that belongs to one account; with no payload it goes.
    pub(super) fn put_own(
        &mut self,
        kind: Kind,
        owner: &str,
        id: &str,
        payload: Option<String>,
    ) -> Result<(), StorageError> {
        let revision = self.revision()?;
        self.txn.put_entity(&Entity {
            kind,
            id: id.to_owned(),
            owner: Some(owner.to_owned()),
            revision,
            deleted: payload.is_none(),
            payload: payload.unwrap_or_else(|| "{}".to_owned()),
        })
    }

    /// The revision of all that is written.
    fn revision(&mut self) -> Result<u64, StorageError> {
        let revision = match self.revision {
            Some(revision) => revision,
            None => self.txn.advance(Change::Shared, self.now)?.revision,
        };
        self.revision = Some(revision);
        Ok(revision)
    }

    /// Writes the accounts; answers what each was and is.
    pub(super) fn write_accounts(
        &mut self,
        accounts: Accounts,
    ) -> Result<Vec<(Option<Account>, Account)>, StorageError> {
        let written = accounts.write(self.txn, self.now)?;
        for account in &written.ended {
            self.forget_picture(account)?;
        }
        Ok(written.journal)
    }

    /// Settles what follows from all that was written, and answers that.
    pub(super) fn finish(mut self) -> Result<Vec<Item>, StorageError> {
        self.settle_changes()?;
        self.settle_posts()?;
        Ok(self.items)
    }

    /// Settles the requests that the roster settles.
    fn settle_changes(&mut self) -> Result<(), StorageError> {
        let Some(revision) = self.revision else {
            return Ok(());
        };
        change::follow(self.txn, None, self.now, |_| Ok(revision))
    }

    /// Brings targeted posts to whom they are for now.
    fn settle_posts(&mut self) -> Result<(), StorageError> {
        self.revision = post::follow(self.txn, post::Whose::All, self.revision, self.now)?;
        Ok(())
    }

    /// Forgets the picture of an account whose person is another one now, or gone.
    fn forget_picture(&mut self, account: &Account) -> Result<(), StorageError> {
        self.revision = picture::remove(self.txn, account, self.revision, self.now)?;
        Ok(())
    }

    fn write(
        &mut self,
        kind: Kind,
        id: &str,
        deleted: bool,
        payload: String,
        at: Option<&CellRef>,
    ) -> Result<(), StorageError> {
        let revision = self.revision()?;
        let now = Entity {
            kind,
            id: id.to_owned(),
            owner: None,
            revision,
            deleted,
            payload,
        };
        let was = self.txn.entity(kind, id)?;
        self.txn.put_entity(&now)?;
        self.items.push(Item {
            at: at.cloned(),
            was,
            now,
        });
        Ok(())
    }
}

/// Companies by their name proper.
pub(super) struct Companies(HashMap<String, Option<String>>);

/// The companies that belong to the co-op now.
pub(super) fn companies(txn: &dyn StorageWrite) -> Result<Companies, StorageError> {
    let mut companies = HashMap::new();
    for member in load::<Member>(txn)? {
        if !member.entity.deleted && member.value.status.is_current() {
            let mut names: Vec<&str> = (member.values())
                .map(|value| CompanyName::parse(&value.name).proper)
                .collect();
            names.dedup();
            for name in names {
                companies
                    .entry(name.to_owned())
                    .and_modify(|id| *id = None)
                    .or_insert(Some(member.entity.id.clone()));
            }
        }
    }
    Ok(Companies(companies))
}

impl Companies {
    /// The officer's company, if exactly one has its name.
    pub(super) fn find(&self, officer: &Officer) -> Option<String> {
        let name = officer.company.as_deref()?;
        self.0.get(CompanyName::parse(name).proper)?.clone()
    }
}
