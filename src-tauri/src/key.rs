//! Where this device's secrets rest: in the system's own store on a phone (Android Keystore, iOS
//! Keychain), for this device alone and in no backup; in files of their own elsewhere.

use std::sync::Arc;

use handbook_core::key::KeyStore;

use crate::setting::Setting;

/// The store.
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub fn store(setting: &Setting) -> Arc<dyn KeyStore> {
    Arc::new(handbook_core::key::FileKeyStore::new(&setting.keys))
}

/// The store.
#[cfg(any(target_os = "android", target_os = "ios"))]
pub fn store(setting: &Setting) -> Arc<dyn KeyStore> {
    Arc::new(system::SystemKeyStore::new(&setting.keys))
}

#[cfg(any(target_os = "android", target_os = "ios"))]
mod system {
    use std::collections::HashMap;
    use std::hash::{BuildHasher, RandomState};
    use std::io;
    use std::path::Path;

    use handbook_core::key::{KeyStore, KeyStoreError, Secret};
    use keyring_core::api::CredentialStoreApi;
    use keyring_core::{Entry, Error};

    /// The system's store of keys.
    pub struct SystemKeyStore {
        /// Names this installation; none when it can't be named, and then nothing can be said.
        service: Option<String>,
    }

    impl SystemKeyStore {
        /// The secrets of this installation. iOS keeps an app's secrets when the app is removed: a file in
        /// `dir` names the installation, so that a new one finds none of an older one's.
        pub fn new(dir: &Path) -> Self {
            let service = installation(dir).map(|id| format!("kr.or.kemc.handbook.{id}"));
            if let Err(error) = &service {
                tracing::warn!(kind = ?error.kind(), "the installation has no name");
            }
            Self {
                service: service.ok(),
            }
        }

        fn entry(&self, name: &str) -> Result<Entry, KeyStoreError> {
            let service = self.service.as_deref().ok_or(KeyStoreError::Failed)?;
            open(service, name).map_err(|error| told(&error))
        }
    }

    impl KeyStore for SystemKeyStore {
        fn load(&self, name: &str) -> Result<Option<Secret>, KeyStoreError> {
            match self.entry(name)?.get_secret() {
                Ok(secret) => Ok(Some(Secret::new(secret))),
                // What can't be read any more, for the system's key to it is gone, is lost for good.
                Err(Error::NoEntry | Error::BadDataFormat(..)) => Ok(None),
                Err(error) => Err(told(&error)),
            }
        }

        fn save(&self, name: &str, secret: &[u8]) -> Result<(), KeyStoreError> {
            let saved = self.entry(name)?.set_secret(secret);
            saved.map_err(|error| told(&error))
        }

        fn remove(&self, name: &str) -> Result<(), KeyStoreError> {
            match self.entry(name)?.delete_credential() {
                Ok(()) | Err(Error::NoEntry) => Ok(()),
                Err(error) => Err(told(&error)),
            }
        }
    }

    #[cfg(target_os = "android")]
    fn open(service: &str, name: &str) -> keyring_core::Result<Entry> {
        let configuration = HashMap::from([("name", "handbook")]);
        let store = android_native_keyring_store::Store::new_with_configuration(&configuration)?;
        store.build(service, name, None)
    }

    #[cfg(target_os = "ios")]
    fn open(service: &str, name: &str) -> keyring_core::Result<Entry> {
        let store = apple_native_keyring_store::protected::Store::new()?;
        let policy = HashMap::from([("access-policy", "when-unlocked-this-device-only")]);
        store.build(service, name, Some(&policy))
    }

    /// The error may name the secret: the log says only what kind it was.
    fn told(error: &Error) -> KeyStoreError {
        match error {
            Error::NoStorageAccess(_) => KeyStoreError::Locked,
            Error::Invalid(..) | Error::TooLong(..) => KeyStoreError::Refused,
            // errSecInteractionNotAllowed: an iPhone that is still locked.
            Error::PlatformFailure(cause) if format!("{cause:?}").contains("-25308") => {
                KeyStoreError::Locked
            }
            _ => {
                tracing::warn!("the system's key store failed");
                KeyStoreError::Failed
            }
        }
    }

    /// What names this installation: made once, no secret.
    fn installation(dir: &Path) -> io::Result<String> {
        let file = dir.join("installation");
        match std::fs::read_to_string(&file) {
            Ok(id) if id.len() == 16 => return Ok(id),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let id = format!("{:016x}", RandomState::new().hash_one("installation"));
        std::fs::create_dir_all(dir)?;
        std::fs::write(&file, &id)?;
        Ok(id)
    }
}
