//! Settings of the phones' apps: who may open this server's links.

use super::key::{Key, put};

/// The apps that are the co-op's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppConfig {
    /// SHA-256 fingerprints of the certificates that sign the Android app, as its tools write them:
    /// the store's own and, for tests, another.
    pub android_fingerprints: Vec<String>,
    /// Apple's name of the team that signs the iOS app.
    pub ios_team: Option<String>,
}

/// 32 bytes in capital hexadecimal digits, with colons between them.
fn fingerprint(text: &str) -> Option<String> {
    let bytes: Vec<&str> = text.split(':').collect();
    let is_byte = |byte: &&str| {
        byte.len() == 2 && byte.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'))
    };
    (bytes.len() == 32 && bytes.iter().all(is_byte)).then(|| text.to_owned())
}

/// The settings of the section.
pub(super) static KEYS: [Key; 2] = [
    Key {
        name: "app.android_fingerprints",
        allowed: "서명 인증서의 SHA-256 지문 1~5개, 쉼표로 구분, 예: 1A:2B:…(32바이트)",
        set: |draft, text| {
            let all: Option<Vec<String>> =
                text.split(',').map(|one| fingerprint(one.trim())).collect();
            let few = all.filter(|all| all.len() <= 5);
            put(&mut draft.config.app.android_fingerprints, few)
        },
    },
    Key {
        name: "app.ios_team",
        allowed: "Apple 팀 ID, 영문 대문자와 숫자 10글자",
        set: |draft, text| {
            let right = text.len() == 10
                && (text.bytes()).all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
            put(
                &mut draft.config.app.ios_team,
                right.then(|| Some(text.to_owned())),
            )
        },
    },
];
