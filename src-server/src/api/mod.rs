//! HTTP in, HTTP out, nothing else.

mod access;
mod account;
pub(crate) mod address;
mod app;
mod body;
mod change;
mod coop;
mod events;
pub(crate) mod failure;
mod file;
mod frame;
mod health;
mod identity;
mod notification;
mod openapi;
mod page;
mod post;
mod range;
mod schema;
mod session;
mod sign_up;
mod snapshot;
mod social;
mod sync;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::routing::{MethodRouter, delete, get, post, put};

pub use openapi::document;

use crate::service::Service;
use access::Access;

/// One route: what [`openapi`] documents and the tests walk over.
struct Route {
    path: &'static str,
    access: Access,
    handler: fn() -> MethodRouter<Arc<Service>>,
}

#[cfg(test)]
impl Route {
    /// Whether it is the route for that method, where a path has two.
    fn takes(&self, method: &axum::http::Method) -> bool {
        self.path != "/v1/session"
            || (self.access == Access::ANY_SESSION) == (*method == axum::http::Method::DELETE)
    }
}

/// Every route there is, with who may call it. A handler is reached through this table alone.
const ROUTES: [Route; 62] = [
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
        path: "/v1/account",
        access: Access::FULL_SESSION,
        handler: || get(account::show_account),
    },
    Route {
        path: "/v1/account/password",
        access: Access::ANY_SESSION,
        handler: || post(account::change_password),
    },
    Route {
        path: "/v1/account/sessions",
        access: Access::FULL_SESSION,
        handler: || get(account::list_sessions),
    },
    Route {
        path: "/v1/account/sessions/{id}",
        access: Access::FULL_SESSION,
        handler: || delete(account::end_session),
    },
    Route {
        path: "/v1/account/second-factor",
        access: Access::ANY_SESSION,
        handler: || post(account::set_up_second_factor),
    },
    Route {
        path: "/v1/account/second-factor/code",
        access: Access::ANY_SESSION,
        handler: || post(account::confirm_second_factor),
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
    Route {
        path: "/v1/coop",
        access: Access::ANY_APP,
        handler: || get(coop::show_coop),
    },
    Route {
        path: "/v1/documents/{id}",
        access: Access::ANY_APP,
        handler: || get(coop::show_document),
    },
    Route {
        path: "/v1/identity",
        access: Access::ANY_APP,
        handler: || post(identity::start_identity),
    },
    Route {
        path: "/v1/identity/{id}",
        access: Access::ANY_APP,
        handler: || post(identity::check_identity),
    },
    Route {
        path: "/v1/password",
        access: Access::ANY_APP,
        handler: || post(identity::reset_password),
    },
    Route {
        path: "/v1/sign-up/companies",
        access: Access::ANY_APP,
        handler: || get(coop::find_companies),
    },
    Route {
        path: "/v1/sign-up",
        access: Access::ANY_APP,
        handler: || post(sign_up::sign_up),
    },
    Route {
        path: "/v1/sign-up/{id}",
        access: Access::ANY_APP,
        handler: || post(sign_up::check_sign_up),
    },
    Route {
        path: "/v1/staff/sign-ups",
        access: Access::STAFF_SESSION,
        handler: || get(sign_up::list_sign_ups),
    },
    Route {
        path: "/v1/staff/sign-ups/{id}",
        access: Access::STAFF_SESSION,
        handler: || post(sign_up::decide_sign_up),
    },
    Route {
        path: "/v1/staff/change-requests",
        access: Access::STAFF_SESSION,
        handler: || get(change::list_change_requests),
    },
    Route {
        path: "/v1/staff/change-requests/{id}",
        access: Access::STAFF_SESSION,
        handler: || post(change::decide_change_request),
    },
    Route {
        path: "/v1/staff/posts",
        access: Access::STAFF_SESSION,
        handler: || get(post::list_posts),
    },
    Route {
        path: "/v1/staff/posts/{id}",
        access: Access::STAFF_SESSION,
        handler: || {
            get(post::show_post)
                .put(post::write_post)
                .delete(post::remove_post)
        },
    },
    Route {
        path: "/v1/staff/posts/{id}/withdraw",
        access: Access::STAFF_SESSION,
        handler: || post(post::withdraw_post),
    },
    Route {
        path: "/v1/staff/posts/{id}/versions",
        access: Access::STAFF_SESSION,
        handler: || get(post::list_post_versions),
    },
    Route {
        path: "/v1/account/notification",
        access: Access::FULL_SESSION,
        handler: || get(notification::show_notifications).put(notification::set_notifications),
    },
    Route {
        path: "/v1/account/notification/device",
        access: Access::FULL_SESSION,
        handler: || put(notification::register_device).delete(notification::forget_device),
    },
    Route {
        path: "/v1/staff/posts/{id}/reminder",
        access: Access::STAFF_SESSION,
        handler: || post(notification::remind_readers),
    },
    Route {
        path: "/v1/staff/posts/{id}/readers",
        access: Access::STAFF_SESSION,
        handler: || get(post::list_post_readers),
    },
    Route {
        path: "/v1/posts/{id}/tally",
        access: Access::FULL_SESSION,
        handler: || get(post::show_tally),
    },
    Route {
        path: "/v1/staff/posts/{id}/answers",
        access: Access::STAFF_SESSION,
        handler: || get(post::list_answers),
    },
    Route {
        path: "/v1/staff/post-reach",
        access: Access::STAFF_SESSION,
        handler: || post(post::count_reach),
    },
    Route {
        path: "/v1/account/picture",
        access: Access::FULL_SESSION,
        handler: || put(account::set_picture).delete(account::remove_picture),
    },
    Route {
        path: "/v1/pictures/{id}",
        access: Access::FULL_SESSION,
        handler: || get(account::show_picture),
    },
    Route {
        path: "/v1/files/{hash}",
        access: Access::FULL_SESSION,
        handler: || get(file::send_file),
    },
    Route {
        path: "/v1/files/{hash}/link",
        access: Access::FULL_SESSION,
        handler: || post(file::link_file),
    },
    Route {
        path: "/files/{token}",
        access: Access::ANYBODY,
        handler: || get(file::send_linked_file),
    },
    Route {
        path: "/v1/staff/files",
        access: Access::STAFF_SESSION,
        handler: || post(file::begin_upload),
    },
    Route {
        path: "/v1/staff/files/{id}",
        access: Access::STAFF_SESSION,
        handler: || post(file::finish_upload).delete(file::abandon_upload),
    },
    Route {
        path: "/v1/staff/files/{id}/{offset}",
        access: Access::STAFF_SESSION,
        handler: file::pieces,
    },
    Route {
        path: "/v1/account/card",
        access: Access::FULL_SESSION,
        handler: || post(account::issue_card),
    },
    Route {
        path: "/v1/account/email",
        access: Access::FULL_SESSION,
        handler: || post(account::start_email).delete(account::remove_email),
    },
    Route {
        path: "/v1/account/email/code",
        access: Access::FULL_SESSION,
        handler: || post(account::confirm_email),
    },
    Route {
        path: "/v1/account/withdrawal",
        access: Access::FULL_SESSION,
        handler: || post(account::withdraw),
    },
    Route {
        path: "/v1/account/socials/{provider}",
        access: Access::FULL_SESSION,
        handler: || delete(social::unlink_social),
    },
    Route {
        path: "/v1/social",
        access: Access::ANY_APP,
        handler: || post(social::start_social),
    },
    Route {
        path: "/v1/social/{id}",
        access: Access::ANY_APP,
        handler: || post(social::check_social),
    },
    Route {
        path: "/.well-known/assetlinks.json",
        access: Access::ANYBODY,
        handler: || get(app::show_asset_links),
    },
    Route {
        path: "/.well-known/apple-app-site-association",
        access: Access::ANYBODY,
        handler: || get(app::show_site_association),
    },
    Route {
        path: "/app/news/{id}",
        access: Access::ANYBODY,
        handler: || get(app::show_app_link),
    },
    Route {
        path: "/identity/{state}",
        access: Access::ANYBODY,
        handler: || get(identity::show_start),
    },
    Route {
        path: "/identity/{state}/{result}",
        access: Access::ANYBODY,
        handler: || post(identity::take_callback),
    },
    Route {
        path: "/social/{state}",
        access: Access::ANYBODY,
        handler: || get(social::show_social),
    },
    Route {
        path: "/social/return/{provider}",
        access: Access::ANYBODY,
        handler: || get(social::take_return),
    },
    Route {
        path: "/social/notice/{provider}",
        access: Access::ANYBODY,
        handler: || post(social::take_notice),
    },
];

/// The server's routes over `service`, with `pages` beside them.
pub fn router(service: Arc<Service>, pages: Router) -> Router {
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
        .with_state(Arc::clone(&service))
        .merge(pages);
    frame::frame(router, service.config())
}
