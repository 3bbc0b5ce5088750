//! Who can log in, as the roster says: the first representative of every company that belongs to
//! the co-op, and the co-op's staff.

use std::collections::{BTreeMap, HashMap, HashSet};

use handbook_wire::auth::Role;
use handbook_wire::entity::{Member, Phone, Staff};

use super::record::Stored;
use crate::roster::{CellRef, Fault, Roster, StaffRow};
use crate::service::account::normalise_login;
use crate::service::company;
use crate::storage::{Account, StorageError, StorageWrite};

type Subject = (u8, String);

/// The accounts as they are stored, and as they shall be.
pub(super) struct Accounts {
    stored: BTreeMap<Subject, Account>,
    by_login: HashMap<String, Subject>,
    wanted: Vec<(Subject, Option<Person>)>,
}

/// Somebody who shall be able to log in.
#[derive(PartialEq, Eq)]
struct Person {
    login: String,
    name: String,
    mobile: Option<String>,
}

/// What became of accounts.
pub(super) struct Written {
    /// Those whose sessions ended.
    pub(super) ended: Vec<Account>,
    /// What each was, if it was, and is.
    pub(super) journal: Vec<(Option<Account>, Account)>,
}

/// Rows whose login belongs to somebody else.
pub(super) struct Clashes {
    pub(super) members: Vec<usize>,
    pub(super) staff: Vec<usize>,
    pub(super) faults: Vec<Fault>,
}

/// A row that wants a login.
struct Claim<'a> {
    role: Role,
    row: usize,
    at: &'a CellRef,
    login: String,
    /// As people read it.
    shown: String,
    record: Option<Subject>,
}

fn subject(role: Role, id: &str) -> Subject {
    (u8::from(role == Role::Staff), id.to_owned())
}

impl Accounts {
    pub(super) fn load(txn: &dyn StorageWrite) -> Result<Self, StorageError> {
        let accounts = txn.accounts()?;
        let key = |account: &Account| subject(account.role, &account.subject);
        Ok(Self {
            by_login: accounts
                .iter()
                .map(|account| (account.login.clone(), key(account)))
                .collect(),
            stored: accounts
                .into_iter()
                .map(|account| (key(&account), account))
                .collect(),
            wanted: Vec::new(),
        })
    }

    /// Record id of the staff member with that login.
    pub(super) fn staff_with_login(&self, login: &str) -> Option<&str> {
        let found = self.by_login.get(login)?;
        (found.0 == 1).then_some(found.1.as_str())
    }

    /// A row as the company's account follows it. Standing is what the record says in the end; so are the
    /// first representative and the mobile number where staff corrected the account with them. An approved
    /// request corrects the record alone.
    pub(super) fn followed(
        &self,
        row: &Member,
        old: Option<&Stored<Member>>,
    ) -> Result<Member, StorageError> {
        let mut followed = row.clone();
        let Some(old) = old.filter(|old| !old.entity.deleted && old.former.is_some()) else {
            return Ok(followed);
        };
        let payload = company::follow_roster(row, &old.entity)?;
        let stands: Member =
            serde_json::from_str(&payload).map_err(|_| StorageError::Corrupt("payload"))?;
        if let Some(account) = self.stored.get(&subject(Role::Member, &old.entity.id)) {
            let number = stands.mobile.as_ref().map(|phone| &phone.number);
            if account.roster_mobile.as_ref() == number {
                followed.mobile = stands.mobile;
            }
            if stands.representatives.first() == Some(&account.name) {
                followed.representatives = stands.representatives;
            }
        }
        followed.status = stands.status;
        Ok(followed)
    }

    /// Finds the rows whose login belongs to an earlier row, or to somebody who keeps it.
    pub(super) fn clashes(
        &self,
        roster: &Roster,
        people: &[Member],
        (members, member_matches): (&[Stored<Member>], &[Option<usize>]),
        (staff, staff_matches): (&[Stored<Staff>], &[Option<usize>]),
    ) -> Clashes {
        let mut claims = Vec::new();
        for (row, found) in member_matches.iter().enumerate() {
            let Some(person) = of_member(&people[row]) else {
                continue;
            };
            claims.push(Claim {
                role: Role::Member,
                row,
                at: &roster.members[row].at,
                shown: shown(&person.login),
                login: person.login,
                record: found.map(|index| subject(Role::Member, &members[index].entity.id)),
            });
        }
        for (row, found) in staff_matches.iter().enumerate() {
            let Some(person) = of_staff(&roster.staff[row].value) else {
                continue;
            };
            claims.push(Claim {
                role: Role::Staff,
                row,
                at: &roster.staff[row].at,
                shown: shown(&person.login),
                login: person.login,
                record: found.map(|index| subject(Role::Staff, &staff[index].entity.id)),
            });
        }
        // Records that the file speaks of: each lets go of its login, if it wants another one. A
        // row that is dropped keeps its own, which can make the next row clash.
        let mut moving: HashSet<Subject> = (member_matches.iter().flatten())
            .map(|index| subject(Role::Member, &members[*index].entity.id))
            .chain(
                (staff_matches.iter().flatten())
                    .map(|index| subject(Role::Staff, &staff[*index].entity.id)),
            )
            .collect();
        let mut clashes = Clashes {
            members: Vec::new(),
            staff: Vec::new(),
            faults: Vec::new(),
        };
        let mut dropped = vec![false; claims.len()];
        loop {
            let mut first: HashMap<&str, &CellRef> = HashMap::new();
            let mut found = None;
            for (index, claim) in claims
                .iter()
                .enumerate()
                .filter(|(index, _)| !dropped[*index])
            {
                if let Some(other) = first.get(claim.login.as_str()) {
                    found = Some((
                        index,
                        format!("{} {}행과 로그인 번호가 같아요.", other.sheet, other.row),
                    ));
                    break;
                }
                first.insert(&claim.login, claim.at);
                let holder = self.by_login.get(&claim.login);
                let kept = holder.filter(|holder| {
                    Some(*holder) != claim.record.as_ref()
                        && !moving.contains(*holder)
                        && self
                            .stored
                            .get(*holder)
                            .is_some_and(|account| !account.locked_by_roster)
                });
                if let Some(holder) = kept {
                    let whose = if holder.0 == 1 {
                        "조합직원"
                    } else {
                        "조합원사"
                    };
                    found = Some((
                        index,
                        format!("이미 등록된 다른 {whose}의 로그인 번호예요."),
                    ));
                    break;
                }
            }
            let Some((index, reason)) = found else {
                return clashes;
            };
            dropped[index] = true;
            let claim = &claims[index];
            if let Some(record) = &claim.record {
                moving.remove(record);
            }
            match claim.role {
                Role::Member => clashes.members.push(claim.row),
                Role::Staff => clashes.staff.push(claim.row),
            }
            let by_name = claim.role == Role::Staff && claim.shown == claim.login;
            clashes.faults.push(Fault {
                sheet: claim.at.sheet.clone(),
                row: claim.at.row,
                column: if by_name { "아이디" } else { "휴대폰" }.to_owned(),
                value: claim.shown.clone(),
                reason,
                advice: "두 사람의 번호를 확인해서 서로 다르게 고쳐 주세요.".to_owned(),
            });
        }
    }

    /// The company of that record is so now.
    pub(super) fn want_member(&mut self, id: &str, member: &Member) {
        self.wanted
            .push((subject(Role::Member, id), of_member(member)));
    }

    /// The staff member of that record is so now.
    pub(super) fn want_staff(&mut self, id: &str, row: &StaffRow) {
        self.wanted.push((subject(Role::Staff, id), of_staff(row)));
    }

    /// The record is gone.
    pub(super) fn lock(&mut self, (role, id): (Role, &str)) {
        self.wanted.push((subject(role, id), None));
    }

    /// Who logs in with that number and keeps it, if that is not the company of `record`.
    pub(super) fn holder(&self, member: &Member, record: Option<&str>) -> Option<&Account> {
        self.other(&of_member(member)?.login, Role::Member, record)
    }

    /// As [`Accounts::holder`], of a member of staff.
    pub(super) fn staff_holder(&self, row: &StaffRow, record: Option<&str>) -> Option<&Account> {
        self.other(&of_staff(row)?.login, Role::Staff, record)
    }

    fn other(&self, login: &str, role: Role, record: Option<&str>) -> Option<&Account> {
        let key = self.by_login.get(login)?;
        let holder = self.stored.get(key)?;
        let own = record.is_some_and(|id| *key == subject(role, id));
        (!own && !holder.locked_by_roster).then_some(holder)
    }

    /// The id of its own, not a mobile number, by which the staff member of that record logs in.
    pub(super) fn staff_id(&self, record: &str) -> Option<&str> {
        own_id(self.stored.get(&subject(Role::Staff, record))?)
    }

    /// Makes, changes and locks accounts. Sessions end with a lock, and when the person is another
    /// one: then the account starts anew, with the first password and nothing verified.
    /// Answers those whose sessions ended, and what each account was and is.
    pub(super) fn write(
        self,
        txn: &mut dyn StorageWrite,
        now: i64,
    ) -> Result<Written, StorageError> {
        let mut puts = Vec::new();
        let mut journal = Vec::new();
        // Accounts that came by sign-up go and come back with their company.
        for (key, person) in self.wanted.iter().filter(|(key, _)| key.0 == 0) {
            let locked = person.is_none();
            for account in txn.accounts_of_company(&key.1)? {
                if account.locked_by_roster != locked {
                    journal.push(account.clone());
                    let account = Account {
                        locked_by_roster: locked,
                        ..account
                    };
                    puts.push((account, locked));
                }
            }
        }
        for (key, person) in self.wanted {
            let old = self.stored.get(&key);
            let account = match (old, person) {
                (None, None) => continue,
                (Some(old), None) => Account {
                    locked_by_roster: true,
                    ..old.clone()
                },
                (Some(old), Some(person)) if old.name == person.name => {
                    // A number that its owner changed stays until the roster names another one.
                    let follows = old.roster_mobile != person.mobile || old.locked_by_roster;
                    let kept = |new, old: &_| if follows { new } else { Clone::clone(old) };
                    Account {
                        locked_by_roster: false,
                        login: if follows || old.mobile == old.roster_mobile {
                            person.login
                        } else {
                            old.login.clone()
                        },
                        mobile: kept(person.mobile.clone(), &old.mobile),
                        roster_mobile: person.mobile,
                        ..old.clone()
                    }
                }
                (old, Some(person)) => {
                    let role = if key.0 == 1 {
                        Role::Staff
                    } else {
                        Role::Member
                    };
                    let id = match old {
                        Some(old) => old.id.clone(),
                        None => txn.next_id()?.to_string(),
                    };
                    Account {
                        mobile: person.mobile.clone(),
                        roster_mobile: person.mobile,
                        locked_by_staff: old.is_some_and(|old| old.locked_by_staff),
                        ..Account::new(id, person.login, role, person.name, key.1)
                    }
                }
            };
            if old != Some(&account) {
                journal.extend(old.cloned());
                let ends =
                    old.is_some_and(|old| account.locked_by_roster || old.name != account.name);
                puts.push((account, ends));
            }
        }
        // A login that somebody else has now is of no use to an account that is locked.
        let taken: HashMap<String, String> = (puts.iter())
            .filter(|(account, _)| !account.locked_by_roster)
            .map(|(account, _)| (account.login.clone(), account.id.clone()))
            .collect();
        for (account, _) in puts
            .iter_mut()
            .filter(|(account, _)| account.locked_by_roster)
        {
            if taken
                .get(&account.login)
                .is_some_and(|id| *id != account.id)
            {
                account.login = format!("#{}", account.id);
            }
        }
        // Logins first: two people may have swapped theirs, or one may come from a locked account.
        for (account, _) in &puts {
            if let Some(holder) = self
                .by_login
                .get(&account.login)
                .and_then(|key| self.stored.get(key))
                && holder.id != account.id
            {
                journal.push(holder.clone());
                txn.release_login(&holder.id)?;
            }
        }
        for (account, ends) in &puts {
            txn.put_account(account)?;
            if *ends {
                let old = self.stored.get(&subject(account.role, &account.subject));
                if old.is_some_and(|old| old.name != account.name) {
                    // What one person may do in the console is not the next one's.
                    txn.set_console_roles(&account.id, &[])?;
                }
                txn.forget_devices(&account.id)?;
                txn.end_sessions(&account.id, now, account.locked_by_roster)?;
            }
        }
        let mut before: BTreeMap<String, Account> = journal
            .into_iter()
            .map(|account| (account.id.clone(), account))
            .collect();
        let mut journal = Vec::new();
        for (account, _) in &puts {
            journal.push((before.remove(&account.id), account.clone()));
        }
        for (id, was) in before {
            if let Some(now) = txn.account(&id)? {
                journal.push((Some(was), now));
            }
        }
        let ended = puts.into_iter().filter(|(_, ends)| *ends);
        Ok(Written {
            ended: ended.map(|(account, _)| account).collect(),
            journal,
        })
    }
}

/// What is typed to log in, where that is no mobile number.
#[must_use]
pub fn own_id(account: &Account) -> Option<&str> {
    let mobile = account.mobile.as_ref().or(account.roster_mobile.as_ref());
    let own = mobile != Some(&account.login) && !account.login.starts_with('#');
    own.then_some(account.login.as_str())
}

/// What a staff member types to log in.
pub(super) fn staff_login(row: &StaffRow) -> Option<String> {
    of_staff(row).map(|person| person.login)
}

fn of_member(member: &Member) -> Option<Person> {
    let mobile = mobile(member.mobile.as_ref()).filter(|_| member.status.is_current())?;
    let name = member
        .representatives
        .first()
        .unwrap_or(&member.name)
        .clone();
    Some(Person {
        login: mobile.clone(),
        name,
        mobile: Some(mobile),
    })
}

fn of_staff(row: &StaffRow) -> Option<Person> {
    let mobile = mobile(row.staff.mobile.as_ref());
    let given = row
        .login
        .as_deref()
        .map(normalise_login)
        .filter(|login| !login.is_empty());
    let login = given.or_else(|| mobile.clone())?;
    Some(Person {
        login,
        name: row.staff.name.clone(),
        mobile,
    })
}

fn mobile(phone: Option<&Phone>) -> Option<String> {
    phone
        .filter(|phone| phone.is_mobile())
        .map(|phone| phone.number.clone())
}

fn shown(login: &str) -> String {
    Phone {
        number: login.to_owned(),
        ..Phone::default()
    }
    .display()
}
