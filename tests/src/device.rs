//! A phone without a window: the core with a cache folder and a key store of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use handbook_core::clock::ManualClock;
use handbook_core::key::MemoryKeyStore;
use handbook_core::sync::pin::Pins;
use handbook_core::{Config, Handbook};
use handbook_wire::ErrorReply;
use handbook_wire::ipc::{ListArgs, LoginArgs, MemberRow, SearchArgs, Status, SyncState};

use crate::{Error, wait_for};

/// A device that can be switched off and on; its cache and keys stay.
pub struct Device {
    folder: tempfile::TempDir,
    server: url::Url,
    keys: Arc<MemoryKeyStore>,
    /// The device's clock, which tests set as they like.
    pub clock: Arc<ManualClock>,
    handbook: Option<Handbook>,
}

/// Start of the devices' clocks: 2026-11-23 00:00 UTC, in milliseconds.
pub const START: i64 = 1_795_392_000_000;

impl Device {
    /// A new device, switched on, that will speak with the server at `server`.
    ///
    /// # Errors
    /// When its cache can't be made.
    pub fn new(server: &str) -> Result<Self, Error> {
        let mut device = Self {
            folder: tempfile::tempdir()?,
            server: server.parse()?,
            keys: Arc::new(MemoryKeyStore::default()),
            clock: Arc::new(ManualClock::new(START)),
            handbook: None,
        };
        device.switch_on()?;
        Ok(device)
    }

    /// Starts the app.
    ///
    /// # Errors
    /// When the cache can't be opened.
    pub fn switch_on(&mut self) -> Result<(), Error> {
        self.handbook = Some(self.open()?);
        Ok(())
    }

    /// Starts the app a second time beside the first, which must not be possible.
    ///
    /// # Errors
    /// What the core says.
    pub fn open_second(&self) -> Result<(), Error> {
        self.open().map(drop)
    }

    /// Lets the device, while it is off, speak with another server from now on.
    ///
    /// # Errors
    /// When `server` is no address.
    pub fn set_server(&mut self, server: &str) -> Result<(), Error> {
        self.server = server.parse()?;
        Ok(())
    }

    fn open(&self) -> Result<Handbook, Error> {
        let config = Config {
            dir: self.cache(),
            server: self.server.clone(),
            pins: Pins::default(),
            device_name: "시험 기기".to_owned(),
        };
        Handbook::open(config, self.keys.clone(), self.clock.clone())
            .map_err(|error| told(ErrorReply::from(error)))
    }

    /// Ends the app.
    pub async fn switch_off(&mut self) {
        if let Some(handbook) = self.handbook.take() {
            handbook.close().await;
        }
    }

    /// Folder of its cache.
    #[must_use]
    pub fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    /// The core.
    ///
    /// # Errors
    /// When the device is switched off.
    pub fn handbook(&self) -> Result<&Handbook, Error> {
        self.handbook
            .as_ref()
            .ok_or_else(|| "the device is off".into())
    }

    /// Logs in, to stay.
    ///
    /// # Errors
    /// What the core says.
    pub async fn login(&self, login: &str, password: &str) -> Result<Status, Error> {
        let args = LoginArgs {
            login: login.to_owned(),
            password: password.to_owned(),
            keep: true,
        };
        self.handbook()?
            .login(args)
            .await
            .map_err(|error| told(error.into()))
    }

    /// Waits until the status is as wanted.
    ///
    /// # Errors
    /// When it never is; says what it was.
    pub async fn wait_status(
        &self,
        what: &str,
        wanted: impl Fn(&Status) -> bool,
    ) -> Result<Status, Error> {
        let handbook = self.handbook()?;
        let found = wait_for(what, || async {
            let status = handbook.status();
            wanted(&status).then_some(status)
        })
        .await;
        found.map_err(|error| format!("{error}; status: {:?}", handbook.status()).into())
    }

    /// Waits until the device equals the server and listens for changes.
    ///
    /// # Errors
    /// When that never happens.
    pub async fn wait_live(&self) -> Result<Status, Error> {
        self.wait_status("live", |status| status.sync == SyncState::Live)
            .await
    }

    /// Every row of the directory.
    ///
    /// # Errors
    /// What the core says.
    pub async fn directory(&self) -> Result<Vec<MemberRow>, Error> {
        let mut rows = Vec::new();
        loop {
            let args = ListArgs {
                offset: rows.len() as u64,
                limit: 500,
                ..ListArgs::default()
            };
            let page = self
                .handbook()?
                .list_members(args)
                .await
                .map_err(|error| told(error.into()))?;
            let end = page.rows.is_empty();
            rows.extend(page.rows);
            if end {
                return Ok(rows);
            }
        }
    }

    /// Names of the companies that a search finds, best first.
    ///
    /// # Errors
    /// What the core says.
    pub async fn search(&self, text: &str) -> Result<Vec<String>, Error> {
        let args = SearchArgs {
            text: text.to_owned(),
            limit: 50,
            ..SearchArgs::default()
        };
        let reply = self
            .handbook()?
            .search(args)
            .await
            .map_err(|error| told(error.into()))?;
        Ok(reply.hits.into_iter().map(|hit| hit.row.name).collect())
    }
}

/// An error of the core as a test shows it.
#[must_use]
pub fn told(error: ErrorReply) -> Error {
    format!("{:?}", error.code).into()
}

/// Whether any file below `folder` contains `needle`.
///
/// # Errors
/// When a file can't be read.
pub fn holds(folder: &Path, needle: &[u8]) -> Result<bool, Error> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let found = if path.is_dir() {
            holds(&path, needle)?
        } else {
            std::fs::read(&path)?
                .windows(needle.len())
                .any(|window| window == needle)
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}
