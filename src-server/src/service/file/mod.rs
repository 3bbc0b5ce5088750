//! Files that records list: taken in from staff, kept under their hash, given to whoever may see such a
//! record. The authority is `docs/files.md`.

mod content;
mod download;
mod link;
mod listing;
mod movie;
mod picture;
mod upload;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use handbook_wire::entity::FileHash;
use tokio::sync::Semaphore;

use super::{Failure, Service};
use crate::config::Config;
use crate::object::{ObjectError, Objects};
use crate::storage::StorageError;

pub use download::{FileStream, Known};
pub(super) use listing::{Asker, list, may_list};

/// The most pictures that are decoded at a time; each may take 256 MiB.
const PICTURES: usize = 2;
const DAY: i64 = 24 * 60 * 60 * 1000;
/// How long an upload that nobody goes on with is kept.
const UPLOAD_KEPT: i64 = 2 * DAY;
/// How long a file that no record lists is kept.
const UNLISTED_KEPT: i64 = 7 * DAY;

/// Where files are and what is done with them now.
pub(super) struct Files {
    objects: Objects,
    /// Folder of the uploads that are not finished.
    uploads: PathBuf,
    /// Uploads that somebody writes to.
    busy: Mutex<HashSet<String>>,
    /// Held while a file comes to the shelf or goes from it, so that what somebody just put there is
    /// never swept away.
    shelf: tokio::sync::Mutex<()>,
    pictures: Semaphore,
}

impl Files {
    pub(super) fn open(config: &Config) -> Result<Self, StorageError> {
        let failed = |error: String| StorageError::Backend(error);
        let uploads = config.uploads();
        std::fs::create_dir_all(&uploads).map_err(|error| failed(error.to_string()))?;
        Ok(Self {
            objects: Objects::open(config).map_err(|error| failed(error.to_string()))?,
            uploads,
            busy: Mutex::default(),
            shelf: tokio::sync::Mutex::default(),
            pictures: Semaphore::new(PICTURES),
        })
    }

    /// The upload `id` for whoever holds the answer; none while somebody else does.
    fn claim(self: &Arc<Self>, id: &str) -> Option<Claim> {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.insert(id.to_owned()).then(|| Claim {
            files: Arc::clone(self),
            id: id.to_owned(),
        })
    }

    /// Where the bytes of an upload gather. `id` is one that the database knows.
    fn part(&self, id: &str) -> PathBuf {
        self.uploads.join(id)
    }
}

struct Claim {
    files: Arc<Files>,
    id: String,
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.files
            .busy
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.id);
    }
}

impl From<ObjectError> for Failure {
    fn from(error: ObjectError) -> Self {
        Failure::Storage(StorageError::Backend(error.to_string()))
    }
}

impl Service {
    /// Forgets uploads that nobody goes on with and deletes files that no record lists.
    ///
    /// # Errors
    /// [`Failure`] of the storage; what was not deleted is so the next time.
    pub async fn sweep_files(self: &Arc<Self>) -> Result<(), Failure> {
        let now = self.clock.now();
        self.run(move |service| service.forget_uploads(now)).await?;
        let _shelf = self.files.shelf.lock().await;
        let unlisted = self
            .run(move |service| {
                let before = now - UNLISTED_KEPT;
                Ok(service.storage.reading(|txn| txn.unlisted_files(before))?)
            })
            .await?;
        for hash in unlisted {
            let Some(hash) = FileHash::parse(&hash) else {
                continue;
            };
            // A record may have come to list it since; it does not if this finds it unlisted, as a
            // record is only taken while the file is known.
            let gone = self.forget_file(hash.clone(), now).await?;
            if gone {
                self.files.objects.delete(&hash).await?;
            }
        }
        Ok(())
    }

    async fn forget_file(self: &Arc<Self>, hash: FileHash, now: i64) -> Result<bool, Failure> {
        self.run(move |service| {
            service.storage.writing(|txn| {
                let unlisted = txn.unlisted_files(now - UNLISTED_KEPT)?;
                let gone = unlisted.iter().any(|one| one == hash.as_str());
                if gone {
                    txn.remove_file(hash.as_str())?;
                }
                Ok::<_, Failure>(gone)
            })
        })
        .await
    }

    fn forget_uploads(&self, now: i64) -> Result<(), Failure> {
        let old = self
            .storage
            .reading(|txn| txn.uploads_before(now - UPLOAD_KEPT))?;
        for upload in old {
            // What is finished tells its uploader what became of it, as long as the file is there.
            if upload.done.is_some() && upload.at >= now - UNLISTED_KEPT {
                continue;
            }
            let Some(_claim) = self.files.claim(&upload.id) else {
                continue;
            };
            remove(&self.files.part(&upload.id))?;
            self.storage.writing(|txn| txn.remove_upload(&upload.id))?;
        }
        Ok(())
    }
}

/// Deletes a file that may be gone already.
fn remove(path: &std::path::Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(broken(&error)),
        _ => Ok(()),
    }
}

/// The folder of uploads failed.
fn broken(error: &std::io::Error) -> Failure {
    Failure::Storage(match error.kind() {
        std::io::ErrorKind::StorageFull => StorageError::Full,
        _ => StorageError::Backend(format!("uploads: {error}")),
    })
}
