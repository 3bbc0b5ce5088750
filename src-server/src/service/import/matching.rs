//! Which row is which record. A company is known by its 조합원번호, else by its 사업자등록번호, else
//! by its name proper and first representative; a record is found by one row at most.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use handbook_wire::entity::{CompanyName, Member, Officer, Staff};

use super::account::{Accounts, staff_login};
use super::record::Stored;
use crate::roster::{MemberKey, Sound, StaffRow};

/// For each row the index of its record.
pub(super) fn members(rows: &[Sound<Member>], stored: &[Stored<Member>]) -> Vec<Option<usize>> {
    let rows: Vec<&Member> = rows.iter().map(|row| &row.value).collect();
    let mut found = Found::new(rows.len(), stored);
    let number = |member: &Member| filled(&member.number);
    let business = |member: &Member| member.business_number.clone();
    // A number can be given to another company after the first has left.
    found.pass(&rows, number, |row, old| {
        !old.entity.deleted || !differ(&row.business_number, &old.value.business_number)
    });
    found.pass(&rows, business, |_, _| true);
    found.pass(
        &rows,
        |member| {
            let proper = CompanyName::parse(&member.name).proper;
            filled(proper).zip(member.representatives.first().cloned())
        },
        |row, old| {
            !old.entity.deleted
                && !differ(&filled(&row.number), &filled(&old.value.number))
                && !differ(&row.business_number, &old.value.business_number)
        },
    );
    found.rows
}

/// As [`members`], for officers: the same person in the same role of the same term.
pub(super) fn officers(rows: &[Officer], stored: &[Stored<Officer>]) -> Vec<Option<usize>> {
    let rows: Vec<&Officer> = rows.iter().collect();
    let mut found = Found::new(rows.len(), stored);
    let key = |officer: &Officer| {
        Some((
            officer.term,
            officer.role.clone(),
            officer.name.clone(),
            officer.company.clone(),
        ))
    };
    found.pass(&rows, key, |_, old| !old.entity.deleted);
    found.rows
}

/// As [`members`], for staff: by login, else by name and department.
pub(super) fn staff(
    rows: &[Sound<StaffRow>],
    stored: &[Stored<Staff>],
    accounts: &Accounts,
) -> Vec<Option<usize>> {
    let mut found = Found::new(rows.len(), stored);
    for (index, row) in rows.iter().enumerate() {
        let record = staff_login(&row.value)
            .and_then(|login| accounts.staff_with_login(&login))
            .and_then(|id| stored.iter().position(|old| old.entity.id == id));
        if let Some(record) = record {
            found.set(index, record);
        }
    }
    let rows: Vec<&Staff> = rows.iter().map(|row| &row.value.staff).collect();
    let key = |staff: &Staff| Some((staff.name.clone(), staff.department.clone()));
    found.pass(&rows, key, |_, old| !old.entity.deleted);
    found.rows
}

/// The records that a row with a fault may be about.
pub(super) fn named(keys: &[MemberKey], stored: &[Stored<Member>]) -> Vec<usize> {
    let proper = |name: &str| CompanyName::parse(name).proper.to_owned();
    let numbers: HashSet<_> = keys
        .iter()
        .filter_map(|key| key.number.as_deref())
        .collect();
    let businesses: HashSet<_> = keys
        .iter()
        .filter_map(|key| key.business_number.as_deref())
        .collect();
    let names: HashSet<_> = keys
        .iter()
        .filter_map(|key| key.name.as_deref().map(proper))
        .collect();
    (0..stored.len())
        .filter(|index| {
            stored[*index].values().any(|old| {
                numbers.contains(old.number.as_str())
                    || old
                        .business_number
                        .as_deref()
                        .is_some_and(|number| businesses.contains(number))
                    || (!old.name.is_empty() && names.contains(&proper(&old.name)))
            })
        })
        .collect()
}

/// The records that no row is about and that are not `kept`.
pub(super) fn missing<T>(
    stored: &[Stored<T>],
    matches: &[Option<usize>],
    kept: &[usize],
) -> Vec<usize> {
    let present: HashSet<usize> = matches.iter().flatten().chain(kept).copied().collect();
    (0..stored.len())
        .filter(|index| !stored[*index].entity.deleted && !present.contains(index))
        .collect()
}

struct Found<'a, T> {
    stored: &'a [Stored<T>],
    rows: Vec<Option<usize>>,
    taken: HashSet<usize>,
}

impl<'a, T> Found<'a, T> {
    fn new(rows: usize, stored: &'a [Stored<T>]) -> Self {
        Self {
            stored,
            rows: vec![None; rows],
            taken: HashSet::new(),
        }
    }

    fn set(&mut self, row: usize, record: usize) {
        if self.rows[row].is_none() && self.taken.insert(record) {
            self.rows[row] = Some(record);
        }
    }

    /// Finds records for the rows that have none yet: living ones first, tombstones then.
    fn pass<K: Eq + Hash>(
        &mut self,
        rows: &[&T],
        key: impl Fn(&T) -> Option<K>,
        fits: impl Fn(&T, &Stored<T>) -> bool,
    ) {
        let mut records: HashMap<K, Vec<usize>> = HashMap::new();
        let mut order: Vec<usize> = (0..self.stored.len())
            .filter(|index| !self.taken.contains(index))
            .collect();
        order.sort_by_key(|index| self.stored[*index].entity.deleted);
        for index in order {
            for key in self.stored[index].values().filter_map(&key) {
                records.entry(key).or_default().push(index);
            }
        }
        for (row, value) in rows.iter().enumerate() {
            if self.rows[row].is_some() {
                continue;
            }
            let candidates = key(value).and_then(|key| records.get(&key));
            let record = candidates
                .into_iter()
                .flatten()
                .copied()
                .find(|index| !self.taken.contains(index) && fits(value, &self.stored[*index]));
            if let Some(record) = record {
                self.set(row, record);
            }
        }
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether both are known and not the same.
fn differ(a: &Option<String>, b: &Option<String>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}
