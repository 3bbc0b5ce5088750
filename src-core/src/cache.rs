//! The cache with what is kept in memory of it. Every change commits first and shows afterwards,
//! in the same order; a damaged file is replaced without anybody having to ask.
//!
//! Everything here may block: an async caller goes through a blocking thread.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use handbook_wire::batch::{Change, Header};
use handbook_wire::entity::{Kind, Note};
use handbook_wire::ipc::SyncState;
use handbook_wire::sync::{Edit, EditResult, Snapshot};
use rusqlite::{Connection, Transaction};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio::sync::{Notify, watch};

use crate::search::Index;
use crate::search::index::Builder;
use crate::status::Board;
use crate::store::apply::Extent;
use crate::store::meta::{self, Fact};
use crate::store::{self, Found, Key, Store, StoreError, lost_edit, outbox, part, record};

/// Rows between two steps of the progress shown while a batch is stored.
const PROGRESS_ROWS: u64 = 2000;

/// What is kept in memory: an answer's snapshot of the cache. Replaced as a whole.
#[derive(Debug, Default)]
pub struct View {
    /// Search and the directory's order.
    pub index: Index,
    /// The account's notes by company, as people see them.
    pub notes: HashMap<String, Note>,
}

/// The cache of one directory; closed until somebody opens it with a key.
pub struct Cache {
    dir: PathBuf,
    opened: RwLock<Option<Opened>>,
    /// Held from the start of a change until it shows.
    turn: Mutex<()>,
    view: watch::Sender<Option<Arc<View>>>,
    board: Arc<Board>,
    wake: Arc<Notify>,
    /// The lock of the directory, held until the last change has ended.
    _lock: Option<File>,
}

struct Opened {
    store: Store,
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
            board,
            wake,
            _lock: lock,
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
        *opened = Some(Opened {
            store,
            key,
            generation: 0,
        });
        Ok(())
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether the file is open.
    pub(crate) fn is_open(&self) -> bool {
        self.opened
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    /// Closes the file after everything in it has reached its place.
    pub(crate) fn close(&self) {
        let _turn = self.take_turn();
        let opened = self
            .opened
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(opened) = opened
            && let Err(error) = opened.store.checkpoint()
        {
            tracing::warn!(%error, "the last checkpoint failed; the log will be read at the start");
        }
    }

    /// Closes the file and deletes it, and forgets what is in memory.
    pub(crate) fn destroy(&self) -> std::io::Result<()> {
        let _turn = self.take_turn();
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        *opened = None;
        self.view.send_replace(None);
        let result = store::destroy(&self.dir);
        drop(opened);
        self.board.change(|status| {
            (status.members, status.pending_edits, status.lost_edits) = (0, 0, 0);
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
                let Opened { store, key, .. } = now;
                drop(store);
                let (store, rescued) = Store::rebuild(&self.dir, &key)?;
                tracing::warn!(
                    edits = rescued.edits.len(),
                    incomplete = rescued.incomplete,
                    "the cache was damaged and was made anew"
                );
                *opened = Some(Opened {
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

    /// What is in memory, once it is loaded.
    pub(crate) async fn loaded_view(&self) -> Arc<View> {
        let mut receiver = self.view.subscribe();
        match receiver.wait_for(Option::is_some).await {
            Ok(view) => view.clone().unwrap_or_default(),
            Err(_) => Arc::default(),
        }
    }

    /// Reads into memory what is kept there.
    pub(crate) fn load(&self) -> Result<(), StoreError> {
        let _turn = self.take_turn();
        let loaded = self.read(build_view);
        let (view, result) = match loaded {
            Ok(view) => (view, Ok(())),
            Err(error) => (View::default(), Err(error)),
        };
        self.view.send_replace(Some(Arc::new(view)));
        self.show_counts();
        result
    }

    /// Brings the numbers of the status up to date.
    pub(crate) fn show_counts(&self) {
        let counts = self.read(|connection| {
            Ok((
                record::count(connection, Kind::Member)?,
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
                status.last_synced = last_synced;
                status.coop = coop.or(status.coop.take());
            });
        }
    }

    /// Shows a committed change, then moves it out of the log.
    fn show(&self, view: Option<View>) {
        if let Some(view) = view {
            self.view.send_replace(Some(Arc::new(view)));
        }
        self.show_counts();
        self.board.change(|status| status.data += 1);
        if let Err(error) = self.with_store(Store::checkpoint) {
            tracing::debug!(%error, "a checkpoint is left to the next change");
        }
    }

    /// Applies a compressed batch of changes. The cursor moves in the same transaction.
    ///
    /// # Errors
    /// [`StoreError::BadBatch`], [`StoreError::NewerFormat`], [`StoreError::Full`] and others;
    /// nothing has changed then.
    pub fn apply_delta(&self, batch: &[u8], now_ms: i64) -> Result<Header, StoreError> {
        let _turn = self.take_turn();
        let old = self.view();
        let (header, view) = self.write(|tx| {
            let mut members = BTreeSet::new();
            let header = store::apply::batch(tx, batch, &Extent::Delta, |row| {
                match Kind::parse(&row.kind) {
                    Some(Kind::Member) => {
                        members.insert(row.id.clone());
                    }
                    Some(Kind::Note) => {
                        members.insert(record::member_of_note(&row.id).to_owned());
                    }
                    _ => {}
                }
                Ok(())
            })?;
            let dropped = !header.more && store::apply::caught_up(tx, now_ms)?;
            let view = match old {
                Some(old) if !dropped => update_view(tx, &old, &members)?,
                _ => build_view(tx)?,
            };
            Ok((header, view))
        })?;
        self.show(Some(view));
        Ok(header)
    }

    /// Puts the received snapshot in place of everything shared. Its hash is checked first.
    ///
    /// # Errors
    /// As [`Cache::apply_delta`]; what was received of a bad snapshot is thrown away.
    pub fn apply_snapshot(&self, snapshot: &Snapshot) -> Result<Header, StoreError> {
        let _turn = self.take_turn();
        let applied = self.write(|tx| {
            let bytes = part::bytes(tx)?;
            if hex(&Sha256::digest(&bytes)) != snapshot.id {
                return Err(StoreError::BadBatch);
            }
            let notes = record::notes(tx)?;
            let mut builder = Builder::default();
            let mut done = 0;
            let extent = Extent::Snapshot(snapshot.cursor.clone());
            let header = store::apply::batch(tx, &bytes, &extent, |row| {
                if let (Some(Kind::Member), Change::Put { payload, .. }) =
                    (Kind::parse(&row.kind), &row.change)
                {
                    let memo = notes.get(&row.id).map_or("", |note| &note.memo);
                    builder.push(&row.id, payload, memo);
                }
                done += 1;
                if done % PROGRESS_ROWS == 0 {
                    self.board.set_sync(SyncState::Storing {
                        done,
                        total: snapshot.records,
                    });
                }
                Ok(())
            })?;
            part::discard(tx)?;
            Ok((
                header,
                View {
                    index: Index::new(builder.finish()),
                    notes,
                },
            ))
        });
        match applied {
            Ok((header, view)) => {
                self.show(Some(view));
                Ok(header)
            }
            Err(error) => {
                if matches!(error, StoreError::BadBatch | StoreError::NewerFormat) {
                    self.write(part::discard)?;
                }
                Err(error)
            }
        }
    }

    /// Receives a whole snapshot at once and applies it. For measurements.
    ///
    /// # Errors
    /// As [`Cache::apply_snapshot`].
    #[doc(hidden)]
    pub fn apply_snapshot_bytes(
        &self,
        snapshot: &Snapshot,
        bytes: &[u8],
    ) -> Result<Header, StoreError> {
        self.begin_snapshot(snapshot)?;
        self.append_part(bytes)?;
        self.apply_snapshot(snapshot)
    }

    /// Starts or goes on receiving `snapshot`; answers how many bytes of it are there.
    pub(crate) fn begin_snapshot(&self, snapshot: &Snapshot) -> Result<u64, StoreError> {
        self.write(|tx| {
            part::begin(tx, snapshot)?;
            part::len(tx)
        })
    }

    pub(crate) fn append_part(&self, bytes: &[u8]) -> Result<(), StoreError> {
        self.write(|tx| part::append(tx, bytes))
    }

    pub(crate) fn discard_snapshot(&self) -> Result<(), StoreError> {
        self.write(part::discard)
    }

    /// Notes that nothing has changed since the last pull.
    pub(crate) fn caught_up(&self, now_ms: i64) -> Result<(), StoreError> {
        let _turn = self.take_turn();
        let view = self.write(|tx| {
            let dropped = store::apply::caught_up(tx, now_ms)?;
            if dropped {
                Ok(Some(build_view(tx)?))
            } else {
                Ok(None)
            }
        })?;
        match view {
            Some(view) => self.show(Some(view)),
            None => self.show_counts(),
        }
        Ok(())
    }

    /// Accepts a change of the account's note on a company; answers the note as it is now, or
    /// none when there is no such company.
    pub(crate) fn set_note(
        &self,
        account: &str,
        member: &str,
        set: Map<String, Value>,
        key: &str,
        now_ms: i64,
    ) -> Result<Option<Note>, StoreError> {
        let _turn = self.take_turn();
        let old = self.view();
        let id = Note::id(account, member);
        self.with_store(|store| {
            store.mark_pending(true);
            Ok(())
        })?;
        let changed = self.write(|tx| {
            if record::payload(tx, Kind::Member, member)?.is_none() {
                return Ok(None);
            }
            outbox::add(tx, Kind::Note.as_str(), &id, set, key, now_ms)?;
            let view = match old {
                Some(old) => update_view(tx, &old, &BTreeSet::from([member.to_owned()]))?,
                None => build_view(tx)?,
            };
            Ok(Some(view))
        });
        let result = match changed {
            Ok(Some(view)) => {
                let note = view.notes.get(member).cloned().unwrap_or_else(|| Note {
                    member: member.to_owned(),
                    ..Note::default()
                });
                self.show(Some(view));
                Ok(Some(note))
            }
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        self.mark();
        result
    }

    /// Lets the mark beside the cache say whether edits wait.
    fn mark(&self) {
        let marked = self.with_store(|store| {
            let pending = store.read(outbox::count)? > 0;
            store.mark_pending(pending);
            Ok(())
        });
        if let Err(error) = marked {
            tracing::warn!(%error, "waiting edits can't be counted");
        }
    }

    /// The oldest waiting edits, from now on unchangeable.
    pub(crate) fn take_for_push(&self, limit: usize) -> Result<Vec<Edit>, StoreError> {
        if self.read(outbox::count)? == 0 {
            return Ok(Vec::new());
        }
        self.write(|tx| outbox::take_for_push(tx, limit))
    }

    /// Takes in what became of sent edits; answers whether others wait.
    pub(crate) fn settle(&self, results: &[EditResult]) -> Result<bool, StoreError> {
        let _turn = self.take_turn();
        let old = self.view();
        let (more, view) = self.write(|tx| {
            let touched = outbox::settle(tx, results)?;
            let members = touched
                .iter()
                .map(|(_, id)| record::member_of_note(id).to_owned())
                .collect();
            let view = match old {
                Some(old) => update_view(tx, &old, &members)?,
                None => build_view(tx)?,
            };
            Ok((outbox::count(tx)? > 0, view))
        })?;
        self.show(Some(view));
        self.mark();
        Ok(more)
    }

    /// Forgets a lost edit; answers whether it was there.
    pub(crate) fn dismiss_lost_edit(&self, number: u64) -> Result<bool, StoreError> {
        let there = self.write(|tx| lost_edit::dismiss(tx, number))?;
        self.show_counts();
        Ok(there)
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

    /// As [`Store::limit_pages`].
    #[cfg(test)]
    pub(crate) fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        self.with_store(|store| store.limit_pages(pages))
    }
}

fn build_view(connection: &Connection) -> Result<View, StoreError> {
    let notes = record::notes(connection)?;
    let mut builder = Builder::default();
    record::for_each(connection, Kind::Member, |id, payload| {
        builder.push(id, payload, notes.get(id).map_or("", |note| &note.memo));
        Ok(())
    })?;
    Ok(View {
        index: Index::new(builder.finish()),
        notes,
    })
}

/// `old` with the companies of `members` as they are in the cache now.
fn update_view(
    connection: &Connection,
    old: &View,
    members: &BTreeSet<String>,
) -> Result<View, StoreError> {
    let notes = record::notes(connection)?;
    let mut builder = Builder::default();
    let mut gone = Vec::new();
    for id in members {
        match record::payload(connection, Kind::Member, id)? {
            Some(payload) => {
                builder.push(id, &payload, notes.get(id).map_or("", |note| &note.memo));
            }
            None => gone.push(id.clone()),
        }
    }
    let fresh = builder.finish();
    let index = if fresh.is_empty() && gone.is_empty() {
        old.index.clone()
    } else {
        old.index.updated(&gone, fresh)
    };
    Ok(View { index, notes })
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
