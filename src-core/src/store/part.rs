//! The received part of a snapshot, kept so that a download goes on where it broke, even after
//! the app was closed.

use handbook_wire::sync::Snapshot;
use rusqlite::{Connection, Transaction};

use super::StoreError;
use super::meta::{self, Fact};

/// Makes room for `snapshot`. What was received of it before stays; of another it goes.
///
/// # Errors
/// What SQLite says.
pub fn begin(tx: &Transaction<'_>, snapshot: &Snapshot) -> Result<(), StoreError> {
    if meta::snapshot(tx)?.is_some_and(|kept| kept == *snapshot) {
        return Ok(());
    }
    discard(tx)?;
    meta::set(tx, Fact::Snapshot, &serde_json::to_string(snapshot)?)
}

/// Forgets what was received.
///
/// # Errors
/// What SQLite says.
pub fn discard(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM part", [])?;
    meta::clear(tx, Fact::Snapshot)
}

/// Adds the next bytes.
///
/// # Errors
/// What SQLite says.
pub fn append(tx: &Transaction<'_>, bytes: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO part (bytes) VALUES (?1)")?
        .execute([bytes])?;
    Ok(())
}

/// Number of bytes received.
///
/// # Errors
/// What SQLite says.
pub fn len(connection: &Connection) -> Result<u64, StoreError> {
    let len: i64 = connection
        .prepare_cached("SELECT coalesce(sum(length(bytes)), 0) FROM part")?
        .query_row([], |row| row.get(0))?;
    Ok(u64::try_from(len).unwrap_or(0))
}

/// Everything received.
///
/// # Errors
/// What SQLite says.
pub fn bytes(connection: &Connection) -> Result<Vec<u8>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT bytes FROM part ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let blob = row.get_ref(0)?;
        all.extend_from_slice(blob.as_blob().map_err(|_| StoreError::Corrupt)?);
    }
    Ok(all)
}
