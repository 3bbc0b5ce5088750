//! What the server sends: deltas, and snapshots that come in parts.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use handbook_wire::batch::{Change, Header};
use handbook_wire::entity::Kind;
use handbook_wire::ipc::SyncState;
use handbook_wire::sync::Snapshot;
use rusqlite::Transaction;
use sha2::{Digest, Sha256};

use super::build::{Draft, Touched, rebuild_view, update_view};
use super::{Cache, hex};
use crate::post::Posts;
use crate::store::apply::Extent;
use crate::store::{self, StoreError, packed, part, picture, record};

/// Companies that are handed on at once, and parcels of them that may wait.
const PARCEL: usize = 256;
const PARCELS: usize = 16;
/// Rows between two steps of the progress shown while a batch is stored.
const PROGRESS_ROWS: u64 = 2000;

/// Companies on their way to the thread that makes the index.
struct Companies {
    sender: Option<SyncSender<Vec<Company>>>,
    gathered: Vec<Company>,
}

/// Id and payload.
type Company = (String, String);

impl Companies {
    fn new() -> (Self, Receiver<Vec<Company>>) {
        let (sender, receiver) = sync_channel(PARCELS);
        let companies = Self {
            sender: Some(sender),
            gathered: Vec::with_capacity(PARCEL),
        };
        (companies, receiver)
    }

    fn push(&mut self, id: String, payload: String) {
        self.gathered.push((id, payload));
        if self.gathered.len() >= PARCEL {
            self.send();
        }
    }

    fn send(&mut self) {
        let gathered = std::mem::replace(&mut self.gathered, Vec::with_capacity(PARCEL));
        if let Some(sender) = &self.sender {
            // It fails only when the other thread has ended early, which is told when it is joined.
            drop(sender.send(gathered));
        }
    }

    /// No company comes after this.
    fn end(&mut self) {
        self.send();
        self.sender = None;
    }
}

impl Cache {
    /// Applies a compressed batch of changes. The cursor moves in the same transaction.
    ///
    /// # Errors
    /// [`StoreError::BadBatch`], [`StoreError::NewerFormat`], [`StoreError::Full`] and others;
    /// nothing has changed then.
    pub fn apply_delta(&self, batch: &[u8], now_ms: i64) -> Result<Header, StoreError> {
        let _turn = self.take_turn();
        let old = self.view();
        let (header, view) = self.write_repeatable(|tx| {
            let mut touched = Touched::default();
            let header = store::apply::batch(tx, batch, &Extent::Delta, |row| {
                touched.add(&row.kind, &row.id);
                Ok(())
            })?;
            let dropped = !header.more && store::apply::caught_up(tx, now_ms)?;
            let view = match old {
                Some(old) if !dropped => update_view(tx, &old, touched)?,
                _ => rebuild_view(tx)?,
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
        let notes = self.read(record::notes)?;
        // The index is made beside the writing, from the same rows.
        let applied = std::thread::scope(|scope| {
            let (mut companies, taken) = Companies::new();
            let draft = scope.spawn(move || {
                let mut draft = Draft::new(notes);
                for (id, payload) in taken.into_iter().flatten() {
                    draft.push(&id, &payload);
                }
                draft.finish()
            });
            let written = self.write(|tx| {
                let bytes = part::bytes(tx)?;
                if hex(&Sha256::digest(&bytes)) != snapshot.id {
                    return Err(StoreError::BadBatch);
                }
                let mut done = 0;
                let extent = Extent::Snapshot(snapshot.cursor.clone());
                let header = store::apply::batch(tx, &bytes, &extent, |row| {
                    if Kind::parse(&row.kind) == Some(Kind::Member)
                        && let Change::Put { payload, .. } = row.change
                    {
                        companies.push(row.id, payload);
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
                companies.end();
                part::discard(tx)?;
                packed::clear(tx)?;
                Ok((header, Posts::read(tx)?))
            });
            drop(companies);
            let view = draft
                .join()
                .map_err(|_| StoreError::Failed(rusqlite::ffi::SQLITE_ABORT));
            let (header, posts) = written?;
            Ok((header, view?.with_posts(posts)))
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
        self.write_repeatable(|tx| {
            part::begin(tx, snapshot)?;
            part::len(tx)
        })
    }

    pub(crate) fn append_part(&self, bytes: &[u8]) -> Result<(), StoreError> {
        self.write_repeatable(|tx| part::append(tx, bytes))
    }

    pub(crate) fn discard_snapshot(&self) -> Result<(), StoreError> {
        self.write(part::discard)
    }

    /// Changes what is remembered of the member's doings.
    pub(crate) fn write_recent(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let _turn = self.take_turn();
        self.write(write)?;
        if let Some(view) = self.view() {
            view.forget_likings();
        }
        Ok(())
    }

    /// Keeps a picture that was fetched; without bytes, that there is none.
    pub(crate) fn put_picture(&self, id: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.write(|tx| picture::put(tx, id, bytes))
    }

    /// Notes that nothing has changed since the last pull.
    pub(crate) fn caught_up(&self, now_ms: i64) -> Result<(), StoreError> {
        let _turn = self.take_turn();
        let view = self.write_repeatable(|tx| {
            let dropped = store::apply::caught_up(tx, now_ms)?;
            if dropped {
                Ok(Some(rebuild_view(tx)?))
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
}
