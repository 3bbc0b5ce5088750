//! How the server asks others over HTTP: TLS with the roots that it ships with, no redirects, bounds
//! on time and size.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, Response, redirect};

/// The longest that one request may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest silence within a long answer.
const SILENCE: Duration = Duration::from_secs(30);

/// TLS for the client can't be set up.
#[derive(Debug, thiserror::Error)]
#[error("다른 서버와 통신할 준비를 할 수 없어요.")]
pub struct ClientError;

/// A client. `alone` says that what it asks is on this very machine, so that no proxy comes between.
///
/// # Errors
/// [`ClientError`].
pub(crate) fn client(alone: bool) -> Result<Client, ClientError> {
    build(alone, &[], |builder| builder.timeout(TIMEOUT))
}

/// A client that prefers HTTP/2, or with `only` speaks nothing else.
///
/// # Errors
/// [`ClientError`].
pub(crate) fn http2_client(alone: bool, only: bool) -> Result<Client, ClientError> {
    let protocols: &[&[u8]] = match only {
        true => &[b"h2"],
        false => &[b"h2", b"http/1.1"],
    };
    build(alone, protocols, |builder| {
        let builder = builder
            .timeout(TIMEOUT)
            .http2_keep_alive_interval(SILENCE)
            .http2_keep_alive_timeout(TIMEOUT);
        match only {
            true => builder.http2_prior_knowledge(),
            false => builder,
        }
    })
}

/// A client for bodies of any length, which takes as long as something comes.
///
/// # Errors
/// [`ClientError`].
pub(crate) fn long_client(alone: bool) -> Result<Client, ClientError> {
    build(alone, &[], |builder| {
        builder.connect_timeout(TIMEOUT).read_timeout(SILENCE)
    })
}

fn build(
    alone: bool,
    protocols: &[&[u8]],
    bound: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<Client, ClientError> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| ClientError)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    tls.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let mut builder = bound(
        Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(redirect::Policy::none()),
    );
    if alone {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|_| ClientError)
}

/// Why a body was not read.
pub(crate) enum Unread {
    /// It broke off.
    Broken,
    /// It is longer than allowed.
    TooLong,
}

/// The body of an answer, at most `longest` bytes.
pub(crate) async fn body(mut response: Response, longest: usize) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| Unread::Broken)? {
        if bytes.len() + chunk.len() > longest {
            return Err(Unread::TooLong);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
