//! The settings of identity verification and of what the public may know.

use super::identity::{Iv, Secret, address, agencies, result_hosts};
use super::key::{Key, put};

/// The most bytes of `public_url`: the provider takes addresses of 128 with our path.
const LONGEST_URL: usize = 60;
const LINE: &str = "1~200 글자";

/// Those settings.
pub(super) static KEYS: [Key; 13] = [
    Key {
        name: "public_url",
        allowed: "기기와 브라우저가 이 서버를 여는 주소, 예: https://handbook.example.kr (60자까지)",
        set: |draft, text| {
            let url = address(text).filter(|url| {
                url.path() == "/" && url.as_str().trim_end_matches('/').len() <= LONGEST_URL
            });
            put(&mut draft.config.public_url, url.map(Some))
        },
    },
    Key {
        name: "coop.phone",
        allowed: "조합 전화번호, 예: 02-000-0000",
        set: |draft, text| {
            let number: String = text.chars().filter(char::is_ascii_digit).collect();
            let written = text
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '-' | ' '));
            let right = written && (8..=12).contains(&number.len());
            put(&mut draft.config.coop.phone, right.then_some(Some(number)))
        },
    },
    Key {
        name: "coop.address",
        allowed: LINE,
        set: |draft, text| put(&mut draft.config.coop.address, words(text, 200).map(Some)),
    },
    Key {
        name: "coop.homepage",
        allowed: "웹 주소, 예: https://www.example.kr",
        set: |draft, text| {
            let url = url::Url::parse(text).ok().filter(|url| {
                matches!(url.scheme(), "https" | "http") && url.has_host() && text.len() <= 200
            });
            put(
                &mut draft.config.coop.homepage,
                url.map(|url| Some(url.into())),
            )
        },
    },
    Key {
        name: "coop.joining",
        allowed: "1~2000 글자",
        set: |draft, text| put(&mut draft.config.coop.joining, words(text, 2000).map(Some)),
    },
    Key {
        name: "identity.provider",
        allowed: "inicis, none",
        set: |draft, text| {
            let chosen = match text {
                "inicis" => Some(true),
                "none" => Some(false),
                _ => None,
            };
            put(&mut draft.identity.chosen, chosen)
        },
    },
    Key {
        name: "identity.mid",
        allowed: "상점 아이디, 영문과 숫자 10자까지",
        set: |draft, text| {
            let right = (1..=10).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
            put(
                &mut draft.identity.mid,
                right.then(|| Some(text.to_owned())),
            )
        },
    },
    Key {
        name: "identity.api_key",
        allowed: "1~200 글자",
        set: |draft, text| put(&mut draft.identity.api_key, Secret::line(text).map(Some)),
    },
    Key {
        name: "identity.api_key_file",
        allowed: "첫 줄에 API 키가 있는, 읽을 수 있는 파일",
        set: |draft, text| {
            put(
                &mut draft.identity.api_key,
                Secret::first_line(text).map(Some),
            )
        },
    },
    Key {
        name: "identity.iv",
        allowed: "상점에 발급된 16글자",
        set: |draft, text| put(&mut draft.identity.iv, Iv::parse(text).map(Some)),
    },
    Key {
        name: "identity.agencies",
        allowed: "naver, kftc, pass, toss, payco, shinhan, kb, samsung 중에서 하나 이상 (보여 줄 차례대로)",
        set: |draft, text| put(&mut draft.identity.agencies, agencies(text).map(Some)),
    },
    Key {
        name: "identity.auth_url",
        allowed: "https 주소",
        set: |draft, text| put(&mut draft.identity.auth_url, address(text).map(Some)),
    },
    Key {
        name: "identity.result_hosts",
        allowed: "호스트 이름, 예: kssa.inicis.com, fcsa.inicis.com",
        set: |draft, text| {
            put(
                &mut draft.identity.result_hosts,
                result_hosts(text).map(Some),
            )
        },
    },
];

/// The settings whose values are never repeated in a message.
pub(super) const HIDDEN: [&str; 8] = [
    "backup.key",
    "identity.api_key",
    "identity.iv",
    "files.s3_secret_key",
    "mail.password",
    "social.kakao.client_secret",
    "social.naver.client_secret",
    "social.google.client_secret",
];

/// Text of 1 to `longest` characters.
fn words(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    (1..=longest)
        .contains(&text.chars().count())
        .then(|| text.to_owned())
}
