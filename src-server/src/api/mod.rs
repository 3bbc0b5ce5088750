//! HTTP in, HTTP out, nothing else.

mod access;
mod body;
mod events;
mod failure;
mod frame;
mod health;
mod openapi;
mod schema;
mod session;
mod snapshot;
mod sync;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::routing::{MethodRouter, delete, get, post};

pub use openapi::document;

use crate::service::Service;
use access::Access;

/// One route: what [`openapi`] documents and the tests walk over.
struct Route {
    path: &'static str,
    access: Access,
    handler: fn() -> MethodRouter<Arc<Service>>,
}

/// Every route there is, with who may call it. A handler is reached through this table alone.
const ROUTES: [Route; 10] = [
    Route {
        path: "/healthz",
        access: Access::ANYBODY,
        handler: || get(health::show_health),
    },
    Route {
        path: "/v1/hello",
        access: Access::ANYBODY,
        handler: || get(health::say_hello),
    },
    Route {
        path: "/v1/openapi.json",
        access: Access::ANYBODY,
        handler: || get(openapi::show_document),
    },
    Route {
        path: "/v1/session",
        access: Access::ANY_APP,
        handler: || post(session::log_in),
    },
    Route {
        path: "/v1/session/refresh",
        access: Access::ANY_APP,
        handler: || post(session::refresh_session),
    },
    Route {
        path: "/v1/session",
        access: Access::ANY_SESSION,
        handler: || delete(session::log_out),
    },
    Route {
        path: "/v1/sync/pull",
        access: Access::FULL_SESSION,
        handler: || post(sync::pull_changes),
    },
    Route {
        path: "/v1/sync/snapshot/{id}",
        access: Access::FULL_SESSION,
        handler: || get(snapshot::send_snapshot),
    },
    Route {
        path: "/v1/sync/push",
        access: Access::FULL_SESSION,
        handler: || post(sync::push_edits),
    },
    Route {
        path: "/v1/sync/events",
        access: Access::FULL_SESSION,
        handler: || get(events::stream_events),
    },
];

/// The server's routes over `service`.
pub fn router(service: Arc<Service>) -> Router {
    let mut router = Router::new();
    for route in &ROUTES {
        router = router.route(
            route.path,
            access::guard((route.handler)(), route.access, &service),
        );
    }
    let router = router
        .fallback(failure::not_found)
        .method_not_allowed_fallback(failure::method_not_allowed)
        .with_state(Arc::clone(&service));
    frame::frame(router, service.config())
}
