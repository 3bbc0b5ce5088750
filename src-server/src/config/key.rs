use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use super::identity::is_loopback;
use super::{
    Config, ConfigError, Tls, app, backup, console, file, identity, identity_key, mail, map,
    notification, social,
};

/// A setting: its name, what is allowed, and how it is taken.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) allowed: &'static str,
    pub(super) set: fn(&mut Draft, &str) -> Option<()>,
}

/// A configuration on its way.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) config: Config,
    pub(super) files: file::Draft,
    pub(super) identity: identity::Draft,
    pub(super) mail: mail::Draft,
    pub(super) map: map::Draft,
    pub(super) notification: notification::Draft,
    pub(super) social: social::Draft,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
}

const SECONDS: &str = "1 이상 600 이하의 정수 (초)";
const DAYS: &str = "1 이상 3650 이하의 정수 (일)";
const COUNT: &str = "1 이상 1000000 이하의 정수";

/// Every setting there is.
const KEYS: [Key; 21] = [
    Key {
        name: "listen",
        allowed: "주소:포트, 예: 127.0.0.1:8787",
        set: |draft, text| put(&mut draft.config.listen, text.parse().ok()),
    },
    Key {
        name: "data_dir",
        allowed: "폴더 경로",
        set: |draft, text| put(&mut draft.config.data_dir, path(text)),
    },
    Key {
        name: "name",
        allowed: "1~100 글자",
        set: |draft, text| {
            let name = text.trim();
            (1..=100)
                .contains(&name.chars().count())
                .then(|| draft.config.name = name.to_owned())
        },
    },
    Key {
        name: "tls.certificate",
        allowed: "PEM 인증서 파일 경로",
        set: |draft, text| put(&mut draft.certificate, path(text).map(Some)),
    },
    Key {
        name: "tls.key",
        allowed: "PEM 개인키 파일 경로",
        set: |draft, text| put(&mut draft.key, path(text).map(Some)),
    },
    Key {
        name: "behind_proxy",
        allowed: "true, false",
        set: |draft, text| put(&mut draft.config.behind_proxy, text.parse().ok()),
    },
    Key {
        name: "tombstone_days",
        allowed: DAYS,
        set: |draft, text| put(&mut draft.config.tombstone_days, within(text, 1, 3650)),
    },
    Key {
        name: "session_days",
        allowed: DAYS,
        set: |draft, text| put(&mut draft.config.session_days, within(text, 1, 3650)),
    },
    Key {
        name: "secret_file",
        allowed: "파일 경로",
        set: |draft, text| put(&mut draft.config.secret_file, path(text).map(Some)),
    },
    Key {
        name: "accounts.first_password",
        allowed: "true, false",
        set: |draft, text| put(&mut draft.config.first_password, text.parse().ok()),
    },
    Key {
        name: "accounts.staff_second_factor",
        allowed: "true, false",
        set: |draft, text| put(&mut draft.config.staff_second_factor, text.parse().ok()),
    },
    Key {
        name: "log",
        allowed: "trace, debug, info, warn, error, 또는 tracing 필터",
        set: |draft, text| {
            text.parse::<tracing_subscriber::filter::EnvFilter>().ok()?;
            text.clone_into(&mut draft.config.log);
            Some(())
        },
    },
    Key {
        name: "log_json",
        allowed: "true, false",
        set: |draft, text| put(&mut draft.config.log_json, text.parse().ok()),
    },
    Key {
        name: "limits.body_bytes",
        allowed: "1024 이상 67108864 이하의 정수 (바이트)",
        set: |draft, text| {
            put(
                &mut draft.config.limits.body_bytes,
                within(text, 1024, 64 << 20),
            )
        },
    },
    Key {
        name: "limits.request_seconds",
        allowed: SECONDS,
        set: |draft, text| put(&mut draft.config.limits.request, seconds(text)),
    },
    Key {
        name: "limits.header_seconds",
        allowed: SECONDS,
        set: |draft, text| put(&mut draft.config.limits.header, seconds(text)),
    },
    Key {
        name: "limits.stop_seconds",
        allowed: SECONDS,
        set: |draft, text| put(&mut draft.config.limits.stop, seconds(text)),
    },
    Key {
        name: "limits.password_checks",
        allowed: "1 이상 64 이하의 정수",
        set: |draft, text| {
            put(
                &mut draft.config.limits.password_checks,
                within(text, 1, 64),
            )
        },
    },
    Key {
        name: "limits.event_streams",
        allowed: COUNT,
        set: |draft, text| {
            put(
                &mut draft.config.limits.event_streams,
                within(text, 1, 1_000_000),
            )
        },
    },
    Key {
        name: "limits.login_failures",
        allowed: COUNT,
        set: |draft, text| {
            put(
                &mut draft.config.limits.login_failures,
                within(text, 1, 1_000_000),
            )
        },
    },
    Key {
        name: "limits.address_failures",
        allowed: COUNT,
        set: |draft, text| {
            put(
                &mut draft.config.limits.address_failures,
                within(text, 1, 1_000_000),
            )
        },
    },
];

impl Draft {
    pub(super) fn set(&mut self, origin: &str, name: &str, text: &str) -> Result<(), ConfigError> {
        let key = keys()
            .find(|key| key.name == name)
            .ok_or_else(|| ConfigError::UnknownKey {
                origin: origin.to_owned(),
                key: name.to_owned(),
            })?;
        (key.set)(self, text).ok_or_else(|| ConfigError::BadValue {
            origin: origin.to_owned(),
            key: key.name,
            value: match identity_key::HIDDEN.contains(&key.name) {
                true => "***".to_owned(),
                false => text.to_owned(),
            },
            allowed: key.allowed,
        })
    }

    pub(super) fn finish(self) -> Result<Config, ConfigError> {
        let mut config = self.config;
        config.tls = match (self.certificate, self.key) {
            (Some(certificate), Some(key)) => Some(Tls { certificate, key }),
            (None, None) => None,
            (Some(_), None) => return Err(ConfigError::HalfTls("tls.certificate")),
            (None, Some(_)) => return Err(ConfigError::HalfTls("tls.key")),
        };
        if config.tls.is_none() && !config.behind_proxy && !config.listen.ip().is_loopback() {
            return Err(ConfigError::TlsNeeded(config.listen));
        }
        config.identity = self.identity.finish().map_err(ConfigError::Missing)?;
        config.s3 = self.files.finish().map_err(ConfigError::Missing)?;
        config.mail = self.mail.finish().map_err(ConfigError::Missing)?;
        config.tiles = self.map.finish().map_err(ConfigError::Missing)?;
        config.push = self.notification.finish().map_err(ConfigError::Missing)?;
        config.socials = self.social.finish().map_err(ConfigError::Missing)?;
        check_addresses(&config)?;
        Ok(config)
    }
}

/// What stands in for a real address on this very machine is only taken where nobody else can
/// reach the server: for tests and demonstrations.
fn check_addresses(config: &Config) -> Result<(), ConfigError> {
    let alone = config.listen.ip().is_loopback()
        && config.tls.is_none()
        && !config.behind_proxy
        && (config.public_url.as_ref()).is_none_or(is_loopback);
    if let Some(url) = &config.public_url
        && is_loopback(url)
        && !alone
    {
        return Err(ConfigError::OnlyAlone("public_url"));
    }
    if !config.socials.is_empty() && config.public_url.is_none() {
        return Err(ConfigError::Missing("public_url"));
    }
    if config.socials.iter().any(social::SocialConfig::is_loopback) && !alone {
        return Err(ConfigError::OnlyAlone("social"));
    }
    if config.tiles.as_ref().is_some_and(map::is_loopback_layer) && !alone {
        return Err(ConfigError::OnlyAlone("map.tile_url"));
    }
    if config.push.is_loopback() && !alone {
        return Err(ConfigError::OnlyAlone("notification"));
    }
    let Some(identity) = &config.identity else {
        return Ok(());
    };
    if config.public_url.is_none() {
        return Err(ConfigError::Missing("public_url"));
    }
    if identity.is_loopback() && !alone {
        return Err(ConfigError::OnlyAlone(
            "identity.auth_url, identity.result_hosts",
        ));
    }
    Ok(())
}

fn keys() -> impl Iterator<Item = &'static Key> {
    KEYS.iter()
        .chain(&app::KEYS)
        .chain(&backup::KEYS)
        .chain(&console::KEYS)
        .chain(&identity_key::KEYS)
        .chain(&file::KEYS)
        .chain(&mail::KEYS)
        .chain(&map::KEYS)
        .chain(&notification::KEYS)
        .chain(social::keys())
}

/// All names, for a message.
pub(super) fn names() -> String {
    keys().map(|key| key.name).collect::<Vec<_>>().join(", ")
}

/// The setting that the environment variable `name` (without prefix, lower case) sets.
pub(super) fn of_variable(name: &str) -> Option<&'static str> {
    keys()
        .map(|key| key.name)
        .find(|key| key.replace('.', "_") == name)
}

/// Puts a value that could be read into its place.
pub(super) fn put<T>(place: &mut T, value: Option<T>) -> Option<()> {
    *place = value?;
    Some(())
}

fn path(text: &str) -> Option<PathBuf> {
    (!text.is_empty()).then(|| PathBuf::from(text))
}

pub(super) fn within<T: FromStr + PartialOrd>(text: &str, least: T, most: T) -> Option<T> {
    text.parse()
        .ok()
        .filter(|value| (least..=most).contains(value))
}

fn seconds(text: &str) -> Option<Duration> {
    within(text, 1, 600).map(Duration::from_secs)
}
