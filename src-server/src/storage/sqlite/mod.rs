//! Storage in one SQLite file: one writer at a time, readers beside it (WAL), every commit synced
//! to the disk before it is acknowledged.

mod answer;
mod approval;
mod console;
mod file;
mod migration;
mod notification;
mod read;
mod roster;
mod row;
mod vote;
pub mod whole;
mod write;

use std::fs::File;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Head, Storage, StorageError, StorageTxn, StorageWrite};

/// The most that read at the same time; who comes then waits. To open one more would cost more than most
/// reads: it would know neither schema nor statements.
const READERS: usize = 8;
/// How long a writer waits for another process.
const BUSY: Duration = Duration::from_secs(10);

/// A SQLite database.
pub struct Sqlite {
    /// Held, so that nobody puts another file in the place of this one.
    _shared: File,
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Readers>,
    returned: Condvar,
    watch: Mutex<Watch>,
}

#[derive(Default)]
struct Readers {
    spare: Vec<Connection>,
    /// Those that are read with.
    busy: usize,
}

/// A connection that only asks whether anybody has committed.
struct Watch {
    connection: Connection,
    version: i64,
    head: Head,
}

impl Sqlite {
    /// Opens the database at `path`, made if it is not there, and brings it to this build's
    /// schema.
    ///
    /// # Errors
    /// [`StorageError::Newer`] for a database of a newer server; otherwise what SQLite says.
    pub fn open(path: &Path) -> Result<Self, StorageError> {
        let shared = whole::share(path)?;
        let mut writer = connect(path, OpenFlags::SQLITE_OPEN_CREATE)?;
        let mode: String = writer
            .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
            .map_err(failed)?;
        if mode != "wal" {
            return Err(StorageError::Backend(format!("journal mode {mode}")));
        }
        writer
            .execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
            .map_err(failed)?;
        migration::migrate(&mut writer)?;
        let watch = Watch {
            connection: reader(path)?,
            version: -1,
            head: Head::default(),
        };
        Ok(Self {
            _shared: shared,
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            returned: Condvar::new(),
            watch: Mutex::new(watch),
        })
    }
}

impl Storage for Sqlite {
    fn read(&self) -> Result<Box<dyn StorageTxn + '_>, StorageError> {
        let reader = Reader::take(self)?;
        reader.execute_batch("BEGIN").map_err(failed)?;
        Ok(Box::new(Txn {
            connection: reader,
            author: roster::Author::default(),
        }))
    }

    fn write(&self) -> Result<Box<dyn StorageWrite + '_>, StorageError> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
        Ok(Box::new(Txn {
            connection: Writer(writer),
            author: roster::Author::default(),
        }))
    }

    fn head(&self) -> Result<Head, StorageError> {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        let version = watch
            .connection
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut ask| ask.query_row([], |row| row.get(0)))
            .map_err(failed)?;
        if version != watch.version {
            watch.head = read::head(&watch.connection)?;
            watch.version = version;
        }
        Ok(watch.head)
    }
}

/// Runs `sql` on the database at `path`, past every rule of ours.
#[cfg(test)]
pub fn tamper(path: &Path, sql: &str) -> Result<(), StorageError> {
    connect(path, OpenFlags::empty())?
        .execute_batch(sql)
        .map_err(failed)
}

/// Every row of every table of the database at `path`, in the order in which it is kept: `table|value|…`.
#[cfg(test)]
pub fn dump(path: &Path) -> Result<Vec<String>, StorageError> {
    let connection = reader(path)?;
    let names = |sql: &str| -> Result<Vec<String>, StorageError> {
        let mut statement = connection.prepare(sql).map_err(failed)?;
        let names = statement.query_map([], |row| row.get(0)).map_err(failed)?;
        names.collect::<Result<_, _>>().map_err(failed)
    };
    let mut rows = Vec::new();
    for table in names("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")? {
        let mut statement = connection
            .prepare(&format!("SELECT * FROM \"{table}\""))
            .map_err(failed)?;
        let columns = statement.column_count();
        let mut found = statement.query([]).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            let mut line = table.clone();
            for column in 0..columns {
                let value: rusqlite::types::Value = row.get(column).map_err(failed)?;
                line.push_str(&match value {
                    rusqlite::types::Value::Text(text) => format!("|{text}"),
                    other => format!("|{other:?}"),
                });
            }
            rows.push(line);
        }
    }
    Ok(rows)
}

/// A transaction on a connection that rolls back when it is dropped.
struct Txn<C: DerefMut<Target = Connection>> {
    connection: C,
    author: roster::Author,
}

/// One of the [`READERS`]. A thread has one at most: it might wait for ever for a second.
struct Reader<'a> {
    pool: &'a Sqlite,
    connection: Option<Connection>,
}

#[cfg(debug_assertions)]
thread_local! {
    static READS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

impl<'a> Reader<'a> {
    fn take(pool: &'a Sqlite) -> Result<Self, StorageError> {
        #[cfg(debug_assertions)]
        assert!(!READS.replace(true), "a read within a read");
        let readers = pool.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut readers = pool
            .returned
            .wait_while(readers, |readers| readers.busy >= READERS)
            .unwrap_or_else(PoisonError::into_inner);
        readers.busy += 1;
        let connection = readers.spare.pop();
        drop(readers);
        // Given back also when it can't be opened.
        let mut taken = Self { pool, connection };
        if taken.connection.is_none() {
            taken.connection = Some(reader(&pool.path)?);
        }
        Ok(taken)
    }
}

impl Deref for Reader<'_> {
    type Target = Connection;

    #[expect(
        clippy::expect_used,
        reason = "the connection is there until the guard is dropped"
    )]
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("a reader has a connection")
    }
}

impl DerefMut for Reader<'_> {
    #[expect(
        clippy::expect_used,
        reason = "the connection is there until the guard is dropped"
    )]
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("a reader has a connection")
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        #[cfg(debug_assertions)]
        READS.set(false);
        let spare = self
            .connection
            .take()
            .filter(|connection| connection.execute_batch("ROLLBACK").is_ok());
        let mut readers = self
            .pool
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        readers.busy -= 1;
        readers.spare.extend(spare);
        drop(readers);
        self.pool.returned.notify_one();
    }
}

struct Writer<'a>(MutexGuard<'a, Connection>);

impl Deref for Writer<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Writer<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if !self.0.is_autocommit()
            && let Err(error) = self.0.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StorageError> {
    let connection = Connection::open_with_flags(
        path,
        flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    // Otherwise every other value in a range would have its statement planned anew.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn reader(path: &Path) -> Result<Connection, StorageError> {
    let connection = connect(path, OpenFlags::empty())?;
    connection
        .execute_batch("PRAGMA query_only = ON")
        .map_err(failed)?;
    Ok(connection)
}

/// Turns SQLite's error into ours, without any value of the statement.
fn failed(error: rusqlite::Error) -> StorageError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StorageError::Full,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StorageError::Busy,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            StorageError::Corrupt("SQLite 파일")
        }
        Some(code) => StorageError::Backend(format!("SQLite {code:?}: {error}")),
        None => StorageError::Backend(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_passes_the_conformance_suite() {
        let folder = tempfile::tempdir().unwrap();
        let made = std::cell::Cell::new(0);
        super::super::conformance::run(|| {
            made.set(made.get() + 1);
            let path = folder.path().join(format!("{}.db", made.get()));
            Box::new(Sqlite::open(&path).unwrap())
        });
    }

    #[test]
    fn another_process_is_noticed_and_what_is_acknowledged_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("handbook.db");
        let ours = Sqlite::open(&path).unwrap();
        assert_eq!(ours.head().unwrap(), Head::default());
        let theirs = Sqlite::open(&path).unwrap();
        let storage: &dyn Storage = &theirs;
        let stamp = storage
            .writing::<_, StorageError>(|txn| txn.advance(crate::storage::Change::Shared, 1))
            .unwrap();
        assert_eq!(ours.head().unwrap().shared, stamp);
        drop(theirs);
        drop(ours);
        assert_eq!(Sqlite::open(&path).unwrap().head().unwrap().newest, stamp);
    }

    #[test]
    fn a_file_that_is_no_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("handbook.db");
        std::fs::write(&path, "이것은 데이터베이스가 아니에요. ".repeat(100)).unwrap();
        assert!(matches!(Sqlite::open(&path), Err(StorageError::Corrupt(_))));
    }
}
