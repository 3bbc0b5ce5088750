//! The cache with what is kept in memory of it. Every change commits first and shows afterwards,
//! in the same order; a damaged file is replaced without anybody having to ask.
//!
//! Everything here may block: an async caller goes through a blocking thread.

mod build;
mod edit;
mod feed;
mod keeper;
mod pack;
mod view;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};

use handbook_wire::entity::Kind;
use rusqlite::{Connection, Transaction};
use tokio::sync::{Notify, watch};

use build::load_view;
use keeper::Keeper;
pub(crate) use pack::Packed;
pub use view::{Likings, View};

use crate::file;
use crate::search::segment::Segment;
use crate::status::Board;
use crate::store::meta::{self, Fact};
use crate::store::{self, Found, Key, Store, StoreError, lost_edit, outbox, record};
use crate::tile::{self, Kept};

/// The cache of one directory; closed until somebody opens it with a key.
pub struct Cache {
    dir: PathBuf,
    opened: RwLock<Option<Opened>>,
    /// Held from the start of a change until it shows.
    turn: Mutex<()>,
    view: watch::Sender<Option<Arc<View>>>,
    /// The segment that the cache holds packed.
    packed: Mutex<Weak<Segment>>,
    /// Tiles of the map's online layer.
    tiles: Arc<Kept>,
    board: Arc<Board>,
    wake: Arc<Notify>,
    /// The lock of the directory, held until the cache is closed for good or nobody has it.
    lock: Mutex<Option<File>>,
}

struct Opened {
    /// Before the store, so that it ends first.
    keeper: Keeper,
    store: Arc<Store>,
    key: Key,
    generation: u64,
}

impl Cache {
    pub(crate) fn new(
        dir: &Path,
        board: Arc<Board>,
        wake: Arc<Notify>,
        lock: Option<File>,
    ) -> Self {
        let (opened, turn, view) = (
            RwLock::default(),
            Mutex::default(),
            watch::Sender::new(None),
        );
        Self {
            dir: dir.to_owned(),
            opened,
            turn,
            view,
            packed: Mutex::default(),
            tiles: Arc::new(Kept::new(dir.join(tile::FOLDER))),
            board,
            wake,
            lock: Mutex::new(lock),
        }
    }

    /// A cache in `dir`, an existing directory, that nobody watches, opened with `key` and loaded.
    /// For measurements.
    ///
    /// # Errors
    /// As [`Store::open_or_rebuild`].
    #[doc(hidden)]
    pub fn standalone(dir: &Path, key: Key) -> Result<Self, StoreError> {
        let cache = Self::new(dir, Arc::new(Board::new()), Arc::default(), None);
        cache.open(key)?;
        cache.load()?;
        Ok(cache)
    }

    /// Opens the file or makes one; a damaged one is replaced. Without effect when it is open.
    pub(crate) fn open(&self, key: Key) -> Result<(), StoreError> {
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        if opened.is_some() {
            return Ok(());
        }
        let (store, found) = Store::open_or_rebuild(&self.dir, &key)?;
        if let Found::Rebuilt(rescued) = found {
            tracing::warn!(
                edits = rescued.edits.len(),
                incomplete = rescued.incomplete,
                "the cache could not be read and was made anew"
            );
        }
        let store = Arc::new(store);
        *opened = Some(Opened {
            keeper: Keeper::new(&store),
            store,
            key,
            generation: 0,
        });
        Ok(())
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Tiles of the map's online layer.
    pub(crate) fn tiles(&self) -> &Arc<Kept> {
        &self.tiles
    }

    /// Whether the file is open.
    pub(crate) fn is_open(&self) -> bool {
        self.opened
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    /// Closes the file after everything in it has reached its place, and lets others open the
    /// directory. Nothing can be written afterwards.
    pub(crate) fn close(&self) {
        let _turn = self.take_turn();
        let opened = self
            .opened
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(Opened { keeper, store, .. }) = opened {
            drop(keeper);
            if let Err(error) = store.checkpoint() {
                tracing::warn!(%error, "the last checkpoint failed; the log will be read at the start");
            }
        }
        let lock = self
            .lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(lock) = lock
            && lock.unlock().is_err()
        {
            tracing::warn!("the lock of the cache directory is released with the file only");
        }
    }

    /// Closes the file and deletes it, and forgets what is in memory.
    pub(crate) fn destroy(&self) -> std::io::Result<()> {
        let _turn = self.take_turn();
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        *opened = None;
        self.view.send_replace(None);
        let tiles = self.tiles.destroy();
        let files = file::destroy(&self.dir);
        let result = store::destroy(&self.dir).and(tiles).and(files);
        drop(opened);
        self.board.change(|status| {
            (status.members, status.pending_edits, status.lost_edits) = (0, 0, 0);
            status.unread_posts = 0;
            status.last_synced = None;
            status.data += 1;
        });
        result
    }

    fn take_turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `use_store`. When it meets damage the cache is replaced; the error still comes back.
    fn with_store<T>(
        &self,
        use_store: impl FnOnce(&Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        let Some(now) = opened.as_ref() else {
            return Err(StoreError::Closed);
        };
        let generation = now.generation;
        let result = use_store(&now.store);
        drop(opened);
        if let Err(StoreError::Corrupt) = result {
            self.heal(generation)?;
        }
        result
    }

    /// Replaces the cache of `generation`; without effect when somebody else has done it.
    fn heal(&self, generation: u64) -> Result<(), StoreError> {
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        match opened.take() {
            Some(now) if now.generation == generation => {
                let Opened {
                    keeper, store, key, ..
                } = now;
                drop(keeper);
                drop(store);
                let (store, rescued) = Store::rebuild(&self.dir, &key)?;
                tracing::warn!(
                    edits = rescued.edits.len(),
                    incomplete = rescued.incomplete,
                    "the cache was damaged and was made anew"
                );
                let store = Arc::new(store);
                *opened = Some(Opened {
                    keeper: Keeper::new(&store),
                    store,
                    key,
                    generation: generation + 1,
                });
            }
            other => {
                *opened = other;
                return Ok(());
            }
        }
        drop(opened);
        self.view.send_replace(Some(Arc::default()));
        self.board.change(|status| status.data += 1);
        self.show_counts();
        self.wake.notify_one();
        Ok(())
    }

    /// Reads; when the cache proves damaged, reads from the one that took its place.
    ///
    /// # Errors
    /// [`StoreError::Closed`], or what `read` returns.
    pub fn read<T>(
        &self,
        read: impl Fn(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self.with_store(|store| store.read(&read)) {
            Err(StoreError::Corrupt) => self.with_store(|store| store.read(&read)),
            other => other,
        }
    }

    fn write<T>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.with_store(|store| store.write(write))
    }

    /// What is in memory now; none while it is being loaded or when the cache is closed.
    #[must_use]
    pub fn view(&self) -> Option<Arc<View>> {
        self.view.borrow().clone()
    }

    /// Says when what is in memory has changed.
    pub(crate) fn views(&self) -> watch::Receiver<Option<Arc<View>>> {
        self.view.subscribe()
    }

    /// What is in memory, once it is loaded.
    pub(crate) async fn loaded_view(&self) -> Arc<View> {
        let mut receiver = self.views();
        match receiver.wait_for(Option::is_some).await {
            Ok(view) => view.clone().unwrap_or_default(),
            Err(_) => Arc::default(),
        }
    }

    /// Reads into memory what is kept there.
    pub(crate) fn load(&self) -> Result<(), StoreError> {
        let _turn = self.take_turn();
        let (view, result) = match self.read(load_view) {
            Ok((view, packed)) => {
                self.know_packed(packed.as_ref());
                (view, Ok(()))
            }
            Err(error) => (View::default(), Err(error)),
        };
        self.view.send_replace(Some(Arc::new(view)));
        self.show_counts();
        result
    }

    /// Brings the numbers of the status up to date.
    pub(crate) fn show_counts(&self) {
        // Counting in the file would read every page of it.
        let view = self.view();
        let unread = view.as_ref().map_or(0, |view| view.posts.unread());
        let loaded = view.map(|view| view.index.len() as u64);
        let counts = self.read(|connection| {
            Ok((
                loaded.map_or_else(|| record::count(connection, Kind::Member), Ok)?,
                outbox::count(connection)?,
                lost_edit::count(connection)?,
                meta::last_synced(connection)?,
                meta::get(connection, Fact::Coop)?,
            ))
        });
        if let Ok((members, pending, lost, last_synced, coop)) = counts {
            self.board.change(|status| {
                status.members = members;
                status.pending_edits = pending;
                status.lost_edits = lost;
                status.unread_posts = unread;
                status.last_synced = last_synced;
                status.coop = coop.or(status.coop.take());
            });
        }
    }

    fn write_repeatable<T>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.with_store(|store| store.write_repeatable(write))
    }

    /// Shows a committed change, and has it moved out of the log.
    fn show(&self, view: Option<View>) {
        if let Some(view) = view {
            self.view.send_replace(Some(Arc::new(view)));
        }
        self.show_counts();
        self.board.change(|status| status.data += 1);
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = opened.as_ref() {
            opened.keeper.ask();
        }
    }

    pub(crate) fn set_fact(&self, fact: Fact, value: &str) -> Result<(), StoreError> {
        if self
            .read(|connection| meta::get(connection, fact))?
            .as_deref()
            == Some(value)
        {
            return Ok(());
        }
        self.write(|tx| meta::set(tx, fact, value))
    }

    /// Changes what is known of files. No screen that shows records depends on it.
    pub(crate) fn change_files(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.write(change)
    }

    /// As [`Store::limit_pages`].
    #[cfg(test)]
    pub(crate) fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        self.with_store(|store| store.limit_pages(pages))
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests;
