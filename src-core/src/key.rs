//! Where secrets rest: the cache's key, the kept session and the device's own id.
//!
//! On a phone the shell brings the system's store (Keychain, Keystore). [`FileKeyStore`] stands in
//! where there is none, [`MemoryKeyStore`] in tests.

use std::collections::HashMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

/// A secret as it is held in memory: wiped when dropped.
pub type Secret = Zeroizing<Vec<u8>>;

/// Keeps small secrets for this device only, outside every backup. Names are lower-case ASCII
/// letters and hyphens. Calls may block and come from any thread.
pub trait KeyStore: Send + Sync {
    /// The secret called `name`; none when there is none *for certain*, which makes the core wipe
    /// a cache that it could not read anyway.
    ///
    /// # Errors
    /// [`KeyStoreError`] when the store can't say; nothing is wiped then.
    fn load(&self, name: &str) -> Result<Option<Secret>, KeyStoreError>;

    /// Keeps `secret` as `name`, in place of an older one.
    ///
    /// # Errors
    /// [`KeyStoreError`]; the older secret is still there then.
    fn save(&self, name: &str, secret: &[u8]) -> Result<(), KeyStoreError>;

    /// Destroys the secret called `name`; one that isn't there is no error.
    ///
    /// # Errors
    /// [`KeyStoreError`] when it may still be there.
    fn remove(&self, name: &str) -> Result<(), KeyStoreError>;
}

/// Why a key store did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyStoreError {
    /// The device is still locked; later it may work.
    #[error("the key store is locked")]
    Locked,
    /// The system or the person refused.
    #[error("the key store refused")]
    Refused,
    /// Anything else.
    #[error("the key store failed")]
    Failed,
}

/// One 0600 file a secret, in a directory of its own (0700). For development on a desktop without
/// a system key store: it keeps other users out, but not somebody who has the disk.
#[derive(Debug)]
pub struct FileKeyStore {
    dir: PathBuf,
}

impl FileKeyStore {
    /// Keeps secrets in `dir`, which is made when first needed. It must not be the cache's
    /// directory, which a logout empties.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    fn path(&self, name: &str) -> Result<PathBuf, KeyStoreError> {
        let sound = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if sound {
            Ok(self.dir.join(name))
        } else {
            Err(KeyStoreError::Refused)
        }
    }
}

impl KeyStore for FileKeyStore {
    fn load(&self, name: &str) -> Result<Option<Secret>, KeyStoreError> {
        match std::fs::read(self.path(name)?) {
            Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                Err(KeyStoreError::Refused)
            }
            Err(_) => Err(KeyStoreError::Failed),
        }
    }

    fn save(&self, name: &str, secret: &[u8]) -> Result<(), KeyStoreError> {
        let path = self.path(name)?;
        create_private_dir(&self.dir)
            .and_then(|()| write_private(&path, secret))
            .map_err(|_| KeyStoreError::Failed)
    }

    fn remove(&self, name: &str) -> Result<(), KeyStoreError> {
        match std::fs::remove_file(self.path(name)?) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(_) => Err(KeyStoreError::Failed),
        }
    }
}

/// Makes `dir` and its parents, open to nobody else.
pub(crate) fn create_private_dir(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        builder.mode(0o700).create(dir)?;
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))
    }
    #[cfg(not(unix))]
    builder.create(dir)
}

/// Puts a file with `bytes` in the place of `path`, whole or not at all, open to nobody else.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    let new = path.with_file_name(name);
    let mut file = private_file(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&new, path)
}

/// Opens `path` for writing from the start, open to nobody else.
pub(crate) fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Secrets in memory, and a switch that makes the store fail. For tests.
#[derive(Debug, Default)]
pub struct MemoryKeyStore {
    secrets: Mutex<HashMap<String, Secret>>,
    fault: Mutex<Option<KeyStoreError>>,
}

impl MemoryKeyStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes every call fail with `fault`, or work again.
    pub fn set_fault(&self, fault: Option<KeyStoreError>) {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// Names of the secrets, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<_> = secrets.keys().cloned().collect();
        names.sort();
        names
    }

    fn check(&self) -> Result<(), KeyStoreError> {
        match *self.fault.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(fault) => Err(fault),
            None => Ok(()),
        }
    }
}

impl KeyStore for MemoryKeyStore {
    fn load(&self, name: &str) -> Result<Option<Secret>, KeyStoreError> {
        self.check()?;
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(secrets.get(name).cloned())
    }

    fn save(&self, name: &str, secret: &[u8]) -> Result<(), KeyStoreError> {
        self.check()?;
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(name.to_owned(), Zeroizing::new(secret.to_vec()));
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), KeyStoreError> {
        self.check()?;
        self.secrets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_store_keeps_replaces_and_removes() {
        let dir = tempfile::tempdir().unwrap();
        let store = FileKeyStore::new(dir.path().join("keys"));
        assert!(store.load("cache").unwrap().is_none());
        store.save("cache", b"one").unwrap();
        store.save("cache", b"two").unwrap();
        assert_eq!(*store.load("cache").unwrap().unwrap(), b"two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&dir.path().join("keys")), 0o700);
            assert_eq!(mode(&dir.path().join("keys/cache")), 0o600);
        }
        store.remove("cache").unwrap();
        store.remove("cache").unwrap();
        assert!(store.load("cache").unwrap().is_none());
    }

    #[test]
    fn a_name_can_not_leave_the_directory() {
        let dir = tempfile::tempdir().unwrap();
        let store = FileKeyStore::new(dir.path());
        assert_eq!(store.save("../x", b""), Err(KeyStoreError::Refused));
        assert_eq!(store.load(""), Err(KeyStoreError::Refused));
    }
}
