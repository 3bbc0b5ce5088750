//! Edits that gave way, until the member has seen them.

use handbook_wire::entity::{Kind, Member, OwnCompany};
use handbook_wire::ipc::LostEdit;
use handbook_wire::sync::Edit;
use rusqlite::{Connection, Transaction, params};
use serde_json::Value;

use super::{StoreError, record};

/// [`LostEdit::field`] of a notice that edits were lost with a damaged cache, nobody knows which.
pub const UNREADABLE: &str = "*";

/// Remembers that `field` of `edit` gave way.
///
/// # Errors
/// What SQLite says.
pub(super) fn add(
    tx: &Transaction<'_>,
    edit: &Edit,
    field: &str,
    yours: &Value,
    theirs: &Value,
) -> Result<(), StoreError> {
    // That a post was read or kept elsewhere first is no loss.
    if edit.kind == Kind::PostMark.as_str() {
        return Ok(());
    }
    insert(
        tx,
        [&edit.kind, &edit.id, field, &text(yours), &text(theirs)],
    )
}

/// Kind, id, field, yours and theirs of one row.
pub(super) fn insert(tx: &Transaction<'_>, row: [&str; 5]) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO lost_edit (kind, id, field, yours, theirs) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(row)?;
    Ok(())
}

/// A value as a screen can show it: text as it is, nothing for null, anything else as JSON
/// (`true`, `false` for a mark that is set or not).
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Number of lost edits that wait to be read.
///
/// # Errors
/// What SQLite says.
pub fn count(connection: &Connection) -> Result<u64, StoreError> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM lost_edit")?
        .query_row([], |r| r.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Lost edits, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn all(connection: &Connection) -> Result<Vec<LostEdit>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, kind, id, field, yours, theirs FROM lost_edit ORDER BY number",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
            LostEdit {
                id: 0,
                member: None,
                member_name: None,
                field: row.get(3)?,
                yours: row.get(4)?,
                theirs: row.get(5)?,
            },
        ))
    })?;
    let mut all = Vec::new();
    for row in rows {
        let (number, kind, id, mut lost) = row?;
        lost.id = u64::try_from(number).unwrap_or(0);
        let member = match Kind::parse(&kind) {
            Some(Kind::Note | Kind::OwnCompany) => record::member_of_note(&id).to_owned(),
            Some(Kind::Member) => id,
            // A request is about the own company, of which there is one.
            Some(Kind::ChangeRequest) => {
                let own = record::all::<OwnCompany>(connection, Kind::OwnCompany)?;
                own.into_iter()
                    .next()
                    .map_or_else(String::new, |(_, own)| own.member)
            }
            _ => String::new(),
        };
        if let Some(found) = record::entity::<Member>(connection, Kind::Member, &member)? {
            lost.member = Some(member);
            lost.member_name = Some(found.name);
        }
        all.push(lost);
    }
    Ok(all)
}

/// Forgets one; answers whether it was there.
///
/// # Errors
/// What SQLite says.
pub fn dismiss(tx: &Transaction<'_>, number: u64) -> Result<bool, StoreError> {
    let number = i64::try_from(number).unwrap_or(-1);
    let gone = tx
        .prepare_cached("DELETE FROM lost_edit WHERE number = ?1")?
        .execute(params![number])?;
    Ok(gone > 0)
}
