//! Where a request comes from.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use crate::service::Service;

/// The address of who asks: the peer's, or what the proxy in front saw.
pub(crate) struct Address(pub(crate) IpAddr);

impl FromRequestParts<Arc<Service>> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        service: &Arc<Service>,
    ) -> Result<Self, Infallible> {
        Ok(Self(asking(service, &parts.extensions, &parts.headers)))
    }
}

/// Where a request with these extensions and headers comes from.
pub(super) fn asking(service: &Service, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| {
            peer.ip()
        });
    match service.config().behind_proxy {
        true => forwarded(headers).unwrap_or(peer),
        false => peer,
    }
}

/// The address that the proxy itself saw: the last one. Those before it are the caller's own words.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()?
        .to_str()
        .ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}
