//! From a backup back to a server's data.
//!
//! Everything is unpacked and looked at beside the data first. Then what is there is set aside and what
//! was unpacked takes its place, while a mark stands that keeps the server from starting: a power cut
//! leaves the old data, the new, or a server that says to restore once more.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use handbook_wire::entity::FileHash;
use sha2::{Digest, Sha256};

use super::archive::{self, Entry, Manifest};
use super::seal::Opener;
use super::{BackupError, create_new, failed, path_in, stamp, sync_folder};
use crate::clock::Clock;
use crate::config::Config;
use crate::service::console::audit::{Action, Actor, Book, Deed, Verdict};
use crate::service::restored;
use crate::storage::sqlite::{Sqlite, whole};
use crate::storage::{Storage, StorageError};

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// When the backup was made.
    pub made_at: i64,
    /// The newest revision in it.
    pub revision: u64,
    /// Files of posts that came with it.
    pub files: u64,
    /// Files of posts that were gone when it was made.
    pub missing: u64,
    /// Whether files of posts are in a bucket.
    pub in_bucket: bool,
    /// Where the data from before is.
    pub set_aside: Option<PathBuf>,
}

/// Whether a restore was cut off in the folder, so that what is there is neither old nor new.
#[must_use]
pub fn is_half_done(data_dir: &Path) -> bool {
    mark(data_dir).exists()
}

fn mark(data_dir: &Path) -> PathBuf {
    data_dir.join("restoring")
}

/// Restores the backup at `from`. Data that is there is replaced only with `replace`, and then kept
/// aside.
///
/// # Errors
/// [`BackupError`]; what is there is as it was then, unless putting it in place was cut off.
pub fn restore(
    config: &Config,
    clock: &dyn Clock,
    from: &Path,
    replace: bool,
) -> Result<Restored, BackupError> {
    let key = config.backup_key.as_ref().ok_or(BackupError::NoKey)?;
    let database = config.database();
    let data = &config.data_dir;
    if database.exists() && !replace && !is_half_done(data) {
        return Err(BackupError::Occupied(data.clone()));
    }
    std::fs::create_dir_all(data).map_err(failed(data))?;
    let _alone = whole::claim(&database).map_err(|error| match error {
        StorageError::Busy => BackupError::Running,
        other => other.into(),
    })?;
    let staging = Staging::new(data)?;
    let manifest = unpack(key, from, &staging)?;
    let files = prove(clock, &manifest, &staging)?;
    let set_aside = put_in_place(config, clock.now(), &staging)?;
    Ok(Restored {
        made_at: manifest.made_at,
        revision: manifest.revision,
        files,
        missing: manifest.missing,
        in_bucket: manifest.in_bucket,
        set_aside,
    })
}

/// Where a backup is unpacked: in the data folder, so that renaming is enough later.
struct Staging(PathBuf);

impl Staging {
    fn new(data: &Path) -> Result<Self, BackupError> {
        let folder = data.join(".restore");
        // What is left of a restore that was cut off.
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(failed(&folder)(error));
            }
            _ => {}
        }
        std::fs::create_dir(&folder).map_err(failed(&folder))?;
        Ok(Self(folder))
    }

    fn database(&self) -> PathBuf {
        self.0.join("handbook.db")
    }

    fn secret(&self) -> PathBuf {
        self.0.join("secret")
    }

    fn files(&self) -> PathBuf {
        self.0.join("files")
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // The next restore does it otherwise.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Reads the whole of a backup: only then is it known that nothing was cut off.
fn unpack(key: &super::BackupKey, from: &Path, staging: &Staging) -> Result<Manifest, BackupError> {
    let file = File::open(from).map_err(failed(from))?;
    let read = || -> io::Result<Manifest> {
        let opener = Opener::new(BufReader::new(file), key)?;
        let mut from = zstd::Decoder::new(opener)?;
        let manifest = archive::read_manifest(&mut from)?;
        loop {
            match archive::read_line(&mut from)? {
                Entry::Secret { bytes } => take(&mut from, bytes, &staging.secret())?,
                Entry::Database { bytes } => take(&mut from, bytes, &staging.database())?,
                Entry::File { hash, bytes } => {
                    let hash = FileHash::parse(&hash).ok_or_else(archive::damaged)?;
                    let path = path_in(&staging.files(), &hash);
                    if let Some(folder) = path.parent() {
                        std::fs::create_dir_all(folder)?;
                    }
                    take(&mut from, bytes, &path)?;
                    if hash_of(&path)? != hash {
                        return Err(archive::damaged());
                    }
                }
                Entry::End => break,
            }
        }
        // The last sealed piece proves the end.
        match from.read(&mut [0])? {
            0 => Ok(manifest),
            _ => Err(archive::damaged()),
        }
    };
    read().map_err(|error| match error.kind() {
        ErrorKind::Unsupported => BackupError::Newer,
        ErrorKind::StorageFull => StorageError::Full.into(),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => failed(&staging.0)(error),
        // Whatever else was read is not what was written.
        _ => BackupError::Damaged,
    })
}

fn take(from: &mut impl Read, bytes: u64, to: &Path) -> io::Result<()> {
    let mut file = create_new(to)?;
    archive::read_bytes(from, bytes, &mut file)?;
    file.sync_all()
}

/// Hash of what is in the file at `path`.
pub(super) fn hash_of(path: &Path) -> io::Result<FileHash> {
    let mut file = File::open(path)?;
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(FileHash::of_bytes(hash.finalize().into())),
            read => hash.update(&piece[..read]),
        }
    }
}

/// Looks at what was unpacked, and lets it begin a history of its own. Answers how many files came.
fn prove(clock: &dyn Clock, manifest: &Manifest, staging: &Staging) -> Result<u64, BackupError> {
    let wrong = |what: &str| BackupError::Inconsistent(what.to_owned());
    let (database, secret) = (staging.database(), staging.secret());
    if !database.is_file() || !secret.is_file() {
        return Err(wrong("데이터베이스나 비밀 파일이 들어 있지 않아요."));
    }
    let inspection = whole::inspect(&database)?;
    if !inspection.faults.is_empty() {
        return Err(BackupError::Inconsistent(inspection.faults.join("\n")));
    }
    let (found, known) = (inspection.schema, inspection.known);
    if found > known {
        return Err(StorageError::Newer { found, known }.into());
    }
    if inspection.schema != manifest.schema || inspection.revision != manifest.revision {
        return Err(wrong("데이터베이스가 백업에 적힌 것과 달라요."));
    }
    let (mut files, mut missing) = (0, 0);
    for (hash, _) in &inspection.files {
        let hash = FileHash::parse(hash).ok_or(StorageError::Corrupt("파일의 해시"))?;
        match path_in(&staging.files(), &hash).is_file() {
            true => files += 1,
            false => missing += 1,
        }
    }
    if !manifest.in_bucket && missing != manifest.missing {
        return Err(wrong("소식의 파일이 모자라요."));
    }
    {
        // An older schema is brought to this build's here.
        let storage = Sqlite::open(&database)?;
        let storage: &dyn Storage = &storage;
        let book = Book::open(&secret)?;
        if let Verdict::Broken { line } = book.check(storage)? {
            let text = format!("접속기록이 {line}번 줄부터 적힌 그대로가 아니에요.");
            return Err(BackupError::Inconsistent(text));
        }
        let now = clock.now();
        let deed = Deed::new(Action::Restore, format!("개정 {}", manifest.revision))
            .with(format!("{} 백업", stamp(manifest.made_at)));
        storage.writing(|txn| {
            restored::begin_again(txn, manifest.made_at, now)?;
            book.write(txn, now, &Actor::command_line(), &deed)
        })?;
    }
    whole::settle(&database)?;
    Ok(files)
}

/// Sets aside what is there and puts what was unpacked in its place.
fn put_in_place(
    config: &Config,
    now: i64,
    staging: &Staging,
) -> Result<Option<PathBuf>, BackupError> {
    let data = &config.data_dir;
    let mark = mark(data);
    let put = || -> io::Result<Option<PathBuf>> {
        // Files of posts lie under their hashes: what is there already is the same.
        for (from, name) in staged_files(&staging.files())? {
            let to = config.files().join(name);
            if let Some(folder) = to.parent() {
                std::fs::create_dir_all(folder)?;
            }
            if !to.exists() || hash_of(&to)? != hash_of(&from)? {
                std::fs::rename(&from, &to)?;
                sync_folder(&to)?;
            }
        }
        File::create(&mark)?.sync_all()?;
        sync_folder(&mark)?;
        let aside = data.join(format!("before-restore-{}", stamp(now)));
        let database = config.database();
        let mut any = false;
        for path in [
            database.clone(),
            whole::beside(&database, "wal"),
            whole::beside(&database, "shm"),
        ] {
            if path.exists() {
                std::fs::create_dir_all(&aside)?;
                let name = path.file_name().unwrap_or_default();
                std::fs::rename(&path, aside.join(name))?;
                any = true;
            }
        }
        let secret = config.secret_file();
        let new = std::fs::read(staging.secret())?;
        if std::fs::read(&secret).ok().as_deref() != Some(&new[..]) {
            if secret.exists() {
                std::fs::create_dir_all(&aside)?;
                std::fs::copy(&secret, aside.join("secret"))?;
                any = true;
            }
            // It may be on another disk than the data.
            let beside = secret.with_extension("new");
            let _ = std::fs::remove_file(&beside);
            let mut file = create_new(&beside)?;
            file.write_all(&new)?;
            file.sync_all()?;
            std::fs::rename(&beside, &secret)?;
            sync_folder(&secret)?;
        }
        std::fs::rename(staging.database(), &database)?;
        sync_folder(&database)?;
        std::fs::remove_file(&mark)?;
        sync_folder(&mark)?;
        Ok(any.then_some(aside))
    };
    put().map_err(failed(data))
}

/// The unpacked files of posts, with where each lies in the folder.
fn staged_files(folder: &Path) -> io::Result<Vec<(PathBuf, PathBuf)>> {
    let mut found = Vec::new();
    if !folder.exists() {
        return Ok(found);
    }
    for shelf in std::fs::read_dir(folder)? {
        let shelf = shelf?;
        for file in std::fs::read_dir(shelf.path())? {
            let file = file?;
            let name = Path::new(&shelf.file_name()).join(file.file_name());
            found.push((file.path(), name));
        }
    }
    Ok(found)
}
