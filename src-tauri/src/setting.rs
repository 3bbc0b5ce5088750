//! Where the app keeps its cache and which server it speaks with.

use std::path::{Path, PathBuf};

use handbook_core::Config;
use handbook_core::sync::pin::Pins;
use tauri::{AppHandle, Manager, Runtime, Url};

/// Server of an app that was built without an address: one on this machine.
const LOCAL_SERVER: &str = "http://127.0.0.1:8787";

/// What the shell needs to know before it can open the handbook.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Folder of the encrypted cache.
    pub cache: PathBuf,
    /// Folder of the keys, never within `cache`, which a logout empties.
    pub keys: PathBuf,
    /// The co-op's server.
    pub server: Url,
    /// The keys that it may have.
    pub pins: Pins,
}

impl Setting {
    /// Reads the settings of this build and, in a debug build, of the environment.
    ///
    /// # Errors
    /// When the address is none, a pinned key can't be read, or the system names no folder for the app.
    pub fn read<R: Runtime>(app: &AppHandle<R>) -> Result<Self, Box<dyn std::error::Error>> {
        match debug_variable("HANDBOOK_DIR").map(PathBuf::from) {
            Some(dir) => {
                let mut name = dir.file_name().unwrap_or_default().to_owned();
                name.push("-keys");
                let keys = dir.with_file_name(name);
                Self::of(dir, keys)
            }
            None => Self::within(&app.path().app_local_data_dir()?),
        }
    }

    /// The settings of an app whose own folder is `dir`.
    ///
    /// # Errors
    /// As [`Setting::read`].
    pub fn within(dir: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        // Not `cache`: of that name Android has a folder there that it empties when it is short of room.
        Self::of(dir.join("handbook"), dir.join("keys"))
    }

    fn of(cache: PathBuf, keys: PathBuf) -> Result<Self, Box<dyn std::error::Error>> {
        let server = debug_variable("HANDBOOK_SERVER")
            .or_else(|| option_env!("HANDBOOK_SERVER").map(str::to_owned))
            .unwrap_or_else(|| LOCAL_SERVER.to_owned());
        Ok(Self {
            cache,
            keys,
            server: Url::parse(&server)?,
            pins: Pins::parse(option_env!("HANDBOOK_PINS").unwrap_or_default())?,
        })
    }

    /// What the handbook is opened with.
    pub fn config(&self) -> Config {
        Config {
            dir: self.cache.clone(),
            server: self.server.clone(),
            pins: self.pins.clone(),
            device_name: device_name(),
        }
    }

    /// Whether this app has a folder of its own, so that others may run beside it.
    #[cfg(not(any(target_os = "android", target_os = "ios")))]
    pub fn is_isolated() -> bool {
        debug_variable("HANDBOOK_DIR").is_some()
    }
}

/// An environment variable, in a debug build; none in a release, and none when it is empty.
pub fn debug_variable(name: &str) -> Option<String> {
    if !cfg!(debug_assertions) {
        return None;
    }
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What the device's owner will recognise in a list of devices.
fn device_name() -> String {
    let system = match std::env::consts::OS {
        "android" => "Android",
        "ios" => "iPhone",
        "macos" => "Mac",
        "windows" => "Windows",
        "linux" => "Linux",
        other => other,
    };
    format!("{system} e수첩")
}
