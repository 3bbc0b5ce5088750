//! Full copies of a view's shared records: made once a view and revision, then only sent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use handbook_wire::ErrorCode;
use handbook_wire::batch::{FORMAT, Header, Writer};
use handbook_wire::sync::{self, Snapshot};
use sha2::{Digest, Sha256};

use super::cursor::Cursor;
use super::pull::{seen, unwritten};
use super::{Caller, Failure, Service, hex};
use crate::policy::View;
use crate::storage::{Entity, Stamp};

/// zstd's level: 3 makes it in the time of reading the records.
const LEVEL: i32 = 3;
/// A snapshot is kept until the next one is this many revisions old.
const KEPT: u64 = 2;
/// The most snapshots of one view.
const MOST: usize = 4;

/// A snapshot in memory.
pub struct Made {
    /// Lower-case hexadecimal SHA-256 of `bytes`.
    pub id: String,
    /// The compressed batch.
    pub bytes: Bytes,
    view: View,
    records: u64,
    stamp: Stamp,
    cursor: String,
}

impl Made {
    pub(super) fn describe(&self) -> Snapshot {
        Snapshot {
            id: self.id.clone(),
            bytes: self.bytes.len() as u64,
            records: self.records,
            cursor: sync::Cursor(self.cursor.clone()),
        }
    }
}

/// The snapshots of one view, oldest first. The lock is held while one is made, so that it is made
/// once however many ask.
type Shelf = Arc<tokio::sync::Mutex<Vec<Arc<Made>>>>;

#[derive(Default)]
pub(super) struct Snapshots {
    shelves: Mutex<HashMap<View, Shelf>>,
    by_id: Mutex<HashMap<String, Arc<Made>>>,
}

impl Service {
    /// The snapshot of `view` at the newest shared revision.
    pub(super) async fn snapshot(self: &Arc<Self>, view: &View) -> Result<Arc<Made>, Failure> {
        let shelf = Arc::clone(
            self.snapshots
                .shelves
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(view.clone())
                .or_default(),
        );
        let mut shelf = shelf.lock().await;
        let head = self.run(|service| Ok(service.storage.head()?)).await?;
        if let Some(newest) = shelf.last()
            && newest.stamp == head.shared
        {
            return Ok(Arc::clone(newest));
        }
        let wanted = view.clone();
        let made = Arc::new(
            self.run(move |service| service.make_snapshot(wanted))
                .await?,
        );
        let mut by_id = self
            .snapshots
            .by_id
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Of another history after all (the database was replaced): nothing of it can be sent.
        shelf.retain(|old| {
            old.stamp.revision < made.stamp.revision || by_id.remove(&old.id).is_none()
        });
        shelf.push(Arc::clone(&made));
        by_id.insert(made.id.clone(), Arc::clone(&made));
        while shelf.len() > MOST
            || shelf
                .get(1)
                .is_some_and(|next| next.stamp.revision + KEPT <= made.stamp.revision)
        {
            let old = shelf.remove(0);
            by_id.remove(&old.id);
        }
        Ok(made)
    }

    /// Lets nobody take a snapshot that was made before now: who was about to begins anew.
    pub(super) fn forget_snapshots(&self) {
        let lock = |error: PoisonError<_>| error.into_inner();
        self.snapshots.shelves.lock().unwrap_or_else(lock).clear();
        let mut by_id = self
            .snapshots
            .by_id
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        by_id.clear();
    }

    /// A snapshot by its id.
    ///
    /// # Errors
    /// `not_found` when it is gone, or of a view of another role.
    pub fn find_snapshot(&self, caller: &Caller, id: &str) -> Result<Arc<Made>, Failure> {
        self.snapshots
            .by_id
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .filter(|made| made.view.role() == caller.role)
            .map(Arc::clone)
            .ok_or_else(|| ErrorCode::NotFound.into())
    }

    fn make_snapshot(&self, view: View) -> Result<Made, Failure> {
        let (bytes, stamp, cursor, records) = self.storage.reading(|txn| {
            let stamp = txn.head()?.shared;
            let cursor = Cursor::after_snapshot(&self.server, &view.hash(), stamp).encode();
            let header = Header {
                format: FORMAT,
                server: self.server.clone(),
                revision: stamp.revision,
                cursor: cursor.clone(),
                more: false,
            };
            let packed = zstd::Encoder::new(Vec::new(), LEVEL).map_err(unwritten)?;
            let mut batch = Writer::new(packed, &header).map_err(unwritten)?;
            let mut records = 0;
            let mut put = |record: Entity| -> Result<(), Failure> {
                let Some(payload) = seen(&view, &record)? else {
                    return Ok(());
                };
                records += 1;
                batch
                    .put(record.kind.as_str(), &record.id, record.revision, payload)
                    .map_err(unwritten)
            };
            let mut failure = None;
            txn.each_shared(&view.shared(), &mut |record| {
                if failure.is_none() {
                    failure = put(record).err();
                }
                Ok(())
            })?;
            if let Some(failure) = failure {
                return Err(failure);
            }
            let packed = batch.finish().and_then(zstd::Encoder::finish);
            Ok::<_, Failure>((packed.map_err(unwritten)?, stamp, cursor, records))
        })?;
        let id = hex(&Sha256::digest(&bytes));
        tracing::info!(
            revision = stamp.revision,
            records,
            bytes = bytes.len(),
            "snapshot made"
        );
        Ok(Made {
            id,
            bytes: bytes.into(),
            view,
            records,
            stamp,
            cursor,
        })
    }
}
