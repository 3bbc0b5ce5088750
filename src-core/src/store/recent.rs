//! What the member did lately on this device, newest first, each thing once.

use rusqlite::{Connection, Transaction, params};

use super::StoreError;

/// The most things of a kind that are kept.
const MOST: i64 = 20;

/// What is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A search, by its text.
    Search,
    /// A call or message to a company, by its record id; the detail says which.
    Contact,
}

impl What {
    const fn as_str(self) -> &'static str {
        match self {
            What::Search => "search",
            What::Contact => "contact",
        }
    }
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// What it was done with.
    pub key: String,
    /// How.
    pub detail: String,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
}

/// Remembers something; the oldest beyond [`MOST`] is forgotten.
///
/// # Errors
/// What SQLite says.
pub fn add(
    tx: &Transaction<'_>,
    what: What,
    key: &str,
    detail: &str,
    at: i64,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO recent (kind, key, detail, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (kind, key) DO UPDATE SET detail = excluded.detail, at = excluded.at",
    )?
    .execute(params![what.as_str(), key, detail, at])?;
    tx.prepare_cached(
        "DELETE FROM recent WHERE kind = ?1 AND key NOT IN
         (SELECT key FROM recent WHERE kind = ?1 ORDER BY at DESC, key LIMIT ?2)",
    )?
    .execute(params![what.as_str(), MOST])?;
    Ok(())
}

/// What was done lately, newest first.
///
/// # Errors
/// What SQLite says.
pub fn all(connection: &Connection, what: What) -> Result<Vec<Recent>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT key, detail, at FROM recent WHERE kind = ?1 ORDER BY at DESC, key",
    )?;
    let rows = statement.query_map([what.as_str()], |row| {
        Ok(Recent {
            key: row.get(0)?,
            detail: row.get(1)?,
            at: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets all of it.
///
/// # Errors
/// What SQLite says.
pub fn clear(tx: &Transaction<'_>, what: What) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM recent WHERE kind = ?1")?
        .execute([what.as_str()])?;
    Ok(())
}
