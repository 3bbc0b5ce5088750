//! Files that records list, as this device has them: sealed beside the cache. See `docs/files.md`.

pub(crate) mod sealed;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use handbook_wire::ErrorReply;
use handbook_wire::entity::FileHash;

/// Folder of the sealed files, beside the cache.
pub(crate) const FOLDER: &str = "files";

/// What is done with files now.
pub(crate) struct Files {
    dir: PathBuf,
    coming: Mutex<HashMap<FileHash, Arc<Coming>>>,
    failed: Mutex<HashMap<FileHash, ErrorReply>>,
    sending: Mutex<HashMap<String, Arc<Coming>>>,
}

/// A file on its way.
#[derive(Default)]
pub(crate) struct Coming {
    /// Bytes that are through.
    pub(crate) have: AtomicU64,
    stopped: AtomicBool,
}

impl Coming {
    /// Whether nobody wants it any more.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Nobody wants it any more.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Files {
    /// The files beside the cache in `dir`.
    pub(crate) fn new(dir: &Path) -> Self {
        Self {
            dir: dir.join(FOLDER),
            coming: Mutex::default(),
            failed: Mutex::default(),
            sending: Mutex::default(),
        }
    }

    /// The folder.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where a file lies; `disk` is a name that was made for one.
    pub(crate) fn path(&self, disk: &str) -> PathBuf {
        self.dir.join(disk)
    }

    /// Says that a file comes; none when it does already.
    pub(crate) fn begin(self: &Arc<Self>, file: &FileHash) -> Option<Arc<Coming>> {
        lock(&self.failed).remove(file);
        let mut coming = lock(&self.coming);
        if coming.contains_key(file) {
            return None;
        }
        let one = Arc::<Coming>::default();
        coming.insert(file.clone(), Arc::clone(&one));
        Some(one)
    }

    /// Says what became of it.
    pub(crate) fn end(&self, file: &FileHash, failure: Option<ErrorReply>) {
        lock(&self.coming).remove(file);
        if let Some(failure) = failure {
            lock(&self.failed).insert(file.clone(), failure);
        }
    }

    /// A file that comes.
    pub(crate) fn coming(&self, file: &FileHash) -> Option<Arc<Coming>> {
        lock(&self.coming).get(file).cloned()
    }

    /// Why a file did not come.
    pub(crate) fn failure(&self, file: &FileHash) -> Option<ErrorReply> {
        lock(&self.failed).get(file).cloned()
    }

    /// Lets a file that comes come no more.
    pub(crate) fn stop(&self, file: &FileHash) {
        if let Some(one) = self.coming(file) {
            one.stop();
        }
    }

    /// Lets nothing come any more.
    pub(crate) fn stop_all(&self) {
        for one in lock(&self.coming)
            .values()
            .chain(lock(&self.sending).values())
        {
            one.stop();
        }
    }

    /// Says that a picked file is being sent; none when it is already.
    pub(crate) fn begin_sending(&self, pick: &str) -> Option<Arc<Coming>> {
        let mut sending = lock(&self.sending);
        if sending.contains_key(pick) {
            return None;
        }
        let one = Arc::<Coming>::default();
        sending.insert(pick.to_owned(), Arc::clone(&one));
        Some(one)
    }

    /// Says that it is no more.
    pub(crate) fn end_sending(&self, pick: &str) {
        lock(&self.sending).remove(pick);
    }

    /// A picked file that is being sent.
    pub(crate) fn sending(&self, pick: &str) -> Option<Arc<Coming>> {
        lock(&self.sending).get(pick).cloned()
    }

    /// Deletes one from the disk, if it is there.
    pub(crate) fn remove(&self, disk: &str) {
        match std::fs::remove_file(self.path(disk)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(kind = ?error.kind(), "a file is still there");
            }
            _ => {}
        }
    }

    /// Deletes what lies in the folder and is none of `known`: their keys are lost.
    pub(crate) fn remove_others(&self, known: &[String]) {
        let files = std::fs::read_dir(&self.dir);
        for file in files.into_iter().flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if !known.contains(&name) {
                self.remove(&name);
            }
        }
    }
}

/// Deletes all files of the cache in `dir`.
///
/// # Errors
/// When something may still be there.
pub(crate) fn destroy(dir: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(dir.join(FOLDER)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
