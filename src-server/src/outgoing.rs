//! How the server asks others over HTTP: TLS with the roots that it ships with, no redirects, bounds
//! on time and size.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, Response, redirect};

/// The longest that one request may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// TLS for the client can't be set up.
#[derive(Debug, thiserror::Error)]
#[error("다른 서버와 통신할 준비를 할 수 없어요.")]
pub struct ClientError;

/// A client. `alone` says that what it asks is on this very machine, so that no proxy comes between.
///
/// # Errors
/// [`ClientError`].
pub(crate) fn client(alone: bool) -> Result<Client, ClientError> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| ClientError)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .timeout(TIMEOUT);
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
