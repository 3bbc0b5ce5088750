//! The encrypted cache: one file, one writer, two readers. A function that takes a
//! `&Transaction` writes, one that takes a `&Connection` reads.

pub mod apply;
pub mod change;
mod error;
pub(crate) mod file;
pub mod lost_edit;
pub mod meta;
pub mod outbox;
pub mod packed;
pub mod part;
pub mod picture;
pub mod recent;
pub mod record;
mod rescue;
mod schema;
pub mod vote;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

pub use error::StoreError;
pub use rescue::Rescued;

/// Length of the cache's key in bytes.
pub const KEY_BYTES: usize = 32;
/// The cache's random key.
pub type Key = Zeroizing<[u8; KEY_BYTES]>;

const FILE: &str = "handbook.db";
const READERS: usize = 2;

/// The open cache. Every method may block.
pub struct Store {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: [Mutex<Connection>; READERS],
    next_reader: AtomicUsize,
}

/// What opening a cache found.
#[derive(Debug)]
pub enum Found {
    /// A sound cache, or none, in which case there is an empty one now.
    Sound,
    /// A cache that could not be read; there is an empty one now, with what was rescued in it.
    Rebuilt(Rescued),
}

/// Whether there is a cache in `dir`.
#[must_use]
pub fn exists(dir: &Path) -> bool {
    dir.join(FILE).exists()
}

/// Deletes the cache in `dir`.
///
/// # Errors
/// When a file is there and can't be deleted.
pub fn destroy(dir: &Path) -> std::io::Result<()> {
    for suffix in ["-wal", "-shm", "-journal", ""] {
        match std::fs::remove_file(dir.join(format!("{FILE}{suffix}"))) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    rescue::forget_prepared(dir)?;
    rescue::clear_mark(dir)
}

impl Store {
    /// Opens the cache in `dir`, an existing directory, or makes one.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for a damaged file or another key, [`StoreError::NewerSchema`] for
    /// a newer app's, and whatever else SQLite says.
    pub fn open(dir: &Path, key: &Key) -> Result<Self, StoreError> {
        rescue::take_over(dir).map_err(|_| StoreError::Failed(rusqlite::ffi::SQLITE_CANTOPEN))?;
        Self::open_file(dir, key)
    }

    fn open_file(dir: &Path, key: &Key) -> Result<Self, StoreError> {
        let path = dir.join(FILE);
        let mut writer = connect(&path, key)?;
        writer.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8000;",
        )?;
        let is_new = schema::upgrade(&mut writer)?;
        let reader = || -> Result<_, StoreError> {
            let reader = connect(&path, key)?;
            reader.execute_batch("PRAGMA query_only = ON")?;
            Ok(Mutex::new(reader))
        };
        let readers = [reader()?, reader()?];
        let store = Self {
            path,
            writer: Mutex::new(writer),
            readers,
            next_reader: AtomicUsize::new(0),
        };
        store.write(outbox::mark_all_sent)?;
        if is_new && rescue::is_marked(dir) {
            // Edits waited, and the file that they waited in is gone or was emptied.
            let rescued = Rescued {
                incomplete: true,
                ..Rescued::default()
            };
            store.write(|tx| rescue::restore(tx, &rescued))?;
            store.mark_pending(false);
        }
        Ok(store)
    }

    /// Opens the cache in `dir` whatever state it is in: one that can't be read gives way to an
    /// empty one, into which unsent edits are saved as far as they can be read.
    ///
    /// # Errors
    /// Whatever is not about the file's content: no room, no permission.
    pub fn open_or_rebuild(dir: &Path, key: &Key) -> Result<(Self, Found), StoreError> {
        match Self::open(dir, key) {
            Ok(store) => Ok((store, Found::Sound)),
            Err(StoreError::Corrupt | StoreError::NewerSchema) => {
                let (store, rescued) = Self::rebuild(dir, key)?;
                Ok((store, Found::Rebuilt(rescued)))
            }
            Err(error) => Err(error),
        }
    }

    /// Puts an empty cache in place of the one in `dir`, which nobody has open, and saves unsent
    /// edits into it.
    ///
    /// # Errors
    /// As [`Store::open_or_rebuild`].
    pub fn rebuild(dir: &Path, key: &Key) -> Result<(Self, Rescued), StoreError> {
        let rescued = rescue::collect(dir, key);
        // The old file stays until the new one holds what was saved.
        rescue::prepare(dir, key, &rescued)?;
        let store = Self::open(dir, key)?;
        store.mark_pending(!rescued.edits.is_empty());
        Ok((store, rescued))
    }

    /// Reads.
    ///
    /// # Errors
    /// What `read` returns.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let turn = self.next_reader.fetch_add(1, Ordering::Relaxed);
        let free = (0..READERS).find_map(|i| self.readers[(turn + i) % READERS].try_lock().ok());
        let mut reader = free.unwrap_or_else(|| lock(&self.readers[turn % READERS]));
        let tx = reader.transaction()?;
        read(&tx)
    }

    /// Writes in one transaction: all of it, or nothing when `write` fails. What is written stays,
    /// whatever happens to the device.
    ///
    /// # Errors
    /// What `write` returns, or what the commit says.
    pub fn write<T>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        commit(&mut lock(&self.writer), write)
    }

    /// As [`Store::write`], but without waiting for the disk: for what sync does over again if a
    /// device that loses its power has lost it. It is lost whole, with its cursor, or not at all.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_repeatable<T>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = lock(&self.writer);
        writer.execute_batch("PRAGMA synchronous = NORMAL")?;
        let result = commit(&mut writer, write);
        writer.execute_batch("PRAGMA synchronous = FULL")?;
        result
    }

    /// Moves what is in the write-ahead log into the file and empties the log, unless a reader is
    /// in the way. Damage of the file is always noticed; a damaged log merely looks shorter, so
    /// nothing that matters should stay in it for long.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        let writer = lock(&self.writer);
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Keeps note, outside the cache, of whether edits wait in it: should the file become
    /// unreadable, their loss can be told. The note holds nothing but its own existence.
    pub fn mark_pending(&self, pending: bool) {
        if let Some(dir) = self.path.parent() {
            rescue::set_mark(dir, pending);
        }
    }

    /// Bounds the file to `pages` pages, as a full disk would. For tests.
    ///
    /// # Errors
    /// What SQLite says.
    #[doc(hidden)]
    pub fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        let writer = lock(&self.writer);
        writer.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
        Ok(())
    }
}

fn commit<T>(
    writer: &mut Connection,
    write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = write(&tx)?;
    tx.commit()?;
    Ok(value)
}

fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    // A panic inside a transaction rolls it back, so the connection stays sound.
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens the file and proves that the cipher is on and the key fits.
fn connect(path: &Path, key: &Key) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    // What the cipher finds wrong comes back as an error; it need not print it as well.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let mut pragma = Zeroizing::new(String::with_capacity(96));
    pragma.push_str("PRAGMA key = \"x'");
    for byte in key.iter() {
        for digit in [byte >> 4, byte & 15] {
            pragma.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    pragma.push_str("'\"");
    connection.execute_batch(&pragma)?;
    // SQLite without the cipher takes the key for an unknown pragma and would write plaintext.
    let cipher: Option<String> = connection
        .query_row("PRAGMA cipher_version", [], |row| row.get(0))
        .or_else(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => Ok(None),
            other => Err(other),
        })?;
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(StoreError::NoCipher);
    }
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;")?;
    // Otherwise every other value in a range would have its statement planned anew.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(32);
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

#[cfg(test)]
mod tests;
