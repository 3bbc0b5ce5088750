//! Backups: everything that the server keeps, in one encrypted file, made while it serves; and back.
//!
//! What is in one: the database as of one moment, the server's secret, and the files of posts where
//! they are in a folder. What is not: the configuration, certificates, uploads that nobody has
//! finished, and files in a bucket. Why so: `docs/adr/0025-backups.md`.

mod archive;
pub mod check;
pub mod restore;
mod seal;

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use handbook_wire::entity::FileHash;
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};

use crate::clock::Clock;
use crate::config::Config;
use crate::server::{StartError, open_storage};
use crate::service::console::audit::{Action, Actor, Audited, Book, Deed};
use crate::storage::sqlite::whole;
use crate::storage::{Storage, StorageError};

use archive::{Entry, Manifest};
use seal::Sealer;

pub use seal::BackupKey;

/// How hard zstd tries: pictures can't be made smaller, and the database is made so soon enough.
const LEVEL: i32 = 3;

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// No key is configured.
    #[error(
        "백업을 잠글 열쇠가 없어요. handbook-server backup-key /etc/handbook/backup.key로 만들고, \
         설정의 backup.key_file에 적어 주세요."
    )]
    NoKey,
    /// There is no database.
    #[error("데이터베이스가 없어요: {path}", path = .0.display())]
    NothingThere(PathBuf),
    /// A file that is there already.
    #[error("이미 있는 파일이에요: {path}\n다른 이름을 적어 주세요.", path = .0.display())]
    InTheWay(PathBuf),
    /// The database is damaged, so a copy of it is no backup.
    #[error(
        "데이터베이스가 온전하지 않아서 백업하지 않았어요. 지난 백업을 지우지 말고 보관해 주세요.\n{0}"
    )]
    DamagedDatabase(String),
    /// It is no backup, was changed, or the key is another.
    #[error(
        "백업 파일이 온전하지 않거나 열쇠가 달라요. 아무것도 바꾸지 않았어요.\n\
         backup.key_file의 열쇠가 이 백업을 만들 때의 것인지 보고, 맞으면 다른 백업 파일을 써 주세요."
    )]
    Damaged,
    /// A newer server made it.
    #[error("이 서버보다 새 버전이 만든 백업이에요. 서버를 업데이트하고 다시 해 주세요.")]
    Newer,
    /// There is a database already.
    #[error(
        "이미 데이터가 있어요: {path}\n지금 데이터를 치우고 백업으로 바꾸려면 --replace를 붙여 주세요. \
         치운 데이터는 지우지 않고 옆에 남겨요.",
        path = .0.display()
    )]
    Occupied(PathBuf),
    /// The server or another command has the database open.
    #[error("서버가 켜져 있거나 다른 명령이 데이터를 쓰고 있어요. 서버를 끄고 다시 해 주세요.")]
    Running,
    /// What is in the backup does not hold together.
    #[error("백업 안의 내용이 서로 맞지 않아요. 아무것도 바꾸지 않았어요.\n{0}")]
    Inconsistent(String),
    /// The system failed.
    #[error("{path}: {reason}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database can't be opened.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// What the system said of the file at `path`.
fn failed(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |reason| BackupError::Io { path, reason }
}

/// A backup that was made.
#[derive(Debug)]
pub struct Made {
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// The newest revision in it.
    pub revision: u64,
    /// Files of posts in it.
    pub files: u64,
    /// Files of posts that the database knows and that are gone from the folder.
    pub missing: Vec<String>,
    /// Whether files of posts are in a bucket, and not in it.
    pub in_bucket: bool,
}

/// Makes a backup as the file `to`, or in the folder `to` under a name with the time. The server may
/// be running.
///
/// # Errors
/// [`BackupError`]; there is no file then.
pub fn create(config: &Config, clock: &dyn Clock, to: &Path) -> Result<Made, BackupError> {
    let key = config.backup_key.as_ref().ok_or(BackupError::NoKey)?;
    let database = config.database();
    if !database.exists() {
        return Err(BackupError::NothingThere(database));
    }
    // Before the copy, so that whatever is in it and not known to be is from before.
    let made_at = clock.now();
    let path = match to.is_dir() {
        true => to.join(format!("handbook-{}.backup", stamp(made_at))),
        false => to.to_owned(),
    };
    if path.exists() {
        return Err(BackupError::InTheWay(path));
    }
    let storage = open_storage(config)?;
    note(config, &*storage, made_at, &path)?;
    let copy = Scrap(config.data_dir.join(format!(".backup-{made_at}.db")));
    whole::copy(&database, &copy.0)?;
    let inspection = whole::inspect(&copy.0)?;
    if !inspection.faults.is_empty() {
        return Err(BackupError::DamagedDatabase(inspection.faults.join("\n")));
    }
    let in_bucket = config.s3.is_some();
    let mut manifest = Manifest::new(made_at, inspection.schema, inspection.revision, in_bucket);
    let (mut present, mut missing) = (Vec::new(), Vec::new());
    for (hash, _) in inspection.files {
        let hash = FileHash::parse(&hash).ok_or(StorageError::Corrupt("파일의 해시"))?;
        if in_bucket {
            continue;
        }
        // A file is written before the database knows it, and never changes.
        match file_path(config, &hash).is_file() {
            true => present.push(hash),
            false => missing.push(hash.as_str().to_owned()),
        }
    }
    manifest.missing = missing.len() as u64;
    let part = Scrap(path.with_extension(format!("{made_at}.part")));
    let wrote = write(config, key, &manifest, &copy.0, &present, &part.0);
    let bytes = wrote.map_err(failed(&part.0))?;
    std::fs::rename(&part.0, &path).map_err(failed(&path))?;
    sync_folder(&path).map_err(failed(&path))?;
    Ok(Made {
        path,
        bytes,
        revision: inspection.revision,
        files: present.len() as u64,
        missing,
        in_bucket,
    })
}

fn write(
    config: &Config,
    key: &BackupKey,
    manifest: &Manifest,
    copy: &Path,
    files: &[FileHash],
    to: &Path,
) -> io::Result<u64> {
    let sealer = Sealer::new(BufWriter::new(create_new(to)?), key)?;
    let mut to = zstd::Encoder::new(sealer, LEVEL)?;
    archive::write_line(&mut to, manifest)?;
    let mut put = |path: &Path, entry: &dyn Fn(u64) -> Entry| {
        let mut file = File::open(path)?;
        let bytes = file.metadata()?.len();
        archive::write_entry(&mut to, &entry(bytes), bytes, &mut file)
    };
    put(&config.secret_file(), &|bytes| Entry::Secret { bytes })?;
    put(copy, &|bytes| Entry::Database { bytes })?;
    for hash in files {
        let entry = |bytes| Entry::File {
            hash: hash.as_str().to_owned(),
            bytes,
        };
        put(&file_path(config, hash), &entry)?;
    }
    archive::write_line(&mut to, &Entry::End)?;
    let mut out = to.finish()?.finish()?;
    out.flush()?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

/// Writes down that everything was taken along.
fn note(config: &Config, storage: &dyn Storage, now: i64, path: &Path) -> Result<(), StorageError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let audited: &dyn Storage = &Audited {
        storage,
        book: &Book::open(&config.secret_file())?,
        now,
        actor: &Actor::command_line(),
        deed: Deed::new(Action::Backup, name),
    };
    audited.writing(|_| Ok(()))
}

/// Where a file of a post lies, when it lies in the folder.
fn file_path(config: &Config, hash: &FileHash) -> PathBuf {
    path_in(&config.files(), hash)
}

fn path_in(files: &Path, hash: &FileHash) -> PathBuf {
    let digits = hash.as_str();
    files.join(&digits[..2]).join(digits)
}

/// A moment (ms) as a part of a file's name: `20261123-180500`, by the office's clock.
pub(crate) fn stamp(at: i64) -> String {
    let Ok(time) = Timestamp::from_millisecond(at) else {
        return at.to_string();
    };
    let time = time.to_zoned(TimeZone::fixed(offset(9)));
    format!(
        "{:04}{:02}{:02}-{:02}{:02}{:02}",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// Makes a file for its owner's eyes alone; never over one that is there.
fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a file's name last over a power cut.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let here = Path::new(".");
        let folder = if folder.as_os_str().is_empty() {
            here
        } else {
            folder
        };
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// A file that is taken away when it is dropped.
struct Scrap(PathBuf);

impl Drop for Scrap {
    fn drop(&mut self) {
        // Gone already when it got its real name.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Writes a new key to a new file for its owner's eyes alone.
///
/// # Errors
/// [`BackupError`]; nothing is ever written over.
pub fn write_key(path: &Path) -> Result<(), BackupError> {
    if path.exists() {
        return Err(BackupError::InTheWay(path.to_owned()));
    }
    let write = || {
        let key = BackupKey::new()?;
        let mut file = create_new(path)?;
        file.write_all(key.digits().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    };
    write().map_err(failed(path))
}

#[cfg(test)]
mod tests;
