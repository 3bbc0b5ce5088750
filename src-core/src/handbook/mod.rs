//! The one entry point.

mod access;
mod account;
mod browse;
mod caller;
mod card;
mod coop;
mod distance;
mod event;
mod file;
mod identity;
mod note;
mod notification;
mod own_company;
mod people;
mod pick;
mod picture;
mod place;
mod post;
mod post_desk;
mod read;
mod recent;
mod sign_up;
mod social;
mod tally;
mod tile;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use handbook_wire::ipc::{Status, SyncState};
use tokio::sync::{Mutex, Notify};
use tokio::task::JoinHandle;
use url::Url;

use crate::Error;
use crate::cache::Cache;
use crate::clock::Clock;
use crate::file::Files;
use crate::key::{KeyStore, create_private_dir};
use crate::session::Sessions;
use crate::status::Board;
use crate::store::{self, StoreError};
use crate::sync::cycle::{Cycle, Timing};
use crate::sync::http::HttpRemote;
use crate::sync::pin::Pins;
use crate::sync::remote::Remote;
use crate::tile::Tiles;

pub use event::EventFile;
pub use file::FilePart;

/// The file whose lock says that the cache is in use.
const LOCK: &str = "lock";

/// How long the end of sync waits for new tokens that are on their way.
const LAST_REFRESH: Duration = Duration::from_secs(3);

/// What a handbook is opened with.
#[derive(Debug, Clone)]
pub struct Config {
    /// The cache's directory, made if it isn't there (0700). Nothing else should be in it: a
    /// logout deletes the cache.
    pub dir: PathBuf,
    /// The co-op's server: https, or http on this very machine.
    pub server: Url,
    /// The keys that the server may have.
    pub pins: Pins,
    /// The device, as its owner will recognise it in a list.
    pub device_name: String,
}

/// The handbook on this device. Clones share it.
#[derive(Clone)]
pub struct Handbook(Arc<Inner>);

struct Inner {
    cache: Arc<Cache>,
    sessions: Arc<Sessions>,
    remote: Arc<dyn Remote>,
    clock: Arc<dyn Clock>,
    board: Arc<Board>,
    wake: Arc<Notify>,
    device_name: String,
    server: Url,
    /// Files that records list.
    files: Arc<Files>,
    /// The map's online layer.
    tiles: Tiles,
    /// The verification that was begun last. Held while the server is asked about it.
    pending: Mutex<Option<identity::Pending>>,
    /// The way to a provider of accounts that was begun last. Held while the server is asked about it.
    social: Mutex<Option<social::Way>>,
    /// Held while what staff have typed of posts is written.
    desk: Mutex<()>,
    timing: Timing,
    /// Held during login, logout and close, so that they don't mix. The sync that runs.
    running: Mutex<Option<JoinHandle<()>>>,
    /// Held by a change that sync makes, until it is made.
    gate: Arc<Mutex<()>>,
}

impl Handbook {
    /// Opens the handbook inside a tokio runtime. With a kept session its cache answers and sync
    /// starts; otherwise everything waits for a login. It blocks for as long as opening a file and
    /// asking the key store take; reading the cache goes on behind.
    ///
    /// # Errors
    /// [`Error::AlreadyOpen`] while another instance has the directory; [`Error::Key`] when the key
    /// store is locked or fails, and nothing is wiped then; [`Error::Address`], [`Error::Setup`]
    /// and [`Error::Store`].
    pub fn open(
        config: Config,
        keys: Arc<dyn KeyStore>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let remote = Arc::new(HttpRemote::new(&config.server, &config.pins)?);
        Self::open_with(config, keys, clock, remote, Timing::default())
    }

    /// As [`Handbook::open`] with any server in place of the configured one.
    pub(crate) fn open_with(
        config: Config,
        keys: Arc<dyn KeyStore>,
        clock: Arc<dyn Clock>,
        remote: Arc<dyn Remote>,
        timing: Timing,
    ) -> Result<Self, Error> {
        let setup = |_| Error::Setup("the cache directory");
        create_private_dir(&config.dir).map_err(setup)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(config.dir.join(LOCK))
            .map_err(setup)?;
        lock.try_lock().map_err(|error| match error {
            std::fs::TryLockError::WouldBlock => Error::AlreadyOpen,
            std::fs::TryLockError::Error(_) => Error::Setup("the lock of the cache directory"),
        })?;
        let board = Arc::new(Board::new());
        let wake = Arc::new(Notify::new());
        let sessions = Arc::new(Sessions::load(keys)?);
        let cache = Arc::new(Cache::new(
            &config.dir,
            board.clone(),
            wake.clone(),
            Some(lock),
        ));
        let session = sessions.current();
        if session.is_some() || store::exists(&config.dir) {
            open_cache(&cache, &sessions, &config.dir)?;
        }
        let pending = identity::Pending::load(sessions.keys())?;
        if let Some(pending) = &pending {
            board.change(|status| status.identity = Some(pending.progress()));
        }
        let way = social::Way::load(sessions.keys())?;
        if let Some(way) = &way {
            board.change(|status| status.social = Some(way.progress()));
        }
        let tiles = Tiles::new(&config.server, clock.clone());
        let files = Arc::new(Files::new(&config.dir));
        let inner = Inner {
            files,
            cache,
            sessions,
            remote,
            clock,
            board,
            wake,
            device_name: config.device_name,
            server: config.server,
            tiles,
            pending: Mutex::new(pending),
            social: Mutex::new(way),
            desk: Mutex::default(),
            timing,
            running: Mutex::new(None),
            gate: Arc::default(),
        };
        if let Some(session) = session {
            inner.board.change(|status| {
                status.account = Some(session.account);
                status.steps = session.steps;
            });
            if let Ok(mut running) = inner.running.try_lock() {
                *running = Some(inner.start());
            }
        }
        Ok(Self(Arc::new(inner)))
    }

    /// Stops sync, waits for what it was writing, and puts the cache to rest. Afterwards every
    /// question is answered with [`Error::NotLoggedIn`].
    pub async fn close(self) {
        let mut running = self.0.running.lock().await;
        self.0.stop(&mut running).await;
        let cache = self.0.cache.clone();
        if tokio::task::spawn_blocking(move || cache.close())
            .await
            .is_err()
        {
            tracing::warn!("the cache was not put to rest");
        }
    }

    /// The newest status, as soon as it is not the one numbered `seen`, at the latest after half a
    /// minute.
    pub async fn watch_status(&self, seen: u64) -> Status {
        self.0.board.watch(seen).await
    }

    /// The newest status.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.board.get()
    }

    /// Syncs now and waits until the cache equals the server, at most `longest`; answers whether it does. For
    /// when a system lets the app work for a while out of sight.
    pub async fn catch_up(&self, longest: Duration) -> bool {
        let before = self.status().last_synced;
        if self.status().account.is_none() {
            return false;
        }
        self.sync_now();
        let mut seen = 0;
        let caught_up = async {
            loop {
                let status = self.watch_status(seen).await;
                if status.account.is_none() {
                    return false;
                }
                if status.sync == SyncState::Live && status.last_synced != before {
                    return true;
                }
                seen = status.number;
            }
        };
        tokio::time::timeout(longest, caught_up)
            .await
            .unwrap_or(false)
    }

    /// Syncs now rather than when the next event or timer says so.
    pub fn sync_now(&self) {
        self.0.wake.notify_one();
    }
}

impl Drop for Inner {
    /// A handbook that nobody has any more doesn't go on syncing.
    fn drop(&mut self) {
        if let Some(task) = self.running.get_mut() {
            task.abort();
        }
    }
}

impl Inner {
    /// Stops sync and waits for what it was changing.
    async fn stop(&self, running: &mut Option<JoinHandle<()>>) {
        self.files.stop_all();
        if let Some(task) = running.take() {
            task.abort();
            // It was aborted: the error says just that.
            drop(task.await);
        }
        drop(self.gate.lock().await);
        // A server that takes its time over new tokens is not waited for longer than this.
        let settled = tokio::time::timeout(LAST_REFRESH, self.sessions.settled());
        if settled.await.is_err() {
            tracing::debug!("a refresh was still under way");
        }
    }

    /// Loads the cache into memory and starts to sync.
    fn start(&self) -> JoinHandle<()> {
        let cycle = Cycle {
            cache: self.cache.clone(),
            sessions: self.sessions.clone(),
            remote: self.remote.clone(),
            clock: self.clock.clone(),
            board: self.board.clone(),
            wake: self.wake.clone(),
            timing: self.timing,
            gate: self.gate.clone(),
            used: std::sync::Mutex::default(),
        };
        let (cache, gate, files) = (self.cache.clone(), self.gate.clone(), self.files.clone());
        tokio::spawn(async move {
            let held = gate.lock_owned().await;
            let load = tokio::task::spawn_blocking(move || {
                let _held = held;
                if let Ok(known) = cache.read(store::file::on_disk) {
                    files.remove_others(&known);
                }
                cache.load()
            });
            match load.await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "the cache can't be loaded"),
                Err(_) => tracing::error!("loading the cache ended early"),
            }
            cycle.run().await;
        })
    }
}

/// Opens the cache under the device's key. A cache whose key is lost for good is deleted first:
/// nobody can read it any more.
fn open_cache(cache: &Cache, sessions: &Sessions, dir: &std::path::Path) -> Result<(), Error> {
    let (key, is_new) = sessions.cache_key()?;
    if is_new && store::exists(dir) {
        tracing::warn!("the cache's key is lost; the cache is made anew");
        cache.destroy().map_err(|_| StoreError::Failed(0))?;
    }
    Ok(cache.open(key)?)
}

#[cfg(test)]
mod tests;
