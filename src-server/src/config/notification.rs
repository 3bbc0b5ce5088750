//! Settings of what reaches closed apps, a section a service.

use std::path::Path;

use serde::Deserialize;
use url::Url;

use super::identity::{Secret, address, is_loopback};
use super::key::{Key, put};

/// How closed apps are reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PushConfig {
    /// Android, and whatever else has Firebase.
    pub fcm: Option<FcmConfig>,
    /// iOS.
    pub apns: Option<ApnsConfig>,
}

impl PushConfig {
    /// Whether a service is a stand-in on this very machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let fcm = |fcm: &FcmConfig| is_loopback(&fcm.url) || is_loopback(&fcm.token_url);
        self.fcm.as_ref().is_some_and(fcm)
            || self
                .apns
                .as_ref()
                .is_some_and(|apns| is_loopback(&apns.url))
    }
}

/// The co-op's project at Firebase, as its service account names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FcmConfig {
    /// The project.
    pub project: String,
    /// The service account.
    pub account: String,
    /// Its key, in PEM.
    pub key: Secret,
    /// Names the key, where the file does.
    pub key_id: Option<String>,
    /// Where access tokens are had.
    pub token_url: Url,
    /// Where messages go.
    pub url: Url,
}

/// The co-op's key at Apple.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApnsConfig {
    /// Team id.
    pub team: String,
    /// Key id.
    pub key_id: String,
    /// The key, PKCS#8 in PEM.
    pub key: Secret,
    /// The app's bundle id.
    pub topic: String,
    /// Where messages go.
    pub url: Url,
}

/// What was set of the sections.
#[derive(Default)]
pub(super) struct Draft {
    account: Option<ServiceAccount>,
    fcm_url: Option<Url>,
    team: Option<String>,
    key_id: Option<String>,
    key: Option<Secret>,
    topic: Option<String>,
    apns_url: Option<Url>,
}

/// What is read of the file that Firebase gives out.
#[derive(Deserialize)]
struct ServiceAccount {
    project_id: String,
    client_email: String,
    private_key: String,
    #[serde(default)]
    private_key_id: Option<String>,
    token_uri: String,
}

impl Draft {
    /// The sections as a whole. `Err` names what is missing or wrong.
    pub(super) fn finish(self) -> Result<PushConfig, &'static str> {
        let fcm = match self.account {
            None => None,
            Some(account) => Some(FcmConfig {
                token_url: address(&account.token_uri).ok_or("notification.fcm.key_file")?,
                project: account.project_id,
                account: account.client_email,
                key: Secret::new(account.private_key),
                key_id: account.private_key_id,
                url: match self.fcm_url {
                    Some(url) => url,
                    None => Url::parse("https://fcm.googleapis.com")
                        .map_err(|_| "notification.fcm.url")?,
                },
            }),
        };
        let apns = match self.key {
            None => match self.team.is_some() || self.key_id.is_some() || self.topic.is_some() {
                true => return Err("notification.apns.key_file"),
                false => None,
            },
            Some(key) => Some(ApnsConfig {
                team: self.team.ok_or("notification.apns.team_id")?,
                key_id: self.key_id.ok_or("notification.apns.key_id")?,
                key,
                topic: self.topic.ok_or("notification.apns.topic")?,
                url: match self.apns_url {
                    Some(url) => url,
                    None => Url::parse("https://api.push.apple.com")
                        .map_err(|_| "notification.apns.url")?,
                },
            }),
        };
        Ok(PushConfig { fcm, apns })
    }
}

const NAME: &str = "1~200 글자";
const ADDRESS: &str = "https 주소 (http는 이 컴퓨터의 서버에만)";

/// A name of 1 to 200 characters that stands in an address or a head.
fn name(text: &str) -> Option<String> {
    let right = (1..=200).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    right.then(|| text.to_owned())
}

/// A file that Firebase gave out for a service account.
fn service_account(path: &str) -> Option<ServiceAccount> {
    let text = zeroize::Zeroizing::new(std::fs::read_to_string(Path::new(path)).ok()?);
    let account: ServiceAccount = serde_json::from_str(&text).ok()?;
    let right = name(&account.project_id).is_some()
        && (1..=200).contains(&account.client_email.len())
        && account.private_key.contains("PRIVATE KEY")
        && address(&account.token_uri).is_some();
    right.then_some(account)
}

/// The settings of the sections.
pub(super) static KEYS: [Key; 7] = [
    Key {
        name: "notification.fcm.key_file",
        allowed: "Firebase가 준 서비스 계정 키(JSON) 파일",
        set: |draft, text| {
            put(
                &mut draft.notification.account,
                service_account(text).map(Some),
            )
        },
    },
    Key {
        name: "notification.fcm.url",
        allowed: ADDRESS,
        set: |draft, text| put(&mut draft.notification.fcm_url, address(text).map(Some)),
    },
    Key {
        name: "notification.apns.key_file",
        allowed: "Apple이 준 .p8 파일",
        set: |draft, text| {
            let pem = std::fs::read_to_string(text).ok();
            let pem = pem.filter(|pem| pem.contains("PRIVATE KEY"));
            put(
                &mut draft.notification.key,
                pem.map(|pem| Some(Secret::new(pem))),
            )
        },
    },
    Key {
        name: "notification.apns.team_id",
        allowed: NAME,
        set: |draft, text| put(&mut draft.notification.team, name(text).map(Some)),
    },
    Key {
        name: "notification.apns.key_id",
        allowed: NAME,
        set: |draft, text| put(&mut draft.notification.key_id, name(text).map(Some)),
    },
    Key {
        name: "notification.apns.topic",
        allowed: "앱의 번들 ID, 예: kr.example.esujeop",
        set: |draft, text| put(&mut draft.notification.topic, name(text).map(Some)),
    },
    Key {
        name: "notification.apns.url",
        allowed: ADDRESS,
        set: |draft, text| put(&mut draft.notification.apns_url, address(text).map(Some)),
    },
];
