//! The certificate that this device holds, and when it is time for another one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handbook_wire::card::{CardReply, CardRequest, Certificate, read_signed};
use handbook_wire::sync::HelloReply;

use super::{DeviceKey, Keys};
use crate::Error;
use crate::cache::Cache;
use crate::session::Sessions;
use crate::store::meta::{self, Fact};
use crate::sync::remote::RemoteError;

/// Where certificates come from.
pub(crate) const PATH: &str = "v1/account/card";
/// A certificate that is older than this is renewed, in seconds.
const RENEWED_AFTER: i64 = 24 * 60 * 60;

/// The certificate with the co-op's signature, and what it says; none when there is none. May block.
pub(crate) fn certificate(cache: &Cache) -> Result<Option<(Vec<u8>, Certificate)>, Error> {
    let kept = cache.read(|connection| meta::get(connection, Fact::Card))?;
    let bytes = kept.and_then(|kept| STANDARD.decode(kept).ok());
    Ok(bytes.and_then(|bytes| {
        let (certificate, _) = read_signed(&bytes)?;
        Some((bytes, certificate))
    }))
}

/// What to ask the server for; nothing while the certificate is young and this device's. May block.
pub(crate) fn due(
    cache: &Cache,
    sessions: &Sessions,
    now_ms: i64,
) -> Result<Option<CardRequest>, Error> {
    let key = DeviceKey::new(&sessions.card_seed()?)?;
    let now = now_ms.div_euclid(1000);
    let young = certificate(cache)?.is_some_and(|(_, certificate)| {
        let age = now - i64::from(certificate.issued);
        certificate.device == key.public() && (-RENEWED_AFTER..RENEWED_AFTER).contains(&age)
    });
    Ok((!young).then(|| CardRequest {
        key: STANDARD.encode(key.public()),
    }))
}

/// Keeps what the server answered. May block.
///
/// # Errors
/// [`RemoteError::BadReply`] for what is not a certificate of this device's.
pub(crate) fn keep(cache: &Cache, sessions: &Sessions, reply: &CardReply) -> Result<(), Error> {
    let key = DeviceKey::new(&sessions.card_seed()?)?;
    let bytes = STANDARD.decode(&reply.certificate).ok();
    let certificate = bytes.as_deref().and_then(read_signed);
    if certificate.is_none_or(|(certificate, _)| certificate.device != key.public()) {
        return Err(RemoteError::BadReply.into());
    }
    Ok(cache.set_fact(Fact::Card, &reply.certificate)?)
}

/// The co-op's keys as they were told last. May block.
pub(crate) fn keys(cache: &Cache) -> Result<Keys, Error> {
    let kept = cache.read(|connection| meta::get(connection, Fact::CardKeys))?;
    let keys = kept.and_then(|json| serde_json::from_str(&json).ok());
    Ok(keys.unwrap_or_default())
}

/// Keeps the co-op's keys. May block.
pub(crate) fn keep_keys(cache: &Cache, hello: &HelloReply) -> Result<(), Error> {
    let keys = Keys {
        server: hello.server.clone(),
        keys: hello.card_keys.clone(),
    };
    let json = serde_json::to_string(&keys).map_err(|_| Error::Invalid)?;
    Ok(cache.set_fact(Fact::CardKeys, &json)?)
}
