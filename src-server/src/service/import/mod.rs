//! A roster into the co-op's records: what is new, changed and missing, and all of it in one
//! transaction and one revision.
//!
//! A dry run does the very same and then lets the transaction go, so that its report can't differ
//! from what `apply` does.

mod account;
mod choice;
mod matching;
mod merge;
mod one;
mod record;
mod staff;
mod undo;

use std::collections::HashSet;

use handbook_wire::entity::{Member, Officer, Staff};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::roster::{self, CellRef, Fault, Limits, Roster, UnreadableRoster};
use crate::storage::{Storage, StorageError, StorageWrite};

pub use account::own_id;
pub use choice::{Choice, Item, What};
pub use merge::merge_members;
pub use one::{Conflict, EditError, TypedField, remove_officer, save_member, save_officer};
pub use staff::{PLACE, remove_staff, save_staff};
pub use undo::{ACCOUNT, Inverse, KeptBack, undo};

use account::Accounts;
use record::Writer;

/// What to do with a roster.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Take it over; otherwise only report.
    pub apply: bool,
    /// Take it over even if a good part of the members would disappear.
    pub allow_removals: bool,
}

/// How many rows there are of each sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// In the file, not in the co-op's records (or removed from them before).
    pub new: usize,
    /// In both, and not the same.
    pub changed: usize,
    /// In both, and the same.
    pub unchanged: usize,
    /// In the records, not in the file; `apply` removes them. A row with a fault is not missing.
    pub missing: usize,
}

/// [`Counts`] by sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheets {
    /// 조합원사.
    pub members: Counts,
    /// 임원.
    pub officers: Counts,
    /// 조합직원.
    pub staff: Counts,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The sheet 조합원사.
    pub rows: Counts,
    /// Every sheet.
    pub sheets: Sheets,
    /// Every fault, by sheet and row.
    pub faults: Vec<Fault>,
    /// Whether it was taken over.
    pub applied: bool,
    /// The newest revision afterwards.
    pub revision: u64,
}

/// Why nothing was taken over.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is no roster.
    #[error("{0}")]
    Unreadable(UnreadableRoster),
    /// So much would disappear that it is more likely the wrong file.
    #[error(
        "{sheet} {of}건 가운데 {missing}건이 파일에 없어서 멈췄어요. 아무것도 바뀌지 않았어요.\n\
         파일이 맞고 모두 지우려면 --allow-removals를 붙여 다시 실행해 주세요."
    )]
    TooManyMissing {
        /// Name of the sheet.
        sheet: &'static str,
        /// Records that would disappear.
        missing: usize,
        /// Records there are.
        of: usize,
    },
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Up to this many records may disappear without a question.
const FEW: usize = 5;
/// Beyond that, one in this many may.
const PART: usize = 5;

/// Reads a roster and imports it. `file_name` decides nothing but how CSV is told from workbooks.
///
/// # Errors
/// [`ImportError`]; nothing was changed then.
pub fn import_file(
    storage: &dyn Storage,
    clock: &dyn Clock,
    file_name: &str,
    bytes: &[u8],
    options: Options,
) -> Result<Report, ImportError> {
    let roster = roster::read_roster(file_name, bytes, &Limits::default())
        .map_err(ImportError::Unreadable)?;
    import(storage, clock, roster, options)
}

/// Imports a roster.
///
/// # Errors
/// [`ImportError`]; nothing was changed then.
pub fn import(
    storage: &dyn Storage,
    clock: &dyn Clock,
    roster: Roster,
    options: Options,
) -> Result<Report, ImportError> {
    let mut txn = storage.write()?;
    let (report, _) = take(&mut *txn, clock.now(), roster, options, &Choice::default())?;
    if options.apply {
        txn.commit()?;
    }
    Ok(report)
}

/// What an import changed, record by record and account by account.
#[derive(Default)]
pub struct Journal {
    /// Every record that was written.
    pub items: Vec<Item>,
    /// How to take all of it back.
    pub inverse: Inverse,
}

/// Imports what is wanted of a roster in a transaction that is open already.
///
/// # Errors
/// [`ImportError`]; the transaction must be let go then.
pub fn take(
    txn: &mut dyn StorageWrite,
    now: i64,
    mut roster: Roster,
    options: Options,
    choice: &Choice,
) -> Result<(Report, Journal), ImportError> {
    let mut accounts = Accounts::load(txn)?;
    let members = record::load::<Member>(txn)?;
    let officers = record::load::<Officer>(txn)?;
    let staff = record::load::<Staff>(txn)?;

    let mut member_matches = matching::members(&roster.members, &members);
    let mut staff_matches = matching::staff(&roster.staff, &staff, &accounts);
    let mut kept = matching::named(&roster.faulty_members, &members);
    let mut kept_staff = Vec::new();
    // What staff did not want is as if the file did not speak of it.
    let unwanted = choice.unwanted(&roster.members, &member_matches, &members);
    kept.extend(unwanted.iter().filter_map(|row| member_matches[*row]));
    drop_rows(&mut roster.members, &mut member_matches, &unwanted);
    let unwanted = choice.unwanted(&roster.staff, &staff_matches, &staff);
    kept_staff.extend(unwanted.iter().filter_map(|row| staff_matches[*row]));
    drop_rows(&mut roster.staff, &mut staff_matches, &unwanted);
    for (row, found) in roster.members.iter_mut().zip(&member_matches) {
        if let Some(old) = found.map(|index| &members[index]) {
            record::keep_absent(&mut row.value, old, &roster.absent)?;
        }
    }
    let mut people = Vec::with_capacity(roster.members.len());
    for (row, found) in roster.members.iter().zip(&member_matches) {
        let old = found.map(|index| &members[index]);
        people.push(accounts.followed(&row.value, old)?);
    }
    let clashes = accounts.clashes(
        &roster,
        &people,
        (&members, &member_matches),
        (&staff, &staff_matches),
    );
    // A row whose login belongs to somebody else is a fault: it stays as it was, and is not missing.
    kept.extend(
        clashes
            .members
            .iter()
            .filter_map(|row| member_matches[*row]),
    );
    kept_staff.extend(clashes.staff.iter().filter_map(|row| staff_matches[*row]));
    drop_places(&mut people, &clashes.members.iter().copied().collect());
    drop_rows(&mut roster.members, &mut member_matches, &clashes.members);
    drop_rows(&mut roster.staff, &mut staff_matches, &clashes.staff);
    roster.faults.extend(clashes.faults);
    roster
        .faults
        .sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));

    let mut writer = Writer::new(txn, now);
    let mut sheets = Sheets::default();
    if roster.has_members {
        let rows: Vec<Member> = roster.members.iter().map(|row| row.value.clone()).collect();
        let places = roster.members.iter().map(|row| &row.at);
        let ids = writer.put(
            (&rows, places),
            &member_matches,
            &members,
            &mut sheets.members,
        )?;
        let missing = matching::missing(&members, &member_matches, &kept);
        let missing = choice.wanted_gone(missing, &members);
        sheets.members.missing = missing.len();
        guard("조합원사", &members, missing.len(), options)?;
        for (id, member) in ids.iter().zip(&people) {
            accounts.want_member(id, member);
        }
        for index in missing {
            let old = &members[index];
            writer.remove_member(old)?;
            accounts.lock(old.key());
        }
    }
    if roster.has_officers {
        let companies = record::companies(writer.txn())?;
        let rows: Vec<Officer> = roster
            .officers
            .iter()
            .map(|row| Officer {
                member: companies.find(&row.value),
                ..row.value.clone()
            })
            .collect();
        let mut rows = rows;
        let mut matches = matching::officers(&rows, &officers);
        let unwanted = choice.unwanted(&roster.officers, &matches, &officers);
        let kept: Vec<usize> = unwanted.iter().filter_map(|row| matches[*row]).collect();
        let mut places: Vec<&CellRef> = roster.officers.iter().map(|row| &row.at).collect();
        drop_places(&mut places, &unwanted.iter().copied().collect());
        drop_rows(&mut rows, &mut matches, &unwanted);
        let places = places.into_iter();
        writer.put((&rows, places), &matches, &officers, &mut sheets.officers)?;
        let sheet = roster.officers.first().map(|row| &row.at.sheet);
        if !has_fault(&roster.faults, sheet) {
            let missing = matching::missing(&officers, &matches, &kept);
            let missing = choice.wanted_gone(missing, &officers);
            sheets.officers.missing = missing.len();
            for index in missing {
                writer.remove(&officers[index].entity, &record::Nameless {})?;
            }
        }
    }
    if roster.has_staff {
        let rows: Vec<Staff> = roster
            .staff
            .iter()
            .map(|row| row.value.staff.clone())
            .collect();
        let places = roster.staff.iter().map(|row| &row.at);
        let ids = writer.put((&rows, places), &staff_matches, &staff, &mut sheets.staff)?;
        for (id, row) in ids.iter().zip(&roster.staff) {
            accounts.want_staff(id, &row.value);
        }
        let sheet = roster.staff.first().map(|row| &row.at.sheet);
        if !has_fault(&roster.faults, sheet) {
            let missing = matching::missing(&staff, &staff_matches, &kept_staff);
            let missing = choice.wanted_gone(missing, &staff);
            sheets.staff.missing = missing.len();
            guard("조합직원", &staff, missing.len(), options)?;
            for index in missing {
                let old = &staff[index];
                writer.remove(&old.entity, &record::Nameless {})?;
                accounts.lock(old.key());
            }
        }
    }
    let accounts = writer.write_accounts(accounts)?;
    let items = writer.finish()?;
    let revision = txn.head()?.newest.revision;
    let report = Report {
        rows: sheets.members,
        sheets,
        faults: roster.faults,
        applied: options.apply,
        revision,
    };
    let inverse = Inverse::new(&items, accounts);
    Ok((report, Journal { items, inverse }))
}

/// Whether a row of that sheet has a fault. Faulty rows of officers and staff can't be told apart
/// from missing ones, so nobody of such a sheet is removed; nor from a sheet without a sound row.
fn has_fault(faults: &[Fault], sheet: Option<&String>) -> bool {
    sheet.is_none_or(|sheet| faults.iter().any(|fault| fault.sheet == *sheet))
}

fn guard<T>(
    sheet: &'static str,
    stored: &[record::Stored<T>],
    missing: usize,
    options: Options,
) -> Result<(), ImportError> {
    let of = stored.iter().filter(|old| !old.entity.deleted).count();
    let many = missing > FEW && missing * PART > of;
    if options.apply && many && !options.allow_removals {
        return Err(ImportError::TooManyMissing { sheet, missing, of });
    }
    Ok(())
}

fn drop_rows<T>(rows: &mut Vec<T>, matches: &mut Vec<Option<usize>>, dropped: &[usize]) {
    let dropped: HashSet<usize> = dropped.iter().copied().collect();
    drop_places(rows, &dropped);
    drop_places(matches, &dropped);
}

fn drop_places<T>(things: &mut Vec<T>, dropped: &HashSet<usize>) {
    let mut index = 0;
    things.retain(|_| {
        index += 1;
        !dropped.contains(&(index - 1))
    });
}

#[cfg(test)]
mod tests;
