//! The packed search index, and which companies changed since it was packed. Always changed in the
//! transaction that changes the companies: the two together are what the records say.

use rusqlite::{Connection, Transaction};

use super::StoreError;

/// Bytes of a row.
const ROW: usize = 256 << 10;

/// Puts a packed index in place of the one before, with the companies that changed since it was made.
///
/// # Errors
/// What SQLite says.
pub fn put<'a>(
    tx: &Transaction<'_>,
    bytes: &[u8],
    stale: impl Iterator<Item = &'a str>,
) -> Result<(), StoreError> {
    clear(tx)?;
    let mut insert = tx.prepare_cached("INSERT INTO packed (bytes) VALUES (?1)")?;
    for row in bytes.chunks(ROW) {
        insert.execute([row])?;
    }
    mark(tx, stale)
}

/// Notes that companies changed.
///
/// # Errors
/// What SQLite says.
pub fn mark<'a>(
    tx: &Transaction<'_>,
    members: impl Iterator<Item = &'a str>,
) -> Result<(), StoreError> {
    let mut insert =
        tx.prepare_cached("INSERT OR IGNORE INTO packed_stale (member) VALUES (?1)")?;
    for member in members {
        insert.execute([member])?;
    }
    Ok(())
}

/// Forgets the packed index.
///
/// # Errors
/// What SQLite says.
pub fn clear(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM packed", [])?;
    tx.execute("DELETE FROM packed_stale", [])?;
    Ok(())
}

/// The packed index; empty when there is none.
///
/// # Errors
/// What SQLite says.
pub fn bytes(connection: &Connection) -> Result<Vec<u8>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT bytes FROM packed ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let blob = row.get_ref(0)?;
        all.extend_from_slice(blob.as_blob().map_err(|_| StoreError::Corrupt)?);
    }
    Ok(all)
}

/// The companies that changed since the index was packed.
///
/// # Errors
/// What SQLite says.
pub fn stale(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT member FROM packed_stale")?;
    let members = statement.query_map([], |row| row.get(0))?;
    Ok(members.collect::<Result<_, _>>()?)
}
