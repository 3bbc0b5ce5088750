//! Settings of identity verification.

use std::fmt;
use std::net::IpAddr;

use handbook_wire::identity::Agency;
use url::{Host, Url};
use zeroize::Zeroizing;

/// How KG이니시스 통합인증 is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InicisConfig {
    /// Merchant id, at most 10 characters.
    pub mid: String,
    /// Key of the hashes that the service checks.
    pub api_key: Secret,
    /// Initialisation vector that belongs to the merchant id.
    pub iv: Iv,
    /// Those under contract, in the order in which apps show them.
    pub agencies: Vec<Agency>,
    /// Where a browser begins.
    pub auth_url: Url,
    /// Where results may be fetched from.
    pub result_hosts: Vec<ResultHost>,
}

impl InicisConfig {
    /// Whether it is a stand-in on this very machine instead of the service.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.auth_url)
            || (self.result_hosts.iter()).any(|host| matches!(host, ResultHost::Loopback(..)))
    }
}

/// A host that results may be fetched from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultHost {
    /// By https, port 443.
    Name(String),
    /// A stand-in on this very machine, by http.
    Loopback(IpAddr, u16),
}

impl ResultHost {
    /// Reads `kssa.inicis.com` or `127.0.0.1:8123`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Ok(address) = text.parse::<std::net::SocketAddr>() {
            let loopback = address.ip().is_loopback();
            return loopback.then(|| Self::Loopback(address.ip(), address.port()));
        }
        let host = Host::parse(text).ok()?;
        let Host::Domain(name) = host else {
            return None;
        };
        (name == text && name.contains('.')).then_some(Self::Name(name))
    }

    /// Whether `url` leads to it.
    #[must_use]
    pub fn is_of(&self, url: &Url) -> bool {
        match self {
            Self::Name(name) => {
                url.scheme() == "https"
                    && url.port_or_known_default() == Some(443)
                    && url.host() == Some(Host::Domain(name))
            }
            Self::Loopback(ip, port) => {
                url.scheme() == "http"
                    && url.port_or_known_default() == Some(*port)
                    && url.host().is_some_and(|host| match host {
                        Host::Ipv4(address) => IpAddr::V4(address) == *ip,
                        Host::Ipv6(address) => IpAddr::V6(address) == *ip,
                        Host::Domain(_) => false,
                    })
            }
        }
    }
}

/// Whether `url` leads to this very machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether `host` names this very machine.
pub(super) fn is_loopback_host(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes charge of `text`.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Takes charge of a word of 1 to 200 visible characters.
    pub(super) fn line(text: &str) -> Option<Self> {
        ((1..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()))
            .then(|| Self::new(text.to_owned()))
    }

    /// Takes charge of such a word in the first line of a file.
    pub(super) fn first_line(path: &str) -> Option<Self> {
        let file = std::fs::read_to_string(path).ok().map(Zeroizing::new)?;
        Self::line(file.lines().next().unwrap_or_default().trim())
    }

    /// The text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// An initialisation vector, never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Iv(Zeroizing<[u8; 16]>);

impl Iv {
    /// Reads the 16 characters that the merchant was given.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = <[u8; 16]>::try_from(text.as_bytes()).ok()?;
        Some(Self(Zeroizing::new(bytes)))
    }

    /// The bytes.
    #[must_use]
    pub fn expose(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Iv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What was set of the section `[identity]`.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) chosen: bool,
    pub(super) mid: Option<String>,
    pub(super) api_key: Option<Secret>,
    pub(super) iv: Option<Iv>,
    pub(super) agencies: Option<Vec<Agency>>,
    pub(super) auth_url: Option<Url>,
    pub(super) result_hosts: Option<Vec<ResultHost>>,
}

impl Draft {
    /// The section as a whole; none when no provider was chosen. `Err` names what is missing.
    pub(super) fn finish(self) -> Result<Option<InicisConfig>, &'static str> {
        if !self.chosen {
            return Ok(None);
        }
        Ok(Some(InicisConfig {
            mid: self.mid.ok_or("identity.mid")?,
            api_key: self.api_key.ok_or("identity.api_key")?,
            iv: self.iv.ok_or("identity.iv")?,
            agencies: self.agencies.unwrap_or_else(|| Agency::ALL.to_vec()),
            auth_url: match self.auth_url {
                Some(url) => url,
                None => {
                    Url::parse("https://sa.inicis.com/auth").map_err(|_| "identity.auth_url")?
                }
            },
            result_hosts: self.result_hosts.unwrap_or_else(|| {
                ["kssa.inicis.com", "fcsa.inicis.com"]
                    .map(|name| ResultHost::Name(name.to_owned()))
                    .to_vec()
            }),
        }))
    }
}

/// Reads a list of names such as `naver, pass`.
pub(super) fn agencies(text: &str) -> Option<Vec<Agency>> {
    let mut agencies = Vec::new();
    for name in text.split(',').map(str::trim) {
        let value = serde_json::Value::String(name.to_owned());
        let agency: Agency = serde_json::from_value(value).ok()?;
        if agency == Agency::Unknown || agencies.contains(&agency) {
            return None;
        }
        agencies.push(agency);
    }
    Some(agencies)
}

/// Reads a list of result hosts.
pub(super) fn result_hosts(text: &str) -> Option<Vec<ResultHost>> {
    text.split(',')
        .map(|host| ResultHost::parse(host.trim()))
        .collect()
}

/// Reads an address without user, query and fragment: https, or http on this very machine.
pub(super) fn address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let safe = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
    (plain && safe && url.host().is_some()).then_some(url)
}
