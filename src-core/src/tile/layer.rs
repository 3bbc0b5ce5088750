//! The co-op's layer, once the app has made sure that it may ask there.

use handbook_wire::tile::{TileId, TileLayer};
use sha2::{Digest, Sha256};
use url::Url;

use crate::cache::hex;
use crate::sync::http::is_local;

/// A layer whose addresses may be asked.
pub(super) struct Layer(TileLayer);

impl Layer {
    /// None unless it is sound and by https. With `local` it may be on this very machine instead, by
    /// http; without, nobody can make the app ask what else runs on its device.
    pub(super) fn new(layer: &TileLayer, local: bool) -> Option<Self> {
        if !layer.is_sound() {
            return None;
        }
        let url = Url::parse(&layer.address(TileId { z: 0, x: 0, y: 0 })).ok()?;
        let allowed = if is_local(&url) {
            local && matches!(url.scheme(), "http" | "https")
        } else {
            url.scheme() == "https"
        };
        (allowed && url.host().is_some()).then(|| Self(layer.clone()))
    }

    /// Where a tile is; none when the layer has none there.
    pub(super) fn address(&self, tile: TileId) -> Option<Url> {
        let zooms = self.0.min_zoom..=self.0.max_zoom;
        (tile.exists() && zooms.contains(&tile.z))
            .then(|| Url::parse(&self.0.address(tile)).ok())
            .flatten()
    }
}

/// The name under which a tile is kept.
pub(super) fn name(url: &Url) -> String {
    let digest = Sha256::digest(url.as_str().as_bytes());
    hex(&digest[..16])
}
