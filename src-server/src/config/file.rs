//! Settings of where files are kept.

use url::Url;

use super::identity::{Secret, is_loopback};
use super::key::{Key, put};

/// A bucket that speaks S3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Config {
    /// Where it is asked, without the bucket.
    pub endpoint: Url,
    /// The bucket's name.
    pub bucket: String,
    /// Its region, as the provider calls it.
    pub region: String,
    /// Names the key.
    pub access_key: String,
    /// The key.
    pub secret_key: Secret,
}

/// What was set of the section `[files]`.
#[derive(Default)]
pub(super) struct Draft {
    endpoint: Option<Url>,
    bucket: Option<String>,
    region: Option<String>,
    access_key: Option<String>,
    secret_key: Option<Secret>,
}

impl Draft {
    /// The bucket; none without an endpoint. `Err` names what is missing.
    pub(super) fn finish(self) -> Result<Option<S3Config>, &'static str> {
        let Some(endpoint) = self.endpoint else {
            return match self.bucket {
                Some(_) => Err("files.s3_endpoint"),
                None => Ok(None),
            };
        };
        Ok(Some(S3Config {
            endpoint,
            bucket: self.bucket.ok_or("files.s3_bucket")?,
            region: self.region.unwrap_or_else(|| "us-east-1".to_owned()),
            access_key: self.access_key.ok_or("files.s3_access_key")?,
            secret_key: self.secret_key.ok_or("files.s3_secret_key")?,
        }))
    }
}

/// A name of 1 to 100 characters that stands in an address.
fn name(text: &str) -> Option<String> {
    let right = (1..=100).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    right.then(|| text.to_owned())
}

/// The settings of the section.
pub(super) static KEYS: [Key; 6] = [
    Key {
        name: "files.s3_endpoint",
        allowed: "https 주소, 예: https://kr.object.example (http는 이 컴퓨터의 서버에만)",
        set: |draft, text| {
            let url = text.parse::<Url>().ok().filter(|url| {
                url.scheme() == "https" || url.scheme() == "http" && is_loopback(url)
            });
            put(&mut draft.files.endpoint, url.map(Some))
        },
    },
    Key {
        name: "files.s3_bucket",
        allowed: "1~100 글자의 버킷 이름",
        set: |draft, text| put(&mut draft.files.bucket, name(text).map(Some)),
    },
    Key {
        name: "files.s3_region",
        allowed: "1~100 글자의 지역 이름, 예: kr-standard",
        set: |draft, text| put(&mut draft.files.region, name(text).map(Some)),
    },
    Key {
        name: "files.s3_access_key",
        allowed: "1~200 글자",
        set: |draft, text| {
            let right = (1..=200).contains(&text.len());
            put(
                &mut draft.files.access_key,
                right.then(|| Some(text.to_owned())),
            )
        },
    },
    Key {
        name: "files.s3_secret_key",
        allowed: "1~200 글자",
        set: |draft, text| put(&mut draft.files.secret_key, Secret::line(text).map(Some)),
    },
    Key {
        name: "files.s3_secret_key_file",
        allowed: "첫 줄에 비밀 키가 있는, 읽을 수 있는 파일",
        set: |draft, text| {
            put(
                &mut draft.files.secret_key,
                Secret::first_line(text).map(Some),
            )
        },
    },
];
