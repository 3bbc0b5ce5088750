//! A database file as a whole: copied, looked at, put in the place of another.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use rusqlite::OpenFlags;

use super::{connect, failed, migration, read};
use crate::storage::StorageError;

/// What a database file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Version of its schema.
    pub schema: u32,
    /// Newest version that this build knows.
    pub known: u32,
    /// What SQLite finds wrong; nothing when all is well.
    pub faults: Vec<String>,
    /// The newest revision.
    pub revision: u64,
    /// Files of posts: hash and size.
    pub files: Vec<(String, u64)>,
}

/// Held by everybody who has a database open, and alone by who replaces it.
pub(super) fn share(database: &Path) -> Result<File, StorageError> {
    let file = lock_file(database)?;
    match file.try_lock_shared() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StorageError::Busy),
        Err(TryLockError::Error(error)) => Err(StorageError::Backend(format!("lock: {error}"))),
    }
}

/// Keeps everybody away from the database at `path`, which need not be there, for as long as the
/// answer is kept.
///
/// # Errors
/// [`StorageError::Busy`] while anybody has it open.
pub fn claim(path: &Path) -> Result<File, StorageError> {
    let file = lock_file(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StorageError::Busy),
        Err(TryLockError::Error(error)) => Err(StorageError::Backend(format!("lock: {error}"))),
    }
}

fn lock_file(database: &Path) -> Result<File, StorageError> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(beside(database, "lock"))
        .map_err(|error| StorageError::Backend(format!("lock: {error}")))
}

/// The file beside the database whose name ends so: `handbook.db` has `handbook.db-wal`.
#[must_use]
pub fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-");
    name.push(ending);
    name.into()
}

/// Copies the database at `from`, which may be in use, to the new file `to`: one state of it, without
/// waiting for anybody who writes and without keeping anybody from it.
///
/// # Errors
/// What SQLite says.
pub fn copy(from: &Path, to: &Path) -> Result<(), StorageError> {
    let to = to.to_str().ok_or(StorageError::Corrupt("path"))?;
    connect(from, OpenFlags::empty())?
        .execute("VACUUM INTO ?1", [to])
        .map(drop)
        .map_err(failed)
}

/// Looks at every page of the database at `path`. Changes nothing.
///
/// # Errors
/// What SQLite says when it can't be looked at at all.
pub fn inspect(path: &Path) -> Result<Inspection, StorageError> {
    let connection = connect(path, OpenFlags::empty())?;
    connection
        .execute_batch("PRAGMA query_only = ON; BEGIN")
        .map_err(failed)?;
    let schema: u32 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(failed)?;
    let mut faults = read::all(&connection, "PRAGMA integrity_check(20)", [], |row| {
        row.get::<_, String>(0)
    })?;
    faults.retain(|line| line != "ok");
    faults.extend(read::all(
        &connection,
        "PRAGMA foreign_key_check",
        [],
        |row| Ok(format!("{}: 없는 것을 가리켜요", row.get::<_, String>(0)?)),
    )?);
    faults.truncate(20);
    let known = migration::newest();
    // The tables of another schema are not ours to read.
    let files = match schema {
        6.. => read::all(&connection, "SELECT hash, bytes FROM file", [], |row| {
            Ok((row.get(0)?, read::unsigned(row.get(1)?)))
        })?,
        _ => Vec::new(),
    };
    let revision = match schema {
        0 => 0,
        _ => read::head(&connection)?.newest.revision,
    };
    Ok(Inspection {
        schema,
        known,
        faults,
        revision,
        files,
    })
}

/// Makes the database at `path`, which nobody has open, one file with nothing beside it.
///
/// # Errors
/// [`StorageError::Busy`] while anybody has it open.
pub fn settle(path: &Path) -> Result<(), StorageError> {
    let connection = connect(path, OpenFlags::empty())?;
    let mode: String = connection
        .query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))
        .map_err(failed)?;
    match mode.as_str() {
        "delete" => Ok(()),
        _ => Err(StorageError::Busy),
    }
}
