//! A member of staff changed by hand: by the rules of an import, and with the account that follows.

use handbook_wire::auth::Role;
use handbook_wire::entity::{Kind, Staff};
use serde_json::Map;

use super::account::Accounts;
use super::one::{Conflict, DIFFERENT, EditError, TypedField, fault, living, newly, wanted};
use super::record::{self, Nameless, Stored, Writer};
use crate::roster::{self, StaffRow};
use crate::service::{canonical, field};
use crate::storage::{StorageError, StorageWrite};

/// In [`TypedField::name`]: what the person types to log in.
const LOGIN: &str = "login";
/// In [`TypedField::name`]: the place in the list, from 1.
pub const PLACE: &str = "rank";

/// Changes a member of staff, or adds one, at the end unless a place is given. Answers whether anything
/// was changed.
///
/// # Errors
/// [`EditError`]; the transaction must be let go then.
pub fn save_staff(
    txn: &mut dyn StorageWrite,
    now: i64,
    id: Option<&str>,
    typed: &[TypedField],
) -> Result<bool, EditError> {
    let fields = match id {
        Some(id) => canonical::map(&living(txn, Kind::Staff, id)?.payload)?,
        None => Map::new(),
    };
    let mut accounts = Accounts::load(txn)?;
    let list = list(txn)?;
    let here = list.iter().position(|one| Some(&*one.entity.id) == id);
    let wanted = wanted(Kind::Staff, &fields, typed, id.is_none())?;
    let login = id.and_then(|id| accounts.staff_id(id)).unwrap_or_default();
    let place = here.map(|at| (at + 1).to_string()).unwrap_or_default();
    let new_login = changed(typed, LOGIN, login);
    let new_place = changed(typed, PLACE, &place);
    let (new_login, new_place) = match (new_login, new_place) {
        (Ok(login), Ok(place)) => (login, place),
        (login, place) => {
            let conflicts = [login.err(), place.err()].into_iter().flatten();
            return Err(EditError::Conflict(conflicts.collect()));
        }
    };
    if id.is_some() && wanted.is_empty() && new_login.is_none() && new_place.is_none() {
        return Ok(false);
    }
    // A row is read as a whole: fields that were not typed anew as they are.
    let texts = roster::STAFF_FORM.map(|(name, _)| {
        let text = match (name, wanted.get(name)) {
            (LOGIN, _) => new_login.unwrap_or(login).to_owned(),
            (_, Some(text)) => (*text).to_owned(),
            (name, None) => field::text(name, fields.get(name)),
        };
        (name, text)
    });
    let texts = texts.each_ref().map(|(name, text)| (*name, &**text));
    let mut row = roster::read_staff_form(&texts).map_err(EditError::Faulty)?;
    if let Some(holder) = accounts.staff_holder(&row, id) {
        let name = if row.login.is_some() { LOGIN } else { "mobile" };
        let reason = format!("{} 님이 이것으로 로그인해요.", holder.name);
        return Err(EditError::Faulty(vec![fault(name, reason, DIFFERENT)]));
    }
    let wished = new_place.filter(|text| !text.is_empty());
    let wished = wished.map(read_place).transpose()?;
    let last = list.last().map_or(0, |one| one.value.rank + 1);
    row.staff.rank = here.map_or(last, |at| list[at].value.rank);
    let id = match id {
        Some(id) => id.to_owned(),
        None => txn.next_id()?.to_string(),
    };
    accounts.want_staff(&id, &row);
    let mut writer = Writer::new(txn, now);
    match wished {
        None => writer.put_one(Kind::Staff, &id, canonical::text(&row.staff)?)?,
        Some(place) => put_all(&mut writer, list, (&id, row), place)?,
    }
    writer.write_accounts(accounts)?;
    writer.finish()?;
    Ok(true)
}

/// Takes a member of staff out; nobody logs in as such any more.
///
/// # Errors
/// [`EditError`].
pub fn remove_staff(txn: &mut dyn StorageWrite, now: i64, id: &str) -> Result<(), EditError> {
    let old = living(txn, Kind::Staff, id)?;
    let mut accounts = Accounts::load(txn)?;
    accounts.lock((Role::Staff, id));
    let mut writer = Writer::new(txn, now);
    writer.remove(&old, &Nameless {})?;
    writer.write_accounts(accounts)?;
    writer.finish()?;
    Ok(())
}

/// The staff in their order.
fn list(txn: &dyn StorageWrite) -> Result<Vec<Stored<Staff>>, StorageError> {
    let mut list = record::load::<Staff>(txn)?;
    list.retain(|one| !one.entity.deleted);
    list.sort_by(|a, b| (a.value.rank, &a.entity.id).cmp(&(b.value.rank, &b.entity.id)));
    Ok(list)
}

/// What was typed anew in the field `name`, which says `theirs` by now.
fn changed<'a>(
    typed: &'a [TypedField],
    name: &str,
    theirs: &str,
) -> Result<Option<&'a str>, Conflict> {
    match typed.iter().find(|one| one.name == name) {
        Some(one) => newly(one, theirs),
        None => Ok(None),
    }
}

/// A place from 0.
fn read_place(text: &str) -> Result<usize, EditError> {
    let place = text.parse::<usize>().ok();
    let place = place.and_then(|place| place.checked_sub(1));
    place.ok_or_else(|| {
        let reason = "순서를 읽을 수 없어요.";
        EditError::Faulty(vec![fault(PLACE, reason, "1부터 세는 숫자로 적어 주세요.")])
    })
}

/// Puts the person at `place` and the others around it, each with its rank.
fn put_all(
    writer: &mut Writer<'_>,
    list: Vec<Stored<Staff>>,
    (id, row): (&str, StaffRow),
    place: usize,
) -> Result<(), StorageError> {
    let others = list.into_iter().filter(|one| one.entity.id != id);
    let mut order: Vec<(String, Option<u32>, Staff)> = others
        .map(|one| (one.entity.id, Some(one.value.rank), one.value))
        .collect();
    order.insert(place.min(order.len()), (id.to_owned(), None, row.staff));
    for (rank, (id, was, staff)) in (0..).zip(order) {
        if was != Some(rank) {
            let payload = canonical::text(&Staff { rank, ..staff })?;
            writer.put_one(Kind::Staff, &id, payload)?;
        }
    }
    Ok(())
}
