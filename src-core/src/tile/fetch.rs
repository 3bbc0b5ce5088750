//! One tile from the service. What comes is a stranger's: its size, its time and its kind are bounded,
//! and only what can be decoded is a tile.

use std::io::Cursor;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use image::{ImageFormat, ImageReader, Limits};
use reqwest::header::{
    ACCEPT, CACHE_CONTROL, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, RETRY_AFTER,
};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Response, StatusCode};
use url::Url;

use super::kept::{Terms, Tile};
use crate::Error;
use crate::sync::http::tls;
use crate::sync::pin::Pins;

/// The most bytes of a tile.
pub(super) const MAX_BYTES: usize = 512 << 10;
/// The longest side of a picture, in pixels.
const MAX_SIDE: u32 = 1024;
/// The most bytes that decoding one may take.
const MAX_MEMORY: u64 = 16 << 20;
/// How long a tile keeps of which the service says nothing, in seconds: a week.
const USUAL_AGE: i64 = 7 * 86_400;
/// The longest that any tile keeps, in seconds: 30 days.
const MAX_AGE: i64 = 30 * 86_400;
/// The longest word of the service's that is kept.
const MAX_WORD: usize = 200;
/// Redirects that are followed, within the host.
const MAX_REDIRECTS: usize = 3;

/// What the app says of itself.
const AGENT: &str = concat!(
    "e-handbook/",
    env!("CARGO_PKG_VERSION"),
    " (kr.or.kemc.handbook)"
);

/// What came.
pub(super) enum Fetched {
    /// A tile.
    New(Tile),
    /// The kept one still holds.
    Unchanged(Terms),
}

/// Why nothing came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// There is no such tile.
    Missing,
    /// The service can't be reached, or not in time.
    Offline,
    /// What came is no tile.
    Bad,
    /// The service has too much to do; for so many seconds, if it says.
    Busy(Option<u32>),
}

/// How long a request may take as a whole, to connect, and between two signs of life.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    whole: Duration,
    connect: Duration,
    silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            whole: Duration::from_secs(15),
            connect: Duration::from_secs(6),
            silence: Duration::from_secs(8),
        }
    }
}

impl Patience {
    /// The same for everything.
    #[cfg(test)]
    pub(super) const fn of(time: Duration) -> Self {
        Self {
            whole: time,
            connect: time,
            silence: time,
        }
    }
}

/// Fetches tiles: no cookies, no referrer, nothing of the member's.
pub(super) struct Fetcher(Client);

impl Fetcher {
    /// With `local` the service may be on this very machine.
    ///
    /// # Errors
    /// [`Error::Setup`].
    pub(super) fn new(local: bool) -> Result<Self, Error> {
        Self::with(local, Patience::default())
    }

    pub(super) fn with(local: bool, patience: Patience) -> Result<Self, Error> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls(&Pins::default())?)
            .user_agent(AGENT)
            .referer(false)
            .redirect(Policy::custom(within_host))
            .connect_timeout(patience.connect)
            .read_timeout(patience.silence)
            .timeout(patience.whole);
        if local {
            builder = builder.no_proxy();
        }
        let client = builder
            .build()
            .map_err(|_| Error::Setup("the network client"))?;
        Ok(Self(client))
    }

    /// A tile, or that the one that is `kept` still holds.
    pub(super) async fn fetch(&self, url: Url, kept: Option<&Tile>) -> Result<Fetched, Failure> {
        let mut request = self
            .0
            .get(url)
            .header(ACCEPT, "image/webp, image/png, image/jpeg");
        if let Some(terms) = kept.map(|tile| &tile.terms) {
            if let Some(tag) = &terms.tag {
                request = request.header(IF_NONE_MATCH, tag);
            }
            if let Some(modified) = &terms.modified {
                request = request.header(IF_MODIFIED_SINCE, modified);
            }
        }
        let response = request.send().await.map_err(|_| Failure::Offline)?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED if kept.is_some() => {
                return Ok(Fetched::Unchanged(terms(response.headers())));
            }
            StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::NO_CONTENT => {
                return Err(Failure::Missing);
            }
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                let seconds = word(response.headers(), &RETRY_AFTER);
                return Err(Failure::Busy(seconds.and_then(|text| text.parse().ok())));
            }
            _ => return Err(Failure::Bad),
        }
        let terms = terms(response.headers());
        let bytes = body(response).await?;
        let looked_at = bytes.clone();
        let kind = tokio::task::spawn_blocking(move || kind(&looked_at)).await;
        let kind = kind.ok().flatten().ok_or(Failure::Bad)?;
        Ok(Fetched::New(Tile::new(kind, bytes, terms)))
    }
}

/// Follows a redirect that leads to the same place by the same way; elsewhere it is no tile.
fn within_host(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let same = attempt.previous().first().is_some_and(|first| {
        (
            first.scheme(),
            first.host_str(),
            first.port_or_known_default(),
        ) == (
            attempt.url().scheme(),
            attempt.url().host_str(),
            attempt.url().port_or_known_default(),
        )
    });
    if same && attempt.previous().len() <= MAX_REDIRECTS {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

async fn body(response: Response) -> Result<Bytes, Failure> {
    let most = MAX_BYTES as u64;
    if response
        .content_length()
        .is_some_and(|length| length > most)
    {
        return Err(Failure::Bad);
    }
    let mut stream = response.bytes_stream();
    let mut all = BytesMut::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Failure::Offline)?;
        if all.len() + chunk.len() > MAX_BYTES {
            return Err(Failure::Bad);
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all.freeze())
}

/// The media type of a picture that is whole; none for everything else.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let kind = media_type(reader.format()?)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    reader.decode().ok()?;
    Some(kind)
}

fn media_type(format: ImageFormat) -> Option<&'static str> {
    match format {
        ImageFormat::Png => Some("image/png"),
        ImageFormat::Jpeg => Some("image/jpeg"),
        ImageFormat::WebP => Some("image/webp"),
        _ => None,
    }
}

/// What the service says about keeping a tile.
fn terms(headers: &HeaderMap) -> Terms {
    let mut terms = Terms {
        keep: true,
        age: USUAL_AGE,
        tag: word(headers, &ETAG),
        modified: word(headers, &LAST_MODIFIED),
    };
    let said = headers.get_all(CACHE_CONTROL);
    let said = said.iter().filter_map(|value| value.to_str().ok());
    for part in said.flat_map(|line| line.split(',')) {
        let part = part.trim().to_ascii_lowercase();
        match part.split_once('=') {
            Some(("max-age", seconds)) => {
                // A number that is none, or too large for one, is no promise.
                terms.age = seconds.trim_matches('"').parse().unwrap_or(0);
            }
            _ if part == "no-store" => terms.keep = false,
            _ if part == "no-cache" => terms.age = 0,
            _ => {}
        }
    }
    terms.age = terms.age.clamp(0, MAX_AGE);
    terms
}

fn word(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= MAX_WORD).then(|| value.to_owned())
}
