//! Which posts list which files, and who may have a file for it.

use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::entity::{Attachment, FileHash, Kind, Picture};

use super::Service;
use crate::service::post::is_seen;
use crate::service::{Caller, Failure, canonical};
use crate::storage::{StorageError, StorageTxn, StorageWrite, StoredFile, Upload};

/// Who asks for a file.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    /// Account.
    pub account: &'a str,
    /// What it may do.
    pub role: Role,
}

/// Notes which files a post lists, in whatever state it is. To be called in the transaction that stores
/// the post, with none when it is removed.
pub fn list(
    txn: &mut dyn StorageWrite,
    post: &str,
    attachments: &[Attachment],
    now: i64,
) -> Result<(), StorageError> {
    let files = attachments.iter().flat_map(Attachment::files);
    let hashes: Vec<&str> = files.map(FileHash::as_str).collect();
    txn.set_file_references(Kind::Post, post, &hashes, now)
}

/// Whether a post of this author may list `attachments`: each is there, is what it says that it is, and is
/// one that the author has uploaded or may see.
///
/// # Errors
/// [`StorageError`].
pub fn may_list<T: StorageTxn + ?Sized>(
    txn: &T,
    author: Asker<'_>,
    attachments: &[Attachment],
) -> Result<bool, StorageError> {
    for one in attachments {
        let Some(stored) = find(txn, author, &one.file)? else {
            return Ok(false);
        };
        let picture = one.picture.as_ref().map(measures).transpose()?;
        if stored.bytes != one.bytes
            || stored.media_type != one.media_type
            || stored.picture != picture
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The file, if `asker` may have it.
fn find<T: StorageTxn + ?Sized>(
    txn: &T,
    asker: Asker<'_>,
    hash: &FileHash,
) -> Result<Option<StoredFile>, StorageError> {
    let Some(file) = txn.file(hash.as_str())? else {
        return Ok(None);
    };
    let may = is_listed_for(txn, asker, hash)? || has_uploaded(txn, asker.account, hash)?;
    Ok(may.then_some(file))
}

/// Staff see every post, in whatever state; others those that are sent to them.
fn is_listed_for<T: StorageTxn + ?Sized>(
    txn: &T,
    asker: Asker<'_>,
    hash: &FileHash,
) -> Result<bool, StorageError> {
    if asker.role == Role::Staff && !txn.file_references(hash.as_str())?.is_empty() {
        return Ok(true);
    }
    for post in txn.posts_with_file(hash.as_str())? {
        if is_seen(txn, asker.account, &post)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn has_uploaded<T: StorageTxn + ?Sized>(
    txn: &T,
    account: &str,
    hash: &FileHash,
) -> Result<bool, StorageError> {
    let done = |upload: Upload| -> Option<Attachment> { serde_json::from_str(&upload.done?).ok() };
    let uploads = txn.uploads_of(account)?;
    Ok((uploads.into_iter().filter_map(done))
        .any(|attachment| attachment.files().any(|file| file == hash)))
}

/// A picture's measures as they are stored and compared.
pub(super) fn measures(picture: &Picture) -> Result<String, StorageError> {
    canonical::text(picture)
}

impl Service {
    /// The file, if `caller` may have it.
    pub(super) fn find_file(&self, caller: &Caller, hash: &str) -> Result<StoredFile, Failure> {
        let hash = FileHash::parse(hash).ok_or(ErrorCode::NotFound)?;
        let asker = Asker {
            account: &caller.account,
            role: caller.role,
        };
        let found = self.storage.reading(|txn| find(txn, asker, &hash))?;
        Ok(found.ok_or(ErrorCode::NotFound)?)
    }
}
