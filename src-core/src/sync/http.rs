//! The server over HTTP.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{FutureExt, StreamExt};
use handbook_wire::auth::{LoginRequest, RefreshRequest, SessionReply};
use handbook_wire::entity::FileHash;
use handbook_wire::sync::{
    APP_HEADER, BATCH_TYPE, HelloReply, PROTOCOL, PROTOCOL_HEADER, PullReply, PullRequest,
    PushReply, PushRequest,
};
use handbook_wire::{ErrorCode, ErrorReply};
use reqwest::header::{CONTENT_TYPE, RANGE, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, redirect};
use rustls::client::WebPkiServerVerifier;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::{Host, Url};

use super::pin::{Pinned, Pins};
use super::remote::{self, Ask, Body, ByteStream, Pulled, Remote, RemoteError, Reply};
use crate::Error;

const CONNECT: Duration = Duration::from_secs(10);
/// The longest silence within a reply. Longer than the event stream's, which has its own.
const SILENCE: Duration = Duration::from_secs(60);
/// The longest that a request other than a download may take.
const REQUEST: Duration = Duration::from_secs(60);
/// The most bytes of a JSON reply.
const MAX_JSON: usize = 4 << 20;
/// The most bytes of a batch: a page of 1,000 records has about 100 KB.
const MAX_BATCH: usize = 32 << 20;

/// A server reached by HTTP.
pub struct HttpRemote {
    client: Client,
    base: Url,
}

impl HttpRemote {
    /// A client of the server at `base`, which has one of the keys of `pins`. Redirects are not followed and no proxy of the
    /// environment is used for a server on this very machine.
    ///
    /// # Errors
    /// [`Error::Address`] unless `base` is https, or http on this very machine; [`Error::Setup`]
    /// when TLS can't be set up.
    pub fn new(base: &Url, pins: &Pins) -> Result<Self, Error> {
        let local = is_local(base);
        if base.host().is_none() {
            return Err(Error::Address);
        }
        if !(base.scheme() == "https" || base.scheme() == "http" && local) {
            return Err(Error::Address);
        }
        let mut base = base.clone();
        base.set_query(None);
        base.set_fragment(None);
        if !base.path().ends_with('/') {
            let path = format!("{}/", base.path());
            base.set_path(&path);
        }
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls(pins)?)
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .tcp_nodelay(true);
        if local {
            builder = builder.no_proxy();
        }
        let client = builder
            .build()
            .map_err(|_| Error::Setup("the network client"))?;
        Ok(Self { client, base })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        // `path` is a constant of this file or has an id that was checked: joining can't fail.
        let url = self.base.join(path).unwrap_or_else(|_| self.base.clone());
        self.client
            .request(method, url)
            .header(PROTOCOL_HEADER, PROTOCOL)
            .header(
                APP_HEADER,
                format!("{} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS),
            )
    }

    fn post(&self, path: &str, access: Option<&str>, body: &impl Serialize) -> RequestBuilder {
        let request = self.request(Method::POST, path).json(body).timeout(REQUEST);
        match access {
            Some(access) => request.bearer_auth(access),
            None => request,
        }
    }

    /// What lies at `path` from byte `from` on.
    fn bytes_from(&self, path: &str, access: &str, from: u64) -> Reply<ByteStream> {
        let request = self
            .request(Method::GET, path)
            .bearer_auth(access)
            .header(RANGE, format!("bytes={from}-"));
        async move {
            let response = send(request).await?;
            match response.status() {
                StatusCode::PARTIAL_CONTENT => Ok(stream(response, 0)),
                // A server that passes over the range sends it all: what is here is skipped.
                StatusCode::OK => Ok(stream(response, from)),
                _ => Err(RemoteError::BadReply),
            }
        }
        .boxed()
    }

    fn json<T: DeserializeOwned + 'static>(request: RequestBuilder) -> Reply<T> {
        async move {
            let response = send(request).await?;
            parse(&body(response, MAX_JSON).await?)
        }
        .boxed()
    }
}

/// Whether `url` leads to this very machine.
pub(crate) fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

/// TLS with the roots that ship with the app, whatever else the machine trusts, and with servers that have
/// one of the keys of `pins`.
pub(crate) fn tls(pins: &Pins) -> Result<rustls::ClientConfig, Error> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| Error::Setup("TLS"))?;
    if pins.is_empty() {
        return Ok(config.with_root_certificates(roots).with_no_client_auth());
    }
    let usual = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .map_err(|_| Error::Setup("TLS"))?;
    let pinned = Arc::new(Pinned::new(usual, pins.clone()));
    let config = config.dangerous().with_custom_certificate_verifier(pinned);
    Ok(config.with_no_client_auth())
}

impl Remote for HttpRemote {
    fn hello(&self) -> Reply<HelloReply> {
        Self::json(self.request(Method::GET, "v1/hello").timeout(REQUEST))
    }

    fn login(&self, request: LoginRequest) -> Reply<SessionReply> {
        Self::json(self.post("v1/session", None, &request))
    }

    fn refresh(&self, request: RefreshRequest) -> Reply<SessionReply> {
        Self::json(self.post("v1/session/refresh", None, &request))
    }

    fn end_session(&self, access: &str) -> Reply<()> {
        let request = self
            .request(Method::DELETE, "v1/session")
            .bearer_auth(access)
            .timeout(REQUEST);
        async move { send(request).await.map(drop) }.boxed()
    }

    fn pull(&self, access: &str, request: PullRequest) -> Reply<Pulled> {
        let request = self.post("v1/sync/pull", Some(access), &request);
        async move {
            let response = send(request).await?;
            let kind = response
                .headers()
                .get(CONTENT_TYPE)
                .and_then(|kind| kind.to_str().ok());
            if kind.is_some_and(|kind| kind.starts_with(BATCH_TYPE)) {
                return Ok(Pulled::Batch(body(response, MAX_BATCH).await?));
            }
            match parse(&body(response, MAX_JSON).await?)? {
                PullReply::UpToDate => Ok(Pulled::UpToDate),
                PullReply::Snapshot(snapshot) if is_digest(&snapshot.id) => {
                    Ok(Pulled::Snapshot(snapshot))
                }
                _ => Err(RemoteError::BadReply),
            }
        }
        .boxed()
    }

    fn snapshot(&self, access: &str, id: &str, from: u64) -> Reply<ByteStream> {
        if !is_digest(id) {
            return async { Err(RemoteError::BadReply) }.boxed();
        }
        self.bytes_from(&format!("v1/sync/snapshot/{id}"), access, from)
    }

    fn file(&self, access: &str, file: &FileHash, from: u64) -> Reply<ByteStream> {
        self.bytes_from(&format!("v1/files/{file}"), access, from)
    }

    fn push(&self, access: &str, request: PushRequest) -> Reply<PushReply> {
        Self::json(self.post("v1/sync/push", Some(access), &request))
    }

    fn ask(&self, ask: Ask) -> Reply<Bytes> {
        let method = match ask.method {
            remote::Method::Get => Method::GET,
            remote::Method::Post => Method::POST,
            remote::Method::Put => Method::PUT,
            remote::Method::Delete => Method::DELETE,
        };
        let mut request = self.request(method, &ask.path).timeout(REQUEST);
        match ask.body {
            Some(Body::Json(json)) => request = request.json(&json),
            Some(Body::Bytes(kind, bytes)) => {
                request = request.header(CONTENT_TYPE, kind).body(bytes);
            }
            None => {}
        }
        if let Some(access) = &ask.access {
            request = request.bearer_auth(access);
        }
        async move { body(send(request).await?, MAX_JSON).await }.boxed()
    }

    fn events(&self, access: &str) -> Reply<ByteStream> {
        let request = self
            .request(Method::GET, "v1/sync/events")
            .bearer_auth(access);
        async move {
            let response = send(request).await?;
            let kind = response
                .headers()
                .get(CONTENT_TYPE)
                .and_then(|kind| kind.to_str().ok());
            if kind.is_some_and(|kind| kind.starts_with("text/event-stream")) {
                Ok(stream(response, 0))
            } else {
                Err(RemoteError::BadReply)
            }
        }
        .boxed()
    }
}

/// Whether `id` is a SHA-256 in hexadecimal, and so safe in a path.
fn is_digest(id: &str) -> bool {
    id.len() == 64 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Sends and turns every status but success into an error.
async fn send(request: RequestBuilder) -> Result<Response, RemoteError> {
    let response = request.send().await.map_err(|error| transport(&error))?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let retry_after = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    let body = body(response, MAX_JSON).await.unwrap_or_default();
    let mut reply = match (serde_json::from_slice::<ErrorReply>(&body), status) {
        (Ok(reply), _) => reply,
        // Something between here and the server answered in its place.
        (_, StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE)
        | (_, StatusCode::GATEWAY_TIMEOUT) => ErrorReply::new(ErrorCode::ServerUnavailable),
        (_, StatusCode::TOO_MANY_REQUESTS) => ErrorReply::new(ErrorCode::Throttled),
        _ => return Err(RemoteError::BadReply),
    };
    reply.retry_after = reply.retry_after.or(retry_after);
    Err(RemoteError::Refused(reply))
}

fn transport(error: &reqwest::Error) -> RemoteError {
    // A reply that can't be decoded is one; everything else is the line.
    if error.is_decode() {
        RemoteError::BadReply
    } else {
        RemoteError::Offline
    }
}

async fn body(response: Response, cap: usize) -> Result<Bytes, RemoteError> {
    let mut stream = response.bytes_stream();
    let mut all = BytesMut::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| RemoteError::Offline)?;
        if all.len() + chunk.len() > cap {
            return Err(RemoteError::BadReply);
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all.freeze())
}

/// The reply's bytes without the first `skip`.
fn stream(response: Response, mut skip: u64) -> ByteStream {
    response
        .bytes_stream()
        .map(move |chunk| {
            let mut chunk = chunk.map_err(|_| RemoteError::Offline)?;
            let drop = usize::try_from(skip).unwrap_or(usize::MAX).min(chunk.len());
            skip -= drop as u64;
            Ok(chunk.split_off(drop))
        })
        .boxed()
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, RemoteError> {
    serde_json::from_slice(body).map_err(|_| RemoteError::BadReply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_this_very_machine_is_spoken_with() {
        let allowed =
            |url: &str| HttpRemote::new(&Url::parse(url).unwrap(), &Pins::default()).is_ok();
        assert!(allowed("https://handbook.example"));
        assert!(allowed("http://127.0.0.1:8080"));
        assert!(allowed("http://[::1]:8080/"));
        assert!(allowed("http://localhost"));
        assert!(!allowed("http://handbook.example"));
        assert!(!allowed("http://localhost.handbook.example"));
        assert!(!allowed("http://10.0.0.1"));
        assert!(!allowed("ftp://127.0.0.1"));
        assert!(!allowed("data:,x"));
    }

    #[test]
    fn a_path_before_the_service_is_kept() {
        let remote = HttpRemote::new(
            &Url::parse("https://x.example/co/op?a#b").unwrap(),
            &Pins::default(),
        )
        .unwrap();
        assert_eq!(
            remote.base.join("v1/hello").unwrap().path(),
            "/co/op/v1/hello"
        );
    }
}
