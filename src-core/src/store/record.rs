//! The records as the server sent them.

use std::collections::HashMap;

use handbook_wire::entity::{Kind, Note};
use rusqlite::{Connection, OptionalExtension, Statement, Transaction, params};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{StoreError, outbox};

/// Writes a record over the one that is there.
pub(super) const PUT: &str = "INSERT INTO record (kind, id, revision, payload)
     VALUES (?1, ?2, ?3, ?4) ON CONFLICT (kind, id) DO UPDATE
     SET revision = excluded.revision, payload = excluded.payload, stale = 0";

/// The payload of one record.
///
/// # Errors
/// What SQLite says.
pub fn payload(
    connection: &Connection,
    kind: Kind,
    id: &str,
) -> Result<Option<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT payload FROM record WHERE kind = ?1 AND id = ?2")?;
    Ok(statement
        .query_row([kind.as_str(), id], |row| row.get(0))
        .optional()?)
}

/// One record as its entity. A payload that is no such entity (a field of another type, from a
/// faulty server) counts as absent.
///
/// # Errors
/// What SQLite says.
pub fn entity<T: DeserializeOwned>(
    connection: &Connection,
    kind: Kind,
    id: &str,
) -> Result<Option<T>, StoreError> {
    Ok(payload(connection, kind, id)?.and_then(|json| serde_json::from_str(&json).ok()))
}

/// Revision and fields of a record.
pub(super) type Fields = (u64, Map<String, Value>);

/// One record with its revision, as fields.
///
/// # Errors
/// What SQLite says.
pub(super) fn fields(
    connection: &Connection,
    kind: &str,
    id: &str,
) -> Result<Option<Fields>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT revision, payload FROM record WHERE kind = ?1 AND id = ?2")?;
    let row: Option<(i64, String)> = statement
        .query_row([kind, id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match row {
        Some((revision, json)) => Ok(Some((
            u64::try_from(revision).unwrap_or(0),
            serde_json::from_str(&json)?,
        ))),
        None => Ok(None),
    }
}

/// Calls `each` with the id and the payload of every record of `kind`, in no order.
///
/// # Errors
/// What SQLite or `each` says.
pub fn for_each(
    connection: &Connection,
    kind: Kind,
    mut each: impl FnMut(&str, &str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, payload FROM record WHERE kind = ?1")?;
    let mut rows = statement.query([kind.as_str()])?;
    while let Some(row) = rows.next()? {
        let text = |i| {
            row.get_ref(i)
                .map_err(StoreError::from)?
                .as_str()
                .map_err(|_| StoreError::Corrupt)
        };
        each(text(0)?, text(1)?)?;
    }
    Ok(())
}

/// Every record of `kind` that can be read as `T`, with its id.
///
/// # Errors
/// What SQLite says.
pub fn all<T: DeserializeOwned>(
    connection: &Connection,
    kind: Kind,
) -> Result<Vec<(String, T)>, StoreError> {
    let mut all = Vec::new();
    for_each(connection, kind, |id, payload| {
        if let Ok(entity) = serde_json::from_str(payload) {
            all.push((id.to_owned(), entity));
        }
        Ok(())
    })?;
    Ok(all)
}

/// Number of records of `kind`.
///
/// # Errors
/// What SQLite says.
pub fn count(connection: &Connection, kind: Kind) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM record WHERE kind = ?1")?;
    let count: i64 = statement.query_row([kind.as_str()], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Writes a record.
///
/// # Errors
/// What SQLite says.
pub(super) fn put(
    tx: &Transaction<'_>,
    kind: &str,
    id: &str,
    revision: u64,
    payload: &str,
) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(PUT)?;
    put_with(&mut statement, kind, id, revision, payload)
}

/// Writes a record with `statement`, which was made of [`PUT`].
pub(super) fn put_with(
    statement: &mut Statement<'_>,
    kind: &str,
    id: &str,
    revision: u64,
    payload: &str,
) -> Result<(), StoreError> {
    let revision = i64::try_from(revision).unwrap_or(i64::MAX);
    statement.execute(params![kind, id, revision, payload])?;
    Ok(())
}

/// The account's notes by company, with waiting edits laid over what the server sent.
///
/// # Errors
/// What SQLite says.
pub fn notes(connection: &Connection) -> Result<HashMap<String, Note>, StoreError> {
    let mut shown: HashMap<String, Map<String, Value>> = HashMap::new();
    for (id, fields) in all::<Map<String, Value>>(connection, Kind::Note)? {
        shown.insert(id, fields);
    }
    for edit in outbox::all(connection)? {
        if edit.kind == Kind::Note.as_str() {
            shown.entry(edit.id).or_default().extend(edit.set);
        }
    }
    Ok(shown
        .into_iter()
        .map(|(id, fields)| note(&id, fields))
        .map(|note| (note.member.clone(), note))
        .collect())
}

/// One note as people see it, if there is one.
///
/// # Errors
/// What SQLite says.
pub fn shown_note(connection: &Connection, id: &str) -> Result<Option<Note>, StoreError> {
    let kind = Kind::Note.as_str();
    let there =
        fields(connection, kind, id)?.is_some() || outbox::is_pending(connection, kind, id)?;
    if !there {
        return Ok(None);
    }
    Ok(Some(note(id, outbox::shown(connection, kind, id)?)))
}

/// A note from its fields. A new note that no server has seen yet gets its company from its id.
pub(super) fn note(id: &str, fields: Map<String, Value>) -> Note {
    let mut note: Note = serde_json::from_value(Value::Object(fields)).unwrap_or_default();
    if note.member.is_empty() {
        member_of_note(id).clone_into(&mut note.member);
    }
    note
}

/// The company that the note with that id is about: [`Note::id`] the other way round.
#[must_use]
pub fn member_of_note(id: &str) -> &str {
    id.split_once('.').map_or("", |(_, member)| member)
}
