//! What the server sends: deltas, and snapshots that come in parts.

use std::collections::BTreeSet;

use handbook_wire::batch::{Change, Header};
use handbook_wire::entity::Kind;
use handbook_wire::ipc::SyncState;
use handbook_wire::sync::Snapshot;
use rusqlite::Transaction;
use sha2::{Digest, Sha256};

use super::view::{Draft, build_view, update_view};
use super::{Cache, hex};
use crate::store::apply::Extent;
use crate::store::{self, StoreError, part, picture, record};

/// Rows between two steps of the progress shown while a batch is stored.
const PROGRESS_ROWS: u64 = 2000;

impl Cache {
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
            let mut draft = Draft::new(record::notes(tx)?);
            let mut done = 0;
            let extent = Extent::Snapshot(snapshot.cursor.clone());
            let header = store::apply::batch(tx, &bytes, &extent, |row| {
                if let (Some(Kind::Member), Change::Put { payload, .. }) =
                    (Kind::parse(&row.kind), &row.change)
                {
                    draft.push(&row.id, payload);
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
            Ok((header, draft.finish()))
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
}
