//! Who somebody is, as far as targets ask.

use std::collections::{HashMap, HashSet};

use handbook_wire::auth::Role;
use handbook_wire::entity::{Kind, Member, Officer, Targets};

use super::super::company;
use crate::policy::{self, Facts};
use crate::storage::{Account, StorageError, StorageTxn};

/// The officers of the newest term, by company and name.
pub(super) struct Officers(HashSet<(String, String)>);

impl Officers {
    pub(super) fn load<T: StorageTxn + ?Sized>(txn: &T) -> Result<Self, StorageError> {
        let mut all = Vec::new();
        for record in txn.entities(Kind::Officer)? {
            if !record.deleted
                && let Ok(officer) = serde_json::from_str::<Officer>(&record.payload)
            {
                all.push(officer);
            }
        }
        let newest = all.iter().map(|officer| officer.term).max();
        let now = all
            .into_iter()
            .filter(|officer| Some(officer.term) == newest);
        Ok(Self(
            now.filter_map(|officer| Some((officer.member?, officer.name)))
                .collect(),
        ))
    }

    fn has(&self, member: &str, name: &str) -> bool {
        self.0.contains(&(member.to_owned(), name.to_owned()))
    }
}

/// Everybody who has an account, with what targets ask.
pub(in crate::service) struct People {
    pub(super) people: Vec<(Account, Facts)>,
    /// Name and branch of each company.
    pub(super) companies: HashMap<String, (String, Option<String>)>,
}

impl People {
    pub(in crate::service) fn load<T: StorageTxn + ?Sized>(txn: &T) -> Result<Self, StorageError> {
        let officers = Officers::load(txn)?;
        let mut companies = HashMap::new();
        for record in txn.entities(Kind::Member)? {
            if !record.deleted
                && let Ok(member) = serde_json::from_str::<Member>(&record.payload)
                && member.status.is_current()
            {
                companies.insert(record.id, (member.name, member.branch));
            }
        }
        let people = txn.accounts()?.into_iter().map(|account| {
            let company = account.member().and_then(|id| companies.get_key_value(id));
            let facts = facts(
                &account,
                company.map(|(id, (_, branch))| (id.as_str(), branch.clone())),
                &officers,
            );
            (account, facts)
        });
        Ok(Self {
            people: people.collect(),
            companies,
        })
    }

    /// The members (no staff) whom targets reach and who can log in.
    pub(in crate::service) fn reached<'a>(
        &'a self,
        targets: &'a Targets,
    ) -> impl Iterator<Item = (&'a Account, &'a str)> {
        self.people.iter().filter_map(move |(account, facts)| {
            let member = facts.member.as_deref()?;
            let counts = facts.role == Role::Member && !account.is_locked();
            (counts && policy::is_for(facts, targets)).then_some((account, member))
        })
    }
}

/// What targets ask of one account.
pub(super) fn of_account<T: StorageTxn + ?Sized>(
    txn: &T,
    account: &Account,
) -> Result<Facts, StorageError> {
    let officers = Officers::load(txn)?;
    let company = match account.member() {
        Some(member) => company::current(txn, member)?,
        None => None,
    };
    let company = company.as_ref().map(|(record, fields)| {
        let branch = fields.get("branch").and_then(serde_json::Value::as_str);
        (record.id.as_str(), branch.map(str::to_owned))
    });
    Ok(facts(account, company, &officers))
}

fn facts(account: &Account, company: Option<(&str, Option<String>)>, officers: &Officers) -> Facts {
    let (member, branch) = match company {
        Some((member, branch)) => (Some(member.to_owned()), branch),
        None => (None, None),
    };
    Facts {
        role: account.role,
        officer: member
            .as_deref()
            .is_some_and(|member| officers.has(member, &account.name)),
        member,
        branch,
    }
}
