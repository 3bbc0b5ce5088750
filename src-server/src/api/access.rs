//! Who may call a route.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::sync::PROTOCOL_HEADER;

use super::address::asking;
use super::failure::Refusal;
use crate::service::{Caller, Failure, OLDEST_PROTOCOL, Service};

/// What a route asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Access {
    /// The protocol header.
    pub protocol: bool,
    /// A session.
    pub session: Option<Session>,
}

/// What a session must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Session {
    /// Any, even a limited one.
    Any,
    /// One that has nothing left to be done.
    Full,
    /// The same, of staff.
    Staff,
}

impl Access {
    /// Nothing: before a protocol has been agreed on.
    pub(super) const ANYBODY: Access = Access {
        protocol: false,
        session: None,
    };
    /// An app of a protocol that the server speaks.
    pub(super) const ANY_APP: Access = Access {
        protocol: true,
        session: None,
    };
    /// An app with a session.
    pub(super) const ANY_SESSION: Access = Access {
        protocol: true,
        session: Some(Session::Any),
    };
    /// An app with a session that may see members' data.
    pub(super) const FULL_SESSION: Access = Access {
        protocol: true,
        session: Some(Session::Full),
    };
    /// An app with a session of staff that may see members' data.
    pub(super) const STAFF_SESSION: Access = Access {
        protocol: true,
        session: Some(Session::Staff),
    };
}

/// Puts the check of `access` before a route. The handler finds the
/// [`Caller`] in the request's extensions.
pub(super) fn guard(
    route: MethodRouter<Arc<Service>>,
    access: Access,
    service: &Arc<Service>,
) -> MethodRouter<Arc<Service>> {
    route.layer(from_fn_with_state((Arc::clone(service), access), check))
}

async fn check(
    State((service, access)): State<(Arc<Service>, Access)>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Err(failure) = admit(&service, access, &mut request) {
        return Refusal(failure).into_response();
    }
    next.run(request).await
}

fn admit(service: &Service, access: Access, request: &mut Request) -> Result<(), Failure> {
    if access.protocol {
        check_protocol(request.headers())?;
    }
    let Some(needed) = access.session else {
        return Ok(());
    };
    let mut caller = caller(service, request.headers())?;
    caller.address = Some(asking(service, request.extensions(), request.headers()));
    if needed != Session::Any && !caller.full {
        return Err(ErrorCode::SessionLimited.into());
    }
    if needed == Session::Staff && caller.role != Role::Staff {
        return Err(ErrorCode::Forbidden.into());
    }
    request.extensions_mut().insert(caller);
    Ok(())
}

/// Who bears the request's token.
pub(super) fn caller(service: &Service, headers: &HeaderMap) -> Result<Caller, Failure> {
    let token = bearer(headers).ok_or(ErrorCode::SessionExpired)?;
    service.authenticate(token)
}

fn check_protocol(headers: &HeaderMap) -> Result<(), Failure> {
    let protocol: u32 = headers
        .get(PROTOCOL_HEADER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok())
        .ok_or(ErrorCode::InvalidInput)?;
    match protocol < OLDEST_PROTOCOL {
        true => Err(ErrorCode::AppTooOld.into()),
        false => Ok(()),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
