//! The pictures that portraits name: known as soon as the portrait is, there once they were fetched,
//! gone with the portrait.

use handbook_wire::batch::{Change, Row};
use handbook_wire::entity::{Kind, Portrait};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::StoreError;

/// Follows a change of a portrait.
///
/// # Errors
/// What SQLite says.
pub(super) fn follow(tx: &Transaction<'_>, row: &Row) -> Result<(), StoreError> {
    let named = match &row.change {
        Change::Put { payload, .. } => serde_json::from_str::<Portrait>(payload).ok(),
        Change::Gone => None,
    };
    match named.filter(|portrait| is_id(&portrait.picture)) {
        Some(portrait) => tx
            .prepare_cached(
                "INSERT INTO picture (portrait, id, member) VALUES (?1, ?2, ?3)
                 ON CONFLICT (portrait) DO UPDATE SET id = excluded.id, member = excluded.member,
                 bytes = CASE WHEN id = excluded.id THEN bytes END",
            )?
            .execute(params![row.id, portrait.picture, portrait.member])?,
        None => tx
            .prepare_cached("DELETE FROM picture WHERE portrait = ?1")?
            .execute([&row.id])?,
    };
    Ok(())
}

/// Drops the pictures whose portraits are gone.
///
/// # Errors
/// What SQLite says.
pub(super) fn drop_orphans(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM picture WHERE NOT EXISTS
         (SELECT 1 FROM record WHERE kind = ?1 AND id = picture.portrait)",
        [Kind::Portrait.as_str()],
    )?;
    Ok(())
}

/// Ids of pictures that are yet to be fetched, at most `limit`.
///
/// # Errors
/// What SQLite says.
pub fn missing(connection: &Connection, limit: usize) -> Result<Vec<String>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement =
        connection.prepare_cached("SELECT id FROM picture WHERE bytes IS NULL LIMIT ?1")?;
    let ids = statement.query_map([limit], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Keeps a picture that was fetched; without bytes, that there is none.
///
/// # Errors
/// What SQLite says.
pub fn put(tx: &Transaction<'_>, id: &str, bytes: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE picture SET bytes = ?2 WHERE id = ?1")?
        .execute(params![id, bytes])?;
    Ok(())
}

/// Portraits of the people of a company.
///
/// # Errors
/// What SQLite says.
pub fn portraits_of(connection: &Connection, member: &str) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT portrait FROM picture WHERE member = ?1")?;
    let ids = statement.query_map([member], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The picture of a portrait, a JPEG, if it is there.
///
/// # Errors
/// What SQLite says.
pub fn of(connection: &Connection, portrait: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT bytes FROM picture WHERE portrait = ?1 AND length(bytes) > 0")?;
    Ok(statement
        .query_row([portrait], |row| row.get(0))
        .optional()?)
}

/// A picture by its own id, a JPEG, if it is there.
///
/// # Errors
/// What SQLite says.
pub fn find(connection: &Connection, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT bytes FROM picture WHERE id = ?1 AND length(bytes) > 0")?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

/// Whether `id` is one of the server's, and so safe in a path.
fn is_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())
}
