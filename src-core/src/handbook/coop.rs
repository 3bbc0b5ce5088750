//! What everybody may know of the co-op.

use handbook_wire::coop::{Coop, DocumentText};
use handbook_wire::ipc::DocumentArgs;

use super::Handbook;
use crate::Error;
use crate::key::write_private;
use crate::sync::remote::{Method, RemoteError};

/// The file that holds the last answer. Nothing in it is personal.
const FILE: &str = "coop.json";

impl Handbook {
    /// What everybody may know of the co-op; the last answer while there is no connection.
    ///
    /// # Errors
    /// What the server says; [`Error::Remote`] with `offline` when there has been no answer yet.
    pub async fn get_coop(&self) -> Result<Coop, Error> {
        let coop = self.ask_or_find_coop().await?;
        self.0.tiles.set_layer(coop.tiles.as_ref());
        Ok(coop)
    }

    async fn ask_or_find_coop(&self) -> Result<Coop, Error> {
        match self
            .ask_as_anybody::<Coop>(Method::Get, "v1/coop", None)
            .await
        {
            Ok(coop) => {
                let kept = coop.clone();
                let keep = self.blocking(move |inner| {
                    let path = inner.cache.dir().join(FILE);
                    let bytes = serde_json::to_vec(&kept).map_err(|_| Error::Invalid)?;
                    write_private(&path, &bytes).map_err(|_| Error::Setup("the public file"))
                });
                if keep.await.is_err() {
                    tracing::debug!("the co-op's public facts were not kept");
                }
                let name = coop.name.clone();
                self.0.board.change(|status| status.coop = Some(name));
                Ok(coop)
            }
            Err(error @ Error::Remote(RemoteError::Offline)) => {
                let kept = self.blocking(|inner| {
                    let bytes = std::fs::read(inner.cache.dir().join(FILE)).ok();
                    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
                });
                kept.await?.ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// A text that is agreed to.
    ///
    /// # Errors
    /// What the server says; [`Error::Invalid`] for an id that can't be one.
    pub async fn get_document(&self, args: DocumentArgs) -> Result<DocumentText, Error> {
        let ours = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !(1..=64).contains(&args.id.len()) || !args.id.bytes().all(ours) {
            return Err(Error::Invalid);
        }
        let path = format!("v1/documents/{}", args.id);
        self.ask_as_anybody(Method::Get, &path, None).await
    }
}
