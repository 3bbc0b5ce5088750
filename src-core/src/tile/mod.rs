//! The map's online layer: tiles that are fetched from the service of the co-op's choice and kept for
//! a while. A tile that is asked for tells that service which area is looked at, so nothing is fetched
//! unless the member has switched the layer on; who asks and where the device is are not told.

mod fetch;
mod kept;
mod layer;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use handbook_wire::tile::{TileId, TileLayer};
use handbook_wire::{ErrorCode, ErrorReply};
use tokio::sync::{OnceCell, Semaphore, watch};
use url::Url;

use crate::Error;
use crate::clock::Clock;
use crate::sync::http::is_local;
use crate::sync::remote::RemoteError;
use fetch::{Failure, Fetched, Fetcher};
pub(crate) use kept::Kept;
use kept::Tile;
use layer::Layer;

/// The folder of kept tiles in the cache's.
pub(crate) const FOLDER: &str = "tiles";
/// Tiles that are fetched at the same time.
const AT_ONCE: usize = 4;
/// How long a service is left alone that says it has too much to do, in milliseconds: unless it says,
/// and at most.
const REST: (i64, i64) = (30_000, 600_000);

/// The online layer.
pub(crate) struct Tiles {
    layer: RwLock<Option<Arc<Layer>>>,
    /// Made when the first tile is fetched: most members never do.
    fetcher: OnceCell<Fetcher>,
    turns: Semaphore,
    wanted: watch::Sender<HashSet<TileId>>,
    /// Until when the service is left alone.
    rests: AtomicI64,
    /// Whether the co-op's server is on this very machine: only then may the service be.
    local: bool,
    clock: Arc<dyn Clock>,
}

impl Tiles {
    /// There is no layer yet.
    pub(crate) fn new(server: &Url, clock: Arc<dyn Clock>) -> Self {
        let local = is_local(server);
        Self {
            layer: RwLock::default(),
            fetcher: OnceCell::new(),
            turns: Semaphore::new(AT_ONCE),
            wanted: watch::Sender::default(),
            rests: AtomicI64::new(i64::MIN),
            local,
            clock,
        }
    }

    /// Takes what the co-op says of its layer.
    pub(crate) fn set_layer(&self, layer: Option<&TileLayer>) {
        let layer = layer.and_then(|layer| Layer::new(layer, self.local));
        *self.layer.write().unwrap_or_else(PoisonError::into_inner) = layer.map(Arc::new);
    }

    /// The tiles that are still wanted.
    pub(crate) fn want(&self, tiles: Vec<TileId>) {
        self.wanted.send_replace(tiles.into_iter().collect());
    }

    /// A tile: the one that is kept while it is fresh, else the service's, else the kept one even so.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no layer or no such tile, [`Error::Interrupted`] when it is no
    /// longer wanted, [`Error::Setup`], what [`RemoteError`] says.
    pub(crate) async fn get(&self, kept: &Arc<Kept>, id: TileId) -> Result<Tile, Error> {
        let layer = self
            .layer
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let layer = layer.ok_or(Error::NotFound)?;
        let url = layer.address(id).ok_or(Error::NotFound)?;
        let name = layer::name(&url);
        let now = self.clock.now_ms();
        let looked_for = name.clone();
        // A tile that comes after a logout is not put where everything was just taken away.
        let look = move |kept: &Kept| (kept.age(), kept.load(&looked_for, now));
        let (age, found) = blocking(kept, look).await?;
        if let Some(tile) = found.as_ref().filter(|tile| tile.is_fresh(now)) {
            return Ok(tile.clone());
        }
        match self.fetch(id, url, found.as_ref(), now).await {
            Ok(tile) => {
                let stored = tile.clone();
                blocking(kept, move |kept| kept.keep(&name, &stored, now, age)).await?;
                Ok(tile)
            }
            Err(error) => found.ok_or(error),
        }
    }

    async fn fetch(
        &self,
        id: TileId,
        url: Url,
        found: Option<&Tile>,
        now: i64,
    ) -> Result<Tile, Error> {
        if now < self.rests.load(Ordering::Relaxed) {
            return Err(busy());
        }
        // Whoever asks wants it.
        self.wanted.send_if_modified(|wanted| {
            wanted.insert(id);
            false
        });
        let mut wanted = self.wanted.subscribe();
        let fetcher = self
            .fetcher
            .get_or_try_init(|| async { Fetcher::new(self.local) })
            .await?;
        let fetching = async {
            let _turn = self.turns.acquire().await;
            fetcher.fetch(url, found).await
        };
        let fetched = tokio::select! {
            fetched = fetching => fetched,
            _ = wanted.wait_for(|wanted| !wanted.contains(&id)) => return Err(Error::Interrupted),
        };
        match fetched {
            Ok(Fetched::New(tile)) => Ok(tile.dated(now)),
            // Only a kept tile is asked about.
            Ok(Fetched::Unchanged(terms)) => found
                .map(|found| found.renewed(terms, now))
                .ok_or_else(|| RemoteError::BadReply.into()),
            Err(Failure::Missing) => Err(Error::NotFound),
            Err(Failure::Offline) => Err(RemoteError::Offline.into()),
            Err(Failure::Bad) => Err(RemoteError::BadReply.into()),
            Err(Failure::Busy(seconds)) => {
                let rest = seconds.map_or(REST.0, |seconds| i64::from(seconds) * 1000);
                self.rests
                    .store(now + rest.clamp(1000, REST.1), Ordering::Relaxed);
                Err(busy())
            }
        }
    }
}

fn busy() -> Error {
    RemoteError::Refused(ErrorReply::new(ErrorCode::Throttled)).into()
}

async fn blocking<T: Send + 'static>(
    kept: &Arc<Kept>,
    job: impl FnOnce(&Kept) -> T + Send + 'static,
) -> Result<T, Error> {
    let kept = Arc::clone(kept);
    tokio::task::spawn_blocking(move || job(&kept))
        .await
        .map_err(|_| Error::Interrupted)
}
