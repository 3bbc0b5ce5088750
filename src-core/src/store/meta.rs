//! Small facts about the cache, by name.

use handbook_wire::sync::{Cursor, Snapshot};
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::StoreError;

/// Names of the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// Where the device stands in the feed.
    Cursor,
    /// Id of the server that the records are from.
    Server,
    /// Id of the account that the records are for.
    Account,
    /// The co-op's name.
    Coop,
    /// When the cache last equalled the server, in milliseconds since 1970 UTC.
    LastSynced,
    /// The server's revision that the records have reached.
    Revision,
    /// The snapshot that is being received, as JSON.
    Snapshot,
    /// What is typed of a change request and not sent, as JSON.
    ChangeDraft,
    /// What staff have typed of posts and not sent, as JSON.
    PostSheets,
    /// How events and polls stood when they were last asked for, as JSON.
    Tallies,
    /// The certificate of the member's card, in Base64.
    Card,
    /// What cards are checked with, as JSON.
    CardKeys,
    /// The most bytes of files.
    FileBudget,
    /// `no` when large files come by any way.
    WifiOnly,
    /// `yes` when the device shows whose call it is.
    CallerId,
}

impl Fact {
    const fn name(self) -> &'static str {
        match self {
            Fact::Cursor => "cursor",
            Fact::Server => "server",
            Fact::Account => "account",
            Fact::Coop => "coop",
            Fact::LastSynced => "last_synced",
            Fact::Revision => "revision",
            Fact::Snapshot => "snapshot",
            Fact::ChangeDraft => "change_draft",
            Fact::PostSheets => "post_sheets",
            Fact::Tallies => "tallies",
            Fact::Card => "card",
            Fact::CardKeys => "card_keys",
            Fact::FileBudget => "file_budget",
            Fact::WifiOnly => "wifi_only",
            Fact::CallerId => "caller_id",
        }
    }
}

/// The value of `fact`, if it is known.
///
/// # Errors
/// What SQLite says.
pub fn get(connection: &Connection, fact: Fact) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    Ok(statement
        .query_row([fact.name()], |row| row.get(0))
        .optional()?)
}

/// Sets `fact`.
///
/// # Errors
/// What SQLite says.
pub fn set(tx: &Transaction<'_>, fact: Fact, value: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO meta (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute([fact.name(), value])?;
    Ok(())
}

/// Forgets `fact`.
///
/// # Errors
/// What SQLite says.
pub fn clear(tx: &Transaction<'_>, fact: Fact) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM meta WHERE name = ?1")?
        .execute([fact.name()])?;
    Ok(())
}

/// Where the device stands; none before the first snapshot.
///
/// # Errors
/// What SQLite says.
pub fn cursor(connection: &Connection) -> Result<Option<Cursor>, StoreError> {
    Ok(get(connection, Fact::Cursor)?.map(Cursor))
}

/// When the cache last equalled the server.
///
/// # Errors
/// What SQLite says.
pub fn last_synced(connection: &Connection) -> Result<Option<i64>, StoreError> {
    Ok(get(connection, Fact::LastSynced)?.and_then(|value| value.parse().ok()))
}

/// The snapshot that is being received.
///
/// # Errors
/// What SQLite says.
pub fn snapshot(connection: &Connection) -> Result<Option<Snapshot>, StoreError> {
    match get(connection, Fact::Snapshot)? {
        Some(json) => Ok(Some(serde_json::from_str(&json)?)),
        None => Ok(None),
    }
}
