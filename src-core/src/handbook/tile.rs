//! The map's online layer.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handbook_wire::ipc::{MAX_WANTED_TILES, TilePicture};
use handbook_wire::tile::TileId;

use super::Handbook;
use crate::Error;

impl Handbook {
    /// A tile of the layer that the co-op's facts named last ([`Handbook::get_coop`]).
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no layer or no such tile; [`Error::Interrupted`] when it is no
    /// longer wanted; [`Error::NotLoggedIn`], [`Error::Limited`]; [`Error::Remote`] when the service
    /// can't be reached, has too much to do or sends what is no tile.
    pub async fn get_tile(&self, tile: TileId) -> Result<TilePicture, Error> {
        self.permitted()?;
        let inner = &self.0;
        let tile = inner.tiles.get(inner.cache.tiles(), tile).await?;
        Ok(TilePicture {
            kind: tile.kind.to_owned(),
            base64: STANDARD.encode(&tile.bytes),
        })
    }

    /// Gives up the tiles on their way that are not among these.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more than [`MAX_WANTED_TILES`].
    pub fn want_tiles(&self, tiles: Vec<TileId>) -> Result<(), Error> {
        if tiles.len() > MAX_WANTED_TILES {
            return Err(Error::Invalid);
        }
        self.0.tiles.want(tiles);
        Ok(())
    }
}
