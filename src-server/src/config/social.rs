//! Settings of social login, a section a provider.

use handbook_wire::social::SocialProvider;
use url::Url;

use super::identity::{Secret, address, is_loopback};
use super::key::{Key, put};

/// How one provider is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialConfig {
    /// Which.
    pub provider: SocialProvider,
    /// Where it is.
    pub issuer: Url,
    /// Where its profiles are, when that is elsewhere.
    pub profile_url: Option<Url>,
    /// The co-op's id there.
    pub client_id: String,
    /// The co-op's secret there.
    pub client_secret: Option<Secret>,
    /// What signs the secret, for Apple.
    pub apple: Option<AppleKey>,
}

/// The key that signs the co-op's secret for Apple.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppleKey {
    /// Team id.
    pub team: String,
    /// Key id.
    pub id: String,
    /// The key, PKCS#8 in PEM.
    pub pem: Secret,
}

impl SocialConfig {
    /// Whether it is a stand-in on this very machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.issuer) || self.profile_url.as_ref().is_some_and(is_loopback)
    }
}

/// What was set of one section.
#[derive(Default, Clone)]
pub(super) struct Section {
    issuer: Option<Url>,
    profile_url: Option<Url>,
    client_id: Option<String>,
    client_secret: Option<Secret>,
    team: Option<String>,
    key_id: Option<String>,
    key: Option<Secret>,
}

/// What was set of the sections, in the order in which apps show them.
#[derive(Default)]
pub(super) struct Draft {
    kakao: Section,
    naver: Section,
    google: Section,
    apple: Section,
}

impl Draft {
    /// The providers that have a client id. `Err` names what is missing.
    pub(super) fn finish(self) -> Result<Vec<SocialConfig>, &'static str> {
        let mut all = Vec::new();
        let sections = [
            (
                SocialProvider::Kakao,
                self.kakao,
                "https://kauth.kakao.com",
                "social.kakao.client_secret",
            ),
            (
                SocialProvider::Naver,
                self.naver,
                "https://nid.naver.com",
                "social.naver.client_secret",
            ),
            (
                SocialProvider::Google,
                self.google,
                "https://accounts.google.com",
                "social.google.client_secret",
            ),
            (
                SocialProvider::Apple,
                self.apple,
                "https://appleid.apple.com",
                "",
            ),
        ];
        for (provider, section, issuer, secret) in sections {
            let Some(client_id) = section.client_id else {
                continue;
            };
            let mut config = SocialConfig {
                provider,
                issuer: match section.issuer {
                    Some(issuer) => issuer,
                    None => Url::parse(issuer).map_err(|_| "social")?,
                },
                profile_url: section.profile_url,
                client_id,
                client_secret: section.client_secret,
                apple: None,
            };
            if provider == SocialProvider::Naver && config.profile_url.is_none() {
                let address = match config.is_loopback() {
                    true => config.issuer.join("/v1/nid/me"),
                    false => Url::parse("https://openapi.naver.com/v1/nid/me"),
                };
                config.profile_url = address.ok();
            }
            if provider == SocialProvider::Apple {
                config.apple = Some(AppleKey {
                    team: section.team.ok_or("social.apple.team_id")?,
                    id: section.key_id.ok_or("social.apple.key_id")?,
                    pem: section.key.ok_or("social.apple.key_file")?,
                });
            } else if config.client_secret.is_none() {
                return Err(secret);
            }
            all.push(config);
        }
        Ok(all)
    }
}

const ID: &str = "1~200 글자";
const SECRET: &str = "1~200 글자";
const SECRET_FILE: &str = "첫 줄에 비밀키가 있는, 읽을 수 있는 파일";
const ADDRESS: &str = "https 주소";

fn id(text: &str) -> Option<Option<String>> {
    let right = (1..=200).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    right.then(|| Some(text.to_owned()))
}

macro_rules! section {
    ($provider:literal, $field:ident) => {
        [
            Key {
                name: concat!("social.", $provider, ".client_id"),
                allowed: ID,
                set: |draft, text| put(&mut draft.social.$field.client_id, id(text)),
            },
            Key {
                name: concat!("social.", $provider, ".client_secret"),
                allowed: SECRET,
                set: |draft, text| {
                    let secret = Secret::line(text).map(Some);
                    put(&mut draft.social.$field.client_secret, secret)
                },
            },
            Key {
                name: concat!("social.", $provider, ".client_secret_file"),
                allowed: SECRET_FILE,
                set: |draft, text| {
                    let secret = Secret::first_line(text).map(Some);
                    put(&mut draft.social.$field.client_secret, secret)
                },
            },
            Key {
                name: concat!("social.", $provider, ".issuer"),
                allowed: ADDRESS,
                set: |draft, text| put(&mut draft.social.$field.issuer, address(text).map(Some)),
            },
        ]
    };
}

static KAKAO: [Key; 4] = section!("kakao", kakao);
static NAVER: [Key; 4] = section!("naver", naver);
static GOOGLE: [Key; 4] = section!("google", google);
static APPLE: [Key; 5] = [
    Key {
        name: "social.apple.client_id",
        allowed: ID,
        set: |draft, text| put(&mut draft.social.apple.client_id, id(text)),
    },
    Key {
        name: "social.apple.team_id",
        allowed: ID,
        set: |draft, text| put(&mut draft.social.apple.team, id(text)),
    },
    Key {
        name: "social.apple.key_id",
        allowed: ID,
        set: |draft, text| put(&mut draft.social.apple.key_id, id(text)),
    },
    Key {
        name: "social.apple.key_file",
        allowed: "Apple이 준 .p8 파일",
        set: |draft, text| {
            let pem = std::fs::read_to_string(text).ok().map(Secret::new);
            put(&mut draft.social.apple.key, pem.map(Some))
        },
    },
    Key {
        name: "social.apple.issuer",
        allowed: ADDRESS,
        set: |draft, text| put(&mut draft.social.apple.issuer, address(text).map(Some)),
    },
];

/// The settings of all sections.
pub(super) fn keys() -> impl Iterator<Item = &'static Key> {
    KAKAO.iter().chain(&NAVER).chain(&GOOGLE).chain(&APPLE)
}
