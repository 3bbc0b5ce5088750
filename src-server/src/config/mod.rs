//! Configuration: built-in values, over them a TOML file, over that the environment.
//!
//! Every value is checked when it is read; a wrong one is refused with its name, the value and what
//! is allowed. A name that nobody knows is refused too, since it is a slip of the pen.

mod app;
mod backup;
mod console;
mod file;
mod identity;
mod identity_key;
mod key;
mod mail;
mod map;
mod notification;
mod social;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use handbook_wire::tile::TileLayer;
use toml::{Table, Value};
use url::Url;

use crate::backup::BackupKey;
pub use app::AppConfig;
pub use console::ConsoleConfig;
pub use file::S3Config;
pub use identity::{InicisConfig, Iv, ResultHost, Secret, is_loopback};
pub use mail::{MailConfig, MailSecurity};
pub use notification::{ApnsConfig, FcmConfig, PushConfig};
pub use social::{AppleKey, SocialConfig};

/// Prefix of the environment variables: `HANDBOOK_SERVER_LISTEN` sets `listen`.
pub const ENV_PREFIX: &str = "HANDBOOK_SERVER_";
/// The file that is read when none is named, if it is there.
pub const DEFAULT_FILE: &str = "handbook-server.toml";

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder of the database.
    pub data_dir: PathBuf,
    /// The co-op's name, as apps show it.
    pub name: String,
    /// Certificate and key for TLS.
    pub tls: Option<Tls>,
    /// A proxy in front does TLS and says in `X-Forwarded-For` who asks.
    pub behind_proxy: bool,
    /// Where devices and browsers reach this server, as they write it.
    pub public_url: Option<Url>,
    /// What everybody may know of the co-op.
    pub coop: CoopFacts,
    /// Who verifies people; none when staff do it at the counter.
    pub identity: Option<InicisConfig>,
    /// Where people can link accounts of theirs to log in by, in the order in which apps show them.
    pub socials: Vec<SocialConfig>,
    /// Where files are kept; none when it is the folder beside the database.
    pub s3: Option<S3Config>,
    /// How mail is sent; none when none is.
    pub mail: Option<MailConfig>,
    /// How closed apps are reached.
    pub push: PushConfig,
    /// The map's online layer; none when the map has none.
    pub tiles: Option<TileLayer>,
    /// The apps that are the co-op's own.
    pub app: AppConfig,
    /// The co-op's office.
    pub console: ConsoleConfig,
    /// What is too much.
    pub limits: Limits,
    /// How long tombstones are kept, in days: a device that stayed away longer takes everything
    /// anew.
    pub tombstone_days: u32,
    /// How long a session lasts without a refresh, in days.
    pub session_days: u32,
    /// File of the server's secret, when it is not `secret` in the data folder.
    pub secret_file: Option<PathBuf>,
    /// What backups are encrypted with.
    pub backup_key: Option<BackupKey>,
    /// Whether the manual's first password opens an account that nobody has used yet.
    pub first_password: bool,
    /// Whether staff need a second factor.
    pub staff_second_factor: bool,
    /// What is logged, as `tracing-subscriber` writes filters.
    pub log: String,
    /// Whether log lines are JSON.
    pub log_json: bool,
}

/// What everybody may know of the co-op beside its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CoopFacts {
    /// The office's number, digits alone.
    pub phone: Option<String>,
    /// The office's address.
    pub address: Option<String>,
    /// The web page.
    pub homepage: Option<String>,
    /// How to join, in plain paragraphs.
    pub joining: Option<String>,
}

/// Files for TLS, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// Certificate chain.
    pub certificate: PathBuf,
    /// Private key.
    pub key: PathBuf,
}

/// What is too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body_bytes: usize,
    /// Time that a request may take.
    pub request: Duration,
    /// Time that the head of a request may take.
    pub header: Duration,
    /// Time that requests get to finish when the server stops.
    pub stop: Duration,
    /// Passwords that are checked at the same time; each takes 19 MiB.
    pub password_checks: usize,
    /// Live event streams at the same time.
    pub event_streams: usize,
    /// Failed logins of one account before it has to wait.
    pub login_failures: u32,
    /// Failed logins from one address before it has to wait; many phones share an address.
    pub address_failures: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8787)),
            data_dir: PathBuf::from("var/server"),
            name: "한국전기공업협동조합".to_owned(),
            tls: None,
            behind_proxy: false,
            public_url: None,
            coop: CoopFacts::default(),
            identity: None,
            socials: Vec::new(),
            s3: None,
            mail: None,
            push: PushConfig::default(),
            tiles: None,
            app: AppConfig::default(),
            console: ConsoleConfig::default(),
            limits: Limits::default(),
            tombstone_days: 180,
            session_days: 90,
            secret_file: None,
            backup_key: None,
            first_password: true,
            staff_second_factor: true,
            log: "info".to_owned(),
            log_json: false,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            request: Duration::from_secs(30),
            header: Duration::from_secs(10),
            stop: Duration::from_secs(5),
            password_checks: 4,
            event_streams: 10_000,
            login_failures: 5,
            address_failures: 50,
        }
    }
}

/// Why the configuration can't be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("설정 파일을 읽을 수 없어요: {path} ({reason})", path = .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file is not TOML.
    #[error("설정 파일이 TOML 형식이 아니에요: {path}\n{reason}", path = .path.display())]
    NotToml {
        /// The file.
        path: PathBuf,
        /// Where and why.
        reason: String,
    },
    /// A setting that does not exist.
    #[error("{origin}: 모르는 설정이에요: {key}\n쓸 수 있는 설정: {known}", known = key::names())]
    UnknownKey {
        /// The file or the environment variable.
        origin: String,
        /// The name as it was written.
        key: String,
    },
    /// A value that is not allowed.
    #[error("{origin}: {key} 값이 잘못됐어요: {value}\n쓸 수 있는 값: {allowed}")]
    BadValue {
        /// The file or the environment variable.
        origin: String,
        /// The setting.
        key: &'static str,
        /// The value as it was written.
        value: String,
        /// What would be right.
        allowed: &'static str,
    },
    /// A setting that others need.
    #[error("{0} 설정이 필요해요. 같은 부분의 다른 설정과 함께 정해 주세요.")]
    Missing(&'static str),
    /// An address of this very machine in a server that others can reach.
    #[error(
        "{0}: 이 컴퓨터 자신의 주소는 시험할 때만, listen과 public_url이 모두 127.0.0.1이고 TLS와 프록시를 쓰지 않을 때만 쓸 수 있어요."
    )]
    OnlyAlone(&'static str),
    /// Half of a pair.
    #[error("tls.certificate와 tls.key는 함께 있어야 해요. 지금은 {0}만 있어요.")]
    HalfTls(&'static str),
    /// Personal data would cross a network in the clear.
    #[error(
        "listen {0}: 이 컴퓨터 밖에서 들어오는 연결에는 TLS가 필요해요.\n\
         tls.certificate와 tls.key를 정하거나, TLS를 맡는 프록시 뒤라면 behind_proxy = true로 해 주세요."
    )]
    TlsNeeded(SocketAddr),
}

impl Config {
    /// Reads the configuration: `file` if one is named, else [`DEFAULT_FILE`] in the current
    /// folder if it is there, then the variables of `env` that begin with [`ENV_PREFIX`].
    ///
    /// # Errors
    /// [`ConfigError`], which names what is wrong and what is allowed.
    pub fn load(
        file: Option<&Path>,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut draft = key::Draft::default();
        let default = Path::new(DEFAULT_FILE);
        if let Some(path) = file.or_else(|| default.exists().then_some(default)) {
            let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
                path: path.to_owned(),
                reason: error.to_string(),
            })?;
            let table: Table =
                text.parse()
                    .map_err(|error: toml::de::Error| ConfigError::NotToml {
                        path: path.to_owned(),
                        reason: error.to_string(),
                    })?;
            take_table(&mut draft, &path.display().to_string(), "", table)?;
        }
        let mut variables: Vec<_> = env
            .into_iter()
            .filter(|(name, _)| name.starts_with(ENV_PREFIX))
            .collect();
        variables.sort();
        for (name, value) in variables {
            let key = name[ENV_PREFIX.len()..].to_ascii_lowercase();
            let key = key::of_variable(&key).unwrap_or(&key).to_owned();
            draft.set(&name, &key, &value)?;
        }
        draft.finish()
    }

    /// Folder of the files that records list, unless they are in a bucket.
    #[must_use]
    pub fn files(&self) -> PathBuf {
        self.data_dir.join("files")
    }

    /// Folder of the uploads that are not finished.
    #[must_use]
    pub fn uploads(&self) -> PathBuf {
        self.data_dir.join("uploads")
    }

    /// The database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data_dir.join("handbook.db")
    }

    /// An address of this server as devices and browsers write it; none when it is not set. `path`
    /// begins with a slash.
    #[must_use]
    pub fn public(&self, path: &str) -> Option<String> {
        let url = self.public_url.as_ref()?;
        Some(format!("{}{path}", url.as_str().trim_end_matches('/')))
    }

    /// The file of the server's secret.
    #[must_use]
    pub fn secret_file(&self) -> PathBuf {
        let default = || self.data_dir.join("secret");
        self.secret_file.clone().unwrap_or_else(default)
    }
}

fn take_table(
    draft: &mut key::Draft,
    origin: &str,
    prefix: &str,
    table: Table,
) -> Result<(), ConfigError> {
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        match value {
            Value::Table(inner) => take_table(draft, origin, &format!("{key}."), inner)?,
            Value::String(text) => draft.set(origin, &key, &text)?,
            Value::Array(items) => {
                let items: Vec<_> = items
                    .iter()
                    .map(|item| item.as_str().unwrap_or("?"))
                    .collect();
                draft.set(origin, &key, &items.join(", "))?;
            }
            other => draft.set(origin, &key, &other.to_string())?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
