//! The rules: what the server does, with no HTTP and no SQL in it.

pub mod account;
mod canonical;
pub mod card;
pub mod change;
mod company;
pub mod console;
mod coop;
mod cursor;
mod document;
mod email;
mod events;
mod failure;
pub mod field;
mod file;
mod housekeeping;
mod identity;
pub mod import;
mod notification;
mod own_account;
mod password;
mod picture;
pub mod post;
mod pull;
mod push;
mod rate;
mod request;
pub mod restored;
mod second_factor;
mod secret;
mod session;
pub mod sign_up;
mod snapshot;
mod social_login;
mod throttle;
mod token;
mod withdrawal;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use handbook_wire::social::SocialProvider;
use handbook_wire::sync::{HelloReply, PROTOCOL};

use crate::clock::Clock;
use crate::config::Config;
use crate::identity::IdentityProvider;
use crate::identity::inicis::Inicis;
use crate::mail::Mailer;
use crate::sender;
use crate::social;
use crate::storage::{Stamp, Storage, StorageError};

pub use events::{Listener, Signal};
pub use failure::Failure;
pub use file::{FileStream, Known};
pub use identity::{Arrival, BrowserForm, Landing};
pub use pull::Pulled;
pub use session::ACCESS_SECONDS;
pub use snapshot::Made;
pub use social_login::SocialLanding;
pub use token::Caller;

/// Oldest protocol that the server still speaks.
pub const OLDEST_PROTOCOL: u32 = 1;

/// The server without its network.
pub struct Service {
    storage: Arc<dyn Storage>,
    clock: Arc<dyn Clock>,
    config: Config,
    /// Names this server in tokens and cursors.
    server: String,
    token_key: token::Key,
    secret: secret::Secret,
    /// The audit log.
    book: console::audit::Book,
    passwords: password::Checker,
    addresses: throttle::Addresses,
    rates: rate::Rates,
    /// Who verifies people.
    identity: Option<Box<dyn IdentityProvider>>,
    mailer: Option<Mailer>,
    /// Who reaches closed apps.
    courier: notification::Courier,
    files: Arc<file::Files>,
    /// Where people can link accounts of theirs, in the order in which apps show them.
    socials: Vec<(SocialProvider, Box<dyn social::Provider>)>,
    /// The companies that an applicant can choose.
    companies: Mutex<Option<Arc<coop::Companies>>>,
    /// The companies as the office looks for them.
    directory: Mutex<Option<Arc<console::roster::Directory>>>,
    snapshots: snapshot::Snapshots,
    events: events::Events,
    /// Sessions that ended while their access tokens are still good, with the time of the end.
    ended: Mutex<HashMap<String, i64>>,
    /// Newest private revision of an account and revision of its company, as of a newest revision.
    own_heads: Mutex<HashMap<String, (Stamp, Stamp, u64)>>,
}

impl Service {
    /// A server over `storage`. Makes the server's id and token key if it is the first.
    ///
    /// # Errors
    /// [`StorageError`], also when the system gives no random numbers.
    pub fn new(
        storage: Arc<dyn Storage>,
        clock: Arc<dyn Clock>,
        config: Config,
    ) -> Result<Self, StorageError> {
        let (server, key) = storage.writing(|txn| {
            let server = match txn.meta("server")? {
                Some(server) => server,
                None => {
                    let server = hex(&random::<16>()?).into_bytes();
                    txn.set_meta("server", &server)?;
                    server
                }
            };
            let key = match txn.meta("token_key")? {
                Some(key) => key,
                None => {
                    let key = random::<32>()?.to_vec();
                    txn.set_meta("token_key", &key)?;
                    key
                }
            };
            Ok::<_, StorageError>((server, key))
        })?;
        let identity = match &config.identity {
            Some(inicis) => {
                let provider = Inicis::new(inicis.clone())
                    .map_err(|error| StorageError::Backend(error.to_string()))?;
                Some(Box::new(provider) as Box<dyn IdentityProvider>)
            }
            None => None,
        };
        let mailer = match &config.mail {
            Some(mail) => {
                let mailer = Mailer::new(mail, &config.name);
                Some(mailer.map_err(|error| StorageError::Backend(error.to_string()))?)
            }
            None => None,
        };
        let senders = sender::open(&config.push, &clock)
            .map_err(|error| StorageError::Backend(error.to_string()))?;
        let mut socials = Vec::new();
        for one in &config.socials {
            let provider =
                social::open(one).map_err(|error| StorageError::Backend(error.to_string()))?;
            socials.push((one.provider, provider));
        }
        let server = String::from_utf8(server).map_err(|_| StorageError::Corrupt("server"))?;
        let secret = secret::Secret::load(&config.secret_file())?;
        let book = console::audit::Book::open(&config.secret_file())?;
        card::ensure_key(&*storage, &secret, clock.now())?;
        Ok(Self {
            secret,
            files: Arc::new(file::Files::open(&config)?),
            book,
            passwords: password::Checker::new(config.limits.password_checks)?,
            addresses: throttle::Addresses::default(),
            rates: rate::Rates::default(),
            identity,
            mailer,
            courier: notification::Courier::new(senders),
            socials,
            companies: Mutex::default(),
            directory: Mutex::new(None),
            snapshots: snapshot::Snapshots::default(),
            events: events::Events::new(storage.head()?, config.limits.event_streams),
            ended: Mutex::default(),
            own_heads: Mutex::default(),
            token_key: token::Key::new(&key),
            server,
            storage,
            clock,
            config,
        })
    }

    /// The configuration that it runs with.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Who the server is and what it speaks.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn hello(&self) -> Result<HelloReply, Failure> {
        let mut capabilities = vec![
            "events".to_owned(),
            "push".to_owned(),
            handbook_wire::file::CAPABILITY.to_owned(),
        ];
        if self.courier.reaches() {
            capabilities.push(handbook_wire::notification::CAPABILITY.to_owned());
        }
        Ok(HelloReply {
            server: self.server.clone(),
            name: self.config.name.clone(),
            protocol: PROTOCOL,
            oldest_protocol: OLDEST_PROTOCOL,
            capabilities,
            card_keys: self.card_keys()?,
        })
    }

    /// The time by the server's clock (ms).
    #[must_use]
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// The newest revision, which also shows that the database answers.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn revision(&self) -> Result<u64, Failure> {
        Ok(self.storage.head()?.newest.revision)
    }

    /// Runs `job`, which blocks, off the async threads.
    ///
    /// # Errors
    /// What `job` returned.
    pub async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        job: impl FnOnce(&Service) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let service = Arc::clone(self);
        match tokio::task::spawn_blocking(move || job(&service)).await {
            Ok(result) => result,
            Err(_) => Err(Failure::Internal("a job panicked or was cancelled")),
        }
    }
}

/// Random bytes from the system.
fn random<const N: usize>() -> Result<[u8; N], StorageError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StorageError::Backend(format!("random: {error}")))?;
    Ok(bytes)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
