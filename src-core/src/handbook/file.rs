//! Files that records list: fetched, kept within a budget, read.

use std::collections::HashSet;
use std::io::{ErrorKind, Write};
use std::sync::atomic::Ordering;

use futures_util::StreamExt;
use handbook_wire::ErrorCode;
use handbook_wire::entity::{Attachment, FileHash, Kind, Post};
use handbook_wire::ipc::{
    FileStage, FileState, FilesArgs, KeepArgs, Shelf, ShelfFile, ShelfSetting,
};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::{Handbook, Inner};
use crate::Error;
use crate::cache::hex;
use crate::file::Coming;
use crate::file::sealed::{FileKey, KEY, PIECE, Sealed};
use crate::key::create_private_dir;
use crate::post::shown_mark;
use crate::store::file::Kept;
use crate::store::meta::{self, Fact};
use crate::store::{StoreError, file, record};
use crate::sync::remote::{ByteStream, RemoteError};

/// The most files that are asked about at a time.
const MOST: usize = 100;
/// What is written to the disk at once.
const BLOCK: usize = 16 * PIECE;
/// How often a download that broke goes on by itself, and which part of a minute it waits before.
const TRIES: [u32; 3] = [120, 30, 12];

/// A part of a file that is here.
pub struct FilePart {
    /// Content type.
    pub media_type: String,
    /// Size of the whole.
    pub total: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Handbook {
    /// Where files stand on this device.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`]; so for everything here.
    /// [`Error::TooLarge`] for more than a hundred.
    pub async fn file_states(&self, args: FilesArgs) -> Result<Vec<FileState>, Error> {
        if args.files.len() > MOST {
            return Err(Error::TooLarge);
        }
        self.permitted()?;
        self.blocking(move |inner| {
            let state = |hash: FileHash| -> Result<FileState, Error> {
                let found = inner.cache.read(|c| file::find(c, &hash))?;
                let (have, checked, kept) =
                    found.map_or((0, false, false), |one| (one.have, one.checked, one.kept));
                let coming = inner.files.coming(&hash);
                let (have, stage) = match (checked, coming, inner.files.failure(&hash)) {
                    (true, ..) => (have, FileStage::Here),
                    (_, Some(coming), _) => (
                        coming.have.load(Ordering::Relaxed).max(have),
                        FileStage::Loading,
                    ),
                    (_, _, Some(failure)) => (have, FileStage::Failed(failure)),
                    _ => (have, FileStage::Absent),
                };
                Ok(FileState {
                    file: hash,
                    have,
                    stage,
                    kept,
                })
            };
            args.files.into_iter().map(state).collect()
        })
        .await
    }

    /// Fetches a file, from where an earlier download broke; without effect when it is here or comes.
    /// What became of it [`Handbook::file_states`] tells too.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no attachment; what the server says; [`Error::Remote`] with
    /// `bad_reply` when what came is not what the hash says.
    pub async fn fetch_file(&self, attachment: Attachment) -> Result<(), Error> {
        attachment.check().map_err(|_| Error::Invalid)?;
        self.permitted()?;
        let hash = attachment.file.clone();
        let Some(coming) = self.0.files.begin(&hash) else {
            return Ok(());
        };
        let fetched = self.fetch(attachment, &coming).await;
        let failure = match &fetched {
            Err(Error::Interrupted) | Ok(()) => None,
            Err(error) => Some(error.told()),
        };
        self.0.files.end(&hash, failure);
        fetched
    }

    async fn fetch(&self, attachment: Attachment, coming: &Coming) -> Result<(), Error> {
        let hash = attachment.file.clone();
        let mut kept = self
            .blocking(move |inner| inner.prepare(&attachment))
            .await?;
        let mut tries = TRIES.iter();
        while !kept.checked {
            coming.have.store(kept.have, Ordering::Relaxed);
            let began = kept.have;
            let taken = self.take_file(&mut kept, coming).await;
            if coming.is_stopped() {
                return Err(Error::Interrupted);
            }
            match taken {
                Ok(()) => {
                    self.check_file(&kept).await?;
                    kept.checked = true;
                }
                Err(Error::Remote(RemoteError::Offline)) => {
                    // What goes forward may go on for as long as it likes.
                    if kept.have > began {
                        tries = TRIES.iter();
                    }
                    let Some(wait) = tries.next() else {
                        return Err(RemoteError::Offline.into());
                    };
                    tokio::time::sleep(self.0.timing.minute / *wait).await;
                }
                Err(error) => return Err(error),
            }
        }
        self.blocking(move |inner| inner.make_room(Some(&hash)))
            .await
    }

    /// Takes what is missing of a file, as far as it comes.
    async fn take_file(&self, kept: &mut Kept, coming: &Coming) -> Result<(), Error> {
        if kept.have == kept.attachment.bytes {
            return Ok(());
        }
        let mut stream = self.file_stream(&kept.attachment.file, kept.have).await?;
        let mut block = Vec::with_capacity(BLOCK);
        let mut broken = None;
        while !coming.is_stopped() {
            match stream.next().await {
                Some(Ok(bytes)) => {
                    let total = kept.have + (block.len() + bytes.len()) as u64;
                    if total > kept.attachment.bytes {
                        return Err(RemoteError::BadReply.into());
                    }
                    block.extend_from_slice(&bytes);
                    coming.have.store(total, Ordering::Relaxed);
                    if block.len() >= BLOCK {
                        let rest = block.split_off(block.len() / PIECE * PIECE);
                        self.write_file(kept, std::mem::replace(&mut block, rest))
                            .await?;
                    }
                }
                Some(Err(error)) => {
                    broken = Some(error);
                    break;
                }
                None => break,
            }
        }
        let all = kept.have + block.len() as u64 == kept.attachment.bytes;
        if !all {
            block.truncate(block.len() / PIECE * PIECE);
        }
        if !block.is_empty() {
            self.write_file(kept, block).await?;
        }
        match broken {
            _ if all => Ok(()),
            Some(error) => Err(error.into()),
            None => Err(RemoteError::Offline.into()),
        }
    }

    async fn write_file(&self, kept: &mut Kept, bytes: Vec<u8>) -> Result<(), Error> {
        let (at, have) = (kept.have, kept.have + bytes.len() as u64);
        let (hash, disk, key) = (
            kept.attachment.file.clone(),
            kept.disk.clone(),
            kept.key.clone(),
        );
        let total = kept.attachment.bytes;
        self.blocking(move |inner| {
            let sealed = Sealed::new(&inner.files.path(&disk), &key, total).map_err(disk_failed)?;
            sealed.write(at, &bytes).map_err(disk_failed)?;
            Ok(inner
                .cache
                .change_files(|tx| file::set_have(tx, &hash, have, false))?)
        })
        .await?;
        kept.have = have;
        Ok(())
    }

    /// Holds what is on the disk against the hash; what is not the file is deleted.
    async fn check_file(&self, kept: &Kept) -> Result<(), Error> {
        let (attachment, disk, key) =
            (kept.attachment.clone(), kept.disk.clone(), kept.key.clone());
        self.blocking(move |inner| {
            let path = inner.files.path(&disk);
            let hash = Sealed::new(&path, &key, attachment.bytes)
                .and_then(|sealed| hash_of(&sealed, attachment.bytes));
            if hash.is_ok_and(|hash| hash == attachment.file) {
                let (hash, have) = (&attachment.file, attachment.bytes);
                return Ok(inner
                    .cache
                    .change_files(|tx| file::set_have(tx, hash, have, true))?);
            }
            inner.files.remove(&disk);
            inner
                .cache
                .change_files(|tx| file::remove(tx, &attachment.file))?;
            Err(RemoteError::BadReply.into())
        })
        .await
    }

    /// The bytes of a file from `from` on; a token that has run out is renewed once.
    async fn file_stream(&self, hash: &FileHash, from: u64) -> Result<ByteStream, Error> {
        let inner = &self.0;
        let held = inner.sessions.access();
        if let Some(access) = &held {
            match inner.remote.file(access.as_str(), hash, from).await {
                Err(RemoteError::Refused(reply)) if reply.code == ErrorCode::SessionExpired => {}
                other => return Ok(other?),
            }
        }
        self.replace_token(held.as_ref()).await?;
        let access = inner.sessions.access().ok_or(Error::NotLoggedIn)?;
        Ok(inner.remote.file(access.as_str(), hash, from).await?)
    }

    /// Stops a download; what has come stays.
    pub fn stop_file(&self, file: &FileHash) {
        self.0.files.stop(file);
    }

    /// Bytes of a file that is here, from `from` on, at most `most`.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not here.
    pub async fn read_file(
        &self,
        file: FileHash,
        from: u64,
        most: usize,
    ) -> Result<FilePart, Error> {
        self.permitted()?;
        self.blocking(move |inner| {
            let kept = inner.here(&file)?;
            let total = kept.attachment.bytes;
            let sealed = Sealed::new(&inner.files.path(&kept.disk), &kept.key, total);
            let bytes = sealed.and_then(|sealed| sealed.read(from, most));
            if from == 0 {
                let now = inner.clock.now_ms();
                inner.cache.change_files(|tx| file::touch(tx, &file, now))?;
            }
            Ok(FilePart {
                media_type: kept.attachment.media_type,
                total,
                bytes: bytes.map_err(|error| inner.lost(&file, &kept.disk, &error))?,
            })
        })
        .await
    }

    /// Writes a file that is here to `to`, in the clear.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not here; [`Error::Store`] when `to` does not take it.
    pub async fn copy_file(
        &self,
        file: FileHash,
        mut to: impl Write + Send + 'static,
    ) -> Result<(), Error> {
        self.permitted()?;
        self.blocking(move |inner| {
            let kept = inner.here(&file)?;
            let total = kept.attachment.bytes;
            let sealed = Sealed::new(&inner.files.path(&kept.disk), &kept.key, total)
                .map_err(disk_failed)?;
            let mut at = 0;
            while at < total {
                let bytes = sealed
                    .read(at, BLOCK)
                    .map_err(|error| inner.lost(&file, &kept.disk, &error))?;
                to.write_all(&bytes).map_err(disk_failed)?;
                at += bytes.len() as u64;
            }
            let now = inner.clock.now_ms();
            inner.cache.change_files(|tx| file::touch(tx, &file, now))?;
            to.flush().map_err(disk_failed)
        })
        .await
    }

    /// The files on this device.
    ///
    /// # Errors
    /// As [`Handbook::file_states`].
    pub async fn get_shelf(&self) -> Result<Shelf, Error> {
        self.permitted()?;
        self.blocking(Inner::shelf).await
    }

    /// Sets the budget, or whether large files wait for Wi-Fi.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a budget that can't be chosen.
    pub async fn set_shelf(&self, setting: ShelfSetting) -> Result<Shelf, Error> {
        self.permitted()?;
        if (setting.budget).is_some_and(|budget| !Shelf::BUDGETS.contains(&budget)) {
            return Err(Error::Invalid);
        }
        self.blocking(move |inner| {
            if let Some(budget) = setting.budget {
                inner
                    .cache
                    .set_fact(Fact::FileBudget, &budget.to_string())?;
            }
            if let Some(wifi_only) = setting.wifi_only {
                inner
                    .cache
                    .set_fact(Fact::WifiOnly, if wifi_only { "yes" } else { "no" })?;
            }
            inner.make_room(None)?;
            inner.shelf()
        })
        .await
    }

    /// Keeps a file whatever the budget says, or no more.
    ///
    /// # Errors
    /// As [`Handbook::file_states`].
    pub async fn keep_file(&self, args: KeepArgs) -> Result<(), Error> {
        self.permitted()?;
        self.blocking(move |inner| {
            inner
                .cache
                .change_files(|tx| file::set_kept(tx, &args.file, args.kept))?;
            inner.make_room(Some(&args.file))
        })
        .await
    }

    /// Deletes every file that does not come right now, those that the member keeps too.
    ///
    /// # Errors
    /// As [`Handbook::file_states`].
    pub async fn clear_files(&self) -> Result<Shelf, Error> {
        self.permitted()?;
        self.blocking(|inner| {
            inner.drop_files(|_| true)?;
            inner.shelf()
        })
        .await
    }
}

impl Inner {
    /// What is known of a file, made if nothing is.
    fn prepare(&self, attachment: &Attachment) -> Result<Kept, Error> {
        let found = self.cache.read(|c| file::find(c, &attachment.file))?;
        if let Some(found) = found {
            if found.attachment.bytes == attachment.bytes {
                return Ok(found);
            }
            self.files.remove(&found.disk);
            self.cache
                .change_files(|tx| file::remove(tx, &attachment.file))?;
        }
        create_private_dir(self.files.dir()).map_err(disk_failed)?;
        let (disk, key) = new_place()?;
        let kept = Kept {
            attachment: attachment.clone(),
            disk,
            key,
            have: 0,
            checked: false,
            kept: false,
        };
        let now = self.clock.now_ms();
        self.cache.change_files(|tx| file::add(tx, &kept, now))?;
        Ok(kept)
    }

    fn here(&self, hash: &FileHash) -> Result<Kept, Error> {
        let found = self.cache.read(|c| file::find(c, hash))?;
        found.filter(|kept| kept.checked).ok_or(Error::NotFound)
    }

    /// A file that can't be read is none: it is fetched anew.
    fn lost(&self, hash: &FileHash, disk: &str, error: &std::io::Error) -> Error {
        tracing::warn!(kind = ?error.kind(), "a file is damaged and is fetched anew");
        self.files.remove(disk);
        match self.cache.change_files(|tx| file::remove(tx, hash)) {
            Ok(()) => Error::NotFound,
            Err(error) => error.into(),
        }
    }

    fn shelf(&self) -> Result<Shelf, Error> {
        let files = self.cache.read(file::all)?;
        let (budget, wifi_only) = self.cache.read(|c| {
            let budget = meta::get(c, Fact::FileBudget)?.and_then(|text| text.parse().ok());
            let wifi_only = meta::get(c, Fact::WifiOnly)?.is_none_or(|text| text != "no");
            Ok((budget.unwrap_or(Shelf::BUDGET), wifi_only))
        })?;
        Ok(Shelf {
            budget,
            wifi_only,
            used: files.iter().map(|one| one.have).sum(),
            files: (files.into_iter())
                .map(|one| ShelfFile {
                    attachment: one.attachment,
                    have: one.have,
                    kept: one.kept,
                })
                .collect(),
        })
    }

    /// Deletes what was not used for the longest until the rest fits into the budget; not `fresh`, nor
    /// what the member keeps by itself or with its post, nor what comes.
    fn make_room(&self, fresh: Option<&FileHash>) -> Result<(), Error> {
        let shelf = self.shelf()?;
        let budget = shelf.budget;
        if shelf.used <= budget {
            return Ok(());
        }
        let saved = self.cache.read(saved_files)?;
        let mut used: u64 = 0;
        let mut over = Vec::new();
        for one in self.cache.read(file::all)? {
            if one.kept || saved.contains(&one.attachment.file) {
                continue;
            }
            used += one.have;
            if used > budget && Some(&one.attachment.file) != fresh {
                used -= one.have;
                over.push(one.attachment.file);
            }
        }
        self.drop_files(|kept| over.contains(&kept.attachment.file))
    }

    /// Deletes the files that `which` names and that do not come.
    fn drop_files(&self, which: impl Fn(&Kept) -> bool) -> Result<(), Error> {
        for one in self.cache.read(file::all)? {
            let hash = &one.attachment.file;
            if which(&one) && self.files.coming(hash).is_none() {
                self.cache.change_files(|tx| file::remove(tx, hash))?;
                self.files.remove(&one.disk);
            }
        }
        Ok(())
    }
}

/// The files of posts that the member keeps (보관).
fn saved_files(connection: &Connection) -> Result<HashSet<FileHash>, StoreError> {
    let account = meta::get(connection, Fact::Account)?.unwrap_or_default();
    let mut saved = HashSet::new();
    for (id, post) in record::all::<Post>(connection, Kind::Post)? {
        if shown_mark(connection, &account, &id)?.saved {
            saved.extend(post.attachments.iter().flat_map(Attachment::files).cloned());
        }
    }
    Ok(saved)
}

/// A name on the disk and a key, both random.
pub(super) fn new_place() -> Result<(String, FileKey), Error> {
    let mut name = [0; 16];
    let mut key = FileKey::new([0; KEY]);
    getrandom::fill(&mut name)
        .and_then(|()| getrandom::fill(&mut key[..]))
        .map_err(|_| Error::Setup("random numbers"))?;
    Ok((hex(&name), key))
}

/// The hash of a sealed file.
pub(super) fn hash_of(sealed: &Sealed, bytes: u64) -> std::io::Result<FileHash> {
    let (mut hash, mut at) = (Sha256::new(), 0);
    while at < bytes {
        let block = sealed.read(at, BLOCK)?;
        hash.update(&block);
        at += block.len() as u64;
    }
    Ok(FileHash::of_bytes(hash.finalize().into()))
}

/// A disk that does not do what it is asked.
pub(super) fn disk_failed(error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full.into(),
        _ => {
            tracing::warn!(kind = ?error.kind(), "a file could not be written or read");
            Error::Setup("the folder of files")
        }
    }
}
