//! Who is logged in, with which tokens. The refresh token of a kept session rests in the key
//! store; of a session that is not kept nothing outlives the process.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use handbook_wire::auth::{Account, RefreshRequest, SessionReply, Step};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Error;
use crate::cache::hex;
use crate::key::{KeyStore, KeyStoreError};
use crate::store::{KEY_BYTES, Key};
use crate::sync::remote::{Remote, RemoteError};

/// Names in the key store.
const CACHE_KEY: &str = "cache-key";
const SESSION: &str = "session";
const DEVICE: &str = "device";
const CARD_KEY: &str = "card-key";

/// A token: wiped from memory when dropped.
pub(crate) type Token = Zeroizing<String>;

/// The session of this device.
#[derive(Clone)]
pub(crate) struct Session {
    pub account: Account,
    pub steps: Vec<Step>,
    access: Option<Token>,
    refresh: Token,
    keep: bool,
}

/// A session as it rests in the key store.
#[derive(Serialize, Deserialize)]
struct Kept {
    account: Account,
    #[serde(default)]
    steps: Vec<Step>,
    refresh: String,
}

/// Holds the session and the device's secrets.
pub(crate) struct Sessions {
    keys: Arc<dyn KeyStore>,
    current: Mutex<Option<Session>>,
    refreshing: Arc<tokio::sync::Mutex<()>>,
    making: Mutex<()>,
}

impl Sessions {
    /// Takes up the session that was kept, if one was. May block.
    pub fn load(keys: Arc<dyn KeyStore>) -> Result<Self, KeyStoreError> {
        // What can't be read as a session is none: the member logs in again.
        let kept = keys
            .load(SESSION)?
            .and_then(|json| serde_json::from_slice::<Kept>(&json).ok());
        let current = kept.map(|kept| Session {
            account: kept.account,
            steps: kept.steps,
            access: None,
            refresh: Zeroizing::new(kept.refresh),
            keep: true,
        });
        Ok(Self {
            keys,
            current: Mutex::new(current),
            refreshing: Arc::default(),
            making: Mutex::default(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Option<Session>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn current(&self) -> Option<Session> {
        self.lock().clone()
    }

    /// The token for the next request; none when it must be refreshed first.
    pub fn access(&self) -> Option<Token> {
        self.lock()
            .as_ref()
            .and_then(|session| session.access.clone())
    }

    /// The cache's key, made if there is none. May block.
    pub fn cache_key(&self) -> Result<(Key, bool), Error> {
        if let Some(secret) = self.keys.load(CACHE_KEY)?
            && let Ok(bytes) = <[u8; KEY_BYTES]>::try_from(secret.as_slice())
        {
            return Ok((Zeroizing::new(bytes), false));
        }
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(key.as_mut()).map_err(|_| Error::Setup("no randomness"))?;
        self.keys.save(CACHE_KEY, key.as_slice())?;
        Ok((key, true))
    }

    /// The device's own id, made if there is none. It outlives logouts. May block.
    pub fn device_id(&self) -> Result<String, Error> {
        let sound = |id: &str| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit());
        if let Some(id) = self.keys.load(DEVICE)?
            && let Ok(id) = String::from_utf8(id.to_vec())
            && sound(&id)
        {
            return Ok(id);
        }
        let id = random_id()?;
        self.keys.save(DEVICE, id.as_bytes())?;
        Ok(id)
    }

    /// The seed of the key that signs what the member's card shows, made if there is none. May block.
    pub fn card_seed(&self) -> Result<crate::key::Secret, Error> {
        // Two at a time would make two.
        let _one = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seed) = self.keys.load(CARD_KEY)?
            && seed.len() == handbook_wire::card::KEY_BYTES
        {
            return Ok(seed);
        }
        let mut seed = Zeroizing::new(vec![0; handbook_wire::card::KEY_BYTES]);
        getrandom::fill(&mut seed).map_err(|_| Error::Setup("no randomness"))?;
        self.keys.save(CARD_KEY, &seed)?;
        Ok(seed)
    }

    /// Starts the session of a login. May block.
    pub fn start(&self, reply: SessionReply, keep: bool) -> Result<(), KeyStoreError> {
        let session = Session {
            account: reply.account,
            steps: reply.steps,
            access: Some(Zeroizing::new(reply.access)),
            refresh: Zeroizing::new(reply.refresh),
            keep,
        };
        let mut current = self.lock();
        self.rest(&session)?;
        *current = Some(session);
        Ok(())
    }

    /// Lets the key store hold what it must, and no more.
    fn rest(&self, session: &Session) -> Result<(), KeyStoreError> {
        if !session.keep {
            return self.keys.remove(SESSION);
        }
        let kept = Kept {
            account: session.account.clone(),
            steps: session.steps.clone(),
            refresh: session.refresh.as_str().to_owned(),
        };
        let json = serde_json::to_vec(&kept).map_err(|_| KeyStoreError::Failed)?;
        drop(Zeroizing::new(kept.refresh));
        self.keys.save(SESSION, &Zeroizing::new(json))
    }

    /// Gets new tokens, one caller at a time, unless somebody has already replaced `refused`, the one
    /// that the server took no more, and no step is left that might be done by now. Answers whether the session is limited. It runs to its end even
    /// when nobody waits any more: the old token is used up by then.
    pub async fn refresh(
        self: &Arc<Self>,
        remote: &Arc<dyn Remote>,
        refused: Option<&Token>,
    ) -> Result<bool, Error> {
        let flight = self.refreshing.clone().lock_owned().await;
        let Some(before) = self.current() else {
            return Err(Error::NotLoggedIn);
        };
        if let (Some(refused), Some(held)) = (refused, &before.access)
            && before.steps.is_empty()
            && refused.as_str() != held.as_str()
        {
            return Ok(false);
        }
        let request = RefreshRequest {
            refresh: before.refresh.as_str().to_owned(),
        };
        let (sessions, reply) = (self.clone(), remote.refresh(request));
        let task = tokio::spawn(async move {
            let reply = reply.await?;
            let replace = move || {
                let _flight = flight;
                sessions.replace(&before, reply)
            };
            tokio::task::spawn_blocking(replace)
                .await
                .map_err(|_| Error::Interrupted)?
        });
        task.await.map_err(|_| Error::Interrupted)?
    }

    /// Puts new tokens in place of `before`'s, unless the session has changed meanwhile.
    fn replace(&self, before: &Session, reply: SessionReply) -> Result<bool, Error> {
        if reply.account.id != before.account.id {
            return Err(RemoteError::BadReply.into());
        }
        let mut current = self.lock();
        if current
            .as_ref()
            .is_none_or(|current| current.refresh != before.refresh)
        {
            return Err(Error::NotLoggedIn);
        }
        let limited = !reply.steps.is_empty();
        let session = Session {
            account: reply.account,
            steps: reply.steps,
            access: Some(Zeroizing::new(reply.access)),
            refresh: Zeroizing::new(reply.refresh),
            keep: before.keep,
        };
        if let Err(error) = self.rest(&session) {
            // The session goes on in memory; after a restart the member may have to log in.
            tracing::warn!(%error, "the refreshed session can't be kept");
        }
        *current = Some(session);
        Ok(limited)
    }

    /// Waits until no refresh is under way.
    pub async fn settled(&self) {
        drop(self.refreshing.lock().await);
    }

    /// Forgets the session in memory and answers it.
    pub fn take(&self) -> Option<Session> {
        self.lock().take()
    }

    /// Forgets the session here and in the key store; the cache's key stays. May block.
    pub fn end(&self) -> Result<(), KeyStoreError> {
        let mut current = self.lock();
        *current = None;
        self.keys.remove(SESSION)
    }

    /// The key store.
    pub fn keys(&self) -> &dyn KeyStore {
        &*self.keys
    }

    /// Destroys the cache's key, the card's and the kept session. May block.
    pub fn destroy(&self) -> Result<(), KeyStoreError> {
        let _current = self.lock();
        let (cache, card) = (self.keys.remove(CACHE_KEY), self.keys.remove(CARD_KEY));
        cache.and(card).and(self.keys.remove(SESSION))
    }

    /// Destroys the cache's key and the card's, so that the next ones are new. May block.
    pub fn destroy_key(&self) -> Result<(), KeyStoreError> {
        let card = self.keys.remove(CARD_KEY);
        self.keys.remove(CACHE_KEY).and(card)
    }
}

impl Session {
    pub fn into_tokens(self) -> (Option<Token>, Token) {
        (self.access, self.refresh)
    }
}

/// 32 random hexadecimal digits.
pub(crate) fn random_id() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| Error::Setup("no randomness"))?;
    Ok(hex(&bytes))
}
