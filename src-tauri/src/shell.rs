//! What the commands share: the handbook, opened when first asked for.

use std::sync::Arc;

use handbook_core::clock::SystemClock;
use handbook_core::key::FileKeyStore;
use handbook_core::{Config, Handbook};
use handbook_wire::ErrorReply;
use tokio::sync::OnceCell;

use crate::setting::{Setting, device_name};

/// State of the app.
pub struct Shell {
    setting: Setting,
    handbook: OnceCell<Handbook>,
}

impl Shell {
    /// Opens nothing yet.
    pub fn new(setting: Setting) -> Self {
        Self {
            setting,
            handbook: OnceCell::new(),
        }
    }

    /// The handbook. When it can't be opened (another app has it, the device is locked) each call
    /// tries anew, so the page can offer to try again.
    ///
    /// # Errors
    /// Why it can't be opened.
    pub async fn handbook(&self) -> Result<&Handbook, ErrorReply> {
        self.handbook
            .get_or_try_init(|| async { self.open() })
            .await
    }

    /// Ends sync in good order: tokens that are on their way are waited for.
    pub fn close(&self) {
        if let Some(handbook) = self.handbook.get() {
            tauri::async_runtime::block_on(handbook.clone().close());
        }
    }

    fn open(&self) -> Result<Handbook, ErrorReply> {
        let config = Config {
            dir: self.setting.cache.clone(),
            server: self.setting.server.clone(),
            device_name: device_name(),
        };
        let keys = Arc::new(FileKeyStore::new(&self.setting.keys));
        Handbook::open(config, keys, Arc::new(SystemClock)).map_err(|error| {
            tracing::warn!(%error, "the handbook can't be opened");
            error.into()
        })
    }
}
