//! Tiles on the disk: a file each, so many bytes of them, those that were looked at last. Pictures of
//! the earth and no more; they go with the rest of the cache at a logout.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::cache::hex;
use crate::key::{create_private_dir, private_file};

/// Bytes of all tiles together.
pub(super) const ROOM: u64 = 50 << 20;
/// What is left of that when tiles are cleared away, in tenths: not one goes at a time.
const LEFT: u64 = 9;
/// The longest first line of a file.
const MAX_HEAD: usize = 2048;

/// What a service says about keeping a tile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Terms {
    /// Whether it may be kept on the disk at all.
    #[serde(skip)]
    pub(super) keep: bool,
    /// Seconds for which it is fresh.
    pub(super) age: i64,
    /// `ETag`.
    pub(super) tag: Option<String>,
    /// `Last-Modified`.
    pub(super) modified: Option<String>,
}

/// A tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tile {
    /// Media type.
    pub(crate) kind: &'static str,
    /// Picture.
    pub(crate) bytes: Bytes,
    pub(super) terms: Terms,
    /// When it came, in milliseconds.
    from: i64,
}

impl Tile {
    pub(super) fn new(kind: &'static str, bytes: Bytes, terms: Terms) -> Self {
        Self {
            kind,
            bytes,
            terms,
            from: 0,
        }
    }

    /// The same, come now.
    pub(super) fn dated(self, now: i64) -> Self {
        Self { from: now, ..self }
    }

    /// The same on new terms. What they don't repeat still holds.
    pub(super) fn renewed(&self, terms: Terms, now: i64) -> Self {
        let terms = Terms {
            tag: terms.tag.or_else(|| self.terms.tag.clone()),
            modified: terms.modified.or_else(|| self.terms.modified.clone()),
            ..terms
        };
        Self {
            terms,
            from: now,
            ..self.clone()
        }
    }

    /// Whether nobody has to be asked about it. By a clock that was put back it is not.
    pub(super) fn is_fresh(&self, now: i64) -> bool {
        (self.from..self.from.saturating_add(self.terms.age * 1000)).contains(&now)
    }
}

/// The first line of a file.
#[derive(Serialize, Deserialize)]
struct Head {
    kind: String,
    from: i64,
    sum: String,
    #[serde(flatten)]
    terms: Terms,
}

/// The tiles of one folder. Everything here blocks.
pub(crate) struct Kept {
    dir: PathBuf,
    room: u64,
    index: Mutex<Index>,
}

#[derive(Default)]
struct Index {
    /// Whether the folder has been read.
    read: bool,
    files: HashMap<String, File>,
    bytes: u64,
    /// Grows when everything is taken away.
    age: u64,
}

struct File {
    bytes: u64,
    /// When it was looked at last, in milliseconds.
    used: i64,
}

impl Index {
    fn add(&mut self, name: &str, bytes: u64, used: i64) {
        self.bytes += bytes;
        if let Some(old) = self.files.insert(name.to_owned(), File { bytes, used }) {
            self.bytes -= old.bytes;
        }
    }

    fn remove(&mut self, name: &str) {
        if let Some(old) = self.files.remove(name) {
            self.bytes -= old.bytes;
        }
    }
}

impl Kept {
    /// The tiles in `dir`, which need not be there.
    pub(crate) fn new(dir: PathBuf) -> Self {
        Self::with_room(dir, ROOM)
    }

    pub(super) fn with_room(dir: PathBuf, room: u64) -> Self {
        Self {
            dir,
            room,
            index: Mutex::default(),
        }
    }

    /// Grows when everything is taken away.
    pub(super) fn age(&self) -> u64 {
        self.lock().age
    }

    /// The tile called `name`, which counts as looked at now.
    pub(super) fn load(&self, name: &str, now: i64) -> Option<Tile> {
        let mut index = self.open();
        let file = index.files.get_mut(name)?;
        let path = self.dir.join(name);
        let tile = fs::read(&path).ok().and_then(|bytes| parse(&bytes));
        if tile.is_none() {
            // It is gone or damaged.
            index.remove(name);
            // It may be gone already.
            let _ = fs::remove_file(&path);
            return None;
        }
        file.used = now;
        touch(&path, now);
        tile
    }

    /// Keeps a tile, unless its service doesn't wish so or everything was taken away after `age`. A
    /// disk that does not take it is no matter.
    pub(super) fn keep(&self, name: &str, tile: &Tile, now: i64, age: u64) {
        let mut index = self.open();
        if index.age != age {
            return;
        }
        if !tile.terms.keep {
            index.remove(name);
            // There may be none.
            let _ = fs::remove_file(self.dir.join(name));
            return;
        }
        match self.write(name, tile, now) {
            Ok(bytes) => index.add(name, bytes, now),
            Err(error) => tracing::debug!(kind = %error.kind(), "a tile was not kept"),
        }
        if index.bytes > self.room {
            self.clear_away(&mut index);
        }
    }

    /// Takes everything away.
    ///
    /// # Errors
    /// When something may still be there.
    pub(crate) fn destroy(&self) -> std::io::Result<()> {
        let mut index = self.lock();
        let age = index.age + 1;
        *index = Index {
            age,
            ..Index::default()
        };
        match fs::remove_dir_all(&self.dir) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The index, read from the folder the first time.
    fn open(&self) -> MutexGuard<'_, Index> {
        let mut index = self.lock();
        if !index.read {
            index.read = true;
            for (name, bytes, used) in list(&self.dir) {
                index.add(&name, bytes, used);
            }
        }
        index
    }

    fn write(&self, name: &str, tile: &Tile, now: i64) -> std::io::Result<u64> {
        use std::io::Write;
        create_private_dir(&self.dir)?;
        let head = Head {
            kind: tile.kind.to_owned(),
            from: tile.from,
            sum: sum(&tile.bytes),
            terms: tile.terms.clone(),
        };
        let mut bytes = serde_json::to_vec(&head)?;
        bytes.push(b'\n');
        bytes.extend_from_slice(&tile.bytes);
        // Not forced to the disk: a tile that a power cut has torn is told by its sum.
        let path = self.dir.join(name);
        let new = self.dir.join(format!(".{name}"));
        private_file(&new)?.write_all(&bytes)?;
        touch(&new, now);
        fs::rename(&new, &path)?;
        Ok(bytes.len() as u64)
    }

    /// Removes what was not looked at for longest.
    fn clear_away(&self, index: &mut Index) {
        let files = index.files.iter();
        let mut oldest: Vec<(i64, String)> = files
            .map(|(name, file)| (file.used, name.clone()))
            .collect();
        oldest.sort_unstable();
        for (_, name) in oldest {
            if index.bytes <= self.room / 10 * LEFT {
                break;
            }
            index.remove(&name);
            // One that can't be removed is found again at the next start.
            let _ = fs::remove_file(self.dir.join(&name));
        }
    }
}

/// Name, bytes and last use of the files in `dir`. What is not a tile's is removed.
fn list(dir: &Path) -> Vec<(String, u64, i64)> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Vec::new();
    };
    let entries = entries.filter_map(Result::ok);
    let found = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        if name.starts_with('.') {
            // Left by a start that ended while it was written.
            let _ = fs::remove_file(entry.path());
            return None;
        }
        let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        let used = about.modified().ok()?.duration_since(UNIX_EPOCH).ok();
        let used = used.and_then(|since| i64::try_from(since.as_millis()).ok());
        Some((name, about.len(), used.unwrap_or(0)))
    });
    found.collect()
}

/// Notes when a file was looked at, for the next start.
fn touch(path: &Path, now: i64) {
    let when = UNIX_EPOCH + Duration::from_millis(u64::try_from(now).unwrap_or(0));
    // A file that can't be dated is cleared away sooner, no more.
    let _ = fs::File::options()
        .append(true)
        .open(path)
        .and_then(|file| file.set_modified(when));
}

fn parse(bytes: &[u8]) -> Option<Tile> {
    let end = bytes
        .iter()
        .take(MAX_HEAD)
        .position(|byte| *byte == b'\n')?;
    let head: Head = serde_json::from_slice(&bytes[..end]).ok()?;
    let picture = &bytes[end + 1..];
    let kind = ["image/png", "image/jpeg", "image/webp"]
        .into_iter()
        .find(|kind| *kind == head.kind)?;
    (sum(picture) == head.sum).then(|| Tile {
        kind,
        bytes: Bytes::copy_from_slice(picture),
        terms: Terms {
            keep: true,
            ..head.terms
        },
        from: head.from,
    })
}

fn sum(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..16])
}
